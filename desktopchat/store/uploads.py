"""Uploads that were begun, so that they go on where they stopped, whatever ended the program."""

import json
from dataclasses import dataclass
from pathlib import Path

from desktopchat.store.files import set_aside, write_whole
from desktopchat.store.paths import data_dir

FILE_NAME = "uploads.json"
_MOST = 200


@dataclass(slots=True, frozen=True)
class Source:
    """A file as it is now, and whom it is for. host: its key's fingerprint, else its address."""

    host: str
    path: str
    size: int
    changed: int

    @classmethod
    def of(cls, host: str, path: Path) -> "Source":
        """Raises OSError."""
        found = path.stat()
        return cls(host, str(path.absolute()), found.st_size, found.st_mtime_ns)

    @property
    def key(self) -> str:
        return f"{self.host} {self.size} {self.changed} {self.path}"


class Uploads:
    """One JSON file, read on each question and written whole."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or data_dir() / FILE_NAME

    def place(self, source: Source) -> str:
        """Where the host has what came of it, "" where it was never begun."""
        return self._read().get(source.key, "")

    def remember(self, source: Source, place: str) -> None:
        """Raises OSError."""
        kept = self._read()
        kept.pop(source.key, None)
        kept[source.key] = place
        while len(kept) > _MOST:
            del kept[next(iter(kept))]
        self._write(kept)

    def forget(self, source: Source) -> None:
        """It is whole, or not wanted any more. Raises OSError."""
        kept = self._read()
        if kept.pop(source.key, None) is not None:
            self._write(kept)

    def forget_place(self, place: str) -> None:
        """The same, by where the host has it. Raises OSError."""
        kept = self._read()
        left = {key: there for key, there in kept.items() if there != place}
        if left != kept:
            self._write(left)

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            set_aside(self._path)
            return {}
        if not isinstance(kept, dict):
            return {}
        return {key: place for key, place in kept.items() if isinstance(place, str)}

    def _write(self, kept: dict[str, str]) -> None:
        # In ASCII: the path of a file may be bytes that are no UTF-8.
        write_whole(self._path, json.dumps(kept, indent=1).encode())
