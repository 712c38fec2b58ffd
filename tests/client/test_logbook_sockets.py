"""A client with a logbook on a real host: encrypted, gone, moved, and with two windows."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Delivery, Entry, EntryKind, Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import short
from desktopchat.store.person.earlier_books import LogbookName
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


def away(client: Client) -> None:
    until(client, lambda: client.phase is Phase.WAITING)


def drafts(client: Client, text: str) -> None:
    room = client.session.model.conversations["#lab"]
    room.draft = text
    client.session.model.book.drafted(room)


@pytest.mark.parametrize("comes_back", ["by the address", "by the code"])
def test_what_waits_for_a_host_joined_by_code_is_there_at_the_next_start(
    start: Maker, tmp_path: Path, comes_back: str
) -> None:
    data, port = tmp_path / "host", free_port()
    listen = [Address("127.0.0.1", port, True)]
    with running(listen=listen, data=data) as host:
        code = replace(listen[0], fingerprint=short(host.key.fingerprint))
        ada = joined(start(code))
    away(ada)
    says(ada, "waiting, kept")
    drafts(ada, "half a tho")
    ada.quit()
    again = start(code if comes_back == "by the code" else listen[0])
    until(again, lambda: again.resumed)
    assert [e.text for e in entries(again)] == ["waiting, kept"]
    assert again.session.model.conversations["#lab"].draft == "half a tho"
    with running(listen=listen, data=data):
        again.retry_now()
        sent(again, "waiting, kept")


def kept_under(name: str, folder: Path) -> Path:
    return LogbookName(folder, name, "Ada").path


def books(folder: Path) -> set[Path]:
    return set(folder.glob("*.db"))


def _names(key: str) -> tuple[str, str]:
    """By what a place is known, and was by earlier versions where it was joined by a code."""
    return key, short(key)


def _make_old(book: Path) -> None:
    """As before logbooks said by what else their places were known."""
    with closing(sqlite3.connect(book)) as database:
        database.execute("DROP TABLE known_as")
        database.execute("DROP TABLE host")
        database.execute("PRAGMA user_version = 2")


@pytest.mark.parametrize("both", [False, True], ids=["alone", "beside the right one"])
def test_a_logbook_kept_under_the_short_form_of_a_key_is_moved(
    start: Maker, tmp_path: Path, both: bool
) -> None:
    """As earlier versions left it."""
    data, folder, port = tmp_path / "host", tmp_path / "logbooks", free_port()
    listen = [Address("127.0.0.1", port, True)]
    with running(listen=listen, data=data) as host:
        right, wrong = (kept_under(name, folder) for name in _names(host.key.fingerprint))
        ada = joined(start(listen[0]))
        says(ada, "hello")
        sent(ada, "hello")
        ada.quit()
    before = right.read_bytes()
    ada = start(listen[0])
    away(ada)
    says(ada, "waiting, kept")
    drafts(ada, "half a tho")
    ada.quit()
    right.rename(wrong)
    if both:
        right.write_bytes(before)
    for book in books(folder):
        _make_old(book)
    again = start(listen[0])
    until(again, lambda: again.resumed)
    assert [e.text for e in entries(again)] == ["hello", "waiting, kept"]
    assert again.session.model.conversations["#lab"].draft == "half a tho"
    assert books(folder) == {right}
    with running(listen=listen, data=data):
        again.retry_now()
        sent(again, "waiting, kept")
    assert [e.text for e in entries(again)].count("hello") == 1


def test_what_was_kept_by_an_address_goes_to_the_key_that_is_shown_there_later(
    start: Maker, tmp_path: Path
) -> None:
    data, folder = tmp_path / "host", tmp_path / "logbooks"
    plain, secure = Address("127.0.0.1", free_port()), Address("127.0.0.1", free_port(), True)
    with running(listen=[plain], data=data):
        joined(start(plain)).quit()
    offline = start(plain)
    away(offline)
    says(offline, "waiting, kept")
    with running(listen=[plain, secure], data=data) as host:
        key = host.key.fingerprint
        offline.retry_now()
        sent(offline, "waiting, kept")
        assert offline.fingerprint == key
    away(offline)
    says(offline, "again")
    offline.quit()
    again = start(secure)
    until(again, lambda: again.resumed)
    assert [e.text for e in entries(again)] == ["waiting, kept", "again"]
    assert books(folder) == {kept_under(key, folder)}
