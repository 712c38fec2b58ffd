"""A host that dies, and a deputy that carries on: people are there again, and lack nothing."""

import contextlib
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.client.model.conversation import EntryKind
from desktopchat.host.deputies.asking import ask
from desktopchat.host.deputies.copy import holds_copy
from desktopchat.host.deputies.roster import PLACE_FILE, kept_roster
from tests.host.places import Person, deputy, free_port, hosting
from tests.host.wire import Process, Serve
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


class Place:
    """A host, deputies, and people in its room."""

    def __init__(self, folder: Path, undo: contextlib.ExitStack) -> None:
        self._folder, self._undo = folder, undo
        self.host, self.there = self._undo.enter_context(hosting(folder / "host"))
        self.deputies: list[Process] = []
        self.copies: list[Path] = []
        self.ports: list[int] = []
        self.people: list[Person] = []

    def deputy(self) -> Process:
        port = free_port()
        folder = self._folder / f"copy-{port}"
        process = self._undo.enter_context(deputy(self.there, folder, port))
        self.deputies.append(process)
        self.copies.append(folder)
        self.ports.append(port)
        return process

    def person(self, name: str) -> Person:
        person = Person(self._folder / name, self.there, name)
        self._undo.callback(lambda: person.client.quit(""))
        self.people.append(person)
        return person

    def all_in(self) -> bool:
        return sum(one.is_in() for one in self.people) == len(self.people)

    def all_know(self, count: int) -> bool:
        """Whether all know of so many who could carry on."""
        for one in self.people:
            one.client.poll()
        return all(len(one.client.session.model.isupport.deputies) == count for one in self.people)

    def all_read(self, *said: str) -> bool:
        return sum(one.reads(*said) and one.has_sent_all() for one in self.people) == len(
            self.people
        )

    def seen(self) -> object:
        return [(one.name, one.client.phase, one.client.problem, one.texts) for one in self.people]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with contextlib.ExitStack() as undo:
        yield Place(tmp_path, undo)


def kill(process: Serve | Process) -> None:
    process.signal(signal.SIGKILL)
    process.wait()


def test_who_can_not_write_down_that_it_carries_on_does_so_once_it_can(place: Place) -> None:
    """As where the disk is full. Else it would be the host of another place at its next start."""
    heir = place.deputy()
    ada = place.person("Ada")
    wait_until(place.all_in)
    wait_until(lambda: place.all_know(1))
    ada.say("before")
    wait_until(lambda: place.all_read("before"))
    in_the_way = place.copies[0] / PLACE_FILE
    (in_the_way / "full").mkdir(parents=True)
    kill(place.host)
    wait_until(
        lambda: "can't write that down" in "".join(heir.told("apart")),
        what=lambda: (heir.out, heir.err),
    )
    assert holds_copy(place.copies[0])
    assert not heir.told("listening")
    shutil.rmtree(in_the_way)
    wait_until(place.all_in, what=place.seen)
    wait_until(lambda: place.all_read("before"))
    roster = kept_roster(place.copies[0])
    assert roster is not None
    assert roster.root == place.there.fingerprint


def test_people_know_who_could_carry_on_as_that_changes(place: Place) -> None:
    place.person("Ada")
    wait_until(place.all_in)
    first = place.deputy()
    wait_until(lambda: place.all_know(1))
    place.deputy()
    wait_until(lambda: place.all_know(2))
    kill(first)
    wait_until(lambda: place.all_know(1))


def test_people_are_back_where_a_deputy_carries_on(place: Place) -> None:
    heir = place.deputy()
    ada, bo = place.person("Ada"), place.person("Bo")
    wait_until(place.all_in)
    wait_until(lambda: place.all_know(1))
    ada.say("before")
    wait_until(lambda: place.all_read("before"))
    account = ada.client.session.login.known
    kill(place.host)
    said = [f"meanwhile {number}" for number in range(10)]
    for number, text in enumerate(said):
        place.people[number % 2].say(text)
    wait_until(lambda: place.all_read("before", *said), what=place.seen)
    assert heir.told("listening") == [f"ircs://127.0.0.1:{place.ports[0]}"]
    assert place.all_in()
    assert {ada.client.address.port, bo.client.address.port} == {place.ports[0]}
    # Nobody has left the chat, and nobody has come.
    assert [one.kinds_since("before") for one in (ada, bo)] == [{EntryKind.MESSAGE}] * 2
    # The same place: with the account, and what was kept of it.
    assert ada.client.session.login.known == account
    assert len(list((ada.folder / "logbooks").glob("*.db"))) == 1


def test_who_was_away_meanwhile_finds_who_carries_on_by_the_old_address(place: Place) -> None:
    place.deputy()
    ada, bo = place.person("Ada"), place.person("Bo")
    wait_until(place.all_in)
    wait_until(lambda: place.all_know(1))
    bo.client.quit("")
    place.people.remove(bo)
    kill(place.host)
    ada.say("Bo is away")
    wait_until(lambda: place.all_read("Bo is away"), what=place.seen)
    bo.come_again_at(place.there)
    wait_until(lambda: bo.is_in() and bo.reads("Bo is away"), what=lambda: bo.client.problem)


def test_one_of_two_deputies_carries_on_and_the_other_keeps_its_copy(place: Place) -> None:
    first, second = place.deputy(), place.deputy()
    ada = place.person("Ada")
    wait_until(place.all_in)
    wait_until(lambda: place.all_know(2))
    kill(place.host)
    ada.say("who is there?")
    wait_until(lambda: place.all_read("who is there?"), what=place.seen)
    wait_until(lambda: first.told("listening"))
    wait_until(
        lambda: any(one.startswith("in-sync") for one in first.told("deputy")),
        what=lambda: (first.out, second.out),
    )
    assert not second.told("listening")
    # And so on: now the second one carries on after the first.
    wait_until(lambda: place.all_know(1))
    kill(first)
    ada.say("and now?")
    wait_until(lambda: place.all_read("who is there?", "and now?"), what=place.seen)
    assert second.told("listening")
    roster = kept_roster(place._folder / f"copy-{place.ports[1]}")
    assert roster is not None
    assert (roster.root, roster.epoch) == (place.there.fingerprint, 3)


def test_nobody_carries_on_while_the_host_lives(place: Place) -> None:
    """A member whose own way to the host is broken comes to the deputy, and goes back."""
    waiting = place.deputy()
    key = waiting.told("key")
    assert key
    ada = place.person("Ada")
    wait_until(place.all_in)
    wait_until(lambda: place.all_know(1))
    there = ada.client.session.model.isupport.deputies[0]
    answer = ask(there)
    assert answer is not None
    assert (answer.serves, answer.hears, answer.root) == (False, True, place.there.fingerprint)
    lost = Person(place._folder / "Bo", there, "Bo")
    until = time.monotonic() + 3.0  # longer than a deputy waits that hears nothing
    wait_until(lambda: lost.client.poll() is not None and time.monotonic() > until)
    lost.client.quit("")
    assert not waiting.told("listening")
    assert ask(place.there) is not None
    ada.say("all is well")
    wait_until(lambda: place.all_read("all is well"))


def test_a_stopped_host_is_taken_for_dead(place: Place) -> None:
    heir = place.deputy()
    ada = place.person("Ada")
    wait_until(place.all_in)
    wait_until(lambda: place.all_know(1))
    place.host.signal(signal.SIGSTOP)
    ada.say("is anybody there?")
    try:
        wait_until(lambda: place.all_read("is anybody there?"), what=place.seen)
        assert heir.told("listening")
    finally:
        place.host.signal(signal.SIGCONT)


def test_alone_it_carries_on_too_for_those_who_come_later(place: Place) -> None:
    heir = place.deputy()
    kill(place.host)
    wait_until(lambda: heir.told("listening"))
