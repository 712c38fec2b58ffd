"""What a measurement is made of, as values; what can be worked out of its figures, as functions.

Nothing here starts or reads anything.
"""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

OURS = "desktopchat"

Figures = Mapping[str, float]
"""What one go of one side gave: amounts by the names that `Row.figure` looks them up by."""

Medians = Mapping[str, Mapping[str, float]]
"""Of all rounds: figure -> side -> the middle one."""


class When(StrEnum):
    """The smallest run that a measurement belongs to."""

    QUICK = "quick"
    FULL = "full"
    NAMED = "named"
    """Only where somebody asks for it by name: it takes minutes, or is only of interest beside
    others."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a run may cost. seconds: of each flood or talk; starts: of a window in each go;
    megabytes: of a file; messages: of the fullest archive."""

    seconds: float = 1.0
    starts: int = 3
    megabytes: int = 1000
    messages: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Side:
    """One of those that take turns. missing: why it cannot be measured here, or ""."""

    name: str
    measure: Callable[[Effort], Figures]
    missing: Callable[[], str] = lambda: ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    limit is what to reach: beside the best of `peers`, a ratio; without peers, an amount in `unit`;
    None is for what only informs.
    """

    figure: str
    name: str
    unit: str
    limit: float | None = None
    peers: tuple[str, ...] = ()
    more: bool = False
    """Whether more is better."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Sides that do the same thing in turns, and the rows that come of it."""

    name: str
    about: str
    sides: tuple[Side, ...]
    rows: tuple[Row, ...]
    when: When = When.FULL


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row with its figures. Each is None where it was not measured. ratio: ours to the peer's."""

    ours: float | None
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    shortfall: float | None = None
    """What is missing to the limit, as a share of it: 0.25 is a quarter too slow; 0 reaches it.
    To a limit of nothing, the amount itself."""


def medians(rounds: Mapping[str, list[Figures]]) -> dict[str, dict[str, float]]:
    """Of all rounds of all sides. A figure that not each round gave has the middle of those that
    did."""
    found: dict[str, dict[str, list[float]]] = {}
    for side, goes in rounds.items():
        for go in goes:
            for figure, amount in go.items():
                found.setdefault(figure, {}).setdefault(side, []).append(amount)
    return {
        figure: {side: statistics.median(amounts) for side, amounts in sides.items()}
        for figure, sides in found.items()
    }


def judge(row: Row, figures: Medians, only: set[str] | None = None) -> Verdict:
    """What became of a row. only: leave the peers out that are not in it, so that a run with fewer
    peers can be held against one with more."""
    sides = figures.get(row.figure, {})
    ours = sides.get(OURS)
    there = [peer for peer in row.peers if peer in sides and (only is None or peer in only)]
    if not there:
        reached = ours if not row.peers else None
        return Verdict(ours, shortfall=_shortfall(row, reached))
    peer = (max if row.more else min)(there, key=sides.__getitem__)
    theirs = sides[peer]
    ratio = ours / theirs if ours is not None and theirs else None
    return Verdict(ours, peer, theirs, ratio, _shortfall(row, ratio))


def _shortfall(row: Row, reached: float | None) -> float | None:
    if reached is None or row.limit is None:
        return None
    if not row.limit:
        return reached
    share = reached / row.limit
    return max(0.0, 1 - share if row.more else share - 1)
