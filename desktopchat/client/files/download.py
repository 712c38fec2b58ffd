"""Fetching a file from a host, over as many connections as it takes, and never over another one."""

import contextlib
import hashlib
import http.client
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from desktopchat.client.files.web import Broken, FileError, Tries, Web, ask, close, refused
from desktopchat.irc.file_names import clean_name

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
    on_size: Callable[[int], object] = _nothing,
    on_progress: Callable[[int], object] = _nothing,
    on_wait: Callable[[bool], object] = _nothing,
) -> Path:
    """Fetch it into a folder; where it is, under its name or "name (2)" where there is one.

    exactly: `name` was chosen for this, so a file of that name is replaced. What came stays beside
    it in a file that ends in .part, and the next try goes on from there. on_size, on_progress:
    bytes. on_wait: as for `web.Tries`. Raises FileError, StoppedError.
    """
    fetching = _Download(web, quote(path, safe="/%"), folder, stop, on_wait)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = fetching.run(on_size, on_progress)
        return _put(part, folder, name if exactly else clean_name(name), replace=exactly)
    except OSError as error:
        raise FileError(f"It can't be written to {folder}: {error.strerror or error}.") from error


class _Download:
    def __init__(
        self,
        web: Web,
        path: str,
        folder: Path,
        stop: threading.Event,
        on_wait: Callable[[bool], object],
    ) -> None:
        self._web, self._path, self._folder = web, path, folder
        self._tries = Tries(stop, on_wait)

    def run(self, on_size: Callable[[int], object], on_progress: Callable[[int], object]) -> Path:
        """The whole file, under a name of its own."""
        while True:
            self._tries.check()
            try:
                connection = self._web.open()
            except OSError:
                self._tries.wait()
                continue
            try:
                part = self._go_on(connection, on_size, on_progress)
                if part is not None:
                    return part
            except Broken:
                self._tries.wait()
            finally:
                close(connection)

    def _go_on(
        self,
        connection: http.client.HTTPConnection,
        on_size: Callable[[int], object],
        on_progress: Callable[[int], object],
    ) -> Path | None:
        head = ask(connection, "HEAD", self._path, {})
        if head.status != 200:
            raise refused(head)
        head.read()
        digest = head.headers.get("ETag", "").strip('"')
        size = int(head.headers.get("Content-Length", "0"))
        on_size(size)
        part = self._folder / f".{digest[:32] or 'file'}{_PART}"
        there = part.stat().st_size if part.exists() else 0
        if there > size:
            there = 0
        hashed = hashlib.sha256()
        with part.open("r+b" if part.exists() else "w+b") as file:
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
                    raise refused(answer) if answer.status >= 300 else Broken
                there = self._take(answer, file.write, hashed.update, there, on_progress)
            file.flush()
            os.fsync(file.fileno())
        if there < size:
            raise Broken
        if digest and hashed.hexdigest() != digest:
            part.unlink(missing_ok=True)
            raise FileError("What came is not what the host has. Try again.")
        return part

    def _take(
        self,
        answer: http.client.HTTPResponse,
        write: Callable[[bytes], object],
        update: Callable[[bytes], object],
        there: int,
        on_progress: Callable[[int], object],
    ) -> int:
        while True:
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
            self._tries.went_on()
            on_progress(there)


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
