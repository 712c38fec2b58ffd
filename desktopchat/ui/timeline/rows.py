"""What an entry says and how it is set: entries become rows of tagged pieces. No Tk here."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from desktopchat.client.model import ON_ITS_WAY, Delivery, Entry, EntryKind
from desktopchat.irc.text import tame, tame_line, without_format
from desktopchat.ui.look import emoji
from desktopchat.ui.timeline import longest
from desktopchat.ui.timeline.pieces import Piece

TOGETHER = timedelta(minutes=5)  # messages of one person within this stand under one head
SPOKEN = (EntryKind.MESSAGE, EntryKind.NOTICE)
SAID = (*SPOKEN, EntryKind.ACTION)
DELETED = "Message deleted"

_LINK = r"(?:https?|ircs?)://[^\s<>\"\x00-\x1f]{1,2000}"
_MARKUP = re.compile(
    rf"(?P<block>```(?:[\w+-]*\n)?(?P<inner>.+?)\n?```)|`(?P<code>[^`\n]+)`|(?P<link>{_LINK})"
    r"|(?P<at>(?<![\w@])@\w[\w\-\[\]\\^{}|]*)",
    re.DOTALL,
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Names(NamedTuple):
    """Whom the words may name. mine: my nick and name; known: everyone else's, for "@name"."""

    name_of: Callable[[str], str]
    hue_of: Callable[[str], int]
    mine: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()  # casefolded
    like: Callable[[str], str] = lambda _nick: ""  # whom someone's name looks like, "" for nobody

    def mark(self, nick: str, entry: Entry) -> str:
        """The warning beside a name in an entry, "" for none. What was told when it came stays."""
        subject = entry.text if entry.kind is EntryKind.NICK else entry.sender
        told = entry.lookalike_of if nick == subject else ""
        like = self.name_of(told) if told else self.like(nick)
        return f"⚠ looks like {like}" if like else ""


def local(time: datetime) -> datetime:
    return time.astimezone()


def clock(time: datetime) -> str:
    """Hours and minutes here, "09:12"."""
    return f"{local(time):%H:%M}"


def day_line(time: datetime, now: datetime | None = None) -> str:
    """ "Monday 23 November", with the year when it is another than now's."""
    here, today = local(time), local(now or datetime.now().astimezone())
    words = f"{_WEEKDAYS[here.weekday()]} {here.day} {_MONTHS[here.month - 1]}"
    return words if here.year == today.year else f"{words} {here.year}"


def has_head(entry: Entry, before: Entry | None) -> bool:
    """Whether the name stands above this message, or it goes on with the one before."""
    if entry.kind not in SPOKEN:
        return False
    return (
        before is None
        or before.kind is not entry.kind
        or before.sender != entry.sender
        or before.lookalike_of != entry.lookalike_of
        or not timedelta(0) <= entry.time - before.time <= TOGETHER
        or starts_day(entry, before)
    )


def starts_day(entry: Entry, before: Entry | None) -> bool:
    return before is None or local(entry.time).date() != local(before.time).date()


def clean(text: str) -> str:
    """Without the formatting characters that other clients send, without what would reach beyond
    the message, and without empty ends."""
    return without_format(tame(text)).rstrip()


def row(
    entry: Entry,
    before: Entry | None,
    names: Names,
    *,
    new: bool = False,
    tick: bool = False,
    above: Sequence[Piece] = (),
    below: Sequence[Piece] = (),
) -> list[Piece]:
    """The pieces of one row, each line ended by a newline.

    before: the entry above it. new: it is the first unread one. tick: show that it was sent.
    above, below: lines of their own between the head and the words, and after the words.
    """
    pieces: list[Piece] = []
    if starts_day(entry, before):
        pieces += [Piece(day_line(entry.time), ("day",)), Piece("\n", ("day",))]
    if new:
        pieces += [Piece("New", ("new",)), Piece("\n", ("new",))]
    if entry.kind in SPOKEN:
        head = has_head(entry, before) or new
        if head:
            pieces += _head(entry, names)
        pieces += [*above, *_message(entry, names, tick, head)]
    elif entry.kind is EntryKind.ACTION:
        pieces += [*above, *_action(entry, names, tick)]
    else:
        pieces += _note(entry, names)
    return [*pieces, *below]


def _head(entry: Entry, names: Names) -> Iterator[Piece]:
    yield from drawn(
        names.name_of(entry.sender), ("head", "name", f"hue{names.hue_of(entry.sender)}")
    )
    label = "  notice" if entry.kind is EntryKind.NOTICE else ""
    mark = names.mark(entry.sender, entry)
    if mark:
        yield Piece(f"  {mark}", ("head", "warn"))
    edited = " · edited" if entry.edited else ""
    yield Piece(f"  {clock(entry.time)}{edited}{label}", ("head", "time"))
    yield Piece("\n", ("head",))


def _message(entry: Entry, names: Names, tick: bool, head: bool) -> Iterator[Piece]:
    ground = ("body", *_delivery_tag(entry))
    if entry.redacted:
        yield from drawn(deleted(entry, names), ("body", "gone"))
        yield Piece("\n", ("body",))
        return
    said = list(_fitted(entry, names, ground))
    yield from said
    if not head:  # there it stands beside the time
        yield from _edited(entry)
    yield from _delivery(entry, tick, "block" if said and "block" in said[-1].tags else "body")


def _action(entry: Entry, names: Names, tick: bool) -> Iterator[Piece]:
    ground = ("body", "action", *_delivery_tag(entry))
    yield Piece("* ", (*ground, "dim"))
    name = ("action", "name", f"hue{names.hue_of(entry.sender)}")
    yield from drawn(names.name_of(entry.sender), ("body", *name))
    mark = names.mark(entry.sender, entry)
    if mark:
        yield Piece(f" ({mark})", (*ground, "warn"))
    yield Piece(" ", ground)
    if entry.redacted:
        yield from drawn(deleted(entry, names), (*ground, "gone"))
        yield Piece("\n", ("body", "action"))
        return
    yield from _fitted(entry, names, ground)
    yield from _edited(entry)
    yield from _delivery(entry, tick, "action")


def _fitted(entry: Entry, names: Names, ground: tuple[str, ...]) -> Iterator[Piece]:
    """A message's words, as many as a window can show at once."""
    text, whole = longest.cut(clean(entry.text))
    yield from longest.within(words(text, names, ground), len(ground), whole=whole)


def deleted(entry: Entry, names: Names) -> str:
    """What stands where a message was: who took it away, if it was not its author."""
    by = entry.target
    if not by or by.casefold() == entry.sender.casefold():
        return DELETED
    return f"{DELETED} by {names.name_of(by)}"


def _edited(entry: Entry) -> Iterator[Piece]:
    if entry.edited:
        yield Piece("  (edited)", ("body", "mark"))


def _delivery_tag(entry: Entry) -> tuple[str, ...]:
    if entry.delivery in ON_ITS_WAY:
        return ("dim",)
    return ("failed",) if entry.delivery is Delivery.FAILED else ()


def _delivery(entry: Entry, tick: bool, line: str) -> Iterator[Piece]:
    if entry.delivery is Delivery.SENDING:
        yield Piece("   sending…", ("body", "mark"))
    elif entry.delivery is Delivery.WAITING:
        yield Piece("   waiting for the host…  ", ("body", "mark"))
        yield Piece("Cancel", ("body", "mark", "discard"))
    elif entry.delivery is Delivery.SENT and tick:
        yield Piece("  ✓", ("body", "mark"))
    yield Piece("\n", ("body",) if line == "body" else ("body", line))
    if entry.delivery is Delivery.FAILED:
        yield Piece(f"{entry.failure or 'It was not sent.'}   ", ("status",))
        yield Piece("Try again", ("status", "retry"))
        yield Piece("   ", ("status",))
        yield Piece("Delete", ("status", "discard"))
        yield Piece("\n", ("status",))


def _note(entry: Entry, names: Names) -> Iterator[Piece]:
    ground = ("note", "failed") if entry.kind is EntryKind.ERROR else ("note",)
    marks: set[str] = set()

    def marked(nick: str, name: str) -> str:
        mark = names.mark(nick, entry)
        if not mark:
            return name
        marks.add(f" ({mark})")
        return f"{name} ({mark})"

    said = note_words(entry, lambda nick: marked(nick, names.name_of(nick)))
    if entry.kind is EntryKind.MODE:  # its words have nicks in them, whose rank they are about
        for nick in dict.fromkeys(entry.text.split()[1:]):
            name = marked(nick, nick)
            if name != nick:
                said = re.sub(
                    rf"(?<= ){re.escape(nick)}(?=[ ,]|$)", name.replace("\\", r"\\"), said
                )
    for some in re.split(f"({'|'.join(map(re.escape, marks))})", said) if marks else (said,):
        if some in marks:
            yield Piece(some, (*ground, "warn"))
            continue
        for part in drawn(some, ground):
            if part.emoji:
                yield part
            else:
                yield from _linked(part.text, ground)
    yield Piece(f"  {clock(entry.time)}\n", ("note", "late"))


def note_words(entry: Entry, name_of: Callable[[str], str]) -> str:
    """What happened to the conversation, in words."""
    who = name_of(entry.sender) if entry.sender else "The host"
    text = tame_line(entry.text).rstrip()
    why = f" ({text})" if text else ""
    match entry.kind:
        case EntryKind.JOIN:
            return f"{who} joined"
        case EntryKind.PART:
            return f"{who} left{why}"
        case EntryKind.QUIT:
            return f"{who} went offline{why}"
        case EntryKind.KICK:
            return f"{who} put {name_of(entry.target)} out{why}"
        case EntryKind.NICK:
            return f"{who} is now called {name_of(text)}"
        case EntryKind.TOPIC:
            return f"{who} set the topic: {text}" if text else f"{who} took the topic away"
        case EntryKind.MODE:
            return f"{who} {entry.target or 'changed the modes: ' + text}"
        case _:
            return text


def words(text: str, names: Names, ground: tuple[str, ...]) -> Iterator[Piece]:
    """A message's text with links, code, names and emoji told apart."""
    large = ("jumbo",) if emoji.only(text) else ()
    end = 0
    for found in _MARKUP.finditer(text):
        yield from _plain(text[end : found.start()], names, ground)
        end = found.end()
        if found["link"]:
            link = _without_tail(found["link"])
            yield Piece(link, (*ground, "link"))
            end = found.start() + len(link)
        elif found["block"]:
            inner = found["inner"].strip("\n")
            if found.start() and text[found.start() - 1] != "\n":
                yield Piece("\n", ground)
            yield Piece(inner, (*ground, "block"))
            if end < len(text):  # the block's own end of line, so that its ground is whole
                yield Piece("\n", (*ground, "block"))
                end += text[end] == "\n"
        elif found["code"]:
            yield Piece(found["code"], (*ground, "code"))
        else:
            yield from _at(found["at"], names, ground)
    yield from _plain(text[end:], names, (*ground, *large))


def _at(word: str, names: Names, ground: tuple[str, ...]) -> Iterator[Piece]:
    name = word[1:].casefold()
    shown = f"@{names.name_of(word[1:])}"  # on the wire a nick, for people their name
    if any(name == mine.casefold() for mine in names.mine):
        yield from drawn(shown, (*ground, "mention"))
    elif name in names.known:
        yield from drawn(shown, (*ground, "who"))
    else:
        yield from _plain(word, names, ground)


def _plain(text: str, names: Names, ground: tuple[str, ...]) -> Iterator[Piece]:
    pattern = _mine(names.mine)
    end = 0
    if pattern is not None:
        for found in pattern.finditer(text):
            yield from drawn(text[end : found.start()], ground)
            yield from drawn(found[0], (*ground, "mention"))
            end = found.end()
    yield from drawn(text[end:], ground)


@lru_cache(maxsize=16)
def _mine(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Finds my names as words of their own; scripts without spaces have no ends of words."""
    wanted = sorted({name for name in names if name}, key=len, reverse=True)
    if not wanted:
        return None
    each = [
        ("" if ord(name[0]) > 0x2E80 else r"(?<!\w)")
        + "@?"
        + re.escape(name)
        + ("" if ord(name[-1]) > 0x2E80 else r"(?!\w)")
        for name in wanted
    ]
    return re.compile("|".join(each), re.IGNORECASE)


def _linked(text: str, ground: tuple[str, ...]) -> Iterator[Piece]:
    end = 0
    for found in re.finditer(_LINK, text):
        link = _without_tail(found[0])
        if found.start() > end:
            yield Piece(text[end : found.start()], ground)
        yield Piece(link, (*ground, "link"))
        end = found.start() + len(link)
    if end < len(text):
        yield Piece(text[end:], ground)


def _without_tail(link: str) -> str:
    """A link without the full stop or bracket of the sentence that it stands in."""
    while link:
        last = link[-1]
        opening = {")": "(", "]": "[", "}": "{"}.get(last)
        unopened = opening is not None and link.count(last) > link.count(opening)
        if not unopened and last not in ".,;:!?'\"*_":
            break
        link = link[:-1]
    return link


def drawn(text: str, tags: tuple[str, ...]) -> Iterator[Piece]:
    """Text as pieces, emoji apart from the rest."""
    if not text:
        return
    if text.isascii() or not emoji.contains(text):
        yield Piece(text, tags)
        return
    for part, is_emoji in emoji.pieces(text):
        yield Piece(part, tags, is_emoji)


def plain_line(entry: Entry, name_of: Callable[[str], str], body: str | None = None) -> str:
    """An entry as it is copied: "[09:12] Ada Lovelace: Morning!"; `body` instead of its text."""
    time = clock(entry.time)
    text = clean(entry.text) if body is None else body
    if entry.redacted:
        text = DELETED
    if entry.kind is EntryKind.ACTION:
        return f"[{time}] * {name_of(entry.sender)} {text}"
    if entry.kind in SPOKEN:
        return f"[{time}] {name_of(entry.sender)}: {text}"
    return f"[{time}] {note_words(entry, name_of)}"


def plain_text(entries: Sequence[Entry], name_of: Callable[[str], str]) -> str:
    return "\n".join(plain_line(entry, name_of) for entry in entries)
