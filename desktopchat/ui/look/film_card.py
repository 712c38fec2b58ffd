"""A film before anybody has fetched it, as one small picture: a dark screen with what a click does,
what kind of file it is and how long. Nothing of the film is decoded for it.

Opaque, made for the page's ground, as `voice_card` is.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from desktopchat.ui.look import glyphs
from desktopchat.ui.look.voice_card import words_mask

if TYPE_CHECKING:
    from PIL import Image

    from desktopchat.ui.look.theme import Theme

# Pixels at 100 %.
_WIDE, _HIGH, _CORNER = 240, 135, 8
_BUTTON = 24  # the radius
_HOLE, _HOLE_GAP = 7, 16  # of the strips along two edges, and from one to the next
_EDGE = 26  # from those edges to the words
_LETTERS = 12

_UPPER, _LOWER = (58, 64, 84), (24, 27, 38)  # in every theme: films are seen in the dark
_STRIP, _SIGN, _INK = (14, 16, 23), (245, 246, 250), (226, 229, 238)


def size(theme: "Theme") -> tuple[int, int]:
    """Pixels that a card takes."""
    return theme.px(_WIDE), theme.px(_HIGH)


def drawn(theme: "Theme", kind: str, length: str) -> bytes:
    """The card as PPM. kind: "MP4"; length: "1:23", "" where it is not known."""
    card = _card(theme.px(1000) / 1000, theme.palette.page).copy()
    px, family = theme.px, theme.fonts.sans
    for words, right in ((kind, False), (length, True)):
        if words:
            mask = words_mask(family, px(_LETTERS), words)
            left = card.width - px(_EDGE) - mask.width if right else px(_EDGE)
            top = card.height - px(6) - mask.height
            card.paste(_INK, (left, top, left + mask.width, top + mask.height), mask)
    return b"P6 %d %d 255\n" % card.size + card.tobytes()


@lru_cache(maxsize=4)
def _card(scale: float, page: str) -> "Image.Image":
    """All but the words."""
    from PIL import Image, ImageDraw

    unit = scale * glyphs.FINER
    wide, high = (round(one * scale) * glyphs.FINER for one in (_WIDE, _HIGH))
    shade = Image.linear_gradient("L").resize((wide, high))
    screen = Image.composite(
        Image.new("RGB", (wide, high), _LOWER), Image.new("RGB", (wide, high), _UPPER), shade
    )
    draw = ImageDraw.Draw(screen)
    strip = (_HOLE * 2 + 4) * unit
    for left in (0.0, wide - strip):
        draw.rectangle((left, 0, left + strip, high), fill=_STRIP)
        at = left + (strip - _HOLE * unit) / 2
        for number in range(round(_HIGH / _HOLE_GAP) + 1):
            top = (number * _HOLE_GAP + 4) * unit
            box = (at, top, at + _HOLE * unit, top + _HOLE * unit)
            draw.rounded_rectangle(box, radius=2 * unit, fill=_LOWER)
    x, y, radius = wide / 2, high / 2, _BUTTON * unit
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_STRIP)
    points = ((-7, -11), (-7, 11), (12, 0))
    draw.polygon([(x + a * unit, y + b * unit) for a, b in points], fill=_SIGN)
    corners = Image.new("L", (wide, high))
    ImageDraw.Draw(corners).rounded_rectangle(
        (0, 0, wide - 1, high - 1), radius=_CORNER * unit, fill=255
    )
    whole = Image.new("RGB", (wide, high), page)
    whole.paste(screen, mask=corners)
    return whole.reduce(glyphs.FINER)
