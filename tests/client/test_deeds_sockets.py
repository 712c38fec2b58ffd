"""What I do to messages and rooms while the host stands still, and then dies: it is done by whoever
is the host after that, once."""

import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from desktopchat.client.model import Conversation, Delivery, Entry
from desktopchat.irc.address import Address
from tests.host.places import Person, deputy, free_port, hosting
from tests.host.wire import Process
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

Maker = Callable[[str, Address], Person]

_ROOM = "#lab"
_FIRST = ("coffee", "to be gone", "liked", "not liked any more", "to be found again")


def room(person: Person) -> Conversation:
    found = person.client.session.model.conversation(_ROOM)
    assert found is not None
    return found


def entry(person: Person, number: int) -> Entry:
    """One of the first messages, as it stands there now."""
    said = [one for one in room(person).entries if one.sender == "Ada" and one.msgid]
    return [one for one in said if one.text in _FIRST or one.edited or one.redacted][number]


def is_in(person: Person) -> bool:
    lab = person.client.session.model.conversation(_ROOM)
    return person.is_in() and lab is not None and lab.joined


def do_everything(ada: Person) -> None:
    session, lab = ada.client.session, room(ada)
    assert session.messages.edit(lab, entry(ada, 0), "tea")
    assert session.messages.redact(lab, entry(ada, 1))
    assert session.messages.react(lab, entry(ada, 2), "👍")
    assert session.messages.react(lab, entry(ada, 3), "🎉", on=False)
    session.pins.pin(lab, entry(ada, 4).msgid)
    session.room_settings.set_topic(lab, "what it is about")
    ada.client.poll()


def is_done(person: Person) -> bool:
    if not is_in(person):
        return False
    tea, gone, liked, other, found = (entry(person, number) for number in range(5))
    return (
        (tea.text, tea.edited) == ("tea", True)
        and gone.redacted
        and liked.reactions == {"👍": ["Ada"]}
        and not other.reactions
        and found.msgid in room(person).pins
        and room(person).topic == "what it is about"
    )


def told(person: Person) -> object:
    lab = person.client.session.model.conversation(_ROOM)
    shown = [(one.kind.name, one.text, one.reactions) for one in lab.entries] if lab else []
    return person.name, person.client.phase, lab and (lab.topic, lab.pins), shown


def troubles(person: Person) -> list[str]:
    return [one.text for one in room(person).entries if one.kind.name == "ERROR"]


def every(people: Sequence[Person], is_so: Callable[[Person], bool]) -> bool:
    """Whether it is so of all, each of whom is asked and hears what came."""
    return sum(map(is_so, people)) == len(people)


def read_first(person: Person) -> bool:
    person.client.poll()
    return {one.text for one in room(person).entries if one.msgid} >= set(_FIRST)


def prepare(*people: Person) -> None:
    ada = people[0]
    for one in people:  # the first of them makes the room, and runs it
        wait_until(one.is_in)
        one.client.session.rooms.join(_ROOM)
        wait_until(lambda one=one: is_in(one))  # type: ignore[misc]
    for words in _FIRST:
        ada.client.session.delivery.say(room(ada), words)
    wait_until(lambda: every(people, read_first), what=lambda: [*map(told, people)])
    ada.client.session.messages.react(room(ada), entry(ada, 3), "🎉")
    wait_until(
        lambda: every(people, lambda one: read_first(one) and bool(entry(one, 3).reactions)),
        what=lambda: [*map(told, people)],
    )


def all_done(*people: Person) -> None:
    wait_until(lambda: every(people, is_done), 40, what=lambda: [*map(told, people)])
    for one in people:
        assert not troubles(one)
        shown = [one.text for one in room(one).entries if one.kind.name == "TOPIC"]
        assert shown.count("what it is about") == 1


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Maker]:
    with contextlib.ExitStack() as undo:

        def person(name: str, where: Address) -> Person:
            made = Person(tmp_path / name, where, name)
            undo.callback(lambda: made.client.quit(""))
            return made

        yield person


def kill(process: Process) -> None:
    process.signal(signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("reopened", [False, True])
def test_what_was_done_while_the_host_stood_still_is_done_once_it_is_started_again(
    make: Maker, tmp_path: Path, reopened: bool
) -> None:
    port = free_port()
    with hosting(tmp_path / "host", port) as (host, there):
        ada, bo = make("Ada", there), make("Bo", there)
        prepare(ada, bo)
        host.signal(signal.SIGSTOP)
        do_everything(ada)
        if reopened:
            ada.come_again()
        kill(host)
    with hosting(tmp_path / "host", port):
        all_done(ada, bo)


@pytest.mark.parametrize("reopened", [False, True])
def test_what_was_done_while_there_was_no_host_is_done_once_there_is_one(
    make: Maker, tmp_path: Path, reopened: bool
) -> None:
    port = free_port()
    with hosting(tmp_path / "host", port) as (host, there):
        ada, bo = make("Ada", there), make("Bo", there)
        prepare(ada, bo)
        kill(host)
        wait_until(lambda: not ada.client.session.wire.online, step=ada.client.poll)
        if reopened:
            ada.come_again()
            wait_until(lambda: ada.client.resumed, step=ada.client.poll)
        do_everything(ada)
    with hosting(tmp_path / "host", port):
        all_done(ada, bo)


def test_who_is_back_first_waits_for_the_other_whom_they_wrote_to_meanwhile(
    make: Maker, tmp_path: Path
) -> None:
    port = free_port()
    with hosting(tmp_path / "host", port) as (host, there):
        ada, bo = make("Ada", there), make("Bo", there)
        prepare(ada, bo)
        to_bo = ada.client.session.open_direct("Bo")
        to_ada = bo.client.session.open_direct("Ada")
        ada.client.session.delivery.say(to_bo, "hello")
        wait_until(lambda: [heard(ada, to_bo), heard(bo, to_ada)] == [["hello"], ["hello"]])
        (hello,) = to_bo.entries
        wait_until(lambda: bool(hello.msgid), step=ada.client.poll)
        kill(host)
        for one in (ada, bo):
            wait_until(lambda one=one: not one.client.session.wire.online, step=one.client.poll)  # type: ignore[misc]
        (message,) = ada.client.session.delivery.say(to_bo, "are you there?")
        bo.client.session.delivery.say(to_ada, "where are you?")
        assert ada.client.session.messages.edit(to_bo, hello, "hello, Bo")
    with hosting(tmp_path / "host", port):
        outbox = ada.client.session.delivery.outbox
        wait_until(
            lambda: is_in(ada) and outbox.waiting and message.delivery is Delivery.SENDING, 40
        )
        both = {"hello, Bo", "are you there?", "where are you?"}
        wait_until(
            lambda: all([{*heard(ada, to_bo)} == both, {*heard(bo, to_ada)} == both]),
            40,
            what=lambda: [heard(ada, to_bo), heard(bo, to_ada)],
        )
        for one, talk in ((ada, to_bo), (bo, to_ada)):
            assert len(heard(one, talk)) == len(both)
            assert not any(entry.failure for entry in talk.entries)


def heard(person: Person, talk: Conversation) -> list[str]:
    """All that stands there."""
    person.client.poll()
    return [entry.text for entry in talk.entries]


def test_what_was_done_while_the_host_stood_still_is_done_where_a_deputy_carries_on(
    make: Maker, tmp_path: Path
) -> None:
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()),
    ):
        ada, bo = make("Ada", there), make("Bo", there)
        prepare(ada, bo)
        wait_until(lambda: ada.is_in() and len(ada.client.session.model.isupport.deputies) == 1)
        host.signal(signal.SIGSTOP)
        do_everything(ada)
        kill(host)
        all_done(ada, bo)


def test_what_reached_the_host_before_the_connection_broke_is_not_done_again(
    make: Maker, tmp_path: Path
) -> None:
    """Nor is it said to be refused because it is done."""
    with hosting(tmp_path / "host") as (host, there):
        ada, bo = make("Ada", there), make("Bo", there)
        prepare(ada, bo)
        host.signal(signal.SIGSTOP)
        do_everything(ada)
        wait_until(lambda: not ada.client.session.wire.out, step=ada.client.poll)
        ada.come_again()
        host.signal(signal.SIGCONT)
        all_done(ada, bo)
