"""Pictures that were shared in a place, small enough to be shown: fetched once, and kept.

A few threads do what takes a while: fetching, making small, setting for the screen. They take what
is wanted just then, so that what was scrolled past is not fetched. How a picture is made small and
set is told by the window (`Maker`), as a client knows no picture's inside. A file that is none, or
a bomb, is remembered as such and never tried again; one that could not be fetched is tried again
after the next connecting.
"""

import hashlib
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import NamedTuple, Protocol

from desktopchat.client.files.fetching import fetch
from desktopchat.client.files.web import ConnectionBroken, FileError, StoppedError, Web
from desktopchat.irc.address import Address
from desktopchat.store.person.pictures import NO_PICTURE, KeptPictures

BYTES_MOST = 10_000_000
"""Of a file that is fetched to be shown."""
_AT_ONCE = 2
_KEY_BYTES = 16
_GONE = (403, 404, 410)

Size = tuple[int, int]
"""Width and height in pixels."""


class Wanted(NamedTuple):
    """A picture as the screen wants it. box: pixels that it has to fit into, after `scale` (1.0 for
    100 %) has made it larger or smaller. ground: the colour it stands on. fills: it takes the whole
    box, and loses at two edges what does not fit. more: how many it says that it stands for, with
    itself; 0 for one that stands for itself alone."""

    token: str
    box: Size
    scale: float
    ground: str
    fills: bool = False
    more: int = 0


class Shown(NamedTuple):
    """What came of it. size: pixels of the whole picture, NO_PICTURE for none. ppm: as it is shown,
    b"" where there is nothing to show."""

    wanted: Wanted
    size: Size
    ppm: bytes


class Maker(Protocol):
    """Both raise ValueError for what is no picture."""

    def small(self, data: bytes) -> tuple[bytes, Size]:
        """A small copy to keep, and the size of the whole."""
        ...

    def shown(self, copy: bytes, size: Size, wanted: Wanted) -> bytes:
        """The copy as the screen wants it, as PPM."""
        ...


class Pictures:
    """Called by its owner's thread. place: what the host is known by, as no host may say what a
    link of another one shows. on_news: called from any thread when something came."""

    def __init__(
        self, maker: Maker, kept: KeptPictures, place: str, on_news: Callable[[], object]
    ) -> None:
        self._maker, self._kept, self._place, self._on_news = maker, kept, place, on_news
        self._stop = threading.Event()
        self._lock = threading.Lock()
        """Guards all that follows."""
        self._host: tuple[Address, str] | None = None
        self._wanted: list[Wanted] = []
        self._going: dict[str, Web | None] = {}
        """Tokens that a thread is about, with its connections."""
        self._failed: set[str] = set()
        """Tokens that could not be fetched since the last connecting."""
        self._forgotten: set[str] = set()
        self._came: list[Shown] = []
        self._threads = 0

    # the owner's

    def size(self, token: str) -> Size | None:
        """Pixels of a whole picture that was looked at before, NO_PICTURE for none; None where
        that is not known."""
        return self._kept.size(self._key(token))

    def small(self, token: str) -> bytes:
        """The small copy of a picture that was shown before; b"" where there is none."""
        return self._kept.get(self._key(token))

    def want(self, wanted: Sequence[Wanted]) -> None:
        """These are wanted now, the first one soonest, and nothing else."""
        with self._lock:
            there = {one.wanted for one in self._came}
            self._wanted = [one for one in wanted if one not in there]
        self._begin()

    def go_on(self, host: tuple[Address, str] | None) -> None:
        """Where files are fetched from, with the fingerprint of its key; None while it is away."""
        with self._lock:
            if host == self._host:
                return
            self._host = host
            self._failed.clear()
        self._begin()

    def take(self, most: int = 1) -> list[Shown]:
        """What came since the last time; news of what is left comes at once."""
        with self._lock:
            came, self._came = self._came[:most], self._came[most:]
            left = bool(self._came)
        if left:
            self._on_news()
        return came

    def forget(self, token: str) -> None:
        """Nobody is to see it any more."""
        with self._lock:
            self._forgotten.add(token)
        self._kept.drop(self._key(token))

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
            while self._threads < min(_AT_ONCE, len(self._wanted)) and self._next() is not None:
                self._threads += 1
                threading.Thread(target=self._run, name="pictures", daemon=True).start()

    def _key(self, token: str) -> str:
        """What a picture is kept by."""
        digest = hashlib.sha256(f"{self._place} {token}".encode()).digest()
        return urlsafe_b64encode(digest[:_KEY_BYTES]).decode().rstrip("=")

    # a thread's

    def _next(self) -> Wanted | None:
        """What can be done first of what is wanted; the lock is held."""
        for one in self._wanted:
            can = self._host is not None or self.size(one.token) is not None
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
                came = self._made(one)
            finally:
                with self._lock:
                    del self._going[one.token]
                    if one.token in self._forgotten:  # meanwhile
                        self._kept.drop(self._key(one.token))
                    if came is None:
                        self._failed.add(one.token)
                    else:
                        self._came.append(came)
                        self._wanted = [other for other in self._wanted if other != one]
                    if self._stop.is_set():
                        came = None
            if came is not None:
                self._on_news()

    def _made(self, one: Wanted) -> Shown | None:
        """The picture; None where it could not be fetched this time."""
        key = self._key(one.token)
        size = self._kept.size(key)
        if size == NO_PICTURE:
            return Shown(one, NO_PICTURE, b"")
        copy = self._kept.get(key) if size is not None else b""
        try:
            if size is None or not copy:
                data = self._fetch(one.token)
                if data is None:
                    return None
                copy, size = self._maker.small(data)
                self._kept.put(key, size, copy)
            return Shown(one, size, self._maker.shown(copy, size, one))
        except ValueError:
            self._kept.put(key, NO_PICTURE, b"")
            return Shown(one, NO_PICTURE, b"")

    def _fetch(self, token: str) -> bytes | None:
        """A file of the host; None where it could not be had. Raises ValueError where it is none
        that is ever shown."""
        with self._lock:
            if self._host is None or self._stop.is_set():
                return None
            web = self._going[token] = Web(*self._host)
        try:
            return fetch(web, token, BYTES_MOST, self._stop.is_set)
        except FileError as error:
            if error.status in _GONE:
                raise ValueError(str(error)) from error
            return None
        except (OSError, HTTPException, ConnectionBroken, StoppedError):
            return None
