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
from desktopchat.client.model.model import Model
from desktopchat.irc.file_names import clean_name
from desktopchat.irc.filehost import bytes_in, is_picture, parse_link, voice_in, with_links
from desktopchat.irc.text import visible, visible_json, without_format

_HAPPENED = {
    EntryKind.JOIN: "{0} came in",
    EntryKind.PART: "{0} left",
    EntryKind.QUIT: "{0} went offline",
    EntryKind.KICK: "{0} put {1} out",
    EntryKind.NICK: "{0} is now called {2}",
    EntryKind.TOPIC: "{0} set the topic: {2}",
    EntryKind.MODE: "{0} {1}",
}
_WHY = (EntryKind.PART, EntryKind.QUIT, EntryKind.KICK)
_QUOTED = 60  # characters of what is answered


class PlainWords:
    """Words for what stands in a session. as_json: an object a line instead.

    Messages are numbered in the order in which they are told, from 1.
    """

    def __init__(self, model: Model, *, as_json: bool) -> None:
        self._model, self._as_json = model, as_json
        self._numbers: dict[tuple[str, int], int] = {}
        """By conversation and entry."""
        self._told: dict[int, tuple[Conversation, Entry]] = {}
        self._states: dict[int, tuple[object, ...]] = {}
        """What was last told of a message, by its number."""

    def find(self, number: int) -> tuple[Conversation, Entry] | None:
        """The message of a number."""
        return self._told.get(number)

    def of_entry(
        self, conversation: Conversation, entry: Entry, *, here: Conversation | None
    ) -> str:
        """A line for something that was said or happened. here: the conversation that is open."""
        if entry.kind not in SPOKEN:
            return self._happened(conversation, entry, here)
        number = self._number(conversation, entry)
        self._states[number] = _state(entry)
        if self._as_json:
            return self._json("message", conversation, entry, number=number)
        who, words = self._name(entry.sender), _said(entry.text)
        said = f"* {who} {words}" if entry.kind is EntryKind.ACTION else f"{who}: {words}"
        if entry.redacted:
            said = f"{who}: this message was deleted"
        where, more = self._where(conversation, here), self._more(conversation, entry)
        return f"[{number}] {_clock(entry)} {where}{said}{more}"

    def of_change(
        self, conversation: Conversation, entry: Entry, *, here: Conversation | None
    ) -> str:
        """A line for a message that is another one now; "" where there is nothing new to say."""
        number = self._numbers.get((conversation.key, entry.number))
        if number is None or self._states.get(number) == _state(entry):
            return ""
        before, self._states[number] = self._states.get(number, ()), _state(entry)
        if self._as_json:
            return self._json("changed", conversation, entry, number=number)
        where, who = self._where(conversation, here), self._name(entry.sender)
        if entry.redacted:
            return f"{where}Message {number} of {who} was deleted"
        if before and before[0] != entry.text:
            return f"{where}{who} changed message {number} to: {_said(entry.text)}"
        if before and before[2] != _state(entry)[2]:
            given = _reactions(entry, self._name) or "none any more"
            return f"{where}Reactions to message {number} of {who}: {given}"
        if entry.delivery is Delivery.FAILED:
            return f"{where}Message {number} was not sent: {entry.failure}"
        return ""

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
        words = [
            f"{one.person.name}{_ROLES.get(one.prefixes[:1], '')}"
            f"{f' (away: {one.person.away})' if one.person.away else ''}"
            for one in members
        ]
        return visible(f"In {conversation.title} are {len(words)}: {', '.join(words)}")

    def conversations(self, all_: Iterable[Conversation], here: Conversation | None) -> str:
        """Which conversations there are, and where there is something to read."""
        if self._as_json:
            rows = [
                {"name": one.name, "unread": one.unread, "mentions": one.mentions,
                 "open": one is here, "joined": one.joined}
                for one in all_
            ]  # fmt: skip
            return _json({"event": "rooms", "rooms": rows})
        words = [
            one.title
            + (" (open)" if one is here else "")
            + (f" ({one.unread} new)" if one.unread else "")
            for one in all_
        ]
        return visible(f"Rooms and people: {', '.join(words) or 'none'}")

    def _number(self, conversation: Conversation, entry: Entry) -> int:
        key = conversation.key, entry.number
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._told[self._numbers[key]] = conversation, entry
        return self._numbers[key]

    def _happened(self, conversation: Conversation, entry: Entry, here: Conversation | None) -> str:
        if self._as_json:
            return self._json(entry.kind.name.lower(), conversation, entry)
        target = entry.target if entry.kind is EntryKind.MODE else self._name(entry.target)
        text = _lines(entry.text)
        words = _HAPPENED.get(entry.kind, "{2}").format(self._name(entry.sender), target, text)
        if text and entry.kind in _WHY:
            words += f" ({text})"
        return f"{_clock(entry)} {self._where(conversation, here)}{visible(words)}"

    def _more(self, conversation: Conversation, entry: Entry) -> str:
        """What there is to know beside the words."""
        notes = []
        if entry.reply_to:
            original = conversation.by_msgid.get(entry.reply_to)
            what = "an earlier message"
            if original is not None:
                quoted = _said(original.text)[:_QUOTED]
                what = f"{self._name(original.sender)}: {quoted}"
            notes.append(f"answers {what}")
        if entry.edited:
            notes.append("edited")
        if reactions := _reactions(entry, self._name):
            notes.append(f"reactions: {reactions}")
        if entry.delivery is Delivery.WAITING:
            notes.append("waits for the host")
        return f" ({'; '.join(notes)})" if notes else ""

    def _name(self, nick: str) -> str:
        return visible(self._model.name_of(nick)) if nick else ""

    def _where(self, conversation: Conversation, here: Conversation | None) -> str:
        if conversation is here:
            return ""
        direct = conversation.kind is ConversationKind.DIRECT
        return (
            f"with {visible(conversation.title)}, "
            if direct
            else f"in {visible(conversation.title)}, "
        )

    def _json(
        self, event: str, conversation: Conversation, entry: Entry, number: int | None = None
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


_ROLES = {"~": " (owner)", "&": " (admin)", "@": " (operator)", "%": " (helper)", "+": " (voiced)"}


def _state(entry: Entry) -> tuple[object, ...]:
    given = tuple((sign, tuple(nicks)) for sign, nicks in entry.reactions.items() if nicks)
    return entry.text, entry.redacted, given, entry.delivery is Delivery.FAILED


def _reactions(entry: Entry, name: Callable[[str], str]) -> str:
    return ", ".join(
        f"{visible(sign)} by {', '.join(map(name, nicks))}"
        for sign, nicks in entry.reactions.items()
        if nicks
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
        return f"(voice message, {voice.seconds:.0f} seconds)"
    file = parse_link(link)
    name = clean_name(file[1]) if file is not None else ""
    kind = "picture" if is_picture(name) else "file"
    return f"({kind}: {name})" if size is None else f"({kind}: {name}, {size_words(size)})"


def _lines(text: str) -> str:
    """Words of several lines, of which the later ones are set in."""
    return "\n    ".join(visible(line) for line in without_format(text).splitlines())
