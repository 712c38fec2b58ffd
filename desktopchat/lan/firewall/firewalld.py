"""firewalld: `firewall-cmd --list-all-zones`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktopchat.lan.firewall.packets import Packet, Wall

NAME = "firewalld"
_SERVICES = {"ircs": ("tcp", 6697), "irc": ("tcp", 6667), "mdns": ("udp", 5353)}
"""Those of firewalld's services that are ours."""
_RICH = re.compile(r'port port="(?P<ports>[\d-]+)" protocol="(?P<protocol>\w+)"')


@dataclass(slots=True)
class _Zone:
    name: str
    active: bool
    facts: dict[str, str] = field(default_factory=dict)
    rich: list[str] = field(default_factory=list)


def read(text: str, wanted: Sequence[Packet], default: str = "") -> Wall:
    """What the zones say. default: the zone of cards that no zone names."""
    zones = _zones(text)
    blocked = []
    for packet in wanted:
        zone = _zone_of(zones, packet, default)
        # What goes out firewalld lets pass, and answers, and loopback too.
        passes = packet.outgoing or packet.answer or packet.interface.startswith("lo")
        if zone is None or passes:
            continue
        why = _why_blocked(zone, packet)
        if why:
            blocked.append((packet, why))
    return Wall(NAME, True, tuple(blocked), (), _commands(zones, blocked, default))


def _commands(
    zones: list[_Zone], blocked: Sequence[tuple[Packet, str]], default: str
) -> tuple[str, ...]:
    opened: dict[str, dict[str, None]] = {}
    for packet, _ in blocked:
        zone = _zone_of(zones, packet, default)
        if zone is not None:
            opened.setdefault(zone.name, {})[f"{packet.port}/{packet.protocol}"] = None
    commands = [
        f"sudo firewall-cmd --permanent --zone={zone} "
        + " ".join(f"--add-port={port}" for port in ports)
        for zone, ports in opened.items()
    ]
    return (*commands, "sudo firewall-cmd --reload") if commands else ()


def _zones(text: str) -> list[_Zone]:
    zones: list[_Zone] = []
    in_rich = False
    for line in text.splitlines():
        if line and not line[0].isspace():
            name, _, marks = line.partition(" ")
            zones.append(_Zone(name, "active" in marks))
            in_rich = False
        elif zones and in_rich and line.strip().startswith("rule"):
            zones[-1].rich.append(line.strip())
        elif zones and ":" in line:
            key, _, value = line.strip().partition(":")
            zones[-1].facts[key] = value.strip()
            in_rich = key == "rich rules"
            if in_rich and value.strip():
                zones[-1].rich.append(value.strip())
    return zones


def _zone_of(zones: list[_Zone], packet: Packet, default: str) -> _Zone | None:
    for zone in zones:
        if packet.interface and packet.interface in zone.facts.get("interfaces", "").split():
            return zone
    named = [zone for zone in zones if zone.name == default]
    return next(iter(named or [zone for zone in zones if zone.active]), None)


def _why_blocked(zone: _Zone, packet: Packet) -> str:
    """ "" where it passes. Denying rules go before allowing ones, whatever their order."""
    fitting = [rule for rule in zone.rich if _rich_fits(rule, packet)]
    for rule in fitting:
        if re.search(r"\b(drop|reject)\b", rule):
            return rule
    if any(re.search(r"\baccept\b", rule) for rule in fitting):
        return ""
    for port in zone.facts.get("ports", "").split():
        numbers, _, protocol = port.partition("/")
        if protocol == packet.protocol and _has(numbers, packet.port):
            return ""
    for service in zone.facts.get("services", "").split():
        if _SERVICES.get(service) == (packet.protocol, packet.port):
            return ""
    target = zone.facts.get("target", "default")
    return "" if target == "ACCEPT" else f"zone {zone.name} (target {target})"


def _rich_fits(rule: str, packet: Packet) -> bool:
    found = _RICH.search(rule)
    family = re.search(r'family="ipv([46])"', rule)
    if family and int(family[1]) != packet.version:
        return False
    return bool(
        found and found["protocol"] == packet.protocol and _has(found["ports"], packet.port)
    )


def _has(numbers: str, port: int) -> bool:
    first, _, last = numbers.partition("-")
    return first.isdigit() and int(first) <= port <= int(last or first)
