"""The network cards of this computer, as the system knows them. Nothing is sent."""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Interface, IPv6Interface
from typing import Protocol

import ifaddr

from desktopchat.words import tr
from desktopchat.words.lists import comma_listed

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class NetworkKind(IntEnum):
    """Who is likely to be at the other end; the lower the better."""

    NETWORK = 0
    """The network this computer is on."""
    VPN = 1
    """A private network through another one: only those on it can connect."""
    VIRTUAL = 2
    """A network inside this computer (containers, virtual machines)."""
    SELF = 3
    """This computer alone (loopback)."""


@dataclass(slots=True, frozen=True)
class Interface:
    """name: as the system calls it; shown: as people know it (on Windows a name is a number).
    index: its number in the system. addresses: each with its subnet.
    """

    name: str
    index: int
    addresses: tuple[IPv4Interface | IPv6Interface, ...]
    shown: str = ""

    @property
    def reach(self) -> NetworkKind:
        return max(map(self.reach_of, self.addresses), default=NetworkKind.SELF)

    def reach_of(self, address: Ip) -> NetworkKind:
        """Who is likely to be reached by an address of this one."""
        if address.is_loopback:
            return NetworkKind.SELF
        names = self.name, self.shown
        if any(map(_VIRTUAL.search, names)):
            return NetworkKind.VIRTUAL
        # Meshes such as Tailscale use this range, on interfaces of any name.
        if any(map(_VPN.search, names)) or (address.version == 4 and address in _CARRIER_GRADE):
            return NetworkKind.VPN
        return NetworkKind.NETWORK

    def owns(self, address: Ip) -> bool:
        """Whether an address is on one of its subnets."""
        return any(address in own.network for own in self.addresses)


class UnknownInterfaceError(ValueError):
    """There is no network card of that name. The message says which there are."""


class _Ip(Protocol):
    """What this asks of `ifaddr.IP`: for IPv6 `ip` is (address, flow, scope)."""

    @property
    def ip(self) -> str | tuple[str, int, int]: ...
    @property
    def network_prefix(self) -> int: ...


class Adapter(Protocol):
    """What this asks of `ifaddr.Adapter`."""

    @property
    def name(self) -> str | bytes: ...
    @property
    def nice_name(self) -> str: ...
    @property
    def index(self) -> int | None: ...
    @property
    def ips(self) -> Iterable[_Ip]: ...


Adapters = Callable[[], Iterable[Adapter]]
"""How the system is asked."""


_VIRTUAL = re.compile(
    r"^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman|bridge\d)"
    r"|hyper-v|vethernet|virtualbox|vmware|\bwsl\b",
    re.IGNORECASE,
)
_VPN = re.compile(
    r"^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|proton|mullvad)"
    r"|wireguard|openvpn|tailscale|zerotier|anyconnect|\bvpn\b|tap-windows|wintun",
    re.IGNORECASE,
)
_CARRIER_GRADE = ipaddress.ip_network("100.64.0.0/10")


def all_interfaces(
    only: Collection[str] = (), adapters: Adapters = ifaddr.get_adapters
) -> list[Interface]:
    """Those that have an address, by name; of them only the named ones, if any are named. [] where
    the system tells nothing."""
    try:
        found = sorted(map(_read, adapters()), key=lambda one: one.name)
    except OSError:
        return []
    if only:
        found = [one for one in found if one.name in only or one.shown in only]
    return [one for one in found if one.addresses]


def interfaces(
    only: Collection[str] = (), adapters: Adapters = ifaddr.get_adapters
) -> list[Interface]:
    """Those to be used: the named ones; without names all but loopback, which is given where
    there is nothing else."""
    found = all_interfaces(only, adapters)
    return [one for one in found if only or one.reach is not NetworkKind.SELF] or found


def check_names(only: Collection[str], adapters: Adapters = ifaddr.get_adapters) -> None:
    """Raises UnknownInterfaceError where one of the names is no network card's."""
    known = {name for one in map(_read, adapters()) for name in (one.name, one.shown)}
    for name in only:
        if name not in known:
            there = comma_listed(sorted(known))
            raise UnknownInterfaceError(
                tr(
                    "There is no network card called “{name}”. There are: {there}.",
                    name=name,
                    there=there,
                )
            )


def _read(adapter: Adapter) -> Interface:
    name = adapter.name if isinstance(adapter.name, str) else adapter.name.decode(errors="replace")
    return Interface(
        name, adapter.index or 0, tuple(_addresses(adapter)), adapter.nice_name or name
    )


def _addresses(adapter: Adapter) -> Iterator[IPv4Interface | IPv6Interface]:
    for entry in adapter.ips:
        text = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
        try:
            # Without the zone, which other computers have no use for.
            yield ipaddress.ip_interface(f"{text.partition('%')[0]}/{entry.network_prefix}")
        except ValueError:
            continue
