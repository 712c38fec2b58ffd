"""What may happen to a place, each a function that begins it and gives what ends it."""

import signal
from collections.abc import Callable

from .place import Place, Server

End = Callable[[], object]


def leave(place: Place) -> End:
    """The host's person switches their computer off."""
    place.host.process.signal(signal.SIGTERM)
    return _nothing


def kill(place: Place) -> End:
    """The host's process dies without a word."""
    place.host.process.signal(signal.SIGKILL)
    return _nothing


def stop(place: Place) -> End:
    """The host's computer stands still, and goes on as if nothing had been."""
    process = place.host.process
    process.signal(signal.SIGSTOP)
    return lambda: process.signal(signal.SIGCONT)


def cut(place: Place) -> End:
    """The host's cable is pulled, and put in again."""
    computer = place.host.computer
    computer.ip("link", "set", "eth0", "down")
    return lambda: computer.ip("link", "set", "eth0", "up")


def deafen(place: Place) -> End:
    """Nothing reaches the host; what it says arrives."""
    return _drop(place.host, "input", "iifname")


def silence(place: Place) -> End:
    """Nothing that the host says arrives; it hears all."""
    return _drop(place.host, "output", "oifname")


def split(place: Place) -> End:
    """The network falls in two: the host with half of the people, the deputies with the others."""
    return place.split([place.host.computer, *list(place.people)[::2]])


def come_back(place: Place) -> End:
    """The host dies, and is started again as it was when another has carried on."""
    host = place.host
    host.process.signal(signal.SIGKILL)

    def start_again() -> None:
        place.wait_until_carried_on()
        place.start_again(host)

    return start_again


def lose_deputies(place: Place) -> End:
    """Both deputies die, and come again with the copies that they have."""
    before = place.deputies
    for one in before:
        one.process.close()

    def come_again() -> None:
        place.deputies = [place.start_deputy(one.computer, one.folder) for one in before]

    return come_again


def move(place: Place) -> End:
    """The host's computer gets another address, as from a router that was started again."""
    place.move(place.host)
    return _nothing


def _drop(server: Server, hook: str, card: str) -> End:
    chain = f"inet cut {hook}"
    server.computer.rules(
        "add table inet cut\n"
        f"add chain {chain} {{ type filter hook {hook} priority 0; }}\n"
        f"add rule {chain} {card} eth0 drop\n"
    )
    return lambda: server.computer.rules("delete table inet cut\n")


def _nothing() -> None:
    """What has begun has no end."""


EVENTS: dict[str, Callable[[Place], End]] = {
    "leave": leave,
    "kill": kill,
    "stop": stop,
    "cut": cut,
    "deafen": deafen,
    "silence": silence,
    "lose-deputies": lose_deputies,
    "split": split,
    "return": come_back,
    "move": move,
}
RETURN = "return"
ENDS_HOST = frozenset(("leave", "kill", RETURN))
AT_ONCE = frozenset(("leave", "kill", "lose-deputies", "move"))
"""Those that take no time."""
LEAST = {"split": 5.0, RETURN: 5.0}
"""Seconds that these take at least: so long that a deputy has carried on, and people talk there."""
