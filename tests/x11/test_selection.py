"""Reading what other programs hold, and an end in time whatever they do."""

import os
import socket

import pytest

from desktopchat.x11.connection import Connection, XError
from desktopchat.x11.selection import Selection, TooLargeError, has_owner
from tests.clipboard import held, stop

pytestmark = pytest.mark.gui
FIRST_PORT = 6000


def read(target: str, most: int = 5_000_000, seconds: float = 10.0) -> bytes | None:
    with Selection("CLIPBOARD", seconds) as there:
        return there.read(target, most, seconds)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 70_000, 3_000_000])
def test_text_of_any_size_comes_whole(display: str, size: int) -> None:
    words = os.urandom(size // 2).hex().encode() + b"x" * (size % 2)
    with held(words):
        assert read("UTF8_STRING") == words


def test_only_what_is_offered_of_what_is_asked_for(display: str) -> None:
    with held(b"\x89PNG", "image/png"), Selection("CLIPBOARD", 10.0) as there:
        assert there.owned
        assert there.offered("UTF8_STRING", "image/png", seconds=10.0) == ["image/png"]
        assert there.read("image/png", 100, 10.0) == b"\x89PNG"


@pytest.mark.parametrize("size", [10_000, 3_000_000])
def test_more_than_is_wanted_is_refused(display: str, size: int) -> None:
    with held(b"x" * size), pytest.raises(TooLargeError):
        read("UTF8_STRING", most=size - 5)


def test_an_owner_that_hangs_is_given_up(display: str) -> None:
    with held(b"words") as owner:
        stop(owner)
        with pytest.raises(XError):
            read("UTF8_STRING", seconds=0.2)
        with Selection("CLIPBOARD", 10.0) as there, pytest.raises(XError):
            there.offered("UTF8_STRING", seconds=0.2)


def test_a_selection_that_nobody_holds_has_no_owner(display: str) -> None:
    assert not has_owner("@server=nobody")
    with held(b"words"):
        assert has_owner("CLIPBOARD")


@pytest.mark.parametrize("name", ["", "what", ":", ":x", ":59999"])
def test_a_display_that_is_none_is_an_error(name: str) -> None:
    with pytest.raises(XError):
        Connection(name, 1.0)


def test_a_server_that_says_nothing_is_given_up() -> None:
    for port in range(FIRST_PORT + 200, FIRST_PORT + 1000):
        try:
            server = socket.create_server(("127.0.0.1", port))
        except OSError:
            continue
        break
    with server, pytest.raises(XError, match="time"):
        Connection(f"127.0.0.1:{port - FIRST_PORT}", 0.2)
