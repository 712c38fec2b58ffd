"""The files of a host: who may bring what, and how it comes to be whole and goes again.

Called from the threads of the connections, without the host's lock. Thread: `FileService`, from
`start` to `stop`, which takes away what nobody wants any more.
"""

import contextlib
import errno
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from desktopchat.irc.file_names import clean_name
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write
from desktopchat.store.place.blobs import FOLDER, Blobs, Digest
from desktopchat.store.place.shared_files import (
    FORGET_LOST_MENTIONS,
    SharedFile,
    finish_file,
    remove_file,
    write_file,
)

from .grants import Grant
from .refused import RefusedError

if TYPE_CHECKING:
    from desktopchat.host.server import Host

log = logging.getLogger(__name__)

_MB = 1_000_000
_TOKEN_BYTES = 16
_PIECE = 96 * 1024
_DIGESTS = 64
_BEGUN_MOST = 32
"""Files that one owner may have begun and not ended."""
_EVERY = 300.0
_EMPTY_FOR = 10 * 60 * 1000
"""Milliseconds in which the first bytes of a file have to come."""
_SETTLE_WITHIN = 10.0
_HOUR = 3600 * 1000


class FileService:
    """The files of `host`, in its folder."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self.blobs = Blobs(host.config.folder / FOLDER)
        self._creating = threading.Lock()
        """Held from a look at the quotas until the file counts there."""
        self._digests: OrderedDict[str, tuple[int, Digest]] = OrderedDict()
        """By token: the hash of so many bytes of a file that is coming; guarded by `_lock`."""
        self._lock = threading.Lock()
        self._uploads: dict[str, tuple[Callable[[], object], threading.Event]] = {}
        """By token: how to break off the connection that brings it, and when that is over."""
        self._end = threading.Event()
        self._look = threading.Event()
        self._thread = threading.Thread(target=self._run, name="files")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._end.set()
        self._look.set()
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def open(self) -> bool:
        """Whether there are files here at all."""
        return self._host.config.share_files

    def tidy_soon(self) -> None:
        """Something that named files is gone."""
        self._look.set()

    # What there is

    def find(self, token: str) -> SharedFile:
        """Raises RefusedError, StoreError."""
        with self._host.store.reading() as reader:
            file = reader.files.get(token)
        if file is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "There is no such file here any more.")
        return file

    def find_own(self, token: str, grant: Grant) -> SharedFile:
        """A file of whoever asks. Raises RefusedError, StoreError."""
        file = self.find(token)
        if file.owner != grant.owner:
            raise RefusedError(HTTPStatus.FORBIDDEN, "This file is somebody else's.")
        return file

    # Coming

    def create(self, grant: Grant, name: str, size: int) -> SharedFile:
        """A file that is to come. Raises RefusedError, StoreError, OSError."""
        with self._creating:
            self._check(grant.owner, grant.room, size)
            file = SharedFile(
                secrets.token_urlsafe(_TOKEN_BYTES),
                grant.owner,
                grant.room,
                clean_name(name),
                size,
                "",
                self._host.now(),
            )
            self.blobs.begin(file.token)
            self._keep([write_file(file)])
        if not size:
            return self._finish(file)
        return file

    @property
    def most(self) -> int:
        """Bytes that a file may have, 0 for as many as one likes."""
        return self._host.config.file_megabytes * _MB

    def _check(self, owner: str, room: str, size: int, own: str = "") -> None:
        """Whether there is room for so many bytes more, of the file `own` where it has begun.

        What others have announced and do not bring takes none: else announcing would be enough
        to keep everybody from sending. Their own limit counts it.
        """
        config = self._host.config
        with self._host.store.reading() as reader:
            files = reader.files
            taken, of_all = files.taken_by(owner), files.taken()
            in_room = files.taken_in(room) if room else 0
            begun = files.begun_by(owner)
            unfinished = files.unfinished()
        coming = 0
        for one in unfinished:
            left = one.size - (self.blobs.there(one.token) or 0)
            if one.token in self._uploads and one.token != own:
                coming += left
                continue
            of_all -= left
            in_room -= left if one.room == room else 0
            taken -= left if one.token == own else 0
            begun -= one.token == own
        too_large = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        full = HTTPStatus.INSUFFICIENT_STORAGE
        for status, there, most, text in (
            (too_large, 0, config.file_megabytes, "Files here may have up to {} each."),
            (full, taken, config.files_of_one_megabytes,
             "Your files here may have {} together. Delete messages with old ones first."),
            (full, in_room, config.files_of_room_megabytes,
             "The files of this room may have {} together. Delete messages with old ones first."),
            (full, of_all, config.files_megabytes, "The files of this host may have {} together."),
        ):  # fmt: skip
            if most and there + size > most * _MB:
                raise RefusedError(status, text.format(_megabytes(most)))
        if begun >= _BEGUN_MOST:
            raise RefusedError(
                HTTPStatus.TOO_MANY_REQUESTS, "You have begun to send too many files. End some."
            )
        self._check_disk(coming + size)

    def _check_disk(self, size: int) -> None:
        if self.blobs.free() - size < self._host.config.keep_free_megabytes * _MB:
            raise RefusedError(
                HTTPStatus.INSUFFICIENT_STORAGE, "The host's disk has no room for this file."
            )

    def offset(self, file: SharedFile) -> tuple[SharedFile, int]:
        """The file, and how many bytes have come; whoever brings more is broken off first.

        A host that ended right after the last byte makes the file whole here. Raises StoreError,
        OSError.
        """
        if self.is_here(file):
            return file, file.size
        with self._alone(file.token, lambda: None):
            there = self._there(file)
            if there == file.size:
                file = self._finish(file)
        return file, there

    def is_here(self, file: SharedFile) -> bool:
        """Whether it is whole, and its bytes are here: they may be lost, where they had not come
        yet from the host before. Whoever shared it may bring them again then."""
        return file.whole and self.blobs.path(file.hash).exists()

    def receive(
        self,
        file: SharedFile,
        offset: int,
        length: int,
        read: Callable[[int], bytes],
        interrupt: Callable[[], object],
    ) -> tuple[SharedFile, int]:
        """Take `length` bytes that begin at `offset`; the file, and how many are there then.

        read: gives some, b"" at the end of the connection. interrupt: makes `read` end, called
        from another thread when the sender comes again by another connection.
        What has come stays, whatever happens. Raises RefusedError, StoreError, OSError.
        """
        if self.is_here(file):
            raise RefusedError(HTTPStatus.CONFLICT, "The file is whole already.")
        with self._alone(file.token, interrupt):
            there = self._there(file)
            if offset != there:
                raise RefusedError(HTTPStatus.CONFLICT, f"Go on at byte {there}.")
            if offset + length > file.size:
                raise RefusedError(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than the file was to have."
                )
            if file.whole:  # it counts already
                self._check_disk(file.size - there)
            else:
                self._check(file.owner, file.room, file.size - there, file.token)
            there = self._append(file, offset, length, read)
            if there == file.size:
                file = self._finish(file)
        return file, there

    def _there(self, file: SharedFile) -> int:
        if file.whole:
            self.blobs.begin(file.token)
        there = self.blobs.there(file.token)
        if there is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "What has come of it is lost. Send it anew.")
        return there

    def _append(
        self, file: SharedFile, offset: int, length: int, read: Callable[[int], bytes]
    ) -> int:
        digest = self._digest(file.token, offset)
        left = length
        try:
            with self.blobs.append(file.token) as target:
                target.seek(offset)
                while left and (data := read(min(left, _PIECE))):
                    _write_all(target.write, data)
                    digest.update(data)
                    left -= len(data)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            # The host itself needs room on it, for what is said.
            self.drop(file)
            raise RefusedError(
                HTTPStatus.INSUFFICIENT_STORAGE,
                "The host's disk is full. Nothing of this file was kept.",
            ) from error
        finally:
            with self._lock:
                self._digests[file.token] = (offset + length - left, digest)
                while len(self._digests) > _DIGESTS:
                    self._digests.popitem(last=False)
        return offset + length - left

    def _digest(self, token: str, offset: int) -> Digest:
        with self._lock:
            size, digest = self._digests.pop(token, (-1, None))
        if digest is not None and size == offset:
            return digest
        return self.blobs.digest(token, offset)

    def _finish(self, file: SharedFile) -> SharedFile:
        digest = self._digest(file.token, file.size).hexdigest()
        if file.whole and digest != file.hash:
            self.blobs.drop(file.token)
            raise RefusedError(HTTPStatus.CONFLICT, "That is not the file that was shared.")
        self.blobs.finish(file.token, digest)
        self._keep([finish_file(file.token, digest)])
        return SharedFile(
            file.token, file.owner, file.room, file.name, file.size, digest, file.created
        )

    @contextlib.contextmanager
    def _alone(self, token: str, interrupt: Callable[[], object]) -> Iterator[None]:
        """Nobody else brings that file: who did by a connection that hangs is broken off."""
        while True:
            with self._lock:
                other = self._uploads.get(token)
                if other is None:
                    over = threading.Event()
                    self._uploads[token] = (interrupt, over)
                    break
            other[0]()
            if not other[1].wait(_SETTLE_WITHIN):
                raise RefusedError(
                    HTTPStatus.LOCKED, "This file still comes by another connection. Try again."
                )
        try:
            yield
        finally:
            with self._lock:
                del self._uploads[token]
            over.set()

    # Going

    def drop(self, file: SharedFile) -> None:
        """Away with it. Raises StoreError, OSError."""
        with self._creating:
            self._keep(remove_file(file.token))
            with self._lock:
                self._digests.pop(file.token, None)
            if not file.whole:
                self.blobs.drop(file.token)
                return
            with self._host.store.reading() as reader:
                others = file.hash in reader.files.hashes()
            if not others:
                self.blobs.remove(file.hash)

    def _keep(self, writes: Sequence[Write]) -> None:
        """Have them in the database, or raise StoreError."""
        with self._host.lock:
            for write in writes:
                self._host.core.wire.store(write)
        self._host.pump.kick()
        self._host.pump.settle()

    def _run(self) -> None:
        # Files come already while it is looked which are known. The clock of a disk goes by steps.
        began = time.time() - 1.0
        try:
            with self._host.store.reading() as reader:
                tokens = {one.token for one in reader.files.unfinished()}
                digests = reader.files.hashes()
            self.blobs.keep_only(tokens, digests, began)
        except (OSError, StoreError):
            log.warning("The folder of files could not be tidied", exc_info=True)
        while True:
            # First: what `stop` sets between a look at the end and this would be lost.
            self._look.clear()
            if self._end.is_set():
                return
            try:
                self._tidy()
            except (OSError, StoreError):
                log.warning("Files that nobody wants could not be removed", exc_info=True)
            self._look.wait(_EVERY)

    def _tidy(self) -> None:
        """Remove what no message names, and what began to come and was given up."""
        self._keep([FORGET_LOST_MENTIONS])
        old = self._host.now() - self._host.config.keep_unsent_hours * _HOUR
        with self._host.store.reading() as reader:
            unwanted = reader.files.unwanted(old)
            given_up = [
                one
                for one in reader.files.unfinished()
                if one.created < old
                or (one.created < self._host.now() - _EMPTY_FOR and not self.blobs.there(one.token))
            ]
        for file in unwanted + given_up:
            if file.token not in self._uploads and not self._end.is_set():
                self.drop(file)


def _write_all(write: Callable[[memoryview], int | None], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[write(view) or 0 :]


def _megabytes(number: int) -> str:
    return f"{number / 1000:g} GB" if number >= 1000 else f"{number} MB"
