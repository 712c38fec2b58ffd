"""What the firewalls of this computer say."""

from collections.abc import Iterator, Sequence

from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.firewall import iptables, nft
from desktopchat.lan.firewall.packets import MDNS_PORT, Packet, To, Wall

_CHECK = "firewall"
_FORGET = (nft.NAME, iptables.NAME)
_FLEETING = "What these commands change holds until the computer starts anew. "
_ADMIN = "Run this in a terminal, as somebody who looks after this computer:"


def look_at_walls(walls: Sequence[Wall]) -> Iterator[Finding]:
    """walls: as `survey` gives them."""
    if not walls:
        yield Finding(_CHECK, Verdict.GOOD, "No firewall was found on this computer")
    for wall in walls:
        yield _of(wall)


def _of(wall: Wall) -> Finding:
    name = wall.name[:1].upper() + wall.name[1:] if wall.name.startswith("the ") else wall.name
    if wall.active is None:
        words = "Its rules can only be read by somebody who looks after this computer."
        words += " To see them:" if wall.look else ""
        look = (wall.look,) if wall.look else ()
        title = f"What {wall.name} lets through can't be read"
        return Finding(_CHECK, Verdict.NOTE, title, words, look)
    if not wall.active:
        return Finding(_CHECK, Verdict.GOOD, f"{name} is off or has no rules")
    if wall.blocked and all(packet.port == MDNS_PORT for packet, _ in wall.blocked):
        words = f"{_sum_up(wall.blocked)}\n{_ADMIN}" if wall.commands else _sum_up(wall.blocked)
        title = f"{name} on this computer blocks one of two ways to be found"
        return Finding(_CHECK, Verdict.NOTE, title, words, wall.commands)
    if wall.blocked:
        words = _sum_up(wall.blocked)
        if wall.commands:
            words += f"\n{_FLEETING if wall.name in _FORGET else ''}{_ADMIN}"
        title = f"{name} on this computer blocks the chat"
        return Finding(_CHECK, Verdict.BAD, title, words, wall.commands)
    if wall.unsure:
        words = _sum_up(wall.unsure)
        title = f"{name} may block a part of the chat"
        return Finding(_CHECK, Verdict.NOTE, title, words, wall.commands)
    return Finding(_CHECK, Verdict.GOOD, f"{name} lets the chat through")


def _sum_up(blocked: Sequence[tuple[Packet, str]]) -> str:
    """What comes of it, and each kind of traffic once, with the rules that stop it."""
    datagrams = [packet for packet, _ in blocked if packet.protocol == "udp"]
    kinds = {packet.to for packet in datagrams if packet.port != MDNS_PORT}
    connections = {
        packet.outgoing is packet.answer for packet, _ in blocked if packet.protocol == "tcp"
    }
    comes = []
    if False in connections:
        comes.append("Chats of others can't be joined from here.")
    if True in connections:
        comes.append("Nobody else can join a chat that is hosted here.")
    if datagrams and not kinds:
        comes.append("Chats are found by signs of life only, which is enough (not by DNS-SD).")
    elif {To.MULTICAST, To.BROADCAST} <= kinds:
        comes.append("Chats and people near are not listed here, or this computer not there.")
    elif kinds:
        comes.append("Some chats and people near may not be listed.")
    rules: dict[str, dict[str, None]] = {}
    for packet, rule in blocked:
        rules.setdefault(packet.words, {})[rule] = None
    lines = [f"{what}: {'; '.join(why)}" for what, why in rules.items()]
    return "\n".join([" ".join(comes), *(line[:1].upper() + line[1:] for line in lines)])
