"""The bytes of shared files, which a deputy asks its host for one piece after the other: beside the
rounds of the chat, and after them where there is much of both. The small files come first."""

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
_HASH = re.compile("[0-9a-f]{64}")
_LOOK_EVERY = 1.0
"""Seconds between looks for files that are new."""
_REST = 60.0
"""Seconds without a further try where the disk took nothing, or the host had not the file."""


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
    tidy: whether others in there are of nobody, and go."""

    def __init__(self, blobs: Blobs, known: Callable[[], dict[str, int]], *, tidy: bool) -> None:
        self._blobs, self._known, self._tidy = blobs, known, tidy
        self._before: set[str] | None = None
        """The hashes at the last look."""
        self._missing: list[tuple[int, str]] = []
        """Sizes and hashes, the smallest last."""
        self._nowhere: set[str] = set()
        """Hashes of those that the host has not, or not whole."""
        self._coming: tuple[str, int, int] | None = None
        """Hash, size, and bytes that are here, of the one that is asked for."""
        self._digest: Digest | None = None
        """Of those bytes."""
        self._failed = ""
        """Why none could be written, "" since one could."""
        self._look_at = 0.0
        self._again_at = 0.0
        """When those are asked for again that were nowhere (time.monotonic)."""

    @property
    def complete(self) -> bool:
        """Whether all that the host has are here, by the last look."""
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
        if not self._missing:
            return None
        size, digest = self._missing.pop()
        self._blobs.begin(digest)
        there = self._blobs.there(digest) or 0
        self._coming, self._digest = (digest, size, there), self._blobs.digest(digest, there)
        return self._words()

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
        assert self._digest is not None
        if data:
            with self._blobs.append(digest) as file:
                file.seek(at)
                file.write(data)
            self._digest.update(data)
        at += len(data)
        self._coming = digest, size, at
        if data and at < size:
            return self._words()
        self._coming = None
        if self._digest.hexdigest() == digest:
            self._blobs.finish(digest, digest)
            self._failed = ""
        else:  # it has changed there, or here
            self._blobs.drop(digest)
            if not self._nowhere:
                self._again_at = time.monotonic() + _REST
            self._nowhere.add(digest)
        return self._ask_next()

    def _give_up(self, error: Exception) -> None:
        why = reason(error) if isinstance(error, OSError) else str(error)
        if why != self._failed:
            log.warning("Shared files are not copied for now: %s", why)
        self._failed = why
        self._coming = None
        self._missing.clear()
        self._before = None
        self._look_at = time.monotonic() + _REST
