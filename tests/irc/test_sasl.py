"""Passwords on their way: the pieces of AUTHENTICATE, and PLAIN."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.sasl import (
    CHUNK,
    MESSAGE_MAX,
    Collector,
    SaslTooLongError,
    encode_chunks,
    parse_plain,
    plain_message,
)
from tests.irc.anything import examples

WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


def collect(chunks: list[str]) -> bytes | None:
    """What the last piece brings; none of those before it may."""
    collector = Collector()
    for chunk in chunks[:-1]:
        assert collector.add(chunk) is None
    return collector.add(chunks[-1])


@given(st.binary(max_size=1000))
@examples
def test_a_message_in_pieces_is_put_together_again(message: bytes) -> None:
    assert collect(encode_chunks(message)) == message


@pytest.mark.parametrize("size", [0, 1, 299, 300, 301, 600, MESSAGE_MAX])
def test_no_piece_is_empty_or_too_long_and_the_last_is_shorter(size: int) -> None:
    chunks = encode_chunks(b"x" * size)
    assert all(0 < len(chunk) <= CHUNK for chunk in chunks)
    assert all(len(chunk) == CHUNK for chunk in chunks[:-1])
    assert len(chunks[-1]) < CHUNK
    assert collect(chunks) == b"x" * size


def test_the_end_of_a_message_of_just_400_is_a_plus() -> None:
    assert encode_chunks(b"x" * 300)[1:] == ["+"]
    assert encode_chunks(b"") == ["+"]


def test_a_collector_is_ready_for_the_next_message() -> None:
    collector = Collector()
    assert collector.add("YQ==") == b"a"
    assert collector.add("+") == b""
    assert collector.add("Yg==") == b"b"


def test_a_message_without_an_end_is_refused_before_it_takes_memory() -> None:
    collector = Collector()
    for _ in range(MESSAGE_MAX * 4 // 3 // CHUNK):
        assert collector.add("A" * CHUNK) is None
    with pytest.raises(SaslTooLongError):
        collector.add("A" * CHUNK)
    assert collector.add("YQ==") == b"a"


@pytest.mark.parametrize("chunk", ["YQ", "Y", "*", "Y Q==", "YQ==YQ==", "é", "=", "\ud800"])
def test_what_is_no_base64_is_refused(chunk: str) -> None:
    collector = Collector()
    with pytest.raises(ValueError, match="base64"):
        collector.add(chunk)
    assert collector.add("YQ==") == b"a"


@given(WORD, WORD)
@examples
def test_a_name_and_a_password_are_read_as_they_were_written(user: str, password: str) -> None:
    assert parse_plain(plain_message(user, password)) == ("", user, password)


def test_somebody_may_act_for_another() -> None:
    assert parse_plain(b"bo\0ada\0secret") == ("bo", "ada", "secret")


@pytest.mark.parametrize(
    "message",
    [b"", b"\0ada", b"ada\0secret", b"\0\0secret", b"\0ada\0", b"\0a\0b\0c", b"\0\xff\0x"],
)
def test_what_is_no_name_and_password_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each in words of its own
        parse_plain(message)


def test_the_text_is_that_of_rfc_4616() -> None:
    assert plain_message("tim", "tanstaaftanstaaf") == b"\0tim\0tanstaaftanstaaf"
    assert encode_chunks(plain_message("jilles", "sesame")) == [
        base64.b64encode(b"\0jilles\0sesame").decode()
    ]
