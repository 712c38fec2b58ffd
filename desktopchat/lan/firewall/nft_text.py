"""A rule of nftables for people, much as `nft list ruleset` writes it."""

from collections.abc import Mapping
from typing import Any


def match_text(match: Mapping[str, Any]) -> str:
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
    if kind == "concat":
        return " . ".join(map(_left_text, value))
    if kind == "&":
        return " & ".join(map(_right_text, value))
    if kind in ("meta", "ct"):
        return f"{kind} {value.get('key', '')}"
    return str(kind)


def _right_text(right: Any) -> str:
    if isinstance(right, dict):
        if "set" in right:
            return _right_text(right["set"])
        if "prefix" in right:
            return f"{right['prefix']['addr']}/{right['prefix']['len']}"
        if "range" in right:
            return "-".join(map(str, right["range"]))
        if "concat" in right:
            return " . ".join(map(_right_text, right["concat"]))
        if "payload" in right:
            return _left_text(right)
        return "…"
    if isinstance(right, list):
        shown = ", ".join(map(_right_text, right[:8]))
        return f"{{ {shown}{', …' if len(right) > 8 else ''} }}"
    return str(right)
