"""What a rule of nftables asks for (libnftables-json(5)), and whether a packet is so.

Each answer is True, False, or None where it can't be known here.
"""

from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from desktopchat.lan.firewall.packets import Destination, Net, Packet, between, has_port, within
from desktopchat.lan.firewall.rules import both

LookUp = Callable[[str], list[Any] | None]
"""The elements of a named set or map; None where there is none."""
_Question = Callable[[Any], bool | None]
"""Whether the packet has a value in some place."""


def matches(match: Mapping[str, Any], packet: Packet, look_up: LookUp) -> bool | None:
    """match: of the JSON; as it is for the packet."""
    op, right = match.get("op", "=="), match["right"]
    if _is_of_others(match["left"], packet):
        return False  # whatever the operator: nft asks for the protocol first
    if isinstance(right, str) and right.startswith("@"):
        elements = look_up(right[1:])
        if elements is None:
            return None
        right = {"set": elements}
    flags = _flags(match["left"], op, packet)
    if flags and op != "in" and isinstance(right, list):
        right = {"|": right}  # these together; elsewhere a list is a choice
    is_so = flags or _question(match["left"], packet)
    if is_so is None:
        return None
    if op in ("<", ">", "<=", ">="):
        if not isinstance(right, int):
            return None
        edge = {"<": [0, right - 1], "<=": [0, right], ">": [right + 1, 65535]}
        return is_so({"range": edge.get(op, [right, 65535])})
    answer = _any_of(right, is_so)
    if op == "!=":
        return None if answer is None else not answer
    return answer if op in ("==", "in") else None


def _is_of_others(left: Any, packet: Packet) -> bool:
    """Whether it is in a header that the packet does not have."""
    if not isinstance(left, dict):
        return False
    parts = left.get("concat") or left.get("&")
    if parts:
        return any(_is_of_others(part, packet) for part in parts)
    protocol = (left.get("payload") or {}).get("protocol")
    own = (packet.protocol, "ip" if packet.version == 4 else "ip6", "th", "ether", None)
    return protocol not in own


def _any_of(right: Any, is_so: _Question) -> bool | None:
    if isinstance(right, dict) and "set" in right:
        right = right["set"]
    if isinstance(right, dict) and "elem" in right:
        return _any_of(right["elem"]["val"], is_so)
    if not isinstance(right, list):
        return is_so(right)
    answers = [_any_of(one, is_so) for one in right]
    return True if True in answers else None if None in answers else False


def _question(left: Any, packet: Packet) -> _Question | None:
    """None where it can't be known."""
    if not isinstance(left, dict):
        return None
    kind, value = next(iter(left.items()))
    if kind == "concat":
        parts = [_question(part, packet) for part in value]
        return lambda right: _all_parts(parts, right)
    if kind == "payload" and "protocol" in value:
        return _of_payload(value["protocol"], value.get("field", ""), packet)
    if kind == "meta":
        return _of_meta(value["key"], packet)
    if kind == "ct":
        return _of_connection(value.get("key"), packet)
    return _of_fib(value, packet) if kind == "fib" else None


def _all_parts(parts: list[_Question | None], right: Any) -> bool | None:
    if not isinstance(right, dict) or len(right.get("concat", ())) != len(parts):
        return None
    answer: bool | None = True
    for part, value in zip(parts, right["concat"], strict=True):
        answer = both(answer, _any_of(value, part) if part else None)
    return answer


def _of_connection(key: str | None, packet: Packet) -> _Question | None:
    if key == "state":
        state = "established" if packet.reply else "new"
        return lambda right: right == state if isinstance(right, str) else None
    if key == "direction":
        direction = "reply" if packet.reply else "original"
        return lambda right: right == direction if isinstance(right, str) else None
    return None


def _of_fib(value: Mapping[str, Any], packet: Packet) -> _Question | None:
    flags = value.get("flags", [])
    if value.get("result") == "type" and ("daddr" in flags) is not ("saddr" in flags):
        kind = _kind_of_address(packet) if "daddr" in flags else _kind_of_source(packet)
        return lambda right: right == kind
    if value.get("result") == "oif" and "saddr" in flags and not packet.outgoing:
        # Whether there is a way back: to those of a card's own networks there is.
        return lambda right: right if isinstance(right, bool) else None
    return None


def _flags(left: Any, op: str, packet: Packet) -> _Question | None:
    """For the flags of TCP, all or some of which are asked for; None where they are not."""
    mask: set[str] | None = None
    if isinstance(left, dict) and "&" in left:
        left, named = left["&"]
        mask = _names(named)
        if mask is None:
            return None
    if not isinstance(left, dict) or left.get("payload") != {"protocol": "tcp", "field": "flags"}:
        return None
    if op == "in" and mask is None:
        return lambda right: right in packet.flags if isinstance(right, str) else None
    there = packet.flags if mask is None else packet.flags & mask
    return lambda right: None if (asked := _names(right)) is None else there == asked


def _names(value: Any) -> set[str] | None:
    listed = [value] if isinstance(value, str) else value.get("|") if _is_or(value) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return None
    return set(listed)


def _is_or(value: Any) -> bool:
    return isinstance(value, dict) and "|" in value


def _of_payload(protocol: str, field: str, packet: Packet) -> _Question | None:
    if protocol in ("tcp", "udp", "th"):
        if field in ("dport", "sport"):
            port = packet.port if field == "dport" else packet.sport
            return lambda right: _has(right, port)
        return None
    if protocol in ("ip", "ip6"):
        if field in ("protocol", "nexthdr"):
            return lambda right: right == packet.protocol
        if field in ("daddr", "saddr"):
            those = packet.destinations if field == "daddr" else packet.sources
            return lambda right: _inside(those, right)
    return None


def _of_meta(key: str, packet: Packet) -> _Question | None:
    facts = {
        "l4proto": packet.protocol,
        "nfproto": f"ipv{packet.version}",
        "protocol": "ip" if packet.version == 4 else "ip6",
        "pkttype": "host" if packet.outgoing or packet.to is Destination.ONE else packet.to.value,
    }
    if key in facts:
        return lambda right: right == facts[key]
    if key in ("iif", "iifname", "oif", "oifname"):
        if key.startswith("o") is not packet.outgoing:
            return lambda _: False  # where it comes to chains, it has no such card
        return lambda right: _is_card(right, packet.interface)
    return None


def _is_card(right: Any, card: str) -> bool | None:
    if not card or not isinstance(right, str):
        return None
    return card.startswith(right[:-1]) if right.endswith("*") else card == right


def _has(right: Any, port: int) -> bool | None:
    first, last = right["range"] if isinstance(right, dict) and "range" in right else (right, right)
    if not isinstance(first, int) or not isinstance(last, int):
        return None
    return has_port(port, first, last)


def _kind_of_address(packet: Packet) -> str:
    if packet.to is Destination.ONE:
        to_itself = packet.outgoing and packet.destinations == packet.sources
        return "unicast" if packet.outgoing and not to_itself else "local"
    return str(packet.to.value)


def _kind_of_source(packet: Packet) -> str:
    to_itself = packet.destinations == packet.sources
    return "local" if packet.outgoing or to_itself else "unicast"


def _inside(those: tuple[Net, ...], right: Any) -> bool | None:
    """right: an address, a prefix or a range."""
    try:
        if isinstance(right, dict) and "range" in right:
            first, last = map(ip_address, right["range"])
            return between(those, first, last)
        if isinstance(right, dict) and "prefix" in right:
            prefix = right["prefix"]
            return within(those, ip_network(f"{prefix['addr']}/{prefix['len']}", strict=False))
        return within(those, ip_network(right, strict=False)) if isinstance(right, str) else None
    except (ValueError, TypeError, KeyError):
        return None
