"""The small buttons at the right edge of a message: react, reply, more. Under the pointer it shows
some emoji too, of which a click gives one; so no words are covered by them before.

One canvas that goes from row to row with the pointer and the keyboard; a frame of widgets for each
row would cost more than the row.
"""

import tkinter as tk
from collections.abc import Callable
from typing import NamedTuple

from desktopchat.client.model import Entry
from desktopchat.ui.look import emoji_names
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.timeline.acts import Act, ScreenPoint
from desktopchat.ui.timeline.control import TimelineControl
from desktopchat.ui.timeline.row_menu import RowMenu
from desktopchat.ui.timeline.text import RowText
from desktopchat.words import tr, tr_noop

MORE = "more"


class Quick(NamedTuple):
    """A reaction that is given by one click."""

    sign: str


_ICONS: dict[Act | str, str] = {Act.REACT: "smile", Act.REPLY: "reply", MORE: "more"}
_WORDS: dict[Act | str, str] = {
    Act.REACT: tr_noop("React"),
    Act.REPLY: tr_noop("Reply"),
    MORE: tr_noop("More"),
}
# Pixels at 100 %. As high as a row of one line, so that it covers none of the next.
_WIDE, _HIGH, _INSET = 26, 22, 1  # a button, and the edge around the buttons
_PICTURE = 16  # of an emoji


class RowBar(tk.Canvas):
    """menu: what *More* opens. beside(y): pixels at the right edge that stay free at a height."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        text: RowText,
        timeline: TimelineControl,
        menu: RowMenu,
        beside: Callable[[int], int],
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=False)
        self._theme, self._text = theme, text
        self._timeline, self._menu, self._beside = timeline, menu, beside
        self._icons, self._plates = Icons(theme), Plates(self)
        self._emoji = Emoji(theme.root)
        self.buttons: list[Act | str | Quick] = []
        self.entry: Entry | None = None
        self._under: int | None = None  # the button under the pointer
        self._drawn: tuple[object, ...] = ()
        self.configure(cursor="hand2")
        self.bind("<Motion>", self._moved)
        self.bind("<Leave>", self._left, add=True)
        self.bind("<ButtonRelease-1>", self._pressed)
        Tip(self, theme, self._tip)

    def show(self, entry: Entry | None) -> None:
        """Stand at the row of this entry, or nowhere."""
        can = self._timeline.acts.can(entry) if entry is not None else frozenset()
        if entry is None or not can:
            self.entry = None
            self.place_forget()
            return
        self.entry = entry
        quick = [one for one in self.buttons if isinstance(one, Quick)]  # the pointer is here
        self.buttons = [what for what in _ICONS if what == MORE or what in can]
        if quick and Act.REACT in can:
            self.buttons = [*quick, *self.buttons]
        self._draw()
        self.follow()

    def follow(self) -> None:
        """The text was scrolled: stay with the row."""
        if self.entry is None:
            return
        top = self._top(self.entry.number)
        if top is None:
            self.place_forget()
            return
        px = self._theme.px
        y = min(max(top, px(2)), max(px(2), self._text.winfo_height() - self._high))
        # "outside": Tk takes the padding of a text for a border, which things stand within.
        right = max(px(12), self._beside(y + self._high // 2) + px(8))
        self.place(in_=self._text, relx=1.0, x=-right, y=y, anchor="ne", bordermode="outside")
        tk.Misc.lift(self)

    @property
    def _high(self) -> int:
        return self._theme.px(_HIGH) + 2 * self._theme.px(_INSET)

    def _top(self, number: int) -> int | None:
        """Pixels to the upper edge of the buttons in line with the row's first words, as far as
        those are seen; None where nothing of the row is."""
        text = self._text
        if not text.holds(number):
            return None
        for tag in ("head", "quote", "body"):
            begin = text.begin_of(tag, number)
            words = text.bbox(begin) if begin is not None else None
            if words is not None:
                return words[1] + (words[3] - self._high) // 2
        seen = text.number_at("@0,0") == number
        return 0 if seen else None

    def _draw(self) -> None:
        theme, palette, px = self._theme, self._theme.palette, self._theme.px
        state = (tuple(self.buttons), self._under, palette.dark, theme.scale)
        if state == self._drawn:
            return
        self._drawn = state
        size, inset = (px(_WIDE), px(_HIGH)), px(_INSET)
        width, high = len(self.buttons) * size[0] + 2 * inset, self._high
        self.configure(width=width, height=high, background=palette.page)
        self.delete("all")
        plate = self._plates.plate(
            palette.page, (width, high), px(8), palette.field, palette.edge, px(1)
        )
        self.create_image(0, 0, image=plate, anchor="nw")
        for at, what in enumerate(self.buttons):
            left = inset + at * size[0]
            if at == self._under:
                ground = self._plates.plate(palette.field, size, px(6), palette.hover)
                self.create_image(left, inset, image=ground, anchor="nw")
            middle = (left + size[0] // 2, inset + size[1] // 2)
            if isinstance(what, Quick):
                image = self._emoji.image(what.sign, px(_PICTURE))
            else:
                image = self._icons.image(_ICONS[what])
            if image is not None:
                self.create_image(*middle, image=image)

    def _at(self, x: int) -> int | None:
        """Which button is there, counted from the right edge, which stays where it is."""
        back = (self.winfo_width() - 1 - x - self._theme.px(_INSET)) // self._theme.px(_WIDE)
        return len(self.buttons) - 1 - back if 0 <= back < len(self.buttons) else None

    def _tip(self, x: int, _y: int) -> str:
        at = self._at(x)
        if at is None:
            return ""
        what = self.buttons[at]
        return (
            tr("React: {sign}", sign=emoji_names.name_of(what.sign))
            if isinstance(what, Quick)
            else tr(_WORDS[what])
        )

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        if self.entry is not None and self.buttons[0] is Act.REACT:
            signs = self._timeline.acts.quick(self.entry)
            self.buttons = [*map(Quick, signs), *self.buttons]
            self._draw()
        self._point(self._at(event.x))

    def _left(self, event: "tk.Event[tk.Misc]") -> None:
        if 0 <= event.x < self.winfo_width() and 0 <= event.y < self.winfo_height():
            return  # a button went down: X11 calls that leaving, too
        self.buttons = [one for one in self.buttons if not isinstance(one, Quick)]
        self._under = None
        if self.entry is not None:
            self._draw()

    def _point(self, at: int | None) -> None:
        if at != self._under:
            self._under = at
            self._draw()

    def _pressed(self, event: "tk.Event[tk.Misc]") -> None:
        at = self._at(event.x)
        if at is not None and self.entry is not None:
            what = self.buttons[at]
            place = ScreenPoint(self.winfo_rootx(), self.winfo_rooty() + self.winfo_height())
            if isinstance(what, Quick):
                self._timeline.acts.toggle(self.entry, what.sign)
            elif isinstance(what, Act):
                self._timeline.acts.do(what, self.entry, place)
            else:
                self._menu.open(self.entry.number, "", *place)
