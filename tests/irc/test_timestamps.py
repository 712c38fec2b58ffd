"""Moments as text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.timestamps import parse, when, write
from tests.irc.anything import ANY_TEXT, examples, near

END = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()) * 1000
MOMENTS = st.integers(0, END)


@given(MOMENTS)
@examples
def test_a_written_moment_reads_as_itself(moment: int) -> None:
    text = write(moment)
    assert parse(text) == moment
    assert len(text) == len("2026-11-23T08:30:00.250Z")


@given(MOMENTS, MOMENTS)
@examples
def test_texts_are_in_the_order_of_their_moments(one: int, other: int) -> None:
    assert (write(one) < write(other)) == (one < other)


def test_the_form_is_that_of_server_time() -> None:
    assert write(1_795_422_600_250) == "2026-11-23T08:30:00.250Z"
    assert write(0) == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:00:01.000Z", 1000),
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01T00:00:01.5Z", 1500),
        ("1970-01-01T00:00:01.123456Z", 1123),
        ("2016-12-31T23:59:60.000Z", None),  # a leap second, which a clock here never shows
        ("2026-02-30T00:00:00.000Z", None),
        ("1970-01-01T00:00:01+01:00", None),
        ("1970-01-01T00:00:01", None),
        ("yesterday", None),
        ("Z", None),
        ("", None),
        ("0001-01-01T00:00:00.000Z", -62135596800000),
        ("1970-01-01T00:00:01.000" + "0" * 40 + "Z", None),
    ],
)
def test_these_are_moments_or_none(text: str, moment: int | None) -> None:
    assert parse(text) == moment


@given(st.one_of(ANY_TEXT, ANY_TEXT.map("{}Z".format), near("0123T:-.+Z", 26)))
@examples
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert parse(text) is None or isinstance(parse(text), int)


def test_what_is_later_than_any_date_is_written_as_late_as_there_is_one() -> None:
    assert write(32**10) == "9999-12-31T23:59:59.999Z"
    assert when(32**10).astimezone().year == 9999
