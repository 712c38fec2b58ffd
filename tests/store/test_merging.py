"""What comes of two halves of a place, as values and in databases."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktopchat.store.database import connect
from desktopchat.store.events import Event, Write, kind_number, write_event
from desktopchat.store.place.bans import HostBan, remove_ban, write_ban
from desktopchat.store.place.log import Log, redact
from desktopchat.store.place.markers import write_marker
from desktopchat.store.place.merging import (
    Cut,
    has_copied_since,
    later_markers,
    merge,
    missing_changes,
    missing_events,
)
from desktopchat.store.place.rooms import write_room
from desktopchat.store.place.schema import MIGRATIONS
from desktopchat.store.place.writer import Writer

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3, unique_by=repr)
        | st.dictionaries(st.sampled_from(["x", "y"]), inner.filter(lambda one: one is not None))
    ),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_a_change_of_one_half_counts_and_no_change_is_none(base: Any, changed: Any) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2)), st.data())
def test_changes_of_different_things_commute(base: dict[str, int], data: st.DataObject) -> None:
    ours = dict(base) | data.draw(st.dictionaries(st.sampled_from("ab"), st.integers(3, 5)))
    theirs = dict(base) | data.draw(st.dictionaries(st.sampled_from("cd"), st.integers(3, 5)))
    if data.draw(st.booleans()):
        theirs.pop("c", None)
    assert merge(base, ours, theirs) == merge(base, theirs, ours)


def test_what_one_half_took_away_stays_away() -> None:
    base = {"grants": {"ada": "qo", "bo": "o"}, "lists": {"b": [["x!*@*", "ada", 1]]}}
    ours = {"grants": {"ada": "qo"}, "lists": {"b": []}}  # bo is no operator, x is let in again
    theirs = {"grants": {"ada": "qo", "bo": "o", "cy": "v"}, "lists": base["lists"]}
    merged = {"grants": {"ada": "qo", "cy": "v"}, "lists": {"b": []}}
    assert merge(base, ours, theirs) == merge(base, theirs, ours) == merged


# in databases

COMINGS = kind_number("JOIN"), kind_number("QUIT")


class Half:
    """A host's database, with what has changed it since the cut."""

    def __init__(self) -> None:
        self.connection = connect(":memory:")
        for migration in MIGRATIONS:
            migration(self.connection)
        self._writer = Writer(self.connection, None)

    def write(self, *writes: Write) -> None:
        self._writer.commit(writes)

    def take_in(self, other: "Half", cut: Cut) -> None:
        for writes in list(missing_events(self.connection, other.connection, cut.msgid)):
            self.write(*writes)
        self.write(*later_markers(self.connection, other.connection))
        changes = missing_changes(cut, self.connection, other.connection)
        self.write(*(write for writes in changes.values() for write in writes))

    def kept(self) -> dict[str, list[str]]:
        return {
            "events": self._rows(
                "SELECT name, msgid, params, label, redacted FROM events"
                " JOIN targets ON target = targets.id WHERE kind NOT IN (?, ?)",
                *COMINGS,
            ),
            "bans": self._rows("SELECT * FROM host_bans"),
            "markers": self._rows("SELECT * FROM markers"),
        }

    def comings(self) -> list[str]:
        return self._rows("SELECT msgid FROM events WHERE kind IN (?, ?)", *COMINGS)

    def _rows(self, statement: str, *values: int) -> list[str]:
        return sorted(map(repr, self.connection.execute(statement, values)))


def said(msgid: str, words: str, label: str = "", kind: str = "PRIVMSG") -> Write:
    return write_event(Event(msgid, 1, "#a", kind, "ada!a@h", "ada", words, "", label))


@pytest.fixture
def halves() -> Iterator[tuple[Half, Half, Cut]]:
    """Two that know the same."""
    made = Half(), Half()
    for half in made:
        half.write(
            said("01", "before"),
            said("02", "taken back later"),
            write_ban(HostBan("old!*@*", "", "ada", 1, 0)),
            write_room("#a", {"name": "#a", "topic": "before", "grants": {"ada": "qo"}}),
            write_marker("ada", "#a", 1),
        )
    yield *made, Cut.of(made[0].connection)
    for half in made:
        half.connection.close()


def test_a_cut_is_kept_and_read_as_it_was(halves: tuple[Half, Half, Cut], tmp_path: Any) -> None:
    cut = halves[2]
    assert Cut.kept(tmp_path) is None
    cut.keep(tmp_path)
    assert Cut.kept(tmp_path) == cut
    assert cut.msgid == "02"


def test_both_halves_come_to_the_same(halves: tuple[Half, Half, Cut]) -> None:
    one, other, cut = halves
    one.write(said("03a", "one"), write_ban(HostBan("new!*@*", "", "ada", 2, 0)))
    one.write(said("05a", "02 :", kind="REDACT"), *redact("#a", "02"))
    other.write(said("03b", "other"), write_marker("ada", "#a", 9), remove_ban("old!*@*"))
    other.write(write_room("#a", {"name": "#a", "topic": "other", "grants": {"ada": "qo"}}))
    one.take_in(other, cut)
    other.take_in(one, cut)
    assert one.kept() == other.kept()
    kept = one.kept()
    assert len(kept["bans"]) == 1
    assert "new!*@*" in kept["bans"][0]
    assert "('#a', '02', '', '', 1)" in kept["events"]
    (state,) = one._rows("SELECT state FROM rooms")
    assert "other" in state
    before = one.kept()
    one.take_in(other, cut)  # once more changes nothing
    assert one.kept() == before


def test_who_has_kept_a_copy_since_the_cut_is_known_by_what_was_said_since(
    halves: tuple[Half, Half, Cut],
) -> None:
    """What was taken away here since that copy must not come back by it."""
    one, other, cut = halves
    one.write(said("03a", "one"))
    other.write(said("03b", "other"))
    assert not has_copied_since(one.connection, other.connection, cut.msgid)
    other.write(said("03a", "one"))
    assert has_copied_since(one.connection, other.connection, cut.msgid)


def test_what_was_said_again_to_the_other_half_stands_where_it_was_said_first(
    halves: tuple[Half, Half, Cut],
) -> None:
    one, other, cut = halves
    one.write(said("04a", "are you there?", "label-of-a-message"))
    other.write(said("03b", "are you there?", "label-of-a-message"), said("05b", "next"))
    one.write(("INSERT INTO mentions VALUES (?, ?, ?)", ("token", "#a", "04a")))
    one.take_in(other, cut)
    other.take_in(one, cut)
    for half in (one, other):
        rows = half.connection.execute("SELECT msgid, params FROM events ORDER BY msgid").fetchall()
        assert rows[2:] == [("03b", "are you there?"), ("05b", "next")]
    (tags,) = one._rows("SELECT tags FROM events WHERE msgid = '03b'")
    assert "also=04a" in tags
    assert one._rows("SELECT msgid FROM mentions") == ["('03b',)"]
    before = one.kept()
    one.take_in(other, cut)
    assert one.kept() == before


@pytest.mark.parametrize("first", ["03a", "05a"])
@pytest.mark.parametrize("both", [False, True])
def test_what_was_said_to_both_and_taken_back_in_one_half_is_gone_from_both(
    halves: tuple[Half, Half, Cut], first: str, both: bool
) -> None:
    """Whoever has it by either name learns so."""
    one, other, cut = halves
    one.write(said(first, "to both", "label-of-a-message"))
    other.write(said("04b", "to both", "label-of-a-message"))
    one.write(*redact("#a", first), said("06a", f"{first} :sorry", kind="REDACT"))
    if both:
        other.write(*redact("#a", "04b"), said("07b", "04b", kind="REDACT"))
    one.take_in(other, cut)
    other.take_in(one, cut)
    assert one.kept() == other.kept()
    for half in (one, other):
        rows = half.connection.execute(
            "SELECT msgid, params, redacted FROM events WHERE label <> ''"
        ).fetchall()
        assert rows == [(min(first, "04b"), "", 1)]
        said_of = Log(half.connection)
        assert said_of.taking_away("#a", first)
        assert said_of.taking_away("#a", "04b")
    before = one.kept()
    one.take_in(other, cut)
    assert one.kept() == before


def test_who_followed_to_this_half_is_not_said_to_have_left(
    halves: tuple[Half, Half, Cut],
) -> None:
    one, other, cut = halves
    one.write(said("03a", "", kind="JOIN"))
    other.write(said("04b", "Connection lost", kind="QUIT"), said("05b", "bye", kind="PART"))
    one.take_in(other, cut)
    assert one.comings() == ["('03a',)"]
    assert any("05b" in row for row in one.kept()["events"])


class Places(RuleBasedStateMachine):
    """Three copies that were one: each goes on by itself, and takes in others in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.halves = [Half(), Half(), Half()]
        for half in self.halves:
            half.write(said("00", "before"))
        self.cut = Cut.of(self.halves[0].connection)
        self.count = 0
        self.said: set[str] = set()
        self.comings: list[list[str]] = [[], [], []]
        self.taken_back: set[str] = set()

    @rule(at=st.integers(0, 2))
    def say(self, at: int) -> None:
        self.count += 1
        msgid = f"{self.count:04}-{at}"
        self.said.add(msgid)
        self.halves[at].write(said(msgid, f"words {msgid}"))

    @rule(at=st.integers(0, 2), kind=st.sampled_from(["JOIN", "QUIT"]))
    def come_or_go(self, at: int, kind: str) -> None:
        self.count += 1
        msgid = f"{self.count:04}-{at}"
        self.comings[at].append(f"('{msgid}',)")
        self.halves[at].write(said(msgid, "", kind=kind))

    @rule(at=st.integers(0, 2), which=st.integers(0, 30))
    def take_back(self, at: int, which: int) -> None:
        known = [one for one in sorted(self.said) if self._has(at, one)]
        if known:
            msgid = known[which % len(known)]
            self.count += 1
            self.taken_back.add(msgid)
            self.halves[at].write(
                *redact("#a", msgid), said(f"{self.count:04}-{at}", f"{msgid} :", kind="REDACT")
            )

    @rule(at=st.integers(0, 2), other=st.integers(0, 2))
    def take_in(self, at: int, other: int) -> None:
        if at != other:
            self.halves[at].take_in(self.halves[other], self.cut)

    def _has(self, at: int, msgid: str) -> bool:
        found = self.halves[at].connection.execute(
            "SELECT 1 FROM events WHERE msgid = ? AND redacted = 0", (msgid,)
        )
        return found.fetchone() is not None

    @invariant()
    def nothing_is_there_twice(self) -> None:
        for half in self.halves:
            rows = half.connection.execute("SELECT msgid FROM events").fetchall()
            assert len(rows) == len(set(rows))

    @invariant()
    def who_came_and_went_stays_with_each_host(self) -> None:
        assert [half.comings() for half in self.halves] == self.comings

    def teardown(self) -> None:
        """In the end, whatever the order, all are the same, and nothing comes back."""
        with contextlib.ExitStack() as undo:
            for half in self.halves:
                undo.callback(half.connection.close)
            for at, other in ((0, 1), (0, 2), (1, 0), (2, 1), (2, 0), (1, 2)):
                self.halves[at].take_in(self.halves[other], self.cut)
            first = self.halves[0].kept()
            assert all(half.kept() == first for half in self.halves)
            for msgid in self.said:
                assert self._has(0, msgid) == (msgid not in self.taken_back)


TestPlaces = Places.TestCase
