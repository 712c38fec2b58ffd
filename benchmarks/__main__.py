"""`python -m benchmarks [NAME…]`: measure, print one table, keep the figures.

Without names: all that belong to the run (--list shows them). --quick takes under two minutes,
keeps nothing and prints each ratio beside the one that is committed. --report measures nothing: it
makes the table and the plots of docs/performance.md from results.json, as a full run does at its
end.
"""

import argparse
import sys
import time

from benchmarks import report, results, table
from benchmarks.peers import set_limits
from benchmarks.row import Effort, Measurement, When
from benchmarks.rows import MEASUREMENTS
from benchmarks.runner import missing, run

_LITTLE = Effort(seconds=0.5, starts=1, megabytes=250)
_QUICK_ENDS = 90.0
"""Seconds after which a quick run begins nothing more, on a machine that is too busy for all."""


def main() -> int:
    options = _options()
    if options.list:
        for one in MEASUREMENTS:
            print(f"{one.name:14}{one.when:8}{one.about}")
        return 0
    if options.report:
        report.write(results.read())
        return 0
    chosen = _chosen(options.names, options.quick)
    set_limits()
    for line in missing(chosen):
        print(line)
    effort = (
        _LITTLE
        if options.quick
        else Effort(options.seconds, megabytes=options.megabytes, messages=options.messages)
    )
    committed = results.read()
    kept = dict(committed)
    lines: list[table.Line] = []
    began = time.monotonic()
    for measurement in chosen:
        if options.quick and time.monotonic() - began > _QUICK_ENDS:
            print(f"{measurement.name}: left out, for this machine is too busy for two minutes")
            continue
        outcome = run(measurement, options.rounds, effort, _say)
        _say("")
        here = {side.name for side in measurement.sides if not side.missing()}
        for note in outcome.notes:
            if any(f": {name} is" in note for name in here):
                print(note)  # what is missing was said at the beginning
        if options.quick:
            then = committed.get(measurement.name)
            told = table.beside_committed(
                measurement, outcome.figures, then.figures if then else {}
            )
            print("\n".join(told), flush=True)
            continue
        kept[measurement.name] = outcome
        lines += table.lines(measurement, outcome.figures)
        results.write(kept)
    print(f"\n{table.text(lines)}" if lines else "")
    print(f"{time.monotonic() - began:.0f} s.")
    if not options.quick:
        report.write(kept)
        print(f"Kept in {results.RESULTS} and {report.PAGE}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of measurements")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true", help="what there is to measure")
    parser.add_argument("--report", action="store_true", help="only make the page anew")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each flood")
    parser.add_argument("--megabytes", type=int, default=1000, help="of a file")
    parser.add_argument("--messages", type=int, default=1_000_000, help="of the fullest archive")
    return parser.parse_args()


def _chosen(names: list[str], quick: bool) -> list[Measurement]:
    known = {one.name: one for one in MEASUREMENTS}
    if wrong := [name for name in names if name not in known]:
        sys.exit(f"There is no measurement {', '.join(wrong)}. There are: {', '.join(known)}.")
    if names:
        return [known[name] for name in names]
    run = {When.QUICK} if quick else {When.QUICK, When.FULL}
    return [one for one in MEASUREMENTS if one.when in run]


def _say(line: str) -> None:
    """Progress, on the screen only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")


if __name__ == "__main__":
    sys.exit(main())
