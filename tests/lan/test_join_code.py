"""A host's addresses and key as words."""

import ipaddress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.irc.address import Address, parse_address
from desktopchat.lan.join_code import CodeError, join_code, parse_code
from desktopchat.lan.sharing import code_of, invited_to
from tests.irc.anything import examples

KEY = "0123456789abcdef" * 4
SHORT = fingerprints.short(KEY)

IPS = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
    st.integers(0, 65535).map(lambda n: str(ipaddress.ip_address("192.168.0.0") + n)),
    st.integers(0, 2**24 - 1).map(lambda n: str(ipaddress.ip_address("10.0.0.0") + n)),
)


def at(*hosts: str, port: int = 6697, key: str = KEY) -> Address:
    return Address(hosts[0], port, True, fingerprint=key, others=hosts[1:])


@given(st.lists(IPS, min_size=1, max_size=4), st.integers(1, 65535))
@examples
def test_a_code_leads_where_it_was_made_for(hosts: list[str], port: int) -> None:
    address = parse_code(join_code(at(*hosts, port=port)))
    assert address is not None
    assert (address.hosts, address.port, address.tls) == (tuple(hosts), port, True)
    assert fingerprints.matches(address.fingerprint, KEY)
    assert not fingerprints.matches(address.fingerprint, KEY[::-1])


def test_a_code_of_a_home_or_an_office_is_four_or_five_words() -> None:
    assert join_code(at("192.168.1.20")) == "babid-hajov-kohid-balaf"
    assert len(join_code(at("10.2.3.4")).split("-")) == 5
    assert len(join_code(at("192.168.1.20", port=7000)).split("-")) == 5


@pytest.mark.parametrize("text", ["babid-hajov-kohid-balaf", "Babid hajov  KOHID-balaf "])
def test_a_code_may_be_typed_as_people_do(text: str) -> None:
    assert parse_code(text) == at("192.168.1.20", key=SHORT)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("babid-hajov-kohid-balag", "has a mistake"),
        ("hajov-babid-kohid-balaf", "has a mistake"),
        ("babid-hajov-kohid", "has a mistake"),
        ("babid-hajov-kohid-balaf-babid", "has a mistake"),
        ("babid-hajev-kohid-balaf", "“hajev” is no word of a code"),
        ("babid-hajov-kohid-bala", "“bala” is no word of a code"),
    ],
)
def test_a_code_with_a_mistake_is_one(text: str, says: str) -> None:
    with pytest.raises(CodeError, match=says):
        parse_code(text)


@given(st.integers(0, 3), st.integers(0, 65535))
@examples
def test_a_code_with_a_wrong_word_leads_nowhere_else(which: int, wrong: int) -> None:
    words = join_code(at("192.168.1.20")).split("-")
    before = words[which]
    words[which] = fingerprints.proquint(wrong)
    try:
        address = parse_code("-".join(words))
    except CodeError:
        return
    # One of 128 passes the check; then the key is another, which the connection shows.
    assert words[which] == before or address != at("192.168.1.20", key=SHORT)


@pytest.mark.parametrize(
    "text", ["", "lab-pc", "babid", "babid-hajov", "192.168.1.20", "my-own-pc"]
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert parse_code(text) is None


def test_a_code_of_its_own_making_is_the_same() -> None:
    code = join_code(at("192.168.1.20"))
    address = parse_code(code)
    assert address is not None
    assert join_code(address) == code


@pytest.mark.parametrize("address", [at("192.168.1.20", key=""), at("lab-pc")])
def test_no_code_without_a_key_or_an_address(address: Address) -> None:
    with pytest.raises(ValueError, match="no code"):
        join_code(address)


def test_a_link_has_all_addresses() -> None:
    address = at("192.168.1.20", "10.8.0.1", "fd00::2")
    link = f"ircs://192.168.1.20:6697?fingerprint={KEY}&also=10.8.0.1,fd00::2"
    assert str(address) == link
    assert parse_address(link) == address
    assert parse_address(link).hosts == ("192.168.1.20", "10.8.0.1", "fd00::2")


def test_a_guest_has_a_code_for_others_where_others_can_come() -> None:
    there = at("192.168.1.20", "10.0.0.7")
    assert code_of(there) == join_code(there)
    for host in ("lab-pc", "127.0.0.1", "::1", "fe80::1%eth0"):
        assert code_of(replace(there, host=host)) == ""
    assert code_of(replace(there, fingerprint="")) == ""


@pytest.mark.parametrize("between", ["–", "_", ", ", " - ", "\u2011", "."])
def test_a_code_may_have_come_through_a_word_processor(between: str) -> None:
    code = join_code(at("192.168.1.20"))
    assert parse_code(code.replace("-", between) + ".") == parse_code(code)


def test_who_is_invited_goes_where_the_key_was_seen() -> None:
    here = Address("10.0.0.7", 6697, True, "#lab", KEY)
    claim = replace(here, host="10.0.0.66", room="")
    assert invited_to(here, []) == here
    assert invited_to(here, [claim]).hosts == ("10.0.0.7", "10.0.0.66")
    assert invited_to(here, [here, replace(claim, port=7000)]).hosts == ("10.0.0.7",)
    # The own host, and one that is known by its name: by the address that it is seen at.
    for host in ("127.0.0.1", "lab-pc"):
        assert invited_to(replace(here, host=host), [claim]).hosts == ("10.0.0.66",)
        assert invited_to(replace(here, host=host), []).hosts == (host,)
