"""A room outlives its host: the account that `benchmarks.outliving` keeps, and a round
of each thing that happens to it."""

import pytest

from benchmarks.outliving.account import Account, balance
from benchmarks.outliving.talk import Changed, Said, Told, parse, times_changed, words
from tests.lan.networks import why_not

A1, A2, B1 = Said("a", 1), Said("a", 2), Said("b", 1)
ALL = [A1, B1, A2]


def people(**view: list[Said]) -> list[Told]:
    """Two who have said, and were told that it arrived, what is in ALL."""
    return [
        Told("a", said=2, confirmed=[1, 2], view=view.get("a", ALL)),
        Told("b", said=1, confirmed=[1], view=view.get("b", ALL)),
    ]


def test_what_is_said_says_by_whom_and_when() -> None:
    assert parse(words("a", 2, 1.5)) == (A2, 1.5)
    assert parse("hello") is None
    changed = words("a", 2, 1.5, 3)
    assert (parse(changed), times_changed(changed)) == ((A2, 1.5), 3)


def test_all_is_well_where_everybody_has_all() -> None:
    assert balance(ALL, people()) == Account(3)
    assert balance(ALL, people()).clean


def test_the_order_of_different_people_may_differ() -> None:
    assert balance(ALL, people(a=[B1, A1, A2])).clean


def test_what_is_in_no_database_or_no_window_is_lost() -> None:
    assert balance([A1, B1], people()).lost == ["1 confirmed, not kept by the host: a 2"]
    missing = balance(ALL, people(b=[A1, A2])).lost
    assert missing == ["1 kept, not in the window of b: b 1"]


def test_of_what_is_long_ago_a_window_may_show_only_the_end() -> None:
    window = [Told("b", said=1, confirmed=[1], view=[B1, A2], partly=True)]
    assert balance(ALL, window).clean
    window = [Told("b", said=1, confirmed=[1], view=[A1, B1], partly=True)]
    assert balance(ALL, window).lost == ["1 kept, not in the window of b: a 2"]


def test_what_was_never_confirmed_is_lost() -> None:
    told = [Told("a", said=2, confirmed=[1], view=[A1])]
    assert balance([A1], told).lost == ["1 never confirmed: a 2"]


def test_what_stands_twice_is_doubled() -> None:
    account = balance([*ALL, A2], people(b=[A1, A1, B1, A2]))
    assert account.doubled == [
        "1 more than once with the host: a 2",
        "1 more than once with b: a 1",
    ]


def test_each_senders_order_counts() -> None:
    account = balance(ALL, people(b=[A2, A1, B1]))
    assert account.disordered == ["1 behind a later one with b: a 1"]


def test_what_was_changed_is_to_stand_so_in_every_window() -> None:
    done, before = Changed("a", 2, 2, liked=False), Changed("a", 2, 1, liked=True)
    told = people()
    told[0].did = told[0].changed = told[1].changed = [done]
    assert balance(ALL, told) == Account(3, changes=1)
    told[1].changed = [before]
    assert balance(ALL, told).lost == ["1 changed, not so in the window of b: a 2"]
    told[1].changed = []
    assert balance(ALL, told).lost == ["1 changed, not so in the window of b: a 2"]


def test_a_page_has_all_that_was_said_since_it_looked_in_the_hosts_order() -> None:
    page = Told("c", view=[B1, A2], since=B1)
    assert balance(ALL, [page]).clean
    page.view = [B1]
    assert balance(ALL, [page]).lost == ["1 kept, not in the window of c: a 2"]
    page.view, page.since = [B1, A1, A2], A1
    assert balance(ALL, [page]).disordered == ["1 not in the host's order with c: a 1"]


def test_what_was_typed_while_a_page_went_may_be_said_or_not() -> None:
    told = Told("b", said=2, confirmed=[1], view=ALL, unsure=[2])
    assert balance(ALL, [told]) == Account(3, gone=1)
    told.unsure = []
    assert balance(ALL, [told]).lost == ["1 never confirmed: b 2"]


def test_a_page_shows_what_was_changed_of_what_it_shows() -> None:
    done = Changed("a", 2, 1, liked=True)
    told = people()
    told[0].did = told[0].changed = told[1].changed = [done]
    page = Told("c", view=[B1, A2], since=B1, changed=[done])
    assert balance(ALL, [*told, page]).clean
    page.changed = []
    lost = balance(ALL, [*told, page]).lost
    assert lost == ["1 changed, not so in the window of c: a 2"]
    page.view, page.since = [B1], B1
    assert balance(ALL[:2], [Told("b", said=1, confirmed=[1], view=ALL[:2]), page]).clean


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_round_of_each(capfd: pytest.CaptureFixture[str], home: object) -> None:
    if why := why_not():
        pytest.skip(why)
    from benchmarks.outliving.__main__ import main

    events = ["leave", "kill", "stop", "lose-deputies", "cut", "split", "return", "move"]
    words = f"--rounds {len(events)} --members 4 --windows 1 --longest 2.5 --clocks 3600 --events"
    failed = main([*words.split(), *events])
    out = capfd.readouterr().out
    assert not failed, out
