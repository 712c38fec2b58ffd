"""The fingerprint of a key, in hex and in words."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.fingerprint import (
    WORDS,
    asked_for,
    fingerprint,
    is_asked_for,
    short,
    valid,
    words,
)
from tests.irc.anything import examples

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.binary(max_size=100))
@examples
def test_it_is_sha_256_in_lower_case_hex(certificate: bytes) -> None:
    found = fingerprint(certificate)
    assert found == hashlib.sha256(certificate).hexdigest()
    assert valid(found)


@pytest.mark.parametrize(
    ("digits", "proquint"),
    [
        # the examples of D. S. Wilkerson's text on proquints: addresses as two words
        ("7f000001", "lusab-babad"),
        ("3f54dcc1", "gutih-tugad"),
        ("3f760723", "gutuk-bisog"),
        ("8c62c18d", "mudof-sakat"),
        ("40ff06c8", "haguz-biram"),
    ],
)
def test_the_words_are_proquints(digits: str, proquint: str) -> None:
    assert words(digits) == proquint


@given(HEX)
@examples
def test_five_words_can_be_read_aloud(of: str) -> None:
    assert re.fullmatch("-".join(["[b-z][aiou][b-z][aiou][b-z]"] * WORDS), words(of))


@given(HEX, HEX)
@examples
def test_keys_have_the_same_words_only_where_80_bits_are_the_same(one: str, other: str) -> None:
    assert (words(one) == words(other)) == (one[:20] == other[:20])


@given(HEX, st.integers(0, 19))
@examples
def test_each_of_the_first_digits_changes_a_word(of: str, at: int) -> None:
    changed = f"{of[:at]}{(int(of[at], 16) + 1) % 16:x}{of[at + 1 :]}"
    pairs = zip(words(of).split("-"), words(changed).split("-"), strict=True)
    assert sum(one != other for one, other in pairs) == 1


@pytest.mark.parametrize(
    "text", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "٣" * 64, "a" * 63 + "\n"]
)
def test_these_are_no_fingerprints(text: str) -> None:
    assert not valid(text)


def test_a_key_is_asked_for_by_its_whole_and_its_short_fingerprint() -> None:
    one, other = "0123456789abcdef" * 4, "ab" * 32
    for expected in (one, short(one)):
        name = asked_for(expected)
        assert all(len(part) < 64 for part in name.split("."))
        assert is_asked_for(name.upper(), one)
        assert not is_asked_for(name, other)
    for name in ("", "lab-pc", one[:32], "." + asked_for(one)):
        assert not is_asked_for(name, one)
