"""The sign of a host that a window started, beside its files: a later window finds it by that.

A window may go and leave its host running. The next one reads here where that listens, how others
come in, with which password it is its owner, and how the copies on other computers stand. It may
ask the host to end, to hand over, or to open and close its page for browsers. The file can be read
by its user alone, and only what a host says that still runs counts. One that goes over to another
host of its place leaves word of that.
"""

import contextlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path

from desktopchat.irc.address import Address, parse_address
from desktopchat.store.files import write_whole
from desktopchat.store.lock import in_use

from .protocol import HAND_OVER, STOP, DoorOrder, Word, parse_door_order

SIGN, ASKED_TO_END, ASKED_FOR_DOOR = "running.json", "end", "door"
_WENT_OVER = "went-over"
TITLE, ROOM, PASSWORD, OWNER = "title", "room", "password", "owner"
LISTENING, KEY, LINK, CODE, LEFT = Word.LISTENING, Word.KEY, Word.LINK, Word.CODE, "left"
DOOR, DOOR_FAILED = Word.DOOR, Word.DOOR_FAILED
"""What a sign says: what the host was started with; where it listens (the first place), its
key, how others come in, and whether the window that started it is gone (as a word, "yes")."""


_LINES = (LINK, CODE, DOOR, DOOR_FAILED)
_LINES_OF_DEPUTIES = (Word.DEPUTY, Word.DEPUTY_REACH)


class HostSign:
    """The host's side, from any thread. What can't be written is not: then no window finds the
    host, or it knows less."""

    def __init__(self, folder: Path, said: Mapping[str, str]) -> None:
        self._folder = folder
        self._said = dict(said)
        self._removed = False
        self._lock = threading.Lock()
        self._forget(ASKED_TO_END, ASKED_FOR_DOOR, _WENT_OVER)
        self._write()

    def say(self, what: str, value: str) -> None:
        with self._lock:
            if self._said.get(what) != value and not self._removed:
                self._said[what] = value
                self._write()

    def hear(self, word: Word, text: str) -> None:
        """What the host says to the window that started it, of which a later one needs the last
        of each kind, and of each deputy."""
        if word in _LINES:
            self.say(word, text)
        elif word in _LINES_OF_DEPUTIES:
            self.say(f"{word} {text.split(' ')[1]}", text)
        elif word is Word.STAYS:
            self._forget(ASKED_TO_END)  # by which the window that asked for it knows

    def asked_to_end(self) -> str:
        """How a window asks the host to end (`STOP`, `HAND_OVER`), "" where none does."""
        try:
            asked = (self._folder / ASKED_TO_END).read_text("ascii", "replace").strip()
        except OSError:
            return ""
        return HAND_OVER if asked == HAND_OVER else STOP

    def asked_for_door(self) -> DoorOrder | None:
        """What a window asks for, once."""
        try:
            asked = (self._folder / ASKED_FOR_DOOR).read_text("ascii", "replace").strip()
        except OSError:
            return None
        self._forget(ASKED_FOR_DOOR)
        return parse_door_order(asked)

    def remove(self, *, goes_over_to: str = "") -> None:
        """The host ends. goes_over_to: the link of another host of its place, "" for none; whoever
        asks it to end meanwhile is still heard, for it hosts on where that one does not take it."""
        with self._lock:
            self._removed = True
            if goes_over_to:
                with contextlib.suppress(OSError):
                    write_whole(self._folder / _WENT_OVER, goes_over_to.encode())
                self._forget(SIGN, ASKED_FOR_DOOR)
            else:
                self._forget(SIGN, ASKED_TO_END, ASKED_FOR_DOOR, _WENT_OVER)

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


def is_there(folder: Path) -> bool:
    """Whether a host runs on this folder that is not about to end."""
    return read(folder) is not None


def went_over(folder: Path) -> Address | None:
    """To which other one of its place the host has gone over that ran on this folder last."""
    try:
        return parse_address((folder / _WENT_OVER).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def left_running(folder: Path) -> dict[str, str] | None:
    """The same, where its window has gone and the host may be gone on with."""
    said = read(folder)
    return said if said is not None and LEFT in said else None


def lines_of_deputies(said: Mapping[str, str]) -> list[tuple[Word, str]]:
    """What the host said last of each deputy: the word, and what stands behind it."""
    return [
        (word, text)
        for word in _LINES_OF_DEPUTIES
        for key, text in said.items()
        if key.startswith(f"{word} ")
    ]


def ask_to_end(folder: Path, order: str = STOP) -> None:
    """Ask the host that runs on this folder to end. order: `STOP` or `HAND_OVER`. Raises
    OSError."""
    write_whole(folder / ASKED_TO_END, f"{order}\n".encode())


def is_asked_to_end(folder: Path) -> bool:
    """Whether it was, and has not said that it goes on. Asked before its sign is read, which it
    takes away first where it ends."""
    return (folder / ASKED_TO_END).exists()


def ask_for_door(folder: Path, order: DoorOrder) -> None:
    """Give the host that runs on this folder an order. Raises OSError."""
    write_whole(folder / ASKED_FOR_DOOR, f"{order}\n".encode())
