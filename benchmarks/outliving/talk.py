"""What people say here, and what their process tells of them: values, and their JSON."""

import json
import sys
from dataclasses import asdict, dataclass, field
from queue import SimpleQueue
from typing import Any, NamedTuple

ROOM = "#lab"
EVERY = 1.0
"""Seconds from one message of somebody to their next, on average."""
LIKE = "👍"


class Said(NamedTuple):
    """Who said it, and which of theirs it was, from 1 on."""

    sender: str
    number: int


def words(sender: str, number: int, moment: float, times: int = 0) -> str:
    """moment: seconds of the clock that all processes of a computer share (time.monotonic). times:
    how often they were changed."""
    return f"{sender} {number} {moment:.4f}" + (f" {times}" if times else "")


def parse(text: str) -> tuple[Said, float] | None:
    """What was said and when; None for what nobody here said."""
    match text.split(" "):
        case [sender, number, moment, *_] if number.isdigit():
            return Said(sender, int(number)), float(moment)
    return None


def times_changed(text: str) -> int:
    """How often what was said here was changed, as it stands there."""
    parts = text.split(" ")
    return int(parts[3]) if len(parts) > 3 else 0


class Changed(NamedTuple):
    """What was done to a message: new words so many times, and each time it was liked by who said
    it, or that was taken back."""

    sender: str
    number: int
    times: int
    liked: bool


@dataclass(slots=True)
class Told:
    """What one member tells of themselves.

    said: how many. waiting: of those, whose end is not known yet. at: the key of the host that they
    are at, "" for none. back: by the key of a host, when they first read a word through it that
    another had said since the last event. trouble: in words.

    Where all is told: confirmed: the numbers that a host has confirmed. view: what stands in their
    room, in order. did: what they did to messages of theirs. changed: what stands there of what all
    did. partly: view is only the end of it, and changed is not told. since: of a page: view begins
    there, and is in the host's order; None for all. unsure: the numbers of what it may have said,
    or not.
    """

    name: str
    said: int = 0
    waiting: int = 0
    confirmed: list[int] = field(default_factory=list)
    view: list[Said] = field(default_factory=list)
    did: list[Changed] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    at: str = ""
    back: dict[str, float] = field(default_factory=dict)
    trouble: str = ""
    partly: bool = False
    since: Said | None = None
    unsure: list[int] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> "Told":
        told = cls(**said)
        told.view = [Said(*one) for one in told.view]
        told.since = Said(*told.since) if told.since else None
        told.did = [Changed(*one) for one in told.did]
        told.changed = [Changed(*one) for one in told.changed]
        return told


def line(**said: object) -> str:
    return json.dumps(said)


def read_orders(orders: "SimpleQueue[str | None]") -> None:
    """Until the input ends: then None."""
    for order in sys.stdin:
        orders.put(order.strip())
    orders.put(None)
