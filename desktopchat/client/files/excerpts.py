"""The first lines of texts that were shared in a place, fetched to be read beside their names."""

import codecs
import re
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.fetching import fetch_beginning
from desktopchat.irc.address import Address
from desktopchat.irc.text import tame, without_format

BYTES_MOST = 2048
"""Of a file that are fetched."""
LINES_MOST = 6
LETTERS_MOST = 160
"""Of a line, more than a window is wide."""
_TAB = 4
_KEPT = 500  # excerpts
_COLOURS = re.compile("\x1b\\[[0-9;]*m")
"""What programs write into logs for a terminal (ECMA-48, 8.3.117)."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_CONTROLLED = 0.1  # the part of a text that may be such


class Excerpt(NamedTuple):
    """goes_on: whether the file has more than these lines."""

    lines: tuple[str, ...]
    goes_on: bool


NO_TEXT = Excerpt((), False)
"""Of a file that is none that people read, or is gone."""


def excerpt(data: bytes, *, goes_on: bool) -> Excerpt:
    """What is shown of the first bytes of a file. goes_on: it has more bytes.

    It is UTF-8, or Latin-1 where nothing in it speaks against that.
    """
    text = _decoded(data)
    lines = without_format(tame(_COLOURS.sub("", text))).expandtabs(_TAB).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    shown = [_cut(line.rstrip()) for line in lines[:LINES_MOST]]
    if not any(shown):
        return NO_TEXT
    return Excerpt(tuple(shown), goes_on or len(lines) > len(shown))


def _cut(line: str) -> str:
    return line if len(line) <= LETTERS_MOST else f"{line[: LETTERS_MOST - 1]}…"


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        return ""
    try:
        # A letter that is cut off at the end is left out.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data)
        few = len(text) * _CONTROLLED
    except UnicodeDecodeError:
        text, few = data.decode("latin-1"), 0.0
    return text if len(_CONTROLS.findall(text)) <= few else ""


class WantedExcerpt(NamedTuple):
    token: str


class Excerpts:
    """Kept in memory, the one that came longest ago is forgotten first. Called by its owner's
    thread. on_news: called from any thread when something came."""

    def __init__(self, on_news: Callable[[], object]) -> None:
        self._known: dict[str, Excerpt] = {}
        self._lock = threading.Lock()
        """Guards what is known."""
        self._bringing: Bringing[WantedExcerpt, str] = Bringing(
            self._bring, lambda _one: False, on_news, name="excerpts", at_once=1
        )

    @property
    def reached(self) -> bool:
        """Whether there is a host that they are fetched from."""
        return self._bringing.host is not None

    def known(self, token: str) -> Excerpt | None:
        """The excerpt of a file, NO_TEXT; None where it has not come."""
        with self._lock:
            return self._known.get(token)

    def want(self, tokens: Sequence[str]) -> None:
        """These are wanted now, the first one soonest, and nothing else."""
        self._bringing.want([*map(WantedExcerpt, tokens)])

    def go_on(self, host: tuple[Address, str] | None) -> None:
        """The host that they are fetched from, with the fingerprint of its key; None while it is
        away."""
        self._bringing.go_on(host)

    def take(self, most: int = 10) -> list[str]:
        """The tokens of those that came since the last time."""
        return self._bringing.take(most)

    def forget(self, token: str) -> None:
        """Nobody is to see it any more."""
        with self._lock:
            self._known.pop(token, None)

    def close(self) -> None:
        """Nothing is wanted any more."""
        self._bringing.close()

    def _bring(self, one: WantedExcerpt) -> str | None:
        most = BYTES_MOST + 1
        try:
            data = self._bringing.fetch(
                one.token, lambda web, stopped: fetch_beginning(web, one.token, most, stopped)
            )
        except ValueError:  # there is no such file, or it is empty
            data = b""
        if data is None:
            return None
        found = excerpt(data[:BYTES_MOST], goes_on=len(data) == most)
        with self._lock:
            self._known[one.token] = found
            if len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]
        return one.token
