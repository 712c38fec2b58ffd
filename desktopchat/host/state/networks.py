"""Whose an address is, wherever something is counted by where people come from.

Whoever has one IPv6 address has a /64 of them, so all of it counts together too. It is often a
whole local network, though, so it may have more than one address has.
"""

import ipaddress

NETWORK_SHARE = 5
"""How many times what one address may have an IPv6 /64 may have."""


def shares_of(address: str) -> dict[str, int]:
    """All that a visit from `address` counts for: the address, and of IPv6 its /64; each with how
    many times the limit for one address it has. Such text as is no address is itself."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return {address: 1}
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            network = ipaddress.ip_network((ip.packed, 64), strict=False)
            return {str(ip): 1, str(network): NETWORK_SHARE}
        ip = ip.ipv4_mapped
    return {str(ip): 1}


def network_of(address: str) -> str:
    """The /64 of an IPv6 address; an IPv4 one as it is, also where it is written as IPv6."""
    return list(shares_of(address))[-1]


def is_local(address: str) -> bool:
    """Whether it is one of this computer's own that nobody else can come from."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback
