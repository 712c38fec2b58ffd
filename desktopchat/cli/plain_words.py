"""What happens in a chat, in lines of words or of JSON: for terminals, pipes and screen readers.

Each line says all that there is to know without looking at another: where, when, who. A message has
a short number, by which it can be answered. No colour, no drawing, nothing that moves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC

from desktopchat.client.files.sizes import size_words
from desktopchat.client.model import (
    SPOKEN,
    Conversation,
    ConversationKind,
    Delivery,
    Entry,
    EntryKind,
)
from desktopchat.client.model.conversation import Member
from desktopchat.client.model.model import Model
from desktopchat.irc.file_names import clean_name
from desktopchat.irc.filehost import bytes_in, is_picture, parse_link, voice_in, with_links
from desktopchat.irc.text import visible, visible_json, without_format
from desktopchat.words import tr, tr_noop, trc, trn
from desktopchat.words.lists import comma_listed, in_a_row

_HAPPENED = {
    EntryKind.JOIN: tr_noop("{name} came in"),
    EntryKind.PART: tr_noop("{name} left"),
    EntryKind.QUIT: tr_noop("{name} went offline"),
    EntryKind.KICK: tr_noop("{name} put {other} out"),
    EntryKind.NICK: tr_noop("{name} is now called {text}"),
    EntryKind.TOPIC: tr_noop("{name} set the topic: {text}"),
    EntryKind.MODE: "{name} {other}",
}
_HAPPENED_WHY = {
    EntryKind.PART: tr_noop("{name} left ({text})"),
    EntryKind.QUIT: tr_noop("{name} went offline ({text})"),
    EntryKind.KICK: tr_noop("{name} put {other} out ({text})"),
}
"""The same where somebody said why."""
_QUOTED = 60  # characters of what is answered


def happened(entry: Entry, name: str, other: str, text: str) -> str:
    """What is told of an entry that nobody said. name, other: what its people are called here;
    text: its words."""
    if entry.kind in _HAPPENED_WHY and entry.why:
        return tr(_HAPPENED_WHY[entry.kind], name=name, other=other, text=entry.why)
    return tr(_HAPPENED.get(entry.kind, "{text}"), name=name, other=other, text=text)


class PlainWords:
    """Words for what stands in a session. as_json: an object a line instead.

    Messages are numbered in the order in which they are told, from 1.
    """

    def __init__(self, model: Model, *, as_json: bool) -> None:
        self._model, self._as_json = model, as_json
        self._numbers: dict[Entry, int] = {}
        self._told: dict[int, tuple[Conversation, Entry]] = {}
        self._states: dict[int, tuple[object, ...]] = {}
        """What was last told of a message, by its number."""

    def find(self, number: int) -> tuple[Conversation, Entry] | None:
        """The message of a number."""
        return self._told.get(number)

    def is_now(self, conversation: Conversation, old: Entry, new: Entry) -> None:
        """Another entry, or the same one, stands for a message: its number means that one."""
        number = self._numbers.get(old)
        if number is not None:
            self._numbers.setdefault(new, number)
            self._told[number] = conversation, new

    def of_entry(
        self,
        conversation: Conversation,
        entry: Entry,
        *,
        here: Conversation | None,
        late: bool = False,
    ) -> str:
        """A line for something that was said or happened. here: the conversation that is open.
        late: it belongs in front of something that was told already."""
        if entry.kind not in SPOKEN:
            return self._happened(conversation, entry, here)
        number = self._number(conversation, entry)
        self._states[number] = _state(entry)
        if self._as_json:
            return self._json("message", conversation, entry, number=number, late=late)
        who, words = self._name(entry.sender), _said(entry.text)
        said = (
            f"* {who} {words}"
            if entry.kind is EntryKind.ACTION
            else tr("{name}: {words}", name=who, words=words)
        )
        if entry.redacted:
            said = tr("{name}: this message was deleted", name=who)
        where, more = self._where(conversation, here), self._more(conversation, entry, late)
        return f"[{number}] {_clock(entry)} {where}{said}{more}"

    def of_change(
        self, conversation: Conversation, entry: Entry, *, here: Conversation | None
    ) -> str:
        """A line for a message that is another one now; "" where there is nothing new to say."""
        number = self._numbers.get(entry)
        if number is None or self._states.get(number) == _state(entry):
            return ""
        before, self._states[number] = self._states.get(number, ()), _state(entry)
        if self._as_json:
            return self._json("changed", conversation, entry, number=number)
        where, who = self._where(conversation, here), self._name(entry.sender)
        said = ""
        if entry.redacted:
            said = tr("Message {number} of {name} was deleted", number=number, name=who)
        elif before and before[0] != entry.text:
            said = tr(
                "{name} changed message {number} to: {words}",
                name=who,
                number=number,
                words=_said(entry.text),
            )
        elif before and before[2] != _state(entry)[2]:
            given = _reactions(entry, self._name) or tr("none any more")
            said = tr(
                "Reactions to message {number} of {name}: {reactions}",
                number=number,
                name=who,
                reactions=given,
            )
        elif entry.delivery is Delivery.FAILED:
            said = tr("Message {number} was not sent: {why}", number=number, why=entry.failure)
        return f"{where}{said}" if said else ""

    def note(self, words: str, **more: object) -> str:
        """A line of the program itself."""
        if self._as_json:
            return _json({"event": "note", "text": words, **more})
        return _lines(words)

    def people(self, conversation: Conversation) -> str:
        """Who is there."""
        members = sorted(conversation.members.values(), key=lambda one: one.person.name.casefold())
        if self._as_json:
            rows = [
                {"nick": one.person.nick, "name": one.person.name, "roles": one.prefixes,
                 "away": one.person.away}
                for one in members
            ]  # fmt: skip
            return _json({"event": "names", "room": conversation.name, "people": rows})
        words = [_person(one) for one in members]
        return visible(
            trn(
                "In {title} are {n}: {names}",
                "In {title} are {n}: {names}",
                len(words),
                title=conversation.title,
                names=comma_listed(words),
            )
        )

    def conversations(self, all_: Iterable[Conversation], here: Conversation | None) -> str:
        """Which conversations there are, and where there is something to read."""
        if self._as_json:
            rows = [
                {"name": one.name, "unread": one.unread, "mentions": one.mentions,
                 "open": one is here, "joined": one.joined}
                for one in all_
            ]  # fmt: skip
            return _json({"event": "rooms", "rooms": rows})
        words = comma_listed([_state_words(one, is_open=one is here) for one in all_])
        return visible(tr("Rooms and people: {names}", names=words or trc("rooms", "none")))

    def _number(self, conversation: Conversation, entry: Entry) -> int:
        if entry not in self._numbers:
            self._numbers[entry] = len(self._told) + 1
            self._told[self._numbers[entry]] = conversation, entry
        return self._numbers[entry]

    def _happened(self, conversation: Conversation, entry: Entry, here: Conversation | None) -> str:
        if self._as_json:
            return self._json(entry.kind.name.lower(), conversation, entry)
        target = entry.target if entry.kind is EntryKind.MODE else self._name(entry.target)
        words = happened(entry, self._name(entry.sender), target, _lines(entry.text))
        return f"{_clock(entry)} {self._where(conversation, here)}{visible(words)}"

    def _more(self, conversation: Conversation, entry: Entry, late: bool) -> str:
        """What there is to know beside the words."""
        notes = [tr("said earlier")] if late else []
        if entry.reply_to:
            original = conversation.by_msgid.get(entry.reply_to)
            if original is None:
                notes.append(tr("answers an earlier message"))
            else:
                quoted, name = _said(original.text)[:_QUOTED], self._name(original.sender)
                notes.append(tr("answers {name}: {words}", name=name, words=quoted))
        if entry.edited:
            notes.append(tr("edited"))
        if reactions := _reactions(entry, self._name):
            notes.append(tr("reactions: {reactions}", reactions=reactions))
        if entry.delivery is Delivery.WAITING:
            notes.append(tr("waits for the host"))
        return tr(" ({notes})", notes=in_a_row(notes)) if notes else ""

    def _name(self, nick: str) -> str:
        return visible(self._model.name_of(nick)) if nick else ""

    def _where(self, conversation: Conversation, here: Conversation | None) -> str:
        if conversation is here:
            return ""
        title = visible(conversation.title)
        if conversation.kind is ConversationKind.DIRECT:
            return tr("with {name}, ", name=title)
        return tr("in {room}, ", room=title)

    def _json(
        self,
        event: str,
        conversation: Conversation,
        entry: Entry,
        number: int | None = None,
        *,
        late: bool = False,
    ) -> str:
        values: dict[str, object] = {
            "event": event,
            "room": conversation.name,
            "time": entry.time.astimezone(UTC).isoformat(timespec="milliseconds"),
            "nick": entry.sender,
            "text": entry.text,
        }
        extra: dict[str, object] = {
            "number": number,
            "late": late,
            "msgid": entry.msgid,
            "target": entry.target,
            "answers": entry.reply_to,
            "own": entry.own,
            "edited": entry.edited,
            "deleted": entry.redacted,
            "reactions": entry.reactions,
            "failed": entry.failure if entry.delivery is Delivery.FAILED else "",
        }
        values |= {key: value for key, value in extra.items() if value}
        return _json(values)


_ROLES = {
    "~": tr_noop("{name} (owner)"),
    "&": tr_noop("{name} (admin)"),
    "@": tr_noop("{name} (operator)"),
    "%": tr_noop("{name} (helper)"),
    "+": tr_noop("{name} (voiced)"),
}


def _person(member: Member) -> str:
    person = member.person
    words = tr(_ROLES.get(member.prefixes[:1], "{name}"), name=person.name)
    return tr("{name} (away: {why})", name=words, why=person.away) if person.away else words


def _state_words(one: Conversation, *, is_open: bool) -> str:
    words = tr("{title} (open)", title=one.title) if is_open else one.title
    if not one.unread:
        return words
    return trn("{title} ({n} new)", "{title} ({n} new)", one.unread, title=words)


def _state(entry: Entry) -> tuple[object, ...]:
    given = tuple((sign, tuple(nicks)) for sign, nicks in entry.reactions.items() if nicks)
    return entry.text, entry.redacted, given, entry.delivery is Delivery.FAILED


def _reactions(entry: Entry, name: Callable[[str], str]) -> str:
    return comma_listed(
        [
            tr("{sign} by {names}", sign=visible(sign), names=comma_listed(list(map(name, nicks))))
            for sign, nicks in entry.reactions.items()
            if nicks
        ]
    )


def _json(values: dict[str, object]) -> str:
    return visible_json(json.dumps(values, ensure_ascii=False))


def _clock(entry: Entry) -> str:
    return f"{entry.time.astimezone():%H:%M}"


def _said(text: str) -> str:
    """The words of a message, with files by their names: the number of the message saves them, and
    nobody wants to hear the links read out."""
    return _lines(with_links(text, _file_words))


def _file_words(link: str) -> str:
    voice, size = voice_in(link), bytes_in(link)
    if voice is not None:
        seconds = round(voice.seconds)
        return trn("(voice message, {n} second)", "(voice message, {n} seconds)", seconds)
    file = parse_link(link)
    name = clean_name(file[1]) if file is not None else ""
    said = name
    if size is not None:
        said = tr("{name}, {size}", name=name, size=size_words(size))
    return (
        tr("(picture: {name})", name=said) if is_picture(name) else tr("(file: {name})", name=said)
    )


def _lines(text: str) -> str:
    """Words of several lines, of which the later ones are set in."""
    return "\n    ".join(visible(line) for line in without_format(text).splitlines())
