"""What the keys do in the timeline: move from row to row, act on one, scroll, copy; never type.

The row that the keyboard is on is the one that Enter, the Menu key and the letters are about.
"""

import sys
import tkinter as tk

from desktopchat.client.model import Delivery
from desktopchat.ui import keys
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.acts import Act, ScreenPoint
from desktopchat.ui.timeline.clickable import Clickable
from desktopchat.ui.timeline.control import TimelineControl
from desktopchat.ui.timeline.row_focus import RowFocus
from desktopchat.ui.timeline.row_menu import RowMenu
from desktopchat.ui.timeline.selection import Selection
from desktopchat.ui.timeline.text import RowText

_KEYS = {
    "r": Act.REPLY,
    "e": Act.EDIT,
    "plus": Act.REACT,
    "kp_add": Act.REACT,
    "delete": Act.DELETE,
}


class Keyboard:
    def __init__(
        self,
        timeline: TimelineControl,
        text: RowText,
        focus: RowFocus,
        clickable: Clickable,
        menu: RowMenu,
        selection: Selection,
        theme: Theme,
    ) -> None:
        self._timeline, self._text, self._theme = timeline, text, theme
        self._focus, self._clickable = focus, clickable
        self._menu, self._selection = menu, selection
        bind = text.bind
        for key in ("<Menu>", "<App>", "<Shift-F10>"):
            try:
                bind(key, self._menu_key)
            except tk.TclError:  # a key that this system does not know
                continue
        bind("<<Copy>>", self._copy)
        bind("<Key>", self._key)
        bind("<Return>", self._enter)
        bind("<Escape>", self._escape)
        for key, step in (("<Up>", -1), ("<Down>", 1)):
            bind(key, lambda event, step=step: self._step(event, step))  # type: ignore[misc]
        for key, pages in (("<Prior>", -1), ("<Next>", 1)):
            bind(key, lambda _event, pages=pages: self._page(pages))  # type: ignore[misc]
        bind("<Home>", lambda _event: timeline.scroll_to_start())
        bind("<End>", lambda _event: timeline.scroll_to_end())
        bind("<FocusOut>", lambda _event: focus.go(None), add=True)

    def _copy(self, _event: "tk.Event[tk.Misc]") -> str:
        self._selection.copy()
        return "break"

    def _menu_key(self, _event: "tk.Event[tk.Misc]") -> str:
        numbers, current = self._text.numbers, self._focus.entry
        number = numbers[-1] if numbers else None
        if current is not None and self._text.holds(current.number):
            number = current.number
        if number is not None:
            self._menu.open(number, self._clickable.first_link(number), *self._place_of(number))
        return "break"

    def _place_of(self, number: int) -> ScreenPoint:
        """Where something about a row opens that a key asked for."""
        text = self._text
        info = text.dlineinfo(text.range_of(number)[0])
        below = info[1] + info[3] if info else 0
        return ScreenPoint(text.winfo_rootx() + self._theme.px(24), text.winfo_rooty() + below)

    def _key(self, event: "tk.Event[tk.Misc]") -> str | None:
        held = int(event.state) & (0x4 | (0x8 if sys.platform != "win32" else 0x20000))
        act = None if held else _KEYS.get(event.keysym.lower())
        if act is not None and self._act(act):
            return "break"
        if event.char and event.char.isprintable() and not held:
            self._timeline.on_type(event.char)
            return "break"
        return None

    def _act(self, act: Act) -> bool:
        """Do it to the keyboard's row; False where that can't be, or there is none."""
        timeline, entry = self._timeline, self._focus.entry
        if act is Act.DELETE and timeline.question.about is not None:
            return True  # a key that is held down is no answer
        if entry is None or act not in timeline.acts.can(entry):
            return False
        timeline.acts.do(act, entry, self._place_of(entry.number))
        return True

    def _enter(self, event: "tk.Event[tk.Misc]") -> str:
        timeline, entry = self._timeline, self._focus.entry
        if timeline.question.about is not None:
            timeline.question.answer(True)
        elif entry is None:
            timeline.on_type("")
        elif entry.delivery is Delivery.FAILED:
            timeline.on_retry(entry)
        elif self._text.tag_nextrange("fold", *self._text.range_of(entry.number)):
            timeline.fold(entry)
        else:
            self._menu_key(event)
        return "break"

    def _escape(self, _event: "tk.Event[tk.Misc]") -> str | None:
        if self._timeline.question.about is None:
            return None
        self._timeline.question.answer(False)
        return "break"

    def _step(self, event: "tk.Event[tk.Misc]", step: int) -> str | None:
        if keys.is_modified(event):
            return None
        self._focus.step(step)
        self._timeline.moved()
        return "break"

    def _page(self, pages: int) -> str:
        self._timeline.scroll_pages(pages)
        return "break"
