"""What a page lends its features: drawing once what was marked."""

import tkinter as tk

import pytest

from desktopchat.ui.chat.page import ChatPage

pytestmark = pytest.mark.gui


def test_a_part_is_drawn_once_however_often_it_was_marked(page: ChatPage) -> None:
    drawn: list[str] = []
    page.context.on_draw("mine", lambda: drawn.append("mine"))
    page.draw()
    assert drawn == []
    for _ in range(3):
        page.context.mark("mine")
    page.draw()
    page.draw()
    assert drawn == ["mine"]


def test_what_is_gone_is_not_drawn_any_more(root: tk.Tk, page: ChatPage) -> None:
    drawn: list[str] = []
    sheet = tk.Frame(root)
    page.context.on_draw("mine", lambda: drawn.append("sheet"), during=sheet)
    page.context.mark("mine")
    page.draw()
    sheet.destroy()
    page.context.mark("mine")
    page.draw()
    assert drawn == ["sheet"]


def test_what_is_marked_while_drawing_is_drawn_the_next_time(page: ChatPage) -> None:
    drawn: list[str] = []

    def draw() -> None:
        drawn.append("mine")
        if len(drawn) < 2:
            page.context.mark("mine")

    page.context.on_draw("mine", draw)
    page.context.mark("mine")
    page.draw()
    assert drawn == ["mine"]
    assert page.drawing
    page.draw()
    assert drawn == ["mine", "mine"]
