"""Pictures that were shared in a place, small enough to be shown: fetched once, and kept.

What takes a while is done by threads (`bringing`): fetching, making small, setting for the screen.
How a picture is made small and set is told by the window (`Maker`), as a client knows no picture's
inside. A file that is none, or a bomb, is remembered as such and never tried again.
"""

import hashlib
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.fetching import fetch
from desktopchat.irc.address import Address
from desktopchat.store.person.pictures import NO_PICTURE, KeptPictures

BYTES_MOST = 10_000_000
"""Of a file that is fetched to be shown."""
_AT_ONCE = 2
_KEY_BYTES = 16

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
    b"" where there is nothing to show. moves: it is the first step of one that moves."""

    wanted: Wanted
    size: Size
    ppm: bytes
    moves: bool = False


class Maker(Protocol):
    """Both raise ValueError for what is no picture."""

    def small(self, data: bytes) -> tuple[bytes, Size]:
        """A small copy to keep, and the size of the whole."""
        ...

    def shown(self, copy: bytes, size: Size, wanted: Wanted) -> bytes:
        """The copy as the screen wants it, as PPM."""
        ...

    def moves(self, copy: bytes, /) -> bool:
        """Whether the copy is of a picture that moves."""
        ...


class Pictures:
    """Called by its owner's thread. place: what the host is known by, as no host may say what a
    link of another one shows. on_news: called from any thread when something came."""

    def __init__(
        self, maker: Maker, kept: KeptPictures, place: str, on_news: Callable[[], object]
    ) -> None:
        self._maker, self._kept, self._place = maker, kept, place
        self._forgotten: set[str] = set()
        self._lock = threading.Lock()
        """What is forgotten is not kept by a thread that was about it just then."""
        self._bringing: Bringing[Wanted, Shown] = Bringing(
            self._made,
            lambda one: self.size(one.token) is not None,
            on_news,
            name="pictures",
            at_once=_AT_ONCE,
        )

    def size(self, token: str) -> Size | None:
        """Pixels of a whole picture that was looked at before, NO_PICTURE for none; None where
        that is not known."""
        return self._kept.size(self._key(token))

    def small(self, token: str) -> bytes:
        """The small copy of a picture that was shown before; b"" where there is none."""
        return self._kept.get(self._key(token))

    def want(self, wanted: Sequence[Wanted]) -> None:
        """These are wanted now, the first one soonest, and nothing else."""
        with self._lock:  # another message shows them, too
            self._forgotten.difference_update(one.token for one in wanted)
        self._bringing.want(wanted)

    def go_on(self, host: tuple[Address, str] | None) -> None:
        """Where files are fetched from, with the fingerprint of its key; None while it is away."""
        self._bringing.go_on(host)

    def take(self, most: int = 1) -> list[Shown]:
        """What came since the last time; news of what is left comes at once."""
        return self._bringing.take(most)

    def forget(self, token: str) -> None:
        """Nobody is to see it any more."""
        with self._lock:
            self._forgotten.add(token)
            self._kept.drop(self._key(token))

    def close(self) -> None:
        """Nothing is wanted any more."""
        self._bringing.close()

    def _key(self, token: str) -> str:
        """What a picture is kept by."""
        digest = hashlib.sha256(f"{self._place} {token}".encode()).digest()
        return urlsafe_b64encode(digest[:_KEY_BYTES]).decode().rstrip("=")

    # a thread's

    def _made(self, one: Wanted) -> Shown | None:
        """The picture; None where it could not be fetched this time."""
        key = self._key(one.token)
        size = self._kept.size(key)
        if size == NO_PICTURE:
            return Shown(one, NO_PICTURE, b"")
        copy = self._kept.get(key) if size is not None else b""
        try:
            if size is None or not copy:
                data = self._bringing.fetch(
                    one.token, lambda web, stopped: fetch(web, one.token, BYTES_MOST, stopped)
                )
                if data is None:
                    return None
                copy, size = self._maker.small(data)
                self._keep(one.token, size, copy)
            shown = self._maker.shown(copy, size, one)
            return Shown(one, size, shown, self._maker.moves(copy))
        except ValueError:
            self._keep(one.token, NO_PICTURE, b"")
            return Shown(one, NO_PICTURE, b"")

    def _keep(self, token: str, size: Size, copy: bytes) -> None:
        with self._lock:
            if token not in self._forgotten:
                self._kept.put(self._key(token), size, copy)
