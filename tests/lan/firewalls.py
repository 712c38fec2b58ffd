"""What tests of firewalls ask about: all that has to pass at a usual computer."""

from ipaddress import ip_interface

from desktopchat.lan.firewall.packets import Destination, Firewall, Packet, packets
from desktopchat.lan.interfaces import Interface

CARD = Interface("eth0", 2, (ip_interface("192.168.1.20/24"), ip_interface("fd77::20/64")), "eth0")
LOOPBACK = Interface("lo", 1, (ip_interface("127.0.0.1/8"),), "lo")
WANTED = packets(6697, [CARD])


def kinds(wall: Firewall, version: int = 0) -> set[str]:
    """What is blocked, in short."""
    return {short(one) for one, _ in wall.blocked if version in (0, one.version)}


def short(one: Packet) -> str:
    way = "out" if one.outgoing else "in"
    if one.protocol == "tcp":
        return f"{'joining' if one.is_joining else 'hosting'} {way}"
    return (
        "udp" if one.to is Destination.ONE else f"{'mdns' if one.is_mdns else one.to.value} {way}"
    )


ALL_IN = {"hosting in", "udp", "multicast in", "broadcast in", "mdns in"}
"""What comes without having been asked for."""
NEITHER_MDNS = ALL_IN - {"mdns in"}
TCP = {"hosting in", "hosting out", "joining in", "joining out"}
ALL_OUT = {"joining out", "multicast out", "broadcast out", "mdns out"}
