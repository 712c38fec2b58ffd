"""How one row of a RowList looks: what a row holds, and its painting on the canvas."""

import tkinter as tk
from dataclasses import dataclass

from desktopchat.ui.look import bidi
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A heading cannot be selected; `action` is the sign of a button at its right."""

    key: str
    text: str
    heading: bool = False
    action: str = ""
    action_tip: str = ""
    sign: str = ""  # before the text, such as "#"
    avatar: tuple[str, str] | None = None  # nick and display name
    face: str = ""  # the token of their own picture: with another the row is another one
    image: str = ""  # before the text: the name of a picture of Tk's
    dot: str = ""  # "here", "away" or "unknown", at the avatar's corner, else before the text
    strong: bool = False
    faint: bool = False
    badge: str = ""
    alert: bool = False  # the badge in the accent's colour
    note: str = ""  # a dim word at the right
    detail: str = ""  # a dim second line, in lists made for it
    tip: str = ""


@dataclass(frozen=True, slots=True)
class RowState:
    """How a row stands out: it is the open one, under the pointer, under the keyboard."""

    selected: bool
    hover: bool
    ring: bool


class RowPainter:
    """Paints rows on a canvas, each between two heights, in the theme's colours."""

    def __init__(
        self, canvas: tk.Canvas, theme: Theme, avatars: Avatars, ground: str, *, two_lines: bool
    ) -> None:
        self.canvas = canvas
        self._theme, self._avatars, self._ground = theme, avatars, ground
        self._two_lines = two_lines
        self._plates = Plates(canvas)
        self._fitted: dict[tuple[str, str, int], str] = {}
        self._back = ""

    def restyle(self) -> None:
        """Take over the theme's colours and sizes after they changed."""
        palette = self._theme.palette
        self._back = palette.side if self._ground == "side" else palette.page
        self.canvas.configure(background=self._back)
        self._fitted.clear()

    def draw(self, row: Row, top: int, bottom: int, width: int, shade: RowState) -> None:
        """Paint one row. top, bottom, width: pixels of the canvas."""
        if row.heading:
            self._heading(row, bottom, width, shade.hover)
        else:
            self._row(row, top, bottom, width, shade)

    def _fit(self, text: str, font: str, width: int, base: int | None = 0) -> str:
        """The text, cut with "…" where it is wider than `width` pixels. base: as of `visual`."""
        key = (text, font, width)
        known = self._fitted.get(key)
        if known is not None:
            return known
        fitted = bidi.visual(elided(text, width, self._theme.font(font).measure), base)
        if len(self._fitted) > 4000:
            self._fitted.clear()
        self._fitted[key] = fitted
        return fitted

    def _heading(self, row: Row, bottom: int, width: int, hot: bool) -> None:
        px, palette = self._theme.px, self._theme.palette
        base = bottom - px(13)
        right = width - px(8)
        if row.action:
            self.canvas.create_text(
                right - px(10),
                base,
                text=row.action,
                anchor="center",
                font=self._theme.font("heading"),
                fill=palette.text if hot else palette.dim,
            )
            right -= px(28)
        self.canvas.create_text(
            px(12),
            base,
            text=self._fit(row.text, "section", right - px(12)),
            anchor="w",
            font=self._theme.font("section"),
            fill=palette.dim,
        )

    def _row(self, row: Row, top: int, bottom: int, width: int, shade: RowState) -> None:
        px, palette, canvas = self._theme.px, self._theme.palette, self.canvas
        middle = (top + bottom) // 2
        selected = shade.selected
        under = self._back
        if selected or shade.hover or shade.ring:
            under = palette.selected if selected else palette.hover
            area = (width - px(8), bottom - top - 2)
            ring = palette.accent if shade.ring else ""
            plate = self._plates.plate(self._back, area, px(8), under, ring, px(2))
            canvas.create_image(px(4), top + 1, image=plate, anchor="nw")
        left, right = px(12), width - px(12)
        if row.avatar is not None:
            size = px(32 if self._two_lines else 22)
            ground = "page" if self._ground == "card" else self._ground
            if under != self._back:
                ground = "selected" if selected else "hover"
            image = self._avatars.image(row.avatar[0], row.avatar[1], size, ground)
            canvas.create_image(left, middle, image=image, anchor="w")
            if row.dot:
                self._draw_dot(row.dot, left + size - px(3), middle + size // 2 - px(3), under)
            left += size + px(10)
        elif row.image:
            size = px(32 if self._two_lines else 16)
            canvas.create_image(left + size // 2, middle, image=row.image)
            left += size + px(10)
        elif row.sign:
            canvas.create_text(
                left + px(7),
                middle,
                text=row.sign,
                font=self._theme.font("body"),
                fill=palette.dim,
            )
            left += px(20)
        if row.dot and row.avatar is None:
            self._draw_dot(row.dot, left + px(5), middle, under)
            left += px(18)
        if row.badge:
            right = self._draw_badge(row, right, middle, under)
        if row.note:
            note = canvas.create_text(
                right,
                middle,
                text=bidi.visual(row.note),
                anchor="e",
                font=self._theme.font("small"),
                fill=palette.dim,
            )
            right = int(canvas.bbox(note)[0]) - px(8)
        font = "bold" if row.strong else "body"
        text_at = middle - px(10) if self._two_lines and row.detail else middle
        canvas.create_text(
            left,
            text_at,
            text=self._fit(row.text, font, right - left),
            anchor="w",
            font=self._theme.font(font),
            fill=palette.dim if row.faint else palette.text,
        )
        if self._two_lines and row.detail:
            canvas.create_text(
                left,
                middle + px(10),
                text=self._fit(row.detail, "small", right - left, None),
                anchor="w",
                font=self._theme.font("small"),
                fill=palette.dim,
            )

    def _draw_dot(self, dot: str, x: int, y: int, under: str) -> None:
        """Presence, cut out of what it lies on by a rim of the ground's colour."""
        px, palette = self._theme.px, self._theme.palette
        here = dot == "here"
        self.canvas.create_oval(
            x - px(5), y - px(5), x + px(5), y + px(5), fill=under, outline=under
        )
        colour = palette.ok if here else palette.dim
        image = self._plates.dot(under, px(8), colour, hollow=not here)
        self.canvas.create_image(x, y, image=image)

    def _draw_badge(self, row: Row, right: int, middle: int, under: str) -> int:
        px, palette = self._theme.px, self._theme.palette
        font = self._theme.font("section")
        width = max(px(20), font.measure(row.badge) + px(12))
        fill = palette.accent if row.alert else palette.line
        plate = self._plates.plate(under, (width, px(18)), px(9), fill)
        self.canvas.create_image(right, middle, image=plate, anchor="e")
        self.canvas.create_text(
            right - width // 2,
            middle,
            text=row.badge,
            font=font,
            fill=palette.on_accent if row.alert else palette.text,
        )
        return int(right - width - px(8))
