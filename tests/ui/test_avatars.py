"""Avatars: initials, colours that stay, and pictures."""

import tkinter as tk
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktopchat.store.person.settings import Settings
from desktopchat.ui.look import avatars as avatars_module
from desktopchat.ui.look import glyphs
from desktopchat.ui.look.avatars import Avatars, Face, initials, place
from desktopchat.ui.look.counter import Counters
from desktopchat.ui.look.palette import rgb
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.thumbnail import rounded
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("Ada_Lovelace", "AL"),
        ("Mía Núñez de la Vega", "MV"),
        ("王伟", "王"),
        ("김 철수", "김"),
        ("🦊 Fox", "F"),
        ("🦊", "?"),
        ("", "?"),
        ("[x]", "X"),
        ("^^", "^"),
        ("ßtrange", "S"),
        ("Łukasz Żak", "ŁŻ"),
    ],
)
def test_initials_are_those_people_would_write(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(max_size=30))
def test_any_name_has_one_or_two_letters(name: str) -> None:
    assert 1 <= len(initials(name)) <= 2


@given(st.text(max_size=30))
def test_any_nick_has_a_colour_whatever_its_case(nick: str) -> None:
    assert 0 <= place(nick, 12) < 12
    assert place("ADA", 12) == place("ada", 12)
    assert place("Ada Lovelace", 12) == place("Ada_Lovelace", 12)


def test_a_colour_is_the_same_in_every_run() -> None:
    assert [place(nick, 12) for nick in ("Ada_Lovelace", "王伟", "Zoë")] == [9, 9, 8]


def test_many_people_share_the_colours_evenly() -> None:
    counts = [0] * 12
    for number in range(1200):
        counts[place(f"person{number}", 12)] += 1
    assert min(counts) > 50


@pytest.mark.parametrize("char", ["A", "Я", "王"])
def test_a_letters_font_is_asked_of_fontconfig_once_and_in_words_it_knows(char: str) -> None:
    asked: list[list[str]] = []

    def runner(command: object) -> str:
        asked.append(list(command))  # type: ignore[call-overload]
        return "/fonts/a.otf\n65536"

    assert glyphs.find_letters("Inter", char, "linux", runner) == ("/fonts/a.otf", 0)
    assert asked[0][0] == "fc-match"


def test_windows_and_macos_have_their_own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDIR", r"C:\Windows")
    there = {r"C:\Windows\Fonts\seguisb.ttf", r"C:\Windows\Fonts\msyhbd.ttc"}
    find = glyphs.find_letters
    latin = find("Segoe UI", "A", "win32", lambda _: None, there.__contains__)
    chinese = find("Segoe UI", "王", "win32", lambda _: None, there.__contains__)
    assert latin == (r"C:\Windows\Fonts\seguisb.ttf", 0)
    assert chinese == (r"C:\Windows\Fonts\msyhbd.ttc", 0)
    assert find("x", "A", "darwin", lambda _: None, lambda _: False) is None


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    yield window
    window.destroy()


@pytest.fixture
def theme(root: tk.Tk) -> Theme:
    return Theme(root, Settings(theme="light", scale=1.0))


@pytest.mark.gui
@pytest.mark.parametrize("name", ["Ada Lovelace", "王伟", "🦊", "", "\ud800", "\u202eabc"])
def test_every_name_has_a_picture_with_letters_on_its_colour(theme: Theme, name: str) -> None:
    avatars = Avatars(theme)
    image = avatars.image("nick", name, 36, "side")
    assert (image.width(), image.height()) == (36, 36)
    assert image.get(0, 0) == rgb(theme.palette.side)
    disc = rgb(theme.palette.discs[place("nick", 12)])

    def lettered() -> bool:
        colours = {image.get(x, y) for x in range(10, 26) for y in range(10, 26)}
        return disc in colours and len(colours) > 1

    wait_until(lettered, step=theme.root.update)


@pytest.mark.gui
def test_a_picture_is_drawn_once(theme: Theme) -> None:
    avatars = Avatars(theme)
    assert avatars.image("ada", "Ada", 36) is avatars.image("ada", "Ada", 36)
    assert avatars.image("ada", "Ada", 36) is not avatars.image("ada", "Ada", 20)


@pytest.mark.gui
def test_without_any_font_the_disc_remains(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "lettered", lambda *_: None)
    image = Avatars(theme).image("ada", "Ada", 36)
    theme.root.update()
    assert image.get(18, 18) == rgb(theme.palette.discs[place("ada", 12)])


@pytest.mark.gui
def test_a_window_that_closes_before_the_letters_come_is_no_mistake(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyphs, "ready", lambda: False)
    root = tk.Tk()
    Avatars(Theme(root, Settings(theme="light"))).image("ada", "Ada", 36)
    root.destroy()


@pytest.mark.gui
def test_a_face_takes_the_place_of_the_letters_when_it_comes(theme: Theme) -> None:
    avatars = Avatars(theme)
    avatars.face_of = lambda nick: "token" if nick == "ada" else ""
    avatars.image("bo", "Bo", 36)
    image = avatars.image("ada", "Ada", 36, "side")
    assert image.get(18, 3) == rgb(theme.palette.discs[place("ada", 12)])
    (wanted,) = avatars.faces_wanted
    assert wanted == Face("token", 36, theme.palette.side)
    green = Image.new("RGB", (36, 36), "#00ff00")
    avatars.bring(wanted, rounded(green, theme.palette.side, 18))
    assert image.get(18, 18) == (0, 255, 0)
    assert image.get(0, 0) == rgb(theme.palette.side)
    assert list(avatars.faces_wanted) == []
    assert avatars.image("ada", "Ada", 36, "side") is image
    wait_until(glyphs.ready, step=theme.root.update)
    theme.root.update()
    assert image.get(18, 18) == (0, 255, 0)


@pytest.mark.gui
def test_a_face_that_can_not_be_shown_leaves_the_letters(theme: Theme) -> None:
    avatars = Avatars(theme)
    avatars.face_of = lambda _nick: "token"
    image = avatars.image("ada", "Ada", 36)
    avatars.bring(next(iter(avatars.faces_wanted)), b"")
    assert image.get(18, 3) == rgb(theme.palette.discs[place("ada", 12)])
    assert list(avatars.faces_wanted) == []


@pytest.fixture
def no_fonts_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a program that has just been started."""
    for name in ("_letters", "_not_found", "_emoji"):
        monkeypatch.setattr(glyphs, name, type(getattr(glyphs, name))())


def lettered(image: tk.PhotoImage, disc: tuple[int, int, int]) -> bool:
    colours = {image.get(x, y) for x in range(10, 26) for y in range(10, 26)}
    return disc in colours and len(colours) > 1


@pytest.mark.gui
@pytest.mark.parametrize("name", ["Ada", "王伟"])
@pytest.mark.usefixtures("no_fonts_yet")
def test_initials_come_when_fontconfig_was_slow_at_first(
    theme: Theme, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    find, asked = glyphs.find_letters, []

    def slow_once(family: str, char: str, **more: object) -> tuple[str, int] | None:
        asked.append(char)
        return find(family, char, **more) if len(asked) > 1 else None  # type: ignore[arg-type]

    monkeypatch.setattr(glyphs, "find_letters", slow_once)
    monkeypatch.setattr(avatars_module, "_AGAIN", (1, 1))
    image = Avatars(theme).image("nick", name, 36)
    disc = rgb(theme.palette.discs[place("nick", 12)])
    wait_until(lambda: lettered(image, disc), step=theme.root.update)
    assert len(asked) == 2


@pytest.mark.gui
@pytest.mark.usefixtures("no_fonts_yet")
def test_the_windows_thread_asks_no_second_time_for_letters_that_are_not_there(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, asked = glyphs.find_letters, []
    monkeypatch.setattr(glyphs, "find_letters", lambda *_: asked.append(1))
    assert glyphs.letters_font("Inter", 20) is glyphs.letters_font("Inter", 20) is None
    assert len(asked) == 1
    counters = Counters(theme)
    assert counters.image("+1", 1, mine=False) is None
    monkeypatch.setattr(glyphs, "find_letters", find)
    glyphs.load(theme.fonts.sans)
    assert counters.image("+1", 1, mine=False) is not None
