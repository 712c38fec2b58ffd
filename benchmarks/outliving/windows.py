"""Real windows among the people: what stands in them is read as a person would read it, and what
they say is typed, key by key."""

import re
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from desktopchat.irc.address import Address
from tests.display import started
from tests.e2e.windows import RealWindow, windows
from tests.lan.networks import Computer

from .talk import Said, Told, words

_LINE = re.compile(r"(\w+) (\d+) \d+\.\d{4}( .*)?")
"""Of the timeline: with how often it was changed and, if it is one's own, how it stands."""
_ARRIVED = "✓"


class Windows:
    """One on each computer, all on one screen. `close` ends them."""

    def __init__(self, computers: list[Computer], there: Address, folder: Path) -> None:
        self._undo = ExitStack()
        self._names = [computer.name for computer in computers]
        self._said = dict.fromkeys(self._names, 0)
        self._open: dict[str, RealWindow] = {}
        self._undo.enter_context(started())
        for computer in computers:
            environment = [f"{key}={value}" for key, value in computer.more_environment.items()]
            inside = ["ip", "netns", "exec", computer.namespace, "env", *environment]
            opened = windows([*inside, sys.executable, "-m", "desktopchat"], folder)
            opener = self._undo.enter_context(opened)
            name = computer.name
            self._open[name] = opener("join", str(there), "--name", name, home=name)
        for window in self._open.values():
            window.in_chat()

    def close(self) -> None:
        self._undo.close()

    def say(self) -> None:
        """Have the next one of them say something. Raises AssertionError where its window does not
        take what is typed."""
        if self._names:
            name = self._names.pop(0)
            self._names.append(name)
            self._said[name] += 1
            self._open[name].say(words(name, self._said[name], time.monotonic()))

    def tell(self) -> list[Told]:
        """How each is, with what stands in its window; of what is long ago, only the end may."""
        return [self._told(name, window) for name, window in self._open.items()]

    def _told(self, name: str, window: RealWindow) -> Told:
        told = Told(name, self._said[name], partly=True)
        first = told.said + 1
        for line in str(window.seen().get("timeline", "")).split("\n"):
            match = _LINE.fullmatch(line)
            if match is not None:
                sender, number = match[1], int(match[2])
                told.view.append(Said(sender, number))
                if sender == name:
                    first = min(first, number)
                    if _ARRIVED in (match[3] or ""):
                        told.confirmed.append(number)
        # What is above the first line is not shown any more: of that the host tells. The mark
        # stands at the last of several in a row.
        told.confirmed += range(1, min(told.confirmed, default=first))
        return told
