"""Small copies of pictures that were shared, so that they are fetched once."""

import contextlib
import re
import threading
from pathlib import Path

from desktopchat.store.files import write_whole
from desktopchat.store.paths import data_dir

FOLDER = "pictures"
BYTES_MOST = 100_000_000
FILES_MOST = 10_000
"""Those that are no pictures take no bytes, but a file each."""
NO_PICTURE = (0, 0)
"""The size of a file that was looked at, and is no picture that can be shown."""

_NAME = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9]{1,5})x([0-9]{1,5})")


class KeptPictures:
    """A folder with a file for each, called by its key (22 letters and digits of Base64 for links,
    RFC 4648) and by the width and height of the whole picture. The one not looked at for the
    longest time goes when there are too many bytes. Any thread may call it.
    """

    def __init__(self, folder: Path | None = None, bytes_most: int = BYTES_MOST) -> None:
        self._folder, self._most = folder or data_dir() / FOLDER, bytes_most
        self._lock = threading.Lock()
        """Guards what follows."""
        self._paths: dict[str, Path] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._bytes: dict[str, int] = {}
        """By key, the one not looked at for the longest time first."""
        found = []
        with contextlib.suppress(OSError):
            found = [(path, path.stat()) for path in self._folder.iterdir()]
        for path, stat in sorted(found, key=lambda one: one[1].st_mtime_ns):
            if named := _NAME.fullmatch(path.name):
                self._note(named[1], (int(named[2]), int(named[3])), path, stat.st_size)

    def size(self, key: str) -> tuple[int, int] | None:
        """Width and height of a picture, NO_PICTURE; None where it is not known here."""
        with self._lock:
            return self._sizes.get(key)

    def get(self, key: str) -> bytes:
        """Its small copy; b"" where there is none."""
        with self._lock:
            path = self._paths.get(key)
            if path is None:
                return b""
            self._bytes[key] = self._bytes.pop(key)
        try:
            data = path.read_bytes()
            path.touch()
        except OSError:  # somebody made room
            with self._lock:
                self._drop(key)
            return b""
        return data

    def put(self, key: str, size: tuple[int, int], copy: bytes) -> None:
        """Keep it. Where it can't be written it is only not there the next time."""
        path = self._folder / f"{key}.{size[0]}x{size[1]}"
        with contextlib.suppress(OSError):
            write_whole(path, copy)
        with self._lock:
            self._note(key, size, path, len(copy))
            while len(self._bytes) > 1 and (
                sum(self._bytes.values()) > self._most or len(self._bytes) > FILES_MOST
            ):
                self._drop(next(iter(self._bytes)))

    def drop(self, key: str) -> None:
        """Keep it no more."""
        with self._lock:
            self._drop(key)

    def _note(self, key: str, size: tuple[int, int], path: Path, length: int) -> None:
        self._paths[key], self._sizes[key], self._bytes[key] = path, size, length

    def _drop(self, key: str) -> None:
        self._bytes.pop(key, None)
        self._sizes.pop(key, None)
        path = self._paths.pop(key, None)
        if path is not None:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
