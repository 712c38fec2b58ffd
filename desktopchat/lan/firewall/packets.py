"""What may pass a firewall or not, and what a firewall says of it."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from desktopchat.lan.interfaces import Interface
from desktopchat.lan.radio import GROUP4, GROUP6

EPHEMERAL = (32768, 60999)
"""Ports that a system gives to those who connect; the usual ones of Linux."""
MDNS_PORT = 5353
MDNS4, MDNS6 = "224.0.0.251", "ff02::fb"
"""Multicast DNS (RFC 6762, section 3)."""

Ip = IPv4Address | IPv6Address
Net = IPv4Network | IPv6Network


class To(enum.Enum):
    """Whom a packet is for."""

    ONE = "one"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"


@dataclass(slots=True, frozen=True)
class Packet:
    """The first packet of something, a connection or a datagram, or an answer to that.

    port: of the host; an answer comes from there, all else goes there. outgoing: from this
    computer. interface: the network card's name, "" where it is not known. destinations: the
    addresses that it may be sent to, none for any. sources: the networks that it comes from.
    """

    protocol: str
    port: int
    to: To = To.ONE
    version: int = 4
    outgoing: bool = False
    interface: str = ""
    destinations: tuple[Ip, ...] = ()
    sources: tuple[Net, ...] = ()
    answer: bool = False

    @property
    def words(self) -> str:
        """What it is, for people."""
        if self.protocol == "tcp":
            kind = "answers from" if self.answer else "connections to"
            whose = "here" if self.outgoing is self.answer else "of others"
            return f"{kind} TCP port {self.port} {whose}"
        if self.to is To.ONE:
            return f"datagrams to UDP port {self.port}"
        way = "sent" if self.outgoing else "received"
        return f"{self.to.value} {way} at UDP port {self.port}"


def packets(port: int, interfaces: Sequence[Interface], heartbeat_port: int = 0) -> list[Packet]:
    """All that has to pass on the network cards so that people find and reach each other. port:
    TCP; heartbeat_port: UDP, 0 for the same number."""
    found: list[Packet] = []
    for interface in interfaces:
        for version in (4, 6):
            own = [one for one in interface.addresses if one.version == version]
            if own:
                found += _of(port, heartbeat_port or port, interface.name, version, own)
    return found


def packets_to(host: Ip, port: int, interface: str, own: Ip | None) -> list[Packet]:
    """What has to pass so that this computer reaches a host, at a TCP port. own: the address that
    it goes from, None where the system knows no way."""
    here = () if own is None else (own,)
    there = (host,)
    version = host.version
    return [
        Packet("tcp", port, To.ONE, version, True, interface, there, _hosts(here)),
        Packet("tcp", port, To.ONE, version, False, interface, here, _hosts(there), answer=True),
    ]


def _of(port: int, heartbeat: int, card: str, version: int, own: Sequence[object]) -> list[Packet]:
    here: tuple[Ip, ...] = tuple(one.ip for one in own)  # type: ignore[attr-defined]
    nets: tuple[Net, ...] = tuple(one.network for one in own)  # type: ignore[attr-defined]
    group = (ip_address(GROUP4 if version == 4 else GROUP6),)
    made = [
        Packet("tcp", port, To.ONE, version, False, card, here, nets),
        Packet("tcp", port, To.ONE, version, True, card, (), _hosts(here), answer=True),
        Packet("tcp", port, To.ONE, version, True, card, (), _hosts(here)),
        Packet("tcp", port, To.ONE, version, False, card, here, nets, answer=True),
        Packet("udp", heartbeat, To.ONE, version, False, card, here, nets),
    ]
    everybody: list[tuple[To, tuple[Ip, ...]]] = [(To.MULTICAST, group)]
    if version == 4:
        last = tuple(net.broadcast_address for net in nets if net.prefixlen < 31)
        if last and not here[0].is_loopback:
            everybody.append((To.BROADCAST, last))
    for to, where in everybody:
        made.append(Packet("udp", heartbeat, to, version, False, card, where, nets))
        made.append(Packet("udp", heartbeat, to, version, True, card, where, _hosts(here)))
    dns_sd = (ip_address(MDNS4 if version == 4 else MDNS6),)
    for outgoing, sources in ((False, nets), (True, _hosts(here))):
        made.append(
            Packet("udp", MDNS_PORT, To.MULTICAST, version, outgoing, card, dns_sd, sources)
        )
    return made


def _hosts(addresses: Iterable[Ip]) -> tuple[Net, ...]:
    return tuple(
        IPv4Network(one) if isinstance(one, IPv4Address) else IPv6Network(one) for one in addresses
    )


def within(sources: Iterable[Net], network: Net) -> bool | None:
    """Whether what comes from there comes from a network: all of it, nothing, or some (None)."""
    sources = list(sources)
    same = [one for one in sources if one.version == network.version]
    if not any(one.overlaps(network) for one in same):
        return False if sources else None
    if len(same) == len(sources) and all(_inside(one, network) for one in same):
        return True
    return None


def _inside(one: Net, other: Net) -> bool:
    return one.version == other.version and one.subnet_of(other)  # type: ignore[arg-type]


@dataclass(slots=True, frozen=True)
class Wall:
    """One firewall.

    active: whether it does anything; None where that could not be read. blocked: what does not
    pass, with the rule that says so. unsure: what may not pass. commands: what opens the port, one
    command each. look: how to see what could not be read.
    """

    name: str
    active: bool | None
    blocked: tuple[tuple[Packet, str], ...] = ()
    unsure: tuple[tuple[Packet, str], ...] = ()
    commands: tuple[str, ...] = ()
    look: str = ""

    def stops(self, host: Ip) -> bool:
        """Whether it is known to stop what this computer says to a host, or its answers."""
        return any(
            packet.protocol == "tcp"
            and (host in packet.destinations or any(host in one for one in packet.sources))
            and packet.outgoing is not packet.answer
            for packet, _ in self.blocked
        )
