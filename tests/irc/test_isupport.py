"""What a server says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.isupport import ROOM_TOKEN, ISupport, format_isupport
from desktopchat.irc.modes import ModeTypes
from tests.irc.anything import ANY_TEXT, WORDS, examples, near

KEY = st.from_regex(r"[A-Z0-9/]+", fullmatch=True)
TOKENS = st.dictionaries(KEY, st.one_of(WORDS, near("\\x20 =5CD")), max_size=30)


def isupport(*tokens: str) -> ISupport:
    told = ISupport()
    told.update(tokens)
    return told


@given(TOKENS)
@examples
def test_written_tokens_read_as_themselves(tokens: dict[str, str]) -> None:
    told = ISupport()
    for words in format_isupport(tokens):
        told.update(words)
    assert told.tokens == tokens


@given(TOKENS)
@examples
def test_written_tokens_are_words_and_at_most_13_a_line(tokens: dict[str, str]) -> None:
    lines = format_isupport(tokens)
    assert all(0 < len(words) <= 13 for words in lines)
    assert not any(" " in word or word[0] in ":-" for words in lines for word in words)


KNOWN = ["CHANMODES", "PREFIX", "NICKLEN", "CHANTYPES", "CASEMAPPING", "STATUSMSG", "NETWORK"]


@given(
    st.lists(
        st.one_of(
            ANY_TEXT,
            st.builds(
                "{}={}".format, st.sampled_from(KNOWN), st.one_of(ANY_TEXT, near("(ov)@+,9²"))
            ),
        )
    ),
    ANY_TEXT,
)
@examples
def test_any_tokens_can_be_asked(tokens: list[str], name: str) -> None:
    told = isupport(*tokens)
    assert len(told.mode_types.prefix) == len(told.mode_types.symbols)
    assert told.number("NICKLEN", 9) >= 0
    assert told.fold(told.fold(name)) == told.fold(name)
    assert told.is_channel(name) is (name[:1] in set(told.chantypes))
    assert "" not in told.tokens


def test_a_server_that_says_nothing_is_one_of_rfc_1459() -> None:
    told = ISupport()
    assert (told.casemapping, told.chantypes) == ("rfc1459", "#&")
    assert (told.network, told.statusmsg, told.room) == ("", "", "")
    assert (told.mode_types.prefix, told.mode_types.symbols) == ("ov", "@+")
    assert (told.is_channel("#a"), told.is_channel("a"), told.is_channel("")) == (
        True,
        False,
        False,
    )


def test_a_desktopchat_host_tells_its_title_and_its_room() -> None:
    told = isupport(r"NETWORK=Lab\x203", f"{ROOM_TOKEN}=#Lab-3", "CASEMAPPING=rfc7613")
    assert (told.network, told.room, told.fold("ŁUKASZ")) == ("Lab 3", "#Lab-3", "łukasz")


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (r"a\x20b", "a b"),
        (r"\x5Cx20", r"\x20"),
        (r"\x3d", "="),
        (r"\x2", r"\x2"),
        (r"\xZZ", r"\xZZ"),
    ],
)
def test_an_escaped_value_is_read_once(value: str, meant: str) -> None:
    assert isupport(f"KEY={value}").tokens == {"KEY": meant}


def test_a_token_is_taken_back() -> None:
    told = isupport("NICKLEN=30", "MONITOR", "-NICKLEN", "-UNHEARD", "-")
    assert (told.tokens, told.number("NICKLEN", 9)) == ({"MONITOR": ""}, 9)


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "²", "٣", " 5"])
def test_what_is_no_number_is_the_default(value: str) -> None:
    assert isupport(f"NICKLEN={value}").number("NICKLEN", 9) == 9


def test_a_number_of_thousands_of_digits_is_read_as_a_large_one() -> None:
    assert isupport("NICKLEN=" + "9" * 5000).number("NICKLEN", 9) > 1000


@pytest.mark.parametrize(
    ("token", "prefix", "symbols"),
    [
        ("PREFIX=(qaohv)~&@%+", "qaohv", "~&@%+"),
        ("PREFIX=", "", ""),
        ("PREFIX", "", ""),
        ("PREFIX=(ov)@", "", ""),
        ("PREFIX=ov@+", "", ""),
    ],
)
def test_the_statuses_of_members_are_read(token: str, prefix: str, symbols: str) -> None:
    types = isupport(token).mode_types
    assert (types.prefix, types.symbols) == (prefix, symbols)


@pytest.mark.parametrize(
    ("token", "types"),
    [
        ("CHANMODES=beI,k,l,imnst", ModeTypes("beI", "k", "l", "imnst")),
        ("CHANMODES=beI,k,l,imnst,more", ModeTypes("beI", "k", "l", "imnst")),
        ("CHANMODES=b", ModeTypes("b", "", "", "")),
        ("CHANMODES=", ModeTypes("", "", "", "")),
    ],
)
def test_the_kinds_of_modes_are_read(token: str, types: ModeTypes) -> None:
    assert isupport(token).mode_types == types


def test_who_hosted_a_place_is_known_by_key_and_three_of_them_at_most() -> None:
    links = [f"ircs://10.0.0.{n}:6697?fingerprint={str(n) * 64}" for n in range(1, 6)]
    told = isupport("desktopchat/FORMER=" + ",".join(["irc://lab", "ircs://lab", *links[:2]]))
    assert [str(one) for one in told.former] == links[:2]
    told = isupport("desktopchat/FORMER=" + ",".join(links))
    assert [str(one) for one in told.former] == links[:3]
