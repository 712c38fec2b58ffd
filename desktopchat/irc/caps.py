"""Capability lists as they stand in CAP LS, NEW, REQ and LIST (IRCv3 capability-negotiation)."""

from collections.abc import Iterable, Mapping


def parse_caps(text: str) -> dict[str, str]:
    """Names with their values ("" for none): "sasl=PLAIN batch" gives two."""
    caps = {}
    for word in text.split():
        name, _, value = word.partition("=")
        if name:
            caps[name] = value
    return caps


def parse_request(text: str) -> dict[str, bool]:
    """What a CAP REQ wants: a name with True to turn it on, with False ("-name") off."""
    return {word.removeprefix("-"): not word.startswith("-") for word in text.split()}


def format_caps(caps: Mapping[str, str] | Iterable[str], max_bytes: int = 400) -> list[str]:
    """The list in pieces of at most `max_bytes` each (one piece, perhaps "", at least)."""
    pairs = caps.items() if isinstance(caps, Mapping) else ((name, "") for name in caps)
    pieces = [""]
    for name, value in pairs:
        word = f"{name}={value}" if value else name
        if pieces[-1] and len(pieces[-1].encode()) + 1 + len(word.encode()) > max_bytes:
            pieces.append("")
        pieces[-1] += f" {word}" if pieces[-1] else word
    return pieces
