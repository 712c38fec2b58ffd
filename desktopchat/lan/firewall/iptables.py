"""iptables: `iptables -S` and `ip6tables -S`."""

import shlex
from collections.abc import Sequence
from ipaddress import ip_network

from desktopchat.lan.firewall.packets import EPHEMERAL, Packet, To, Wall, within
from desktopchat.lan.firewall.rules import ACCEPT, DROP, GOTO, JUMP, RETURN, Step, both, walk

NAME = "iptables"
_TARGETS = {"ACCEPT": ACCEPT, "DROP": DROP, "REJECT": DROP, "RETURN": RETURN}
_START = {False: "INPUT", True: "OUTPUT"}
# What stops nobody who comes now and then, and what tells nothing of a packet.
_HARMLESS = ("limit", "hashlimit", "comment", "tcp", "udp", "connlimit")


def read(texts: dict[int, str], wanted: Sequence[Packet]) -> Wall:
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
        if outcome.passes is False:
            tool = "iptables" if packet.version == 4 else "ip6tables"
            commands[f"sudo {tool} -I {start} {_opened(packet)} -j ACCEPT"] = None
    active = any("-A " in text or " DROP" in text for text in texts.values())
    return Wall(NAME, active, tuple(blocked), tuple(unsure), tuple(commands))


def _opened(packet: Packet) -> str:
    if packet.answer:
        return "-m conntrack --ctstate ESTABLISHED,RELATED"
    return f"-p {packet.protocol} --dport {packet.port}"


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
        known = (*_HARMLESS, "conntrack", "state", "multiport", "addrtype", "pkttype")
        return True if value in known else None
    if option in ("-p", "--protocol"):
        return value in (packet.protocol, "all")
    if option in ("-i", "-o"):
        return (option == "-o") is packet.outgoing and _is_card(value, packet.interface)
    if option in ("--dport", "--dports", "--sport", "--sports", "--ports"):
        if option == "--ports" or option.startswith("--sport") is packet.answer:
            return any(_has(one, packet.port) for one in value.split(","))
        return _has_ephemeral(value)
    if option in ("--ctstate", "--state"):
        return ("ESTABLISHED" if packet.answer else "NEW") in value.split(",")
    if option == "--syn":
        return packet.protocol == "tcp" and not packet.answer
    if option in ("-d", "-s"):
        return _address(option, value, packet)
    if option in ("--dst-type", "--pkt-type"):
        kind = "local" if option == "--dst-type" else "unicast"
        return value.lower() == (kind if packet.to is To.ONE else packet.to.value)
    if option.startswith(("--limit", "--hashlimit", "--connlimit", "--comment")):
        return option != "--connlimit-above"
    return None


def _is_card(pattern: str, card: str) -> bool | None:
    if not card:
        return None
    return card.startswith(pattern[:-1]) if pattern.endswith("+") else card == pattern


def _has(ports: str, port: int) -> bool:
    first, colon, last = ports.partition(":")
    if not colon:
        return first == str(port)
    return int(first or 0) <= port <= int(last or 65535)


def _has_ephemeral(ports: str) -> bool | None:
    """Whether a port is meant that the system chooses for whoever connects."""
    low, high = EPHEMERAL
    answers: list[bool | None] = []
    for one in ports.split(","):
        first, colon, last = one.partition(":")
        begin, end = int(first or 0), int((last if colon else first) or 65535)
        touched = begin <= high and end >= low
        answers.append(True if begin <= low and end >= high else None if touched else False)
    return True if True in answers else None if None in answers else False


def _address(option: str, value: str, packet: Packet) -> bool | None:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        return None
    if option == "-s":
        return within(packet.sources, network)
    answers = {one in network for one in packet.destinations}
    return answers.pop() if len(answers) == 1 else None
