"""Menus by the keyboard and by the pointer."""

import tkinter as tk

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import menu
from tests.waiting import wait_until


@pytest.mark.gui
def test_a_pointer_that_rests_takes_over_nothing_until_it_moves(root: tk.Tk) -> None:
    theme = Theme(root, Settings(theme="light", scale=1.0))
    items = [(word, lambda: None) for word in ("One", "Two", "Three")]
    opened = menu.post(root, theme, items, root.winfo_rootx(), root.winfo_rooty())
    wait_until(opened.winfo_viewable, step=root.update)

    def pointer(what: str, item: int) -> None:
        x, y = 20, opened.yposition(item) + 5
        at = {"rootx": opened.winfo_rootx() + x, "rooty": opened.winfo_rooty() + y}
        opened.event_generate(what, x=x, y=y, **at)

    opened.activate(0)
    pointer("<Enter>", 2)
    pointer("<Motion>", 2)
    assert opened.index("active") == 0
    pointer("<Motion>", 1)
    assert opened.index("active") == 1
    opened.unpost()


@pytest.mark.gui
def test_what_is_chosen_may_do_away_with_the_page_whose_menu_it_was(
    root: tk.Tk, page: ChatPage
) -> None:
    done: list[bool] = []

    def on_done() -> None:
        page.focus_composer()
        done.append(True)

    items = [("Leave this chat", page.destroy)]
    opened = menu.post(root, page.context.theme, items, 100, 100, on_done)
    wait_until(opened.winfo_viewable, step=root.update)
    opened.focus_force()
    opened.event_generate("<Down>")
    opened.event_generate("<Return>")
    wait_until(lambda: done, step=root.update)
    assert not page.winfo_exists()
