"""How much of one message is shown. No window."""

import pytest

from desktopchat.ui.timeline import longest
from desktopchat.ui.timeline.markup import Names, words

NAMES = Names(str, len, ("Ada",), frozenset())


def shown(text: str) -> tuple[str, int]:
    """The words that are shown, and how many pieces they are."""
    said, whole = longest.cut(text)
    pieces = list(longest.within(words(said, NAMES, ("body",)), 1, whole=whole))
    return "".join(piece.text for piece in pieces), len(pieces)


@pytest.mark.parametrize("text", ["", "hello", "a" * 12_000, "line\n" * 199 + "line", "汉" * 3000])
def test_an_ordinary_message_is_shown_whole(text: str) -> None:
    assert shown(text)[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "word " * 20_000,
        "汉" * 30_000,
        "line\n" * 5000,
        "😀🎉🚀🍕👍" * 1000,
        "".join(chr(0x1F300 + number) for number in range(200)),
        "@Ada " * 5000,
        "http://x/" + ")" * 50_000,
        "`c` " * 2000,
    ],
)
def test_of_what_would_hold_up_the_window_a_part_is_shown_and_the_rest_said(text: str) -> None:
    said, pieces = shown(text)
    assert said.endswith(f"\n{longest.MORE}")
    assert text.replace("`", "").startswith(said.removesuffix(f"\n{longest.MORE}")[:100])
    assert len(said) <= 12_100
    assert said.count("\n") <= 200
    assert pieces <= 1000
