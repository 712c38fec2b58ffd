"""One runner for all measurements: sides take turns, and what fails is said and left out."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from benchmarks.row import OURS, Effort, Figures, Measurement, medians


class Failed(Exception):  # noqa: N818 - what happened, as OSError has it
    """A side could not do what is measured; the message says why, in plain words."""


_FAILURES = (Failed, OSError, AssertionError, RuntimeError, subprocess.SubprocessError)


@dataclass(slots=True)
class Outcome:
    """What one measurement gave. load: the machine's average of one minute, before it began;
    effort: the fields of the run's `Effort`."""

    date: str
    load: float
    rounds: int
    figures: dict[str, dict[str, float]]
    notes: list[str] = field(default_factory=list)
    effort: dict[str, float] = field(default_factory=dict)


def run(
    measurement: Measurement,
    rounds: int,
    effort: Effort,
    say: Callable[[str], None] = lambda _line: None,
) -> Outcome:
    """`rounds` times each side, in turns; every second round in the other order, so that nobody
    always comes after the same one. A side that fails is not asked again, and nobody is where we
    cannot be measured."""
    notes = []
    able = []
    for side in measurement.sides:
        if missing := side.missing():
            notes.append(f"{measurement.name}: {side.name} is left out: {missing}")
        else:
            able.append(side)
    if OURS not in {side.name for side in able}:
        able = []  # nothing to hold the others against
    date, load = datetime.now(UTC).isoformat(timespec="seconds"), round(_load(), 2)
    if len(able) == 1 and len(measurement.sides) == 1:
        rounds = 1  # nobody to take turns with: it has all its goes within
    goes: dict[str, list[Figures]] = {}
    for number in range(rounds):
        for side in able[:: -1 if number % 2 else 1]:
            say(f"{measurement.name}, round {number + 1} of {rounds}: {side.name}")
            try:
                goes.setdefault(side.name, []).append(side.measure(effort))
            except _FAILURES as error:
                notes.append(f"{measurement.name}: {side.name} is left out: {_first_line(error)}")
                able = [one for one in able if one is not side]
                del goes[side.name]
    return Outcome(date, load, rounds, medians(goes), notes, asdict(effort))


def missing(measurements: Iterable[Measurement]) -> list[str]:
    """A line for each thing that is not on this computer, however many measurements want it."""
    lacks: dict[str, list[str]] = {}
    for measurement in measurements:
        for side in measurement.sides:
            if why := side.missing():
                lacks.setdefault(f"{side.name}: {why}", []).append(measurement.name)
    return [f"{what} (left out of {', '.join(of)})" for what, of in lacks.items()]


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _load() -> float:
    return os.getloadavg()[0] if sys.platform != "win32" else 0.0
