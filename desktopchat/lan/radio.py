"""The sockets of the heartbeat: what is sent goes to everybody on the chosen networks.

By multicast (IPv4 and IPv6) on each interface, and by broadcast on each IPv4 subnet, since networks
block the one or the other. Each address has a socket of its own to send from, at whose port answers
come; one more a family listens at the port that everybody knows, shared with the other programs of
this computer. Not for use by several threads.
"""

import contextlib
import ipaddress
import logging
import selectors
import socket
import struct
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from desktopchat.lan.interfaces import Interface, NetworkKind, interfaces
from desktopchat.words import tr
from desktopchat.words.reasons import reason

PORT = 6697
"""UDP; the number of the usual host's TCP port, so that a firewall needs to allow one number."""
INTERVAL = 1.5
"""Seconds between heartbeats."""
GROUP4 = "239.255.68.67"
"""Of the local scope (RFC 2365)."""
GROUP6 = "ff12::4443"
"""Transient, of the link (RFC 4291)."""
_READ = 2048  # bytes: more than any datagram of ours, so that a longer one shows
_IP_MULTICAST_ALL = 49  # Linux, ip(7)
_MOST = 64  # datagrams taken from a socket at a time

Source = tuple[str, int]
"""Where a datagram came from and an answer goes: an address (IPv6 with its zone), and a port."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Sender:
    """A socket to send from, and where to what is for everybody goes."""

    sock: socket.socket
    interface: Interface
    to: list[Source] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class BroadcastPath:
    """One of the ways to everybody: from an interface, to a group or to a subnet's broadcast."""

    interface: Interface
    place: Source
    sock: socket.socket

    @property
    def is_multicast(self) -> bool:
        return self.place[0].partition("%")[0] in (GROUP4, GROUP6)

    @property
    def version(self) -> int:
        """Of IP."""
        return 6 if ":" in self.place[0] else 4

    def send(self, data: bytes) -> None:
        """Raises OSError."""
        self.sock.sendto(data, self.place)


class Radio:
    """only: the names of the interfaces to use; none for all but loopback. It may be changed, which
    counts from the next `tune` on.

    trouble: why no heartbeat can be heard, "" where it can.
    """

    def __init__(
        self, only: Collection[str] = (), port: int = PORT, *, listen: bool = True
    ) -> None:
        self.only, self._port, self._listen = only, port, listen
        self._interfaces: list[Interface] = []
        self._senders: list[_Sender] = []
        self._listeners: list[socket.socket] = []
        self.selector = selectors.DefaultSelector()
        self.trouble = ""

    @property
    def interfaces(self) -> list[Interface]:
        """Those in use."""
        return self._interfaces

    def tune(self) -> bool:
        """Look at the network cards, and open anew where they have changed; whether they have."""
        there = interfaces(self.only)
        if there == self._interfaces and (self._listeners or not there):
            return False
        self._shut()
        self._interfaces = there
        for interface in there:
            self._open_senders(interface)
        self.trouble = ""
        self._listen_on(socket.AF_INET)
        self._listen_on(socket.AF_INET6)
        return True

    def close(self) -> None:
        self._shut()
        self.selector.close()

    def send(self, data: bytes) -> int:
        """To everybody; over how many ways it went."""
        sent = 0
        for way in self.ways():
            # A card may be gone by now, or have no way to anybody.
            with contextlib.suppress(OSError):
                way.send(data)
                sent += 1
        return sent

    def ways(self) -> list[BroadcastPath]:
        """All that there are to everybody."""
        return [
            BroadcastPath(sender.interface, place, sender.sock)
            for sender in self._senders
            for place in sender.to
        ]

    def send_to(self, data: bytes, place: Source) -> None:
        """To the one who sent from there."""
        address, _, zone = place[0].partition("%")
        ip = ipaddress.ip_address(address)
        for sender in self._senders:
            if (sender.sock.family == socket.AF_INET6) != (ip.version == 6):
                continue
            interface = sender.interface
            if zone == str(interface.index) or (not zone and interface.owns(ip)):
                with contextlib.suppress(OSError):
                    sender.sock.sendto(data, place)
                    return

    def receive(self, sock: socket.socket) -> Iterator[tuple[bytes, Source]]:
        """What has come to one of the selector's sockets, from the chosen networks."""
        for _ in range(_MOST):
            try:
                data, source = sock.recvfrom(_READ)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # Windows tells here that somebody who was answered is gone
                continue
            place = self._is_near(source)
            if place is not None:
                yield data, place

    def is_near(self, host: str) -> bool:
        """Whether an address is on one of the networks in use, and somebody's own."""
        try:
            ip = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        odd = ip.is_unspecified or ip.is_multicast
        return not odd and (ip.is_link_local or any(one.owns(ip) for one in self._interfaces))

    def _is_near(self, source: tuple[str | int, ...]) -> Source | None:
        host, port = str(source[0]), int(source[1])
        ip = ipaddress.ip_address(host.partition("%")[0])
        if ip.is_link_local and ip.version == 6:
            zone = int(source[3])
            if any(interface.index == zone for interface in self._interfaces):
                # As a number: that is understood everywhere, and names no card.
                return f"{ip}%{zone}", port
            return None
        near = any(interface.owns(ip) for interface in self._interfaces)
        return (str(ip), port) if near else None

    def _shut(self) -> None:
        for sock in [*(sender.sock for sender in self._senders), *self._listeners]:
            with contextlib.suppress(KeyError):
                self.selector.unregister(sock)
            sock.close()
        self._senders.clear()
        self._listeners.clear()

    def _open_senders(self, interface: Interface) -> None:
        for own in interface.addresses:
            if own.version == 6:
                continue
            try:
                sender = self._bound(interface, (str(own.ip), 0))
                sock = sender.sock
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own.ip.packed)
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            except OSError as error:
                log.info("Nothing can be sent from %s: %s", own.ip, error)
                continue
            sender.to.append((GROUP4, self._port))
            if interface.reach is not NetworkKind.SELF and own.network.prefixlen < 31:
                sender.to.append((str(own.network.broadcast_address), self._port))
        if any(own.version == 6 for own in interface.addresses):
            self._open_sender6(interface)

    def _open_sender6(self, interface: Interface) -> None:
        try:
            sender = self._bound(interface, ("::", 0))
            index = struct.pack("@I", interface.index)
            sender.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
            sender.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 1)
        except OSError as error:
            log.info("Nothing can be sent by IPv6 on %s: %s", interface.shown, error)
        else:
            sender.to.append((f"{GROUP6}%{interface.index}", self._port))

    def _bound(self, interface: Interface, place: tuple[str, int]) -> _Sender:
        sock = self._open(socket.AF_INET6 if ":" in place[0] else socket.AF_INET)
        sender = _Sender(sock, interface)
        self._senders.append(sender)
        sock.bind(place)
        self.selector.register(sock, selectors.EVENT_READ)
        return sender

    def _open(self, family: int) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setblocking(False)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        return sock

    def _listen_on(self, family: int) -> None:
        six = family == socket.AF_INET6
        version = 6 if six else 4
        own = [ip for one in self._interfaces for ip in one.addresses if ip.version == version]
        if not own:
            return
        try:
            sock = self._open(family)
        except OSError:  # a system without IPv6
            return
        try:
            # On Linux this is enough, and it allows the programs of other users beside ours.
            shared = socket.SO_REUSEADDR
            if sys.platform == "darwin" or "bsd" in sys.platform:
                shared = socket.SO_REUSEPORT
            sock.setsockopt(socket.SOL_SOCKET, shared, 1)
            sock.bind(("::" if six else "", self._port))
        except OSError as error:
            sock.close()
            self.trouble = tr(
                "Another program has UDP port {port} for itself ({why}), so people near are not "
                "heard, and chats by multicast DNS only.",
                port=self._port,
                why=reason(error),
            )
            return
        if not six and sys.platform == "linux":
            sock.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
        self._listeners.append(sock)
        self.selector.register(sock, selectors.EVENT_READ)
        for interface in self._interfaces:
            self._join(sock, interface)

    def _join(self, sock: socket.socket, interface: Interface) -> None:
        """Become one of the group on an interface."""
        try:
            if sock.family == socket.AF_INET6:
                if any(own.version == 6 for own in interface.addresses):
                    group = socket.inet_pton(socket.AF_INET6, GROUP6)
                    wish = group + struct.pack("@I", interface.index)
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, wish)
                return
            for own in interface.addresses:
                if own.version == 4:
                    wish = socket.inet_aton(GROUP4) + own.ip.packed
                    sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, wish)
        except OSError as error:
            log.info("No multicast is heard on %s: %s", interface.shown, error)
