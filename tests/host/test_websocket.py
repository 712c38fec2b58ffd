"""IRC in WebSocket (IRCv3 websocket) with a client that is not ours, encrypted and plain."""

import ssl
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

PAGE = "https://chat.example"


@pytest.fixture
def host() -> Iterator[Host]:
    listen = [Address("127.0.0.1", 0), Address("127.0.0.1", 0, True)]
    with running(listen=listen, web_origins=[PAGE]) as host:
        yield host


def web(
    host: Host, *, tls: bool = False, subprotocol: str = "", origin: str = ""
) -> ClientConnection:
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    port = host.listeners[int(tls)].address.port
    return connect(
        f"ws{'s' if tls else ''}://127.0.0.1:{port}",
        ssl=context,
        subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
        origin=Origin(origin) if origin else None,
    )


def until(browser: ClientConnection, word: str) -> str | bytes:
    """Read on until a message has the word; the message as it came."""
    while True:
        said = browser.recv(timeout=30)
        text = said if isinstance(said, str) else said.decode()
        assert "\n" not in text
        if word in text:
            return said


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("subprotocol", ["text.ircv3.net", "binary.ircv3.net", ""])
def test_a_browser_talks_with_others(host: Host, tls: bool, subprotocol: str) -> None:
    with (
        Raw(host).register("ada", "#lab") as ada,
        web(host, tls=tls, subprotocol=subprotocol) as bo,
    ):
        assert (bo.subprotocol or "") == subprotocol
        kind = bytes if "binary" in subprotocol else str

        def say(line: str) -> None:
            bo.send(line.encode() if kind is bytes else line)

        say("NICK bo")
        say("USER bo 0 * :Bo")
        assert isinstance(until(bo, " 001 "), kind)
        say("JOIN #lab\r\n")
        until(bo, " 366 ")
        say("PRIVMSG #lab :你好 from a browser")
        assert ada.says("你好 from a browser").nick == "bo"
        ada.send("PRIVMSG #lab :欢迎")
        assert until(bo, "欢迎") in (
            ":ada!ada@127.0.0.1 PRIVMSG #lab :欢迎",
            ":ada!ada@127.0.0.1 PRIVMSG #lab :欢迎".encode(),
        )
        bo.ping().wait(10)
        say("QUIT")
        assert ada.until("QUIT").nick == "bo"
        with pytest.raises(ConnectionClosed):
            until(bo, "never")
        assert bo.close_code == 1000, "else a browser takes it for a failure of the network"


def test_a_page_that_is_not_named_is_turned_away(host: Host) -> None:
    with pytest.raises(InvalidStatus) as refused:
        web(host, origin="https://evil.example")
    assert refused.value.response.status_code == 403
    with web(host, origin=PAGE) as browser:
        browser.send("PING hello")
        until(browser, "PONG")
    wait_until(lambda: not host.core.connections)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /there HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        b"GET \0\0\0\r\n\r\n",
        b"GET /" + b"x" * 70_000,
    ],
)
def test_what_is_no_websocket_is_answered_and_closed_and_harms_nobody(
    host: Host, request_: bytes
) -> None:
    with Raw(host).register("ada", "#lab") as ada, Raw(host) as raw:
        raw.socket.sendall(request_)
        said = b""
        while data := raw.socket.recv(65536):
            said += data
        assert said.startswith(b"HTTP/1.1 4") or not said
        ada.send("PING :still here")
        assert ada.until("PONG")


@pytest.mark.parametrize("offered", [("text", "binary"), ("binary", "text"), ("odd", "text")])
def test_the_subprotocol_is_the_first_that_they_name_and_we_know(
    host: Host, offered: tuple[str, str]
) -> None:
    names = [Subprotocol(f"{one}.ircv3.net") for one in offered]
    port = host.listeners[0].address.port
    with connect(f"ws://127.0.0.1:{port}", subprotocols=names) as browser:
        assert browser.subprotocol == next(one for one in names if not one.startswith("odd"))
        browser.send("PING hello")
        kind = str if browser.subprotocol == "text.ircv3.net" else bytes
        assert isinstance(until(browser, "PONG"), kind)


@pytest.mark.parametrize("more", [b"", b"\x89\x80\0\0\0\0" * 50])
@pytest.mark.parametrize(
    "headers",
    [
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short",
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \xff\xfe",
        b"Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nno header",
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: A\r\nSec-WebSocket-Key: B",
    ],
)
def test_a_bad_request_for_websocket_is_told_so(host: Host, headers: bytes, more: bytes) -> None:
    begin = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    with Raw(host) as raw:
        raw.socket.sendall(begin + headers + b"\r\n\r\n" + more)
        said = b""
        try:
            while data := raw.socket.recv(65536):
                said += data
        except ConnectionResetError:
            pass
        assert said.startswith(b"HTTP/1.1 400 ")
    wait_until(lambda: not host.core.connections)


def test_frames_that_are_none_end_the_connection(host: Host) -> None:
    with web(host) as browser:
        browser.send("NICK bo")
        browser.socket.sendall(b"\xff" * 64)
        with pytest.raises(ConnectionClosed):
            until(browser, "never")
    wait_until(lambda: not host.core.connections)


def test_a_goodbye_ends_the_connection(host: Host) -> None:
    with Raw(host).register("ada", "#lab") as ada:
        with web(host) as bo:
            bo.send("NICK bo")
            bo.send("USER bo 0 * :b")
            bo.send("JOIN #lab")
            until(bo, " 366 ")
        assert ada.until("QUIT").nick == "bo"
