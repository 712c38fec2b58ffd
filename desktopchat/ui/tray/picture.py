"""The picture in the tray: the program's icon, with how much is to be read."""

from PIL import Image, ImageDraw, ImageFont

from desktopchat.assets import asset
from desktopchat.ui.look.palette import LIGHT

_MOST = 9  # more is no number that one could read there
_DISC, _TEXT = 0.62, 0.52  # of the icon's width
_FINE = 4  # drawn so many times larger: Pillow draws hard edges


def picture(unread: int, size: int) -> Image.Image:
    """size: pixels of width and height. In RGBA."""
    # The small one is drawn for small sizes.
    file = asset("icon-48.png" if size <= 48 else "icon.png")
    icon = Image.open(file).convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
    if not unread:
        return icon
    wide = size * _FINE
    disc = Image.new("RGBA", (wide, wide))
    draw, across = ImageDraw.Draw(disc), round(wide * _DISC)
    left, top = wide - across, wide - across
    draw.ellipse((left, top, wide - 1, wide - 1), fill=LIGHT.danger)
    words = str(unread) if unread <= _MOST else f"{_MOST}+"
    share = _TEXT if len(words) == 1 else _TEXT * 0.72
    font = ImageFont.load_default(wide * share)
    middle = left + across / 2, top + across / 2
    draw.text(middle, words, font=font, fill="white", anchor="mm", stroke_width=wide // 80,
              stroke_fill="white")  # fmt: skip
    icon.alpha_composite(disc.resize(icon.size, Image.Resampling.LANCZOS))
    return icon
