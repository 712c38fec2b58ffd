"""iptables: `iptables -S` and `ip6tables -S`."""

import shlex
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from desktopchat.lan.firewall.packets import (
    Destination,
    Firewall,
    Packet,
    between,
    has_port,
    within,
)
from desktopchat.lan.firewall.rules import ACCEPT, DROP, GOTO, JUMP, RETURN, Step, both, walk
from desktopchat.words import tr_noop

NAME = tr_noop("iptables")
_TARGETS = {"ACCEPT": ACCEPT, "DROP": DROP, "REJECT": DROP, "RETURN": RETURN}
_START = {False: "INPUT", True: "OUTPUT"}
# What stops nobody who comes now and then, and what tells nothing of a packet.
_HARMLESS = ("limit", "hashlimit", "comment", "tcp", "udp", "connlimit")
_KNOWN = (*_HARMLESS, "conntrack", "state", "multiport", "addrtype", "pkttype", "iprange")
_PAIRS = ("--tcp-flags",)  # options with two values


def read(texts: dict[int, str], wanted: Sequence[Packet]) -> Firewall:
    """What the rules say. texts: the output for IPv4 and IPv6, by version."""
    blocked: list[tuple[Packet, str]] = []
    unsure: list[tuple[Packet, str]] = []
    commands: dict[str, None] = {}
    for packet in wanted:
        if packet.version not in texts:
            continue
        chains, policies = _parse(texts[packet.version], packet)
        start = _START[packet.outgoing]
        outcome = walk(chains, start, policies.get(start, ACCEPT))
        if outcome.passes is not True:
            (unsure if outcome.passes is None else blocked).append((packet, outcome.why))
            commands[_command(packet)] = None
    active = any("-A " in text or " DROP" in text for text in texts.values())
    return Firewall(NAME, active, tuple(blocked), tuple(unsure), tuple(commands))


def _command(packet: Packet) -> str:
    tool = "iptables" if packet.version == 4 else "ip6tables"
    what = f"--dport {packet.port}"
    if packet.reply:
        what = f"--sport {packet.sport} -m conntrack --ctstate ESTABLISHED"
    return f"sudo {tool} -I {_START[packet.outgoing]} -p {packet.protocol} {what} -j ACCEPT"


def _parse(text: str, packet: Packet) -> tuple[dict[str, list[Step]], dict[str, str]]:
    chains: dict[str, list[Step]] = {}
    policies: dict[str, str] = {}
    for line in text.splitlines():
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        if words[:1] == ["-P"] and len(words) > 2:
            policies[words[1]] = _TARGETS.get(words[2], ACCEPT)
        elif words[:1] == ["-A"] and len(words) > 2:
            step = _step(words[2:], packet, line)
            if step is not None:
                chains.setdefault(words[1], []).append(step)
    return chains, policies


def _step(words: Sequence[str], packet: Packet, text: str) -> Step | None:
    """A rule as it is for a packet; None where it decides nothing."""
    match: bool | None = True
    at, inverted = 0, False
    action, target = "", ""
    while at < len(words):
        option = words[at]
        at += 1
        if option == "!":
            inverted = True
            continue
        value = words[at] if at < len(words) and not _is_option(words[at]) else ""
        at += bool(value)
        if option in _PAIRS and at < len(words):
            value = f"{value} {words[at]}"
            at += 1
        if option in ("-j", "-g"):
            if value == "NFQUEUE":
                match, action = both(match, None), DROP
            else:
                action = _TARGETS.get(value, GOTO if option == "-g" else JUMP)
                target = value
            break  # what follows belongs to the target
        answer = _answer(option, value, packet)
        match = both(match, None if answer is None else answer is not inverted)
        inverted = False
    return Step(match, action, target, text) if action else None


def _is_option(word: str) -> bool:
    return word == "!" or (word.startswith("-") and word != "-")


def _answer(option: str, value: str, packet: Packet) -> bool | None:
    """Whether a packet is as an option asks."""
    if option == "-m":
        return True if value in _KNOWN else None
    if option in ("-p", "--protocol"):
        return value in (packet.protocol, "all")
    if option in ("-i", "-o"):
        return (option == "-o") is packet.outgoing and _is_card(value, packet.interface)
    if option.rstrip("s") in ("--dport", "--sport", "--port"):
        return _ports(option.rstrip("s"), value, packet)
    if option in ("--ctstate", "--state"):
        return ("ESTABLISHED" if packet.reply else "NEW") in value.split(",")
    if option == "--ctdir":
        return value == ("REPLY" if packet.reply else "ORIGINAL")
    if option == "--tcp-flags":
        return _flags(value, packet)
    if option in ("-d", "-s", "--src-range", "--dst-range"):
        return _address(option, value, packet)
    if option in ("--dst-type", "--pkt-type"):
        kind = "unicast" if option == "--pkt-type" or packet.outgoing else "local"
        return value.lower() == (kind if packet.to is Destination.ONE else packet.to.value)
    if option.startswith(("--limit", "--hashlimit", "--connlimit", "--comment")):
        return option != "--connlimit-above"
    return None


def _is_card(pattern: str, card: str) -> bool | None:
    if not card:
        return None
    return card.startswith(pattern[:-1]) if pattern.endswith("+") else card == pattern


def _ports(option: str, value: str, packet: Packet) -> bool | None:
    asked = {"--dport": (packet.port,), "--sport": (packet.sport,)}
    answers = [
        _has(one, port)
        for one in value.split(",")
        for port in asked.get(option, (packet.port, packet.sport))
    ]
    return True if True in answers else None if None in answers else False


def _has(ports: str, port: int) -> bool | None:
    first, colon, last = ports.partition(":")
    try:
        low = int(first or 0)
        return has_port(port, low, int(last or 65535) if colon else low)
    except ValueError:
        return None


def _flags(value: str, packet: Packet) -> bool:
    """value: those that are looked at, and those of them that are to be there."""
    looked_at, _, there = value.lower().partition(" ")
    every = "fin,syn,rst,psh,ack,urg" if looked_at == "all" else looked_at
    return packet.flags & set(every.split(",")) == set(there.split(",")) - {"none"}


def _address(option: str, value: str, packet: Packet) -> bool | None:
    those = packet.sources if option in ("-s", "--src-range") else packet.destinations
    try:
        if option.endswith("-range"):
            first, _, last = value.partition("-")
            return between(those, ip_address(first), ip_address(last or first))
        return within(those, ip_network(value, strict=False))
    except ValueError:
        return None
