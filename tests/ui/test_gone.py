"""A window tells that it is gone, and not each time that something in it is."""

import tkinter as tk

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.gone import when_gone
from desktopchat.ui.pulse import Pulse

pytestmark = pytest.mark.gui


def test_the_end_of_a_window_is_told_to_all_who_asked_and_that_of_what_is_in_it_to_none(
    root: tk.Tk,
) -> None:
    window, told = tk.Toplevel(root), list[str]()
    when_gone(window, lambda: told.append("first"))
    when_gone(window, lambda: told.append("second"))
    tk.Label(window).destroy()
    assert told == []
    tk.Label(window)
    window.destroy()
    assert told == ["first", "second"]


def test_nothing_is_called_for_each_widget_that_goes(root: tk.Tk, page: ChatPage) -> None:
    Pulse(root, lambda: False)
    assert not root.bind("<Destroy>")
