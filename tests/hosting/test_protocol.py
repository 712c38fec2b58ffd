"""The lines between a host and the program that started it."""

import io

import pytest

from desktopchat.hosting.protocol import Failure, Reason, Word, line, parse, parse_failure, tell


@pytest.mark.parametrize("word", Word)
@pytest.mark.parametrize("text", ["", "ircs://lab-pc/room?also=10.0.0.1", "babid hajov"])
def test_what_is_written_is_read(word: Word, text: str) -> None:
    assert parse(line(word, text)) == (word, text)


@pytest.mark.parametrize("said", ["", "listen irc://lab-pc", "Traceback (most recent call last):"])
def test_any_other_line_means_nothing(said: str) -> None:
    assert parse(said) is None


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    ("address", "words"),
    [("[::1]:80", ""), ("", "The disk is full."), ("[::1]:80", "No"), ("", "")],
)
def test_a_failure_comes_through_whole(reason: Reason, address: str, words: str) -> None:
    failure = Failure(reason, address, words)
    said = parse(line(Word.FAILED, failure))
    assert said is not None
    assert parse_failure(said[1]) == failure


def test_words_of_several_lines_stay_one_line() -> None:
    assert line(Word.FAILED, Failure(Reason.FILES, words="No\nroom.")) == "failed files * No room."


def test_no_other_thread_can_say_something_within_a_line() -> None:
    pieces: list[str] = []

    class Out(io.StringIO):
        def write(self, text: str) -> int:
            pieces.append(text)
            return len(text)

    tell(Word.DEPUTY, "gone abc", Out())
    assert list(filter(None, pieces)) == ["deputy gone abc\n"]


def test_a_reason_of_another_version_is_no_failure_that_is_known() -> None:
    assert parse_failure("moon-is-full * howling") is None
