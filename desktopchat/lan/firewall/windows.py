"""Windows Defender Firewall, as the registry has it.

The registry says the same in every language, and everybody may read it; what `netsh` prints is
translated, and PowerShell takes seconds for it. What people are to type is netsh's.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from desktopchat.lan.firewall.packets import Firewall, Packet
from desktopchat.words import tr, tr_noop

NAME = tr_noop("Windows Defender Firewall")
POLICY = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
PROFILES = {"Private": "StandardProfile", "Public": "PublicProfile", "Domain": "DomainProfile"}
"""A profile as rules name it, and its key."""
CATEGORIES = {"Public": "Public", "Private": "Private", "DomainAuthenticated": "Domain"}
"""A network's category as PowerShell tells it, and the profile that holds there."""
_ALL_BLOCKED = {
    "Private": tr_noop("all that comes in is blocked in private networks"),
    "Public": tr_noop("all that comes in is blocked in public networks"),
    "Domain": tr_noop("all that comes in is blocked in domain networks"),
}
_NOT_ALLOWED = {
    "Private": tr_noop("no rule allows it in private networks"),
    "Public": tr_noop("no rule allows it in public networks"),
    "Domain": tr_noop("no rule allows it in domain networks"),
}
_VALUE = re.compile(r"^ {4}(\S.*?) {4}REG_(\w+) {4}(.*)$", re.MULTILINE)
_PROTOCOLS = {"tcp": "6", "udp": "17"}
# What limits a rule to some addresses or cards, which is not looked into.
_LIMITS = ("RA4", "RA6", "LA4", "LA6", "RA42", "RA62", "LA42", "LA62", "IF", "IFType")
_ALL_NEAR = ("LocalSubnet",)


@dataclass(slots=True, frozen=True)
class _Rule:
    name: str
    facts: Mapping[str, str]
    profiles: tuple[str, ...]

    def fits(self, packet: Packet, program: str, profile: str) -> bool | None:
        """None where it is for some addresses only."""
        facts = self.facts
        way = "Out" if packet.outgoing else "In"
        if facts.get("Active") != "TRUE" or facts.get("Dir") != way:
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
        if packet.outgoing and any(key.startswith("LPort") for key in facts):
            return None
        name = "RPort" if packet.outgoing else "LPort"
        ports = [value for key, value in facts.items() if key.startswith(name)]
        # One for a program has no ports, one for a port no program; one without both is for all.
        if ports and not any(_has(one, packet.port) for one in ports):
            return False
        limits = [value for key, value in facts.items() if key.partition(" ")[0] in _LIMITS]
        return None if any(limit not in _ALL_NEAR for limit in limits) else True


def values(text: str) -> dict[str, str]:
    """What `reg query` lists: each value's name and its data."""
    return {found[1]: found[3].strip() for found in _VALUE.finditer(text)}


def read(
    profile_texts: Mapping[str, str],
    rules_text: str,
    current: Collection[str],
    program: str,
    wanted: Sequence[Packet],
) -> Firewall:
    """What it says of this program.

    profile_texts: `reg query` of each profile's key, by the profile's name. rules_text: of the
    key FirewallRules. current: the profiles in force; none for not known, then all are looked at.
    program: the path of the program that listens.
    """
    on = {name for name, text in profile_texts.items() if _number(values(text), "EnableFirewall")}
    looked_at = [name for name in profile_texts if name in on and (not current or name in current)]
    if not looked_at:
        return Firewall(NAME, False)
    rules = [_rule(name, text) for name, text in values(rules_text).items()]
    blocked: list[tuple[Packet, str]] = []
    unsure: list[tuple[Packet, str]] = []
    commands: dict[str, None] = {}
    for packet in wanted:
        # Answers it lets pass by itself.
        if packet.reply or packet.interface.lower().startswith(("lo", "software loopback")):
            continue
        for profile in looked_at:
            fitting = [(rule, rule.fits(packet, program, profile)) for rule in rules]
            sure = [rule for rule, fits in fitting if fits]
            perhaps = [rule for rule, fits in fitting if fits is None]
            decided = _decide(profile, values(profile_texts[profile]), sure, perhaps, packet)
            if decided.passes is not True:
                (unsure if decided.passes is None else blocked).append((packet, decided.why))
                if decided.rule is not None:
                    commands[_delete(decided.rule, program)] = None
                break
    adding = _add(blocked, looked_at) if blocked else ()
    return Firewall(NAME, True, tuple(blocked), tuple(unsure), (*commands, *adding))


@dataclass(slots=True, frozen=True)
class _Decided:
    """passes: None where it is unknown. rule: what blocks."""

    passes: bool | None
    why: str = ""
    rule: _Rule | None = None


def _decide(
    profile: str,
    facts: Mapping[str, str],
    sure: Sequence[_Rule],
    perhaps: Sequence[_Rule],
    packet: Packet,
) -> _Decided:
    """sure, perhaps: the rules that fit, or may. One that blocks goes before all others."""
    for rules, passes in ((sure, False), (perhaps, None)):
        for rule in rules:
            if rule.facts.get("Action") == "Block":
                name = rule.facts.get("Name", rule.name)
                if passes is None:
                    return _Decided(None, tr("the rule “{name}” may block it", name=name))
                return _Decided(False, tr("the rule “{name}” blocks it", name=name), rule)
    if _number(facts, "DoNotAllowExceptions") and not packet.outgoing:
        return _Decided(False, tr(_ALL_BLOCKED.get(profile, profile)))
    default = facts.get(f"Default{'Out' if packet.outgoing else 'In'}boundAction")
    usual = "0x0" if packet.outgoing else "0x1"
    if sure or (default or usual) == "0x0":
        return _Decided(True)
    return _Decided(None if perhaps else False, tr(_NOT_ALLOWED.get(profile, profile)))


def _delete(rule: _Rule, program: str) -> str:
    """For one that blocks the program, all of them: it is what Windows makes, one each for TCP and
    UDP, when somebody presses Cancel where it asks."""
    if "App" in rule.facts:
        return f'netsh advfirewall firewall delete rule name=all program="{program}"'
    way = rule.facts["Dir"].lower()
    return f'netsh advfirewall firewall delete rule name="{rule.facts.get("Name")}" dir={way}'


def _add(blocked: Sequence[tuple[Packet, str]], profiles: Sequence[str]) -> tuple[str, ...]:
    ports: dict[tuple[bool, str], dict[int, None]] = {}
    for packet, _ in blocked:
        ports.setdefault((packet.outgoing, packet.protocol), {})[packet.port] = None
    where = ",".join(profile.lower() for profile in profiles)
    return tuple(
        'netsh advfirewall firewall add rule name="DesktopChat"'
        f" dir={'out' if outgoing else 'in'} action=allow protocol={protocol.upper()}"
        f" {'remote' if outgoing else 'local'}port={','.join(map(str, sorted(listed)))}"
        f" profile={where}"
        for (outgoing, protocol), listed in ports.items()
    )


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
