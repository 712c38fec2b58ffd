"""Mode strings and their parameters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.modes import ModeChange, ModeTypes, format_modes, parse_modes
from tests.irc.anything import ANY_TEXT, WORD, examples, near

TYPES = ModeTypes()


@st.composite
def changes(draw: st.DrawFn) -> ModeChange:
    adding, letter = draw(st.booleans()), draw(st.sampled_from("bklimntov"))
    return ModeChange(adding, letter, draw(WORD) if TYPES.takes_param(letter, adding) else "")


@given(st.lists(changes()))
@examples
def test_written_changes_read_as_themselves(some: list[ModeChange]) -> None:
    assert parse_modes(format_modes(some), TYPES) == some


@given(
    st.lists(st.one_of(ANY_TEXT, near("+-bklimnov"))),
    st.builds(ModeTypes, *[near("abov", 4)] * 6),
)
@examples
def test_any_words_give_one_change_a_letter(words: list[str], types: ModeTypes) -> None:
    letters = [letter for letter in "".join(words[:1]) if letter not in "+-"]
    assert [change.letter for change in parse_modes(words, types)] == letters


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        ([""], []),
        (["+-+"], []),
        (["i"], [ModeChange(True, "i")]),
        (["-i+m"], [ModeChange(False, "i"), ModeChange(True, "m")]),
        (["+ov", "Ada", "Bo"], [ModeChange(True, "o", "Ada"), ModeChange(True, "v", "Bo")]),
        (["+l-l", "5"], [ModeChange(True, "l", "5"), ModeChange(False, "l")]),
        (["-k", "key"], [ModeChange(False, "k", "key")]),
        (["b"], [ModeChange(True, "b")]),  # asks for the list
        (["+oX", "Ada"], [ModeChange(True, "o", "Ada"), ModeChange(True, "X")]),
        (["+o"], [ModeChange(True, "o")]),
        (["+i", "left over"], [ModeChange(True, "i")]),
    ],
)
def test_mode_strings_are_read(words: list[str], expected: list[ModeChange]) -> None:
    assert parse_modes(words, TYPES) == expected


def test_one_sign_stands_for_several_letters() -> None:
    some = [ModeChange(True, "o", "Ada"), ModeChange(True, "v", "Bo"), ModeChange(False, "m")]
    assert format_modes(some) == ["+ov-m", "Ada", "Bo"]


def test_no_changes_are_no_words() -> None:
    assert format_modes([]) == []
