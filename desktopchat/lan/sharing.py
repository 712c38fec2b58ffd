"""How others reach a host of this computer: at which addresses, by which link and code."""

import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import replace

from desktopchat.irc.address import Address
from desktopchat.lan.addresses import own_addresses
from desktopchat.lan.interfaces import NetworkKind
from desktopchat.lan.join_code import join_code

_IN_CODE = 2
"""Addresses that are worth a word more to say."""

_EVERYWHERE = {"0.0.0.0": 4, "::": 6}


def reachable(
    listening: Sequence[Address], own: Sequence[str], *, tls: bool
) -> tuple[tuple[str, ...], int, bool] | None:
    """The addresses of this computer (of those in `own`) at which a host that listens there is
    reached, encrypted or not; the port; and `tls` again. None where it is not. No addresses, but a
    port, where it listens everywhere and has none to tell, on a link without any order.
    """
    ways = [one for one in listening if one.tls is tls]
    if not ways:
        return None
    port = ways[0].port
    families = {_EVERYWHERE.get(one.host, 0) for one in ways if one.port == port}
    there = {one.host for one in ways if one.port == port}
    hosts = [
        host for host in own if host in there or ipaddress.ip_address(host).version in families
    ]
    if not hosts and (own or not families - {0}):
        return None
    return tuple(hosts), port, tls


def shared_address(
    listening: Sequence[Address], fingerprint: str, room: str = "", only: Collection[str] = ()
) -> Address | None:
    """Where others go: with all addresses of this computer's networks, but none that only it has
    (unless `only` names its loopback). None where nobody else can reach it."""
    own = [one for one in own_addresses(only) if only or one.reach is not NetworkKind.SELF]
    for tls in (True, False):
        way = reachable(listening, [one.host for one in own], tls=tls)
        if way is not None and way[0]:
            hosts, port, _ = way
            key = fingerprint if tls else ""
            return Address(hosts[0], port, tls, room, key, hosts[1:])
    return None


def for_code(address: Address) -> Address:
    """The same with those addresses only that a code to be said should hold: IPv4, or the first."""
    four = [host for host in address.hosts if ":" not in host][:_IN_CODE]
    hosts = four or list(address.hosts[:1])
    return Address(hosts[0], address.port, address.tls, "", address.fingerprint, tuple(hosts[1:]))


def invited_to(here: Address, seen: Sequence[Address]) -> Address:
    """Where others go who are to come where I am. here: where I am connected to, whose key was
    seen there; seen: where the host with this key says to be, which anybody can say."""
    there = [one for one in seen if one.tls and _is_for_others(one.host)]
    if _is_for_others(here.host):
        others = [host for one in there if one.port == here.port for host in one.hosts]
        hosts = dict.fromkeys((here.host, *others))
        return replace(here, others=tuple(hosts)[1:])
    return there[0] if there else here


def is_link_local(host: str) -> bool:
    """Whether an address means something only on one cable."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_link_local
    except ValueError:
        return False


def _is_for_others(host: str) -> bool:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not (ip.is_loopback or ip.is_link_local)


def code_of(address: Address) -> str:
    """The join code of a host that somebody else runs, for those whom I bring in; "" where there is
    none: it is known by a name, or by an address that only this computer has, or has no key. The
    first one of a key takes about 0.1 s."""
    others = _is_for_others(address.host)
    return join_code(for_code(address)) if address.fingerprint and others else ""
