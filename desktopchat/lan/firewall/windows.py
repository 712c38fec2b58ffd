"""Windows Defender Firewall, as the registry has it.

The registry says the same in every language, and everybody may read it; what `netsh` prints is
translated, and PowerShell takes seconds for it. What people are to type is netsh's.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from desktopchat.lan.firewall.packets import Packet, Wall

NAME = "Windows Defender Firewall"
POLICY = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
PROFILES = {"Private": "StandardProfile", "Public": "PublicProfile", "Domain": "DomainProfile"}
"""A profile as rules name it, and its key."""
CATEGORIES = {"Public": "Public", "Private": "Private", "DomainAuthenticated": "Domain"}
"""A network's category as PowerShell tells it, and the profile that holds there."""
_VALUE = re.compile(r"^ {4}(\S.*?) {4}REG_(\w+) {4}(.*)$", re.MULTILINE)
_PROTOCOLS = {"tcp": "6", "udp": "17"}


@dataclass(slots=True, frozen=True)
class _Rule:
    name: str
    facts: Mapping[str, str]
    profiles: tuple[str, ...]

    def fits(self, packet: Packet, program: str, profile: str) -> bool:
        facts = self.facts
        if facts.get("Active") != "TRUE" or facts.get("Dir") != "In":
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
        ports = [value for key, value in facts.items() if key.startswith("LPort")]
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
    refused = False
    for packet in wanted:
        if packet.outgoing or packet.interface.lower().startswith(("lo", "software loopback")):
            continue
        for profile in looked_at:
            fitting = [rule for rule in rules if rule.fits(packet, program, profile)]
            why, is_program = _why_blocked(profile, values(profile_texts[profile]), fitting)
            if why:
                blocked.append((packet, why))
                refused = refused or is_program
                break
    return Wall(NAME, True, tuple(blocked), (), _commands(blocked, program, looked_at, refused))


def _why_blocked(
    profile: str, facts: Mapping[str, str], fitting: Sequence[_Rule]
) -> tuple[str, bool]:
    """The reason, "" where it passes, and whether it is a rule for the program."""
    for rule in fitting:
        if rule.facts.get("Action") == "Block":
            return f"the rule “{rule.facts.get('Name', rule.name)}” blocks it", "App" in rule.facts
    if _number(facts, "DoNotAllowExceptions"):
        return f"all that comes in is blocked in {profile.lower()} networks", False
    if fitting or facts.get("DefaultInboundAction") == "0x0":
        return "", False
    return f"no rule allows it in {profile.lower()} networks", False


def _commands(
    blocked: Sequence[tuple[Packet, str]], program: str, profiles: Sequence[str], refused: bool
) -> tuple[str, ...]:
    """A rule that blocks goes before all others: it has to go (it is what Windows makes when
    somebody presses Cancel where it asks)."""
    commands = []
    if refused:
        commands.append(f'netsh advfirewall firewall delete rule name=all program="{program}"')
    where = ",".join(profile.lower() for profile in profiles)
    for protocol, port in dict.fromkeys((packet.protocol, packet.port) for packet, _ in blocked):
        commands.append(
            'netsh advfirewall firewall add rule name="DesktopChat" dir=in action=allow '
            f"protocol={protocol.upper()} localport={port} profile={where}"
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
