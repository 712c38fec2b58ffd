"""By which addresses others can reach this computer, best first.

It only asks the system; nothing is sent.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import ifaddr


class Reach(IntEnum):
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
class OwnAddress:
    """host: as it stands in an `irc.address.Address`; interface: its name on this system."""

    host: str
    interface: str
    reach: Reach = Reach.NETWORK

    @property
    def is_vpn(self) -> bool:
        return self.reach is Reach.VPN


class _Ip(Protocol):
    """What this asks of `ifaddr.IP`: for IPv6 `ip` is (address, flow, scope)."""

    @property
    def ip(self) -> str | tuple[str, int, int]: ...


class _Adapter(Protocol):
    """What this asks of `ifaddr.Adapter`."""

    @property
    def name(self) -> str | bytes: ...
    @property
    def nice_name(self) -> str: ...
    @property
    def ips(self) -> Iterable[_Ip]: ...


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


def own_addresses(
    adapters: Callable[[], Iterable[_Adapter]] = ifaddr.get_adapters,
) -> list[OwnAddress]:
    """This computer's addresses: those of its network first, IPv4 before IPv6.

    Loopback is given only where there is nothing else; link-local addresses, which need to name
    an interface of the other side's, never. [] where the system tells nothing.
    """
    try:
        found = [own for adapter in adapters() for own in _of(adapter)]
    except OSError:
        return []
    unique = list({own.host: own for own in found}.values())
    outside = [own for own in unique if own.reach is not Reach.SELF]
    return sorted(outside or unique, key=_rank)


def _of(adapter: _Adapter) -> Sequence[OwnAddress]:
    name = adapter.name if isinstance(adapter.name, str) else adapter.name.decode(errors="replace")
    shown = adapter.nice_name or name
    own = []
    for entry in adapter.ips:
        text = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
        try:
            ip = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            continue
        if not (ip.is_link_local or ip.is_multicast or ip.is_unspecified):
            own.append(OwnAddress(str(ip), shown, _reach(ip, name, shown)))
    return own


_CARRIER_GRADE = ipaddress.ip_network("100.64.0.0/10")


def _reach(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, *names: str) -> Reach:
    if ip.is_loopback:
        return Reach.SELF
    if any(map(_VIRTUAL.search, names)):
        return Reach.VIRTUAL
    # Meshes such as Tailscale use this range, on interfaces of any name.
    if any(map(_VPN.search, names)) or (ip.version == 4 and ip in _CARRIER_GRADE):
        return Reach.VPN
    return Reach.NETWORK


def _rank(own: OwnAddress) -> tuple[int, int, int]:
    """Reach, then IPv4, then private before public: on a LAN the private one is the near one."""
    ip = ipaddress.ip_address(own.host)
    return own.reach, ip.version, 0 if ip.is_private else 1
