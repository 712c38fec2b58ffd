"""What the mouse and the keys do in the timeline: select, copy, open, scroll; never type.

The row that the keyboard is on (Up and Down when the timeline has the focus) is the one that the
Menu key and Enter are about; the pointer is about the row under it.
"""

import sys
import tkinter as tk
from collections.abc import Callable
from typing import Protocol

from desktopchat.client.model import Delivery, Entry
from desktopchat.irc.filehost import parse_link
from desktopchat.ui import keys
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import menu, wheel
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.timeline import answers, copying, markup
from desktopchat.ui.timeline.acts import Act, Acts, Place
from desktopchat.ui.timeline.gutter import Gutter
from desktopchat.ui.timeline.question import Question
from desktopchat.ui.timeline.row_bar import RowBar
from desktopchat.ui.timeline.rows import plain_line
from desktopchat.ui.timeline.text import CLASS, RowText

_NOTCH = 60  # pixels at 100 % for one notch of the wheel
# What a click is for.
_SIGNS = ("link", "hidden", "fold", "really", "keep", "react", "quote", "retry", "discard", "name")
_KEYS = {
    "r": Act.REPLY,
    "e": Act.EDIT,
    "plus": Act.REACT,
    "kp_add": Act.REACT,
    "delete": Act.DELETE,
}


class Board(Protocol):
    """What the hands may do with the timeline."""

    on_link: Callable[[str], object]
    on_retry: Callable[[Entry], object]
    on_discard: Callable[[Entry], object]
    on_type: Callable[[str], object]
    acts: Acts
    question: Question

    def entry_of(self, number: int) -> Entry | None: ...
    def name_of(self, nick: str) -> str: ...
    def is_me(self, nick: str) -> bool: ...
    def look(self, entry: Entry) -> None: ...
    def fold(self, entry: Entry) -> None: ...
    def jump_to_original(self, entry: Entry) -> None: ...
    def scroll_pixels(self, pixels: int) -> None: ...
    def scroll_pages(self, pages: float) -> None: ...
    def scroll_to_end(self) -> None: ...
    def scroll_to_start(self) -> None: ...
    def step_row(self, step: int) -> None: ...
    def moved(self) -> None: ...


class Hands:
    def __init__(
        self, board: Board, text: RowText, gutter: Gutter, bar: RowBar, theme: Theme
    ) -> None:
        self._board, self._text, self._gutter, self._theme = board, text, gutter, theme
        self._bar = bar
        self.tip = ""  # who gave the reaction under the pointer
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
        bind("<Escape>", self._escaped)
        for key, step in (("<Up>", -1), ("<Down>", 1)):
            bind(key, lambda event, step=step: self._stepped(event, step))  # type: ignore[misc]
        for key, pages in (("<Prior>", -1), ("<Next>", 1)):
            bind(key, lambda _event, pages=pages: self._paged(pages))  # type: ignore[misc]
        bind("<Home>", lambda _event: board.scroll_to_start())
        bind("<End>", lambda _event: board.scroll_to_end())
        bind("<FocusOut>", self._unfocused, add=True)
        bar.bind("<Leave>", self._left, add=True)
        Tip(text, theme, lambda _x, _y: self.tip)
        for widget in (text, gutter, bar):
            for turn in wheel.EVENTS:
                widget.bind(turn, self._wheel)

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
        """The selection as it is copied; "" when nothing is selected."""
        return copying.selected(self._text, self._board.entry_of, self._board.name_of)

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
        sign = self._sign_at(event.x, event.y)
        self.tip = self._who(event.x, event.y) if sign == "react" else ""
        cursor = "hand2" if sign else "xterm"
        if str(self._text.cget("cursor")) != cursor:
            self._text.configure(cursor=cursor)
        if number != self._gutter.hovered:
            self._hover(number)

    def _left(self, event: "tk.Event[tk.Misc]") -> None:
        # Asked of Tk itself: tkinter does not know the widgets of a file dialog.
        place = (event.x_root, event.y_root)
        under = str(self._text.tk.call("winfo", "containing", *place))
        if self._gutter.hovered is not None and under not in map(str, (self._text, self._bar)):
            self._hover(None)

    def _hover(self, number: int | None) -> None:
        self._gutter.hovered = number
        self._gutter.draw()
        self._place_bar()

    def _place_bar(self) -> None:
        """The buttons stand at the row under the pointer, else at the keyboard's."""
        number = self._gutter.hovered
        number = self._gutter.current if number is None else number
        self._bar.show(None if number is None else self._board.entry_of(number))

    def _who(self, x: int, y: int) -> str:
        """Who gave the reaction at a place."""
        found = self._reaction_at(self._text.index(f"@{x},{y}"))
        if found is None:
            return ""
        return answers.who_reacted(*found, self._board.name_of, self._board.is_me)

    def _reaction_at(self, index: str) -> tuple[Entry, str] | None:
        number = self._text.number_at(index)
        entry = None if number is None else self._board.entry_of(number)
        if number is None or entry is None:
            return None
        at, place = 0, self._text.range_of(number)[0]
        while found := self._text.tag_nextrange("react", place, f"{index}+1c"):
            at, place = at + 1, str(found[1])
        signs = answers.shown(entry)
        return (entry, signs[at - 1]) if 0 < at <= len(signs) else None

    def _sign_at(self, x: int, y: int) -> str | None:
        """What a click there would do: "link", "retry", "discard" or None."""
        index = f"@{x},{y}"
        box = self._text.bbox(index)
        if box is None or not box[0] <= x <= box[0] + box[2] or y > box[1] + box[3]:
            return None  # beside the words
        tags = self._text.tag_names(index)
        return next((tag for tag in _SIGNS if tag in tags), None)

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
            self._board.on_link(markup.target(self._link_at(index)))
            return
        number = self._text.number_at(index)
        entry = None if number is None else self._board.entry_of(number)
        if entry is not None:
            self._clicked(sign, entry, index, Place(event.x_root, event.y_root))

    def _clicked(self, sign: str, entry: Entry, index: str, at: Place) -> None:
        board = self._board
        match sign:
            case "hidden":
                board.look(entry)
            case "fold":
                board.fold(entry)
            case "quote":
                board.jump_to_original(entry)
            case "react":
                found = self._reaction_at(index)
                if found is not None:
                    board.acts.toggle(*found)
            case "really" | "keep":
                board.question.answer(sign == "really")
            case "name":
                board.acts.person(entry, at)
            case "retry":
                board.on_retry(entry)
            case _:
                board.on_discard(entry)

    def _link_at(self, index: str) -> str:
        turned = self._text.piece_at(index)
        if turned is not None and "file" not in turned[0].tags:
            return turned[0].text
        found = self._text.tag_prevrange("link", f"{index}+1c")
        if found and "file" in self._text.tag_names(str(found[0])):
            return self._file_at(index)
        return self._text.get(str(found[0]), str(found[1])) if found else ""

    def _file_at(self, index: str) -> str:
        """The link of a shared file, which is shown by its name."""
        number = self._text.number_at(index)
        entry = None if number is None else self._board.entry_of(number)
        if number is None or entry is None:
            return ""
        at, place = 0, self._text.range_of(number)[0]
        turned = self._text.piece_at(index)
        if turned is not None:
            at = 1 + sum("file" in piece.tags for piece in turned[1])
        while not turned and (found := self._text.tag_nextrange("file", place, f"{index}+1c")):
            at, place = at + 1, str(found[1])
        links = markup.file_links(entry.text)
        return links[at - 1] if 0 < at <= len(links) else ""

    def _wheel(self, event: "tk.Event[tk.Misc]") -> str:
        self._board.scroll_pixels(round(wheel.turned(event) * self._theme.px(_NOTCH)))
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
        if number is not None:
            links = text.tag_nextrange("link", *text.range_of(number))
            link = self._link_at(str(links[0])) if links else ""
            self.open_menu(number, link, *self._place_of(number))
        return "break"

    def _place_of(self, number: int) -> Place:
        """Where something about a row opens that a key asked for."""
        text = self._text
        info = text.dlineinfo(text.range_of(number)[0])
        below = info[1] + info[3] if info else 0
        return Place(text.winfo_rootx() + self._theme.px(24), text.winfo_rooty() + below)

    def open_menu(self, number: int | None, link: str, x: int, y: int) -> None:
        """Open the menu of a row, at a place of the screen in pixels."""
        items = self.items(number, link, Place(x, y))
        if items:
            menu.post(self._text, self._theme, items, x, y, self._board.acts.done)

    def items(self, number: int | None, link: str, at: Place) -> list[menu.Item]:
        """What the menu of a row offers that opens `at`."""
        board, entry = self._board, None if number is None else self._board.entry_of(number)
        items: list[menu.Item] = []
        if entry is not None:
            items += board.acts.items(entry, at)
        if items:
            items.append(None)
        said = self.selected()
        if said:
            items.append(("Copy", lambda: self._to_clipboard(said)))
        if entry is not None:
            line = plain_line(entry, board.name_of)
            items.append(("Copy message", lambda: self._to_clipboard(line)))
        if number is not None and self._text.tag_nextrange("hidden", *self._text.range_of(number)):
            assert entry is not None
            items.append(("Show what is hidden", lambda: board.look(entry)))
        if link:
            is_file = parse_link(link) is not None
            items.append(
                (
                    "Save file" if is_file else "Open link",
                    lambda: board.on_link(markup.target(link)),
                )
            )
            items.append(("Copy link", lambda: self._to_clipboard(link)))
        if entry is not None and entry.delivery is Delivery.FAILED:
            items += [
                None,
                ("Try again", lambda: board.on_retry(entry)),
                ("Delete", lambda: board.on_discard(entry)),
            ]
        return items

    # Keys

    def _key(self, event: "tk.Event[tk.Misc]") -> str | None:
        held = int(event.state) & (0x4 | (0x8 if sys.platform != "win32" else 0x20000))
        act = None if held else _KEYS.get(event.keysym.lower())
        if act is not None and self._act(act):
            return "break"
        if event.char and event.char.isprintable() and not held:
            self._board.on_type(event.char)
            return "break"
        return None

    @property
    def _current(self) -> Entry | None:
        number = self._gutter.current
        return None if number is None else self._board.entry_of(number)

    def _act(self, act: Act) -> bool:
        """Do it to the keyboard's row; False where that can't be, or there is none."""
        board, entry = self._board, self._current
        if act is Act.DELETE and board.question.about is not None:
            return True  # a key that is held down is no answer
        if entry is None or act not in board.acts.can(entry):
            return False
        board.acts.do(act, entry, self._place_of(entry.number))
        return True

    def _enter(self, event: "tk.Event[tk.Misc]") -> str:
        entry = self._current
        if self._board.question.about is not None:
            self._board.question.answer(True)
        elif entry is None:
            self._board.on_type("")
        elif entry.delivery is Delivery.FAILED:
            self._board.on_retry(entry)
        elif self._text.tag_nextrange("fold", *self._text.range_of(entry.number)):
            self._board.fold(entry)
        else:
            self._menu_key(event)
        return "break"

    def _escaped(self, _event: "tk.Event[tk.Misc]") -> str | None:
        if self._board.question.about is None:
            return None
        self._board.question.answer(False)
        return "break"

    def _stepped(self, event: "tk.Event[tk.Misc]", step: int) -> str | None:
        if keys.is_modified(event):
            return None
        self._gutter.hovered = None  # the keyboard leads, wherever the pointer lies
        self._board.step_row(step)
        self._place_bar()
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
            self._place_bar()
