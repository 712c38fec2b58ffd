"""Where entries stand among each other: numbers with gaps, and pages of history between them.

A host's entries have names (msgid) and its time; they keep the host's order, which within a
millisecond the names of a host of ours tell, as in the logbook. What has no name
stays where it was written, behind the named entry before it: a message on its way below all that
comes after that entry, a note of the program's own by when it was made.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from desktopchat.client.model.conversation import Conversation, Delivery, Entry
from desktopchat.irc import timestamps
from desktopchat.store.events import moment_of

STRIDE = 1 << 40
"""Between the numbers of two entries that came one after the other."""


def index_of(conversation: Conversation, entry: Entry) -> int | None:
    """The place of an entry in its conversation; None where it is not in it."""
    entries = conversation.entries
    at = bisect_left(entries, entry.number, key=_number)
    return at if at < len(entries) and entries[at] is entry else None


def insert(
    conversation: Conversation, page: Sequence[Entry], before: Entry | None = None
) -> list[Entry]:
    """Put entries, oldest first, where they belong; gives those that were not there before.

    An entry whose msgid is there already shows where those after it stand, and those before it that
    bear the same time. before: all of the page was earlier than that one, also what bears the same
    time.
    """
    entries = conversation.entries
    shared = next((one for one in page if one.msgid in conversation.by_msgid), None)
    fresh: list[Entry] = []
    at: int | None = None
    last = index_of(conversation, before) if before is not None else None
    for entry in page:
        known = conversation.by_msgid.get(entry.msgid) if entry.msgid else None
        if known is not None:
            at = 1 + _index(conversation, known)
            continue
        if at is not None:
            at = _skip(entries, at, entry)
        elif shared is not None and not (_is_later(shared, entry) or _is_later(entry, shared)):
            at = _index(conversation, conversation.by_msgid[shared.msgid])
        else:
            at = _place(entries, entry)
        if last is not None:
            at = min(at, last)
            last += 1
        entries.insert(at, entry)
        if entry.msgid:
            conversation.by_msgid[entry.msgid] = entry
        fresh.append(entry)
        at += 1
    _number_fresh(conversation, {id(entry) for entry in fresh})
    return fresh


def is_misplaced(conversation: Conversation, entry: Entry) -> bool:
    """Whether an entry stands behind one that the host has later, or before an earlier one."""
    entries, at = conversation.entries, index_of(conversation, entry)
    if at is None:
        return False
    before = next((entries[n] for n in range(at - 1, -1, -1) if entries[n].msgid), entry)
    after = next((entries[n] for n in range(at + 1, len(entries)) if entries[n].msgid), entry)
    return _is_later(before, entry) or _is_later(entry, after)


def newest_named(conversation: Conversation) -> Entry | None:
    """The last entry that the host has a name for."""
    for entry in reversed(conversation.entries):
        if entry.msgid:
            return entry
    return None


def oldest_named(conversation: Conversation) -> Entry | None:
    for entry in conversation.entries:
        if entry.msgid:
            return entry
    return None


def _index(conversation: Conversation, entry: Entry) -> int:
    """The place of an entry that is in its conversation."""
    found = index_of(conversation, entry)
    # Those that were put in just now have no number yet, which leads the search astray.
    return conversation.entries.index(entry) if found is None else found


def _number(entry: Entry) -> int:
    return entry.number


def _is_later(one: Entry, other: Entry) -> bool:
    """Whether the host has one behind the other, as far as their times and names tell."""
    if one.time != other.time:
        return one.time > other.time
    return _within_moment(one) > _within_moment(other)


def _within_moment(entry: Entry) -> str:
    """The name, where it tells the order of what bears the same time; else ""."""
    named = moment_of(entry.msgid)
    return entry.msgid if named and timestamps.when(named) == entry.time else ""


def _place(entries: list[Entry], entry: Entry) -> int:
    """Behind the last named entry that is not later, and the notes there that are earlier."""
    for at in range(len(entries) - 1, -1, -1):
        if entries[at].msgid and not _is_later(entries[at], entry):
            return _behind_notes(entries, at + 1, entry.time)
    return _behind_notes(entries, 0, entry.time)


def _skip(entries: list[Entry], at: int, entry: Entry) -> int:
    """From `at` on behind the named entries that are earlier, and the notes that follow them."""
    place = at
    for here in range(at, len(entries)):
        if entries[here].msgid:
            if not _is_later(entry, entries[here]):
                break
            place = here + 1
    return _behind_notes(entries, place, entry.time)


def _behind_notes(entries: list[Entry], at: int, time: datetime) -> int:
    """From `at` on behind what has no name, is not on its way, and is earlier.

    Up to the next named entry only: the clock here may be another than the host's, and must not
    change the order of what the host told.
    """
    for here in range(at, len(entries)):
        entry = entries[here]
        rests = entry.delivery in (Delivery.RECEIVED, Delivery.FAILED)
        if entry.msgid or not rests or entry.time >= time:
            return here
    return len(entries)


def _number_fresh(conversation: Conversation, fresh: set[int]) -> None:
    """Give the fresh entries numbers that rise from row to row."""
    entries = conversation.entries
    at = 0
    while at < len(entries):
        if id(entries[at]) not in fresh:
            at += 1
            continue
        end = at
        while end < len(entries) and id(entries[end]) in fresh:
            end += 1
        count = end - at
        after = entries[end].number if end < len(entries) else None
        before = entries[at - 1].number if at else (after or 0) - STRIDE * (count + 1)
        if after is None:
            after = max(before, conversation.last_number) + STRIDE * (count + 1)
            before = after - STRIDE * (count + 1)
        step = max(1, (after - before) // (count + 1))
        for place, entry in enumerate(entries[at:end], 1):
            entry.number = before + step * place
        if end == len(entries):
            conversation.last_number = max(conversation.last_number, entries[-1].number)
        at = end
