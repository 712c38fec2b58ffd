"""A window through which one sees what lies below, dimmed."""

import tkinter as tk
from collections.abc import Iterator

import pytest

from desktopchat.x11.connection import XError
from desktopchat.x11.scrim import Scrim, Veil
from tests.screen import colour_at
from tests.waiting import wait_until

VEIL = Veil((200, 200), (60, 60, 80, 80), 12, 20, 0.5, 0.5)


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("200x200+30+30")
    window.update()
    yield window
    window.destroy()


def page_and_cover(root: tk.Tk) -> tuple[tk.Frame, tk.Frame]:
    page, over = (tk.Frame(root, background=colour) for colour in ("#00ff00", ""))
    for frame in (page, over):
        frame.place(x=0, y=0, relwidth=1, relheight=1)
    root.update()
    root.winfo_pointerxy()
    return page, over


@pytest.mark.gui
def test_what_lies_below_shines_through_and_goes_on_changing(root: tk.Tk) -> None:
    page, over = page_and_cover(root)
    with Scrim(over.winfo_id(), 20) as scrim:
        scrim.cover({page.winfo_id(): (0, 0, *VEIL.size)}, VEIL)
        wait_until(lambda: colour_at(root, 5, 5) in ((0, 127, 0), (0, 128, 0)))
        _, near, _ = colour_at(root, 100, 56)
        _, further, _ = colour_at(root, 100, 50)
        assert near < further < 127  # the shadow

        page.configure(background="#ff0000")
        root.update()
        root.winfo_pointerxy()
        scrim.wait_for_change()
        scrim.draw()
        wait_until(lambda: colour_at(root, 5, 5) in ((127, 0, 0), (128, 0, 0)))
    over.destroy()
    wait_until(lambda: colour_at(root, 5, 5) == (255, 0, 0))


@pytest.mark.gui
def test_it_tells_when_another_window_comes_below(root: tk.Tk) -> None:
    page, over = page_and_cover(root)
    with Scrim(over.winfo_id(), 20) as scrim:
        scrim.cover({page.winfo_id(): (0, 0, *VEIL.size)}, VEIL)
        other = tk.Frame(root, background="#0000ff")
        other.place(x=0, y=0, relwidth=1, relheight=1)
        other.lower(over)
        page.place_forget()
        root.update()
        root.winfo_pointerxy()
        scrim.wait_for_change()
        scrim.cover({other.winfo_id(): (0, 0, *VEIL.size)}, VEIL)
        wait_until(lambda: colour_at(root, 5, 5) in ((0, 0, 127), (0, 0, 128)))


@pytest.mark.gui
def test_a_window_that_is_none_is_an_error(display: str) -> None:
    with pytest.raises(XError):
        Scrim(1)


def test_a_display_far_away_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "localhost:10.0")
    with pytest.raises(XError, match="not on this computer"):
        Scrim(1)
