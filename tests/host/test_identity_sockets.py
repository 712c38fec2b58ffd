"""Accounts on a real host: SASL, ghosts, and a class that registers at once, over TLS."""

from collections.abc import Iterator

import pytest

from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message
from desktopchat.irc.sasl import Collector, encode_chunks, plain_message
from desktopchat.irc.scram import ScramClient
from tests.host.people import PASSWORD, Secure, registered
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

PUPILS = 40


@pytest.fixture
def host() -> Iterator[Host]:
    listen = [Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)]
    with running(listen=listen) as host:
        yield host


def ended(message: Message) -> bool:
    return message.command in ("900", "904", "905", "908")


def scram(client: Raw, user: str, password: str = PASSWORD) -> Message:
    """Log in with SCRAM-SHA-256: the numeric that says how it ended."""
    side = ScramClient(user, password)
    client.send("AUTHENTICATE SCRAM-SHA-256")
    client.until("AUTHENTICATE")
    say(client, side.first())
    say(client, side.answer(hear(client)))
    message = client.until(lambda m: ended(m) or m.command == "AUTHENTICATE")
    if ended(message):
        return message
    side.finish(hear(client, message))
    client.send("AUTHENTICATE +")
    return client.until(ended)


def say(client: Raw, message: str) -> None:
    client.send(*(f"AUTHENTICATE {chunk}" for chunk in encode_chunks(message.encode())))


def hear(client: Raw, message: Message | None = None) -> str:
    collector = Collector()
    while True:
        message = message or client.until("AUTHENTICATE")
        whole = collector.add(message.params[0])
        if whole is not None:
            return whole.decode()
        message = None


def plain(client: Raw, user: str, password: str = PASSWORD) -> Message:
    client.send("AUTHENTICATE PLAIN")
    message = client.until(lambda m: ended(m) or m.command == "AUTHENTICATE")
    if ended(message):
        return message
    client.send(*(f"AUTHENTICATE {one}" for one in encode_chunks(plain_message(user, password))))
    return client.until(ended)


def begin(client: Raw, nick: str) -> Raw:
    client.send("CAP LS 302", "CAP REQ sasl", f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    client.until(lambda m: m.command == "CAP" and m.params[1] == "ACK")
    return client


@pytest.mark.parametrize("login", [scram, plain])
def test_who_has_an_account_logs_in_over_tls(host: Host, login: "type[Message]") -> None:
    with registered(host, "ada") as ada:
        ada.send("QUIT")
        ada.to_the_end()
    with begin(Secure(host), "ada") as ada:
        assert login(ada, "ada", "wrong").command == "904"  # type: ignore[call-arg,arg-type]
        assert login(ada, "ada").command == "900"  # type: ignore[call-arg,arg-type]
        ada.send("CAP END")
        assert ada.until("001").params[0] == "ada"


def test_plain_is_refused_where_others_may_listen_and_scram_is_not(host: Host) -> None:
    with registered(host, "ada") as ada:
        ada.send("QUIT")
        ada.to_the_end()
    with Raw(host.listeners[1].address) as ada:
        wait_until(lambda: host.core.connections)
        with host.lock:
            for person in host.core.connections:
                person.local = False  # as if from another computer
        begin(ada, "ada")
        assert plain(ada, "ada").params[1] == "SCRAM-SHA-256"
        assert ada.until("904")
        assert scram(ada, "ada").command == "900"
        ada.send("CAP END")
        ada.until("001")
        ada.send("REGISTER other * :a good password")
        assert ada.until("FAIL").params[1] == "ALREADY_AUTHENTICATED"


def test_a_ghost_is_replaced_within_one_round_trip(host: Host) -> None:
    with registered(host, "ada") as ghost, Secure(host).register("bo", "#a") as bo:
        ghost.send("JOIN #a")
        ghost.until("366")
        with begin(Secure(host), "ada") as ada:
            assert scram(ada, "ada").command == "900"
            ada.until("903")
            ada.send("CAP END")
            first = Message.parse(ada.line() or "")
            assert first is not None
            assert (first.command, first.params[0]) == ("001", "ada")
            assert ghost.to_the_end()[-1] == "ERROR :Replaced by a new connection"
            assert bo.until("QUIT").params == ["Replaced by a new connection"]


def test_a_class_of_forty_registers_at_once_and_logs_in_at_once(host: Host) -> None:
    pupils = [Secure(host).register(f"pupil{number}") for number in range(PUPILS)]
    for pupil in pupils:
        pupil.send(f"REGISTER * * :{PASSWORD}")
    for number, pupil in enumerate(pupils):
        assert pupil.until("REGISTER").params[:2] == ["SUCCESS", f"pupil{number}"]
        pupil.send("QUIT")
    for pupil in pupils:
        pupil.to_the_end()
        pupil.close()
    pupils = [begin(Secure(host), f"pupil{number}") for number in range(PUPILS)]
    for number, pupil in enumerate(pupils):
        pupil.send("AUTHENTICATE PLAIN")
        words = plain_message(f"pupil{number}", PASSWORD)
        pupil.send(*(f"AUTHENTICATE {chunk}" for chunk in encode_chunks(words)), "CAP END")
    for number, pupil in enumerate(pupils):
        assert pupil.until(ended).command == "900"
        assert pupil.until("001").params[0] == f"pupil{number}"
        pupil.close()


def test_accounts_and_their_nicks_are_there_after_a_restart(host: Host) -> None:
    with registered(host, "ada") as ada:
        ada.send("NICK countess")
        ada.until("NICK")
        ada.send("QUIT")
        ada.to_the_end()
    host.stop()
    again = Host(host.config)
    again.start()
    try:
        with Raw(again.listeners[1].address) as bo:
            bo.send("NICK countess")
            assert bo.until("433")
            bo.send("NICK ada")
            assert bo.until("433")
        with begin(Secure(again), "ada") as ada:
            assert scram(ada, "ada").command == "900"
    finally:
        again.stop()
