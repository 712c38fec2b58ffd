"""firewalld: `firewall-cmd --list-all-zones`, which is about what comes in, and
`firewall-cmd --list-all-policies`, which may be about what goes out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktopchat.lan.firewall.packets import Firewall, Packet
from desktopchat.words import tr_noop

NAME = tr_noop("firewalld")
_SERVICES = {"ircs": ("tcp", 6697), "irc": ("tcp", 6667), "mdns": ("udp", 5353)}
"""Those of firewalld's services that are ours."""
_RICH = re.compile(r'port port="(?P<ports>[\d-]+)" protocol="(?P<protocol>\w+)"')


@dataclass(slots=True)
class _Zone:
    """Or a policy, which says as much in the same form. kind: "zone" or "policy"."""

    kind: str
    name: str
    active: bool
    facts: dict[str, str] = field(default_factory=dict)
    rich: list[str] = field(default_factory=list)


def read(
    text: str, wanted: Sequence[Packet], default: str = "", policies_text: str = ""
) -> Firewall:
    """What the zones and policies say. default: the zone of cards that no zone names."""
    zones, policies = _zones(text, "zone"), _zones(policies_text, "policy")
    blocked = []
    opened: dict[str, dict[str, None]] = {}
    for packet in wanted:
        # Loopback firewalld lets pass, and answers too.
        if packet.reply or packet.interface.startswith("lo"):
            continue
        zone = _zone_of(zones, packet, default)
        if packet.outgoing:  # passes, unless a policy for this computer itself says otherwise
            deciding = [one for one in policies if _is_for_out(one, zone)]
        else:
            deciding = [zone] if zone is not None else []
        for one in deciding:
            why = _why_blocked(one, packet)
            if why:
                blocked.append((packet, why))
                place = f"--{one.kind}={one.name}"
                opened.setdefault(place, {})[f"{packet.port}/{packet.protocol}"] = None
    return Firewall(NAME, True, tuple(blocked), (), _commands(opened))


def _commands(opened: dict[str, dict[str, None]]) -> tuple[str, ...]:
    """opened: the ports, by the option that names where."""
    commands = [
        f"sudo firewall-cmd --permanent {place} " + " ".join(f"--add-port={port}" for port in ports)
        for place, ports in opened.items()
    ]
    return (*commands, "sudo firewall-cmd --reload") if commands else ()


def _is_for_out(policy: _Zone, zone: _Zone | None) -> bool:
    """zone: where the packet goes."""
    to = policy.facts.get("egress-zones", "").split()
    goes_there = "ANY" in to or (zone is not None and zone.name in to)
    return "HOST" in policy.facts.get("ingress-zones", "").split() and goes_there


def _zones(text: str, kind: str) -> list[_Zone]:
    zones: list[_Zone] = []
    in_rich = False
    for line in text.splitlines():
        if line and not line[0].isspace():
            name, _, marks = line.partition(" ")
            zones.append(_Zone(kind, name, "active" in marks))
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
    passes = target in ("ACCEPT", "CONTINUE")
    return "" if passes else f"{zone.kind} {zone.name} (target {target})"


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
