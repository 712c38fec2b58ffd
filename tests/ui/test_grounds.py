"""What has round corners has around them the colour of what it lies on."""

import tkinter as tk
from tkinter import ttk

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.theme import Theme
from tests.ui.test_at_rest import come_to_rest, start_page
from tests.ui.test_fits import SHEETS, Made, all_in
from tests.waiting import wait_until

WITH_A_GROUND = ttk.Button | ttk.Label | ttk.Checkbutton


def ground(widget: tk.Misc, style: ttk.Style, field: str) -> str:
    """The colour of what a widget lies on."""
    below = widget.master
    assert below is not None
    if not isinstance(below, ttk.Widget):
        return str(below.cget("background"))
    name = str(below.cget("style")) or below.winfo_class()
    return field if name == "Field.TFrame" else str(style.lookup(name, "background"))


def check(top: tk.Misc, theme: Theme) -> None:
    style = ttk.Style(theme.root)
    for widget in all_in(top):
        if isinstance(widget, WITH_A_GROUND):
            name = str(widget.cget("style")) or widget.winfo_class()
            below = ground(widget, style, theme.palette.field)
            assert style.lookup(name, "background") == below, f"{name} at {widget}"


@pytest.fixture
def theme(root: tk.Tk) -> Theme:
    """The dark one, in which each ground has a colour of its own; drawn to its end."""
    theme, style = Theme(root, Settings(theme="dark", scale=1.0)), ttk.Style(root)
    wait_until(
        lambda: style.lookup("Bar.TButton", "background") == theme.palette.bar, step=root.update
    )
    return theme


def test_on_the_page_of_a_conversation(page: ChatPage) -> None:
    page.context.theme.apply("dark")
    page.restyle()
    check(page, page.context.theme)


def test_on_the_first_page(root: tk.Tk, theme: Theme) -> None:
    check(start_page(root, theme, 3), theme)


@pytest.mark.parametrize("name", SHEETS)
def test_on_a_sheet(root: tk.Tk, theme: Theme, name: str) -> None:
    sheet = SHEETS[name](Made(root, theme))
    come_to_rest(root)
    check(sheet, theme)
