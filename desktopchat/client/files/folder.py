"""A folder that is sent goes as one ZIP file, so that it is the same tree at the other side."""

import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from desktopchat.client.files.web import FileError, StoppedError
from desktopchat.irc.file_names import readable
from desktopchat.words import number, tr

FILES_MOST = 20_000
"""Of one folder."""


class Contents(NamedTuple):
    """files: how many. size: bytes of all together."""

    files: int
    size: int


def contents(folder: Path, stop: threading.Event) -> Contents:
    """What is in a folder, with all below it. Raises FileError where it can't be sent, OSError,
    StoppedError."""
    files = size = 0
    for path in _files(folder, stop):
        files += 1
        size += path.stat().st_size
    if not files:
        raise FileError(tr("The folder is empty."))
    return Contents(files, size)


def pack(
    folder: Path,
    into: Path,
    stop: threading.Event,
    instead: Callable[[Path], bytes | None] = lambda _path: None,
) -> None:
    """Write the folder as a ZIP file. instead: what goes in place of a file, None for the file.
    Raises as `contents` does."""
    # Not compressed: what is large is so already, and on a LAN it would take longer than sending.
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED, strict_timestamps=False) as packed:
        for path in _files(folder, stop):
            name = readable((Path(folder.name) / path.relative_to(folder)).as_posix())
            data = instead(path)
            if data is None:
                packed.write(path, name)
            else:
                packed.writestr(name, data)


def _files(folder: Path, stop: threading.Event) -> Iterator[Path]:
    """The files in it. Links are not followed: they may lead out of the folder, or round it."""

    def failed(error: OSError) -> None:
        raise error

    count = 0
    for place, folders, names in os.walk(folder, onerror=failed):
        folders.sort()
        for name in sorted(names):
            if stop.is_set():
                raise StoppedError
            path = Path(place) / name
            if path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > FILES_MOST:
                raise FileError(tr("The folder has more than {n} files.", n=number(FILES_MOST)))
            yield path
