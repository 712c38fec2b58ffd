"""Uploads that were begun, so that they go on where they stopped, whatever ended the program."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path

from desktopchat.store.files import read_object, write_whole
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


@dataclass(slots=True, frozen=True)
class StartedUpload:
    """place: where the host has what came, "" for nowhere. token: the one that it was begun with:
    a guest is known again by nothing else."""

    place: str = ""
    token: str = ""


NOTHING_BEGUN = StartedUpload()


class Uploads:
    """One JSON file, read on each question and written whole. Called from any thread."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or data_dir() / FILE_NAME
        self._lock = threading.Lock()
        """Held from reading to writing."""

    def begun(self, source: Source) -> StartedUpload:
        """What was begun of it."""
        return self._read().get(source.key, NOTHING_BEGUN)

    def remember(self, source: Source, begun: StartedUpload) -> None:
        """Raises OSError."""
        with self._lock:
            kept = self._read()
            kept.pop(source.key, None)
            kept[source.key] = begun
            while len(kept) > _MOST:
                del kept[next(iter(kept))]
            self._write(kept)

    def forget(self, source: Source) -> None:
        """It is whole, or not wanted any more. Raises OSError."""
        with self._lock:
            kept = self._read()
            if kept.pop(source.key, None) is not None:
                self._write(kept)

    def forget_place(self, place: str) -> None:
        """The same, by where the host has it. Raises OSError."""
        with self._lock:
            kept = self._read()
            left = {key: one for key, one in kept.items() if one.place != place}
            if left != kept:
                self._write(left)

    def _read(self) -> dict[str, StartedUpload]:
        kept = read_object(self._path)
        return {key: begun for key, one in kept.items() if (begun := _begun(one)).place}

    def _write(self, kept: dict[str, StartedUpload]) -> None:
        # In ASCII: the path of a file may be bytes that are no UTF-8.
        rows = {key: [one.place, one.token] for key, one in kept.items()}
        write_whole(self._path, json.dumps(rows, indent=1).encode())


def _begun(kept: object) -> StartedUpload:
    """As it stands in the file, in which older versions have the place alone."""
    words = [kept] if isinstance(kept, str) else kept
    if isinstance(words, list) and len(words) <= 2 and all(isinstance(one, str) for one in words):
        return StartedUpload(*words)
    return NOTHING_BEGUN
