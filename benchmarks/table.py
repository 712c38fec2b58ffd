"""The table: for the terminal, and in Markdown for docs/performance.md."""

from collections.abc import Iterable, Mapping

from benchmarks.row import Measurement, Medians, Row, Verdict, judge

EMPTY = "-"
HEADINGS = ("", "desktopchat", "beside", "", "ratio", "to reach", "")

Line = tuple[str, ...]


def lines(measurement: Measurement, figures: Medians) -> list[Line]:
    """The rows of a measurement as cells, one for each of HEADINGS. What was not measured is a
    dash."""
    return [_line(row, judge(row, figures)) for row in measurement.rows]


def _line(row: Row, verdict: Verdict) -> Line:
    return (
        f"{row.name} ({row.unit})",
        amount(verdict.ours),
        verdict.peer or _all(row.peers),
        amount(verdict.theirs) if row.peers else "",
        times(verdict.ratio) if row.peers else "",
        limit(row),
        outcome(row, verdict),
    )


def _all(peers: tuple[str, ...]) -> str:
    return " or ".join(peers)


def amount(value: float | None) -> str:
    """Three figures that count, without an exponent."""
    if value is None:
        return EMPTY
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def times(ratio: float | None) -> str:
    return EMPTY if ratio is None else f"{ratio:.2f}x"


def limit(row: Row) -> str:
    if row.limit is None:
        return ""
    sign = "≥" if row.more else "≤"
    return f"{sign} {row.limit:g}{'x' if row.peers else ' ' + row.unit}"


def outcome(row: Row, verdict: Verdict) -> str:
    """Whether the target is reached, and if not, by how much it is missed."""
    if row.limit is None:
        return ""
    if verdict.shortfall is None:
        return "not measured"
    if not verdict.shortfall:
        return "reached"
    word = "short by" if row.more else "over by"
    return f"{word} {verdict.shortfall:{'.0%' if row.limit else 'g'}}"


def text(rows: Iterable[Line]) -> str:
    """In columns: words to the left, figures to the right."""
    table = [HEADINGS, *rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    left = (0, 2, 6)
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    )


def markdown(rows: Iterable[Line]) -> str:
    marks = "|".join("---" if column in (0, 2, 6) else "--:" for column in range(len(HEADINGS)))
    table = [" | ".join(HEADINGS), *(" | ".join(line) for line in rows)]
    head, *rest = (f"| {line} |" for line in table)
    return "\n".join([head, f"|{marks}|", *rest])


def beside_committed(
    measurement: Measurement, figures: Medians, committed: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """A line for each row: its ratio (or amount) now, and in the results that are committed."""
    found = []
    for row in measurement.rows:
        sides = set(figures.get(row.figure, {})) & set(committed.get(row.figure, {}))
        now, then = judge(row, figures), judge(row, committed, sides)
        if row.peers:
            # Only beside peers that both have: else the one with more of them looks slower.
            fair = judge(row, figures, sides) if sides & set(row.peers) else now
            told, before, peer = times(fair.ratio), times(then.ratio), fair.peer or EMPTY
        else:
            told, before, peer = amount(now.ours), amount(then.ours), ""
        beside = f"beside {peer}" if row.peers else ""
        found.append(
            f"{f'{row.name} ({row.unit})':48}{beside:20}{told:>9}  committed {before:>9}"
            f"  {limit(row):>9}  {outcome(row, now)}".rstrip()
        )
    return found
