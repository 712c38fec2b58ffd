"""Copies of the host on other people's computers: what is asked and answered (`irc.carry_on`)."""

from collections.abc import Callable

from desktopchat.client.model.administration import CarryOnSaid
from desktopchat.client.session.wire import Wire
from desktopchat.irc import tags


class CarryingOn:
    """What it means is the window's to know: of a program without one nobody's computer is asked
    for anything."""

    def __init__(self, wire: Wire, emit: Callable[[CarryOnSaid], object]) -> None:
        self._wire, self._emit = wire, emit

    def say(self, nick: str, word: str) -> None:
        """word: of `irc.carry_on`, or the words of a key."""
        if self._wire.online and self._wire.passes_on(tags.CARRY_ON):
            self._wire.send("TAGMSG", nick, tags={tags.CARRY_ON: word})

    def heard(self, nick: str, word: str) -> None:
        self._emit(CarryOnSaid(nick, word))
