"""A client with a logbook on a real host: encrypted, gone, moved, and with two windows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Delivery, Entry, EntryKind, Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust
from tests.client.scripted import until
from tests.host.wire import Raw, free_port, running

pytestmark = pytest.mark.sockets

Maker = Callable[[Address], Client]
MESSAGE = EntryKind.MESSAGE
_SENT = Delivery.SENT


@pytest.fixture
def host() -> Iterator[Host]:
    with running(listen=[Address("127.0.0.1", 0, True), Address("127.0.0.1", 0, True)]) as host:
        yield host


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Maker]:
    """Starts the program once more, on the same files."""
    made: list[Client] = []

    def make(address: Address) -> Client:
        client = Client(
            address,
            "Ada",
            rooms=["#lab"],
            trust=Trust(tmp_path / "known-hosts.json"),
            secrets=Secrets(tmp_path / "accounts.json"),
            logbooks=tmp_path / "logbooks",
        )
        made.append(client)
        client.connect()
        return client

    yield make
    for client in made:
        client.quit(wait=0.1)


def entries(client: Client) -> list[Entry]:
    room = client.session.model.conversation("#lab")
    return [entry for entry in room.entries if entry.kind is MESSAGE] if room is not None else []


def says(client: Client, text: str) -> None:
    room = client.session.model.conversations["#lab"]
    client.session.delivery.say(room, text)
    until(client, lambda: any(e.text == text for e in entries(client)))


def joined(client: Client) -> Client:
    def here() -> bool:
        room = client.session.model.conversation("#lab")
        return room is not None and room.joined

    until(client, here)
    return client


def sent(client: Client, text: str) -> None:
    until(client, lambda: [e.delivery for e in entries(client) if e.text == text] == [_SENT])


def test_a_host_is_known_by_its_key_wherever_it_is(host: Host, start: Maker) -> None:
    here, there = (listener.address for listener in host.listeners)
    ada = joined(start(here))
    says(ada, "hello")
    sent(ada, "hello")
    ada.quit()
    again = start(there)
    until(again, lambda: again.resumed)
    assert [e.text for e in entries(again)] == ["hello"]
    says(joined(again), "and again")
    sent(again, "and again")
    assert [e.text for e in entries(again)] == ["hello", "and again"]


def test_who_was_there_before_goes_on_trying_while_the_host_is_gone(start: Maker) -> None:
    port = free_port()
    address = Address("127.0.0.1", port)
    with running(listen=[address]):
        ada = joined(start(address))
        says(ada, "hello")
        sent(ada, "hello")
        ada.quit()
    again = start(address)
    until(again, lambda: again.phase is Phase.WAITING)
    assert again.problem is not None
    assert again.problem.kind is ProblemKind.NOBODY_ANSWERS
    says(again, "into the dark")
    assert entries(again)[-1].delivery is Delivery.WAITING
    with running(listen=[address]):
        again.retry_now()
        sent(again, "into the dark")


def test_what_a_replaced_window_could_not_send_goes_out_at_the_next_start(
    host: Host, start: Maker
) -> None:
    address = host.listeners[0].address
    first = joined(start(address))
    until(first, lambda: bool(first.session.model.account))
    second = joined(start(address))
    until(first, lambda: first.phase is Phase.ENDED)
    assert first.problem is not None
    assert first.problem.kind is ProblemKind.REPLACED
    says(first, "of the first window")
    says(second, "of the second window")
    sent(second, "of the second window")
    assert "of the first window" not in [e.text for e in entries(second)]
    first.quit()
    second.quit()
    third = start(address)
    sent(third, "of the first window")


def test_who_runs_the_host_is_back_in_a_locked_room_at_the_next_start(start: Maker) -> None:
    address = Address("127.0.0.1", 0)
    with (
        running(listen=[address], opers={"owner": "pw"}) as host,
        Raw(host.listeners[0].address).register("bo", "#lab") as bo,
    ):
        bo.send("MODE #lab +k secret", "PING :locked")
        bo.until("PONG")
        for _start in range(2):
            ada = start(host.listeners[0].address)
            ada.session.admin.log_in("owner", "pw")
            joined(ada).quit()


def test_who_left_while_the_window_was_closed_is_called_by_their_name(start: Maker) -> None:
    with running() as host:
        address = host.listeners[0].address
        with Raw(address) as bo:
            bo.send("NICK דוד_כהן", "USER bo 0 * :דוד כהן", "JOIN #lab", "PRIVMSG #lab :שלום")
            bo.until("366")
            ada = start(address)
            until(ada, lambda: ada.session.model.name_of("דוד_כהן") == "דוד כהן")
            until(ada, lambda: entries(ada))
            ada.quit()
        again = start(address)
        until(again, lambda: again.resumed)
        assert entries(again)[0].sender == "דוד_כהן"
        assert again.session.model.name_of("דוד_כהן") == "דוד כהן"
