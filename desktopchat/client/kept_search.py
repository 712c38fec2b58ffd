"""Looking through what is kept on disk, conversation by conversation, the newest first.

It is read a page at a time, so that what is to be written meanwhile does not wait for it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from desktopchat.client.kept_entries import entry_of
from desktopchat.client.model import Entry
from desktopchat.client.state import SPOKEN
from desktopchat.store.logbook import Cursor, Pages

_PAGE = 1000  # messages read at a time
_KINDS = tuple(sorted(kind.name for kind in SPOKEN))

T = TypeVar("T")


class Found(Protocol):
    """Gets the conversations' names with what fits; whether it is to go on. more: that is not
    all."""

    def __call__(self, rows: Sequence[tuple[str, Entry]], *, more: bool, failed: bool) -> bool: ...


class Reader(Protocol):
    """`LogbookStore.read`."""

    def __call__(self, work: Callable[[Pages], T], then: Callable[[T | None], object]) -> None: ...


class KeptSearch:
    """names: of the conversations to look through, by key. fits: called in the book's thread.
    most: messages of a conversation after which the rest of it is left."""

    def __init__(
        self,
        read: Reader,
        names: Mapping[str, str],
        fits: Callable[[Entry], bool],
        most: int,
        found: Found,
    ) -> None:
        self._read, self._names, self._fits = read, names, fits
        self._most, self._found = most, found
        self._keys = list(names)
        self._cursor: Cursor | None = None
        self._count = 0  # of the conversation that is being read
        self._next()

    def _next(self) -> None:
        key, cursor, fits = self._keys[-1], self._cursor, self._fits

        def look(pages: Pages) -> tuple[list[Entry], Cursor | None]:
            page = pages.of_kinds(key, _KINDS, cursor, _PAGE)
            entries = map(entry_of, reversed(page.entries))
            return [entry for entry in entries if fits(entry)], page.cursor

        self._read(look, self._came)

    def _came(self, page: tuple[list[Entry], Cursor | None] | None) -> None:
        if page is None:
            self._found((), more=False, failed=True)
            return
        entries, self._cursor = page
        self._count += len(entries)
        name = self._names[self._keys[-1]]
        if self._cursor is None or self._count >= self._most:
            self._keys.pop()
            self._cursor, self._count = None, 0
        more = bool(self._keys)
        if self._found([(name, entry) for entry in entries], more=more, failed=False) and more:
            self._next()
