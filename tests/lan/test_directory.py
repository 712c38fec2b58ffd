"""Who is near, from datagrams, DNS-SD and a clock that the test turns."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from desktopchat.irc.address import Address
from desktopchat.lan.datagram import Signer, key_to_text
from desktopchat.lan.directory import Directory
from desktopchat.lan.found import FoundHost, FoundPerson, InvitationAnswer
from desktopchat.lan.invitations import TRIES, Invitations

KEY = "0123456789abcdef" * 4
SOURCE = ("192.168.1.20", 40000)
INTERVAL = 1.5


def host_beat(signer: Signer, **other: Any) -> bytes:
    fields: dict[str, Any] = {
        "title": "Lab 3",
        "room": "#lobby",
        "people": 3,
        "lock": 0,
        "at": ("192.168.1.20",),
        "port": 6697,
        "key": key_to_text(KEY),
        "pin": "2dcd22203",
        "version": "0.2.0",
    }
    return signer.write("host", **(fields | other))


def listed(**other: Any) -> FoundHost:
    """A host as DNS-SD tells of it."""
    found = FoundHost(
        "x", "Lab 3", "#lobby", 3, False, "0.2.0", KEY, "2dcd22203", ("192.168.1.20",), 6697
    )
    return replace(found, **other)


class Near(Directory):
    """A directory with a clock."""

    def __init__(self, **more: Any) -> None:
        super().__init__("me", INTERVAL, **more)
        self.now = 100.0

    def get(self, data: bytes, source: tuple[str, int] = SOURCE) -> bool:
        """Whether a datagram was new and good."""
        return self.hear(data, source, self.now) is not None

    def titles(self, later: float = 0.0) -> list[str]:
        self.now += later
        self.refresh(self.now)
        return [host.title for host in self.hosts]


def test_a_host_is_there_from_its_first_heartbeat_until_three_are_missing() -> None:
    near, signer = Near(), Signer()
    assert near.get(host_beat(signer))
    assert near.titles() == ["Lab 3"]
    (host,) = near.hosts
    assert host.address == Address("192.168.1.20", 6697, True, "#lobby", KEY)
    assert near.titles(3 * INTERVAL) == ["Lab 3"]
    assert near.titles(0.1) == []


def now() -> int:
    return 1_700_000_000_000


def long_ago() -> int:
    return now() - 3_600_000


def here(signer: Signer, question: int) -> bytes:
    return signer.write("here", to="me", ask=question)


def test_old_words_count_only_once_who_said_them_is_there() -> None:
    near, signer = Near(clock=now), Signer(long_ago)
    beat = host_beat(signer)
    assert near.get(beat)
    assert near.titles() == []
    assert near.to_ask(near.now) == [(signer.id, SOURCE)]
    near.asked(signer.id, 7)
    assert near.to_ask(near.now) == []
    near.get(here(signer, 6))
    near.get(here(Signer(), 7))
    near.get(signer.write("here", to="somebody else", ask=7))
    assert near.titles() == []
    near.get(here(signer, 7))
    assert near.titles() == ["Lab 3"]
    # Whose clock is wrong is asked once only.
    assert near.titles(60.0) == []
    near.get(host_beat(signer))
    assert near.titles() == ["Lab 3"]


def test_nobody_is_asked_for_ever() -> None:
    near, signer = Near(clock=now), Signer(long_ago)
    near.get(signer.write("person", name="Ada", place=""))
    asked = 0
    for _ in range(100):
        asked += len(near.to_ask(near.now))
        near.now += 0.1
    assert asked == 4
    assert near.titles() == near.people == []
    assert near.dropped["replayed"] == 1


def test_a_clock_that_agrees_needs_no_question() -> None:
    near = Near(clock=now)
    near.get(host_beat(Signer(lambda: now() - 9_000)))
    near.get(host_beat(Signer(lambda: now() + 9_000), at=("192.168.1.21",)))
    assert len(near.titles()) == 2
    assert near.to_ask(near.now) == []


@pytest.mark.parametrize(
    ("at", "hosts"),
    [
        ((), ("192.168.1.20",)),
        (("192.168.1.20", "10.0.0.7"), ("192.168.1.20", "10.0.0.7")),
        (("10.0.0.7", "192.168.1.20"), ("10.0.0.7", "192.168.1.20")),
        (("192.168.1.99", "10.0.0.7"), ("192.168.1.99",)),  # by a card that it does not listen on
        (("192.168.1.20", "127.0.0.1", "0.0.0.0", "224.0.0.1"), ("192.168.1.20",)),
        (("8.8.8.8",), None),
        (("0.0.0.0",), None),
        (("127.0.0.1",), None),
        (("::1",), None),
        (("ff02::1",), None),
    ],
)
def test_addresses_that_cannot_be_are_left_out(at: Any, hosts: tuple[str, ...] | None) -> None:
    near = Near(near=lambda host: host.startswith("192.168.1."))
    near.get(host_beat(Signer(), at=at))
    near.titles()
    assert [host.hosts for host in near.hosts] == ([hosts] if hosts else [])
    assert near.dropped["elsewhere"] == (0 if hosts else 1)


def test_a_host_that_takes_no_connection_is_tried_ever_more_seldom() -> None:
    near = Near()
    near.list_host(listed(), near.now)
    tries = []
    for _ in range(4000):
        near.now += 0.5
        if near.to_try(near.now):
            tries.append(near.now - 100.0)
    pauses = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert pauses[-1] == 300.0
    assert len(tries) < 16
    near.tried("x", took=True, now=near.now)
    assert near.titles() == ["Lab 3"]


def test_a_farewell_counts_at_once_and_only_by_who_says_it() -> None:
    near, signer = Near(), Signer()
    near.get(host_beat(signer))
    near.get(Signer().write("bye"))
    assert near.titles() == ["Lab 3"]
    near.get(signer.write("bye"))
    assert near.titles() == []


def test_people_come_by_name_and_change() -> None:
    near, ada, bo = Near(), Signer(), Signer()
    near.get(bo.write("person", name="bo", place=""))
    near.get(ada.write("person", name="Ada", place="Lab 3"))
    near.refresh(near.now)
    assert near.people == [FoundPerson(ada.id, "Ada", "Lab 3"), FoundPerson(bo.id, "bo")]
    version = near.version
    near.get(bo.write("person", name="bo", place=""))
    near.refresh(near.now)
    assert near.version == version
    near.get(bo.write("person", name="Bo", place="Lab 3"))
    near.refresh(near.now)
    assert near.version == version + 1
    assert near.source_of(bo.id) == SOURCE
    assert near.source_of("nobody") is None


def test_copies_by_other_ways_are_nothing_new_and_no_offence() -> None:
    near, signer = Near(), Signer()
    data = host_beat(signer)
    assert [near.get(data), near.get(data, ("10.0.0.9", 1)), near.get(data)] == [True, False, False]
    assert not near.dropped


def test_bad_datagrams_are_counted_and_have_no_effect() -> None:
    near, signer = Near(), Signer()
    old = host_beat(signer, title="Old")
    near.get(host_beat(signer))
    near.titles()
    version = near.version
    bad = host_beat(signer, title="Evil")
    assert not near.get(bad[:-1] + b"?")
    assert not near.get(bad[:60])
    assert not near.get(bad + bytes(600))
    assert not near.get(b"\0" * 20)
    assert not near.get(old, ("192.168.1.66", 9))
    assert near.titles() == ["Lab 3"]
    assert near.version == version
    assert near.dropped == {
        "forged": 1,
        "truncated": 1,
        "oversized": 1,
        "not ours": 1,
        "replayed": 1,
    }


def test_a_host_that_is_gone_does_not_come_to_life_by_a_replay() -> None:
    near, signer = Near(), Signer()
    data = host_beat(signer)
    near.get(data)
    near.get(signer.write("bye"))
    assert not near.get(data)
    assert near.titles() == []
    assert near.dropped == {"replayed": 1}


def test_a_flood_from_one_address_is_not_read_and_others_are() -> None:
    near = Near()
    for _ in range(700):
        near.get(b"DCH1" + bytes(200), ("192.168.1.66", 9))
    assert near.dropped["too many"] == 500
    assert near.get(host_beat(Signer()))
    near.now += 1
    assert near.get(host_beat(Signer()), ("192.168.1.66", 9))


def test_one_address_can_not_take_all_the_room_there_is() -> None:
    near = Near()
    for number in range(100):
        near.now += 0.01
        near.get(host_beat(Signer(), port=10_000 + number), ("192.168.1.66", 9))
    near.get(host_beat(Signer(), title="Kitchen"))
    assert near.dropped["too many"] == 36
    assert "Kitchen" in near.titles()


def test_whoever_names_the_place_of_another_does_not_stand_in_front_of_them() -> None:
    for first in ("true", "false"):
        near, true, false = Near(), Signer(), Signer()
        beats = {
            "true": lambda: near.get(host_beat(true)),  # noqa: B023
            "false": lambda: near.get(  # noqa: B023
                host_beat(false, title="Free pizza"),  # noqa: B023
                ("192.168.1.66", 9),
            ),
        }
        beats.pop(first)()
        next(iter(beats.values()))()
        assert near.titles() == ["Lab 3"]


def test_what_dns_sd_told_of_one_network_means_nothing_on_the_next() -> None:
    near = Near()
    near.list_host(listed(), near.now)
    assert near.titles() == ["Lab 3"]
    near.forget_listed()
    near.tried("x", True, near.now)
    assert near.titles() == []


def test_there_are_never_more_than_a_thousand_of_each() -> None:
    near = Near()
    for number in range(1010):
        near.now += 0.001
        near.get(host_beat(Signer()), (f"10.0.{number // 200}.{number % 200}", 9))
    assert len(near.titles()) <= 1000
    assert near.dropped["too many"] == 10


def test_i_am_not_near_myself() -> None:
    near, signer = Near(), Signer()
    near._me = signer.id
    assert not near.get(host_beat(signer))
    near.list_host(listed(id=signer.id), near.now)
    assert near.titles() == []
    assert not near.dropped


def test_a_host_without_addresses_is_where_it_is_heard() -> None:
    near = Near()
    near.get(host_beat(Signer(), at=()), ("fe80::1%4", 40000))
    near.titles()
    assert near.hosts[0].hosts == ("fe80::1%4",)


# With DNS-SD


def test_a_host_known_both_ways_is_one_with_the_heartbeats_words_and_all_addresses() -> None:
    near, signer = Near(), Signer()
    near.list_host(listed(id=signer.id, people=1, hosts=("192.168.1.20", "fd00::2")), near.now)
    near.get(host_beat(signer))
    near.titles()
    (host,) = near.hosts
    assert (host.people, host.hosts) == (3, ("192.168.1.20", "fd00::2"))


def test_a_host_that_only_dns_sd_tells_of_is_there_while_it_takes_connections() -> None:
    near = Near()
    near.list_host(listed(), near.now)
    assert near.to_try(near.now) == []
    for _ in range(10):
        near.now += INTERVAL
        assert [host.id for host in near.to_try(near.now)] == ["x"]
        near.tried("x", True, near.now)
        assert near.titles() == ["Lab 3"]
    near.to_try(near.now + INTERVAL)
    near.tried("x", False, near.now)
    assert near.titles(3 * INTERVAL) == ["Lab 3"]
    assert near.titles(0.1) == []
    near.to_try(near.now)
    assert near.to_try(near.now + INTERVAL) == []
    assert near.to_try(near.now + 10.0) != []
    near.tried("x", True, near.now)
    assert near.titles() == ["Lab 3"]


def test_a_host_with_a_heartbeat_is_not_tried_and_goes_with_it() -> None:
    near, signer = Near(), Signer()
    near.list_host(listed(id=signer.id), near.now)
    for _ in range(5):
        near.now += INTERVAL
        near.get(host_beat(signer))
        assert near.to_try(near.now) == []
    # Killed: what takes no connection is gone with its third heartbeat.
    for _ in range(3):
        assert near.titles(INTERVAL) == ["Lab 3"]
        assert len(near.to_try(near.now)) <= 1
    assert near.titles(0.1) == []


def test_a_farewell_ends_what_dns_sd_tells_too() -> None:
    near, signer = Near(), Signer()
    near.list_host(listed(id=signer.id), near.now)
    near.get(host_beat(signer))
    near.get(signer.write("bye"))
    assert near.titles() == []
    near.list_host(listed(), near.now)
    near.unlist_host("x")
    near.unlist_host("x")
    assert near.titles() == []


def test_who_is_there_again_at_the_same_place_is_there_once() -> None:
    near, signer = Near(), Signer()
    near.list_host(listed(title="Before"), near.now)
    near.get(host_beat(signer))
    assert near.titles() == ["Lab 3"]


def test_hosts_of_one_name_are_two() -> None:
    near = Near()
    near.get(host_beat(Signer()))
    near.get(host_beat(Signer(), at=("192.168.1.21",)))
    assert near.titles() == ["Lab 3", "Lab 3"]
    assert [host.hosts for host in near.hosts] == [("192.168.1.20",), ("192.168.1.21",)]


# Invitations


def due(invitations: Invitations, now: float) -> list[str]:
    return [kind for kind, _, _ in invitations.due(now)]


def test_an_invitation_is_sent_again_until_it_is_heard_and_answered() -> None:
    invitations = Invitations()
    key = invitations.invite("bo", "Bo", title="Lab 3")
    assert list(invitations.due(0.0)) == [
        ("invite", "bo", {"to": "bo", "id": key, "title": "Lab 3"})
    ]
    assert due(invitations, 0.4) == []
    assert due(invitations, 0.5) == ["invite"]
    invitations.heard("eve", key, 1.0)
    assert due(invitations, 1.5) == ["invite"]
    invitations.heard("bo", key, 2.0)
    assert due(invitations, 9.0) == []
    invitations.answered("eve", key, True)
    assert invitations.take_answers() == []
    invitations.answered("bo", key, False)
    invitations.answered("bo", key, True)
    assert invitations.take_answers() == [InvitationAnswer(key, "Bo", "declined")]


def test_who_never_hears_it_or_never_answers_is_silent() -> None:
    invitations = Invitations()
    unheard = invitations.invite("bo", "Bo")
    heard = invitations.invite("cy", "Cy")
    sent = [kind for now in range(60) for kind in due(invitations, now / 2)]
    invitations.heard("cy", heard, 1.0)
    assert len(sent) == 2 * TRIES
    assert invitations.take_answers()[0] == InvitationAnswer(unheard, "Bo", "silent")
    invitations = Invitations()
    key = invitations.invite("cy", "Cy")
    invitations.heard("cy", key, 1.0)
    assert due(invitations, 120.0) == []
    assert invitations.take_answers() == []
    assert due(invitations, 121.0) == []
    assert invitations.take_answers() == [InvitationAnswer(key, "Cy", "silent")]


def test_an_answer_is_sent_until_it_is_heard() -> None:
    invitations = Invitations()
    invitations.answer("ada", "1b", True)
    assert list(invitations.due(0.0)) == [("answer", "ada", {"to": "ada", "id": "1b", "yes": 1})]
    assert due(invitations, 0.5) == ["answer"]
    invitations.heard("ada", "1b", 0.6)
    assert [due(invitations, now / 2) for now in range(30)] == [[]] * 30
    assert invitations.take_answers() == []
