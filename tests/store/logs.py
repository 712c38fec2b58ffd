"""Logs for tests: events, and stores that hold them."""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktopchat.store.events import Event, bound, direct_target, write_event
from desktopchat.store.place.host_store import HostStore

BEGIN = 1_700_000_000_000
"""The moment of event 0, in milliseconds; each has a second more."""
ADA, GRACE = "ada", "~grace"
DIRECT = direct_target(ADA, GRACE)


def msgid(number: int) -> str:
    return bound(BEGIN + number * 1000) + "0000" + "0123456789ab"


def event(
    number: int, text: str = "", *, target: str = "#room", kind: str = "PRIVMSG", **more: str
) -> Event:
    """The event of that number; its words are "word <number>" unless told."""
    source = more.pop("source", "Ada!ada@127.0.0.1")
    text = text or (f"word {number}" if kind == "PRIVMSG" else "")
    return Event(msgid(number), BEGIN + number * 1000, target, kind, source, params=text, **more)


@contextlib.contextmanager
def opened(folder: Path, events: Iterable[Event] = (), **options: str) -> Iterator[HostStore]:
    """A store in a folder with events; closed in the end."""
    store = HostStore(folder, **options)
    try:
        store.commit([write_event(one) for one in events])
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def in_memory(events: Iterable[Event]) -> Iterator[HostStore]:
    store = HostStore.in_memory()
    store.commit([write_event(one) for one in events])
    yield store


def numbers(events: Iterable[Event]) -> list[int]:
    """Which events these are."""
    return [(one.moment - BEGIN) // 1000 for one in events]
