"""A host that can't write: what is said then is refused in words, and nobody hears it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Delivery
from desktopchat.host.server import Host
from desktopchat.irc.message import Message
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write
from tests.client.scripted import until
from tests.guard import Guard
from tests.host.people import Secure, registered
from tests.host.test_wire_messages_sockets import CAPS, LISTEN, ready, say, until_pong
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

REFUSED = "TEMPORARILY_UNAVAILABLE"
WHERE = "/srv/the-chat"
LABEL = "a-label-for-all-time-0001"


class Disk:
    """The host's, which has room or not."""

    def __init__(self, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
        self.host = host
        self.full = False
        self.error: Exception = StoreError(f"The disk with {WHERE} is full.", "The disk is full.")
        self._commit: Callable[[Sequence[Write]], None] = host.store._writer.commit
        monkeypatch.setattr(host.store._writer, "commit", self.commit)

    def commit(self, writes: Sequence[Write]) -> None:
        if self.full:
            raise self.error
        self._commit(writes)

    def has_room(self) -> None:
        """Room is made, and the host has seen it."""
        self.full = False
        wait_until(lambda: not self.host.core.trouble)


@pytest.fixture
def host() -> Iterator[Host]:
    with running(listen=LISTEN, opers={"root": "toor"}) as host:
        yield host


@pytest.fixture
def disk(host: Host, monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr("desktopchat.host.net.pump._TRY_AGAIN", 0.05)
    return Disk(host, monkeypatch)


def said(client: Raw) -> list[str]:
    """What is in the log of #lab."""
    client.send("CHATHISTORY LATEST #lab * 50")
    return [one.params[1] for one in until_pong(client) if one.command == "PRIVMSG"]


def refused(client: Raw, *lines: str) -> Message:
    """The answer to these lines, which nobody else has heard."""
    client.send(*lines)
    return client.until("FAIL")


@pytest.mark.parametrize(
    "lines",
    [
        ("@label=1 PRIVMSG #lab :into a full disk",),
        ("@label=1 NOTICE #lab :into a full disk",),
        ("@label=1 PRIVMSG bo :into a full disk",),
        ("@label=1 PRIVMSG #lab,bo :into a full disk",),
        ("@label=1;+draft/react=x;+draft/reply=abc TAGMSG #lab",),
        (
            "@label=1 BATCH +1 draft/multiline #lab",
            "@batch=1 PRIVMSG #lab :one",
            "@batch=1 PRIVMSG #lab :two",
            "BATCH -1",
        ),
    ],
)
def test_what_can_not_be_written_is_refused_and_nobody_hears_it(
    host: Host, disk: Disk, lines: tuple[str, ...]
) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        for _ in range(3):  # the round that finds out, and those after it
            disk.full = True
            failed = refused(ada, *lines)
            assert failed.params[1] == REFUSED
            assert failed.tags["label"] == "1"
        assert not [one for one in until_pong(bo) if one.params[0] in ("#lab", "bo")]
        assert not until_pong(ada)
        disk.has_room()
        say(ada, "room again")
        assert bo.until("PRIVMSG").params[1] == "room again"
        assert said(bo) == ["room again"]


def test_without_a_label_it_is_refused_as_well(host: Host, disk: Disk) -> None:
    with Secure(host) as ada:
        ada.register("ada", "#lab")
        disk.full = True
        assert refused(ada, "PRIVMSG #lab :x").params[:2] == ["PRIVMSG", REFUSED]
        disk.has_room()


def test_what_nobody_keeps_goes_on(host: Host, disk: Disk) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        disk.full = True
        refused(ada, "PRIVMSG #lab :x")
        ada.send("@+typing=active TAGMSG #lab")
        assert bo.until("TAGMSG").tags["+typing"] == "active"
        with Secure(host) as eve:
            eve.register("eve", "#lab")
            assert bo.until("JOIN").params == ["#lab"]
        disk.has_room()


def test_a_message_is_not_taken_away_where_that_is_not_written(host: Host, disk: Disk) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        msgid = say(ada, "oops")
        bo.says("oops")
        disk.full = True
        assert refused(ada, f"REDACT #lab {msgid}").params[:2] == ["REDACT", REFUSED]
        assert not until_pong(bo)
        disk.has_room()
        assert said(bo) == ["oops"]
        ada.send(f"REDACT #lab {msgid}")
        assert bo.until("REDACT").params == ["#lab", msgid]


def test_a_room_is_not_changed_where_that_is_not_written(host: Host, disk: Disk) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        disk.full = True
        refused(ada, "PRIVMSG #lab :x")
        wait_until(lambda: host.core.trouble)
        for line in ("MODE #lab +m", "TOPIC #lab :new", "RENAME #lab #den", "METADATA * SET a :b"):
            failed = refused(ada, line)
            assert failed.params[:2] == [line.split()[0], REFUSED]
            assert "The disk is full." in failed.params[-1]
            assert WHERE not in failed.params[-1]
        assert not [one for one in until_pong(bo) if one.command in ("MODE", "TOPIC", "RENAME")]
        ada.send("MODE #lab", "MODE #lab b", "TOPIC #lab")  # who only asks is answered
        assert not [one for one in until_pong(ada) if one.command == "FAIL"]
        disk.has_room()
        ada.send("MODE #lab +m")
        assert bo.until("MODE").params == ["#lab", "+m"]


@pytest.mark.parametrize("kind", [StoreError, OSError])
def test_where_the_host_keeps_its_files_is_told_to_its_operators_alone(
    host: Host,
    disk: Disk,
    guard: Guard,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Exception],
) -> None:
    disk.error = kind(f"{WHERE} can't be written.")
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        bo.send("OPER root toor")
        bo.until("381")
        disk.full = True
        monkeypatch.setattr(host.store, "write_now", disk.commit)
        refused(ada, "PRIVMSG #lab :x")
        wait_until(lambda: host.core.trouble)
        assert WHERE in bo.until("NOTICE").params[-1]
        disk.error = StoreError(str(disk.error))
        for line in ("TOPIC #lab :new", "MODE #lab +m", "REGISTER * * correct-horse"):
            failed = refused(ada, line)
            assert failed.params[:2] == [line.split()[0], REFUSED]
            assert WHERE not in failed.params[-1]
        disk.has_room()
    if kind is OSError:
        guard.expect("The pump failed in writing")


def test_a_broken_database_is_told_without_its_place(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextlib.contextmanager
    def reading() -> Iterator[None]:
        raise StoreError(f"The database in {WHERE} is damaged.")
        yield

    with Secure(host) as ada:
        ready(ada, "ada", "#lab")
        ada.send("CAP REQ :sasl desktopchat/search")
        until_pong(ada)
        monkeypatch.setattr(host.store, "reading", reading)
        ada.send("CHATHISTORY LATEST #lab * 9", "JOIN #new", "REGISTER * * correct-horse",
                 "SEARCH #lab :words")  # fmt: skip
        heard = until_pong(ada)
        assert len([one for one in heard if one.command == "FAIL"]) >= 3
        assert not [one for one in heard if WHERE in " ".join(one.params)]


def test_what_was_refused_can_come_again_under_its_label(host: Host, disk: Disk) -> None:
    with Secure(host) as ada:
        ready(ada, "ada", "#lab")
        ada.send("CAP REQ desktopchat/resend")
        ada.until("CAP")
        disk.full = True
        again = f"@label={LABEL};desktopchat/resend PRIVMSG #lab :hello"
        assert refused(ada, again).tags["label"] == LABEL
        disk.has_room()
        ada.send(f"@label={LABEL} PRIVMSG #lab :hello")
        assert ada.says("hello").tags["label"] == LABEL
        ada.send(again)
        assert until_pong(ada)
        assert said(ada) == ["hello"]


def test_a_room_is_there_to_stay_though_the_first_that_was_said_in_it_was_refused(
    host: Host, disk: Disk
) -> None:
    with registered(host, "ada") as ada:
        ada.send(f"CAP REQ :{CAPS}", "JOIN #den")
        ada.until("366")
        disk.full = True
        refused(ada, "PRIVMSG #den :x")
        disk.has_room()
        with host.store.reading() as reader:
            assert "#den" in [one["name"] for one in reader.rooms.all()]


def test_our_client_says_that_it_was_not_sent_and_sends_it_again(host: Host, disk: Disk) -> None:
    address = replace(host.listeners[0].address, room="#lab")
    ada, bo = Client(address, "Ada"), Client(address, "Bo")
    try:
        for client in (ada, bo):
            client.connect()
            until(client, lambda one=client: one.session.model.conversation("#lab") is not None)
        room = ada.session.model.conversations["#lab"]
        disk.full = True
        (entry,) = ada.session.delivery.say(room, "into a full disk")
        until(ada, lambda: entry.delivery is Delivery.FAILED)
        assert "can't write it down" in entry.failure
        disk.has_room()
        ada.session.delivery.resend(room, entry)
        until(ada, lambda: entry.delivery is Delivery.SENT)
        there = bo.session.model.conversations["#lab"].entries
        until(bo, lambda: any(one.text == "into a full disk" for one in there))
        assert [one.text for one in there].count("into a full disk") == 1
    finally:
        for client in (ada, bo):
            client.quit(wait=0.1)


def test_operators_are_told_and_find_it_in_the_audit_log(host: Host, disk: Disk) -> None:
    with Secure(host) as ada:
        ready(ada, "ada", "#lab")
        disk.full = True
        refused(ada, "PRIVMSG #lab :x")
        disk.has_room()
        with host.store.reading() as reader:
            assert [one.detail for one in reader.audit.latest(5)] == [str(disk.error)]
