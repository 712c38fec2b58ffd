"""The encrypted door, and what browsers without a WebSocket there use: events and POST."""

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from desktopchat.host.deputies import REQUEST
from desktopchat.host.net.door import ENCRYPTED_TOKEN_FILE, TOKEN_FILE
from desktopchat.host.net.events import BODY_MAX
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from tests.child import PATIENCE
from tests.host.wire import Raw, Serve, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

HERE = "127.0.0.1"
BOTH = [Address(HERE, 0), Address(HERE, 0, tls=True)]


def trusting() -> ssl.SSLContext:
    """As a browser whose owner has gone on after the warning."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Browser:
    """What a page without WebSocket does."""

    def __init__(self, host: Host, *, tls: bool = True) -> None:
        (self.port,) = (one.port for one in host.doors.addresses if one.tls is tls)
        self.origin = f"{'https' if tls else 'http'}://{HERE}:{self.port}"
        self.token = host.doors.token(tls=tls)
        self._tls = tls
        self._open: list[http.client.HTTPConnection] = []
        self.session = ""
        self._stream: http.client.HTTPResponse | None = None

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        for one in self._open:
            one.close()

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        """By a connection of its own."""
        one = (
            http.client.HTTPSConnection(HERE, self.port, timeout=PATIENCE, context=trusting())
            if self._tls
            else http.client.HTTPConnection(HERE, self.port, timeout=PATIENCE)
        )
        self._open.append(one)
        one.request(method, path, body, headers)
        return one.getresponse()

    def listen(self) -> "Browser":
        self._stream = self.ask("GET", "/events", Accept="text/event-stream")
        assert self._stream.status == 200
        assert self._stream.headers["Content-Type"] == "text/event-stream"
        assert "Set-Cookie" not in self._stream.headers
        assert self._stream.readline() == b"event: session\n"
        self.session = self._stream.readline().decode().removeprefix("data: ").strip()
        return self

    def say(self, *lines: str, **headers: str) -> int:
        body = "".join(f"{line}\r\n" for line in lines).encode()
        path = f"/events/{self.session}"
        answer = self.ask("POST", path, body, **{"Origin": self.origin, **headers})
        answer.read()
        return answer.status

    def until(self, word: str) -> str:
        while (line := self.line()) is not None:
            if word in line:
                return line
        raise AssertionError(f"never came: {word}")

    def line(self) -> str | None:
        """The next event; None at the end of the stream."""
        assert self._stream is not None
        while said := self._stream.readline():
            if said.startswith(b"data: "):
                return said.decode().removeprefix("data: ").rstrip("\n")
        return None

    def to_the_end(self) -> list[str]:
        return list(iter(self.line, None))

    def join(self, nick: str) -> "Browser":
        self.listen()
        said = self.say(f"PASS {self.token}", f"NICK {nick}", f"USER web 0 * :{nick}", "JOIN #lab")
        assert said == 204
        self.until(" 366 ")
        return self


@pytest.fixture
def host() -> Iterator[Host]:
    with running(doors=BOTH, password="of the host") as host:
        yield host


@pytest.fixture(params=[True, False], ids=["encrypted", "plain"])
def browser(request: pytest.FixtureRequest, host: Host) -> Iterator[Browser]:
    with Browser(host, tls=request.param) as browser:
        yield browser


def test_a_page_talks_over_an_encrypted_websocket(host: Host) -> None:
    port = host.doors.addresses[1].port
    with (
        Raw(host).register("ada", "#lab", password="of the host") as ada,
        connect(
            f"wss://{HERE}:{port}",
            ssl=trusting(),
            origin=Origin(f"https://{HERE}:{port}"),
            subprotocols=[Subprotocol("text.ircv3.net")],
        ) as bo,
    ):
        for line in (f"PASS {host.doors.token(tls=True)}", "NICK bo", "USER web 0 * :Bo"):
            bo.send(line)
        bo.send("JOIN #lab")
        while " 366 " not in str(bo.recv(timeout=PATIENCE)):
            pass
        bo.send("PRIVMSG #lab :你好")
        assert ada.says("你好").nick == "bo"
        ada.send("PRIVMSG #lab :hello")
        while "hello" not in str(bo.recv(timeout=PATIENCE)):
            pass


def test_a_page_talks_by_events_and_post(host: Host, browser: Browser) -> None:
    with Raw(host).register("ada", "#lab", password="of the host") as ada:
        browser.join("bo")
        assert browser.say("PRIVMSG #lab :你好") == 204
        assert ada.says("你好").nick == "bo"
        ada.send("PRIVMSG #lab :一 two")
        assert browser.until("PRIVMSG").endswith(" PRIVMSG #lab :一 two")
        browser.close()
        assert ada.until("QUIT").nick == "bo"
    wait_until(lambda: not host.core.connections)


def test_the_stream_ends_with_a_goodbye_and_its_session_with_it(
    host: Host, browser: Browser
) -> None:
    browser.join("bo")
    browser.say("QUIT :bye")
    assert browser.to_the_end()[-1].startswith("ERROR ")
    wait_until(lambda: browser.say("PING a") == 404)


@pytest.mark.parametrize("line", ["CAP LS 302", "NICK bo", "LIST", "PING a", "PASS wrong"])
def test_without_the_secret_nothing_is_told_by_events(browser: Browser, line: str) -> None:
    browser.listen()
    assert browser.say(line) in (204, 410)
    heard = browser.to_the_end()
    assert all(one.startswith("ERROR ") or " 464 " in one for one in heard)


def test_the_secret_of_the_plain_door_does_not_open_the_encrypted_one(host: Host) -> None:
    assert host.doors.token(tls=False) != host.doors.token(tls=True)
    with Browser(host) as browser:
        browser.token = host.doors.token(tls=False)
        browser.listen()
        browser.say(f"PASS {browser.token}")
        assert any(" 464 " in line for line in browser.to_the_end())


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_a_foreign_page_says_nothing(browser: Browser, origin: str) -> None:
    browser.join("bo")
    assert browser.say("JOIN #other", Origin=origin) == 403
    assert browser.say("PING :still here") == 204
    assert "#other" not in browser.until("still here")


def test_a_foreign_page_hears_nothing(browser: Browser) -> None:
    assert browser.ask("GET", "/events", Origin="https://evil.example").status == 403


@pytest.mark.parametrize("name", ["evil.example:{}", "127.0.0.2:{}", "127.0.0.1"])
def test_a_name_that_is_not_ours_gets_no_events(browser: Browser, name: str) -> None:
    foreign = name.format(browser.port)
    assert browser.ask("GET", "/events", Host=foreign).status == 421
    browser.join("bo")
    assert browser.say("JOIN #other", Host=foreign) == 421


def test_another_session_is_not_guessed(browser: Browser) -> None:
    browser.join("bo")
    assert len(browser.session) >= 22
    browser.session = browser.session[:-1] + ("A" if browser.session[-1] != "A" else "B")
    assert browser.say("PRIVMSG #lab :x") == 404


def test_a_post_that_is_too_large_is_refused_unread(browser: Browser) -> None:
    browser.join("bo")
    path, origin = f"/events/{browser.session}", browser.origin
    headers = {"Origin": origin, "Content-Length": str(BODY_MAX + 1)}
    assert browser.ask("POST", path, b"", **headers).status == 413
    assert browser.say("PING :still here") == 204
    browser.until("still here")


def test_what_is_said_at_once_is_run_one_after_the_other(browser: Browser) -> None:
    browser.join("bo")
    found: list[int] = []
    many = [f"PRIVMSG #lab :{at}" for at in range(20)]
    threads = [threading.Thread(target=lambda: found.append(browser.say(*many))) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(found) <= {204, 429}
    assert 204 in found


def test_who_floods_with_posts_is_sent_away(browser: Browser) -> None:
    browser.join("bo")
    assert browser.say(*["PRIVMSG #lab :x"] * 2000) == 410
    assert "Excess Flood" in browser.to_the_end()[-1]
    assert browser.say("PING a") in (404, 410)


def test_a_page_that_says_something_is_not_taken_for_gone() -> None:
    config = {"ping_after": 0.3, "ping_grace": 0.6, "register_within": 1.0}
    with running(doors=BOTH, **config) as host, Browser(host) as bo, Browser(host) as silent:
        silent.join("silent")
        bo.join("bo")
        heard, answers = "", 0
        while answers < 2 or "Ping timeout" not in heard:
            line = bo.line()
            assert line is not None
            heard += line
            if "PING " in line:
                assert bo.say(f"PONG {line.partition('PING ')[2]}") == 204
                answers += 1


def test_who_says_nothing_by_post_has_to_come_in_in_time() -> None:
    with running(doors=BOTH, register_within=0.3) as host, Browser(host) as browser:
        browser.listen()
        assert "timed out" in browser.to_the_end()[-1]


def test_closing_one_door_leaves_the_other_open(host: Host) -> None:
    with Browser(host) as encrypted, Browser(host, tls=False) as plain:
        encrypted.join("ada")
        plain.join("bo")
        host.doors.close()
        assert "closed the page" in plain.to_the_end()[-1]
        assert encrypted.say("PING :here") == 204
        encrypted.until("here")
        assert [one.tls for one in host.doors.addresses] == [True]
        host.doors.close(tls=True)
        assert "closed the page" in encrypted.to_the_end()[-1]
    assert host.doors.addresses == []


def test_an_encrypted_door_makes_no_key_of_the_chat() -> None:
    with running() as host:
        assert host.key is None
        host.doors.open(tls=True)
        assert host.key is not None
        assert host.core.sts_port == 0


def test_who_comes_unencrypted_is_told_how_to_come(host: Host) -> None:
    with socket.create_connection((HERE, host.doors.addresses[1].port), timeout=PATIENCE) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        said = plain.makefile("rb").read()
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"https://" in said


def test_no_copies_are_given_at_the_door(host: Host) -> None:
    with (
        socket.create_connection((HERE, host.doors.addresses[1].port), timeout=PATIENCE) as raw,
        trusting().wrap_socket(raw) as tls,
    ):
        tls.sendall(REQUEST + b"\r\n\r\n")
        assert b" 101 " not in tls.recv(4096)


def test_other_ports_have_no_events() -> None:
    with running() as host:
        one = http.client.HTTPConnection(HERE, host.listeners[0].address.port)
        one.request("GET", "/events")
        assert one.getresponse().status == 404
        one.close()


@pytest.mark.parametrize("kind", ["encrypted", "both"])
def test_serve_tells_the_links_of_its_doors(kind: str, tmp_path: Path) -> None:
    ports = ("--door-port=0", "--door-tls-port=0")
    with Serve("--door", kind, *ports, f"--data={tmp_path}") as served:
        wait_until(lambda: [line for line in served.out if line.startswith("door ")])
        (line,) = [line for line in served.out if line.startswith("door ")]
        link = r"{}://127\.0\.0\.1:\d+/#[\w-]{{22}}"
        schemes = ["https"] if kind == "encrypted" else ["http", "https"]
        assert re.fullmatch(" ".join(["door", *(link.format(one) for one in schemes)]), line)
        assert any(one.startswith("key ") for one in served.out)
    assert (tmp_path / ENCRYPTED_TOKEN_FILE).exists()
    assert (tmp_path / TOKEN_FILE).exists() == (kind == "both")
