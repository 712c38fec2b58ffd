"""Whatever comes over a socket: a clear answer or a close, and nobody else is hurt.

The guard of every test sees to it that no error is logged and no thread or socket stays.
"""

import contextlib
import random
import socket
from collections.abc import Iterator

import pytest

from desktopchat.host.server import Host
from tests.host.wire import Raw, Talk, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@pytest.fixture
def host() -> Iterator[Host]:
    with running(register_within=1.0, throttle=False) as host:
        yield host


@pytest.fixture
def talk(host: Host) -> Iterator[Talk]:
    """Two others, who must be able to talk on."""
    with Talk(host) as talk:
        talk.go_on()
        yield talk
        talk.go_on()


@pytest.fixture(params=["new", "registered"])
def rude(host: Host, talk: Talk, request: pytest.FixtureRequest) -> Iterator[Raw]:
    """A connection that misbehaves, before registration and after it."""
    with Raw(host) as raw:
        if request.param == "registered":
            raw.register("rude", "#talk")
        yield raw


def pour(raw: Raw, data: bytes) -> None:
    """Send, though the host may have closed meanwhile."""
    try:
        raw.socket.sendall(data)
    except ConnectionError:
        pass


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes(rude: Raw, talk: Talk, seed: int) -> None:
    noise = random.Random(seed)
    for _ in range(5):
        pour(rude, noise.randbytes(20_000))
        talk.go_on(1)
    pour(rude, b"\r\nQUIT\r\n")
    assert rude.to_the_end()[-1].startswith("ERROR :")


def test_random_words(rude: Raw, talk: Talk) -> None:
    noise = random.Random(7)
    words = b"PRIVMSG MODE JOIN #talk +b : , @ @label=x CAP REQ NICK KICK TOPIC 0 -o".split(b" ")
    words += [b"\0", b"\r", b"\n", b"\xff"]
    for _ in range(5):
        pour(rude, b" ".join(noise.choices(words, k=400)))
        talk.go_on(1)
    pour(rude, b"\r\nQUIT\r\n")
    assert rude.to_the_end()[-1].startswith("ERROR :")


def test_an_endless_line(rude: Raw, talk: Talk) -> None:
    for _ in range(40):
        pour(rude, b"x" * 65536)
        talk.go_on(1)
    pour(rude, b"\r\nPING after\r\n")
    rude.until("417")
    assert rude.until("PONG").params[-1] == "after"


def test_an_endless_line_takes_no_memory(host: Host, talk: Talk, rude: Raw) -> None:
    pour(rude, b"x" * 1_000_000)
    talk.go_on()
    # Who has just connected may not be accepted yet on a busy computer.
    wait_until(lambda: sum(thread.is_alive() for thread in host.handlers) == 3)
    pour(rude, b"\r\nPING after\r\n")
    rude.until("PONG")


def test_10000_lines_at_once(rude: Raw, talk: Talk) -> None:
    pour(rude, b"TOPIC #none :x\r\n" * 10_000 + b"QUIT\r\n")
    lines = rude.to_the_end()
    assert lines[-1] == "ERROR :Quit"
    assert len(lines) > 10_000, "an answer for each"


def test_10000_lines_at_once_where_speed_is_limited() -> None:
    with running() as host, Talk(host) as talk, Raw(host) as slowed, Raw(host) as flood:
        slowed.register("slowed", "#talk")
        flood.register("flood", "#talk")
        slowed.socket.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            slowed.socket.send(b"PRIVMSG #talk :x\r\n" * 10_000)
        talk.go_on()
        pour(flood, b"x\r\n" * 10_000)
        assert flood.to_the_end()[-1] == "ERROR :Excess Flood"
        assert talk.ada.until("QUIT").params == ["Excess Flood"]
        talk.go_on()
        assert "slowed" in host.core.people, "who is only slowed down is heard in time"


def test_half_a_line_and_silence(host: Host, talk: Talk) -> None:
    with Raw(host) as half:
        half.socket.sendall(b"NICK ha")
        talk.go_on()
        assert half.to_the_end() == ["ERROR :Registration timed out"]


def test_half_a_line_and_the_end(rude: Raw, talk: Talk) -> None:
    rude.socket.sendall(b"PRIVMSG #talk :half a li")
    rude.socket.shutdown(socket.SHUT_WR)
    assert rude.to_the_end()[-1] == "ERROR :Connection closed"
    talk.ada.send("PING x")
    assert talk.ada.until(lambda m: m.command in ("PONG", "PRIVMSG")).command == "PONG"


def test_a_line_in_many_pieces(rude: Raw, talk: Talk) -> None:
    for byte in b"PING \xe4\xbd\xa0\r\n":
        rude.socket.sendall(bytes([byte]))
    assert rude.until("PONG").params[-1] == "你"


def test_nul_bytes(rude: Raw, talk: Talk) -> None:
    rude.socket.sendall(b"\0" * 10_000 + b"PI\0NG a\0b\r\n\0\r\n\0\n")
    assert rude.until("PONG").params[-1] == "ab"


@pytest.mark.parametrize(("length", "code"), [(400, "432"), (10_000, "417")])
def test_a_nick_of_10000_characters(rude: Raw, talk: Talk, length: int, code: str) -> None:
    rude.send("NICK " + "n" * length)
    rude.until(code)
    rude.send("PING x")
    rude.until("PONG")


def test_invalid_utf_8(rude: Raw, talk: Talk) -> None:
    rude.socket.sendall("PRIVMSG #talk :你好\r\n".encode("gb18030"))
    assert rude.until("FAIL").params[1] == "INVALID_UTF8"
    rude.socket.sendall(b"\xff\xfe\r\n\xc0\x80\r\n\xed\xa0\x80\r\nPING x\r\n")
    rude.until("PONG")


def test_an_abrupt_end(host: Host, rude: Raw, talk: Talk) -> None:
    rude.socket.sendall(b"PRIVMSG #talk :x\r\n" * 30 + b"half")
    rude.reset()
    wait_until(lambda: len(host.core.connections) == 2)


def test_many_who_come_and_are_gone_at_once(host: Host, talk: Talk) -> None:
    for number in range(60):
        raw = Raw(host)
        (raw.reset, raw.close)[number % 2]()
    wait_until(lambda: len(host.core.connections) == 2)
    wait_until(lambda: len(host.handlers) == 2)


def test_another_protocol(rude: Raw, talk: Talk) -> None:
    rude.socket.sendall(b"SSH-2.0-x\r\nEHLO lab\r\n\x16\x03\x01\x02\0\x01\r\nQUIT\r\n")
    assert rude.to_the_end()[-1] == "ERROR :Quit"


def test_a_slow_reader(host: Host, rude: Raw, talk: Talk) -> None:
    rude.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    talk.go_on(20)
    rude.send("PING end")
    while (byte := rude.socket.recv(1)) and byte != b"P":
        pass
