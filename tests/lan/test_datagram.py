"""Datagrams of the heartbeat, good and bad."""

import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.lan.datagram import (
    MAX_SIZE,
    DroppedError,
    Signer,
    key_from_text,
    key_to_text,
    read_datagram,
    sender_of,
)
from tests.irc.anything import ANY_TEXT, examples

KEY = "0123456789abcdef" * 4
HOST: dict[str, object] = {
    "title": "Lab 3",
    "room": "#lobby",
    "people": 3,
    "lock": 0,
    "at": ["192.168.1.20", "fd00::2"],
    "port": 6697,
    "key": key_to_text(KEY),
    "pin": "2dcd22203",
    "version": "0.2.0",
}


def signed(body: bytes, magic: bytes = b"DCH1") -> bytes:
    """Any bytes, as if one of ours had said them."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return magic + public + key.sign(magic + public + body) + body


def said(kind: str, **fields: object) -> bytes:
    return signed(json.dumps({"t": kind, "n": 1, **fields}).encode())


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@examples
def test_whatever_people_call_things_is_read_as_it_was_written(
    title: str, name: str, place: str
) -> None:
    signer = Signer()
    fields = HOST | {"title": f"x{title}", "at": tuple(HOST["at"])}  # type: ignore[arg-type]
    for data in (
        signer.write("host", **fields),  # type: ignore[arg-type]
        signer.write("person", name=f"x{name}", place=place),
    ):
        assert len(data) <= MAX_SIZE
        datagram = read_datagram(data)
        assert datagram.sender == signer.id == sender_of(data)


def test_what_is_too_long_is_cut_but_half_a_room_is_none() -> None:
    fields = HOST | {"title": "数" * 200, "at": ("192.168.1.20",)}
    long = read_datagram(Signer().write("host", **fields))  # type: ignore[arg-type]
    assert long.fields["title"] == "数" * len(long.fields["title"])
    assert len(long.fields["title"]) > 20
    assert long.fields["room"] == "#lobby"
    fields["room"] = "#" + "r" * 300
    assert read_datagram(Signer().write("host", **fields)).fields["room"] == ""  # type: ignore[arg-type]


def test_numbers_rise_also_within_a_millisecond() -> None:
    signer = Signer()
    numbers = [read_datagram(signer.write("bye")).n for _ in range(20)]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: data + b"x" * MAX_SIZE, "oversized"),
        (lambda data: b"", "not ours"),
        (lambda data: b"GET / HTTP/1.1\r\n\r\n", "not ours"),
        (lambda data: data[:50], "truncated"),
        (lambda data: data[:-1], "forged"),
        (lambda data: b"DCH2" + data[4:], "other version"),
        (lambda data: data.replace(b"Lab 3", b"Lab 4"), "forged"),
        (lambda data: data[:4] + bytes(32) + data[36:], "forged"),
        (lambda data: data[:36] + bytes(64) + data[100:], "forged"),
        (lambda data: data[:4] + sign_of_another() + data[36:], "forged"),
    ],
)
def test_what_is_not_whole_or_not_by_its_sender_is_dropped(
    spoil: Callable[[bytes], bytes], why: str
) -> None:
    good = said("host", **HOST)
    read_datagram(good)
    with pytest.raises(DroppedError, match=why):
        read_datagram(spoil(good))


def sign_of_another() -> bytes:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 400,
        b"[]",
        b"1e999",
        b"\xff\xfe",
        b'{"t":"host"}',
        b'{"t":["host"],"n":1}',
        b'{"t":"bye","n":-1}',
        b'{"t":"bye","n":1e400}',
        b'{"t":"bye","n":true}',
        b'{"t":"nosuch","n":1}',
        b'{"n":1}',
        b'{"t":"person","n":1,"name":"","place":""}',
        b'{"t":"person","n":1,"name":7,"place":""}',
    ],
)
def test_what_makes_no_sense_is_dropped(body: bytes) -> None:
    with pytest.raises(DroppedError, match=r"invalid|truncated"):
        read_datagram(signed(body))


@pytest.mark.parametrize(
    "odd",
    [
        {"title": ""},
        {"title": "two\nlines"},
        {"title": "\u202eevil"},
        {"title": "a\x1b[31m"},
        {"title": " spaces "},
        {"title": None},
        {"people": -1},
        {"people": 10**9},
        {"people": "3"},
        {"lock": 2},
        {"port": 0},
        {"port": 65536},
        {"at": "192.168.1.20"},
        {"at": ["lab-pc"]},
        {"at": ["192.168.1.20"] * 5},
        {"at": [7]},
        {"key": "short"},
        {"key": 7},
        {"pin": "2DCD22203"},
        {"pin": "123"},
        {"version": "\0"},
    ],
)
def test_a_host_with_a_field_that_is_odd_is_dropped(odd: dict[str, object]) -> None:
    with pytest.raises(DroppedError, match="invalid"):
        read_datagram(said("host", **(HOST | odd)))


@given(st.binary(max_size=600))
@examples
def test_any_bytes_are_read_or_dropped(data: bytes) -> None:
    for one in (data, b"DCH1" + data, signed(data)[: MAX_SIZE + 1]):
        sender_of(one)
        with pytest.raises(DroppedError):
            read_datagram(one)


def test_keys_as_text() -> None:
    assert key_from_text(key_to_text(KEY)) == KEY
    assert key_from_text("") == key_from_text("x" * 43 + "!") == key_from_text("é") == ""
