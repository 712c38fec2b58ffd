"""Masks match as a regular expression would, and never slowly."""

import re

import pytest
from hypothesis import given

from desktopchat.irc.names import mask_matches
from tests.irc.anything import ANY_TEXT, examples, near


@given(near("ab*?\n[", 10), near("ab*?\n[", 10))
@examples
def test_a_mask_matches_as_its_regular_expression(mask: str, text: str) -> None:
    signs = {"*": ".*", "?": "."}
    pattern = "".join(signs.get(sign) or re.escape(sign) for sign in mask)
    assert mask_matches(mask, text) is bool(re.fullmatch(pattern, text, re.DOTALL))


@given(ANY_TEXT, ANY_TEXT)
@examples
def test_any_mask_is_answered(mask: str, text: str) -> None:
    assert mask_matches(mask, text) in (True, False)


@given(ANY_TEXT)
@examples
def test_a_star_matches_anything(text: str) -> None:
    assert mask_matches("*", text)
    assert mask_matches("?" * len(text), text)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "mask", ["*a" * 150 + "*b", "a*" * 150 + "b", "*" * 400 + "b", "*?" * 150 + "b"]
)
def test_a_mask_made_to_be_slow_is_not(mask: str) -> None:
    # With every way of dividing the text among the stars tried, this would not end.
    assert not mask_matches(mask, "a" * 500)


@pytest.mark.parametrize("mask", ["a", "", "?"])
def test_a_mask_without_a_star_is_as_long_as_what_it_matches(mask: str) -> None:
    assert not mask_matches(mask, "ab")


def test_case_counts() -> None:
    assert not mask_matches("ADA!*", "ada!x@y")
