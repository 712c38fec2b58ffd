"""Which logbook is a session's: one file for each person and host, in a folder."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktopchat.client.kept.logbook import Logbook
from desktopchat.client.model import Event
from desktopchat.client.session import Session
from desktopchat.store.person.earlier_books import EarlierBooks, LogbookName


class Memory:
    """The logbook, from when it is known which one that is. folder: None keeps nothing."""

    def __init__(self, session: Session, folder: Path | None) -> None:
        self._session, self._folder = session, folder
        self._book: Logbook | None = None
        self.place = ""
        """By what the place is known whose logbook is open, "" for none."""

    @property
    def ready(self) -> bool:
        """Whether all that was kept is in the session; what the host says belongs behind it."""
        return self._book is None or self._book.ready

    @property
    def has_any(self) -> bool:
        """Whether something of an earlier visit is there."""
        return self._book is not None and self._book.ready and self._book.has_any

    def open(self, place: str, *, met: bool, names: Sequence[str] = ()) -> None:
        """place: the whole fingerprint of the host's key, else its address. met: the host was met
        just now; else only what an earlier visit left is opened. names: by what else the place was
        known; what was kept under these is moved to this logbook."""
        if self._folder is None or self._book is not None:
            return
        book = LogbookName(self._folder, place, self._session.me.wanted_nick)
        if met or book.path.exists():
            self.place = place
            self._book = Logbook(self._session, book.path, EarlierBooks(book, names))

    def take(self) -> None:
        """Take in what the disk has done."""
        if self._book is not None:
            self._book.take()

    def keep(self, events: Iterable[Event]) -> None:
        """Keep what these events mean."""
        if self._book is not None:
            self._book.note(events)
            self._book.flush()

    def close(self, events: Iterable[Event] = ()) -> None:
        """End, when all is written, these events too."""
        book, self._book, self.place = self._book, None, ""
        if book is not None:
            book.take()
            book.note(events)
            book.close()
