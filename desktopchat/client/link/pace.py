"""How soon a dead connection is noticed and made again: quickly on a local network, where asking
costs nothing and the cable is back in a moment; patiently with a server of the wide world."""

import ipaddress
import socket
import sys
from dataclasses import dataclass

from desktopchat.irc.address import Address

_SECONDS_DEAD = 8  # without a sign of the other computer's network card
_ASKED_AFTER = 4  # seconds of silence before the system asks for one
_NAMES_HERE = (".local", ".lan", ".home", ".home.arpa", ".internal", ".fritz.box")


@dataclass(slots=True, frozen=True)
class Pace:
    """All in seconds. idle: of silence after which the host is asked whether it is there.
    unheard: of silence after something was sent, until it is asked. answer: that it then has.
    longest: the longest pause between two tries to come back."""

    idle: float
    unheard: float
    answer: float
    longest: float


NEAR = Pace(idle=20.0, unheard=3.0, answer=4.0, longest=2.0)
FAR = Pace(idle=20.0, unheard=20.0, answer=20.0, longest=30.0)
CARRIED_ON = Pace(idle=4.0, unheard=2.0, answer=2.0, longest=1.0)
"""Where another computer carries a near host's place on should it die: to ask it once too often is
better than to wait, for those too who say nothing."""
FIRST_PAUSE = 0.5
"""Seconds; each further pause is twice as long, up to the longest."""


def is_near(address: Address) -> bool:
    """Whether a host is, by its address, on the same network: a private or link-local number, or a
    name that only a local network has."""
    return all(map(_is_here, address.hosts))


def _is_here(host: str) -> bool:
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        name = host.lower().rstrip(".")
        return "." not in name or name.endswith(_NAMES_HERE)
    return ip.is_private or ip.is_link_local


def watch_cable(sock: socket.socket) -> None:
    """Have the system end a connection to a near computer that is silent for 8 seconds.

    The system's probes (TCP keep-alive) wake no program at either end, so that an idle window
    notices a pulled cable at no cost. What a system does not know is left out.
    """
    if not _is_here(str(sock.getpeername()[0])):
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    idle = "TCP_KEEPALIVE" if sys.platform == "darwin" else "TCP_KEEPIDLE"
    for name, value in (
        (idle, _ASKED_AFTER),
        ("TCP_KEEPINTVL", 1),
        ("TCP_KEEPCNT", _SECONDS_DEAD - _ASKED_AFTER),
        ("TCP_USER_TIMEOUT", _SECONDS_DEAD * 1000),  # milliseconds; for what was sent
    ):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
