"""The steps of a picture that moves (GIF, WebP, PNG), made without trusting it."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from desktopchat.client.files.moving import Step
from desktopchat.ui.look.thumbnail import (
    UNREADABLE,
    PictureError,
    can_move,
    on_white,
    opened,
    upright,
)
from desktopchat.words import tr

if TYPE_CHECKING:
    from PIL import Image

STEPS_MOST = 60
BYTES_MOST = 8_000_000
"""Of all steps together, as they are kept."""
SECONDS_MOST = 10.0
"""That are shown before it begins anew."""
SECONDS_LEAST = 0.04
"""Of a step."""
_UNTOLD = 0.1  # seconds of a step that says nothing of them
_PIXELS_MOST = 150_000_000
"""Of all steps together as they lie in the file: one that has more stands still."""
_LOOKED_AT_MOST = 1024  # pixels of each side of a step that is looked at closely
_QUALITY = 90  # of JPEG: one step as it is would be a megabyte on a sharp screen


class Looked(NamedTuple):
    """A picture to be looked at closely. size: width and height of the whole one, in pixels.
    steps: of one that moves, no larger than `picture`; none where it stands still."""

    picture: "Image.Image"
    size: tuple[int, int]
    steps: Sequence[Step] = ()


def steps_of(data: bytes, fitted: Callable[["Image.Image"], "Image.Image"]) -> list[Step]:
    """The steps of a file, each `fitted` to be shown. Where there are too many, every second one is
    left out, and again, while the rest is shown for longer. Empty for a picture that stands still,
    also because it is too much. Raises PictureError. Takes a while: not for the window's thread.
    """
    from PIL import Image

    picture = opened(data)
    if not can_move(picture):
        return []
    made: list[Step] = []
    every, seconds, pixels = 1, 0.0, 0
    try:
        for at in range(round(SECONDS_MOST / SECONDS_LEAST)):
            try:
                picture.seek(at)
            except EOFError:
                break
            pixels += picture.width * picture.height
            if pixels > _PIXELS_MOST:
                return []
            told = float(picture.info.get("duration") or 0) / 1000
            told = min(max(SECONDS_LEAST, told or _UNTOLD), SECONDS_MOST)
            seconds += told
            if at % every:
                made[-1] = made[-1]._replace(seconds=made[-1].seconds + told)
            else:
                made.append(Step(_kept(fitted(picture.convert("RGBA"))), told))
            while len(made) > STEPS_MOST or sum(len(one.data) for one in made) > BYTES_MOST:
                made, every = _thinned(made), every * 2
            if seconds >= SECONDS_MOST:
                break
    except UNREADABLE as error:
        raise PictureError(tr("The picture can't be read.")) from error
    except Image.DecompressionBombError as error:
        raise PictureError(tr("The picture is too large.")) from error
    return made if len(made) > 1 else []


def looked_at(data: bytes, most: int) -> Looked:
    """A picture to be looked at closely. most: pixels that each side keeps at most. Raises
    PictureError. Takes a while: not for the window's thread."""

    picture, size = upright(data, most)

    def fit(step: "Image.Image") -> "Image.Image":
        step.thumbnail((_LOOKED_AT_MOST, _LOOKED_AT_MOST))
        return on_white(step)

    return Looked(picture, size, steps_of(data, fit))


def picture_of(step: Step) -> "Image.Image":
    """A step unpacked, in a few milliseconds."""
    from PIL import Image

    return Image.open(io.BytesIO(step.data), formats=("JPEG",))


def ppm(step: Step) -> bytes:
    """A step as Tk takes it, in a few milliseconds."""
    out = io.BytesIO()
    picture_of(step).save(out, "PPM")
    return out.getvalue()


def _kept(picture: "Image.Image") -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()


def _thinned(steps: list[Step]) -> list[Step]:
    """Every second one, shown for as long as the two."""
    after = [*steps[1::2], Step(b"", 0.0)]
    return [
        one._replace(seconds=one.seconds + other.seconds)
        for one, other in zip(steps[::2], after, strict=False)
    ]
