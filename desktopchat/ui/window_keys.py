"""What keys do anywhere in the window, and whether the window has the focus at all."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui import keys

if TYPE_CHECKING:
    from desktopchat.ui.app import Window


def bind(window: "Window") -> None:
    """Bind all that works from anywhere."""
    root = window.root
    keys.fit_system(root)
    root.bind("<Key>", lambda event: _typed(window, event), add=True)
    for key in ("<Return>", "<KP_Enter>"):
        root.bind(key, lambda event: _entered(window, event))
    for sequence in ("<FocusIn>", "<FocusOut>"):
        root.bind(sequence, lambda event: _focus_changed(window, event), add=True)
    root.bind("<Escape>", lambda _event: _escape(window))
    own: dict[str, Callable[[], object]] = {
        "settings": window.show_settings,
        "help": window.show_help,
        "larger": partial(window.preferences.zoom, 1),
        "smaller": partial(window.preferences.zoom, -1),
        "normal_size": partial(window.preferences.zoom, 0),
        "quit": window.quit,
        "next_place": partial(_go, window, partial(window.places.step, 1)),
        "previous_place": partial(_go, window, partial(window.places.step, -1)),
        "add_place": partial(_go, window, window.first.add_place),
    }
    keys.bind_each(
        root, "place", lambda number: _go(window, partial(window.places.show_number, number))
    )
    for name in keys.SHORTCUTS.keys() - {"place"}:
        keys.bind(root, name, own.get(name) or partial(_in_chat, window, name))
    root.protocol("WM_DELETE_WINDOW", window.close)
    if root.tk.call("tk", "windowingsystem") == "aqua":
        root.createcommand("::tk::mac::Quit", window.quit)
        root.createcommand("::tk::mac::ShowPreferences", window.show_settings)


def _go(window: "Window", go: Callable[[], object]) -> None:
    """Go to another place, but not beneath a sheet."""
    if window.sheets.current is None:
        go()


def _in_chat(window: "Window", name: str) -> None:
    if window.chat is not None:
        window.chat.context.press(name)


def _typed(window: "Window", event: "tk.Event[tk.Misc]") -> str | None:
    """What is typed anywhere in the conversation goes to the composer."""
    chat, widget = window.chat, event.widget
    if chat is None or window.sheets.current is not None or not keys.types_text(event):
        return None
    if isinstance(widget, ttk.Entry | tk.Entry) or widget is chat.composer.text:
        return None
    if event.char == " " and isinstance(widget, ttk.Button | tk.Canvas):
        return None  # it presses the button, or opens the row
    chat.composer.type(event.char)
    return "break"


def _entered(window: "Window", event: "tk.Event[tk.Misc]") -> None:
    """Enter, before the field had the focus, sends what was typed by then."""
    if window.chat is not None and event.widget is window.root:
        window.chat.composer.submit()


def _escape(window: "Window") -> None:
    sheet = window.sheets.current
    if sheet is not None:  # wherever the keyboard is
        sheet.escape()
    elif window.chat is not None:
        window.chat.escape()
        window.chat.focus_composer()
    elif window.start.busy:
        window.first.cancel()
    else:
        window.first.go_back()


def _focus_changed(window: "Window", event: "tk.Event[tk.Misc]") -> None:
    # Asked when the dust has settled: between two widgets of ours none has the focus for a moment.
    if event.widget is window.root or event.type == tk.EventType.FocusIn:
        window.root.after_idle(_tell_focus, window)


def _tell_focus(window: "Window") -> None:
    if window.chat is not None and not window.closing:
        window.chat.focused(bool(window.root.tk.call("focus")))
