"""Which logbook is a session's: one file for each person and host, in a folder."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from desktopchat.client.kept.logbook import Logbook
from desktopchat.client.model import Event
from desktopchat.client.session import Session


class Memory:
    """The logbook, from when it is known which one that is. folder: None keeps nothing."""

    def __init__(self, session: Session, folder: Path | None) -> None:
        self._session, self._folder = session, folder
        self._book: Logbook | None = None

    @property
    def ready(self) -> bool:
        """Whether all that was kept is in the session; what the host says belongs behind it."""
        return self._book is None or self._book.ready

    @property
    def has_any(self) -> bool:
        """Whether something of an earlier visit is there."""
        return self._book is not None and self._book.ready and self._book.has_any

    def open(self, place: str, *, met: bool) -> None:
        """place: the fingerprint of the host's key, else its address. met: the host was met just
        now; else only what an earlier visit left is opened."""
        if self._folder is None or self._book is not None:
            return
        whose = f"{place.lower()} {self._session.me.wanted_nick.casefold()}"
        path = self._folder / f"{sha256(whose.encode()).hexdigest()[:32]}.db"
        if met or path.exists():
            self._book = Logbook(self._session, path)

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
        book, self._book = self._book, None
        if book is not None:
            book.take()
            book.note(events)
            book.close()
