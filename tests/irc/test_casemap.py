"""When two names are the same name."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.casemap import UNICODE, fold
from tests.irc.anything import ANY_TEXT, examples

MAPPINGS = ["ascii", "rfc1459", "rfc1459-strict", "rfc7613", "unheard-of"]


@given(ANY_TEXT, st.sampled_from(MAPPINGS))
@examples
def test_folding_twice_is_folding_once(name: str, mapping: str) -> None:
    once = fold(name, mapping)
    assert fold(once, mapping) == once


def test_every_character_that_folds_to_another_is_done_after_one_fold() -> None:
    characters = filter(_changes, map(chr, range(sys.maxunicode + 1)))
    folded = [fold(character, UNICODE) for character in characters]
    assert [name for name in folded if fold(name, UNICODE) != name] == []
    assert len(folded) > 1000


def _changes(character: str) -> bool:
    return character.lower() != character or bool(unicodedata.decomposition(character))


@given(st.text(st.characters(max_codepoint=127)), st.sampled_from(MAPPINGS))
@examples
def test_ascii_letters_lose_their_case_everywhere(name: str, mapping: str) -> None:
    assert fold(name.upper(), mapping) == fold(name.lower(), mapping) == fold(name, mapping)


@pytest.mark.parametrize(
    ("mapping", "folded"),
    [
        ("ascii", "a[]\\~{}|^"),
        ("rfc1459", "a{}|^{}|^"),
        ("rfc1459-strict", "a{}|~{}|^"),
        ("rfc7613", "a[]\\~{}|^"),
        ("unheard-of", "a[]\\~{}|^"),
    ],
)
def test_the_brackets_of_rfc_1459_are_letters_only_there(mapping: str, folded: str) -> None:
    assert fold("A[]\\~{}|^", mapping) == folded


def test_rfc_1459_is_what_a_server_has_that_says_nothing() -> None:
    assert fold("Ada[]") == "ada{}"


@pytest.mark.parametrize("mapping", ["ascii", "rfc1459", "rfc1459-strict", "unheard-of"])
def test_other_scripts_keep_their_case_where_the_mapping_knows_only_ascii(mapping: str) -> None:
    assert fold("ÉADA王\u212a", mapping) == "Éada王\u212a"  # the last is the Kelvin sign


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz", "łUKASZ"),
        ("Ａｄａ", "ada"),  # full-width
        ("ｶﾀｶﾅ", "カタカナ"),  # half-width
        ("ｶﾞ", "ガ"),  # a half-width voiced sound mark joins its letter
        ("Éva", "e\u0301va"),  # composed or not
        ("\u212a", "k"),  # the Kelvin sign
        ("\u212b", "å"),  # the Ångström sign
        ("İstanbul", "i\u0307STANBUL"),  # the dotted capital I keeps its dot
        ("ΟΔΥΣΣΕΥΣ", "Οδυσσευς"),  # a sigma that ends a word
        ("ДИМА", "дима"),
        ("ǅ", "ǆ"),  # title case
        ("\U00010400", "\U00010428"),  # Deseret, beyond 16 bits
    ],
)
def test_these_are_one_name_for_a_desktopchat_host(one: str, other: str) -> None:
    assert fold(one, UNICODE) == fold(other, UNICODE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İ", "I"),  # the dotted I
        ("ı", "i"),  # the dotless i
        ("Straße", "Strasse"),  # RFC 8265 maps to lower case and does not fold ß
        ("οδός", "οδόσ"),  # lower case already, so the final sigma stays
        ("é", "e"),
        ("ﬁ", "fi"),  # a ligature is no width
        ("A", "А"),  # Latin and Cyrillic
    ],
)
def test_these_are_two_names_for_a_desktopchat_host(one: str, other: str) -> None:
    assert fold(one, UNICODE) != fold(other, UNICODE)
