"""The runner of benchmarks, with sides that measure nothing."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import report, results, table
from benchmarks.plot import plot
from benchmarks.row import OURS, Effort, Measurement, Row, Side, When, judge, medians
from benchmarks.rows import MEASUREMENTS
from benchmarks.runner import Failed, Outcome, missing, run

FLOOD = Row("flood", "flood", "lines/s", 2.0, ("inspircd", "ngircd"), more=True)
JOINING = Row("joining", "joining", "s", 1.0, ("inspircd",))
MEMORY = Row("memory", "memory", "KB", 30.0)


def side(name: str, *amounts: float, calls: list[str] | None = None) -> Side:
    """It gives one amount after the other."""
    left = iter(amounts)

    def measure(_effort: Effort) -> dict[str, float]:
        if calls is not None:
            calls.append(name)
        return {"flood": next(left)}

    return Side(name, measure)


def fails(name: str, error: Exception) -> Side:
    def measure(_effort: Effort) -> dict[str, float]:
        raise error

    return Side(name, measure)


def absent(name: str) -> Side:
    return Side(name, lambda _effort: {}, lambda: "it is not installed")


def measurement(*sides: Side, when: When = When.FULL) -> Measurement:
    return Measurement("floods", "a flood", sides, (FLOOD,), when)


def test_the_sides_take_turns_and_the_order_changes() -> None:
    calls: list[str] = []
    run(
        measurement(side(OURS, 1, 2, 3, calls=calls), side("inspircd", 1, 2, 3, calls=calls)),
        3,
        Effort(),
    )
    assert calls == [OURS, "inspircd", "inspircd", OURS, OURS, "inspircd"]


def test_the_median_of_the_rounds_counts() -> None:
    outcome = run(measurement(side(OURS, 9, 1, 2), side("inspircd", 4, 4, 8)), 3, Effort())
    assert outcome.figures == {"flood": {OURS: 2, "inspircd": 4}}


def test_a_figure_that_one_round_did_not_give_has_the_median_of_the_others() -> None:
    assert medians({OURS: [{"a": 1.0, "b": 5.0}, {"a": 3.0}]}) == {"a": {OURS: 2.0}, "b": {OURS: 5}}


def test_who_has_nobody_to_take_turns_with_goes_once() -> None:
    calls: list[str] = []
    outcome = run(measurement(side(OURS, 1, 2, 3, calls=calls)), 3, Effort())
    assert calls == [OURS]
    assert outcome.rounds == 1


def test_a_side_that_fails_is_left_out_with_its_reason_and_the_others_go_on() -> None:
    broken = fails("inspircd", Failed("3 lines were lost\nof many"))
    outcome = run(measurement(side(OURS, 1, 2, 3), broken), 3, Effort())
    assert outcome.figures == {"flood": {OURS: 2}}
    assert outcome.notes == ["floods: inspircd is left out: 3 lines were lost"]


def test_a_side_that_fails_in_a_later_round_has_no_figure() -> None:
    goes = iter([{"flood": 1.0}])

    def measure(_effort: Effort) -> dict[str, float]:
        if (go := next(goes, None)) is None:
            raise Failed("it ended")
        return go

    outcome = run(measurement(side(OURS, 1, 2, 3), Side("ngircd", measure)), 3, Effort())
    assert outcome.figures == {"flood": {OURS: 2}}


def test_a_mistake_of_the_benchmark_itself_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        run(measurement(fails(OURS, KeyError("x"))), 1, Effort())


def test_a_peer_that_is_not_installed_is_left_out_and_said_once() -> None:
    first, second = measurement(side(OURS, 1), absent("ngircd")), measurement(absent("ngircd"))
    assert run(first, 1, Effort()).figures == {"flood": {OURS: 1}}
    assert missing([first, second]) == ["ngircd: it is not installed (left out of floods, floods)"]


def test_the_peers_are_not_measured_where_we_cannot_be() -> None:
    calls: list[str] = []
    run(measurement(absent(OURS), side("inspircd", 1, calls=calls)), 1, Effort())
    assert calls == []


def test_a_ratio_is_to_the_best_of_the_peers() -> None:
    verdict = judge(FLOOD, {"flood": {OURS: 3, "inspircd": 2, "ngircd": 4, "C relay": 9}})
    assert (verdict.peer, verdict.ratio) == ("ngircd", 0.75)
    fastest = Row("joining", "joining", "s", 1.0, ("inspircd", "ngircd"))
    assert judge(fastest, {"joining": {OURS: 3, "inspircd": 2, "ngircd": 4}}).peer == "inspircd"


@pytest.mark.parametrize(
    ("row", "sides", "shortfall", "words"),
    [
        (FLOOD, {OURS: 3, "inspircd": 2}, 0.25, "short by 25%"),
        (FLOOD, {OURS: 4, "inspircd": 2}, 0.0, "reached"),
        (JOINING, {OURS: 3, "inspircd": 2}, 0.5, "over by 50%"),
        (JOINING, {OURS: 1, "inspircd": 2}, 0.0, "reached"),
        (MEMORY, {OURS: 45}, 0.5, "over by 50%"),
        (MEMORY, {OURS: 30}, 0.0, "reached"),
        (FLOOD, {OURS: 3}, None, "not measured"),
        (FLOOD, {"inspircd": 3}, None, "not measured"),
        (MEMORY, {}, None, "not measured"),
        (Row("flood", "flood", "lines/s"), {OURS: 3}, None, ""),
    ],
)
def test_what_misses_its_target_says_by_how_much(
    row: Row, sides: dict[str, float], shortfall: float | None, words: str
) -> None:
    verdict = judge(row, {row.figure: sides})
    assert verdict.shortfall == shortfall
    assert table.outcome(row, verdict) == words


def test_nothing_may_be_lost_and_a_loss_is_over_that() -> None:
    none = Row("lost", "lost", "messages", 0)
    assert table.outcome(none, judge(none, {"lost": {OURS: 0}})) == "reached"
    assert table.outcome(none, judge(none, {"lost": {OURS: 3}})) == "over by 3"


def test_the_table_has_a_dash_for_what_was_not_measured() -> None:
    [line] = table.lines(measurement(), {"flood": {OURS: 1234.5}})
    assert line[1:6] == ("1,234", "inspircd or ngircd", "-", "-", "≥ 2x")
    assert "flood (lines/s)" in table.text([line])
    assert table.markdown([line]).splitlines()[1] == "|---|--:|---|--:|--:|--:|---|"


def test_amounts_are_read_without_an_exponent() -> None:
    assert [table.amount(value) for value in (None, 0, 0.456, 12.34, 123456.7)] == [
        "-",
        "0.00",
        "0.46",
        "12.3",
        "123,457",
    ]


def test_a_quick_run_stands_beside_the_committed_one_with_the_same_peers() -> None:
    now = {"flood": {OURS: 3.0, "inspircd": 2.0}}
    committed = {"flood": {OURS: 4.0, "inspircd": 2.0, "ngircd": 8.0}}
    [line] = table.beside_committed(measurement(), now, committed)
    assert "beside inspircd" in line
    assert "1.50x  committed     2.00x" in line


def test_a_quick_run_says_what_was_never_committed() -> None:
    now = {"flood": {OURS: 3.0, "inspircd": 2.0}}
    [line] = table.beside_committed(measurement(), now, {})
    assert "1.50x  committed         -" in line


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    outcome = Outcome("2026-11-28T23:00:00+00:00", 1.5, 3, {"flood": {OURS: 1234567.0}}, ["a note"])
    path = tmp_path / "results.json"
    assert results.read(path) == {}
    results.write({"floods": outcome}, path)
    read = results.read(path)["floods"]
    assert read.figures == {"flood": {OURS: 1235000.0}}
    assert (read.date, read.load, read.rounds, read.notes) == (outcome.date, 1.5, 3, ["a note"])


def test_the_page_says_what_was_not_measured_and_what_had_few_rounds() -> None:
    both = (side(OURS), side("inspircd"))
    other = Measurement("files", "", (), (MEMORY,))
    outcome = Outcome("2026-11-28T23:00:00+00:00", 1.5, 1, {"flood": {OURS: 3, "inspircd": 1}})
    outcome.effort["messages"] = 1000
    page = "\n".join(report.page({"floods": outcome}, ["p99"], [measurement(*both), other]))
    assert "2026-11-28" in page
    assert "- files: not measured in the last run" in page
    assert "- floods: one round only" in page
    assert "- messages: 1,000 instead of 1,000,000" in page
    assert "![p99](pictures/p99.svg)" in page


def test_a_plot_has_a_line_for_each_curve_and_leaves_out_what_has_no_point() -> None:
    made = plot("Lines & more", "clients", "ms", {"a": [(10, 1), (100, 10)], "b": [(10, 0)]})
    assert made.count("<polyline") == 1
    assert "Lines &amp; more" in made
    assert plot("Lines", "clients", "ms", {"a": []}) == ""


def test_a_plot_places_points_between_the_powers_of_ten() -> None:
    made = plot("Lines", "clients", "ms", {"a": [(10, 1), (100, 1), (1000, 100)]})
    assert 'points="70.0,310.0 290.0,310.0 510.0,40.0"' in made


def test_each_measurement_is_declared_once_and_its_rows_have_their_peers_among_its_sides() -> None:
    names = Counter(one.name for one in MEASUREMENTS)
    assert max(names.values()) == 1
    for one in MEASUREMENTS:
        sides = {side.name for side in one.sides}
        assert OURS in sides
        assert {peer for row in one.rows for peer in row.peers} <= sides
