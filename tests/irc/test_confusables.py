"""Names that look alike, and names that don't."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.confusables import skeleton
from desktopchat.irc.confusables_data import LOOKS
from tests.irc.anything import ANY_TEXT, examples


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada", "аdа"),  # Cyrillic
        ("ada", "ΑDΑ"),  # Greek capitals
        ("Ada", "Аԁа"),
        ("paypal", "раураl"),
        ("lain", "Iain"),  # a capital i
        ("bill", "bi11"),
        ("root", "r00t"),
        ("modern", "rnodern"),
        ("mimi", "rnirni"),
        ("MAMA", "rnarna"),
        ("scope", "ѕсоре"),
        ("José", "Jose\u0301"),
        ("José", "Jоsé"),  # a Cyrillic o
        ("Łukasz", "Łukаsz"),
        ("ロ口", "口ロ"),  # Katakana ro, and the sign for a mouth
        ("æon", "aeon"),
        ("٥", "o"),  # an Arabic five
    ],
)
def test_these_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada", "adb"),
        ("ada", "adaa"),
        ("José", "Jose"),
        ("Jürgen", "Jurgen"),
        ("Łukasz", "Lukasz"),
        ("王伟", "王玮"),
        ("Анна", "Инна"),
        ("عادل", "عادلة"),
        ("a_b", "a-b"),
        ("o1", "o2"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(ANY_TEXT)
@examples
def test_what_is_one_name_taken_apart_or_together_looks_like_itself(text: str) -> None:
    apart, together = (unicodedata.normalize(form, text) for form in ("NFD", "NFC"))
    assert skeleton(apart) == skeleton(together)


@given(st.text(st.sampled_from("aаάbᏼcсo0O1lI|mMrnØæ\u0301"), max_size=12))
@examples
def test_looking_alike_does_not_depend_on_where_one_begins(text: str) -> None:
    swapped = text.translate(str.maketrans("aаcс0O1l", "аaсcO0l1"))
    assert skeleton(swapped) == skeleton(text)


def test_the_table_leads_to_looks_that_have_no_other_look() -> None:
    looks = [word.partition(":") for word in LOOKS.split()]
    characters = {one for _, _, several in looks for one in several.split(",")}
    assert len(characters) > 1500
    assert not {one for look, _, _ in looks for one in look.split("+")} & characters
