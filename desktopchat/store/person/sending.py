"""Files that are being sent, kept until they are said or given up, whatever ends the program.

Each share has a folder: what it is (`share.json`), a folder for what was made of each of its files,
and a lock that the window holds which sends it. What a window left that is no more is taken over by
the next that comes to the same host.
"""

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from desktopchat.store.files import read_object, write_whole
from desktopchat.store.lock import claim
from desktopchat.store.paths import data_dir

FOLDER = "sending"
KEPT_FOR = 7 * 24 * 3600
"""Seconds: hosts keep no part of a file for longer."""
KEPT_MOST = 50  # shares; of more, those begun first are given up
_LOCK, _SHARE = "lock", "share.json"
_BEING_MADE = 3600  # seconds that a folder may be without its share


@dataclass(slots=True, frozen=True)
class KeptFile:
    """number: its place among the files of its share, from 0. path: of what was chosen."""

    number: int
    path: str
    name: str
    is_folder: bool = False
    paused: bool = False


@dataclass(slots=True, frozen=True)
class KeptShare:
    """host: its key's fingerprint, else its address. messages: the files that are not said yet, by
    the messages that they become. smaller, keeps_data: what was chosen for pictures."""

    host: str
    conversation: str
    is_room: bool
    words: str
    messages: Sequence[Sequence[KeptFile]]
    smaller: bool = False
    keeps_data: bool = False

    @property
    def files(self) -> list[KeptFile]:
        return [one for message in self.messages for one in message]


class ShareFolder:
    """The folder of one share, held by this window until `drop` or `release`."""

    def __init__(self, path: Path, lock: BinaryIO) -> None:
        self._path, self._lock = path, lock

    def folder_of(self, number: int) -> Path:
        """Where what was made of a file lies; it may not exist yet."""
        return self._path / str(number)

    def write(self, share: KeptShare) -> None:
        """Raises OSError."""
        # In ASCII: the path of a file may be bytes that are no UTF-8.
        write_whole(self._path / _SHARE, json.dumps(asdict(share), indent=1).encode())

    def drop(self) -> None:
        """It is said, or given up."""
        (self._path / _SHARE).unlink(missing_ok=True)
        self._lock.close()
        shutil.rmtree(self._path, ignore_errors=True)

    def release(self) -> None:
        """Leave it to the next window."""
        self._lock.close()


def begin() -> ShareFolder:
    """A new folder. Raises OSError."""
    folder = data_dir() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=f"{time.time_ns()}-", dir=folder))
    lock = claim(path / _LOCK)
    if lock is None:
        raise OSError("Another window took the folder.")  # no words: for the log
    return ShareFolder(path, lock)


def left_over(host: str) -> list[tuple[ShareFolder, KeptShare]]:
    """The shares for a host that no window sends now, the oldest first; from now on this one does.
    Those that are too old are given up, whichever host they were for."""
    found = []
    paths = sorted(path for path in _entries(data_dir() / FOLDER) if path.is_dir())
    for place, path in enumerate(paths):
        try:
            lock = claim(path / _LOCK)
        except OSError:  # it went just now
            continue
        if lock is None:
            continue
        folder = ShareFolder(path, lock)
        share = _share(read_object(path / _SHARE))
        age = time.time() - path.stat().st_mtime
        if age > KEPT_FOR or place < len(paths) - KEPT_MOST or (not share and age > _BEING_MADE):
            folder.drop()
        elif share is not None and share.host == host:
            found.append((folder, share))
        else:
            folder.release()
    return found


def _entries(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from folder.iterdir()


def _share(kept: dict[str, Any]) -> KeptShare | None:
    """As it stands in the file; None where that is no share."""
    messages: Any = kept.get("messages")
    try:
        files = [[KeptFile(**one) for one in message] for message in messages]
        share = KeptShare(**{**kept, "messages": files})
    except TypeError:
        return None
    all_files = share.files
    texts = [share.host, share.conversation, share.words]
    texts += [text for one in all_files for text in (one.path, one.name)]
    numbers = [one.number for one in all_files]
    whole = all(isinstance(text, str) for text in texts)
    return share if whole and all(isinstance(number, int) for number in numbers) else None
