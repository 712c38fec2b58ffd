"""A host that wants to keep a client busy or fill its memory gets no further than its bounds."""

import contextlib
import socket
import threading

import pytest

from desktopchat.client.client import Client
from desktopchat.client.link.aside import Threaded
from desktopchat.client.link.link import Closed, Connected, Link
from desktopchat.client.session import Session
from desktopchat.client.session.batches import Batch, Batches
from desktopchat.client.session.login import SCRAM, Exchange
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message
from tests.client.scripted import Host
from tests.client.talking import Talk
from tests.waiting import wait_until

TEXT = "x" * 8000


def held(batches: Batches) -> int:
    return sum(len(text) for batch in batches for one in batch.messages for text in one.params)


def test_all_open_batches_together_hold_so_much_and_no_more() -> None:
    talk = Talk()
    talk.online()
    for number in range(100):
        talk.session.receive(Message("BATCH", [f"+b{number}", "chathistory", "#lab"], "h"))
        tags = {"batch": f"b{number}"}
        for _ in range(100):
            talk.session.receive(Message("PRIVMSG", ["#lab", TEXT], "Bo!b@h", tags))
    assert 20_000_000 < held(talk.session.batches) < 34_000_000


def test_what_an_ended_batch_held_is_free_again_however_they_stand_in_each_other() -> None:
    batches = Batches()
    for _ in range(100):
        opening = Message("BATCH", [], "")
        for name in ("out", "in", "in"):  # a reference that is used twice
            batches.open(name, Batch("chathistory", [], opening))
        for name in ("out", "in"):
            batch = batches.get(name)
            assert batch is not None
            for _ in range(30):
                batches.gather(batch, Message("PRIVMSG", ["#lab", TEXT], "h"))
            assert len(batch.messages) == 30
        batches.close("in")
        batches.close("out")
        batches.close("out")


def test_a_host_offers_and_grants_only_what_is_of_use() -> None:
    session = Session("Ada")
    session.connected()
    for number in range(50):
        words = " ".join(f"x{number}-{index}=y" for index in range(500))
        session.receive(Message("CAP", ["*", "LS", "*", words], "h"))
        session.receive(Message("CAP", ["*", "ACK", words], "h"))
        tokens = [f"T{number}X{index}=1" for index in range(500)]
        session.receive(Message("005", ["Ada", *tokens, "are supported"], "h"))
    assert len(session.wire.caps.available) + len(session.wire.caps.enabled) == 0
    assert len(session.model.isupport.tokens) <= 1000
    session.receive(Message("005", ["Ada", "T0X1=2", "are supported"], "h"))
    assert session.model.isupport.tokens["T0X1"] == "2"


def test_a_host_opens_no_conversations_without_end() -> None:
    talk = Talk()
    talk.online()
    session = talk.session
    for number in range(3000):
        session.receive(Message("JOIN", [f"#r{number}"], f"{session.model.nick}!a@h"))
        session.receive(Message("PRIVMSG", [session.model.nick, "hi"], f"n{number}!a@h"))
    assert len(session.model.conversations) == 2000
    session.open_direct("my-friend")
    session.receive(Message("PRIVMSG", [session.model.nick, "hello"], "my-friend!a@h"))
    assert session.model.conversations["my-friend"].entries[-1].text == "hello"


def test_a_challenge_that_would_keep_us_busy_for_long_is_given_up() -> None:
    exchange = Exchange(SCRAM, "ada", "password")
    first = exchange.answer(b"")
    assert first != ["*"]
    nonce = exchange._scram._nonce
    assert exchange.answer(f"r={nonce}more,s=c2FsdA==,i=1000001".encode()) == ["*"]


def test_a_challenge_is_answered_aside_and_only_once() -> None:
    talk = Talk()
    session = talk.session
    session.login.exchange = Exchange(SCRAM, "ada", "password")
    waiting: list[threading.Event] = []
    aside = Threaded(lambda: waiting.append(threading.Event()))
    session.login.aside = aside
    session.wire.out.clear()
    for _ in range(100):
        session.receive(Message("AUTHENTICATE", ["+"], "h"))
    assert session.wire.out == []
    wait_until(lambda: bool(waiting))
    aside.take()
    assert len(session.wire.out) == 1
    session.receive(Message("AUTHENTICATE", ["+"], "h"))
    session.disconnected()  # the answer to it comes too late
    wait_until(lambda: len(waiting) == 2)
    aside.take()
    assert session.wire.out == []


@pytest.mark.sockets
def test_a_host_that_says_more_than_is_taken_has_to_wait() -> None:
    with Host() as host:
        link = Link(host.address)
        link.start()
        wait_until(lambda: bool(host.connections))
        line = f":h NOTICE * :{'x' * 400}\r\n".encode() * 1000

        def flood() -> None:
            with contextlib.suppress(OSError):
                for _ in range(1000):  # 400 MB
                    host.connections[0].sendall(line)

        sender = threading.Thread(target=flood)
        sender.start()
        wait_until(link.incoming.full, 30)
        assert sender.is_alive()
        assert link.received < 40_000_000
        link.close()
        assert not link._thread.is_alive()
        host.drop()
        sender.join(30)


@pytest.mark.sockets
def test_a_host_that_reads_no_answer_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = Link(Address("127.0.0.1", listener.getsockname()[1]))
        link.start()
        deaf, _ = listener.accept()
        with deaf:
            wait_until(lambda: not link.incoming.empty())
            for _ in range(200):
                link.send(["x" * 100_000])
                assert link.backlog < 10_000_000
            assert isinstance(link.incoming.get(timeout=5), Connected)
            assert isinstance(link.incoming.get(timeout=5), Closed)
            link.close()


@pytest.mark.sockets
def test_what_had_to_wait_comes_in_order_and_whole() -> None:
    total = 20_000
    with Host() as host:
        client = Client(host.address, "Ada")
        client.connect()
        wait_until(lambda: bool(host.connections))
        words = "".join(f":h NOTICE * :{number}\r\n" for number in range(total)).encode()
        sender = threading.Thread(target=host.connections[0].sendall, args=(words,))
        sender.start()
        sender.join(20)

        def came() -> bool:
            client.poll(max_messages=5000, budget=1)
            entries = client.session.model.console.entries
            return bool(entries) and entries[-1].text == str(total - 1)

        wait_until(came, 20)
        kept = [int(entry.text) for entry in client.session.model.console.entries]
        assert kept == list(range(total - len(kept), total))
        client.quit(wait=0)
