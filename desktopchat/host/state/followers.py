"""Who was in which room when the host before this one ended, or that of another half of the place.

They have never left the chat, so nobody is told that they come, where they do so soon. The log
knows who was there: in it each has come and has not gone.
"""

from collections.abc import Callable, Iterable

from desktopchat.irc.tags import STAYED
from desktopchat.store.events import Event

WITHIN = 60_000
"""Milliseconds after which somebody was away all the same."""


class Followers:
    """Nobody, at first."""

    def __init__(self) -> None:
        self._until = 0
        self._expected: set[tuple[str, str]] = set()
        """A room and a nick, both folded."""

    def expect(self, comings: Iterable[Event], fold: Callable[[str], str], until: int) -> None:
        """comings: what the log has of who came and went, the latest last. fold: of nicks. until:
        the moment, in ticks, after which nobody is one of them."""
        self._until = until
        for event in comings:
            there = event.target, fold(event.source.partition("!")[0])
            match event.kind:
                case "JOIN":
                    self._expected.add(there)
                case "PART" | "QUIT":
                    self._expected.discard(there)
                case "KICK":
                    self._expected.discard((event.target, fold(event.params.partition(" ")[0])))
                case "NICK" if there in self._expected:
                    self._expected.remove(there)
                    self._expected.add((event.target, fold(event.params)))

    def tag(self, channel: str, nick: str, now: int) -> str:
        """What marks that this one, who comes into a channel, was there before; "" where they were
        not. Once for each: who goes and comes again comes anew."""
        if now >= self._until:
            self._expected.clear()
        if (channel, nick) not in self._expected:
            return ""
        self._expected.remove((channel, nick))
        return STAYED
