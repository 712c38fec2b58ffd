"""The sign of a host that a window started, beside its files: a later window finds it by that.

A window may go and leave its host running. The next one reads here where that listens, how others
come in, and with which password it is its owner, and may ask it to end, or to open
and close its page for browsers. The file can be read by
its user alone, and only what a host says that still runs counts.
"""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from desktopchat.store.files import write_whole
from desktopchat.store.lock import in_use

from .protocol import DoorOrder, Word, parse_door_order

SIGN, ASKED_TO_END, ASKED_FOR_DOOR = "running.json", "end", "door"
TITLE, ROOM, PASSWORD, OWNER = "title", "room", "password", "owner"
LISTENING, KEY, LINK, CODE, LEFT = Word.LISTENING, Word.KEY, Word.LINK, Word.CODE, "left"
DOOR, DOOR_FAILED = Word.DOOR, Word.DOOR_FAILED
"""What a sign says: what the host was started with; where it listens (the first place), its
key, how others come in, and whether the window that started it is gone (as a word, "yes")."""


class HostSign:
    """The host's side. What can't be written is not: then no window finds the host."""

    def __init__(self, folder: Path, said: Mapping[str, str]) -> None:
        self._folder = folder
        self._said = dict(said)
        self._forget(ASKED_TO_END, ASKED_FOR_DOOR)
        self._write()

    def say(self, what: str, value: str) -> None:
        if self._said.get(what) != value:
            self._said[what] = value
            self._write()

    @property
    def asks_to_end(self) -> bool:
        """Whether a window asks the host to end."""
        return (self._folder / ASKED_TO_END).exists()

    def asked_for_door(self) -> DoorOrder | None:
        """What a window asks for, once."""
        try:
            asked = (self._folder / ASKED_FOR_DOOR).read_text("ascii", "replace").strip()
        except OSError:
            return None
        self._forget(ASKED_FOR_DOOR)
        return parse_door_order(asked)

    def remove(self) -> None:
        self._forget(SIGN, ASKED_TO_END, ASKED_FOR_DOOR)

    def _forget(self, *names: str) -> None:
        for name in names:
            with contextlib.suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            write_whole(self._folder / SIGN, json.dumps(self._said, indent=1).encode())


def read(folder: Path) -> dict[str, str] | None:
    """What the sign of the host says that runs on this folder; None where none does."""
    try:
        said = json.loads((folder / SIGN).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or not in_use(folder):
        return None
    return {key: value for key, value in said.items() if isinstance(value, str)}


def left_running(folder: Path) -> dict[str, str] | None:
    """The same, where its window has gone and the host may be gone on with."""
    said = read(folder)
    return said if said is not None and LEFT in said else None


def ask_to_end(folder: Path) -> None:
    """Ask the host that runs on this folder to end. Raises OSError."""
    (folder / ASKED_TO_END).touch()


def ask_for_door(folder: Path, order: DoorOrder) -> None:
    """Give the host that runs on this folder an order. Raises OSError."""
    write_whole(folder / ASKED_FOR_DOOR, f"{order}\n".encode())
