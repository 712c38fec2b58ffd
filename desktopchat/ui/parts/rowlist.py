"""A list of rows on one Canvas, of which only those in sight are drawn.

A thousand people are a thousand small values and some thirty rows of canvas items; a frame
for each would take seconds. The list scrolls itself, has a selected row, a row under the
pointer and one under the keyboard, and tells its owner by callbacks what people do with it.

Keys when it has the focus: Up, Down, Home, End, Page Up and Down move, Enter or Space open,
the Menu key opens the row's menu, and with `type_ahead` letters go to the row they begin.
"""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.irc.casemap import fold
from desktopchat.ui import keys
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.row_layout import RowLayout
from desktopchat.ui.parts.rowpaint import Row, RowPainter, RowState
from desktopchat.ui.parts.tip import Tip

_TYPING_PAUSE = 1.0  # seconds after which letters begin a new word to look for


class RowList(ttk.Frame):
    """Rows to read, open and have menus of. Callbacks get the row's key.

    on_let_go: neither the pointer nor the keyboard is on it any more (see `in_use`).
    on_drawn: other rows may be in sight now.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        ground: str = "side",
        two_lines: bool = False,
        type_ahead: bool = False,
        leads: bool = False,
        on_open: Callable[[str], None] | None = None,
        on_menu: Callable[[str, int, int], None] | None = None,
        on_action: Callable[[str], object] | None = None,
        on_let_go: Callable[[], object] = lambda: None,
        on_drawn: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent, style="Side.TFrame" if ground == "side" else "TFrame")
        self._theme = theme
        self._two_lines, self._type_ahead = two_lines, type_ahead
        self._leads = leads  # the keyboard's row is marked while the focus is in a field above
        self._on_open, self._on_menu, self._on_action = on_open, on_menu, on_action
        self._layout = RowLayout(self._height)
        self._selected = ""
        self._cursor = -1  # row under the keyboard
        self._hover = -1
        self._pending = ""  # the idle callback that will draw
        self._by_keyboard = False
        self._pointed = False
        self._on_let_go, self._on_drawn = on_let_go, on_drawn
        self._typed, self._typed_at = "", 0.0
        self.canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, takefocus=False)
        self._painter = RowPainter(self.canvas, theme, avatars, ground, two_lines=two_lines)
        self._bar = ttk.Scrollbar(
            self,
            orient="vertical",
            style="Side.Vertical.TScrollbar" if ground == "side" else "Vertical.TScrollbar",
            command=self._scrolled,
        )
        self.canvas.pack(side="left", fill="both", expand=True)
        self._bar_shown = False
        self._bind_keys()
        Tip(self.canvas, theme, self._tip)
        self.restyle()

    # what its owner calls

    def set_rows(self, rows: Sequence[Row], *, still: bool = False) -> None:
        """Show these rows. The scroll position and the keyboard's row stay where they were.

        still: the rows that were there stay in their place on the screen, others come in above and
        below.
        """
        layout, new = self._layout, list(rows)
        if new == layout.rows:
            return
        at, hovered = layout.key_at(self._cursor), layout.key_at(self._hover)
        held = self._in_place() if still else []
        layout.rows = new
        self.canvas.configure(takefocus=bool(new) and not self._leads)  # else nothing would show it
        layout.measure()
        for key, top in held:
            index = layout.index_of(key)
            if index >= 0:
                layout.hold(index, top)
                break
        self._cursor = layout.index_of(at)
        self._hover = layout.index_of(hovered) if held else -1
        self._redraw()

    def _in_place(self) -> list[tuple[str, int]]:
        """The keys of the rows in sight with their upper edges. The first that is still in the list
        afterwards is held where it was, so the one under the pointer comes first."""
        layout = self._layout
        seen = sorted(layout.seen(), key=lambda i: (i != self._hover, i != self._cursor, i))
        return [(layout.key_at(i), layout.top(i)) for i in seen]

    @property
    def above(self) -> int:
        """How many rows are wholly above those in sight."""
        return self._layout.above

    @property
    def rows(self) -> Sequence[Row]:
        return self._layout.rows

    def select(self, key: str) -> None:
        """Mark one row as the open one and bring it into sight."""
        if key == self._selected:
            return
        self._selected = key
        index = self._layout.index_of(key)
        if index >= 0:
            self._cursor = index
            self._layout.see(index)
        self._redraw()

    @property
    def in_use(self) -> bool:
        """Whether the pointer or the keyboard is on it, so that no row should move."""
        return self._pointed or self._has_focus()

    @property
    def current(self) -> str:
        """The key of the row under the keyboard, "" when there is none."""
        return self._layout.key_at(self._cursor)

    @property
    def whereabouts(self) -> tuple[int, int, int]:
        """Of the screen: the left and right edge of the list, and the top of the current row."""
        top = self._layout.top(self._cursor) if self._cursor >= 0 else 0
        left = self.canvas.winfo_rootx()
        return left, left + self.canvas.winfo_width(), self.canvas.winfo_rooty() + top

    def move(self, step: int) -> None:
        """Move the keyboard's row by so many rows, over headings."""
        ways = [i for i, row in enumerate(self._layout.rows) if not row.heading]
        if not ways:
            return
        if self._cursor in ways:
            place = ways.index(self._cursor) + step
        else:
            place = 0 if step > 0 else len(ways) - 1
        self._to(ways[max(0, min(place, len(ways) - 1))])

    def go_to(self, key: str) -> None:
        """Put the keyboard's row there."""
        index = self._layout.index_of(key)
        if index >= 0:
            self._to(index)

    def open_current(self) -> None:
        if self.current and not self._layout.rows[self._cursor].heading and self._on_open:
            self._on_open(self.current)

    def take_focus(self) -> None:
        self._by_keyboard = True
        if self._cursor < 0:
            self.move(1)
        self.canvas.focus_set()
        self._redraw()

    def restyle(self) -> None:
        """Take over the theme's colours and sizes after they changed."""
        self._painter.restyle()
        self._layout.measure()
        self._redraw()

    # measures

    def _height(self, row: Row) -> int:
        if row.heading:
            return self._theme.px(36)
        return self._theme.px(48 if self._two_lines else 32)

    # drawing

    def _redraw(self) -> None:
        if not self._pending:
            self._pending = self.canvas.after_idle(self._draw)

    def _draw(self) -> None:
        self._pending = ""
        canvas, layout = self.canvas, self._layout
        height = canvas.winfo_height()
        self._place_bar(height)
        width = canvas.winfo_width()
        canvas.delete("all")
        if width < self._theme.px(48):
            return  # not on the screen yet
        for index in range(layout.above, len(layout.rows)):
            top = layout.top(index)
            if top >= height:
                break
            row = layout.rows[index]
            bottom = layout.top(index + 1)
            marked = row.key == self._selected or (self._leads and index == self._cursor)
            ringed = index == self._cursor and self._by_keyboard and self._has_focus()
            shade = RowState(marked, index == self._hover, ringed)
            self._painter.draw(row, top, bottom, width, shade)
        self._on_drawn()

    def _place_bar(self, height: int) -> None:
        total, offset = self._layout.total, self._layout.offset
        needed = height > 1 and (total > height or offset > 0)
        if needed != self._bar_shown:
            self._bar_shown = needed
            if needed:
                self._bar.pack(side="right", fill="y")
            else:
                self._bar.pack_forget()
        if needed:
            self._bar.set(offset / total, (offset + height) / total)

    # the pointer

    def _bind_keys(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", self._resized)
        canvas.bind("<Destroy>", self._gone, add="+")
        canvas.bind(
            "<Motion>", lambda event: self._hovered(self._layout.index_at(event.y)), add="+"
        )
        canvas.bind("<Enter>", lambda _event: self._entered(True), add="+")
        canvas.bind("<Leave>", lambda _event: self._entered(False), add="+")
        canvas.bind("<Button-1>", self._clicked, add="+")
        canvas.bind("<FocusIn>", self._focused)
        canvas.bind("<FocusOut>", self._unfocused)
        canvas.bind("<MouseWheel>", self._wheeled)
        canvas.bind("<Button-4>", lambda _event: self._scroll_by(-self._theme.px(48)))
        canvas.bind("<Button-5>", lambda _event: self._scroll_by(self._theme.px(48)))
        for sequence in keys.menu_sequences(self.tk.call("tk", "windowingsystem")):
            canvas.bind(sequence, self._menu, add="+")
        for key, step in (("Up", -1), ("Down", 1), ("Prior", -10), ("Next", 10)):  # no words: keys
            canvas.bind(f"<{key}>", lambda event, step=step: self._step(event, step))  # type: ignore[misc]
        canvas.bind("<Home>", lambda _event: self._key(-len(self._layout.rows)))
        canvas.bind("<End>", lambda _event: self._key(len(self._layout.rows)))
        for key in ("Return", "KP_Enter", "space"):
            canvas.bind(f"<{key}>", self._enter)
        if self._type_ahead:
            canvas.bind("<Key>", self._letter)

    def _resized(self, _event: "tk.Event[tk.Misc]") -> None:
        self._layout.room = self.canvas.winfo_height()
        self._layout.clamp()
        self._redraw()

    def _gone(self, _event: "tk.Event[tk.Misc]") -> None:
        if self._pending:
            self.canvas.after_cancel(self._pending)

    def _hovered(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            self.canvas.configure(cursor="hand2" if self._can_click(index) else "")
            self._redraw()

    def _entered(self, inside: bool) -> None:
        self._pointed = inside
        if not inside:
            self._hovered(-1)
            self._on_let_go()

    def _can_click(self, index: int) -> bool:
        if not 0 <= index < len(self._layout.rows):
            return False
        row = self._layout.rows[index]
        return bool(row.action) if row.heading else True

    def _clicked(self, event: "tk.Event[tk.Misc]") -> None:
        index = self._layout.index_at(event.y)
        if not self._can_click(index):
            return
        row = self._layout.rows[index]
        self._by_keyboard = False
        if row.heading:
            if event.x > self.canvas.winfo_width() - self._theme.px(36) and self._on_action:
                self._on_action(row.key)
            return
        self._cursor = index
        self._redraw()
        if self._on_open:
            self._on_open(row.key)

    def _menu(self, event: "tk.Event[tk.Misc]") -> str:
        if self._on_menu is None:
            return "break"
        by_key = event.type == tk.EventType.KeyPress
        index = self._cursor if by_key else self._layout.index_at(event.y)
        if 0 <= index < len(self._layout.rows) and not self._layout.rows[index].heading:
            x, y = event.x_root, event.y_root
            if by_key:
                x = self.canvas.winfo_rootx() + self._theme.px(40)
                y = self.canvas.winfo_rooty() + self._layout.top(index + 1)
            self._cursor = index
            self._redraw()
            self._on_menu(self._layout.rows[index].key, x, y)
        return "break"

    def _tip(self, x: int, y: int) -> str:
        index = self._layout.index_at(y)
        if not 0 <= index < len(self._layout.rows):
            return ""
        row = self._layout.rows[index]
        if row.heading:
            return row.action_tip if x > self.canvas.winfo_width() - self._theme.px(36) else ""
        return row.tip

    # scrolling

    def _wheeled(self, event: "tk.Event[tk.Misc]") -> None:
        # Windows counts in 120s a notch, macOS in lines.
        notches = event.delta / 120 if abs(event.delta) >= 120 else float(event.delta)
        self._scroll_by(round(-notches * self._theme.px(48)))

    def _scroll_by(self, pixels: int) -> None:
        self._layout.scroll(pixels)
        self._redraw()

    def _scrolled(self, *command: str) -> None:
        """The scrollbar's words: "moveto" fraction, or "scroll" number "units" or "pages"."""
        if command[0] == "moveto":
            to = int(float(command[1]) * self._layout.total)
            self._scroll_by(to - self._layout.offset)
        else:
            page = self.canvas.winfo_height() if command[2] == "pages" else self._theme.px(32)
            self._scroll_by(int(command[1]) * page)

    # the keyboard

    def _has_focus(self) -> bool:
        try:
            return bool(self.canvas.focus_get() == self.canvas)
        except KeyError:  # a Tk menu has the focus, which tkinter cannot name
            return False

    def _focused(self, _event: "tk.Event[tk.Misc]") -> None:
        self._by_keyboard = True  # a click never moves the focus here
        if self._cursor < 0:
            self.move(1)
        self._redraw()

    def _unfocused(self, _event: "tk.Event[tk.Misc]") -> None:
        self._by_keyboard = False
        self._on_let_go()
        self._redraw()

    def _to(self, index: int) -> None:
        self._cursor = index
        self._layout.see(index)
        self._redraw()

    def _step(self, event: "tk.Event[tk.Misc]", step: int) -> str | None:
        return None if keys.is_modified(event) else self._key(step)

    def _key(self, step: int) -> str:
        self._by_keyboard = True
        self.move(step)
        return "break"

    def _enter(self, _event: "tk.Event[tk.Misc]") -> str:
        self.open_current()
        return "break"

    def _letter(self, event: "tk.Event[tk.Misc]") -> str | None:
        if not keys.types_text(event):
            return None
        now = time.monotonic()
        if now - self._typed_at > _TYPING_PAUSE:
            self._typed = ""
        self._typed, self._typed_at = self._typed + event.char, now
        wanted = fold(self._typed, "rfc7613")
        for index, row in enumerate(self._layout.rows):
            if not row.heading and fold(row.text, "rfc7613").startswith(wanted):
                self._by_keyboard = True
                self._to(index)
                break
        return "break"
