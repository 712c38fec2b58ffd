"""Windows Defender Firewall, as the registry has it.

The registry says the same in every language, and everybody may read it; what `netsh` prints is
translated, and PowerShell takes seconds for it. What people are to type is netsh's.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktopchat.lan.firewall.packets import Packet, Wall

NAME = "Windows Defender Firewall"
POLICY = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
PROFILES = {"Private": "StandardProfile", "Public": "PublicProfile", "Domain": "DomainProfile"}
"""A profile as rules name it, and its key."""
CATEGORIES = {"Public": "Public", "Private": "Private", "DomainAuthenticated": "Domain"}
"""A network's category as PowerShell tells it, and the profile that holds there."""
_VALUE = re.compile(r"^ {4}(\S.*?) {4}REG_(\w+) {4}(.*)$", re.MULTILINE)
_DELETE = "netsh advfirewall firewall delete rule"
_WAYS = {False: "In", True: "Out"}
_PROTOCOLS = {"tcp": "6", "udp": "17"}


@dataclass(slots=True, frozen=True)
class _Rule:
    name: str
    facts: Mapping[str, str]
    profiles: tuple[str, ...]

    def fits(self, packet: Packet, program: str, profile: str) -> bool:
        facts = self.facts
        if facts.get("Active") != "TRUE" or facts.get("Dir") != _WAYS[packet.outgoing]:
            return False
        if self.profiles and profile not in self.profiles:
            return False
        if facts.get("Protocol", _PROTOCOLS[packet.protocol]) != _PROTOCOLS[packet.protocol]:
            return False
        if "Svc" in facts or "AppPkgId" in facts:
            return False
        app = facts.get("App", "")
        if app and app.lower() != program.lower():
            return False
        which = "RPort" if packet.outgoing else "LPort"
        ports = [value for key, value in facts.items() if key.startswith(which)]
        # One for a program has no ports, one for a port no program; one without both is for all.
        return not ports or any(_has(one, packet.port) for one in ports)


def values(text: str) -> dict[str, str]:
    """What `reg query` lists: each value's name and its data."""
    return {found[1]: found[3].strip() for found in _VALUE.finditer(text)}


def read(
    profile_texts: Mapping[str, str],
    rules_text: str,
    current: Collection[str],
    program: str,
    wanted: Sequence[Packet],
) -> Wall:
    """What it says of this program.

    profile_texts: `reg query` of each profile's key, by the profile's name. rules_text: of the
    key FirewallRules. current: the profiles in force; none for not known, then all are looked at.
    program: the path of the program that listens.
    """
    on = {name for name, text in profile_texts.items() if _number(values(text), "EnableFirewall")}
    looked_at = [name for name in profile_texts if name in on and (not current or name in current)]
    if not looked_at:
        return Wall(NAME, False)
    rules = [_rule(name, text) for name, text in values(rules_text).items()]
    blocked: list[tuple[Packet, str]] = []
    removals: dict[str, None] = {}
    for packet in wanted:
        # Answers always pass, and loopback.
        if packet.answer or packet.interface.lower().startswith(("lo", "software loopback")):
            continue
        for profile in looked_at:
            fitting = [rule for rule in rules if rule.fits(packet, program, profile)]
            facts = values(profile_texts[profile])
            why, removal = _why_blocked(profile, facts, fitting, outgoing=packet.outgoing)
            if why:
                blocked.append((packet, why))
                if removal:
                    removals[removal] = None
                break
    return Wall(NAME, True, tuple(blocked), (), _commands(blocked, looked_at, removals))


def _why_blocked(
    profile: str, facts: Mapping[str, str], fitting: Sequence[_Rule], *, outgoing: bool
) -> tuple[str, str]:
    """The reason, "" where it passes; and the command that removes the rule that blocks, since
    that goes before all others (it is what Windows makes when somebody presses Cancel)."""
    for rule in fitting:
        if rule.facts.get("Action") == "Block":
            name = rule.facts.get("Name", rule.name)
            program = rule.facts.get("App", "")
            which = f'name=all program="{program}"' if program else f'name="{name}"'
            return f"the rule “{name}” blocks it", f"{_DELETE} {which}"
    if outgoing:
        passes = fitting or not _number(facts, "DefaultOutboundAction")
        return "" if passes else f"no rule lets it out in {profile.lower()} networks", ""
    if _number(facts, "DoNotAllowExceptions"):
        return f"all that comes in is blocked in {profile.lower()} networks", ""
    if fitting or facts.get("DefaultInboundAction") == "0x0":
        return "", ""
    return f"no rule allows it in {profile.lower()} networks", ""


def _commands(
    blocked: Sequence[tuple[Packet, str]], profiles: Sequence[str], removals: Iterable[str]
) -> tuple[str, ...]:
    commands = list(removals)
    where = ",".join(profile.lower() for profile in profiles)
    for protocol, port, outgoing in dict.fromkeys(
        (packet.protocol, packet.port, packet.outgoing) for packet, _ in blocked
    ):
        way, port_of = ("out", "remoteport") if outgoing else ("in", "localport")
        commands.append(
            f'netsh advfirewall firewall add rule name="DesktopChat" dir={way} action=allow '
            f"protocol={protocol.upper()} {port_of}={port} profile={where}"
        )
    return tuple(commands)


def _number(facts: Mapping[str, str], name: str) -> int:
    try:
        return int(facts.get(name, "0"), 16)
    except ValueError:
        return 0


def _rule(name: str, text: str) -> _Rule:
    facts: dict[str, str] = {}
    profiles = []
    for pair in text.split("|")[1:]:
        key, _, value = pair.partition("=")
        if key == "Profile":
            profiles.append(value)
        elif key:
            # Several ports come as several LPort.
            facts[key if key not in facts else f"{key} {len(facts)}"] = value
    return _Rule(name, facts, tuple(profiles))


def _has(numbers: str, port: int) -> bool:
    first, _, last = numbers.partition("-")
    return first.isdigit() and int(first) <= port <= int(last or first)


def current_profiles(text: str) -> set[str]:
    """The profiles in force, from the categories that PowerShell lists, one a line."""
    return {CATEGORIES[line.strip()] for line in text.splitlines() if line.strip() in CATEGORIES}
