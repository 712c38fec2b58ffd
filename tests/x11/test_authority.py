"""Which cookies are offered to a server."""

import socket
import struct
from pathlib import Path

import pytest

from desktopchat.x11.authority import cookies


def entry(address: bytes, number: bytes, name: bytes, data: bytes) -> bytes:
    fields = (address, number, name, data)
    return struct.pack(">H", 256) + b"".join(struct.pack(">H", len(f)) + f for f in fields)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "authority"
    monkeypatch.setenv("XAUTHORITY", str(made))
    return made


COOKIE = b"MIT-MAGIC-COOKIE-1"


def test_those_of_the_display_are_offered_and_the_own_computers_come_first(file: Path) -> None:
    here = socket.gethostname().encode()
    file.write_bytes(
        entry(b"elsewhere", b"1", COOKIE, b"far")
        + entry(b"elsewhere", b"", COOKIE, b"any number")
        + entry(here, b"2", COOKIE, b"other display")
        + entry(here, b"1", b"XDM-AUTHORIZATION-1", b"other kind")
        + entry(here, b"1", COOKIE, b"near")
    )
    assert cookies(1) == [b"near", b"far", b"any number", b""]


def test_without_a_file_or_with_half_of_one_it_is_tried_without_a_cookie(file: Path) -> None:
    assert cookies(0) == [b""]
    whole = entry(b"here", b"0", COOKIE, b"cookie")
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        assert cookies(0) == [b""]
