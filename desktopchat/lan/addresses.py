"""By which addresses others can reach this computer, best first.

It only asks the system; nothing is sent.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass

import ifaddr

from desktopchat.lan.interfaces import Adapters, Interface, NetworkKind, all_interfaces


@dataclass(slots=True, frozen=True)
class OwnAddress:
    """host: as it stands in an `irc.address.Address`; interface: its name, as people know it."""

    host: str
    interface: str
    reach: NetworkKind = NetworkKind.NETWORK


def own_addresses(
    only: Collection[str] = (), adapters: Adapters = ifaddr.get_adapters
) -> list[OwnAddress]:
    """This computer's addresses: those of its network first, IPv4 before IPv6.

    only: the interfaces that count, none for all. Loopback is given only where there is nothing
    else; link-local addresses, which need to name an interface of the other side's, never. []
    where the system tells nothing.
    """
    found = [own for interface in all_interfaces(only, adapters) for own in _of(interface)]
    unique = list({own.host: own for own in found}.values())
    outside = [own for own in unique if own.reach is not NetworkKind.SELF]
    return sorted(outside or unique, key=_rank)


def _of(interface: Interface) -> list[OwnAddress]:
    addresses = [own.ip for own in interface.addresses]
    return [
        OwnAddress(str(ip), interface.shown, interface.reach_of(ip))
        for ip in addresses
        if not (ip.is_link_local or ip.is_multicast or ip.is_unspecified)
    ]


def _rank(own: OwnAddress) -> tuple[int, int, int]:
    """Reach, then IPv4, then private before public: on a LAN the private one is the near one."""
    ip = ipaddress.ip_address(own.host)
    return own.reach, ip.version, 0 if ip.is_private else 1
