"""Choosing an emoji: a small panel in the window with a field to search and a grid of pictures.

Only the rows that are seen have pictures, and those are drawn a few at a time: a thousand of them
would take a second. The search field keeps the keyboard; arrows go about the grid.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.ui.look import emoji_names
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import wheel
from desktopchat.ui.parts.fields import Field

COLUMNS, ROWS = 9, 6  # rows that are seen
_CELL, _PICTURE, _PAD = 36, 22, 8  # pixels at 100 %
_AT_ONCE = 8  # pictures drawn in one turn of the loop


class EmojiPicker(ttk.Frame):
    """on_pick gets the emoji; on_closed is told when it is done, chosen or not, and with `left`
    that the keyboard is elsewhere by now, where it belongs.

    recent: those chosen lately, the last one first.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        recent: Sequence[str],
        *,
        on_pick: Callable[[str], object],
        on_closed: Callable[[bool], object],
    ) -> None:
        palette, px = theme.palette, theme.px
        super().__init__(parent, style="Field.TFrame", padding=px(_PAD))
        self._theme, self._on_pick, self._on_closed = theme, on_pick, on_closed
        self._recent = emoji_names.recent_first(recent, 2 * COLUMNS)
        self._emoji, self._plates = Emoji(theme.root), Plates(self)
        self.signs: list[str] = []
        """What is offered now, in order."""
        self.chosen = 0
        """The place in it that Enter takes."""
        self._top = 0  # the first row that is seen
        self._waiting: list[tuple[str, int, int]] = []  # pictures still to be drawn, and where
        self._drawing: str | None = None
        self._search = Field(self, theme, "", hint="Search by name", ground="Field")
        self._search.pack(fill="x", pady=(0, px(6)))
        self.entry = self._search.entry
        self.grid_ = tk.Canvas(
            self,
            width=COLUMNS * px(_CELL),
            height=ROWS * px(_CELL),
            background=palette.field,
            highlightthickness=0,
            borderwidth=0,
            takefocus=False,
            cursor="hand2",
        )
        self.grid_.pack()
        self._called = tk.Label(
            self,
            font=theme.font("small"),
            background=palette.field,
            foreground=palette.dim,
            anchor="w",
            width=1,
        )
        self._called.pack(fill="x", padx=px(4), pady=(px(4), 0))
        self._bind()
        self._search.on_change = self._searched
        self._searched()

    def _bind(self) -> None:
        entry, grid = self.entry, self.grid_
        for key, step in (("Left", -1), ("Right", 1), ("Up", -COLUMNS), ("Down", COLUMNS)):
            entry.bind(f"<{key}>", lambda _event, step=step: self._step(step))  # type: ignore[misc]
        for key, rows in (("Prior", -ROWS), ("Next", ROWS)):
            entry.bind(f"<{key}>", lambda _event, by=rows: self._step(by * COLUMNS))  # type: ignore[misc]
        for key in ("<Return>", "<KP_Enter>"):
            entry.bind(key, lambda _event: self._pick(self.chosen))
        for key in ("<Escape>", "<Tab>"):
            entry.bind(key, lambda _event: self._escaped())
        entry.bind("<FocusOut>", lambda _event: self.after_idle(self._unfocused))
        grid.bind("<Motion>", self._moved)
        grid.bind("<ButtonRelease-1>", self._clicked)
        for turn in wheel.EVENTS:
            grid.bind(turn, self._wheeled)

    def open(self, x: int, y: int) -> None:
        """Show it above a place of the screen, or where there is room near it."""
        parent = self.master
        self.update_idletasks()
        wide, high = self.winfo_reqwidth(), self.winfo_reqheight()
        left, top = x - parent.winfo_rootx(), y - parent.winfo_rooty()
        gap = self._theme.px(8)
        left = max(gap, min(left, parent.winfo_width() - wide - gap))
        above, lowest = top - high - gap, parent.winfo_height() - high - gap
        self.place(x=left, y=max(gap, min(above if above >= gap else top + gap, lowest)))
        tk.Misc.lift(self)
        self.update_idletasks()  # what is not there yet gets the focus later: keys would go astray
        self.entry.focus_set()

    def close(self, *, left: bool = False) -> None:
        """Take it away."""
        if self._drawing is not None:
            self.after_cancel(self._drawing)
            self._drawing = None
        self.destroy()
        self._on_closed(left)

    @property
    def name(self) -> str:
        """What the emoji is called that Enter takes."""
        return str(self._called.cget("text"))

    # what is offered

    def _searched(self) -> None:
        words = self._search.text.strip()
        if words:
            self.signs = [one.sign for one in emoji_names.search(words)]
        else:
            rest = (one.sign for one in emoji_names.everything())
            self.signs = list(dict.fromkeys([*self._recent, *rest]))
        self.chosen = self._top = 0
        self._draw()

    def _step(self, by: int) -> str:
        if self.signs:
            self.chosen = min(max(self.chosen + by, 0), len(self.signs) - 1)
            row = self.chosen // COLUMNS
            self._top = min(max(self._top, row - ROWS + 1), row)
            self._draw()
        return "break"

    def _wheeled(self, event: "tk.Event[tk.Misc]") -> str:
        rows = (len(self.signs) + COLUMNS - 1) // COLUMNS
        top = min(max(0, self._top + round(wheel.turned(event))), max(0, rows - ROWS))
        if top != self._top:
            self._top = top
            self._draw()
        return "break"

    def _at(self, x: int, y: int) -> int | None:
        cell = self._theme.px(_CELL)
        at = (self._top + y // cell) * COLUMNS + x // cell
        return at if 0 <= x < COLUMNS * cell and 0 <= at < len(self.signs) else None

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        at = self._at(event.x, event.y)
        if at is not None and at != self.chosen:
            self.chosen = at
            self._mark()

    def _clicked(self, event: "tk.Event[tk.Misc]") -> None:
        at = self._at(event.x, event.y)
        if at is not None:
            self._pick(at)

    def _pick(self, at: int) -> str:
        if at < len(self.signs):
            sign, on_pick = self.signs[at], self._on_pick
            self.close()
            on_pick(sign)
        return "break"

    def _escaped(self) -> str:
        self.close()
        return "break"

    def _unfocused(self) -> None:
        """The keyboard went elsewhere in the window: so does the person."""
        if self.winfo_exists():
            focus = str(self.tk.call("focus"))
            if focus and not focus.startswith(str(self)):
                self.close(left=True)

    # drawing

    def _draw(self) -> None:
        grid, px = self.grid_, self._theme.px
        grid.delete("all")
        if not self.signs:
            grid.create_text(
                COLUMNS * px(_CELL) // 2,
                2 * px(_CELL),
                text="No emoji is called so.",
                font=self._theme.font("body"),
                fill=self._theme.palette.dim,
            )
        begin = self._top * COLUMNS
        self._waiting = [
            (sign, at % COLUMNS, at // COLUMNS)
            for at, sign in enumerate(self.signs[begin : begin + COLUMNS * ROWS])
        ]
        self._mark()
        self._draw_some()

    def _draw_some(self) -> None:
        px = self._theme.px
        some, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        for sign, column, row in some:
            image = self._emoji.image(sign, px(_PICTURE))
            place = (column * px(_CELL) + px(_CELL) // 2, row * px(_CELL) + px(_CELL) // 2)
            if image is not None:
                self.grid_.create_image(*place, image=image)
        if self._drawing is not None:
            self.after_cancel(self._drawing)
        self._drawing = self.after(1, self._draw_some) if self._waiting else None

    def _mark(self) -> None:
        """Show which one Enter takes, and how it is called."""
        grid, px, palette = self.grid_, self._theme.px, self._theme.palette
        grid.delete("chosen")
        at = self.chosen - self._top * COLUMNS
        if self.signs and 0 <= at < COLUMNS * ROWS:
            cell = px(_CELL)
            plate = self._plates.plate(palette.field, (cell, cell), px(8), palette.selected)
            place = (at % COLUMNS * cell, at // COLUMNS * cell)
            grid.create_image(*place, image=plate, anchor="nw", tags="chosen")
            grid.tag_lower("chosen")
        self._called.configure(text=called(self.signs[self.chosen]) if self.signs else "")


def called(sign: str) -> str:
    """An emoji's name, and what to type for it."""
    one = next((one for one in emoji_names.everything() if one.sign == sign), None)
    if one is None:
        return ""
    return f"{one.name}   :{emoji_names.shortcode(one)}:"
