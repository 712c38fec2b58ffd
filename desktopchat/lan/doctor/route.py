"""By which network card and address the way to a host begins. Nothing is sent."""

import contextlib
import ipaddress
import socket
from collections.abc import Iterable, Iterator, Sequence

from desktopchat.lan.firewall.packets import Ip, Route
from desktopchat.lan.interfaces import Interface, NetworkKind


def routes(hosts: Iterable[str], ports: Sequence[int], cards: Sequence[Interface]) -> list[Route]:
    """To each of the host's IP addresses that there is a way to. ports: TCP, the likeliest first.
    cards: all of this computer's."""
    return list(_routes(hosts, tuple(dict.fromkeys(ports)), cards))


def _routes(
    hosts: Iterable[str], ports: tuple[int, ...], cards: Sequence[Interface]
) -> Iterator[Route]:
    for host in dict.fromkeys(hosts):
        own = _own_address(host, ports[0])
        if own is None:
            continue
        ip = _ip(host)
        loopback = [card for card in cards if card.reach is NetworkKind.SELF]
        is_here = ip.is_loopback or any(ip == one.ip for card in cards for one in card.addresses)
        having = [card for card in cards if any(own == one.ip for one in card.addresses)]
        for card in (loopback if is_here else having)[:1]:
            yield Route(ip, card.name, own, ports, is_here)


def _own_address(host: str, port: int) -> Ip | None:
    """As which this computer would be seen there; None where there is no way."""
    with contextlib.suppress(OSError, UnicodeError):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((host, port))  # of a datagram's socket: asks the system, tells nobody
            return _ip(str(sock.getsockname()[0]))
    return None


def _ip(host: str) -> Ip:
    return ipaddress.ip_address(host.partition("%")[0])
