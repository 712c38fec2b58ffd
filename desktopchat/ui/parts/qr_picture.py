"""A link as a picture that a phone's camera reads."""

from PIL import Image

from desktopchat.lan.join_code import qr_matrix

_QUIET = 4
"""Modules of light around a QR code (ISO/IEC 18004, 9.1)."""


def qr_picture(link: str, side: int) -> Image.Image:
    """A link as a QR code, dark on light with its quiet zone, as near to `side` pixels as whole
    pixels a module come."""
    matrix = qr_matrix(link)
    size = len(matrix) + 2 * _QUIET
    picture = Image.new("1", (size, size), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + _QUIET, y + _QUIET), 0)
    scale = max(2, side // size)
    return picture.resize((size * scale, size * scale), Image.Resampling.NEAREST)
