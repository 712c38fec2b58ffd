"""Who is no host, no deputy and no member, and says to be one: nobody takes a place over so."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.host.deputies import RefusedError
from desktopchat.host.deputies.asking import Answer, ask, host_that_asks
from desktopchat.host.deputies.follower import Follower, Hosting
from desktopchat.host.net.tls import HostKey, load_key
from desktopchat.irc.address import Address
from desktopchat.store.place.blobs import Blobs
from tests.host.places import deputy, free_port, hosting
from tests.host.test_deputies import copying
from tests.host.wire import Raw
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@contextlib.contextmanager
def answering(key: HostKey, said: bytes, port: int = 0) -> Iterator[Address]:
    """Something that answers whatever is said to it, over TLS, with that."""

    class Visit(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                contextlib.suppress(OSError),
                key.context.wrap_socket(self.request, server_side=True) as link,
            ):
                link.recv(4096)
                link.sendall(said)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", port), Visit) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield Address("127.0.0.1", server.server_address[1], True, "", key.fingerprint)
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def key(tmp_path: Path) -> HostKey:
    folder = tmp_path / "false"
    folder.mkdir()
    return load_key(folder)


SERVES = Answer("a" * 64, 9, serves=True)


def test_an_answer_counts_from_the_key_that_was_asked_alone(key: HostKey) -> None:
    with answering(key, SERVES.response()) as there:
        assert ask(there) == SERVES
        assert ask(replace(there, fingerprint="b" * 64)) is None


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 404 Not Found\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 100_000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b'{"root": "a", "epoch": true, "serves": 1}',
        b"\xff" * 10_000,
    ],
)
def test_what_is_no_answer_is_none(key: HostKey, said: bytes) -> None:
    with answering(key, said) as there:
        assert ask(there) is None


def test_a_false_host_at_the_address_of_the_dead_one_has_no_deputy(
    tmp_path: Path, key: HostKey
) -> None:
    """It says that it serves the place in a later epoch; but it has not the key."""
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", port) as heir,
    ):
        host.process.kill()
        host.wait()
        forged = replace(SERVES, root=there.fingerprint)
        with answering(key, forged.response(), there.port):
            wait_until(lambda: heir.told("listening"))


def test_who_hosts_a_place_of_their_own_gets_nothing_of_another(tmp_path: Path) -> None:
    """A host that claims a later epoch of the place, and was never introduced."""
    with copying(data=tmp_path / "host") as host:
        host.copies.on_yield = lambda there: pytest.fail(f"it goes over to {there}")
        assert host.key is not None
        there = replace(host.listeners[0].address, fingerprint=host.key.fingerprint)
        folder = tmp_path / "false"
        folder.mkdir()
        false = Hosting(load_key(folder), 6697, 1000, Blobs(folder / "files"))
        with (
            Follower(there, folder / "healing", lambda *_: None, host=false) as follower,
            pytest.raises(RefusedError),
        ):
            follower.run_once()
        assert not (folder / "healing" / "host.db").exists()


def test_an_honest_deputy_can_have_the_host_go_over_to_it_only_as_a_host(tmp_path: Path) -> None:
    """To say so without having said that it hosts is nothing that a deputy says."""
    with copying(data=tmp_path / "host") as host:
        host.copies.on_yield = lambda there: pytest.fail(f"it goes over to {there}")
        assert host.key is not None
        there = replace(host.listeners[0].address, fingerprint=host.key.fingerprint)
        follower = Follower(there, tmp_path / "copy", lambda *_: None)
        # As if it hosted, but for its introduction.
        introduction = follower._introduction
        false = Hosting(load_key(tmp_path / "copy"), 6697, 1000, Blobs(tmp_path / "files"))

        def honest(host: str, challenge: bytes) -> bytes:
            follower._hosting = None
            said = introduction(host, challenge)
            follower._hosting = false
            return said

        follower._introduction = honest  # type: ignore[method-assign]
        with follower:
            assert not follower.run_once()


def test_those_who_only_knock_at_a_deputy_leave_it_as_it_is(tmp_path: Path) -> None:
    """Strangers at the port where it waits: no TLS, no words, no end, many at once."""
    port = free_port()
    with (
        hosting(tmp_path / "host") as (_, there),
        deputy(there, tmp_path / "copy", port) as heir,
        contextlib.ExitStack() as undo,
    ):
        for _ in range(80):
            undo.enter_context(Raw(port)).send("NICK stranger", "USER s 0 * :s")
        waiting = replace(there, port=port, fingerprint=load_key(tmp_path / "copy").fingerprint)
        undo.close()
        wait_until(lambda: ask(waiting) is not None)
        answer = ask(waiting)
        assert answer is not None
        assert (answer.serves, answer.hears) == (False, True)
        assert not heir.told("listening")
        assert not heir.err


@pytest.mark.parametrize(
    "said", ["0 abc", "65536 abc", "-1 abc", "\u0663 abc", "9" * 5000, "", "x"]
)
def test_who_asks_and_names_no_port_is_no_host(said: str) -> None:
    head = f"GET /place HTTP/1.1\r\nDesktopChat-Hosts: {said}\r\n\r\n".encode()
    assert host_that_asks(head, "10.0.0.1") is None


def test_who_asks_hosts_where_the_question_comes_from() -> None:
    head = b"GET /place HTTP/1.1\r\nHost: a:1\r\nDesktopChat-Hosts: 6697 abc\r\n\r\n"
    assert host_that_asks(head, "10.0.0.1") == Address("10.0.0.1", 6697, True, "", "abc")
