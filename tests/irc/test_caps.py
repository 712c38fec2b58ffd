"""Lists of capabilities."""

from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.caps import format_caps, parse_caps, parse_request
from tests.irc.anything import ANY_TEXT, examples, near

NAME = st.from_regex(r"[a-z0-9][a-z0-9./-]{0,30}", fullmatch=True)
VALUE = st.from_regex(r"[A-Za-z0-9,=-]{0,30}", fullmatch=True)
CAPS = st.dictionaries(NAME, VALUE)


@given(CAPS, st.integers(62, 200))
@examples
def test_written_lists_fit_and_lose_nothing(caps: dict[str, str], limit: int) -> None:
    pieces = format_caps(caps, limit)
    assert all(len(piece.encode()) <= limit for piece in pieces)
    read = [item for piece in pieces for item in parse_caps(piece).items()]
    assert read == list(caps.items())


@given(st.lists(NAME), st.integers(1, 60))
@examples
def test_a_name_over_the_limit_stands_alone_and_whole(names: list[str], limit: int) -> None:
    pieces = format_caps(names, limit)
    assert all(len(piece) <= limit or " " not in piece for piece in pieces)
    assert " ".join(pieces).split() == names


def test_a_list_of_nothing_is_one_empty_piece() -> None:
    assert format_caps([]) == format_caps({}) == [""]


@given(st.one_of(ANY_TEXT, near("ab=- ", 30)))
@examples
def test_any_list_is_read(text: str) -> None:
    assert "" not in parse_caps(text)
    assert set(parse_request(text).values()) <= {True, False}


def test_values_are_kept_whole() -> None:
    text = " sasl=PLAIN,EXTERNAL  a=b=c batch =x "
    assert parse_caps(text) == {"sasl": "PLAIN,EXTERNAL", "a": "b=c", "batch": ""}


def test_a_request_turns_on_and_off() -> None:
    assert parse_request("batch -sasl  echo-message") == {
        "batch": True,
        "sasl": False,
        "echo-message": True,
    }
