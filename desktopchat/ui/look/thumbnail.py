"""A small copy of a picture that came from elsewhere, made without trusting it."""

import io
import struct
import warnings
from dataclasses import dataclass

PIXELS_MOST = 50_000_000  # a file of some kilobytes may say that it is larger than all memory
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


class PictureError(Exception):
    """It cannot be shown; the words are for people."""


@dataclass(slots=True, frozen=True)
class Thumbnail:
    """png: the small copy, as a file. width, height: pixels of the whole picture."""

    png: bytes
    width: int
    height: int


def thumbnail(data: bytes, box: tuple[int, int]) -> Thumbnail:
    """A copy that fits into `box` pixels; raises PictureError. Takes a while: not for the window's
    thread."""
    from PIL import Image

    try:
        # Our own limit is the lower one: Pillow's would only warn.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        width, height = picture.size
        if width * height > PIXELS_MOST:
            raise PictureError(
                f"The picture is too large: {width} × {height} pixels. Save it smaller, and share"
                " the file."
            )
        picture.thumbnail(box)
        small = io.BytesIO()
        picture.convert("RGBA").save(small, "PNG")
    except PictureError:
        raise
    except (OSError, ValueError, SyntaxError, OverflowError, MemoryError, struct.error) as error:
        raise PictureError("What was copied is no picture that can be read.") from error
    except Image.DecompressionBombError as error:
        raise PictureError("The picture is too large to be looked at.") from error
    return Thumbnail(small.getvalue(), width, height)
