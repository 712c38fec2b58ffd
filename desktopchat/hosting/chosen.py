"""Whom a host's owner has chosen to keep a copy of it: a file among those of the host.

The window writes it, and the host reads it at each request of a deputy, and now and then while one
is there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktopchat.irc import fingerprint
from desktopchat.store.files import write_whole

from .protocol import GONE, IN_SYNC

FILE = "deputies.txt"
"""A line for each: a fingerprint of theirs, or its words, and behind it, for people, who it is."""


@dataclass(slots=True, frozen=True)
class Keeper:
    """Somebody who is chosen. key: what begins their line. standing: as in `protocol`. cut_off:
    whether nobody could come to them. power: what their computer runs on, "" where that is not
    known."""

    key: str
    name: str
    standing: str
    cut_off: bool = False
    power: str = ""

    @property
    def could_carry_on(self) -> bool:
        return self.standing == IN_SYNC and not self.cut_off


def read(folder: Path) -> dict[str, str]:
    """Who that is, by what begins the line. folder: of the host's files."""
    return {key: name for key, name in map(_parts, _lines(folder)) if key}


def has(folder: Path, who: str) -> bool:
    """Whether somebody is chosen, by the whole fingerprint of their key."""
    return not {who, fingerprint.words(who)}.isdisjoint(read(folder))


def names(key: str, own: str) -> bool:
    """Whether what begins a line is the key with these words."""
    return own == (fingerprint.words(key) if fingerprint.valid(key) else key)


def one_each(keepers: Sequence[Keeper], called: Callable[[Keeper], str]) -> list[Keeper]:
    """Without those who had another key before: gone, and called as one that is there or, where
    none is, that was chosen later."""
    there = {called(one) for one in keepers if one.standing != GONE}
    latest = {called(one): one for one in keepers if one.standing == GONE}
    return [
        one
        for one in keepers
        if one.standing != GONE or (called(one) not in there and latest[called(one)] is one)
    ]


def add(folder: Path, key: str, name: str) -> None:
    """Choose somebody. key: a fingerprint, or its words. Raises OSError."""
    _write(folder, [*_without(folder, key), f"{key} {' '.join(name.split())}".rstrip()])


def remove(folder: Path, key: str) -> None:
    """No longer. Raises OSError."""
    _write(folder, _without(folder, key))


def _parts(line: str) -> tuple[str, str]:
    """What begins a line, and the rest; "" twice where it names nobody."""
    key, _, name = line.strip().partition(" ")
    key = key.lower()
    return (key, name.strip()) if fingerprint.valid(key) or fingerprint.are_words(key) else ("", "")


def _lines(folder: Path) -> list[str]:
    try:
        return (folder / FILE).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []


def _without(folder: Path, key: str) -> list[str]:
    return [line for line in _lines(folder) if _parts(line)[0] != key]


def _write(folder: Path, lines: list[str]) -> None:
    write_whole(folder / FILE, "".join(f"{line}\n" for line in lines).encode())
