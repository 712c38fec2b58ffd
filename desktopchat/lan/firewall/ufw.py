"""ufw: `ufw status verbose`, which only root may ask; who may not sees in ufw.conf if it is on."""

import re
from collections.abc import Sequence
from ipaddress import ip_network

from desktopchat.lan.firewall.packets import Firewall, Packet, within
from desktopchat.words import tr, tr_noop

NAME = tr_noop("ufw")
CONFIG = "/etc/ufw/ufw.conf"
_RULE = re.compile(
    r"^(?P<to>.+?)\s+(?P<action>ALLOW|DENY|REJECT|LIMIT)(?: (?P<way>IN|OUT|FWD))?\s+"
    r"(?P<source>[^#]+?)\s*(?:#.*)?$"
)
_DEFAULT = re.compile(r"^Default: (\w+) \(incoming\), (\w+) \(outgoing\)", re.MULTILINE)


def read(text: str, wanted: Sequence[Packet]) -> Firewall | None:
    """What `ufw status verbose` says; None where it is no answer."""
    if "Status: inactive" in text:  # no words: ufw's
        return Firewall(NAME, False)
    if "Status: active" not in text:  # no words: ufw's
        return None
    default = _DEFAULT.search(text)
    incoming, outgoing = default.groups() if default else ("deny", "allow")
    rules = [found for line in text.splitlines() if (found := _RULE.match(line))]
    blocked, by_rule = [], []
    for packet in wanted:
        # Its own rules let loopback through, and answers, and multicast DNS that comes.
        own = packet.reply or (packet.is_mdns and not packet.outgoing)
        if own or packet.interface.startswith("lo"):
            continue
        policy = outgoing if packet.outgoing else incoming
        decided, why = policy == "allow", tr("the default ({policy})", policy=policy)
        has_rule = False
        for rule in rules:
            if _fits(rule, packet):
                decided = rule["action"] in ("ALLOW", "LIMIT")
                why, has_rule = " ".join(rule[0].split()), True
                break
        if not decided:
            blocked.append((packet, why))
            by_rule.append((packet, has_rule))
    return Firewall(NAME, True, tuple(blocked), (), _commands(by_rule))


def read_config(text: str, port: int) -> Firewall:
    """What ufw.conf says to those who may not ask ufw itself."""
    on = re.search(r"^\s*ENABLED\s*=\s*[\"']?yes", text, re.MULTILINE | re.IGNORECASE)
    commands = (f"sudo ufw allow {port} comment DesktopChat",) if on else ()  # no words: a command
    look = "sudo ufw status verbose"  # no words: a command
    return Firewall(NAME, None if on else False, (), (), commands, look)


def _commands(blocked: Sequence[tuple[Packet, bool]]) -> tuple[str, ...]:
    """blocked: with whether a rule says so, not only the default. A rule that denies stands before
    one that is added, so `prepend`."""
    commands = []
    for outgoing in (False, True):
        of_way = [(one, rule) for one, rule in blocked if one.outgoing is outgoing]
        for port in sorted({one.port for one, _ in of_way}):
            there = [(one.protocol, rule) for one, rule in of_way if one.port == port]
            protocols = {protocol for protocol, _ in there}
            first = "prepend " if any(rule for _, rule in there) else ""
            kind = f"/{protocols.pop()}" if len(protocols) == 1 else ""
            commands.append(f"sudo ufw {first}allow {'out ' if outgoing else ''}{port}{kind}")
    return tuple(commands)


def _fits(rule: "re.Match[str]", packet: Packet) -> bool:
    to, source, way = rule["to"], rule["source"], rule["way"] or "IN"
    if way != ("OUT" if packet.outgoing else "IN"):
        return False
    version = 6 if "(v6)" in to or "(v6)" in source else 0
    to, _, card = to.replace("(v6)", "").partition(" on ")
    source, _, from_card = source.replace("(v6)", "").partition(" on ")
    card = (card or from_card).strip()
    if card and card != packet.interface:
        return False
    # An application's name stands in brackets behind its ports.
    words = re.sub(r"\(.*?\)", "", to).split()
    if version and version != packet.version:
        return False
    return all(_place_fits(word, packet) for word in words) and _source_fits(
        source.split(), packet, version
    )


def _place_fits(word: str, packet: Packet) -> bool:
    """An address, "Anywhere", or ports."""
    if word == "Anywhere":
        return True
    try:
        network = ip_network(word, strict=False)
    except ValueError:
        ports, _, protocol = word.partition("/")
        if protocol not in ("", packet.protocol):
            return False
        return any(_has(one, packet.port) for one in ports.split(","))
    return within(packet.destinations, network) is True


def _source_fits(words: Sequence[str], packet: Packet, version: int) -> bool:
    if not words or words[0] == "Anywhere":
        return version == packet.version or (version == 0 and packet.version == 4)
    try:
        return within(packet.sources, ip_network(words[0], strict=False)) is True
    except ValueError:
        return False


def _has(ports: str, port: int) -> bool:
    first, colon, last = ports.partition(":")
    if not colon:
        return first == str(port)
    return first.isdigit() and last.isdigit() and int(first) <= port <= int(last)
