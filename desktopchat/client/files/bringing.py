"""Brings what is wanted just then of the files of a place, by a few threads.

They take what is wanted first, so that what was scrolled past is not fetched. What could not be
fetched is tried again after the next connecting.
"""

import threading
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import Generic, Protocol, TypeVar

from desktopchat.client.files.web import ConnectionBroken, FileError, StoppedError, Web
from desktopchat.irc.address import Address

_NEVER = (403, 404, 410, 416)
"""Of HTTP: nothing is there for us, or nothing in it."""


class Named(Protocol):
    """Something that is wanted of a file."""

    @property
    def token(self) -> str: ...


Want = TypeVar("Want", bound=Named)
Came = TypeVar("Came")
Fetched = TypeVar("Fetched")


class Bringing(Generic[Want, Came]):
    """Called by its owner's thread. bring(wanted): what comes of it, None where it could not be
    had this time; on a thread, as is is_here(wanted): whether no host is needed for it. on_news:
    called from any thread when something came. name: of the threads."""

    def __init__(
        self,
        bring: Callable[[Want], Came | None],
        is_here: Callable[[Want], bool],
        on_news: Callable[[], object],
        *,
        name: str,
        at_once: int,
    ) -> None:
        self._bring, self._is_here, self._on_news = bring, is_here, on_news
        self._name, self._at_once = name, at_once
        self._stop = threading.Event()
        self._lock = threading.Lock()
        """Guards all that follows."""
        self._host: tuple[Address, str] | None = None
        self._wanted: list[Want] = []
        self._going: dict[str, Web | None] = {}
        """Tokens that a thread is about, with its connections."""
        self._failed: set[str] = set()
        """Tokens that could not be fetched since the last connecting."""
        self._came: list[tuple[Want, Came]] = []
        self._threads = 0

    # the owner's

    @property
    def host(self) -> tuple[Address, str] | None:
        """Where files are fetched from, with the fingerprint of its key; None while it is away."""
        return self._host

    def want(self, wanted: Sequence[Want]) -> None:
        """These are wanted now, the first one soonest, and nothing else."""
        with self._lock:
            there = [one for one, _ in self._came]
            self._wanted = [one for one in wanted if one not in there]
        self._begin()

    def go_on(self, host: tuple[Address, str] | None) -> None:
        """`host` is another one, or the same."""
        with self._lock:
            if host == self._host:
                return
            self._host = host
            self._failed.clear()
        self._begin()

    def take(self, most: int = 1) -> list[Came]:
        """What came since the last time; news of what is left comes at once."""
        with self._lock:
            came, self._came = self._came[:most], self._came[most:]
            left = bool(self._came)
        if left:
            self._on_news()
        return [one for _, one in came]

    def close(self) -> None:
        """Nothing is wanted any more."""
        self._stop.set()
        with self._lock:
            self._wanted.clear()
            for web in self._going.values():
                if web is not None:
                    web.break_off()

    def _begin(self) -> None:
        with self._lock:
            while self._threads < min(self._at_once, len(self._wanted)) and self._next():
                self._threads += 1
                threading.Thread(target=self._run, name=self._name, daemon=True).start()

    # a thread's

    def fetch(
        self, token: str, read: Callable[[Web, Callable[[], bool]], Fetched]
    ) -> Fetched | None:
        """What `read` makes of a connection to the host, told when to stop; None where that could
        not be had this time. Raises ValueError for a file that is never to be had."""
        with self._lock:
            if self._host is None or self._stop.is_set():
                return None
            web = self._going[token] = Web(*self._host)
        try:
            return read(web, self._stop.is_set)
        except FileError as error:
            if error.status in _NEVER:
                raise ValueError(str(error)) from error
            return None
        except (OSError, HTTPException, ConnectionBroken, StoppedError):
            return None

    def _next(self) -> Want | None:
        """What can be done first of what is wanted; the lock is held."""
        for one in self._wanted:
            can = self._host is not None or self._is_here(one)
            if can and one.token not in self._going and one.token not in self._failed:
                return one
        return None

    def _run(self) -> None:
        while True:
            with self._lock:
                one = None if self._stop.is_set() else self._next()
                if one is None:
                    self._threads -= 1
                    return
                self._wanted.remove(one)
                self._going[one.token] = None
            came = None
            try:
                came = self._bring(one)
            finally:
                with self._lock:
                    del self._going[one.token]
                    if came is None:
                        self._failed.add(one.token)
                    else:
                        self._came.append((one, came))
                        self._wanted = [other for other in self._wanted if other != one]
                    if self._stop.is_set():
                        came = None
            if came is not None:
                self._on_news()
