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
        """The counter of an emoji; mine: I gave it too. None where no font has what it takes."""
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
        self._images[key] = image
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        return image


def _ppm(sign: str, number: str, theme: Theme, colours: tuple[str, str, str]) -> bytes | None:
    fill, edge, ink = colours
    px = theme.px
    picture = glyphs.emoji_picture(sign, px(_EMOJI))
    font = glyphs.letters_font(theme.fonts.sans, px(_NUMBER) * glyphs.FINER)
    if picture is None or font is None:
        return None
    from PIL import Image, ImageDraw

    wide = round(font.getlength(number) / glyphs.FINER)
    width, height = 2 * px(_EDGE) + px(_EMOJI) + px(_GAP) + wide, px(_HIGH)
    large = Image.new("RGB", (width * glyphs.FINER, height * glyphs.FINER), theme.palette.page)
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle(
        (0, 0, large.width - 1, large.height - 1),
        radius=large.height // 2,
        fill=fill,
        outline=edge,
        width=px(1) * glyphs.FINER,
    )
    capital = -font.getbbox("H", anchor="ls")[1]
    at = (px(_EDGE) + px(_EMOJI) + px(_GAP)) * glyphs.FINER
    draw.text((at, (large.height + capital) / 2), number, font=font, fill=ink, anchor="ls")
    small = large.resize((width, height), Image.Resampling.LANCZOS)
    small.paste(picture, (px(_EDGE), (height - px(_EMOJI)) // 2), picture)
    return b"P6 %d %d 255\n" % (width, height) + small.tobytes()
