"""`python -m benchmarks.outliving`: does the room outlive its host?

Each round something happens to the host or its deputies, while people talk; afterwards nothing may
be lost, doubled or out of order. Prints a line a round: what happened and for how long, the seconds
until everybody was there again and had read what was said since, and the account; at the end how
long it took when hosts left and when they died. Linux, as root; nothing reaches a real network.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

from tests.lan.networks import why_not

from .account import Account, balance
from .events import AT_ONCE, ENDS_HOST, EVENTS
from .place import BrokenError, Place, prepare

TARGETS = {"leave": 2.0, "kill": 8.0}
"""Seconds within which everybody is to be there again."""


@dataclass(slots=True)
class Tally:
    """back: by event, the seconds that it took each time. broken: what was lost, doubled, out of
    order, or did not get whole."""

    back: dict[str, list[float]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def main(words: Sequence[str] | None = None) -> int:
    options = _options(words)
    if why := why_not():
        print(f"This can't be tried here: {why}.")
        return 1
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        with closing(Place(Path(folder))) as place:
            try:
                place.begin(options.members)
                _play(place, options, tally)
            except BrokenError as error:
                print(f"\n{error}")
                tally.broken.append(str(error))
    for event, target in TARGETS.items():
        if times := tally.back.get(event):
            print(
                f"{event}: {len(times)} times, back after {statistics.median(times):.2f} s in the "
                f"median, {max(times):.2f} s at worst (wanted: {target:g} s)"
            )
    print(
        f"{len(tally.broken)} of them broken" if tally.broken else "Nothing lost, nothing doubled"
    )
    return bool(tally.broken)


def _play(place: Place, options: argparse.Namespace, tally: Tally) -> None:
    chance = random.Random(options.seed)
    events = _draw(chance, options.events)
    for number in range(1, options.rounds + 1):
        event = next(events)
        seconds = 0.0 if event in AT_ONCE else chance.uniform(1.0, options.longest)
        time.sleep(chance.uniform(0.5, 1.5))  # some talk before it
        took = f" {seconds:.1f} s" if seconds else ""
        print(f"{number:3} {event + took:14}", end="", flush=True)
        back, hosts = _happen(place, event, seconds)
        tally.back.setdefault(event, []).append(back)
        twins = f", {hosts} hosts became one" if hosts > 1 else ""
        print(f" back {back:5.2f} s{twins}", end="", flush=True)
        account = _account(place)
        print(f"  {account}", flush=True)
        if not account.clean:
            tally.broken.append(f"{event} {account}")
        place.order("talk")


def _draw(chance: random.Random, names: list[str]) -> Iterator[str]:
    """By chance, but each of them as often as the others."""
    while True:
        yield from chance.sample(names, len(names))


def _happen(place: Place, event: str, seconds: float) -> tuple[float, int]:
    """Let it happen, for so long; seconds from its beginning until all are back, and how many
    hosted at one time then. The place is whole again after it. Raises BrokenError."""
    gone = place.host.key if event in ENDS_HOST else ""
    end = EVENTS[event](place)
    moment = time.monotonic()
    place.order(f"event {moment}")
    timer = Timer(seconds, end)
    timer.start()
    try:
        back = place.wait_until_back(moment, gone)
    finally:
        timer.join()
    return back, place.wait_until_whole()


def _account(place: Place) -> Account:
    place.order("hush")
    place.wait_until_confirmed()
    return balance(place.kept(), place.wait_until_all_have(len(place.kept())))


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outliving", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--longest", type=float, default=60.0, help="seconds that something lasts, at most"
    )
    parser.add_argument("--events", nargs="+", choices=EVENTS, default=list(EVENTS))
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
