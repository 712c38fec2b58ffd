"""Conversations with a host, written as the examples of the specifications are.

    ada: message-tags echo-message #channel
    bo: #channel
    ada> PRIVMSG #channel :hello
    ada< @msgid=<one> :ada!ada@10.0.0.7 PRIVMSG #channel hello
    bo< :ada!ada@10.0.0.7 PRIVMSG #channel hello

`ada:` is who comes in, with capabilities and rooms; `dan: new` has said nothing yet. `>` is what
they send, and `<` the very next line that they get. `<one>` stands for whatever the host has
chosen there, and for the same wherever it comes again, also in a line that is sent. `ada< ...`
passes over lines, until one is as the next `<` has it. In the end nobody has anything left to read
but those whose last line is `...`.
"""

import re

from tests.host.world import Client, World

_NAMED = re.compile(r"<(\w+)>")


class Transcript:
    """One conversation as it goes on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._people: dict[str, Client] = {}
        self._unread: dict[str, list[str]] = {}
        self._chosen: dict[str, str] = {}
        self._passing: set[str] = set()

    def play(self, text: str) -> None:
        """Go through it; AssertionError where the host says something else."""
        acts = {": ": self._enters, "> ": self._sends, "< ": self._reads}
        for line in filter(None, map(str.lstrip, text.splitlines())):
            who, mark, said = re.split("([:<>] )", line, maxsplit=1)
            acts[mark](who, said)
        for who in self._people:
            left = self._inbox(who)
            assert who in self._passing or not left, f"{who} got also {left}"

    def _enters(self, who: str, words: str) -> None:
        if words == "new":
            self._people[who] = self._world.connect(local=True)
            return
        rooms = [word for word in words.split() if word.startswith("#")]
        caps = [word for word in words.split() if not word.startswith("#")]
        self._people[who] = self._world.client(who, caps, rooms)
        self._unread.clear()

    def _sends(self, who: str, line: str) -> None:
        self._people[who].send(_NAMED.sub(lambda name: self._chosen[name[1]], line))

    def _reads(self, who: str, expected: str) -> None:
        if expected == "...":
            self._passing.add(who)
            return
        lines = self._inbox(who)
        for number, line in enumerate(lines if who in self._passing else lines[:1]):
            found = re.fullmatch(self._pattern(expected), line)
            if found:
                self._chosen.update(found.groupdict())
                self._passing.discard(who)
                del lines[: number + 1]
                return
        raise AssertionError(f"{who} should get {expected!r} and got {lines}")

    def _inbox(self, who: str) -> list[str]:
        lines = self._unread.setdefault(who, [])
        lines += self._people[who].read()
        return lines

    def _pattern(self, expected: str) -> str:
        parts = _NAMED.split(expected)
        for place in range(1, len(parts), 2):
            name = parts[place]
            known = self._chosen.get(name)
            first = name not in parts[1:place:2]
            if known is not None:
                parts[place] = re.escape(known)
            else:
                parts[place] = f"(?P<{name}>[^ ;,]+)" if first else f"(?P={name})"
        parts[::2] = map(re.escape, parts[::2])
        return "".join(parts)
