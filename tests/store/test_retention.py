"""Forgetting what is too old or too much: the oldest goes, the newest stays, the files shrink."""

import itertools
import time
from pathlib import Path

import pytest

from desktopchat.store.events import Event, bound, write_event
from desktopchat.store.place import retention
from desktopchat.store.place.host_store import DATABASE, SEARCH, HostStore
from tests.waiting import wait_until

from .logs import event, numbers, opened

_COUNT = itertools.count(1000)


def rounds(store: HostStore) -> int:
    assert store._retention is not None
    return store._retention.rounds


def kept(store: HostStore, *targets: str) -> list[int]:
    with store.reading() as reader:
        return numbers(reader.log.latest(targets or ("#room",), 100_000))


def said_now(text: str) -> Event:
    moment = round(time.time() * 1000)
    return Event(
        f"{bound(moment)}{next(_COUNT):04d}{'0' * 12}",
        moment,
        "#room",
        "PRIVMSG",
        "a!b@c",
        params=text,
    )


def test_everything_is_kept_unless_it_is_asked_otherwise(tmp_path: Path) -> None:
    with opened(tmp_path, [event(number) for number in range(5)]) as store:
        store.keep(0, 0)
        assert store._retention is None
        assert kept(store) == [0, 1, 2, 3, 4]


def test_what_is_older_than_so_many_days_goes_from_all_rooms(tmp_path: Path) -> None:
    events = [event(number, target=f"#r{number % 3}") for number in range(900)]
    with opened(tmp_path, [*events, said_now("fresh")]) as store:
        store.keep(30, 0)
        wait_until(lambda: rounds(store))
        assert kept(store, "#r0", "#r1", "#r2") == []
        assert len(kept(store)) == 1


def test_up_to_where_the_log_was_let_go_of_is_told(tmp_path: Path) -> None:
    events = [event(number) for number in range(3)]
    told: list[str] = []
    with opened(tmp_path, [*events, said_now("fresh")]) as store:
        store.keep(30, 0, told.append)
        wait_until(lambda: rounds(store))
        assert told == [events[-1].msgid]


def test_the_newest_of_all_stays_however_old_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention.RetentionClock, "moment", lambda today: today._wall())
    with opened(tmp_path, [event(number) for number in range(500)]) as store:
        store.keep(1, 0)
        wait_until(lambda: rounds(store))
        assert kept(store) == [499]
        store.commit([write_event(event(500, "after"))])
        assert numbers(store.search.search(["#room"], "after")) == [500]


YEAR = 365 * 24 * 3600 * 1000


def test_one_start_with_a_clock_that_is_a_year_ahead_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_wall", lambda: event(499).moment + YEAR)
    with opened(tmp_path, [event(number) for number in range(500)]) as store:
        store.keep(30, 0)
        wait_until(lambda: rounds(store))
        assert len(kept(store)) == 500


def test_age_follows_the_clock_by_a_day_an_hour_and_never_goes_back() -> None:
    hour, day = 3600 * 1000, 24 * 3600 * 1000
    wall, ticks = [YEAR], [0]
    today = retention.RetentionClock(YEAR - day // 2, lambda: wall[0], lambda: ticks[0])
    assert today.moment() == YEAR - day // 2
    for passed in range(1, 4):
        wall[0], ticks[0] = YEAR + passed * hour, passed * hour
        assert today.moment() == wall[0]
    wall[0] += YEAR
    ticks[0] += hour
    assert today.moment() == YEAR + 3 * hour + day
    wall[0] -= YEAR
    ticks[0] += hour
    assert today.moment() == YEAR + 3 * hour + day


def test_of_too_much_the_oldest_goes_and_the_files_shrink(tmp_path: Path) -> None:
    words = " ".join(f"filler{number}" for number in range(100))
    with opened(tmp_path, [event(number, f"{words} n{number}") for number in range(4000)]) as store:
        assert (
            numbers(store.search.search(["#room"], "n7"))
            == sorted((n for n in range(4000) if str(n).startswith("7")), reverse=True)[:50]
        )
    before = [(tmp_path / name).stat().st_size for name in (DATABASE, SEARCH)]
    assert before[0] > 3_000_000
    with opened(tmp_path) as store:
        store.keep(0, 2)
        wait_until(lambda: rounds(store), timeout=20)
        left = kept(store)
        assert left == list(range(left[0], 4000))
        assert 500 < len(left) < 3500
        assert store.search.search(["#room"], f"n{left[0]}")
        assert not store.search.search(["#room"], f"n{left[0] - 1}")
        index = store.search._index
        index.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        rows = index.execute("SELECT count(*) FROM words WHERE words MATCH 'filler1'").fetchone()
        assert rows == (len(left),)
    after = [(tmp_path / name).stat().st_size for name in (DATABASE, SEARCH)]
    assert after[0] < 2_300_000
    assert after[1] < before[1]


def test_what_went_leaves_no_words_in_the_file(tmp_path: Path) -> None:
    with opened(tmp_path, [event(n, f"verysecret {n}") for n in range(300)]) as store:
        store.commit([write_event(said_now("fresh"))])
        store.keep(30, 0)
        wait_until(lambda: rounds(store))
    assert b"verysecret" not in (tmp_path / DATABASE).read_bytes()


def test_what_was_not_indexed_yet_is_forgotten_too(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.keep(30, 0)
        store.commit([write_event(event(number)) for number in range(3000)])
        wait_until(lambda: rounds(store))
    with opened(tmp_path, [said_now("fresh")]) as store:
        store.keep(30, 0)
        wait_until(lambda: rounds(store))
        assert store.search.search(["#room"], "word") == []


def test_writing_goes_on_meanwhile(tmp_path: Path) -> None:
    events = [event(number) for number in range(3000)]
    with opened(tmp_path, [*events, said_now("fresh")]) as store:
        store.keep(30, 0)
        written = 0
        while not rounds(store):
            store.commit([write_event(said_now("busy"))])
            written += 1
        assert written > 1
        store.commit([write_event(said_now("last"))])
        with store.reading() as reader:
            assert [one.params for one in reader.log.latest(["#room"], 1)] == ["last"]
            assert numbers(reader.log.after(["#room"], "", 1)) > [3000]


def test_closing_does_not_wait_until_all_is_gone(tmp_path: Path) -> None:
    events = [event(number) for number in range(20_000)]
    with opened(tmp_path, [*events, said_now("fresh")]) as store:
        store.keep(30, 0)
        wait_until(lambda: len(kept(store)) < 20_000)
    with opened(tmp_path) as store:
        assert len(kept(store)) > retention._STEP
