"""The cases of ircdocs/parser-tests (msg-split, msg-join, mask-match, mask-split, userhost-split).

Their author, Daniel Oaks, has dedicated them to the public domain (CC0):
https://github.com/ircdocs/parser-tests
"""

import pytest

from desktopchat.irc.message import Message
from desktopchat.irc.names import mask_matches

VENDOR_TAGS = {"tag1": "value1", "tag2": "", "vendor1/tag3": "value2", "vendor2/tag4": ""}
PARAM3 = ["param1", "param2", "param3 param3"]

SPLIT: list[tuple[str, dict[str, str], str, str, list[str]]] = [
    # line, tags, source, command, params
    ("foo bar baz asdf", {}, "", "foo", ["bar", "baz", "asdf"]),
    (":coolguy foo bar baz asdf", {}, "coolguy", "foo", ["bar", "baz", "asdf"]),
    # a last parameter of several words
    ("foo bar baz :asdf quux", {}, "", "foo", ["bar", "baz", "asdf quux"]),
    ("foo bar baz :", {}, "", "foo", ["bar", "baz", ""]),
    ("foo bar baz ::asdf", {}, "", "foo", ["bar", "baz", ":asdf"]),
    (":coolguy foo bar baz :asdf quux", {}, "coolguy", "foo", ["bar", "baz", "asdf quux"]),
    (":coolguy foo bar baz :  asdf quux ", {}, "coolguy", "foo", ["bar", "baz", "  asdf quux "]),
    (":coolguy PRIVMSG bar :lol :) ", {}, "coolguy", "PRIVMSG", ["bar", "lol :) "]),
    (":coolguy foo bar baz :", {}, "coolguy", "foo", ["bar", "baz", ""]),
    (":coolguy foo bar baz :  ", {}, "coolguy", "foo", ["bar", "baz", "  "]),
    # tags
    ("@a=b;c=32;k;rt=ql7 foo", {"a": "b", "c": "32", "k": "", "rt": "ql7"}, "", "foo", []),
    (
        r"@a=b\\and\nk;c=72\s45;d=gh\:764 foo",
        {"a": "b\\and\nk", "c": "72 45", "d": "gh;764"},
        "",
        "foo",
        [],
    ),
    ("@c;h=;a=b :quux ab cd", {"c": "", "h": "", "a": "b"}, "quux", "ab", ["cd"]),
    # the forms of the last parameter
    (":src JOIN #chan", {}, "src", "JOIN", ["#chan"]),
    (":src JOIN :#chan", {}, "src", "JOIN", ["#chan"]),
    (":src AWAY", {}, "src", "AWAY", []),
    (":src AWAY ", {}, "src", "AWAY", []),
    # a tab is no space
    (":cool\tguy foo bar baz", {}, "cool\tguy", "foo", ["bar", "baz"]),
    # control codes in the source
    (
        ":coolguy!ag@net\x035w\x03ork.admin PRIVMSG foo :bar baz",
        {},
        "coolguy!ag@net\x035w\x03ork.admin",
        "PRIVMSG",
        ["foo", "bar baz"],
    ),
    (
        ":coolguy!~ag@n\x02et\x0305w\x0fork.admin PRIVMSG foo :bar baz",
        {},
        "coolguy!~ag@n\x02et\x0305w\x0fork.admin",
        "PRIVMSG",
        ["foo", "bar baz"],
    ),
    (
        (
            "@tag1=value1;tag2;vendor1/tag3=value2;vendor2/tag4= "
            ":irc.example.com COMMAND param1 param2 :param3 param3"
        ),
        VENDOR_TAGS,
        "irc.example.com",
        "COMMAND",
        PARAM3,
    ),
    (
        ":irc.example.com COMMAND param1 param2 :param3 param3",
        {},
        "irc.example.com",
        "COMMAND",
        PARAM3,
    ),
    (
        "@tag1=value1;tag2;vendor1/tag3=value2;vendor2/tag4 COMMAND param1 param2 :param3 param3",
        VENDOR_TAGS,
        "",
        "COMMAND",
        PARAM3,
    ),
    ("COMMAND", {}, "", "COMMAND", []),
    (r"@foo=\\\\\:\\s\s\r\n COMMAND", {"foo": "\\\\;\\s \r\n"}, "", "COMMAND", []),
    # more spaces than one
    (
        ":gravel.mozilla.org 432  #momo :Erroneous Nickname: Illegal characters",
        {},
        "gravel.mozilla.org",
        "432",
        ["#momo", "Erroneous Nickname: Illegal characters"],
    ),
    (":gravel.mozilla.org MODE #tckk +n ", {}, "gravel.mozilla.org", "MODE", ["#tckk", "+n"]),
    (
        ":services.esper.net MODE #foo-bar +o foobar  ",
        {},
        "services.esper.net",
        "MODE",
        ["#foo-bar", "+o", "foobar"],
    ),
    # values of tags are read one character after the other
    (r"@tag1=value\\ntest COMMAND", {"tag1": r"value\ntest"}, "", "COMMAND", []),
    (r"@tag1=value\1 COMMAND", {"tag1": "value1"}, "", "COMMAND", []),
    ("@tag1=value1\\ COMMAND", {"tag1": "value1"}, "", "COMMAND", []),
    # of a tag that comes twice the last counts
    (
        "@tag1=1;tag2=3;tag3=4;tag1=5 COMMAND",
        {"tag1": "5", "tag2": "3", "tag3": "4"},
        "",
        "COMMAND",
        [],
    ),
    (
        "@tag1=1;tag2=3;tag3=4;tag1=5;vendor/tag2=8 COMMAND",
        {"tag1": "5", "tag2": "3", "tag3": "4", "vendor/tag2": "8"},
        "",
        "COMMAND",
        [],
    ),
    # MODE is like any other
    (":SomeOp MODE #channel :+i", {}, "SomeOp", "MODE", ["#channel", "+i"]),
    (
        ":SomeOp MODE #channel +oo SomeUser :AnotherUser",
        {},
        "SomeOp",
        "MODE",
        ["#channel", "+oo", "SomeUser", "AnotherUser"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "tags", "source", "command", "params"), SPLIT)
def test_a_line_of_the_vectors_is_read(
    line: str, tags: dict[str, str], source: str, command: str, params: list[str]
) -> None:
    assert Message.parse(line) == Message(command.upper(), params, source, tags)


JOIN: list[tuple[Message, set[str]]] = [
    # message, the ways to write it
    (Message("foo", ["bar", "baz", "asdf"]), {"foo bar baz asdf", "foo bar baz :asdf"}),
    (Message("AWAY", source="src"), {":src AWAY"}),
    (Message("AWAY", [""], "src"), {":src AWAY :"}),
    (
        Message("foo", ["bar", "baz", "asdf"], "coolguy"),
        {":coolguy foo bar baz asdf", ":coolguy foo bar baz :asdf"},
    ),
    (Message("foo", ["bar", "baz", "asdf quux"]), {"foo bar baz :asdf quux"}),
    (Message("foo", ["bar", "baz", ""]), {"foo bar baz :"}),
    (Message("foo", ["bar", "baz", ":asdf"]), {"foo bar baz ::asdf"}),
    (
        Message("foo", ["bar", "baz", "asdf quux"], "coolguy"),
        {":coolguy foo bar baz :asdf quux"},
    ),
    (
        Message("foo", ["bar", "baz", "  asdf quux "], "coolguy"),
        {":coolguy foo bar baz :  asdf quux "},
    ),
    (Message("PRIVMSG", ["bar", "lol :) "], "coolguy"), {":coolguy PRIVMSG bar :lol :) "}),
    (Message("foo", ["bar", "baz", ""], "coolguy"), {":coolguy foo bar baz :"}),
    (Message("foo", ["bar", "baz", "  "], "coolguy"), {":coolguy foo bar baz :  "}),
    (
        Message("foo", ["b\tar", "baz"], "coolguy"),
        {":coolguy foo b\tar baz", ":coolguy foo b\tar :baz"},
    ),
    # "MUST NOT convert values from missing to empty", so the shorter of the two forms
    (
        Message("foo", ["bar", "baz", "  "], "coolguy", {"asd": ""}),
        {"@asd :coolguy foo bar baz :  "},
    ),
    (
        Message("foo", tags={"a": "b\\and\nk", "d": "gh;764"}),
        {r"@a=b\\and\nk;d=gh\:764 foo", r"@d=gh\:764;a=b\\and\nk foo"},
    ),
    (
        Message("foo", ["par1", "par2"], tags={"a": "b\\and\nk", "d": "gh;764"}),
        {
            r"@a=b\\and\nk;d=gh\:764 foo par1 par2",
            r"@a=b\\and\nk;d=gh\:764 foo par1 :par2",
            r"@d=gh\:764;a=b\\and\nk foo par1 par2",
            r"@d=gh\:764;a=b\\and\nk foo par1 :par2",
        },
    ),
    (Message("COMMAND", tags={"foo": "\\\\;\\s \r\n"}), {r"@foo=\\\\\:\\s\s\r\n COMMAND"}),
]


@pytest.mark.parametrize(("message", "ways"), JOIN)
def test_a_message_of_the_vectors_is_written(message: Message, ways: set[str]) -> None:
    assert message.format() in ways


MASKS: list[tuple[str, list[str], list[str]]] = [
    # mask, what it matches, what it doesn't
    (
        "*@127.0.0.1",
        ["coolguy!ab@127.0.0.1", "cooldud3!~bc@127.0.0.1"],
        ["coolguy!ab@127.0.0.5", "cooldud3!~d@124.0.0.1"],
    ),
    (
        "cool*@*",
        ["coolguy!ab@127.0.0.1", "cooldud3!~bc@127.0.0.1", "cool132!ab@example.com"],
        ["koolguy!ab@127.0.0.5", "cooodud3!~d@124.0.0.1"],
    ),
    (
        "cool!*@*",
        ["cool!guyab@127.0.0.1", "cool!~dudebc@127.0.0.1", "cool!312ab@example.com"],
        [
            "coolguy!ab@127.0.0.1",
            "cooldud3!~bc@127.0.0.1",
            "koolguy!ab@127.0.0.5",
            "cooodud3!~d@124.0.0.1",
        ],
    ),
    (
        "cool!?username@*",
        ["cool!ausername@127.0.0.1", "cool!~username@127.0.0.1"],
        ["cool!username@127.0.0.1"],
    ),
    ("cool!a?*@*", ["cool!ab@127.0.0.1", "cool!abc@127.0.0.1"], ["cool!a@127.0.0.1"]),
    # brackets are only brackets
    (
        "cool[guy]!*@*",
        ["cool[guy]!guy@127.0.0.1", "cool[guy]!a@example.com"],
        ["coolg!ab@127.0.0.1", "cool[!ac@127.0.1.1"],
    ),
]


@pytest.mark.parametrize(("mask", "matches", "fails"), MASKS)
def test_a_mask_of_the_vectors_matches_what_it_should(
    mask: str, matches: list[str], fails: list[str]
) -> None:
    assert [text for text in matches + fails if mask_matches(mask, text)] == matches


SOURCES = [
    # source, its nick (mask-split and userhost-split; nothing here asks for user and host)
    ("coolguy!ag@127.0.0.1", "coolguy"),
    ("coolguy!~ag@localhost", "coolguy"),
    ("!ag@127.0.0.1", ""),
    ("coolguy!@127.0.0.1", "coolguy"),
    ("coolguy@127.0.0.1", "coolguy"),
    ("coolguy!ag@", "coolguy"),
    ("coolguy!ag", "coolguy"),
    ("coolguy!ag@net\x035w\x03ork.admin", "coolguy"),
    ("coolguy!~ag@n\x02et\x0305w\x0fork.admin", "coolguy"),
]


@pytest.mark.parametrize(("source", "nick"), SOURCES)
def test_the_nick_of_a_source_of_the_vectors_is_found(source: str, nick: str) -> None:
    assert Message("PRIVMSG", source=source).nick == nick
