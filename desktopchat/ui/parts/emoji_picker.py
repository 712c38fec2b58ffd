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
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.parts.tip import Tip
from desktopchat.words import tr

COLUMNS, ROWS = 9, 6  # rows that are seen
_CELL, _PICTURE, _PAD = 36, 22, 8  # pixels at 100 %
_STRIP, _SMALL = 28, 18  # of the categories
_AT_ONCE = 8  # pictures drawn in one turn of the loop


class EmojiPicker(ttk.Frame):
    """on_pick gets the emoji; on_closed is told when it is done, chosen or not, and with `left`
    that the keyboard is elsewhere by now, where it belongs.

    recent: those chosen lately, the last one first. tone: of skin (`emoji_names.TONES`); on_tone
    gets another one.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        recent: Sequence[str],
        tone: int,
        *,
        on_pick: Callable[[str], object],
        on_tone: Callable[[int], object],
        on_closed: Callable[[bool], object],
    ) -> None:
        palette, px = theme.palette, theme.px
        super().__init__(parent, style="Field.TFrame", padding=px(_PAD))
        self._theme, self._on_pick, self._on_closed = theme, on_pick, on_closed
        self._tone, self._on_tone = tone, on_tone
        self._chosen_lately = recent
        self._emoji, self._plates = Emoji(theme.root), Plates(self)
        self.signs: list[str] = []
        """What is offered now, in order."""
        self.chosen = 0
        """The place in it that Enter takes."""
        self._top = 0  # the first row that is seen
        self._begins = [0]
        """The places where the categories begin."""
        self._strip_shows = (-2, -1)  # category and tone
        self._waiting: list[tuple[str, int, int]] = []  # pictures still to be drawn, and where
        self._drawing: str | None = None
        top = ttk.Frame(self, style="Field.TFrame")
        top.pack(fill="x", pady=(0, px(6)))
        top.columnconfigure(0, weight=1)
        self._search = Field(top, theme, "", hint=tr("Search by name"), ground="Field")
        self._search.grid(row=0, column=0, sticky="ew")
        self.entry = self._search.entry
        self.tone = tk.Label(top, background=palette.field, cursor="hand2")
        self.tone.grid(row=0, column=1, padx=(px(6), px(2)))
        self.tone.bind("<ButtonRelease-1>", lambda _event: self._next_tone())
        Tip(self.tone, theme, tr("Another tone of skin"))
        self.categories = tk.Canvas(
            self, width=COLUMNS * px(_CELL), height=px(_STRIP), background=palette.field,
            highlightthickness=0, borderwidth=0, takefocus=False, cursor="hand2",
        )  # fmt: skip
        self.categories.pack(pady=(0, px(4)))
        Tip(self.categories, theme, lambda x, _y: self._titles[self._category_at(x)])
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
        for key, rows in (("Prior", -ROWS), ("Next", ROWS)):  # no words: keys
            entry.bind(f"<{key}>", lambda _event, by=rows: self._step(by * COLUMNS))  # type: ignore[misc]
        for key, step in (("Control-Prior", -1), ("Control-Next", 1)):
            entry.bind(f"<{key}>", lambda _event, step=step: self._next_category(step))  # type: ignore[misc]
        for key in ("<Return>", "<KP_Enter>"):
            entry.bind(key, lambda _event: self._pick(self.chosen))
        for key in ("<Escape>", "<Tab>"):
            entry.bind(key, lambda _event: self._escaped())
        entry.bind("<FocusOut>", lambda _event: self.after_idle(self._unfocused))
        self.categories.bind(
            "<ButtonRelease-1>", lambda event: self._go_to(self._category_at(event.x))
        )
        grid.bind("<Motion>", self._moved)
        grid.bind("<ButtonRelease-1>", self._clicked)
        for turn in wheel.EVENTS:
            grid.bind(turn, self._wheeled)

    @property
    def _recent(self) -> list[str]:
        return emoji_names.recent_first(self._chosen_lately, 2 * COLUMNS, self._tone)

    @property
    def _titles(self) -> list[str]:
        return [tr("Chosen lately"), *map(tr, emoji_names.categories())]

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
        take_away(self)
        self._on_closed(left)

    @property
    def name(self) -> str:
        """What the emoji is called that Enter takes."""
        return str(self._called.cget("text"))

    # what is offered

    def _searched(self) -> None:
        words = self._search.text.strip()
        if words:
            found = emoji_names.search(words)
            self.signs = [emoji_names.toned(one.sign, self._tone) for one in found]
        else:
            groups = emoji_names.categories().values()
            rest = (emoji_names.toned(sign, self._tone) for signs in groups for sign in signs)
            self.signs = list(dict.fromkeys([*self._recent, *rest]))
            self._begins = [self._begin_of(number) for number in range(len(self._titles))]
        self.chosen = self._top = 0
        self._draw()

    def _step(self, by: int) -> str:
        if self.signs:
            self.chosen = min(max(self.chosen + by, 0), len(self.signs) - 1)
            row = self.chosen // COLUMNS
            self._top = min(max(self._top, row - ROWS + 1), row)
            self._draw()
        return "break"

    def _begin_of(self, category: int) -> int:
        """The place of a category's first emoji that was not chosen lately."""
        if not category:
            return 0
        signs, recent = list(emoji_names.categories().values())[category - 1], self._recent
        for sign in signs:
            there = emoji_names.toned(sign, self._tone)
            if there not in recent and there in self.signs:
                return self.signs.index(there)
        return 0

    def _category_at(self, x: int) -> int:
        wide = COLUMNS * self._theme.px(_CELL)
        return max(0, min(len(self._titles) - 1, x * len(self._titles) // wide))

    def _go_to(self, category: int) -> str:
        """Show a category from its first emoji on."""
        self._search.text = ""
        self._searched()
        self.chosen = self._begin_of(category)
        rows = (len(self.signs) + COLUMNS - 1) // COLUMNS
        self._top = min(self.chosen // COLUMNS, max(0, rows - ROWS))
        self._draw()
        return "break"

    def _category(self) -> int:
        """The category of the emoji that Enter takes."""
        return max(number for number, begin in enumerate(self._begins) if begin <= self.chosen)

    def _next_category(self, step: int) -> str:
        return self._go_to((self._category() + step) % len(self._titles))

    def _next_tone(self) -> None:
        self._tone = (self._tone + 1) % emoji_names.TONES
        self._on_tone(self._tone)
        chosen, top = self.chosen, self._top
        self._searched()
        self.chosen, self._top = min(chosen, max(0, len(self.signs) - 1)), top
        self._draw()

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

    def _draw_strip(self) -> None:
        """The categories, each by an emoji, and the tone."""
        strip, px = self.categories, self._theme.px
        here = -1 if self._search.text.strip() else self._category()
        if (here, self._tone) == self._strip_shows:
            return
        self._strip_shows = here, self._tone
        strip.delete("all")
        wide = COLUMNS * px(_CELL) / len(self._titles)
        for number, sign in enumerate(("🕘", *emoji_names.CATEGORY_SIGNS)):
            middle = (round((number + 0.5) * wide), px(_STRIP) // 2)
            if number == here:
                plate = self._plates.plate(
                    self._theme.palette.field, (px(_STRIP), px(_STRIP)), px(8),
                    self._theme.palette.selected,
                )  # fmt: skip
                strip.create_image(*middle, image=plate)
            image = self._emoji.image(sign, px(_SMALL))
            if image is not None:
                strip.create_image(*middle, image=image)
        hand = self._emoji.image(emoji_names.toned("✋", self._tone), px(_SMALL))
        if hand is not None:
            self.tone.configure(image=hand)

    def _draw(self) -> None:
        grid, px = self.grid_, self._theme.px
        grid.delete("all")
        if not self.signs:
            grid.create_text(
                COLUMNS * px(_CELL) // 2,
                2 * px(_CELL),
                text=tr("No emoji is called so."),
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
        self._draw_strip()
        self._called.configure(text=called(self.signs[self.chosen]) if self.signs else "")


def called(sign: str) -> str:
    """An emoji's name, and what to type for it."""
    one = emoji_names.by_sign(sign)
    if one is None:
        return ""
    return f"{one.name}   :{emoji_names.shortcode(one)}:"
