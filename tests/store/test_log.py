"""The log: pages of it from every side, by msgid and by moment, and what is taken away."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktopchat.store.events import Write, bound, direct_target, moment_of, write_event
from desktopchat.store.place.host_store import HostStore
from desktopchat.store.place.log import Log, redact

from .logs import ADA, BEGIN, DIRECT, GRACE, event, in_memory, msgid, numbers


@pytest.fixture
def log() -> Iterator[Log]:
    """Ten messages in #room, three in #other between them, one direct."""
    events = [event(number) for number in range(10)]
    events += [event(number, target="#other") for number in (2, 5, 20)]
    events += [event(7, target=DIRECT)]
    with in_memory(events) as store, store.reading() as reader:
        yield reader.log


def at(number: int) -> str:
    """A bound by moment."""
    return bound(BEGIN + number * 1000)


def test_the_latest_come_oldest_first(log: Log) -> None:
    assert numbers(log.latest(["#room"], 3)) == [7, 8, 9]


def test_the_latest_are_newer_than_the_bound(log: Log) -> None:
    assert numbers(log.latest(["#room"], 5, after=msgid(7))) == [8, 9]


def test_before_a_message_come_those_just_before_it(log: Log) -> None:
    assert numbers(log.before(["#room"], msgid(4), 2)) == [2, 3]


def test_before_a_moment_its_own_message_is_left_out(log: Log) -> None:
    assert numbers(log.before(["#room"], at(4), 2)) == [2, 3]


def test_after_a_message_come_those_just_after_it(log: Log) -> None:
    assert numbers(log.after(["#room"], msgid(4), 2)) == [5, 6]


def test_around_has_the_message_itself_in_the_middle(log: Log) -> None:
    assert numbers(log.around(["#room"], msgid(5), 4)) == [3, 4, 5, 6]


def test_around_the_end_has_more_of_what_was_before(log: Log) -> None:
    assert numbers(log.around(["#room"], msgid(9), 4)) == [6, 7, 8, 9]


def test_between_counts_from_the_first_bound(log: Log) -> None:
    assert numbers(log.between(["#room"], msgid(2), msgid(7), 2, newest=False)) == [3, 4]
    assert numbers(log.between(["#room"], msgid(2), msgid(7), 2, newest=True)) == [5, 6]


def test_several_conversations_are_one_row_in_time(log: Log) -> None:
    assert numbers(log.after(["#room", "#other"], msgid(3), 4)) == [4, 5, 5, 6]
    assert numbers(log.latest(["#room", "#other"], 2)) == [9, 20]


def test_other_conversations_are_not_among_them(log: Log) -> None:
    assert numbers(log.latest(["#other"], 100)) == [2, 5, 20]
    assert log.latest(["#nowhere"], 100) == []
    assert log.latest([], 100) == []


def test_nothing_comes_from_beyond_the_ends(log: Log) -> None:
    assert log.before(["#room"], msgid(0), 10) == []
    assert log.after(["#room"], msgid(9), 10) == []
    assert log.between(["#room"], msgid(4), msgid(5), 10, newest=False) == []


def test_a_limit_of_nothing_gives_nothing(log: Log) -> None:
    assert log.latest(["#room"], 0) == log.around(["#room"], msgid(3), 0) == []


def test_only_the_kinds_asked_for_come() -> None:
    events = [event(0, kind="JOIN"), event(1), event(2, "bye", kind="PART"), event(3)]
    with in_memory(events) as store, store.reading() as reader:
        assert numbers(reader.log.latest(["#room"], 10, kinds=("PRIVMSG",))) == [1, 3]
        assert numbers(reader.log.latest(["#room"], 1, kinds=("JOIN", "PART"))) == [2]


def test_every_field_comes_back_as_it_was() -> None:
    one = event(1, "words\nof two lines", account="ada", tags="+a=b;+c", label="x" * 20)
    with in_memory([one]) as store, store.reading() as reader:
        assert reader.log.latest(["#room"], 1) == [one]
        assert reader.log.by_label("x" * 20) == one
        assert reader.log.by_msgid(["#other", "#room"], one.msgid) == one


def test_no_label_finds_nothing(log: Log) -> None:
    assert log.by_label("") is None
    assert log.by_label("unknown") is None


def test_an_event_that_is_there_stays_as_it_is() -> None:
    with in_memory([event(1, "first"), event(1, "second")]) as store, store.reading() as reader:
        assert [one.params for one in reader.log.latest(["#room"], 9)] == ["first"]


def test_the_newest_of_all_conversations_is_known(log: Log) -> None:
    assert log.last_msgid() == msgid(20)


def test_an_empty_log_has_no_newest() -> None:
    with in_memory([]) as store, store.reading() as reader:
        assert reader.log.last_msgid() == ""
        assert reader.log.latest(["#room"], 5) == []


def test_conversations_are_found_by_their_newest_message(log: Log) -> None:
    found = log.targets({"#room": "", "#other": ""}, ADA, "", "~", 10)
    assert found == [
        (DIRECT, BEGIN + 7000),
        ("#room", BEGIN + 9000),
        ("#other", BEGIN + 20_000),
    ]
    assert log.targets({"#room": "", "#other": ""}, "", at(9), at(20), 10) == [
        ("#room", BEGIN + 9000)
    ]


def test_direct_conversations_are_found_from_both_sides(log: Log) -> None:
    assert log.direct_targets(ADA) == log.direct_targets(GRACE) == [DIRECT]
    assert log.direct_targets("grace") == log.direct_targets("ad") == []


def test_a_direct_conversation_is_the_same_from_both_sides() -> None:
    assert direct_target("b", "a") == direct_target("a", "b")


def test_the_words_of_a_redacted_message_are_gone(log: Log) -> None:
    with in_memory([event(1, "secret", label="l" * 20, tags="+secret"), event(2)]) as store:
        store.commit(redact("#room", msgid(1)))
        with store.reading() as reader:
            assert numbers(reader.log.latest(["#room"], 9)) == [2]
            assert reader.log.by_msgid(["#room"], msgid(1)) is None
            left = reader.log.by_label("l" * 20)  # what is sent again is known by it
            assert left is not None
            assert (left.params, left.tags) == ("", "")
            kept = reader.connection.execute("SELECT * FROM events").fetchall()
            assert "secret" not in str(kept)
            assert reader.log.count() == 2


def test_writes_are_made_in_their_order() -> None:
    writes: list[Write] = [write_event(event(1)), *redact("#room", msgid(1)), write_event(event(2))]
    store = HostStore.in_memory()
    store.commit(writes)
    with store.reading() as reader:
        assert numbers(reader.log.latest(["#room"], 9)) == [2]


@given(st.integers(0, (1 << 50) - 1), st.integers(0, (1 << 50) - 1))
def test_bounds_sort_as_their_moments_do(one: int, other: int) -> None:
    assert (bound(one) < bound(other)) == (one < other)
    assert moment_of(bound(one)) == one


@settings(deadline=None, max_examples=50)
@given(
    st.sets(st.integers(0, 40), max_size=30),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 12),
)
def test_pages_are_what_a_plain_list_gives(
    there: set[int], one: int, other: int, limit: int
) -> None:
    every = sorted(there)
    with in_memory([event(number) for number in every]) as store, store.reading() as reader:
        log, room = reader.log, ["#room"]
        assert numbers(log.latest(room, limit)) == every[-limit:]
        before = [number for number in every if number < one]
        after = [number for number in every if number > one]
        assert numbers(log.before(room, msgid(one), limit)) == before[-limit:]
        assert numbers(log.after(room, msgid(one), limit)) == after[:limit]
        between = [number for number in every if min(one, other) < number < max(one, other)]
        wanted = between[-limit:] if one > other else between[:limit]
        assert (
            numbers(
                log.between(room, *sorted((msgid(one), msgid(other))), limit, newest=one > other)
            )
            == wanted
        )
        around = numbers(log.around(room, msgid(one), limit))
        assert len(around) == min(limit, len(every))
        assert around == sorted(around)
        if one in there:
            assert one in around
