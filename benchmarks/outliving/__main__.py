"""`python -m benchmarks.outliving`: does the room outlive its host?

Each round something happens to the host or its deputies, while people talk; afterwards nothing may
be lost, doubled or out of order. Prints a line a round: what happened and for how long, the seconds
until everybody was there again and had read what was said since, and the account; at the end how
long it took when hosts left and when they died. Linux, as root; nothing reaches a real network.
"""

import argparse
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from tests.e2e.page import why_no_browser
from tests.lan.networks import why_not

from .account import Account, balance
from .events import AT_ONCE, ENDS_HOST, EVENTS, LEAST, RETURN
from .place import FAKE_CLOCK, BrokenError, Place, prepare

TARGETS = {"leave": 2.0, "kill": 8.0}
"""Seconds within which everybody is to be there again."""


class Took(NamedTuple):
    """Seconds: from the beginning of an event until all people were back, and from its end until
    the place was whole, all copies too; from the beginning until all pages were back."""

    back: float
    whole: float
    pages: float


@dataclass(slots=True)
class Tally:
    """took: by event, each time. broken: what was lost, doubled, out of order, or did not get
    whole."""

    rounds: int = 0
    took: dict[str, list[Took]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{event}: {_figures(event, took)}" for event, took in self.took.items()]
        if self.broken:
            lines += [f"{len(self.broken)} of {self.rounds} rounds broken:", *self.broken]
        return "\n".join(lines if self.broken else [*lines, "Nothing lost, nothing doubled"])


def _figures(event: str, took: Sequence[Took]) -> str:
    back, whole, pages = ([one[part] for one in took] for part in (0, 1, 2))
    wanted = f" (wanted: {TARGETS[event]:g} s)" if event in TARGETS else ""
    return (
        f"{len(took)} times, back after {statistics.median(back):.2f} s in the median, "
        f"{max(back):.2f} s at worst{wanted}; whole {statistics.median(whole):.2f} s after its "
        f"end, {max(whole):.2f} s at worst"
    ) + (
        f"; pages back after {statistics.median(pages):.2f} s, {max(pages):.2f} s at worst"
        if any(pages)
        else ""
    )


def main(words: Sequence[str] | None = None) -> int:
    options = _options(words)
    why = why_not() or (why_no_browser() if options.pages else "")
    if options.clocks and not any(Path("/usr/lib").glob(FAKE_CLOCK)):
        why = "other clocks need libfaketime (on Debian: apt-get install faketime)"
    if why:
        print(f"This can't be tried here: {why}.")
        return 1
    tally = Tally()
    chance = random.Random(options.seed)
    events = _draw(chance, options.events)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        while tally.rounds < options.rounds:
            # After a place that is not as it was, a new one: else each later round would tell it.
            with closing(Place(Path(folder) / f"place{tally.rounds}", options.clocks)) as place:
                place.begin(options.members, options.windows, options.pages)
                try:
                    _play(place, options, chance, events, tally)
                except (AssertionError, BrokenError) as error:  # the first of a window
                    print(f"\n{error}", flush=True)
                    tally.broken.append(str(error))
                    if options.keep:
                        place.keep(options.keep / f"round{tally.rounds}")
    print(tally)
    return bool(tally.broken)


def _play(
    place: Place,
    options: argparse.Namespace,
    chance: random.Random,
    events: Iterator[str],
    tally: Tally,
) -> None:
    """The rounds that are left. Raises BrokenError."""
    while tally.rounds < options.rounds:
        tally.rounds += 1
        event = next(events)
        least = LEAST.get(event, 1.0)
        seconds = 0.0 if event in AT_ONCE else chance.uniform(least, max(least, options.longest))
        time.sleep(chance.uniform(0.5, 1.5))  # some talk before it
        place.windows.say()
        lasts = f" {seconds:.1f} s" if seconds else ""
        print(f"{tally.rounds:3} {event + lasts:14}", end="", flush=True)
        took = _happen(place, event, seconds)
        tally.took.setdefault(event, []).append(took)
        twins = f", {place.hosts} hosts became one" if place.hosts > 1 else ""
        pages = f", pages {took.pages:5.2f} s" if place.pages else ""
        print(
            f" back {took.back:5.2f} s, whole {took.whole:5.2f} s{pages}{twins}", end="", flush=True
        )
        account = _account(place)
        print(f"  {account}", flush=True)
        if not account.clean:
            raise BrokenError(f"{event}: {account}")
        place.order("talk")


def _draw(chance: random.Random, names: list[str]) -> Iterator[str]:
    """By chance, but each of them as often as the others."""
    while True:
        yield from chance.sample(names, len(names))


def _happen(place: Place, event: str, seconds: float) -> Took:
    """Let it happen, for so long. The place is whole again after it. Raises BrokenError."""
    before, place.hosts = place.host, 1
    end = EVENTS[event](place)
    moment = ended = time.monotonic()
    place.order(f"event {moment}")

    def end_it() -> None:
        nonlocal ended
        end()
        ended = time.monotonic()

    timer = Timer(seconds, end_it)
    timer.start()
    try:
        place.windows.say()
        gone = before.key if event in ENDS_HOST else ""
        back = place.wait_until_back(moment, gone, seconds)
    finally:
        timer.join()
    whole = place.wait_until_whole()
    pages = place.wait_until_back(moment, gone, pages=True) if place.pages else 0.0
    if event == RETURN and before not in place.deputies:
        raise BrokenError(f"what came back is no deputy: {before.told}")
    return Took(back, whole - ended, pages)


def _account(place: Place) -> Account:
    place.order("hush")
    place.wait_until_confirmed()
    told = place.wait_until_all_have_it()
    return balance(place.kept(), told)


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outliving", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--windows", type=int, default=0, help="real ones among the members")
    parser.add_argument("--pages", type=int, default=0, help="pages for browsers, too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--longest", type=float, default=60.0, help="seconds that something lasts, at most"
    )
    parser.add_argument(
        "--clocks", type=int, default=0, help="seconds by which clocks are fast or slow"
    )
    parser.add_argument("--keep", type=Path, help="a folder for what broken rounds leave")
    parser.add_argument("--events", nargs="+", choices=EVENTS, default=list(EVENTS))
    return parser.parse_args(words)


if __name__ == "__main__":
    # What was made is taken away when somebody ends this, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
