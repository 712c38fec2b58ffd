"""What the mouse and the keys do in the timeline: select, copy, open, scroll; never type.

The row that the keyboard is on (Up and Down when the timeline has the focus) is the one that the
Menu key and Enter are about; the pointer is about the row under it.
"""

import sys
import tkinter as tk
from collections.abc import Callable
from typing import Protocol

from desktopchat.client.model import Delivery, Entry
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.gutter import Gutter
from desktopchat.ui.timeline.rows import SPOKEN, plain_line
from desktopchat.ui.timeline.text import CLASS, RowText

NOT_SAID = frozenset({"mark", "status", "time", "day", "new", "late"})
_NOTCH = 60  # pixels at 100 % for one notch of the wheel


class Board(Protocol):
    """What the hands may do with the timeline."""

    on_link: Callable[[str], object]
    on_retry: Callable[[Entry], object]
    on_discard: Callable[[Entry], object]
    on_type: Callable[[str], object]

    def entry_of(self, number: int) -> Entry | None: ...
    def name_of(self, nick: str) -> str: ...
    def scroll_pixels(self, pixels: int) -> None: ...
    def scroll_pages(self, pages: float) -> None: ...
    def scroll_to_end(self) -> None: ...
    def scroll_to_start(self) -> None: ...
    def step_row(self, step: int) -> None: ...
    def moved(self) -> None: ...


def wheel_notches(delta: int, number: int, platform: str = sys.platform) -> float:
    """How far the wheel turned, down above 0; `number` is X11's mouse button, 4 or 5."""
    if number in (4, 5):
        return -1.0 if number == 4 else 1.0
    return -delta / (120 if platform != "darwin" else 4)


class Hands:
    def __init__(self, board: Board, text: RowText, gutter: Gutter, theme: Theme) -> None:
        self._board, self._text, self._gutter, self._theme = board, text, gutter, theme
        self._menu: tk.Menu | None = None
        self._pressed = ""  # the place where the button went down
        self.pressing = False  # a button is down: the mouse brings the focus, not a key
        self._copy_selecting()
        bind = text.bind
        bind("<Motion>", self._moved)
        bind("<Leave>", self._left)
        bind("<Button-1>", self._down, add=True)
        bind("<B1-Motion>", lambda _event: board.moved(), add=True)
        bind("<ButtonRelease-1>", self._up, add=True)
        for button in ("<Button-3>", *(("<Button-2>",) if sys.platform == "darwin" else ())):
            bind(button, self._right)
        for key in ("<Menu>", "<App>", "<Shift-F10>"):
            try:
                bind(key, self._menu_key)
            except tk.TclError:  # a key that this system does not know
                continue
        bind("<<Copy>>", lambda _event: self._copied())
        bind("<Key>", self._key)
        bind("<Return>", self._enter)
        for key, step in (("<Up>", -1), ("<Down>", 1)):
            bind(key, lambda _event, step=step: self._stepped(step))  # type: ignore[misc]
        for key, pages in (("<Prior>", -1), ("<Next>", 1)):
            bind(key, lambda _event, pages=pages: self._paged(pages))  # type: ignore[misc]
        bind("<Home>", lambda _event: board.scroll_to_start())
        bind("<End>", lambda _event: board.scroll_to_end())
        bind("<FocusOut>", self._unfocused, add=True)
        for widget in (text, gutter):
            for wheel in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
                widget.bind(wheel, self._wheel)

    def _copy_selecting(self) -> None:
        """Give the binding class what Text does for selecting with the mouse, and no more."""
        call, root = self._text.tk.call, self._text
        if root.tk.splitlist(call("bind", CLASS)):
            return
        for event in root.tk.splitlist(call("bind", "Text")):
            name = str(event)
            selecting = ("Button-1" in name or "B1-" in name) and "Key" not in name
            if selecting or name in ("<<SelectAll>>", "<<SelectNone>>"):
                call("bind", CLASS, name, call("bind", "Text", name))

    # Copying

    def selected(self) -> str:
        """The selection as it is copied: one message's words alone, or whole lines with times and
        names where it goes over several; "" when nothing is selected."""
        text = self._text
        ranges = text.tag_ranges("sel")
        if not ranges:
            return ""
        begin, end = str(ranges[0]), str(ranges[-1])
        first, last = text.number_at(begin), text.number_at(f"{end}-1c")
        if first is not None and first == last:
            heads = text.tag_nextrange("head", begin, end)
            if not heads:
                return text.plain(begin, end, NOT_SAID).strip("\n")
        lines = []
        for number in text.numbers:
            if (first is None or number >= first) and (last is None or number <= last):
                line = self._line(number, begin, end)
                if line:
                    lines.append(line)
        return "\n".join(lines)

    def _line(self, number: int, begin: str, end: str) -> str:
        text, entry = self._text, self._board.entry_of(number)
        if entry is None:
            return ""
        row_begin, row_end = text.range_of(number)
        from_here = begin if text.compare(begin, ">", row_begin) else row_begin
        to_here = end if text.compare(end, "<", row_end) else row_end
        if entry.kind not in SPOKEN or (from_here == row_begin and to_here == row_end):
            return plain_line(entry, self._board.name_of)
        hidden = NOT_SAID | {"head"}
        said = text.plain(from_here, to_here, hidden).strip("\n")
        if said == text.plain(row_begin, row_end, hidden).strip("\n"):
            return plain_line(entry, self._board.name_of)
        return plain_line(entry, self._board.name_of, said) if said.strip() else ""

    def copy(self) -> bool:
        """Put the selection on the clipboard; False when there is none."""
        said = self.selected()
        if said:
            self._to_clipboard(said)
        return bool(said)

    def _to_clipboard(self, words: str) -> None:
        self._text.clipboard_clear()
        self._text.clipboard_append(words)

    def _copied(self) -> str:
        self.copy()
        return "break"

    # Mouse

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        number = self._text.number_at(f"@{event.x},{event.y}")
        cursor = "hand2" if self._sign_at(event.x, event.y) else "xterm"
        if str(self._text.cget("cursor")) != cursor:
            self._text.configure(cursor=cursor)
        if number != self._gutter.hovered:
            self._gutter.hovered = number
            self._gutter.draw()

    def _left(self, _event: "tk.Event[tk.Misc]") -> None:
        if self._gutter.hovered is not None:
            self._gutter.hovered = None
            self._gutter.draw()

    def _sign_at(self, x: int, y: int) -> str | None:
        """What a click there would do: "link", "retry", "discard" or None."""
        index = f"@{x},{y}"
        box = self._text.bbox(index)
        if box is None or not box[0] <= x <= box[0] + box[2] or y > box[1] + box[3]:
            return None  # beside the words
        tags = self._text.tag_names(index)
        return next((tag for tag in ("link", "retry", "discard") if tag in tags), None)

    def _down(self, event: "tk.Event[tk.Misc]") -> None:
        self.pressing = True
        self._pressed = self._text.index(f"@{event.x},{event.y}")
        self._set_current(None)

    def _up(self, event: "tk.Event[tk.Misc]") -> None:
        self.pressing = False
        self._board.moved()
        index = self._text.index(f"@{event.x},{event.y}")
        sign = self._sign_at(event.x, event.y)
        if sign is None or index != self._pressed or self._text.tag_ranges("sel"):
            return
        if sign == "link":
            self._board.on_link(self._link_at(index))
            return
        number = self._text.number_at(index)
        entry = None if number is None else self._board.entry_of(number)
        if entry is not None:
            (self._board.on_retry if sign == "retry" else self._board.on_discard)(entry)

    def _link_at(self, index: str) -> str:
        found = self._text.tag_prevrange("link", f"{index}+1c")
        return self._text.get(str(found[0]), str(found[1])) if found else ""

    def _wheel(self, event: "tk.Event[tk.Misc]") -> str:
        number: object = event.num  # "??" where it is no button
        notches = wheel_notches(event.delta, number if isinstance(number, int) else 0)
        self._board.scroll_pixels(round(notches * self._theme.px(_NOTCH)))
        return "break"

    # Menu

    def _right(self, event: "tk.Event[tk.Misc]") -> str:
        index = f"@{event.x},{event.y}"
        link = self._link_at(index) if self._sign_at(event.x, event.y) == "link" else ""
        self.open_menu(self._text.number_at(index), link, event.x_root, event.y_root)
        return "break"

    def _menu_key(self, _event: "tk.Event[tk.Misc]") -> str:
        text = self._text
        number = self._gutter.current
        if number is None or not text.holds(number):
            number = text.numbers[-1] if text.numbers else None
        if number is None:
            return "break"
        begin, end = text.range_of(number)
        info = text.dlineinfo(begin)
        links = text.tag_nextrange("link", begin, end)
        link = text.get(str(links[0]), str(links[1])) if links else ""
        left, top = text.winfo_rootx() + self._theme.px(24), text.winfo_rooty()
        self.open_menu(number, link, left, top + (info[1] + info[3] if info else 0))
        return "break"

    def open_menu(self, number: int | None, link: str, x: int, y: int) -> tk.Menu:
        """The menu of a row, at a place of the screen in pixels."""
        if self._menu is not None:
            self._menu.destroy()
        menu = self._menu = tk.Menu(self._text, tearoff=False)
        board, entry = self._board, None if number is None else self._board.entry_of(number)
        said = self.selected()
        if said:
            menu.add_command(label="Copy", command=lambda: self._to_clipboard(said))
        if entry is not None:
            line = plain_line(entry, board.name_of)
            menu.add_command(label="Copy message", command=lambda: self._to_clipboard(line))
        if link:
            menu.add_command(label="Open link", command=lambda: board.on_link(link))
            menu.add_command(label="Copy link", command=lambda: self._to_clipboard(link))
        if entry is not None and entry.delivery is Delivery.FAILED:
            menu.add_separator()
            menu.add_command(label="Try again", command=lambda: board.on_retry(entry))
            menu.add_command(label="Delete", command=lambda: board.on_discard(entry))
        if menu.index("end") is not None:
            menu.tk_popup(x, y)
        return menu

    # Keys

    def _key(self, event: "tk.Event[tk.Misc]") -> str | None:
        held = int(event.state) & (0x4 | (0x8 if sys.platform != "win32" else 0x20000))
        if event.char and event.char.isprintable() and not held:
            self._board.on_type(event.char)
            return "break"
        return None

    def _enter(self, _event: "tk.Event[tk.Misc]") -> str:
        number = self._gutter.current
        entry = None if number is None else self._board.entry_of(number)
        if number is None or entry is None:
            self._board.on_type("")
            return "break"
        links = self._text.tag_nextrange("link", *self._text.range_of(number))
        if entry.delivery is Delivery.FAILED:
            self._board.on_retry(entry)
        elif links:
            self._board.on_link(self._text.get(str(links[0]), str(links[1])))
        return "break"

    def _stepped(self, step: int) -> str:
        self._board.step_row(step)
        return "break"

    def _paged(self, pages: int) -> str:
        self._board.scroll_pages(pages)
        return "break"

    def _unfocused(self, _event: "tk.Event[tk.Misc]") -> None:
        self._set_current(None)

    def _set_current(self, number: int | None) -> None:
        if self._gutter.current != number:
            self._gutter.current = number
            self._gutter.draw()
