"""What people write is cut to fit, and never in the wrong place."""

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.text import (
    MARKS_MOST,
    ctcp,
    parse_ctcp,
    split_text,
    tame,
    tame_line,
    visible,
)
from tests.irc.anything import ANY_TEXT, WORDS, examples, near

CLUSTERS = [
    "🇩🇪",
    "🇵🇱",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England
    "👨\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈",
    "👍🏽",
    "👩🏿\u200d🚀",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "e\u0301",
    "o\u0308\u0323",
    "नि",
    "\u1112\u1161\u11ab",  # 한 in its three parts, as macOS writes file names
    "王",
    "a",
    " ",
]
LARGEST = max(len(cluster.encode()) for cluster in CLUSTERS)


@given(WORDS, st.integers(4, 40))
@examples
def test_the_pieces_of_a_line_fit_and_joined_are_the_line(line: str, limit: int) -> None:
    pieces = split_text(line, limit)
    assert "".join(pieces) == line
    assert all(0 < len(piece.encode()) <= limit for piece in pieces)


@given(st.one_of(st.text(), near("a \r\n\0é", 30)), st.integers(4, 20))
@examples
def test_of_several_lines_only_their_ends_are_left_out(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == re.sub("[\r\n\0]", "", text)
    assert not any(set(piece) & set("\r\n\0") for piece in pieces)


@given(st.lists(st.sampled_from(CLUSTERS), max_size=40), st.integers(LARGEST, LARGEST + 40))
@examples
def test_what_people_see_as_one_character_is_never_cut(clusters: list[str], limit: int) -> None:
    pieces = split_text("".join(clusters), limit)
    borders = set(accumulate(map(len, clusters)))
    assert set(accumulate(map(len, pieces))) <= borders


@pytest.mark.parametrize("cluster", [cluster for cluster in CLUSTERS if not cluster.isascii()])
def test_a_row_of_the_same_is_cut_between_two(cluster: str) -> None:
    size = len(cluster.encode())
    assert split_text(cluster * 7, size * 3 + size // 2) == [cluster * 3, cluster * 3, cluster]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("\n\r\n\r", []),
        ("one\ntwo\r\n\r\nthree\rfour", ["one", "two", "three", "four"]),
        ("one two three", ["one two ", "three"]),
        ("one two   three", ["one two ", "  three"]),
        ("onetwothree", ["onetwoth", "ree"]),
        ("ééééé", ["éééé", "é"]),
        ("exactly8", ["exactly8"]),
        ("na\0me", ["name"]),
    ],
)
def test_lines_of_at_most_8_bytes_break_between_words(text: str, pieces: list[str]) -> None:
    assert split_text(text, 8) == pieces


def test_what_is_too_large_as_one_is_still_sent() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"
    pieces = split_text(family, 10)
    assert "".join(pieces) == family
    assert all(len(piece.encode()) <= 10 for piece in pieces)


@given(
    st.from_regex(r"[A-Z]+", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_characters="\x01")),
)
@examples
def test_a_written_ctcp_reads_as_itself(command: str, text: str) -> None:
    assert parse_ctcp(ctcp(command, text)) == (command, text)


@given(st.one_of(ANY_TEXT, near("\x01 aB", 8)))
@examples
def test_any_words_are_a_ctcp_or_none(text: str) -> None:
    found = parse_ctcp(text)
    assert found is None or (text[0] == "\x01" and found[0] and " " not in found[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\x01ACTION waves\x01", ("ACTION", "waves")),
        ("\x01action waves", ("ACTION", "waves")),  # some never end it
        ("\x01ACTION  two spaces\x01", ("ACTION", " two spaces")),
        ("\x01VERSION\x01", ("VERSION", "")),
        ("\x01\x01", None),
        ("\x01", None),
        ("\x01 x\x01", None),
        ("ACTION waves", None),
        ("", None),
    ],
)
def test_ctcp_is_told_from_words(text: str, found: tuple[str, str] | None) -> None:
    assert parse_ctcp(text) == found


def test_what_would_drive_a_terminal_is_seen_instead() -> None:
    assert visible("a\x1b]0;x\x07\x9b2J\nb\u202ec\u2067") == r"a\x1b]0;x\x07\x9b2J\nb\u202ec\u2067"
    assert visible("你好 שלום 👩\u200d🚀 é") == "你好 שלום 👩\u200d🚀 é"


@pytest.mark.parametrize(
    "turn", [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
)
def test_nothing_in_a_message_turns_the_direction_of_what_is_around_it(turn: str) -> None:
    assert tame(f"pay {turn}gpj.exe") == "pay gpj.exe"
    assert tame_line(f"{turn}{turn}topic") == "topic"


@pytest.mark.parametrize("mark", ["\u0301", "\u0e47", "\u064b", "\u0489", "\u20dd", "\ufe0f"])
def test_a_pile_of_marks_is_cut_to_what_languages_use(mark: str) -> None:
    assert tame(f"a{mark * 500}b") == f"a{mark * MARKS_MOST}b"


@pytest.mark.parametrize(
    "text",
    [
        "Łódź",
        "שִׁ֣ית",
        "ที่นี่",
        "नमस्ते",
        "Việt Nam",
        "e\u0301\u0323",
        "👩🏿\u200d🚀 🏳\ufe0f\u200d🌈",
        "سلام\u200fabc",
    ],
)
def test_what_languages_and_emoji_need_is_left_as_it_is(text: str) -> None:
    assert tame(text) == text
    assert tame_line(text) == text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_every_way_to_break_a_line_is_an_end_of_line_that_is_seen_as_one(end: str) -> None:
    assert tame(f"one{end}two") == "one\ntwo"
    assert tame_line(f"one{end}two") == "one two"


@given(ANY_TEXT)
def test_a_tame_line_is_one_line_of_bounded_length_and_stays_as_it_is(text: str) -> None:
    line = tame_line(text)
    assert not set(line) & set("\n\r\0")
    assert len(tame_line(text * 100)) <= 1000
    assert tame_line(line) == line
