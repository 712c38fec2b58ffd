"""Nicks and channel names: what is allowed, and what people see."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktopchat.irc.names import (
    CHANNEL_MAX,
    NICK_MAX,
    channel_from_title,
    display_name,
    nick_from_name,
    nick_problem,
    room_title,
    valid_channel,
    valid_server_name,
)
from tests.irc.anything import ANY_TEXT, examples, near

SMALL = "Aa_ -#~.,é\u0301Ａ王ע٣🎉\u200d\u202e\x07\t"
NAMES = st.one_of(ANY_TEXT, near(SMALL, 8))
NICKS = NAMES.map(nick_from_name).filter(bool)


@given(NAMES)
@examples
def test_a_name_gives_an_allowed_nick_or_none(name: str) -> None:
    nick = nick_from_name(name)
    assert nick == "" or nick_problem(nick) == ""


@given(NAMES, st.sampled_from("abcXYZ"))
@examples
def test_a_name_with_a_plain_letter_in_it_always_gives_a_nick(name: str, letter: str) -> None:
    assert nick_from_name(letter + name)
    assert nick_from_name("#" + name[:9] + letter)


@given(NICKS)
@examples
def test_an_allowed_nick_has_nothing_that_means_something_on_the_wire(nick: str) -> None:
    assert not set(nick) & set(" ,*?!@.:\0\r\n\x01")
    assert nick[0] not in "$#&~%+-"


@given(ANY_TEXT)
@examples
def test_any_text_is_a_nick_or_is_told_why_not(text: str) -> None:
    assert isinstance(nick_problem(text), str)


@pytest.mark.parametrize(
    ("name", "nick"),
    [
        ("Ada Lovelace", "Ada_Lovelace"),
        ("  Ada   Lovelace ", "Ada_Lovelace"),
        ("Ada\tLovelace", "Ada_Lovelace"),
        ("王伟", "王伟"),
        ("Łukasz Żak", "Łukasz_Żak"),
        ("عادل", "عادل"),
        ("Ada (عادل)", "Ada_("),  # two directions of writing can't stand in one nick
        ("e\u0301va", "éva"),
        ("e🎉\u0301va", "éva"),  # what is left out may bring a letter and its accent together
        ("Ａｄａ", "Ada"),  # full-width, as a Japanese keyboard writes it
        ("ｱﾀﾞ", "アダ"),  # half-width
        ("𝐀𝐝𝐚", "Ada"),
        ("Ada 🎉", "Ada"),
        ("Ada, the first!", "Ada_the_first"),
        ("O'Brien", "O'Brien"),
        ("J.R.", "JR"),
        ("#~+Ada", "Ada"),
        ("#\u0301Ada", "Ada"),
        ("__Ada__", "__Ada__"),
        ("x" * 40, "x" * NICK_MAX),
        ("x" * 31 + " y", "x" * 31),
        ("", ""),
        (" \t", ""),
        ("🎉", ""),
        ("...", ""),
        ("\u0301", ""),
        ("\ud800", ""),
    ],
)
def test_a_name_as_a_nick(name: str, nick: str) -> None:
    assert nick_from_name(name) == nick


@pytest.mark.parametrize(
    ("nick", "words"),
    [
        ("", "empty"),
        ("x" * 33, "at most 32"),
        ("#ada", "begin with #"),
        ("+ada", r"begin with \+"),
        ("a b", "a space"),
        ("a!b", "can't have !"),
        ("a.b", r"can't have \."),
        ("a:b", "can't have :"),
        ("a\x07", "control"),
        ("Ａｄａ", "Write it with ordinary letters: Ada"),
        ("🎉", "letters and digits"),
        ("a\u200bb", "letters and digits"),
        ("e\u0301", "ordinary letters: é"),
        ("\u0301a", "begin with a mark"),
        ("aע", "from the left with writing from the right"),
        ("\ud800", "letters and digits"),
    ],
)
def test_a_nick_that_is_not_allowed_is_told_why(nick: str, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(nick_problem(nick))


@pytest.mark.parametrize(
    "nick", ["Ada", "a", "x" * 32, "[a]{b}", "O'Brien", "王伟", "Łukasz", "1st"]
)
def test_these_nicks_are_allowed(nick: str) -> None:
    assert nick_problem(nick) == ""


def test_a_server_may_allow_longer_nicks() -> None:
    assert (nick_problem("x" * 33, 40), nick_problem("x" * 9, 8) != "") == ("", True)


def test_a_pile_of_marks_is_no_name() -> None:
    pile = "a" + "\u0316" * 5
    assert "marks" in nick_problem(pile)
    assert nick_problem("a" + "\u0316" * 4) == ""
    assert nick_problem(nick_from_name(pile)) == ""


@given(NICKS, NAMES)
@examples
def test_nobody_is_shown_as_another_nick(nick: str, realname: str) -> None:
    shown = display_name(nick, realname)
    assert shown == nick or (nick_problem(shown) and nick_from_name(shown) == nick)


@given(NICKS, NICKS, NAMES, NAMES)
@examples
def test_two_people_are_never_shown_alike(one: str, other: str, this: str, that: str) -> None:
    assume(one != other)
    assert display_name(one, this) != display_name(other, that)


@given(NAMES)
@examples
def test_a_shown_name_holds_no_control_characters(realname: str) -> None:
    shown = display_name(nick_from_name(realname) or "Ada", realname)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("nick", "realname", "shown"),
    [
        ("Ada_Lovelace", "Ada Lovelace", "Ada Lovelace"),
        ("Ada", " Ada 🎉 ", "Ada 🎉"),
        ("Ada", "Ａｄａ", "Ａｄａ"),
        ("JR", "J.R.", "J.R."),
        ("Ada", "", "Ada"),
        ("Ada", "Bo", "Ada"),
        ("Ada", "ada", "Ada"),
        ("Ada_Lovelace", "Ada__Lovelace", "Ada_Lovelace"),  # somebody else may be called that
        ("Ada", "_Ada", "Ada"),
        ("adA", "\u202eadA", "adA"),  # would look like Ada
        ("Ada", "Ada\x07", "Ada"),
        ("a", "𝐀𝐝a", "a"),
    ],
)
def test_a_nick_as_people_see_it(nick: str, realname: str, shown: str) -> None:
    assert display_name(nick, realname) == shown


@given(st.one_of(ANY_TEXT, near("#& ,a-\t\0\x1c\u2028é", 80)))
@examples
def test_a_title_gives_a_channel_or_nothing(title: str) -> None:
    channel = channel_from_title(title)
    assert channel == "" or valid_channel(channel)


@pytest.mark.parametrize(
    ("title", "channel"),
    [
        ("Lab 3", "#Lab-3"),
        ("  Lab \t 3 ", "#Lab-3"),
        ("#Lab", "#Lab"),
        ("&local", "&local"),
        ("##c", "##c"),
        ("Room, big", "#Room-big"),
        ("实验室 一", "#实验室-一"),
        ("Cafe\u0301", "#Café"),
        ("🎉", "#🎉"),
        ("x" * 99, "#" + "x" * (CHANNEL_MAX - 1)),
        ("", ""),
        (" ", ""),
        ("#", ""),
        ("#&#", ""),
        (",\x07", ""),
    ],
)
def test_a_title_as_a_channel(title: str, channel: str) -> None:
    assert channel_from_title(title) == channel


@pytest.mark.parametrize("name", ["", "#", "&", "lab", "#a b", "#a,b", "#a\x07", "#" + "x" * 64])
def test_these_name_no_channel(name: str) -> None:
    assert not valid_channel(name)


@pytest.mark.parametrize(
    ("channel", "title"), [("#Lab-3", "Lab-3"), ("##c", "#c"), ("&local", "&local"), ("#", "#")]
)
def test_a_channel_as_people_see_it(channel: str, title: str) -> None:
    assert room_title(channel) == title


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("desktopchat.local", True),
        ("a.b", True),
        ("localhost", False),  # could be a nick
        ("a..b", False),
        (".a", False),
        ("a.b\n", False),
        ("a b.c", False),
        ("a." + "b" * 62, False),
    ],
)
def test_a_servers_name_has_a_dot_and_no_more_than_a_host_name_may(name: str, valid: bool) -> None:
    assert valid_server_name(name) is valid


@pytest.mark.parametrize("nick", ["a__b", "_ada_", "王伟", "Łukasz", "سارة٣", "naïve", "x-1"])
def test_what_is_a_nick_already_stays_as_it_is(nick: str) -> None:
    assert nick_problem(nick) == ""
    assert nick_from_name(nick) == nick
