"""What an entry says and how it is set: entries become rows of tagged pieces. No Tk here."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from desktopchat.client.model import ON_ITS_WAY, Delivery, Entry, EntryKind
from desktopchat.irc.names import display_name
from desktopchat.irc.text import tame, tame_line
from desktopchat.ui.timeline import longest
from desktopchat.ui.timeline.markup import Names, clean, drawn, linked, words
from desktopchat.ui.timeline.pieces import TRANSFER, Piece, Shared
from desktopchat.words import dates, tr, tr_noop

TOGETHER = timedelta(minutes=5)  # messages of one person within this stand under one head
SPOKEN = (EntryKind.MESSAGE, EntryKind.NOTICE)
SAID = (*SPOKEN, EntryKind.ACTION)
DELETED = tr_noop("Message deleted")


def local(time: datetime) -> datetime:
    return time.astimezone()


def clock(time: datetime) -> str:
    """Hours and minutes here, "09:12"."""
    return dates.clock(local(time))


def day_line(time: datetime, now: datetime | None = None) -> str:
    """ "Monday 23 November", with the year when it is another than now's."""
    here, today = local(time), local(now or datetime.now().astimezone())
    return dates.long_day(here, year=here.year != today.year)


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


def row(
    entry: Entry,
    before: Entry | None,
    names: Names,
    *,
    new: bool = False,
    tick: bool = False,
    looked: bool = False,
    pinned: bool = False,
    fold: str = "",
    folded: bool = False,
    shared: Shared | None = None,
    above: Sequence[Piece] = (),
    below: Sequence[Piece] = (),
) -> list[Piece]:
    """The pieces of one row, each line ended by a newline.

    before: the entry above it. new: it is the first unread one. tick: show that it was sent.
    looked: show what is hidden in it. pinned: it is, in its room.
    fold: what happened in the run that begins with it; folded: it is one of such, hidden itself.
    shared: its words and pictures, for one that was said.
    above, below: lines of their own between the head and the words, and after the words.
    """
    pieces: list[Piece] = []
    shared = shared or Shared(entry.text)
    if entry.own:
        names = names._replace(mine=())  # nobody has to be told that they named themselves
    if starts_day(entry, before):
        pieces += [Piece(day_line(entry.time), ("day",)), Piece("\n", ("day",))]
    if new:
        pieces += [Piece(tr("New"), ("new",)), Piece("\n", ("new",))]
    if entry.kind in SPOKEN:
        head = has_head(entry, before) or new
        if head:
            pieces += _head(entry, names, pinned)
        pieces += [*above, *_message(entry, names, tick, head, looked, pinned, shared)]
    elif entry.kind is EntryKind.ACTION:
        pieces += [*above, *_action(entry, names, tick, looked, pinned, shared)]
    else:
        if fold:
            pieces += _fold(entry, fold, opened=not folded)
        hidden = ("folded",) if folded else ()
        pieces += [piece._replace(tags=(*piece.tags, *hidden)) for piece in _note(entry, names)]
    return [*pieces, *shared.pieces, *below]


def _fold(entry: Entry, words: str, *, opened: bool) -> Iterator[Piece]:
    yield from drawn(words, ("note", "fold"))
    yield Piece("  " + (tr("hide") if opened else tr("show")), ("note", "fold", "unfold"))
    yield Piece(f"  {clock(entry.time)}\n", ("note", "late"))


def _head(entry: Entry, names: Names, pinned: bool) -> Iterator[Piece]:
    yield from drawn(
        names.name_of(entry.sender), ("head", "name", f"hue{names.hue_of(entry.sender)}")
    )
    label = "  " + tr("notice") if entry.kind is EntryKind.NOTICE else ""
    mark = names.mark(entry.sender, entry)
    if mark:
        yield Piece(f"  {mark}", ("head", "warn"))
    marks = "".join(f" · {mark}" for mark in _marks(entry, pinned))
    yield Piece(f"  {clock(entry.time)}{marks}{label}", ("head", "time"))
    yield Piece("\n", ("head",))


def _message(
    entry: Entry,
    names: Names,
    tick: bool,
    head: bool,
    looked: bool,
    pinned: bool,
    shared: Shared,
) -> Iterator[Piece]:
    ground = ("body", *_delivery_tag(entry))
    if entry.redacted:
        yield from drawn(deleted(entry, names), ("body", "gone"))
        yield Piece("\n", ("body",))
        return
    said = list(_fitted(shared, names, ground, looked))
    yield from said
    if not head:  # there it stands beside the time
        yield from _marked(entry, pinned)
    if entry.delivery in ON_ITS_WAY and any(TRANSFER in one.tags for one in shared.pieces):
        if said:  # how far it is, is told below
            yield Piece("\n", ("body",))
        return
    yield from _delivery(entry, tick, "block" if said and "block" in said[-1].tags else "body")


def _action(
    entry: Entry, names: Names, tick: bool, looked: bool, pinned: bool, shared: Shared
) -> Iterator[Piece]:
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
    yield from _fitted(shared, names, ground, looked)
    yield from _marked(entry, pinned)
    yield from _delivery(entry, tick, "action")


def _fitted(shared: Shared, names: Names, ground: tuple[str, ...], looked: bool) -> Iterator[Piece]:
    """A message's words, as many as a window can show at once."""
    text, whole = longest.cut(tame(shared.words).rstrip())
    pieces = words(text, names, ground, looked=looked)
    yield from longest.within(pieces, len(ground), whole=whole)
    if shared.label:
        yield Piece(f"{'   ' if text else ''}{shared.label}", ("body", "mark"))


def deleted(entry: Entry, names: Names) -> str:
    """What stands where a message was: who took it away, if it was not its author."""
    by = entry.target
    if not by or by.casefold() == entry.sender.casefold():
        return tr(DELETED)
    return tr("Message deleted by {name}", name=names.name_of(by))


def _marks(entry: Entry, pinned: bool) -> list[str]:
    """What is to be known of a message beside its words."""
    return [tr("edited")] * entry.edited + [tr("pinned")] * pinned


def _marked(entry: Entry, pinned: bool) -> Iterator[Piece]:
    for mark in _marks(entry, pinned):
        yield Piece(f"  ({mark})", ("body", "mark"))


def _delivery_tag(entry: Entry) -> tuple[str, ...]:
    if entry.delivery in ON_ITS_WAY:
        return ("dim",)
    return ("failed",) if entry.delivery is Delivery.FAILED else ()


def _delivery(entry: Entry, tick: bool, line: str) -> Iterator[Piece]:
    if entry.delivery is Delivery.SENDING or entry.changing:
        yield Piece("   " + tr("sending…"), ("body", "mark"))
    elif entry.delivery is Delivery.WAITING:
        yield Piece("   " + tr("waiting for the host…") + "  ", ("body", "mark"))
        yield Piece(tr("Cancel"), ("body", "mark", "discard"))
    elif entry.delivery is Delivery.SENT and tick:
        yield Piece("  ✓", ("body", "mark"))
    yield Piece("\n", ("body",) if line == "body" else ("body", line))
    if entry.delivery is Delivery.FAILED:
        yield Piece((entry.failure or tr("It was not sent.")) + "   ", ("status",))
        yield Piece(tr("Try again"), ("status", "retry"))
        yield Piece("   ", ("status",))
        yield Piece(tr("Delete"), ("status", "discard"))
        yield Piece("\n", ("status",))


def called_otherwise(old: str, new: str, name_of: Callable[[str], str]) -> str:
    """That somebody is called otherwise: also where only the way of writing it is another, by
    which they are known under both."""
    before, now = name_of(old), name_of(new)
    before = display_name(old, "") if before == now else before
    return tr("{name} is now called {new}", name=before, new=now)


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
                yield from linked(part.text, ground)
    yield Piece(f"  {clock(entry.time)}\n", ("note", "late"))


def note_words(entry: Entry, name_of: Callable[[str], str]) -> str:
    """What happened to the conversation, in words."""
    who = name_of(entry.sender) if entry.sender else tr("The host")
    text = tame_line(entry.text).rstrip()
    match entry.kind:
        case EntryKind.JOIN:
            return tr("{name} joined", name=who)
        case EntryKind.PART:
            return _reasoned(tr("{name} left", name=who), entry.why)
        case EntryKind.QUIT:
            return _reasoned(tr("{name} went offline", name=who), entry.why)
        case EntryKind.KICK:
            out = tr("{name} put {target} out", name=who, target=name_of(entry.target))
            return _reasoned(out, entry.why)
        case EntryKind.NICK:
            return called_otherwise(entry.sender, text, name_of)
        case EntryKind.TOPIC:
            if not text:
                return tr("{name} took the topic away", name=who)
            return tr("{name} set the topic: {topic}", name=who, topic=text)
        case EntryKind.MODE:
            if entry.target:
                return f"{who} {entry.target}"
            return tr("{name} changed the modes: {modes}", name=who, modes=text)
        case _:
            return text


def _reasoned(words: str, reason: str) -> str:
    return f"{words} ({reason})" if reason else words


def plain_line(entry: Entry, name_of: Callable[[str], str], body: str | None = None) -> str:
    """An entry as it is copied: "[09:12] Ada Lovelace: Morning!"; `body` instead of its text."""
    return f"[{clock(entry.time)}] {said_line(entry, name_of, body)}"


def said_line(entry: Entry, name_of: Callable[[str], str], body: str | None = None) -> str:
    """As `plain_line`, without the time."""
    text = clean(entry.text) if body is None else body
    if entry.redacted:
        text = tr(DELETED)
    if entry.kind is EntryKind.ACTION:
        return f"* {name_of(entry.sender)} {text}"
    if entry.kind in SPOKEN:
        return f"{name_of(entry.sender)}: {text}"
    return note_words(entry, name_of)


def plain_text(entries: Sequence[Entry], name_of: Callable[[str], str]) -> str:
    return "\n".join(plain_line(entry, name_of) for entry in entries)
