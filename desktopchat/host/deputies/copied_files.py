"""The bytes of shared files, which a deputy asks its host for one piece after the other: beside the
rounds of the chat, and after them where there is much of both. The small files come first.

Files give way to words: none comes that would leave too little room for what is said, and what has
come goes where the disk is full all the same.
"""

import contextlib
import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable

from desktopchat.store.place.blobs import Blobs, Digest
from desktopchat.words.reasons import reason

from .frames import FrameError, read_object

log = logging.getLogger(__name__)

PIECE = 64 * 1024
"""Bytes of a file that are asked for at a time: a word waits behind one piece at most."""
ROOM_FOR_WORDS = 32 * 1024 * 1024
"""Bytes of the disk that files leave free: for rounds, and for what a host needs that begins here.
"""
_HASH = re.compile("[0-9a-f]{64}")
_LOOK_EVERY = 1.0
"""Seconds between looks for files that are new."""
_REST = 60.0
"""Seconds without a further try where the disk took nothing, or had no room for the file, or the
host had not the file."""


def wanted(body: bytes) -> tuple[str, int]:
    """Which file a deputy asks for, by its hash, and from which byte on. Raises FrameError."""
    match read_object(body):
        case {"hash": str(digest), "at": int(at)} if _HASH.fullmatch(digest) and at >= 0:
            return digest, at
    raise FrameError("no file")


def piece_of(blobs: Blobs, digest: str, at: int) -> bytes:
    """The next bytes of a whole file; none where it is not there, or over."""
    try:
        with blobs.path(digest).open("rb") as file:
            file.seek(at)
            return file.read(PIECE)
    except OSError:
        return b""


class CopiedFiles:
    """blobs: where they come to. known: the whole files of the place, each hash with its size.
    tidy: whether all in there is a copy: what is of nobody goes, and the rest gives way."""

    def __init__(self, blobs: Blobs, known: Callable[[], dict[str, int]], *, tidy: bool) -> None:
        self._blobs, self._known, self._tidy = blobs, known, tidy
        self._before: set[str] | None = None
        """The hashes at the last look."""
        self._missing: list[tuple[int, str]] = []
        """Sizes and hashes, the smallest last."""
        self._nowhere: set[str] = set()
        """Hashes of those that the host has not, or not whole, or for which there is no room."""
        self._coming: tuple[str, int, int] | None = None
        """Hash, size, and bytes that are here, of the one that is asked for."""
        self._digest: Digest | None = None
        """Of those bytes; None where they have given way."""
        self._failed = ""
        """Why none could be written, "" since one could."""
        self._look_at = 0.0
        self._again_at = 0.0
        """When those are asked for again that were nowhere (time.monotonic)."""

    @property
    def complete(self) -> bool:
        """Whether all that the host has, and that there is room for, are here, by the last look."""
        return self._look_at > 0.0 and not self._missing and self._coming is None

    def begin_anew(self) -> None:
        """There is another connection; what was asked for on the last one will not come."""
        self._coming = None
        self._nowhere.clear()
        self._before = None
        self._look_at = 0.0

    def ask(self) -> bytes | None:
        """What to ask for now; None for nothing, or while an answer is awaited."""
        if self._coming is not None:
            return None
        try:
            return self._ask_next()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
            return None

    def _ask_next(self) -> bytes | None:
        now = time.monotonic()
        if not self._missing and now >= self._look_at:
            self._look_at = now + _LOOK_EVERY
            self._look()
        while self._missing:
            size, digest = self._missing.pop()
            there = self._blobs.there(digest) or 0
            if self._fits(size - there):
                self._blobs.begin(digest)
                self._digest = self._blobs.digest(digest, there)
                self._coming = digest, size, there
                return self._words()
            self._has_no_room(digest)
        return None

    def _fits(self, more: int) -> bool:
        return self._blobs.free() - more >= ROOM_FOR_WORDS

    def _has_no_room(self, digest: str) -> None:
        self._fail("the disk has too little room")
        self._leave_out(digest)

    def _leave_out(self, digest: str) -> None:
        """Without this one for now."""
        self._blobs.drop(digest)
        if not self._nowhere:
            self._again_at = time.monotonic() + _REST
        self._nowhere.add(digest)

    def _look(self) -> None:
        known = self._known()
        now = time.monotonic()
        if self._nowhere and now >= self._again_at:  # whoever shared them may have sent them again
            self._again_at = now + _REST
            self._nowhere.clear()
            self._before = None
        if known.keys() == self._before:
            return
        if self._tidy and (self._before is None or not known.keys() >= self._before):
            self._blobs.keep_only(known, known)
        self._before = set(known)
        self._missing = sorted(
            (
                (size, digest)
                for digest, size in known.items()
                if digest not in self._nowhere and not self._blobs.path(digest).exists()
            ),
            reverse=True,
        )

    def _words(self) -> bytes | None:
        assert self._coming is not None
        digest, _, at = self._coming
        return json.dumps({"hash": digest, "at": at}).encode()

    def take(self, data: bytes) -> bytes | None:
        """A piece has come; what to ask for next. Raises FrameError where none was asked for."""
        if self._coming is None or len(data) > PIECE:
            raise FrameError("bytes that nobody asked for")
        try:
            return self._take(*self._coming, data)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
            return None

    def _take(self, digest: str, size: int, at: int, data: bytes) -> bytes | None:
        if self._digest is None:
            self._coming = None
            return None
        if data:
            with self._blobs.append(digest) as file:
                file.seek(at)
                file.write(data)
            self._digest.update(data)
        at += len(data)
        self._coming = digest, size, at
        if data and at < size and self._fits(size - at):
            return self._words()
        self._coming = None
        if data and at < size:
            self._has_no_room(digest)
        elif self._digest.hexdigest() == digest:
            self._blobs.finish(digest, digest)
            self._failed = ""
        else:  # it has changed there, or here
            self._leave_out(digest)
        return self._ask_next()

    def give_way(self) -> bool:
        """Where the disk is full, drop what has come of files: those that are not whole, and then
        the largest, until there is room for words. They come again once there is more. Gives
        whether any went; False where something else is wrong with the disk."""
        went = False
        with contextlib.suppress(OSError, sqlite3.Error):
            if self._fits(0):
                return False
            self._digest = None  # the piece that is on its way has no place any more
            known = self._known()
            for digest in known:
                went = went or self._blobs.there(digest) is not None
                self._blobs.drop(digest)
            for digest in sorted(known, key=known.__getitem__, reverse=True) if self._tidy else ():
                if self._fits(0):
                    break
                went = went or self._blobs.path(digest).exists()
                self._blobs.remove(digest)
        self._rest()
        return went

    def _give_up(self, error: Exception) -> None:
        self._fail(reason(error) if isinstance(error, OSError) else str(error))
        self._coming = None
        with contextlib.suppress(OSError):  # what is not whole takes room that words may need
            for digest in self._before or ():
                self._blobs.drop(digest)
        self._rest()

    def _fail(self, why: str) -> None:
        if why != self._failed:
            log.warning("Shared files are not copied for now: %s", why)
        self._failed = why

    def _rest(self) -> None:
        self._missing.clear()
        self._before = None
        self._look_at = time.monotonic() + _REST
