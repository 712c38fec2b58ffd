"""What goes from beneath the pointer takes no letter with it that somebody types meanwhile."""

import subprocess
import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.notices.notice import Notice, Told
from desktopchat.ui.notices.toast import Toasts
from desktopchat.ui.sheets.question import QuestionSheet
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Shown = tuple[tk.Misc, Callable[[], object]]  # the widget and what closes it


def a_toast(root: tk.Tk, page: ChatPage) -> Shown:
    toasts = Toasts(root, page.context.theme)
    notice = Notice("1", "", "", "Grace", "Grace", "Hello")
    toasts.show(Told("Grace", "Hello", notice, alone=True), page.context.avatars)
    return root.winfo_children()[-1], toasts.close


def a_sheet(root: tk.Tk, page: ChatPage) -> Shown:
    sheets = page.context.sheets
    sheets.back = page.focus_composer
    sheet = sheets.open(
        lambda: QuestionSheet(
            root,
            page.context.theme,
            heading="Sure?",
            words="It is a question.",
            answers=[("Yes", "TButton", str)],
        )
    )
    return sheet, sheets.close


def the_emoji(_root: tk.Tk, page: ChatPage) -> Shown:
    page.composer.choose_emoji()
    picker = page.emoji.picker
    assert picker is not None
    return picker, picker.close


@pytest.mark.parametrize("show", [a_toast, a_sheet, the_emoji])
def test_a_key_that_is_on_its_way_arrives(
    root: tk.Tk, page: ChatPage, show: Callable[[tk.Tk, ChatPage], Shown]
) -> None:
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    widget, close = show(root, page)
    wait_until(widget.winfo_viewable, step=root.update)
    at = (
        str(widget.winfo_rootx() + widget.winfo_width() // 2),
        str(widget.winfo_rooty() + widget.winfo_height() // 2),
    )
    subprocess.run(["xdotool", "mousemove", *at], check=True)
    root.update()
    subprocess.run(["xdotool", "key", "a"], check=True)
    close()
    wait_until(lambda: not widget.winfo_exists(), step=root.update)
    assert page.composer.content == "a"
