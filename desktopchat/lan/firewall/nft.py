"""nftables: `nft -j list ruleset` (libnftables-json(5)), as far as a packet of ours comes to it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktopchat.lan.firewall.nft_match import LookUp, matches
from desktopchat.lan.firewall.nft_text import match_text
from desktopchat.lan.firewall.packets import Firewall, Packet
from desktopchat.lan.firewall.rules import ACCEPT, DROP, GO_ON, Outcome, Step, both, walk
from desktopchat.words import tr, tr_noop

NAME = tr_noop("nftables")
_FAMILIES = {"inet": (4, 6), "ip": (4,), "ip6": (6,), "netdev": (4, 6)}
_HOOKS = {
    False: ("ingress", "prerouting", "input"),
    True: ("output", "postrouting", "egress"),
}
_OF_A_CARD = ("ingress", "egress")
_TRACKING = -200  # the priority from which on connections are known, NF_IP_PRI_CONNTRACK
# Statements that decide nothing.
_HARMLESS = (
    *("counter", "log", "mangle", "notrack", "dup", "comment", "secmark", "last", "flow"),
    *("ct helper", "ct timeout", "ct expectation"),
)
Base = tuple[str, str, str]
"""A chain by its family, table and name; "" for all of a table."""


def read(text: str, wanted: Sequence[Packet], leave_out: Sequence[Base] = ()) -> Firewall:
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
            commands[_command(base, packet)] = None
    return Firewall(NAME, rules.active, tuple(blocked), tuple(unsure), tuple(commands))


def _command(base: Mapping[str, Any], packet: Packet) -> str:
    place = f"{base['family']} {base['table']} {base['name']}"
    what = f"{packet.protocol} dport {packet.port}"
    if packet.reply:
        # Where connections are not known yet, by what an answer has and a new connection has not.
        early = base["hook"] in _OF_A_CARD or (
            base["hook"] in ("prerouting", "output") and base.get("prio", 0) <= _TRACKING
        )
        known = "tcp flags ack" if early else "ct state established"
        what = f"{packet.protocol} sport {packet.sport} {known}"
    return f"sudo nft insert rule {place} {what} accept"


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
            and (base["hook"] not in _OF_A_CARD or packet.interface in _cards(base, packet))
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
        outcome = walk(chains, base["name"], base.get("policy", ACCEPT))
        if base["hook"] in _OF_A_CARD and "dev" not in base and outcome.passes is False:
            # Older versions of nft do not tell of which network card the chain is.
            return replace(outcome, passes=None)
        return outcome


def _cards(base: Mapping[str, Any], packet: Packet) -> list[str]:
    """Of a chain that is for some only; the packet's where that is not told."""
    named = base.get("dev", packet.interface)
    return [named] if isinstance(named, str) else list(named)


def _key(value: Mapping[str, Any], name: str) -> tuple[str, str, str]:
    return value["family"], value["table"], value[name]


def _steps(
    expressions: Sequence[Mapping[str, Any]], packet: Packet, look_up: LookUp
) -> Iterator[Step]:
    """One rule as steps: more than one where it has a map of verdicts."""
    match: bool | None = True
    words: list[str] = []
    for expression in expressions:
        kind, value = next(iter(expression.items()))
        if kind == "match":
            match = both(match, matches(value, packet, look_up))
            words.append(match_text(value))
        elif kind == "vmap":
            yield from _verdict_map(value, packet, look_up, match, words)
        elif kind in ("queue", "synproxy", "tproxy", "fwd"):
            # What a program decides, or what goes elsewhere, can't be read here.
            yield from _either(match, [*words, kind])
        elif kind not in _HARMLESS:
            action, target = _verdict(kind, value)
            if action != GO_ON:
                yield Step(match, action, target, " ".join([*words, kind]))
            else:
                match = both(match, _condition(kind, value))
                words.append(tr("a rule of iptables") if kind == "xt" else kind)


def _either(match: bool | None, words: Sequence[str]) -> Iterator[Step]:
    """That it ends here, one way or the other."""
    for action in (DROP, ACCEPT):
        yield Step(both(match, None), action, "", " ".join(words))


def _condition(kind: str, value: Any) -> bool | None:
    """Of a statement that may end a rule. Nobody who comes now and then is stopped by how often
    others may."""
    if kind in ("limit", "ct count"):
        return not value.get("inv", False)
    if kind in ("set", "meter"):
        inner = value.get("stmt", [])
        for one in inner if isinstance(inner, list) else [inner]:
            for inner_kind, inner_value in one.items():
                if inner_kind not in _HARMLESS:
                    return _condition(inner_kind, inner_value)
        return True
    return None


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
    if elements is None:
        yield from _either(match, [*words, f"vmap {data}"])
        return
    for key, verdict in elements:
        kind, inner = next(iter(verdict.items()))
        action, target = _verdict(kind, inner)
        asked = {"left": value["key"], "op": "==", "right": key}
        fits = both(match, matches(asked, packet, look_up))
        yield Step(fits, action, target, " ".join([*words, match_text(asked), kind]))
