"""Looking through what is kept on disk, conversation by conversation, the newest first.

It is read a page at a time, so that what is to be written meanwhile does not wait for it.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from desktopchat.client.kept.entries import entry_of
from desktopchat.client.model import SPOKEN, Entry
from desktopchat.client.model.keeping import Seeker
from desktopchat.store.person.logbook import Cursor, Pages

_PAGE = 500  # messages read at a time
_KINDS = tuple(sorted(kind.name for kind in SPOKEN))

T = TypeVar("T")


class Reader(Protocol):
    """`LogbookStore.read`."""

    def __call__(self, work: Callable[[Pages], T], then: Callable[[T | None], object]) -> None: ...


class KeptSearch:
    """names: of the conversations to look through, by key; at least one."""

    def __init__(self, read: Reader, names: Mapping[str, str], seeker: Seeker) -> None:
        self._read, self._names, self._seeker = read, names, seeker
        self._keys = list(names)
        self._cursor: Cursor | None = None
        self._next()

    def _next(self) -> None:
        key, cursor, fits = self._keys[-1], self._cursor, self._seeker.may_fit

        def look(pages: Pages) -> tuple[list[Entry], Cursor | None]:
            page = pages.of_kinds(key, _KINDS, cursor, _PAGE)
            entries = map(entry_of, reversed(page.entries))
            return [entry for entry in entries if fits(entry)], page.cursor

        self._read(look, self._came)

    def _came(self, page: tuple[list[Entry], Cursor | None] | None) -> None:
        if page is None:
            self._seeker.all_kept(failed=True)
            return
        entries, self._cursor = page
        more = self._seeker.kept(self._names[self._keys[-1]], entries)
        if more is None:
            return
        if not more or self._cursor is None:
            self._keys.pop()
            self._cursor = None
        if self._keys:
            self._next()
        else:
            self._seeker.all_kept(failed=False)
