"""Fetching a file from a host, over as many connections as it takes, and never over another one."""

import contextlib
import hashlib
import http.client
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from desktopchat.client.files.web import (
    ConnectionBroken,
    FileError,
    Retries,
    Web,
    ask,
    digest_of,
    refused,
    size_of,
)
from desktopchat.irc.file_names import clean_name
from desktopchat.words import tr
from desktopchat.words.reasons import reason

_BLOCK = 256 * 1024
_PART = ".part"


def _nothing(_: object) -> None:
    """What nobody wants to know."""


def download(
    web: Web,
    path: str,
    folder: Path,
    name: str,
    stop: threading.Event,
    *,
    exactly: bool = False,
    on_part: Callable[[Path], object] = _nothing,
    on_size: Callable[[int], object] = _nothing,
    on_progress: Callable[[int], object] = _nothing,
    on_wait: Callable[[bool], object] = _nothing,
) -> Path:
    """Fetch it into a folder; where it is, under its name or "name (2)" where there is one.

    exactly: `name` was chosen for this, so a file of that name is replaced. What came stays beside
    it in a file that ends in .part, and the next try goes on from there. on_part: called with
    that file before anything comes. on_size, on_progress: bytes. on_wait: as for
    `web.Tries`. Raises FileError, StoppedError.
    """
    name = name if exactly else clean_name(name)

    def put(part: Path) -> Path:
        return _put(part, folder, name, replace=exactly)

    fetching = _Download(web, quote(path, safe="/%"), folder, put, on_part, stop, on_wait)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return fetching.run(on_size, on_progress)
    except OSError as error:
        raise FileError(
            tr(
                "It can't be written to {folder}: {why}.",
                folder=folder,
                why=reason(error),
            )
        ) from error


class _Download:
    def __init__(
        self,
        web: Web,
        path: str,
        folder: Path,
        put: Callable[[Path], Path],
        on_part: Callable[[Path], object],
        stop: threading.Event,
        on_wait: Callable[[bool], object],
    ) -> None:
        self._web, self._path, self._folder, self._put = web, path, folder, put
        self._on_part = on_part
        self._tries = Retries(stop, on_wait)
        self._most = 0
        """Bytes that were ever there: to fetch the same ones again is not to go on."""

    def run(self, on_size: Callable[[int], object], on_progress: Callable[[int], object]) -> Path:
        """Where the whole file is."""
        return self._tries.until(
            self._web, lambda connection: self._go_on(connection, on_size, on_progress)
        )

    def _go_on(
        self,
        connection: http.client.HTTPConnection,
        on_size: Callable[[int], object],
        on_progress: Callable[[int], object],
    ) -> Path:
        head = ask(connection, "HEAD", self._path, {})
        self._tries.answered()
        if head.status != 200:
            raise refused(head)
        head.read()
        digest, size = digest_of(head), size_of(head)
        on_size(size)
        with _own_part(self._folder, digest or _digest_of_path(self._path)) as part:
            self._on_part(part)
            return self._put(self._fill(connection, part, digest, size, on_progress))

    def _fill(
        self,
        connection: http.client.HTTPConnection,
        part: Path,
        digest: str,
        size: int,
        on_progress: Callable[[int], object],
    ) -> Path:
        there = part.stat().st_size if part.exists() else 0
        if there > size or not digest:
            there = 0  # nothing tells whether the file is still the same
        hashed = hashlib.sha256()
        # Opened before the room is looked at: where nothing can be written there is none, either.
        with part.open("r+b" if part.exists() else "w+b") as file:
            if shutil.disk_usage(self._folder).free < size - there:
                raise FileError(
                    tr(
                        "There is no room for it in {folder}. Make room, then try again.",
                        folder=self._folder,
                    )
                )
            for data in _blocks(file.read, there):
                self._tries.check()
                hashed.update(data)
            file.truncate(there)
            file.seek(there)
            on_progress(there)
            if there < size:
                headers = {"Range": f"bytes={there}-", "If-Range": f'"{digest}"'}
                answer = ask(connection, "GET", self._path, headers if there else {})
                if answer.status != (206 if there else 200):
                    raise refused(answer) if answer.status >= 300 else ConnectionBroken
                there = self._take(answer, file.write, hashed.update, there, size, on_progress)
            file.flush()
            os.fsync(file.fileno())
        if there < size:
            raise ConnectionBroken
        if there > size or (digest and hashed.hexdigest() != digest):
            part.unlink(missing_ok=True)
            raise FileError(tr("What came is not what the host has. Try again."))
        return part

    def _take(
        self,
        answer: http.client.HTTPResponse,
        write: Callable[[bytes], object],
        update: Callable[[bytes], object],
        there: int,
        size: int,
        on_progress: Callable[[int], object],
    ) -> int:
        """Take what comes, until its end or until it is more than the file; how much is there."""
        while there <= size:
            self._tries.check()
            try:
                data = answer.read1(_BLOCK)
            except (OSError, http.client.HTTPException):
                return there
            if not data:
                return there
            write(data)
            update(data)
            there += len(data)
            if there > self._most:
                self._most = there
                self._tries.went_on()
            on_progress(there)
        return there


def discard(part: Path) -> None:
    """Take away what came of a file that nobody wants any more, unless it is gathered just now."""
    with _taking:
        if part not in _taken:
            part.unlink(missing_ok=True)


_taken: set[Path] = set()
"""Parts that are being written to, by any thread."""
_taking = threading.Lock()


def _digest_of_path(path: str) -> str:
    """What stands for the digest of a file whose host tells none: a link names one file only."""
    return hashlib.sha256(path.encode()).hexdigest()


@contextlib.contextmanager
def _own_part(folder: Path, digest: str) -> Iterator[Path]:
    """Where the bytes of a file are gathered: the same place for the same file, unless somebody
    else gathers it just now. It is moved away or left for the next time while it is held."""
    name = digest[:32]
    with _taking:
        part = folder / f".{name}{_PART}"
        number = 1
        while part in _taken:
            number += 1
            part = folder / f".{name}-{number}{_PART}"
        _taken.add(part)
    try:
        yield part
    finally:
        with _taking:
            _taken.discard(part)


def _blocks(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    while size > 0 and (data := read(min(size, _BLOCK))):
        size -= len(data)
        yield data


def _put(part: Path, folder: Path, name: str, *, replace: bool) -> Path:
    """Give it its name."""
    target = folder / name
    if replace:
        part.replace(target)
        return target
    stem, ending = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        try:
            target.touch(exist_ok=False)  # so that nobody else takes the name meanwhile
        except FileExistsError:
            number += 1
            target = folder / f"{stem} ({number}){ending}"
            continue
        with contextlib.suppress(OSError):  # as others are made, not for its owner alone
            part.chmod(target.stat().st_mode)
        part.replace(target)
        return target
