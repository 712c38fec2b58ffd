"""The places of the window as a slim strip at its left edge: one click, and another is shown.

There is none of it while there is one place.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktopchat.ui import keys
from desktopchat.ui.look.avatars import initials, place
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import wheel
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.standing import Standing, State
from desktopchat.words import tr, trn

WIDE = 56  # pixels at 100 %
_STEP, _SIZE, _RADIUS, _ABOVE = 48, 36, 10, 10
_ADD = -1  # in place of a place's number
_SIGNS = {State.RECONNECTING: "…", State.APART: "!"}
_NUMBERED = 9  # places that have a key of their own


@dataclass(frozen=True, slots=True)
class _Shown:
    standings: tuple[Standing, ...]
    selected: int


class PlaceStrip(tk.Canvas):
    """on_open, on_menu: get a place's number from 0; on_menu the place of the screen, too. on_add:
    another place is wanted."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        on_open: Callable[[int], object],
        on_menu: Callable[[int, int, int], object],
        on_add: Callable[[], object],
    ) -> None:
        super().__init__(root, highlightthickness=0, borderwidth=0, takefocus=False)
        self._theme = theme
        self._plates = Plates(self)
        self._on_open, self._on_menu, self._on_add = on_open, on_menu, on_add
        self._shown = _Shown((), -1)
        self._hover: int | None = None
        Tip(self, theme, self._tip)
        self.bind("<Button-1>", self._pressed)
        self.bind("<Motion>", lambda event: self._point_at(self._at(event.y)))
        self.bind("<Leave>", lambda _event: self._point_at(None))
        self.bind("<Configure>", lambda _event: self._draw())
        for sequence in wheel.EVENTS:
            self.bind(sequence, self._turned)
        for sequence in keys.menu_sequences(self.tk.call("tk", "windowingsystem")):
            if "Button" in sequence:  # no words: an event of Tk
                self.bind(sequence, self._asked)
        theme.on_change(self._draw)

    def show(self, standings: Sequence[Standing], selected: int) -> None:
        """Show how each place stands, in order. selected: the number of the one that is seen, -1
        for none of them."""
        shown = _Shown(tuple(standings), selected)
        if shown != self._shown:
            moved = shown.selected != self._shown.selected
            self._shown = shown
            self._draw()
            if moved:
                self._see(selected)

    @property
    def wide(self) -> int:
        """Pixels across."""
        return self._theme.px(WIDE)

    @property
    def words(self) -> list[str]:
        """What the tip says of each place."""
        return [self._words(number) for number in range(len(self._shown.standings))]

    # drawing

    def _draw(self) -> None:
        px, palette = self._theme.px, self._theme.palette
        self.delete("all")
        self.configure(background=palette.side)
        for number, standing in enumerate(self._shown.standings):
            self._draw_place(number, standing)
        self._draw_add(len(self._shown.standings))
        height = px(_ABOVE) + px(_STEP) * (len(self._shown.standings) + 1)
        self.configure(scrollregion=(0, 0, px(WIDE), max(height, self.winfo_height())))
        right = px(WIDE) - 1
        tall = max(height, self.winfo_height())
        self.create_line(right, 0, right, tall, fill=palette.line)

    def _middle(self, number: int) -> tuple[int, int]:
        px = self._theme.px
        return px(WIDE) // 2, px(_ABOVE) + px(_STEP) * number + px(_SIZE) // 2

    def _draw_place(self, number: int, standing: Standing) -> None:
        px, palette = self._theme.px, self._theme.palette
        x, y = self._middle(number)
        colour = palette.discs[place(standing.title, len(palette.discs))]
        selected = number == self._shown.selected
        if selected or number == self._hover:
            high = px(28) if selected else px(12)
            bar = (palette.accent if selected else palette.edge, high)
            plate = self._plates.plate(palette.side, (px(4), bar[1]), px(2), bar[0])
            self.create_image(px(2), y, image=plate, anchor="w")
        if standing.state is State.ASLEEP:
            colour = palette.hover
        plate = self._plates.plate(palette.side, (px(_SIZE), px(_SIZE)), px(_RADIUS), colour)
        self.create_image(x, y, image=plate)
        font = self._theme.font("bold")
        letters = initials(standing.title)
        ink = palette.dim if standing.state is State.ASLEEP else palette.on_disc
        self.create_text(x, y, text=letters, font=font, fill=ink)
        if standing.state is State.ASLEEP:
            return
        corner = px(_SIZE) // 2 - px(3)
        self._draw_state(standing.state, x + corner, y + corner)
        if standing.unread:
            self._draw_badge(standing, x + px(_SIZE) // 2 + px(6), y - px(_SIZE) // 2 + px(3))

    def _draw_state(self, state: State, x: int, y: int) -> None:
        """Told by its shape: a full disc, a ring, or a sign in a disc."""
        px, palette = self._theme.px, self._theme.palette
        sign = _SIGNS.get(state, "")
        rim = px(10) if sign else px(6)
        ground = palette.side
        self.create_oval(x - rim, y - rim, x + rim, y + rim, fill=ground, outline=ground)
        if sign:
            fill = palette.danger if state is State.APART else palette.dim
            self.create_image(x, y, image=self._plates.dot(ground, px(14), fill))
            font, ink = self._theme.font("section"), palette.page
            self.create_text(x, y - (px(3) if sign == "…" else 0), text=sign, font=font, fill=ink)
        else:
            colour = palette.ok if state is State.HERE else palette.dim
            hollow = state is not State.HERE
            self.create_image(x, y, image=self._plates.dot(ground, px(8), colour, hollow=hollow))

    def _draw_badge(self, standing: Standing, right: int, y: int) -> None:
        px, palette = self._theme.px, self._theme.palette
        font = self._theme.font("section")
        words = "99+" if standing.unread > 99 else str(standing.unread)
        width = max(px(18), font.measure(words) + px(8))
        fill = palette.accent if standing.alert else palette.line
        ink = palette.on_accent if standing.alert else palette.text
        right = min(right, px(WIDE) - px(3))
        plate = self._plates.plate(palette.side, (width, px(18)), px(9), fill)
        self.create_image(right, y, image=plate, anchor="e")
        self.create_text(right - width // 2, y, text=words, font=font, fill=ink)

    def _draw_add(self, number: int) -> None:
        px, palette = self._theme.px, self._theme.palette
        x, y = self._middle(number)
        hot = self._hover == _ADD
        fill = palette.hover if hot else palette.side
        size = (px(_SIZE), px(_SIZE))
        plate = self._plates.plate(palette.side, size, px(_RADIUS), fill, palette.edge, px(1))
        self.create_image(x, y, image=plate)
        ink = palette.text if hot else palette.dim
        self.create_text(x, y, text="+", font=self._theme.font("heading"), fill=ink)

    # the pointer

    def _at(self, y: int) -> int | None:
        """The number of the place at a height of the window, _ADD for the plus."""
        px, count = self._theme.px, len(self._shown.standings)
        number = int(self.canvasy(y) - px(_ABOVE) + px(_STEP - _SIZE) // 2) // px(_STEP)
        if 0 <= number < count:
            return number
        return _ADD if number == count else None

    def _point_at(self, number: int | None) -> None:
        if number != self._hover:
            self._hover = number
            self.configure(cursor="" if number is None else "hand2")
            self._draw()

    def _pressed(self, event: "tk.Event[tk.Misc]") -> None:
        number = self._at(event.y)
        if number == _ADD:
            self._on_add()
        elif number is not None:
            self._on_open(number)

    def _asked(self, event: "tk.Event[tk.Misc]") -> None:
        number = self._at(event.y)
        if number is not None and number != _ADD:
            self._on_menu(number, event.x_root, event.y_root)

    def _turned(self, event: "tk.Event[tk.Misc]") -> None:
        self.yview_scroll(round(wheel.turned(event)), "units")

    def _see(self, number: int) -> None:
        """Scroll to a place, where there are more than fit."""
        px = self._theme.px
        top, bottom = px(_STEP) * number, px(_ABOVE) + px(_STEP) * (number + 1)
        height, whole = (
            self.winfo_height(),
            px(_ABOVE) + px(_STEP) * (len(self._shown.standings) + 1),
        )
        if height > 1 and not self.canvasy(0) <= top < bottom <= self.canvasy(height):
            self.yview_moveto(top / whole)

    def _tip(self, _x: int, y: int) -> str:
        number = self._at(y)
        if number is None:
            return ""
        if number == _ADD:
            return tr("Add a place ({key})", key=keys.label("add_place"))
        return self._words(number)

    def _words(self, number: int) -> str:
        standing = self._shown.standings[number]
        lines = [standing.title, tr(standing.state.value)]
        if standing.unread:
            lines.append(trn("{n} new", "{n} new", standing.unread))
        if number < _NUMBERED:
            lines.append(keys.label("place").replace("1…9", str(number + 1)))
        return "\n".join(lines)
