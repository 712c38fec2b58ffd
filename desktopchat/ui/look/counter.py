"""A reaction and how many gave it, as one small rounded picture: Tk text has no such thing.

Opaque, made for one ground: Tk draws an image with transparency by reading the screen back.
"""

import tkinter as tk
from collections import OrderedDict

from desktopchat.ui.look import glyphs
from desktopchat.ui.look.theme import Theme

KEPT = 512  # pictures
_HIGH, _EMOJI, _NUMBER, _EDGE, _GAP = 24, 16, 12, 8, 5  # pixels at 100 %


class Counters:
    """Pictures for one window in the theme's colours, each drawn once."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._images: OrderedDict[tuple[object, ...], tk.PhotoImage | None] = OrderedDict()

    def image(self, sign: str, count: int, *, mine: bool) -> tk.PhotoImage | None:
        """The counter of an emoji, or of a short word in its place; mine: I gave it too.

        None where no font has what it takes.
        """
        theme, palette = self._theme, self._theme.palette
        colours = (
            (palette.selected, palette.accent, palette.accent)
            if mine
            else (palette.side, palette.line, palette.dim)
        )
        key = (sign, count, mine, palette.dark, theme.scale)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        data = _ppm(sign, str(count), theme, colours)
        image = tk.PhotoImage(master=theme.root, data=data, format="PPM") if data else None
        if image is None and not _fonts_found(theme):
            return None  # they may be found yet
        self._images[key] = image
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        return image


def _fonts_found(theme: Theme) -> bool:
    letters = glyphs.letters_font(theme.fonts.sans, theme.px(_NUMBER) * glyphs.FINER)
    return letters is not None and glyphs.emoji_font() is not None


def _ppm(sign: str, number: str, theme: Theme, colours: tuple[str, str, str]) -> bytes | None:
    fill, edge, ink = colours
    px = theme.px
    font = glyphs.letters_font(theme.fonts.sans, px(_NUMBER) * glyphs.FINER)
    words = sign.isascii()  # what another program sends in place of an emoji
    picture = None if words else glyphs.emoji_picture(sign, px(_EMOJI))
    if font is None or (picture is None and not words):
        return None
    from PIL import Image, ImageDraw

    first = round(font.getlength(sign) / glyphs.FINER) if words else px(_EMOJI)
    number_at = px(_EDGE) + first + px(_GAP)
    width = number_at + round(font.getlength(number) / glyphs.FINER) + px(_EDGE)
    height = px(_HIGH)
    large = Image.new("RGB", (width * glyphs.FINER, height * glyphs.FINER), theme.palette.page)
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle(
        (0, 0, large.width - 1, large.height - 1),
        radius=large.height // 2,
        fill=fill,
        outline=edge,
        width=px(1) * glyphs.FINER,
    )
    base = (large.height - font.getbbox("H", anchor="ls")[1]) / 2
    if words:
        draw.text((px(_EDGE) * glyphs.FINER, base), sign, font=font, fill=ink, anchor="ls")
    draw.text((number_at * glyphs.FINER, base), number, font=font, fill=ink, anchor="ls")
    small = large.resize((width, height), Image.Resampling.LANCZOS)
    if picture is not None:
        small.paste(picture, (px(_EDGE), (height - px(_EMOJI)) // 2), picture)
    return b"P6 %d %d 255\n" % (width, height) + small.tobytes()
