"""A line and its message are the same thing written twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.irc.message import (
    Message,
    escape_tag,
    format_tags,
    parse_tags,
    valid_tag_key,
)
from tests.irc.anything import ANY_TEXT, WORD, WORDS, examples, near

COMMAND = st.from_regex(r"[A-Z0-9]+", fullmatch=True)
MIDDLE = WORD.filter(lambda word: word[0] != ":")
PARAMS = st.builds(
    lambda middle, last: middle + last, st.lists(MIDDLE, max_size=4), st.lists(WORDS, max_size=1)
)
TAG_KEY = st.from_regex(r"[A-Za-z0-9+./-]+", fullmatch=True)
TAG_VALUE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0")), near("\\:;s rn\r\n=")
)
TAGS = st.dictionaries(TAG_KEY, TAG_VALUE, max_size=4)
MESSAGES = st.builds(Message, COMMAND, PARAMS, st.one_of(st.just(""), WORD), TAGS)
LINES = st.one_of(ANY_TEXT, near("@=;: aB1\\s+", 30))


@given(MESSAGES)
@examples
def test_a_written_message_reads_as_itself(message: Message) -> None:
    assert Message.parse(message.format()) == message


@given(MESSAGES)
@examples
def test_a_written_message_is_one_line(message: Message) -> None:
    assert not set(message.format()) & set("\0\r\n")


@given(LINES)
@examples
def test_any_line_is_read_or_refused(line: str) -> None:
    message = Message.parse(line)
    assert message is None or (message.command.isalnum() and message.command.isascii())


@given(LINES)
@examples
def test_what_was_read_can_be_written_and_reads_the_same(line: str) -> None:
    message = Message.parse("".join(c for c in line if c not in "\0\r\n"))
    if message is not None and all(map(valid_tag_key, message.tags)):
        assert Message.parse(message.format()) == message


@given(st.one_of(ANY_TEXT, near("=;\\:s n", 30)))
@examples
def test_any_text_gives_tags_without_an_empty_key(text: str) -> None:
    assert "" not in parse_tags(text)


@given(TAGS)
@examples
def test_written_tags_read_as_themselves(tags: dict[str, str]) -> None:
    assert parse_tags(format_tags(tags)) == tags


@given(TAG_VALUE)
@examples
def test_a_written_value_of_a_tag_ends_neither_tag_nor_line(value: str) -> None:
    assert not set(escape_tag(value)) & set("; \r\n")


@pytest.mark.parametrize(
    "line", ["", " ", ":", ": ", ":source", "@", "@tag", "@tag ", " :", ":a :b"]
)
def test_a_line_without_a_command_is_none(line: str) -> None:
    assert Message.parse(line) is None


@pytest.mark.parametrize("line", ["PRIV-MSG a", "ÄTHER a", "²", "@a é", "PING\tx"])
def test_a_command_of_other_than_ascii_letters_and_digits_is_none(line: str) -> None:
    assert Message.parse(line) is None


def test_a_command_is_read_in_upper_case() -> None:
    assert Message.parse("privmsg #a :Hi") == Message("PRIVMSG", ["#a", "Hi"])


@pytest.mark.parametrize(
    "message",
    [
        Message(""),
        Message("TWO WORDS"),
        Message("ÉCOUTE"),
        Message("PING", ["", "x"]),
        Message("PING", ["a b", "x"]),
        Message("PING", [":a", "x"]),
        Message("PING", ["a\nQUIT"]),
        Message("PING", ["a\rQUIT"]),
        Message("PING", ["a\0"]),
        Message("PING", source="a b"),
        Message("PING", source="a\nb"),
        Message("PING", tags={"": "x"}),
        Message("PING", tags={"a b": "x"}),
        Message("PING", tags={"a=b": "x"}),
        Message("PING", tags={"é": "x"}),
        Message("PING", tags={"a": "\0"}),
    ],
    ids=repr,
)
def test_what_would_read_as_another_message_is_not_written(message: Message) -> None:
    with pytest.raises(ValueError, match=r"."):
        message.format()


def test_a_parameter_is_found_from_either_end() -> None:
    message = Message("KICK", ["#a", "bo", "bye now"])
    assert (message.param(0), message.param(-1)) == ("#a", "bye now")


@pytest.mark.parametrize("index", [3, 9, -4])
def test_a_parameter_that_is_not_there_is_the_default(index: int) -> None:
    message = Message("KICK", ["#a", "bo", "bye now"])
    assert (message.param(index), message.param(index, "*")) == ("", "*")


def test_a_servers_name_is_its_whole_nick() -> None:
    assert Message("PING", source="irc.example.org").nick == "irc.example.org"
