"""Bytes to lines, however they come; lines to text, whatever they are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.framing import (
    MAX_CLIENT_TAGS,
    MAX_LINE,
    LineBuffer,
    decode,
    too_long,
)
from tests.irc.anything import examples

LIMIT = 8
STREAMS = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([b"a", b"bc", b"\r", b"\n", b"\r\n", b"\0", b"x" * 9])).map(b"".join),
)
CUTS = st.lists(st.integers(0, 60))


@given(STREAMS, CUTS)
@examples
def test_the_lines_are_the_same_in_whatever_pieces_they_come(
    stream: bytes, cuts: list[int]
) -> None:
    pieces = LineBuffer(LIMIT)
    lines = []
    for start, end in pairwise([0, *sorted(cuts), len(stream)]):
        lines += pieces.feed(stream[start:end])
    whole = LineBuffer(LIMIT)
    assert (lines, pieces.pending) == (whole.feed(stream), whole.pending)


@given(STREAMS)
@examples
def test_lines_hold_no_ends_and_never_more_than_one_byte_over_the_limit(stream: bytes) -> None:
    buffer = LineBuffer(LIMIT)
    for line in buffer.feed(stream):
        assert line
        assert not set(line) & set(b"\0\r\n")
        assert len(line) <= LIMIT + 1
    assert buffer.pending <= LIMIT + 1


@given(STREAMS)
@examples
def test_no_byte_of_a_short_line_is_lost(stream: bytes) -> None:
    lines = LineBuffer(len(stream)).feed(stream + b"\n")
    assert b"".join(lines) == stream.translate(None, b"\0\r\n")


def test_an_endless_line_comes_once_cut_and_the_next_is_whole() -> None:
    buffer = LineBuffer(LIMIT)
    for _ in range(100):
        assert buffer.feed(b"x" * 7) == []
    assert buffer.feed(b"xxx\r\nnext\r\n") == [b"x" * (LIMIT + 1), b"next"]


@pytest.mark.parametrize(
    ("line", "over"),
    [
        (b"", False),
        (b"@a", False),  # no command, but not long
        (b"x" * MAX_LINE, False),
        (b"x" * (MAX_LINE + 1), True),
        (b"@" + b"t" * (MAX_CLIENT_TAGS - 2) + b" " + b"x" * MAX_LINE, False),
        (b"@" + b"t" * (MAX_CLIENT_TAGS - 1) + b" x", True),
        (b"@t " + b"x" * MAX_LINE, False),
        (b"@t " + b"x" * (MAX_LINE + 1), True),
        (b"@" + b"t" * MAX_CLIENT_TAGS, True),
    ],
    ids=lambda value: f"{value[:3]!r} {len(value)}" if isinstance(value, bytes) else "",
)
def test_tags_and_the_rest_of_a_line_have_limits_of_their_own(line: bytes, over: bool) -> None:
    assert too_long(line) is over


@pytest.mark.parametrize("size", [MAX_LINE, 5000, 20_000])
@pytest.mark.parametrize("start", [b"@", b"@t ", b"x"])
def test_a_line_that_was_cut_is_still_too_long(start: bytes, size: int) -> None:
    buffer = LineBuffer()
    (line,) = buffer.feed(start + b"x" * size + b"\n")
    assert too_long(line) is too_long(start + b"x" * size)


FALLBACKS = ["gb18030", "big5", "shift_jis", "euc-kr", "cp1251", "latin-1", "utf-7", "utf-16"]
FALLBACKS += ["idna", "punycode"]  # they fail in ways of their own


@given(st.binary(), st.sampled_from([None, *FALLBACKS]))
@examples
def test_any_bytes_are_text_or_none(line: bytes, fallback: str | None) -> None:
    assert decode(line, fallback) is None or isinstance(decode(line, fallback), str)


@given(st.text(), st.sampled_from(FALLBACKS))
@examples
def test_utf_8_is_read_as_such_whatever_the_fallback(text: str, fallback: str) -> None:
    assert decode(text.encode(), fallback) == text


def test_another_encoding_is_read_where_it_is_named() -> None:
    line = "你好".encode("gb18030")
    assert (decode(line), decode(line, "gb18030"), decode(b"\xff\xff", "gb18030")) == (
        None,
        "你好",
        None,
    )
