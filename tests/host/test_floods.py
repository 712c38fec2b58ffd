"""Whatever costs the host work counts in the throttle, and who speaks HTTP has limits of their own.

A throttle that gives no credit stands for the usual one: each flood here ends with "Excess Flood"
though it never says a line.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.host.config import HostConfig
from desktopchat.host.filehost.stream import WebStream
from desktopchat.host.net.http_head import is_http, is_request
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.tls import SecureStream
from desktopchat.store.place.bans import HostBan
from tests.host.filehost import Web, sharing, token
from tests.host.wire import Raw, running
from tests.host.world import World
from tests.waiting import wait_until

sockets = pytest.mark.sockets

UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PING, EMPTY = b"\x89\x80\0\0\0\0", b"\x82\x80\0\0\0\0"
PIECES = b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 99


def strict(**more: object) -> contextlib.AbstractContextManager[Host]:
    """A host on which somebody may do ten things, and then nothing for long."""
    listen = [Address("127.0.0.1", 0), Address("127.0.0.1", 0, True)]
    limits = {"lines_per_second": 0.1, "lines_burst": 10, "debt_limit": 60.0}
    return running(listen=listen, **{**limits, **more})


def end(raw: Raw) -> bytes:
    """All that comes until the connection is over."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while data := raw.socket.recv(65536):
            said += data
    return said


@sockets
@pytest.mark.parametrize("frames", [PING * 100, EMPTY * 100, PIECES], ids=["ping", "empty", "part"])
def test_frames_without_a_line_are_a_flood_too(frames: bytes) -> None:
    with strict() as host, Raw(host) as raw:
        raw.socket.sendall(UPGRADE + frames)
        assert b"Excess Flood" in end(raw)


@sockets
def test_records_of_one_byte_are_a_flood_too() -> None:
    with strict() as host, Raw(host.listeners[1].address) as raw:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        stream = SecureStream(context, server_side=False)
        done = stream.handshake()
        while not done:
            raw.socket.sendall(stream.pending())
            done = stream.handshake(raw.socket.recv(65536))
        raw.socket.sendall(b"".join(stream.encrypt(b"x") for _ in range(150)))
        assert b"Excess Flood" in stream.decrypt(end(raw))


@sockets
def test_bytes_that_never_become_a_line_are_a_flood_too() -> None:
    with strict(debt_limit=1.0) as host, Raw(host) as raw:
        with contextlib.suppress(ConnectionError):
            raw.socket.sendall(b"x" * 200_000)
        wait_until(lambda: not host.core.connections)


@sockets
@pytest.mark.parametrize("line", ["@+batch=a NICK b", "@batch=a NICK b", "@batch=a PRIVMSG #a :b"])
def test_naming_a_batch_that_is_not_open_is_no_discount(line: str) -> None:
    with strict(debt_limit=1.0) as host, Raw(host) as raw:
        raw.send(*[line] * 20)
        assert raw.to_the_end()[-1] == "ERROR :Excess Flood"


@sockets
def test_the_lines_of_a_batch_count_for_less() -> None:
    with strict(lines_burst=45, debt_limit=1.0) as host, Raw(host) as raw:
        raw.send("CAP REQ :draft/multiline batch message-tags", "NICK bo", "USER bo 0 * :b")
        raw.send("CAP END", "JOIN #a")
        raw.until("366")
        for number in range(5):  # 60 lines in all
            raw.send("BATCH +x draft/multiline #a", *["@batch=x PRIVMSG #a :b"] * 10, "BATCH -x")
            raw.send(f"PING {number}")
            assert raw.until(lambda m: m.command in ("PONG", "ERROR")).command == "PONG"


def upload(address: Address, bearer: str, size: int) -> tuple[Raw, SecureStream]:
    """A TLS connection on which a file has begun to be posted."""
    raw = Raw(address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    stream = SecureStream(context, server_side=False)
    done = stream.handshake()
    while not done:
        raw.socket.sendall(stream.pending())
        done = stream.handshake(raw.socket.recv(65536))
    head = f"POST /files HTTP/1.1\r\nAuthorization: Bearer {bearer}\r\nConnection: close\r\n"
    raw.socket.sendall(stream.encrypt(f"{head}Content-Length: {size}\r\n\r\n".encode()))
    return raw, stream


@sockets
@pytest.mark.parametrize("size", [1, 4000])
def test_a_file_in_records_of_one_byte_is_a_flood_too(size: int) -> None:
    with sharing(lines_per_second=0.1, lines_burst=20, debt_limit=60.0) as (host, ada, _):
        raw, stream = upload(host.listeners[1].address, token(ada), 2000 * size)
        with raw:
            with contextlib.suppress(ConnectionError):
                raw.socket.sendall(b"".join(stream.encrypt(b"x" * size) for _ in range(2000)))
            answer = b""
            with contextlib.suppress(EOFError):
                answer = stream.decrypt(end(raw))
            assert answer.startswith(b"HTTP/1.1 201") == (size == 4000)


@sockets
def test_who_reads_a_file_in_drops_is_let_go(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1_000_000))
    here, there = socket.socketpair()
    with here, there, (tmp_path / "file").open("rb") as file:
        # Little waits in the system, so that each drop lets another go.
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        config = HostConfig(http_idle=1.0)
        stream = WebStream(here, None, b"", config, bool, lambda: contextlib.nullcontext(""))
        over: list[type[Exception]] = []

        def send() -> None:
            try:
                stream.send_file(file, 0, 1_000_000)
            except OSError as error:
                over.append(type(error))

        thread = threading.Thread(target=send)
        thread.start()
        try:
            wait_until(lambda: over, step=lambda: there.recv(200))
        finally:
            there.close()
            thread.join()
        assert over == [TimeoutError]


# What looks like HTTP


@pytest.mark.parametrize(
    "line",
    [
        b"GET /",
        b"PROPFIND / HTTP/1.1",
        b"NICK /x HTTP/1.0",
        b"USER a 0 * HTTP/1.1",
        b"get http://a:6667/ HTTP/1.1 ",
        b"PRI * HTTP/2.0",
        b":x POST / HTTP/1.1",
    ],
)
def test_a_request_is_one_by_its_version(line: bytes) -> None:
    assert is_request(line)


@pytest.mark.parametrize(
    "line", [b"NICK bo", b"USER bo 0 * :I speak HTTP/1.1", b"PASS :x HTTP/1.1", b"CAP LS 302", b""]
)
def test_a_line_of_irc_is_no_request(line: bytes) -> None:
    assert not is_http(line)


@pytest.mark.parametrize("line", ["Host: a", "host:a", "HOST : a", "MOVE / HTTP/1.1", "PUT /"])
def test_nothing_of_a_request_is_run_before_somebody_is_in(line: str) -> None:
    world = World()
    stranger = world.connect()
    stranger.send(line)
    assert stranger.gone


@sockets
@pytest.mark.parametrize("method", ["PROPFIND", "NICK", "USER", "CAP", "get"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_request_runs_nothing_as_irc(method: str, size: int) -> None:
    request = f"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\nNICK b\r\nUSER b 0 * :b"
    with running() as host, Raw(host) as raw:
        said = f"{request}\r\n".encode()
        for at in range(0, len(said), size):
            with contextlib.suppress(ConnectionError):
                raw.socket.sendall(said[at : at + size])
        answer = end(raw)
        assert answer.startswith(b"HTTP/1.1 501")
        assert b" 001 " not in answer
        assert not host.core.people


@sockets
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "DELETE"])
def test_what_is_no_address_is_told_so(method: str) -> None:
    with running() as host, Raw(host) as raw:
        raw.socket.sendall(f"{method} http://[::1/files/x HTTP/1.0\r\n\r\n".encode())
        assert end(raw).startswith((b"HTTP/1.1 400", b"HTTP/1.1 401"))


@sockets
def test_a_request_of_two_lengths_is_refused() -> None:
    lengths = b"Content-Length: 0\r\nContent-Length: 40\r\n"
    with running() as host, Raw(host) as raw:
        raw.socket.sendall(b"GET / HTTP/1.1\r\n" + lengths + b"\r\n")
        assert end(raw).startswith(b"HTTP/1.1 411")


# The limits of HTTP


@pytest.fixture
def host() -> Iterator[Host]:
    with running(
        http_head_kilobytes=4, http_head_within=1.0, http_idle=1.0, half_open_per_address=2
    ) as host:
        yield host


@sockets
def test_a_ban_of_the_host_holds_for_http_too(host: Host) -> None:
    web = Web(host)
    assert web.ask("GET", "/").status == 200
    web.close()
    with host.lock:
        host.core.bans.add(HostBan("*!*@127.0.0.1", "spam", "root", 0, 0), host.core.fold, None)
    for method, path in (("GET", "/"), ("POST", "/files"), ("GET", "/files/x/y")):
        web = Web(host)
        answer = web.ask(method, path)
        assert (answer.status, b"banned from this host: spam" in answer.body) == (403, True)
        web.close()
    with Raw(host) as raw:
        raw.socket.sendall(UPGRADE)
        assert end(raw).startswith(b"HTTP/1.1 403")


@sockets
@pytest.mark.parametrize("begin", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])
def test_a_head_that_is_too_long_is_told_so(host: Host, begin: bytes) -> None:
    with Raw(host) as raw:
        raw.socket.sendall(begin + b"GET / HTTP/1.1\r\nX: " + b"x" * 5000 + b"\r\n\r\n")
        assert b"HTTP/1.1 431" in end(raw)


@sockets
def test_a_head_that_does_not_come_is_told_so(host: Host) -> None:
    with Raw(host) as raw:
        raw.socket.sendall(b"GET / HTTP/1.1\r\n")
        assert b"HTTP/1.1 408" in end(raw)


@sockets
def test_who_asks_nothing_more_is_let_go(host: Host) -> None:
    with Raw(host) as raw:
        raw.socket.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert end(raw).startswith(b"HTTP/1.1 200")


@sockets
def test_only_so_many_from_an_address_are_half_open() -> None:
    listen = [Address("127.0.0.1", 0), Address("127.0.0.1", 0, True)]
    with running(listen=listen, half_open_per_address=2) as host:
        plain, tls = (one.address for one in host.listeners)
        with Raw(tls), Raw(tls), contextlib.ExitStack() as stack:
            wait_until(lambda: len(host.handlers) == 2)
            third = stack.enter_context(Raw(tls))
            assert end(third) == b""
            web = stack.enter_context(Raw(plain))
            web.socket.sendall(b"GET / HTTP/1.1\r\n")
            assert b"HTTP/1.1 503" in end(web)
            stack.enter_context(Raw(plain).register("ada"))
        wait_until(lambda: not host.handlers)
        web = Raw(plain)
        with web:
            web.socket.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert end(web).startswith(b"HTTP/1.1 200")


@sockets
def test_half_open_ones_count_as_connections_from_their_address() -> None:
    listen = [Address("127.0.0.1", 0), Address("127.0.0.1", 0, True)]
    with running(listen=listen, connections_per_address=2) as host:
        plain, tls = (one.address for one in host.listeners)
        with Raw(tls), Raw(tls):
            wait_until(lambda: len(host.handlers) == 2)
            with Raw(plain) as third:
                assert third.to_the_end()[-1].startswith("ERROR :Too many connections from your")
