"""The strip of places: what it says of each, and what a click in it does."""

import tkinter as tk

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.app import Window
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.place_strip import PlaceStrip
from desktopchat.ui.standing import Standing, State
from desktopchat.ui.start_request import StartRequest

pytestmark = pytest.mark.gui

LAB = Standing("Lab 3", State.HERE)
KITCHEN = Standing("Kitchen", State.RECONNECTING, unread=120, alert=True)


@pytest.fixture
def done() -> list[object]:
    return []


@pytest.fixture
def strip(root: tk.Tk, done: list[object]) -> PlaceStrip:
    made = PlaceStrip(
        root,
        Theme(root, Settings(theme="light", scale=1.0)),
        on_open=done.append,
        on_menu=lambda number, _x, _y: done.append(("menu", number)),
        on_add=lambda: done.append("add"),
    )
    made.place(x=0, y=0, width=made.wide, relheight=1)
    made.show([LAB, KITCHEN], 0)
    root.update()
    return made


def written(strip: PlaceStrip) -> list[str]:
    return [strip.itemcget(one, "text") for one in strip.find_all() if strip.type(one) == "text"]


def test_the_state_is_told_by_a_sign_and_by_words(strip: PlaceStrip) -> None:
    assert written(strip) == ["L3", "K", "…", "99+", "+"]
    assert [words.split("\n")[:3] for words in strip.words] == [
        ["Lab 3", "Connected", "Ctrl+1"],
        ["Kitchen", "Reconnecting…", "120 new"],
    ]
    strip.show([Standing("Lab 3", State.APART), KITCHEN], 1)
    assert written(strip)[:2] == ["L3", "!"]


def test_a_click_opens_a_place_or_adds_one(strip: PlaceStrip, done: list[object]) -> None:
    for y in (25, 75, 125, 300):
        strip.event_generate("<Button-1>", x=28, y=y)
    assert done == [0, 1, "add"]
    strip.event_generate("<Button-3>", x=28, y=75)
    assert done[-1] == ("menu", 1)


def test_more_places_than_fit_are_scrolled_to(root: tk.Tk, strip: PlaceStrip) -> None:
    many = [Standing(f"Place {number}", State.HERE) for number in range(40)]
    strip.show(many, 39)
    root.update()
    done: list[int] = []
    strip._on_open = done.append
    strip.event_generate("<Button-1>", x=28, y=strip.winfo_height() - 75)
    assert done
    assert done[0] > 30


def test_the_window_gets_no_wider_for_the_strip(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tk.Tk()
    window = Window(root, StartRequest(theme="light", scale=1.0, discovery=False))
    monkeypatch.setattr(type(window.places), "edge", 56)
    window.lay_out()
    assert root.minsize() == (480, 420)
    window.leave_window(end_host=True)
