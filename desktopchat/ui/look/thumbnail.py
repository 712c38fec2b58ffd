"""A small copy of a picture that came from elsewhere, made without trusting it."""

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.ui.look.palette import rgb
from desktopchat.words import tr, tr_noop

if TYPE_CHECKING:
    from PIL import Image

PIXELS_MOST = 50_000_000  # a file of some kilobytes may say that it is larger than all memory
PIXELS_MOST_OF = {"WEBP": 20_000_000}
"""Of formats that Pillow reads by way of several whole copies, four bytes a pixel each."""
UNREADABLE = (OSError, ValueError, SyntaxError, OverflowError, MemoryError, struct.error)
"""What Pillow raises for a file that is damaged."""
_MOVING_MOST = 4_000_000
"""Pixels of one that moves: several whole copies are needed to lay its steps over each other."""
_NO_PICTURE = tr_noop("This is no picture that can be read.")
_TOO_LARGE = tr_noop("The picture is too large to be looked at.")
_SHADE = (0, 0, 0, 150)
"""Laid over a picture that words stand on."""
_LABEL = 0.28  # the height of such words, as a part of the picture's
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


class PictureError(ValueError):
    """It cannot be shown; the words are for people."""


_ORIENTATION, _DESCRIPTION = 0x0112, 0x010E  # of Exif
_MOVES = "moves"
_ON_ITS_SIDE = (5, 6, 7, 8)


@dataclass(slots=True, frozen=True)
class Thumbnail:
    """png: the small copy, as a file. width, height: pixels of the whole picture, upright."""

    png: bytes
    width: int
    height: int


def thumbnail(data: bytes, box: tuple[int, int]) -> Thumbnail:
    """A copy that fits into `box` pixels; raises PictureError. Takes a while: not for the window's
    thread."""
    copy, (width, height) = _small(data, box)
    small = io.BytesIO()
    copy.save(small, "PNG")
    return Thumbnail(small.getvalue(), width, height)


def small_copy(data: bytes, box: tuple[int, int]) -> tuple[bytes, tuple[int, int]]:
    """The same as a file to be kept, for `on_ground`, and the size of the whole picture."""
    from PIL import Image

    copy, size = _small(data, box)
    small, told = io.BytesIO(), Image.Exif()
    if can_move(opened(data)):
        told[_DESCRIPTION] = _MOVES
    # A tenth of what a photo takes as PNG.
    copy.save(small, "WEBP", quality=85, **({"exif": told} if told else {}))
    return small.getvalue(), size


def can_move(picture: "Image.Image") -> bool:
    """Whether a picture has several steps, and is not so large that it stands still always."""
    small = picture.width * picture.height <= _MOVING_MOST
    return small and getattr(picture, "is_animated", False)


def moves(copy: bytes) -> bool:
    """Whether a copy was made of the first step of a picture that moves."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(copy), formats=("WEBP",))
        return picture.getexif().get(_DESCRIPTION) == _MOVES
    except (*UNREADABLE, Image.DecompressionBombError):
        return False


def opened(data: bytes) -> "Image.Image":
    """A picture of which only the head was read; raises PictureError, also for one so large that
    it is not to be looked at."""
    from PIL import Image

    try:
        # Our own limit is the lower one: Pillow's would only warn.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except UNREADABLE as error:
        raise PictureError(tr(_NO_PICTURE)) from error
    except Image.DecompressionBombError as error:
        raise PictureError(tr(_TOO_LARGE)) from error
    width, height = picture.size
    if _is_too_large(picture):
        raise PictureError(
            tr(
                "The picture is too large: {width} × {height} pixels. Save it smaller, and "
                "share the file.",
                width=width,
                height=height,
            )
        )
    return picture


def _is_too_large(picture: "Image.Image") -> bool:
    most = PIXELS_MOST_OF.get(picture.format or "", PIXELS_MOST)
    return picture.width * picture.height > most


def _small(data: bytes, box: tuple[int, int]) -> tuple["Image.Image", tuple[int, int]]:
    """A small copy, upright, and the width and height of the whole."""
    from PIL import Image, ImageOps

    picture = opened(data)
    width, height = picture.size
    try:
        on_its_side = picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
        picture.thumbnail((box[1], box[0]) if on_its_side else box)
        copy = ImageOps.exif_transpose(picture).convert("RGBA")
    except UNREADABLE as error:
        raise PictureError(tr(_NO_PICTURE)) from error
    except Image.DecompressionBombError as error:
        raise PictureError(tr(_TOO_LARGE)) from error
    return copy, (height, width) if on_its_side else (width, height)


def square_copy(data: bytes, across: int) -> bytes:
    """The middle of a picture as a square to be kept, for `on_ground`. Raises PictureError."""
    from PIL import Image, ImageOps

    picture, _ = _small(data, (across * 4, across * 4))
    out = io.BytesIO()
    ImageOps.fit(picture, (across, across), Image.Resampling.LANCZOS).save(out, "WEBP", quality=85)
    return out.getvalue()


def upright(data: bytes, most: int) -> tuple["Image.Image", tuple[int, int]]:
    """A picture to be looked at closely, and the width and height of the whole. most: pixels that
    each side keeps at most. What one sees through is white. Raises PictureError."""
    picture, size = _small(data, (most, most))
    return on_white(picture), size


def on_white(picture: "Image.Image") -> "Image.Image":
    """A picture (RGBA) with white where one sees through it."""
    from PIL import Image

    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height of the picture in a file, upright; None where it is none that is shown."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as picture:
                width, height = picture.size
                too_large = _is_too_large(picture)
                on_its_side = picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    except (*UNREADABLE, Image.DecompressionBombError):
        return None
    if too_large:
        return None
    return (height, width) if on_its_side else (width, height)


def opened_copy(copy: bytes) -> "Image.Image":
    """A small copy as it was kept. Raises PictureError."""
    from PIL import Image

    try:
        return Image.open(io.BytesIO(copy), formats=("WEBP",)).convert("RGB")
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise PictureError(tr("What is kept of the picture can't be read.")) from error


def square(picture: "Image.Image", side: int) -> bytes:
    """The middle of a picture in a square of `side` pixels, as PPM."""
    from PIL import Image, ImageOps

    out = io.BytesIO()
    ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS).save(out, "PPM")
    return out.getvalue()


def _labelled(picture: "Image.Image", label: str) -> "Image.Image":
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.alpha_composite(picture, Image.new("RGBA", picture.size, _SHADE))
    middle = picture.width / 2, picture.height / 2
    font = ImageFont.load_default(picture.height * _LABEL)
    ImageDraw.Draw(picture).text(middle, label, "white", font, anchor="mm")
    return picture


def _signed(picture: "Image.Image", high: int) -> "Image.Image":
    """With "GIF" on a plate in the lower left corner."""
    from PIL import Image, ImageDraw, ImageFont

    fine = 4
    wide, gap = high * 2, high // 2
    plate = Image.new("RGBA", (wide * fine, high * fine))
    draw, middle = ImageDraw.Draw(plate), (wide * fine / 2, high * fine / 2)
    edge = (0, 0, plate.width - 1, plate.height - 1)
    draw.rounded_rectangle(edge, high * fine // 4, fill=_SHADE)
    draw.text(middle, "GIF", "white", ImageFont.load_default(high * fine * 0.7), anchor="mm")
    signed = Image.new("RGBA", picture.size)
    signed.paste(plate.resize((wide, high)), (gap, picture.height - high - gap))
    return Image.alpha_composite(picture, signed)


def on_ground(
    copy: bytes, size: tuple[int, int], ground: str, corner: int, label: str = "", sign: int = 0
) -> bytes:
    """A small copy as the window shows it, as PPM: of this size, `rounded`; what does not fit is
    cut off at two edges. label: a few characters in its middle, which is darkened for them. sign:
    pixels that "GIF" takes in height, 0 for no such sign. Raises PictureError."""
    from PIL import Image, ImageOps

    try:
        picture = Image.open(io.BytesIO(copy), formats=("WEBP",)).convert("RGBA")
        picture = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
        if label:
            picture = _labelled(picture, label)
        elif sign:
            picture = _signed(picture, sign)
        return rounded(picture, ground, corner)
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise PictureError(tr("What is kept of the picture can't be read.")) from error


def rounded(picture: "Image.Image", ground: str, corner: int) -> bytes:
    """A picture as PPM with corners of that radius in pixels, on a ground of this colour. Opaque,
    as Tk is slow with what is not."""
    out = io.BytesIO()
    cornered(picture, ground, corners(picture.size, corner)).save(out, "PPM")
    return out.getvalue()


def corners(size: tuple[int, int], corner: int) -> "Image.Image":
    """Where something is to be seen of a picture with corners of that radius."""
    from PIL import Image, ImageDraw

    fine = 4  # drawn larger and made small: Pillow draws hard edges
    mask = Image.new("L", (size[0] * fine, size[1] * fine))
    edge = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(edge, min(corner, min(size) // 2) * fine, fill=255)
    return mask.resize(size)


def cornered(picture: "Image.Image", ground: str, mask: "Image.Image") -> "Image.Image":
    """What `mask` lets be seen of a picture, on a ground of this colour."""
    from PIL import Image, ImageChops

    if picture.mode == "RGBA":
        mask = ImageChops.multiply(picture.getchannel("A"), mask)
    whole = Image.new("RGB", picture.size, rgb(ground))
    whole.paste(picture, mask=mask)
    return whole
