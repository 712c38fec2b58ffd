"""nftables: `nft -j list ruleset` (libnftables-json(5)), as far as a packet of ours comes to it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network, summarize_address_range
from typing import Any

from desktopchat.lan.firewall.packets import EPHEMERAL, Net, Packet, To, Wall, within
from desktopchat.lan.firewall.rules import ACCEPT, DROP, GO_ON, Outcome, Step, both, walk

NAME = "nftables"
_FAMILIES = {"inet": (4, 6), "ip": (4,), "ip6": (6,), "netdev": (4, 6)}
_HOOKS = {
    False: ("ingress", "prerouting", "input"),
    True: ("output", "postrouting", "egress"),
}
Base = tuple[str, str, str]
"""A chain by its family, table and name; "" for all of a table."""


def read(text: str, wanted: Sequence[Packet], leave_out: Sequence[Base] = ()) -> Wall:
    """What the rules say. leave_out: what somebody else answers for. Raises ValueError for
    what is no list of rules."""
    rules = _Rules(text, leave_out)
    blocked: list[tuple[Packet, str]] = []
    unsure: list[tuple[Packet, str]] = []
    commands: dict[str, None] = {}
    for packet in wanted:
        for base in rules.bases(packet):
            outcome = rules.walk(base, packet)
            if outcome.passes:
                continue
            where = f"{outcome.why} (table {base['family']} {base['table']}, chain {base['name']})"
            (unsure if outcome.passes is None else blocked).append((packet, where))
            if outcome.passes is False:
                commands[_command(base, packet)] = None
    return Wall(NAME, rules.active, tuple(blocked), tuple(unsure), tuple(commands))


def _command(base: Mapping[str, Any], packet: Packet) -> str:
    place = f"{base['family']} {base['table']} {base['name']}"
    if packet.answer and base["hook"] not in ("ingress", "egress"):
        return f"sudo nft insert rule {place} ct state established,related accept"
    port = "sport" if packet.answer else "dport"
    return f"sudo nft insert rule {place} {packet.protocol} {port} {packet.port} accept"


class _Rules:
    def __init__(self, text: str, leave_out: Sequence[Base]) -> None:
        listed = json.loads(text)["nftables"]
        self._rules: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
        self._bases: list[Mapping[str, Any]] = []
        self._sets: dict[tuple[str, str, str], list[Any]] = {}
        for item in listed:
            kind, value = next(iter(item.items()))
            if kind == "chain":
                place = value["family"], value["table"]
                if not {(*place, ""), (*place, value["name"])} & set(leave_out):
                    self._add_base(value)
            elif kind in ("set", "map"):
                self._sets[_key(value, "name")] = value.get("elem", [])
            elif kind == "rule":
                self._rules.setdefault(_key(value, "chain"), []).append(value)
        self.active = any(
            base.get("policy") == "drop" or self._rules.get(_key(base, "name"))
            for base in self._bases
        )

    def _add_base(self, chain: Mapping[str, Any]) -> None:
        if chain.get("hook") and chain.get("type") != "nat":
            self._bases.append(chain)

    def bases(self, packet: Packet) -> list[Mapping[str, Any]]:
        """The chains that a packet comes to, in order."""
        hooks = _HOOKS[packet.outgoing]
        found = [
            base
            for base in self._bases
            if base["hook"] in hooks
            and packet.version in _FAMILIES.get(base["family"], ())
            and _is_for(base, packet.interface)
        ]
        return sorted(found, key=lambda base: (hooks.index(base["hook"]), base.get("prio", 0)))

    def walk(self, base: Mapping[str, Any], packet: Packet) -> Outcome:
        family, table = base["family"], base["table"]
        look_up = lambda name: self._sets.get((family, table, name))  # noqa: E731
        chains = {
            chain: [step for rule in rules for step in _steps(rule["expr"], packet, look_up)]
            for (of_family, of_table, chain), rules in self._rules.items()
            if (of_family, of_table) == (family, table)
        }
        return walk(chains, base["name"], base.get("policy", ACCEPT))


def _is_for(base: Mapping[str, Any], card: str) -> bool:
    """Whether a chain sees what comes by a card; one at a card's own door names the card."""
    cards = base.get("dev", [])
    return not cards or not card or card in ([cards] if isinstance(cards, str) else cards)


def _key(value: Mapping[str, Any], name: str) -> tuple[str, str, str]:
    return value["family"], value["table"], value[name]


LookUp = Callable[[str], list[Any] | None]
"""The elements of a named set or map; None where there is none."""


def _steps(
    expressions: Sequence[Mapping[str, Any]], packet: Packet, look_up: LookUp
) -> Iterator[Step]:
    """One rule as steps: more than one where it has a map of verdicts."""
    match: bool | None = True
    words: list[str] = []
    for expression in expressions:
        kind, value = next(iter(expression.items()))
        if kind == "match":
            match = both(match, _matches(value, packet, look_up))
            words.append(_match_text(value))
        elif kind == "limit" or kind == "ct count":
            # Nobody who comes now and then is stopped by how often others may.
            match = both(match, not value.get("inv", False))
        elif kind in ("xt", "queue"):
            # What iptables wrote, and what a program decides, can't be read here.
            match = both(match, None)
            words.append("a rule of iptables" if kind == "xt" else kind)
            if kind == "queue":
                yield Step(match, DROP, "", " ".join(words))
        elif kind == "vmap":
            yield from _verdict_map(value, packet, look_up, match, words)
        else:
            action, target = _verdict(kind, value)
            if action != GO_ON:
                yield Step(match, action, target, " ".join([*words, kind]))


def _verdict(kind: str, value: Any) -> tuple[str, str]:
    if kind in (ACCEPT, "return"):
        return kind, ""
    if kind in (DROP, "reject"):
        return DROP, ""
    if kind in ("jump", "goto"):
        return kind, value["target"]
    return GO_ON, ""


def _verdict_map(
    value: Mapping[str, Any],
    packet: Packet,
    look_up: LookUp,
    match: bool | None,
    words: Sequence[str],
) -> Iterator[Step]:
    data = value["data"]
    elements = look_up(data[1:]) if isinstance(data, str) else data["set"]
    for key, verdict in elements or []:
        kind, inner = next(iter(verdict.items()))
        action, target = _verdict(kind, inner)
        asked = {"left": value["key"], "op": "==", "right": key}
        fits = both(match, _matches(asked, packet, look_up))
        yield Step(fits, action, target, " ".join([*words, _match_text(asked), kind]))


# What a rule asks for


def _matches(match: Mapping[str, Any], packet: Packet, look_up: LookUp) -> bool | None:
    is_so = _question(match["left"], packet)
    if is_so is None:
        return None
    right = match["right"]
    if isinstance(right, str) and right.startswith("@"):
        right = {"set": look_up(right[1:]) or []}
    op = match.get("op", "==")
    if op in ("<", ">", "<=", ">="):
        if not isinstance(right, int):
            return None
        edge = {"<": [0, right - 1], "<=": [0, right], ">": [right + 1, 65535]}
        return is_so({"range": edge.get(op, [right, 65535])})
    answer = _any_of(right, is_so)
    if op == "!=":
        return None if answer is None else not answer
    return answer if op in ("==", "in") else None


def _any_of(right: Any, is_so: Callable[[Any], bool | None]) -> bool | None:
    if isinstance(right, dict) and "set" in right:
        right = right["set"]
    if isinstance(right, dict) and "elem" in right:
        return _any_of(right["elem"]["val"], is_so)
    if not isinstance(right, list):
        return is_so(right)
    answers = [_any_of(one, is_so) for one in right]
    return True if True in answers else None if None in answers else False


def _question(left: Any, packet: Packet) -> Callable[[Any], bool | None] | None:
    """What tells whether the packet has a value there; None where that can't be known."""
    if not isinstance(left, dict):
        return None
    kind, value = next(iter(left.items()))
    if kind == "payload" and "protocol" in value:
        return _of_payload(value["protocol"], value.get("field", ""), packet)
    if kind == "meta":
        return _of_meta(value["key"], packet)
    if kind == "ct" and value.get("key") == "state":
        return lambda right: right == ("established" if packet.answer else "new")
    if kind == "fib" and value.get("result") == "type":
        return lambda right: right == _kind_of_address(packet)
    return None


def _of_payload(protocol: str, field: str, packet: Packet) -> Callable[[Any], bool | None] | None:
    if protocol in ("tcp", "udp", "th") and field in ("dport", "sport"):
        if protocol not in ("th", packet.protocol):
            return lambda _: False
        if (field == "sport") is packet.answer:
            return lambda right: _has(right, packet.port)
        return _has_ephemeral
    if protocol in ("ip", "ip6"):
        if packet.version != (4 if protocol == "ip" else 6):
            return lambda _: False
        if field in ("protocol", "nexthdr"):
            return lambda right: right == packet.protocol
        if field == "daddr":
            return lambda right: _all_in(packet, right)
        if field == "saddr":
            return lambda right: _from(packet, right)
        return None
    # Of a protocol that this is not.
    return (lambda _: False) if protocol in ("icmp", "icmpv6", "sctp", "dccp", "udplite") else None


def _of_meta(key: str, packet: Packet) -> Callable[[Any], bool | None] | None:
    facts = {
        "l4proto": packet.protocol,
        "nfproto": f"ipv{packet.version}",
        "protocol": "ip" if packet.version == 4 else "ip6",
        "pkttype": "host" if packet.outgoing or packet.to is To.ONE else packet.to.value,
    }
    if key in facts:
        return lambda right: right == facts[key]
    if key in ("iif", "iifname", "oif", "oifname"):
        if key.startswith("o") is not packet.outgoing:
            return None
        return lambda right: _is_card(right, packet.interface)
    return None


def _is_card(right: Any, card: str) -> bool | None:
    if not card or not isinstance(right, str):
        return None
    return card.startswith(right[:-1]) if right.endswith("*") else card == right


def _has(right: Any, port: int) -> bool | None:
    if isinstance(right, dict) and "range" in right:
        first, last = right["range"]
        return first <= port <= last if isinstance(first, int) and isinstance(last, int) else None
    return right == port if isinstance(right, int) else None


def _has_ephemeral(right: Any) -> bool | None:
    """Whether a port is meant that the system chooses for whoever connects."""
    low, high = EPHEMERAL
    if isinstance(right, int):
        return None if low <= right <= high else False
    if isinstance(right, dict) and "range" in right:
        first, last = right["range"]
        if isinstance(first, int) and isinstance(last, int):
            if first <= low and last >= high:
                return True
            return None if first <= high and last >= low else False
    return None


def _kind_of_address(packet: Packet) -> str:
    if packet.to is To.ONE:
        return "unicast" if packet.outgoing else "local"
    return str(packet.to.value)


def _all_in(packet: Packet, right: Any) -> bool | None:
    try:
        if isinstance(right, dict) and "range" in right:
            first, last = map(ip_address, right["range"])
            answers = {int(first) <= int(one) <= int(last) for one in packet.destinations}
        else:
            network = ip_network(_network_text(right), strict=False)
            answers = {one in network for one in packet.destinations}
    except (ValueError, TypeError):
        return None
    return answers.pop() if len(answers) == 1 else None


def _from(packet: Packet, right: Any) -> bool | None:
    try:
        if isinstance(right, dict) and "range" in right:
            first, last = map(ip_address, right["range"])
            networks: list[Net] = [*summarize_address_range(first, last)]
        else:
            networks = [ip_network(_network_text(right), strict=False)]
    except (ValueError, TypeError):
        return None
    answers = [within(packet.sources, one) for one in networks]
    return True if True in answers else None if None in answers else False


def _network_text(right: Any) -> str:
    prefix = right.get("prefix") if isinstance(right, dict) else None
    if prefix:
        return f"{prefix['addr']}/{prefix['len']}"
    if not isinstance(right, str):
        raise TypeError(right)
    return right


# For people


def _match_text(match: Mapping[str, Any]) -> str:
    op = match.get("op", "==")
    middle = "" if op in ("==", "in") else f"{op} "
    return f"{_left_text(match['left'])} {middle}{_right_text(match['right'])}"


def _left_text(left: Any) -> str:
    if not isinstance(left, dict):
        return str(left)
    kind, value = next(iter(left.items()))
    if kind == "payload":
        return f"{value.get('protocol', '')} {value.get('field', '')}".strip()
    if kind == "fib":
        return f"fib {' '.join(value.get('flags', []))} {value.get('result', '')}"
    if kind in ("meta", "ct"):
        return f"{kind} {value.get('key', '')}"
    return str(kind)


def _right_text(right: Any) -> str:
    if isinstance(right, dict):
        if "set" in right:
            return _right_text(right["set"])
        if "prefix" in right:
            return _network_text(right)
        if "range" in right:
            return "-".join(map(str, right["range"]))
        return "…"
    if isinstance(right, list):
        shown = ", ".join(map(_right_text, right[:8]))
        return f"{{ {shown}{', …' if len(right) > 8 else ''} }}"
    return str(right)
