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


def lose_deputies(place: Place) -> End:
    """Both deputies die, and come again with the copies that they have."""
    before = place.deputies
    for one in before:
        one.process.end()

    def come_again() -> None:
        place.deputies = [place.start_deputy(one.computer, one.folder) for one in before]

    return come_again


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
}
ENDS_HOST = frozenset(("leave", "kill"))
AT_ONCE = ENDS_HOST | {"lose-deputies"}
"""Those that take no time."""
