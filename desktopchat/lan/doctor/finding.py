"""What the doctor finds, as values."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How it stands."""

    GOOD = "good"
    NOTE = "note"
    """Worth knowing; nothing is broken by it."""
    BAD = "bad"


@dataclass(slots=True, frozen=True)
class Finding:
    """check: what was looked at, one of a few names. title: how it stands, in a line. words: more
    about it, in sentences, "" for nothing. commands: what mends it, to be run in a terminal, one
    each. details: for those who know about it, in lines of their own.
    """

    check: str
    verdict: Verdict
    title: str
    words: str = ""
    commands: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
