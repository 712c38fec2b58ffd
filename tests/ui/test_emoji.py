"""Emoji: what is one, and its picture."""

import ctypes
import sys
import tkinter as tk
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from desktopchat.ui.look import bidi, emoji, glyphs
from desktopchat.ui.look.emoji import Emoji, only, parts, pieces

FAMILY = "👨‍👩‍👧‍👦"
ONES = [
    "😀",
    "👍🏽",
    FAMILY,
    "🇩🇪",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "1️⃣",
    "#⃣",
    "❤️",
    "☺️",
    "🧑🏻‍🤝‍🧑🏿",
    "🏳️‍🌈",
    "👩🏽‍💻",
    "❤️‍🔥",
    "🙂‍↔️",
    "⭐",
    "©️",
    "☝🏿",
    "🫶🏼",
]


@pytest.mark.parametrize("one", ONES)
def test_a_sequence_is_one_emoji(one: str) -> None:
    assert list(pieces(one)) == [(one, True)]


@pytest.mark.parametrize(
    "text", ["", "abc", "王伟", "123 #1 *", "© ™ ☺ ❤ ↔", "e\u0301", "😀\ufe0e"]
)
def test_what_is_not_shown_as_emoji_stays_text(text: str) -> None:
    assert not any(is_emoji for _, is_emoji in pieces(text))


@pytest.mark.parametrize("text", ["a😀b", "🇩🇪🇨🇳", f"x{FAMILY}👍🏽 y", "👍🏽" * 5, "\u200d😀\u200d"])
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(part for part, _ in pieces(text)) == text


def test_two_flags_beside_each_other_are_two() -> None:
    assert [part for part, _ in pieces("🇩🇪🇨🇳")] == ["🇩🇪", "🇨🇳"]


def test_a_few_emoji_alone_may_be_large() -> None:
    assert only("🎉🚀")
    assert only(f" {FAMILY} ")
    assert not only("🎉 yes")
    assert not only("🎉" * 20)
    assert not only("")


def test_a_sequence_knows_its_parts() -> None:
    assert parts(FAMILY) == ["👨", "👩", "👧", "👦"]
    assert parts("😀") == []


def test_the_font_is_found_where_each_system_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDIR", r"D:\Windows")
    windows = r"D:\Windows\Fonts\seguiemj.ttf"
    mac = "/System/Library/Fonts/Apple Color Emoji.ttc"
    noto = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
    assert glyphs.find_emoji("win32", _no_runner, {windows}.__contains__) == (windows, 0)
    assert glyphs.find_emoji("darwin", _no_runner, {mac}.__contains__) == (mac, 0)
    assert glyphs.find_emoji("linux", _no_runner, {noto}.__contains__) == (noto, 0)


def test_fontconfig_is_asked_where_the_font_is_elsewhere() -> None:
    found = glyphs.find_emoji("linux", lambda _: "/home/a/NotoColorEmoji.ttf\n0", lambda _: False)
    assert found == ("/home/a/NotoColorEmoji.ttf", 0)


@pytest.mark.parametrize("said", [None, "", "/usr/share/fonts/DejaVuSans.ttf\n0", "strange"])
def test_a_system_without_an_emoji_font_has_none(said: str | None) -> None:
    assert glyphs.find_emoji("linux", lambda _: said, lambda _: False) is None


def _no_runner(command: object) -> None:
    pytest.fail(f"{command} was run")


@pytest.mark.parametrize("draws", [True, False])
def test_a_label_is_given_no_emoji_that_would_end_the_program(
    draws: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emoji, "_tk_draws_colour", lambda: draws)
    for said in (f"dinner {FAMILY} at 7", f"שלום {FAMILY} 7"):
        for shown in (bidi.visual(said), bidi.wrapped(said, 1000, len)):
            assert emoji.contains(shown) is draws, shown
    assert bidi.visual("dinner at 7") == "dinner at 7"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Tk draws there without libXft")
@pytest.mark.parametrize(("version", "draws"), [(20304, False), (20305, True), (None, True)])
def test_libxft_says_whether_it_draws_colour(
    version: int | None, draws: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> SimpleNamespace:
        if version is None:
            raise OSError(f"{name}: cannot open shared object file")
        return SimpleNamespace(XftGetVersion=lambda: version)

    monkeypatch.setattr(ctypes, "CDLL", load)
    assert emoji._tk_draws_colour.__wrapped__() is draws


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    yield window
    window.destroy()


@pytest.mark.gui
@pytest.mark.parametrize("one", ["😀", "👍🏽", FAMILY, "🇩🇪", "1️⃣", "❤️"])
def test_an_emoji_has_a_picture_of_the_size_asked_for(root: tk.Tk, one: str) -> None:
    if glyphs.emoji_font() is None:
        pytest.skip("no colour emoji font is installed")
    drawn = Emoji(root)
    image = drawn.image(one, 18)
    assert image is not None
    assert (image.width(), image.height()) == (18, 18)
    colours = {image.get(x, y) for x in range(18) for y in range(18)}
    assert len(colours) > 4
    assert drawn.image(one, 18) is image, "drawn once"


@pytest.mark.gui
def test_a_sequence_that_the_font_lacks_is_shown_as_its_parts(root: tk.Tk) -> None:
    if glyphs.emoji_font() is None:
        pytest.skip("no colour emoji font is installed")
    drawn = Emoji(root)
    assert drawn.image("😀\u200d🚀", 18) is None
    assert [part for part, _ in drawn.images("😀\u200d🚀", 18)] == ["😀", "🚀"]


@pytest.mark.gui
def test_without_a_font_an_emoji_stays_text(root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "emoji_font", lambda: None)
    drawn = Emoji(root)
    assert drawn.image("😀", 18) is None
    assert drawn.images(FAMILY, 18) == []


def test_emoji_are_found_in_long_text_at_once() -> None:
    assert emoji.contains("word " * 20_000 + "😀")
    assert not emoji.contains("wörd " * 20_000)
