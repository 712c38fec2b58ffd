"""What people type to say where a host is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktopchat.irc.address import Address, AddressError, parse_address
from tests.irc.anything import ANY_TEXT, examples, near

TYPED = st.one_of(
    ANY_TEXT,
    near("irc:/[]#&%20?@.\ta0é", 20),
    st.builds(
        "{}{}{}/{}".format,
        st.sampled_from(["", "irc://", "IRCS://", "http://"]),
        st.sampled_from(["lab", "10.0.0.7", "[::1]", "fe80::1%eth0", "[fe80::1%eth0]", "é", ""]),
        st.one_of(st.just(""), st.integers(-1, 70_000).map(":{}".format), near("0:9", 9)),
        st.one_of(ANY_TEXT, near("#&/%2F?a é", 8)),
    ),
)


@given(TYPED, st.booleans())
@example("lab/#/0", False)
@examples
def test_anything_typed_is_an_address_that_reads_as_itself_or_an_error(
    text: str, listening: bool
) -> None:
    try:
        address = parse_address(text, listening=listening)
    except AddressError:
        return
    assert parse_address(str(address), listening=listening) == address
    assert address.host
    assert (0 if listening else 1) <= address.port <= 65535
    assert address.room[:1] in ("", "#", "&")


LAB = "lab-pc"
KEY = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("lab-pc", Address(LAB, 6697, tls=True)),
        ("  lab-pc \n", Address(LAB, 6697, tls=True)),
        ("lab-pc:7000", Address(LAB, 7000, tls=True)),
        ("lab-pc:", Address(LAB, 6697, tls=True)),
        ("lab-pc:6667", Address(LAB)),
        ("192.168.1.20:6667", Address("192.168.1.20", 6667)),
        ("irc://lab-pc", Address(LAB, 6667)),
        ("ircs://lab-pc", Address(LAB, 6697, tls=True)),
        ("IRC://lab-pc/", Address(LAB)),
        ("irc://lab-pc:6668/Lab-3", Address(LAB, 6668, room="#Lab-3")),
        ("irc://lab-pc/#Lab-3", Address(LAB, room="#Lab-3")),
        ("irc://lab-pc/%23Lab-3", Address(LAB, room="#Lab-3")),
        ("irc://lab-pc/%23%23c", Address(LAB, room="##c")),
        ("irc://lab-pc/&local", Address(LAB, room="&local")),
        ("irc://lab-pc/Lab-3?key=x#y", Address(LAB, room="#Lab-3")),
        ("irc://lab-pc/%E5%AE%9E%E9%AA%8C", Address(LAB, room="#实验")),
        ("lab-pc/#a/b/", Address(LAB, 6697, tls=True, room="#a/b")),
        ("lab-pc/%23%2Fetc", Address(LAB, 6697, tls=True, room="#/etc")),
        ("::1", Address("::1", 6697, tls=True)),
        ("[::1]", Address("::1", 6697, tls=True)),
        ("[::1]:7000", Address("::1", 7000, tls=True)),
        ("fe80::1%eth0", Address("fe80::1%eth0", 6697, tls=True)),
        ("irc://[fe80::1%eth0]:7000/Lab", Address("fe80::1%eth0", 7000, room="#Lab")),
        ("пк.local", Address("пк.local", 6697, tls=True)),
        (f"ircs://lab-pc?fingerprint={KEY}", Address(LAB, 6697, True, "", KEY)),
        (f"ircs://lab-pc/a?fingerprint={KEY.upper()}", Address(LAB, 6697, True, "#a", KEY)),
        (f"lab-pc:6667?fingerprint={KEY}", Address(LAB, 6667, True, "", KEY)),
    ],
)
def test_these_are_addresses(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No address"),
        (" \t", "No address"),
        ("http://lab-pc", "begins with http://"),
        ("lab pc", "not an address"),
        ("ada@lab-pc", "not an address"),
        ("irc:///room", "not an address"),
        (":6667", "not an address"),
        ("[::1", "not an address"),
        ("[::1]6667", "not an address"),
        ("[lab-pc]", "not an address"),
        ("a:b:c", "not an address"),
        ("1:2:3", "not an address"),
        ("[::1%]", "not an address"),
        ("ircs://lab-pc?fingerprint=12ab", "fingerprint"),
        ("lab\0pc", "not an address"),
        ("lab\x1bpc", "not an address"),
        ("lab\udcffpc", "not an address"),
        ("lab-pc:0", "not a port"),
        ("lab-pc:65536", "not a port"),
        ("lab-pc:-1", "not a port"),
        ("lab-pc:irc", "not a port"),
        ("lab-pc:٣", "not a port"),
        ("lab-pc:0655359", "not a port"),
        ("lab-pc:" + "6" * 5000, "not a port"),
        ("lab-pc/a b", "The room"),
        ("lab-pc/a%20b", "The room"),
        ("lab-pc/a,b", "The room"),
        ("lab-pc/a%0Ab", "The room"),
        ("lab-pc/a\udcffb", "The room"),
        ("192.168.044.010", "four numbers"),
        ("192.168.1.999", "four numbers"),
        ("irc://10.1:6667", "four numbers"),
    ],
)
def test_these_are_none_and_are_told_why(text: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        parse_address(text)


@pytest.mark.parametrize("port", ["00000065536", "0" * 5000])
def test_a_port_of_many_digits_is_none_to_listen_on_either(port: str) -> None:
    with pytest.raises(AddressError, match="not a port"):
        parse_address(f"lab-pc:{port}", listening=True)


def test_port_0_is_only_to_listen_on() -> None:
    assert parse_address("irc://127.0.0.1:0", listening=True) == Address("127.0.0.1", 0)


@pytest.mark.parametrize(
    ("text", "explicit", "ways"),
    [
        ("lab-pc", False, ["ircs://lab-pc:6697", "irc://lab-pc:6667"]),
        ("lab-pc:7000", False, ["ircs://lab-pc:7000", "irc://lab-pc:7000"]),
        ("lab-pc:6667", False, ["irc://lab-pc:6667"]),
        ("irc://lab-pc", True, ["irc://lab-pc:6667"]),
        ("ircs://lab-pc", True, ["ircs://lab-pc:6697"]),
        # whoever gives a key wants no connection without one
        (f"lab-pc?fingerprint={KEY}", True, [f"ircs://lab-pc:6697?fingerprint={KEY}"]),
    ],
)
def test_what_was_not_said_may_be_encrypted_or_not(
    text: str, explicit: bool, ways: list[str]
) -> None:
    address = parse_address(text)
    assert address.explicit is explicit
    assert [str(way) for way in address.ways] == ways
    assert all(way.explicit for way in address.ways)


@pytest.mark.parametrize(
    "text", ["lab-pc", "lab-pc:6668", "irc://lab-pc:7000", "irc://lab-pc:6667"]
)
def test_what_people_are_shown_reads_as_the_same(text: str) -> None:
    address = parse_address(text)
    assert parse_address(address.spoken) == address
    assert len(address.spoken) <= len(str(address))


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (Address(LAB), "irc://lab-pc:6667"),
        (Address(LAB, 6697, tls=True), "ircs://lab-pc:6697"),
        (Address("::1", 7000, room="#Lab 3"[:4]), "irc://[::1]:7000/Lab"),
        (Address(LAB, room="##c"), "irc://lab-pc:6667/%23%23c"),
        (Address(LAB, room="&local"), "irc://lab-pc:6667/%26local"),
        (Address(LAB, 6697, True, "#a", KEY), f"ircs://lab-pc:6697/a?fingerprint={KEY}"),
        (Address(LAB, room="#实验"), "irc://lab-pc:6667/%E5%AE%9E%E9%AA%8C"),
    ],
)
def test_an_address_is_written_as_a_link(address: Address, text: str) -> None:
    assert str(address) == text
