"""The bytes of shared files, in a folder: whole ones by their hash, the others by their token.

A file comes to a temporary name, is synced and then moved to that of its hash, so that what has
that name is whole, whatever happens. All methods raise OSError.
"""

import contextlib
import hashlib
import math
import os
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, Protocol

FOLDER = "files"
"""Among the files of a host."""
_READ = 1024 * 1024


class Digest(Protocol):
    """A hash under way."""

    def update(self, data: bytes | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...


class Blobs:
    """folder: made with the first file."""

    def __init__(self, folder: Path) -> None:
        self._whole = folder / "whole"
        self._coming = folder / "coming"

    def free(self) -> int:
        """Bytes free on the disk that they are on."""
        folder = self._whole
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def begin(self, token: str) -> None:
        """An empty file, to be appended to."""
        for folder in (self._whole, self._coming):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._part(token).touch(mode=0o600)

    def there(self, token: str) -> int | None:
        """Bytes of it that have come; None where it was never begun."""
        try:
            return self._part(token).stat().st_size
        except FileNotFoundError:
            return None

    def append(self, token: str) -> BinaryIO:
        """To be written to, unbuffered; FileNotFoundError where it was never begun."""
        return self._part(token).open("r+b", buffering=0)

    def digest(self, token: str, size: int) -> Digest:
        """The hash of its first bytes, to go on with. Takes seconds for gigabytes."""
        digest = hashlib.sha256()
        with self._part(token).open("rb") as file:
            while size > 0 and (data := file.read(min(size, _READ))):
                digest.update(data)
                size -= len(data)
        return digest

    def finish(self, token: str, digest: str) -> None:
        """It is whole and has that hash."""
        part, whole = self._part(token), self.path(digest)
        if whole.exists():
            part.unlink()
            return
        with part.open("rb") as file:
            os.fsync(file.fileno())
        whole.parent.mkdir(mode=0o700, exist_ok=True)
        part.replace(whole)
        _sync_folder(whole.parent)

    def path(self, digest: str) -> Path:
        """Where the whole file of that hash is."""
        return self._whole / digest[:2] / digest

    def drop(self, token: str) -> None:
        """One that did not become whole."""
        self._part(token).unlink(missing_ok=True)

    def remove(self, digest: str) -> None:
        """A whole one, that no file of the host has any more."""
        path = self.path(digest)
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # others are in there
            path.parent.rmdir()

    def keep_only(
        self, tokens: Collection[str], digests: Collection[str], since: float = math.inf
    ) -> None:
        """Remove what nobody knows of: a host that was killed may have left it. since: what was
        written later stays (seconds since 1970), for somebody may know of it by now."""
        for path in _files(self._coming):
            if path.name not in tokens and _is_older(path, since):
                path.unlink(missing_ok=True)
        for path in _files(self._whole):
            if path.name not in digests and _is_older(path, since):
                self.remove(path.name)

    def _part(self, token: str) -> Path:
        return self._coming / token


def _files(folder: Path) -> list[Path]:
    # All at once: removing a file may remove the folder that a walk is in.
    return [path for path in folder.rglob("*") if path.is_file()]


def _is_older(path: Path, since: float) -> bool:
    try:
        return path.stat().st_mtime < since
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """That a file has a name there is on the disk, too; Windows needs and knows no such thing."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
