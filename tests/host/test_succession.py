"""When a deputy carries on: what it has heard, and for how long it has heard nothing."""

import contextlib
import errno
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.host.deputies import roster
from desktopchat.host.deputies.allowed import may_copy
from desktopchat.host.deputies.asking import Answer
from desktopchat.host.deputies.copies import Copies
from desktopchat.host.deputies.copy import await_copy
from desktopchat.host.deputies.deputies import Deputies
from desktopchat.host.deputies.frames import FrameError
from desktopchat.host.deputies.roster import (
    Candidate,
    Inheritance,
    InheritedDoor,
    KeptInheritance,
    Roster,
    carried_on,
    carry_on,
    copied_from,
    keep_roster,
    kept_roster,
    reachable_first,
)
from desktopchat.host.deputies.succession import Succession
from desktopchat.host.net.tls import load_key
from desktopchat.hosting.chosen import FILE
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import short
from desktopchat.store.paths import INHERITANCE_FILE
from desktopchat.store.place.host_store import COPIED, DATABASE, HostStore
from desktopchat.store.place.merging import Cut

HOST, ADA, BO = (Address("10.0.0.1", 6697 + n, True, "", f"{n}" * 64) for n in (1, 2, 3))
ROSTER = Roster(HOST.fingerprint, 3, (Candidate(ADA, True), Candidate(BO, False)), (BO,))


class Heir:
    """As `feed.DeputyFeed`, of one that hosts the place already."""

    address, fingerprint, hosts_in, parted = ADA, ADA.fingerprint, 6, "the last that both knew"


def lost(at: float = 0.0) -> Succession:
    return Succession(at, unanswered=True)


def test_with_a_member_that_lost_the_host_two_seconds_are_enough() -> None:
    one = lost()
    one.member_came(1.9)
    assert not one.due(1.9, in_sync=True)
    assert one.due(2.0, in_sync=True)


def test_alone_it_takes_longer_for_it_may_be_this_computer_that_is_cut_off() -> None:
    one = lost()
    assert not one.due(7.9, in_sync=True)
    assert one.due(8.0, in_sync=True)


def test_what_somebody_said_long_ago_counts_no_more() -> None:
    one = lost()
    one.member_came(0.5)
    assert not one.due(4.0, in_sync=True)


def test_one_before_it_that_answers_no_more_has_begun_to_carry_on_and_is_waited_for() -> None:
    one = lost()
    one.deputy_said("b", 2.0, hears=False, before=True)
    one.deputy_said("b", 3.0, hears=None, before=True)
    for now in (4.0, 7.9):
        one.member_came(now)
        assert not one.due(now, in_sync=True)
    one.member_came(8.0)
    assert one.due(8.0, in_sync=True)


def test_who_was_before_it_under_an_earlier_host_counts_no_more() -> None:
    one = lost()
    one.deputy_said("b", 2.0, hears=False, before=True)
    one.host_spoke(5.0)  # which is b now
    one.unanswered = True
    one.member_came(7.0)
    assert one.due(7.0, in_sync=True)


def test_nobody_carries_on_while_somebody_hears_the_host() -> None:
    one = lost()
    one.member_came(20.0)
    one.deputy_said("b", 20.0, hears=True, before=False)
    assert not one.due(20.0, in_sync=True)
    one.member_came(24.0)
    assert one.due(24.0, in_sync=True)


def test_nobody_carries_on_while_the_host_answers() -> None:
    one = Succession(0.0)
    one.member_came(30.0)
    assert not one.due(30.0, in_sync=True)
    one.unanswered = True
    assert one.due(30.0, in_sync=True)
    one.host_spoke(30.0)
    assert not one.due(100.0, in_sync=True)


def test_who_stands_further_behind_waits_for_those_that_can_be_reached() -> None:
    one = lost()
    one.deputy_said("b", 3.0, hears=False, before=True)
    assert not one.due(3.9, in_sync=True)
    assert one.due(4.0, in_sync=True)
    one = lost()
    one.deputy_said("b", 2.0, hears=None, before=True)
    one.member_came(2.0)
    assert one.due(2.0, in_sync=True)


def test_who_lacks_the_last_words_waits_longer() -> None:
    one = lost()
    one.member_came(5.0)
    assert not one.due(5.9, in_sync=False)
    assert one.due(6.0, in_sync=False)


@given(
    st.floats(0, 20),
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 20), st.none() | st.booleans())),
    st.booleans(),
)
def test_of_two_that_hear_the_same_the_second_is_never_earlier(
    now: float, said: list[tuple[str, float, bool | None]], member: bool
) -> None:
    """The first knows of no better one; the second can reach the first."""
    first, second = lost(), lost()
    for one, before in ((first, False), (second, True)):
        for key, at, hears in said:
            one.deputy_said(key, at, hears=hears, before=False)
        if member:
            one.member_came(now)
        one.deputy_said("the other", now, hears=False, before=before)
    assert not second.due(now, in_sync=True) or first.due(now, in_sync=True)


# what is kept of it


def inheritance() -> Inheritance:
    return Inheritance(
        "Lab",
        "#a",
        "secret",
        "known",
        {BO.fingerprint: "Bo", ADA.fingerprint: "Ada"},
        ROSTER,
        (InheritedDoor(False, 6680, "t" * 22),),
        6667,
    )


def test_a_roster_of_an_earlier_version_is_read() -> None:
    said = ROSTER.json() | {"introduced": ["a" * 64, str(BO)]}
    assert Roster.of_json(said) == replace(ROSTER, introduced=(BO,))


def test_a_roster_and_an_inheritance_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert Inheritance.of_body(inheritance().body()) == inheritance()
    assert kept_roster(tmp_path) is None
    keep_roster(tmp_path, ROSTER)
    assert kept_roster(tmp_path) == ROSTER
    assert [ROSTER.rank(one.fingerprint) for one in (ADA, BO, HOST)] == [0, 1, None]


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        inheritance().body().replace(b'"known"', b'"everybody"'),
        inheritance().body().replace(b"ircs://", b"irc://").replace(b"fingerprint", b"f"),
        inheritance().body().replace(b'"epoch": 3', b'"epoch": "3"'),
        inheritance().body().replace(b"true]", b"1]"),
        inheritance().body().replace(b'"Bo"', b"1"),
        inheritance().body().replace(b"6680", b"66800"),
        inheritance().body().replace(b"[false,", b"[0,"),
    ],
)
def test_what_nobody_can_inherit_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        Inheritance.of_body(body)


def test_a_deputy_knows_its_place_after_its_own_restart(tmp_path: Path) -> None:
    kept = KeptInheritance(tmp_path, HOST)
    assert kept.inherit() is None
    kept.keep(inheritance())
    kept.follow(ADA)
    again = KeptInheritance(tmp_path, HOST)  # started with the link of the first host, as before
    assert again.host == ADA
    assert again.inheritance == inheritance()
    heir = again.inherit()
    assert heir is not None
    assert (heir.roster.epoch, heir.roster.former) == (4, (ADA, BO))
    other = KeptInheritance(tmp_path, Address("10.0.0.9", 6697, True, "", "9" * 64))
    assert other.inheritance is None  # that is another place


@pytest.mark.parametrize(("code", "times"), [(errno.ENOSPC, 0), (errno.EACCES, 1)])
def test_what_a_deputy_can_not_remember_is_told_once_and_of_a_full_disk_by_the_copy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: int,
    times: int,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    kept = KeptInheritance(tmp_path, HOST)
    with monkeypatch.context() as disk:
        disk.setattr(roster, "write_whole", refuse)
        for _ in range(4):
            kept.keep(inheritance())
    assert len(caplog.messages) == times
    kept.keep(inheritance())
    assert KeptInheritance(tmp_path, HOST).inheritance == inheritance()


def hosted_by(number: int) -> Address:
    return Address(f"10.0.1.{number}", 6697, True, "", f"{number:064x}")


def live_through(kept: KeptInheritance, hosts: range) -> None:
    """One of them carries the place on after the other."""
    for number in hosts:
        there = hosted_by(number)
        kept.keep(replace(inheritance(), roster=kept.roster.succeeded(kept.host)))
        kept.follow(there)


def test_who_hosted_is_kept_once_where_it_was_last_and_who_began_the_place_always() -> None:
    founder, heir = hosted_by(1), hosted_by(2)
    roster = Roster(founder.fingerprint)
    for port in range(7000, 7006):  # the two take turns, each time at another port
        roster = roster.succeeded(replace(founder, port=port))
        roster = roster.succeeded(replace(heir, port=port))
    assert roster.former == (replace(heir, port=7005), replace(founder, port=7005))
    # One that keeps a copy is at another port by now.
    there = replace(founder, port=7010)
    roster = roster.with_candidates((Candidate(there, True),)).with_candidates(())
    assert roster.places[founder.fingerprint] == there
    for number in range(3, 20):
        roster = roster.succeeded(hosted_by(number))
    assert roster.former == (*map(hosted_by, (19, 18, 17, 16)), there)


def nobody_answers(_: Address) -> str:
    return ""


def test_the_command_that_made_a_deputy_is_known_however_often_the_place_went_on(
    tmp_path: Path,
) -> None:
    first = hosted_by(0)  # not who began the place
    kept = KeptInheritance(tmp_path, first)
    kept.keep(inheritance())
    live_through(kept, range(1, 9))
    again = KeptInheritance(tmp_path, first)
    assert again.host == hosted_by(8)
    assert first not in again.roster.former


def test_a_deputy_that_hosted_twice_is_the_host_again_by_its_first_command(tmp_path: Path) -> None:
    """It went over to others in between, whom what it had kept by then does not know."""
    first, later = hosted_by(0), hosted_by(9)
    kept = KeptInheritance(tmp_path, first)
    kept.keep(inheritance())
    yielded = KeptInheritance(tmp_path, later)
    assert yielded.inheritance is None
    roster = Roster(HOST.fingerprint, 12)
    yielded.keep(replace(inheritance(), roster=roster))
    live_through(yielded, range(10, 18))
    heir = yielded.inherit()
    assert heir is not None
    HostStore(tmp_path).close()
    carry_on(tmp_path, heir, ADA.fingerprint)
    for command in (first, later):
        assert carried_on(tmp_path, command, nobody_answers) is not None
    another = Address("10.0.0.9", 6697, True, "", "9" * 64)
    assert carried_on(tmp_path, another, nobody_answers) is None
    assert carried_on(tmp_path, another, lambda _: another.fingerprint) is None


def test_a_deputy_that_hosted_is_it_again_with_the_link_of_a_later_host_of_its_place(
    tmp_path: Path,
) -> None:
    """As a window starts it, which knows who hosts now."""
    kept = KeptInheritance(tmp_path, HOST)
    kept.keep(inheritance())
    heir = kept.inherit()
    assert heir is not None
    HostStore(tmp_path).close()
    carry_on(tmp_path, heir, ADA.fingerprint)
    later = hosted_by(9)
    assert carried_on(tmp_path, later, nobody_answers) is None
    assert carried_on(tmp_path, later, lambda _: HOST.fingerprint) is not None
    assert carried_on(tmp_path, later, nobody_answers) is not None  # a command of its own by now


def test_a_deputy_that_hosted_is_it_again_with_its_own_link(tmp_path: Path) -> None:
    """As a window starts it that was at that host last."""
    kept = KeptInheritance(tmp_path, HOST)
    kept.keep(inheritance())
    heir = kept.inherit()
    assert heir is not None
    HostStore(tmp_path).close()
    own = replace(hosted_by(9), fingerprint=load_key(tmp_path).fingerprint)
    carry_on(tmp_path, heir, own.fingerprint)
    assert carried_on(tmp_path, own, nobody_answers) is not None


def test_a_deputy_that_was_started_by_a_code_is_known_by_it_again(tmp_path: Path) -> None:
    code = replace(HOST, fingerprint=short(HOST.fingerprint))
    kept = KeptInheritance(tmp_path, code)
    kept.keep(replace(inheritance(), roster=replace(ROSTER, root=BO.fingerprint)))
    for command in (code, HOST):
        assert KeptInheritance(tmp_path, command).inheritance is not None
    assert KeptInheritance(tmp_path, ADA).inheritance is None


def test_what_is_a_copy_tells_of_whom_and_what_is_a_hosts_own_does_not(tmp_path: Path) -> None:
    assert copied_from(tmp_path) is None
    kept = KeptInheritance(tmp_path, HOST)
    kept.keep(inheritance())
    kept.follow(ADA)
    HostStore(tmp_path).close()
    assert copied_from(tmp_path) is None
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute(f"CREATE TABLE {COPIED} (one)")
    assert copied_from(tmp_path) == ADA
    (tmp_path / INHERITANCE_FILE).unlink()
    assert copied_from(tmp_path) is None


def test_a_host_that_goes_over_knows_at_once_whose_copy_comes(tmp_path: Path) -> None:
    """It may end before that is whole, and must not begin an empty chat then."""
    before = KeptInheritance(tmp_path, BO)
    before.keep(inheritance())
    with contextlib.closing(HostStore(tmp_path)) as store:
        copies = Copies(
            tmp_path, store, Deputies(), lambda roster: replace(inheritance(), roster=roster)
        )
        copies.roster = Roster(HOST.fingerprint, 9)
        copies.goes_on_at(ADA)
    assert copied_from(tmp_path) is None
    await_copy(tmp_path)
    assert copied_from(tmp_path) == ADA
    assert KeptInheritance(tmp_path, BO).roster.epoch == 9


def test_a_host_that_went_over_would_carry_on_after_its_heir_with_what_both_knew(
    tmp_path: Path,
) -> None:
    with contextlib.closing(HostStore(tmp_path)) as store:
        copies = Copies(
            tmp_path, store, Deputies(), lambda roster: replace(inheritance(), roster=roster)
        )
        copies.roster = Roster(HOST.fingerprint, 4)
        copies.go_over(Heir())  # type: ignore[arg-type]
        copies.goes_on_at(ADA)
    await_copy(tmp_path)
    heir = KeptInheritance(tmp_path, ADA).inherit()
    assert heir is not None
    assert heir.roster.epoch == Heir.hosts_in + 1
    assert heir.roster.former == (ADA,)
    carry_on(tmp_path, heir, BO.fingerprint)
    cut = Cut.kept(tmp_path)
    assert cut is not None
    assert cut.parted == Heir.parted
    HostStore(tmp_path).close()  # it hosts
    assert copied_from(tmp_path) is None


def test_a_half_is_given_over_to_the_host_that_stays_whatever_is_known_of_it(
    tmp_path: Path,
) -> None:
    """It may be behind just now, and nobody could come to it while the halves were apart."""
    with contextlib.closing(HostStore(tmp_path)) as store:
        copies = Copies(tmp_path, store, Deputies(), lambda roster: inheritance())
        assert copies.heir is None
        copies.go_over(Heir())  # type: ignore[arg-type]
        assert copies.heir == Heir.address


def test_that_halves_became_one_is_not_forgotten_while_deputies_come_and_go(tmp_path: Path) -> None:
    """Both are noted on threads of their own."""

    class Healing(Deputies):
        @property
        def candidates(self) -> tuple[Candidate, ...]:
            copies.healed(7, {})
            return (Candidate(ADA, True),)

    with contextlib.closing(HostStore(tmp_path)) as store:
        copies = Copies(
            tmp_path, store, Healing(), lambda roster: replace(inheritance(), roster=roster)
        )
        copies.roster = Roster(HOST.fingerprint, 3)
        assert copies.look()
        assert [cut for _, cut in copies.roster.healed] == [7]
        assert [one.address for one in copies.roster.candidates] == [ADA]


def test_a_half_is_given_over_to_who_has_hosted_the_place_or_could_have() -> None:
    before = Address("10.0.0.9", 6697, True, "", "9" * 64)
    roster = Roster(HOST.fingerprint, 3, (), (before,)).with_candidates((Candidate(ADA, True),))
    assert all(map(roster.knows, (HOST.fingerprint, before.fingerprint, ADA.fingerprint)))
    assert not roster.knows(BO.fingerprint)


def test_one_that_nobody_could_follow_to_comes_last_and_people_are_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, ada = Candidate(BO, True), Candidate(ADA, False)
    assert reachable_first((bo, ada), {BO.fingerprint}) == (ada, bo)
    assert reachable_first((bo, ada), {"of nobody here"}) == (bo, ada)

    deputies, unreached = Deputies(), {BO.fingerprint}
    monkeypatch.setattr(Deputies, "candidates", (bo, ada))
    with contextlib.closing(HostStore(tmp_path)) as store:
        copies = Copies(tmp_path, store, deputies, lambda one: replace(inheritance(), roster=one))
        monkeypatch.setattr(copies.reach, "is_cut_off", unreached.__contains__)
        assert copies.look()
        assert copies.roster.candidates == (ada, bo)
        assert copies.cut_off == {BO.fingerprint}
        unreached.clear()
        assert copies.look()
        assert copies.roster.candidates == (bo, ada)
        assert not copies.cut_off
        assert not copies.look()


def test_whom_the_owner_has_chosen_may_have_copies_of_who_carries_on(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("f" * 64 + "\n")
    inherited = KeptInheritance(tmp_path, HOST)
    inherited.keep(inheritance())
    heir = inherited.inherit()
    assert heir is not None
    HostStore(tmp_path).close()
    carry_on(tmp_path, heir, ADA.fingerprint)
    # Itself, too: the next one that carries on inherits that, and lets it keep a copy again.
    for key in ("f" * 64, BO.fingerprint, ADA.fingerprint):
        assert may_copy("known", tmp_path, key)
    assert kept_roster(tmp_path) == replace(heir.roster, host="Ada")


def test_only_the_same_place_in_no_older_epoch_is_followed() -> None:
    assert Answer(HOST.fingerprint, 3, serves=True).follows(ROSTER)
    assert not Answer(HOST.fingerprint, 2, serves=True).follows(ROSTER)
    assert not Answer(ADA.fingerprint, 9, serves=True).follows(ROSTER)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"root": 1}', b'{"root": "a", "epoch": null}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        Answer.of_body(body)
