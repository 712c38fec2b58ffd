"""What may pass a firewall or not, and what a firewall says of it."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from desktopchat.lan.interfaces import Interface
from desktopchat.lan.radio import GROUP4, GROUP6
from desktopchat.words import tr, tr_noop

Ip = IPv4Address | IPv6Address
Net = IPv4Network | IPv6Network

MDNS_PORT = 5353
"""UDP, RFC 6762: DNS-SD."""
_MDNS = {4: "224.0.0.251", 6: "ff02::fb"}
_GROUPS = {4: GROUP4, 6: GROUP6}
_FREE_PORTS = 32768, 60999
"""What systems take for the side that connects: Linux' range; the others' overlaps it."""
_FEW = 1024  # ports; that it is just one of so few can be left out of account


class Destination(enum.Enum):
    """Whom a packet is for."""

    ONE = "one"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"


_SENT_TO = {
    Destination.MULTICAST: tr_noop("multicast"),
    Destination.BROADCAST: tr_noop("broadcast"),
}


@dataclass(slots=True, frozen=True)
class Packet:
    """The first packet of something (a connection or a datagram), or the first answer to it.

    port, sport: where it goes and where it comes from; 0 for one that the system picks. outgoing:
    from this computer. interface: the network card's name. destinations, sources: the networks
    that it goes to and comes from, single addresses among them. reply: whether it answers what
    went the other way. peer: the host that is meant, "" for anybody. needed: False where
    something else does the same.
    """

    protocol: str
    port: int
    to: Destination = Destination.ONE
    version: int = 4
    outgoing: bool = False
    interface: str = ""
    destinations: tuple[Net, ...] = ()
    sources: tuple[Net, ...] = ()
    sport: int = 0
    reply: bool = False
    peer: str = ""
    needed: bool = True

    @property
    def is_joining(self) -> bool:
        """Whether it belongs to joining what somebody hosts, else to hosting or finding."""
        return self.protocol == "tcp" and (bool(self.peer) or self.outgoing is not self.reply)

    @property
    def is_mdns(self) -> bool:
        return self.protocol == "udp" and self.port == MDNS_PORT

    @property
    def flags(self) -> frozenset[str]:
        """Of TCP."""
        return frozenset({"syn", "ack"} if self.reply else {"syn"})

    @property
    def words(self) -> str:
        """What it is, for people."""
        if self.protocol == "tcp":
            return self._tcp_words()
        if self.to is Destination.ONE:
            return tr("datagrams to UDP port {port}", port=self.port)
        what = tr("multicast DNS") if self.is_mdns else tr(_SENT_TO[self.to])
        if self.outgoing:
            return tr("{what} sent to UDP port {port}", what=what, port=self.port)
        return tr("{what} received at UDP port {port}", what=what, port=self.port)

    def _tcp_words(self) -> str:
        if not self.is_joining:
            if self.reply:
                return tr("this computer's answers from TCP port {port}", port=self.sport)
            return tr("connections from others to TCP port {port}", port=self.port)
        if self.peer and self.reply:
            return tr("answers of {who} from TCP port {port}", who=self.peer, port=self.sport)
        if self.reply:
            return tr("answers of others from TCP port {port}", port=self.sport)
        if self.peer:
            return tr(
                "connections from here to TCP port {port} of {who}", who=self.peer, port=self.port
            )
        return tr("connections from here to TCP port {port} of others", port=self.port)


@dataclass(slots=True, frozen=True)
class Route:
    """The way to a host that is missed. card: the network card's name. own: this computer's
    address on that way. ports: TCP, the likeliest first. is_here: whether it is this computer."""

    host: Ip
    card: str
    own: Ip
    ports: tuple[int, ...]
    is_here: bool = False


def packets(
    port: int,
    interfaces: Sequence[Interface],
    heartbeat_port: int = 0,
    routes: Sequence[Route] | None = None,
) -> list[Packet]:
    """All that has to pass on the network cards so that people find and reach each other. port:
    TCP; heartbeat_port: UDP, 0 for the same number. routes: to the host that is missed; None where
    none is named: then it is whoever hosts on the same networks, at the same port."""
    found = []
    for interface in interfaces:
        for version in (4, 6):
            own = [one for one in interface.addresses if one.version == version]
            if own:
                here = _single(one.ip for one in own)
                nets = tuple(dict.fromkeys(one.network for one in own))
                card = _Card(interface.name, version, here, nets)
                found += card.hosting(port)
                if routes is None:
                    found += card.joining(port, nets)
                found += card.finding(heartbeat_port or port)
    for route in routes or ():
        found += _to_host(route)
    return found


@dataclass(slots=True, frozen=True)
class _Card:
    """A network card as far as one version of IP goes. here: its addresses; nets: their subnets."""

    name: str
    version: int
    here: tuple[Net, ...]
    nets: tuple[Net, ...]

    def hosting(self, port: int) -> list[Packet]:
        come = Packet(
            "tcp", port, Destination.ONE, self.version, False, self.name, self.here, self.nets
        )
        return [come, _answer(come)]

    def joining(
        self, port: int, there: tuple[Net, ...], peer: str = "", *, needed: bool = True
    ) -> list[Packet]:
        go = Packet(
            *("tcp", port, Destination.ONE, self.version, True, self.name, there, self.here),
            peer=peer,
            needed=needed,
        )
        return [go, _answer(go)]

    def finding(self, heartbeat: int) -> list[Packet]:
        version = self.version
        made = [
            Packet(
                "udp", heartbeat, Destination.ONE, version, False, self.name, self.here, self.nets
            ),
            *self._both_ways(heartbeat, Destination.MULTICAST, (ip_network(_GROUPS[version]),)),
        ]
        on_loopback = self.here[0].is_loopback
        if version == 4 and not on_loopback:
            last = _single(net.broadcast_address for net in self.nets if net.prefixlen < 31)
            made += self._both_ways(heartbeat, Destination.BROADCAST, last) if last else []
        if not on_loopback:
            made += self._both_ways(
                MDNS_PORT, Destination.MULTICAST, (ip_network(_MDNS[version]),), MDNS_PORT
            )
        return made

    def _both_ways(
        self, port: int, to: Destination, where: tuple[Net, ...], sport: int = 0
    ) -> Iterable[Packet]:
        for outgoing, sources in ((False, self.nets), (True, self.here)):
            yield Packet(
                *("udp", port, to, self.version, outgoing, self.name, where, sources, sport),
                needed=sport == 0,
            )


def _answer(packet: Packet) -> Packet:
    return Packet(
        *("tcp", 0, Destination.ONE, packet.version, not packet.outgoing, packet.interface),
        *(packet.sources, packet.destinations, packet.port, True, packet.peer, packet.needed),
    )


def _to_host(route: Route) -> Iterable[Packet]:
    there, here = _single([route.host]), _single([route.own])
    card = _Card(route.card, route.host.version, here, there)
    for number, port in enumerate(route.ports):
        joining = card.joining(port, there, str(route.host), needed=number == 0)
        yield from joining
        if route.is_here:  # each of them comes in where it goes out
            yield from _turned(joining)


def _turned(sent: Sequence[Packet]) -> Iterable[Packet]:
    for one in sent:
        yield Packet(
            *(one.protocol, one.port, one.to, one.version, not one.outgoing, one.interface),
            *(one.destinations, one.sources, one.sport, one.reply, one.peer, one.needed),
        )


def _single(addresses: Iterable[Ip]) -> tuple[Net, ...]:
    return tuple(ip_network(one) for one in addresses)


# What rules ask for


def within(those: Iterable[Net], network: Net) -> bool | None:
    """Whether they are inside a network: all of them, nothing, or some (None)."""
    return between(those, network[0], network[-1])


def between(those: Iterable[Net], first: Ip, last: Ip) -> bool | None:
    """Whether they are inside a range of addresses: all of them, nothing, or some (None)."""
    those = list(those)
    same = [one for one in those if one.version == first.version]
    overlapping = [one for one in same if int(one[0]) <= int(last) and int(first) <= int(one[-1])]
    if not overlapping:
        return False if those else None
    inside = [one for one in overlapping if int(first) <= int(one[0]) and int(one[-1]) <= int(last)]
    return True if len(inside) == len(those) else None


def has_port(port: int, first: int, last: int) -> bool | None:
    """Whether a packet's port is one of a range. port: 0 for one that the system picks; then the
    range may have some of those only (None)."""
    if port:
        return first <= port <= last
    low, high = _FREE_PORTS
    if first <= low and high <= last:
        return True
    both = min(last, high) - max(first, low)
    return False if both < _FEW else None


@dataclass(slots=True, frozen=True)
class Firewall:
    "One firewall.\n\n    name: to be looked up, as it may have words. active: whether it does"

    " anything; None where that could not be read. blocked: what does not\n    pass, with the rule"
    " that says so. unsure: what may not pass. commands: what opens the port, one\n    command"
    " each. look: how to see what could not be read.\n    "

    name: str
    active: bool | None
    blocked: tuple[tuple[Packet, str], ...] = ()
    unsure: tuple[tuple[Packet, str], ...] = ()
    commands: tuple[str, ...] = ()
    look: str = ""
