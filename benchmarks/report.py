"""docs/performance.md: its table, what could not be measured, and its plots, from results.json."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from benchmarks import rows, store, table
from benchmarks.plot import Point, plot
from benchmarks.results import machine
from benchmarks.row import Effort, Measurement, When
from benchmarks.runner import Outcome

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "performance.md"
PICTURES = DOCS / "pictures"
BEGIN, END = "<!-- begin: make bench -->", "<!-- end: make bench -->"

Outcomes = Mapping[str, Outcome]


def write(outcomes: Outcomes) -> None:
    """Make the page's middle and the plots anew; what stands around the middle is left alone."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    plots = {name: made for name, made in _plots(outcomes).items() if made}
    for name, made in plots.items():
        (PICTURES / f"{name}.svg").write_text(made, encoding="utf-8")
    middle = "\n".join(page(outcomes, plots))
    PAGE.write_text(f"{before}{BEGIN}\n{middle}\n{END}{after}", encoding="utf-8")


def page(
    outcomes: Outcomes,
    plots: Iterable[str],
    measurements: Iterable[Measurement] = rows.MEASUREMENTS,
) -> list[str]:
    """The lines of the page's middle."""
    shown = [one for one in measurements if one.when is not When.NAMED or one.name in outcomes]
    lines = []
    for one in shown:
        lines += table.lines(one, outcomes[one.name].figures if one.name in outcomes else {})
    told = [note for one in shown if one.name in outcomes for note in outcomes[one.name].notes]
    told += _lesser(outcomes)
    told += [
        f"{one.name}: one round only"
        for one in shown
        if len(one.sides) > 1 and one.name in outcomes and outcomes[one.name].rounds == 1
    ]
    told += [
        f"{one.name}: not measured in the last run" for one in shown if one.name not in outcomes
    ]
    made = [f"![{name}](pictures/{name}.svg)" for name in plots]
    return [
        _when(outcomes),
        "",
        table.markdown(lines),
        "",
        *(f"- {note}" for note in told),
        "",
        *made,
    ]


def _lesser(outcomes: Outcomes) -> list[str]:
    """What the run was given less of than a full one has."""
    full = asdict(Effort())
    less = {
        (part, amount)
        for outcome in outcomes.values()
        for part, amount in outcome.effort.items()
        if amount < full[part]
    }
    return [f"{part}: {amount:,} instead of {full[part]:,}" for part, amount in sorted(less)]


def _when(outcomes: Outcomes) -> str:
    if not outcomes:
        return "Nothing was measured yet."
    dates = sorted(one.date for one in outcomes.values())
    loads = [one.load for one in outcomes.values()]
    here = machine()
    return (
        f"Measured from {dates[0]} to {dates[-1]} on {here['cores']} cores, {here['system']},"
        f" Python {here['python']}. The load average before the measurements was {min(loads):.1f}"
        f" to {max(loads):.1f} (what others did, and the measurements before)."
    )


def _plots(outcomes: Outcomes) -> dict[str, str]:
    def across(figure: str) -> dict[str, list[Point]]:
        """By side: clients and a figure of them."""
        curves: dict[str, list[Point]] = {}
        for clients in rows.SIZES:
            outcome = outcomes.get(f"crowd-{clients}")
            for side, amount in (outcome.figures.get(figure, {}) if outcome else {}).items():
                curves.setdefault(side, []).append((clients, amount))
        return curves

    delivered = {
        side: [(x, y * 1e6) for x, y in points] for side, points in across("flood").items()
    }
    archive = outcomes["archive"].figures if "archive" in outcomes else {}
    searches = {
        kind: [
            (size, amount)
            for size in store.SIZES
            for amount in archive.get(f"{kind} of {size}", {}).values()
        ]
        for kind in ("rare word", "common word", "Chinese", "page")
    }
    return {
        "delivered": plot("Delivered in a flood", "clients", "lines a second", delivered),
        "p99": plot("How late a word comes, p99", "clients", "ms", across("p99")),
        "memory": plot("Memory of the server", "clients", "MB", across("resident")),
        "search": plot("A page and searches, p95", "messages", "ms", searches),
    }
