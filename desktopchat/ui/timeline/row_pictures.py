"""Brings shared pictures into the rows that are seen, and lets go of those far from them."""

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.moving import Moving, Step
from desktopchat.client.files.pictures import Pictures, Size, Wanted
from desktopchat.client.model import Entry
from desktopchat.ui.look.moving import steps_of
from desktopchat.ui.look.thumbnail import (
    cornered,
    corners,
    moves,
    on_ground,
    opened,
    small_copy,
)
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.moving_pictures import MovingPictures
from desktopchat.ui.timeline.picture_frames import BOX, Frame, PictureFrames, fitted
from desktopchat.ui.timeline.text import RowText

NEAR = 6  # rows beside those that are seen whose pictures are wanted as well
PIXELS_KEPT = 2_000_000
"""Of pictures that are shown or were lately: four bytes each in Tk, and as many in the display."""
_SHARP = 2  # the scale up to which small copies are sharp
_CORNER, _TILE_CORNER = 8, 4  # pixels at 100 %
_SIGN = 16  # pixels at 100 % that "GIF" takes in height


class PictureMaker:
    """Makes pictures small, and as the timeline shows them (`client.files.pictures.Maker`)."""

    def __init__(self) -> None:
        self._one_at_once = threading.Lock()
        """A large picture takes some hundred megabytes for a moment."""

    def small(self, data: bytes) -> tuple[bytes, Size]:
        with self._one_at_once:
            return small_copy(data, (BOX[0] * _SHARP, BOX[1] * _SHARP))

    def shown(self, copy: bytes, size: Size, wanted: Wanted) -> bytes:
        label = f"+{wanted.more}" if wanted.more else ""
        sign = round(_SIGN * wanted.scale) if moves(copy) else 0
        return on_ground(copy, _place(size, wanted), wanted.ground, _corner(wanted), label, sign)

    def moves(self, copy: bytes) -> bool:
        return moves(copy)

    def steps(self, data: bytes, wanted: Wanted) -> Sequence[Step]:
        """The steps of a picture that moves (`client.files.moving`)."""
        from PIL import Image, ImageOps

        place = _place(opened(data).size, wanted)
        mask = corners(place, _corner(wanted))

        def fit(picture: Image.Image) -> Image.Image:
            fit = ImageOps.fit(picture, place, Image.Resampling.BILINEAR)
            return cornered(fit, wanted.ground, mask)

        return steps_of(data, fit)


def _place(size: Size, wanted: Wanted) -> Size:
    """Pixels that a picture takes on the screen."""
    return wanted.box if wanted.fills else fitted(size, wanted.box, wanted.scale)


def _corner(wanted: Wanted) -> int:
    return round((_TILE_CORNER if wanted.fills else _CORNER) * wanted.scale)


def near_rows(text: RowText) -> Iterator[int]:
    """The numbers of the rows that are seen, the lowest first, then of those beside them."""
    seen, numbers = list(text.visible()), text.numbers
    if not seen:
        return
    first, last = bisect_left(numbers, seen[0]), bisect_left(numbers, seen[-1])
    yield from reversed(seen)
    yield from reversed(numbers[max(0, first - NEAR) : first])
    yield from numbers[last + 1 : last + 1 + NEAR]


class RowPictures:
    """is_looked_at(number): whether the hidden words of an entry are shown."""

    def __init__(
        self, live: LiveRows, frames: PictureFrames, is_looked_at: Callable[[int], bool]
    ) -> None:
        self._live, self._text, self._frames = live, live.text, frames
        self._is_looked_at = is_looked_at
        self._source: Pictures | None = None
        self.moving = MovingPictures(live.text, live.text.shared, frames)

    def show_from(
        self, source: Pictures | None, moving: Bringing[Wanted, Moving] | None = None
    ) -> None:
        """Show pictures that come from there, and let them move; None for no pictures."""
        if source is self._source:
            return
        self.stop()
        self._source = source
        self.moving.show_from(moving)
        self._frames.known = source.size if source is not None else None
        self._live.show_again()

    def stop(self) -> None:
        """Ask for nothing more."""
        self.moving.stop()
        if self._source is not None:
            self._source.close()
        self._source = self._frames.known = None
        self._frames.images.clear()

    def restyle(self) -> None:
        """The theme has other colours or sizes; rows are put in again by whoever calls."""
        self._frames.restyle()

    def follow(self) -> None:
        """Want the pictures of what is seen now; what is further away may go."""
        if self._source is None:
            return
        near: dict[Frame, None] = {}
        for number in near_rows(self._text):
            entry = self._live.entry_of(number)
            if entry is not None:
                near |= dict.fromkeys(self._wants(entry))
        images = self._frames.images
        for frame in near:
            if frame in images:
                images[frame] = images.pop(frame)  # the last one of those that may go
        self._source.want([self._frames.wanted(frame) for frame in near if frame not in images])
        self._let_go(near)

    def _wants(self, entry: Entry) -> list[Frame]:
        return self._frames.wants(entry, self._is_looked_at(entry.number))

    def links(self, entry: Entry) -> dict[str, str]:
        """The links of the pictures that are shown below an entry, by token."""
        return self._frames.links(entry, self._is_looked_at(entry.number))

    def take(self) -> None:
        """Show what has come, one at a time: each takes some milliseconds."""
        self.moving.take()
        for came in self._source.take() if self._source is not None else ():
            token, frames = came.wanted.token, self._frames
            frames.tell_moves(token, moves=came.moves)
            entries = [entry for entry in self._live.shown if token in self.links(entry)]
            wants = {frame for entry in entries for frame in self._wants(entry)}
            now = {frame: frames.size(frame) for frame in wants if frame.token == token}
            for frame in now:
                # Else it is wanted in another size by now.
                if came.ppm and frame not in frames.images and frames.wanted(frame) == came.wanted:
                    frames.images[frame] = frames.image(came.wanted, came.ppm)
            if self._text.shared.places(token) == now:
                self._text.shared.refill(now.keys())
            else:
                self._live.redraw([entry.number for entry in entries])

    def _let_go(self, near: Iterable[Frame]) -> None:
        """Put plates in the place of the pictures that were not seen for the longest time."""
        images, near = self._frames.images, set(near)
        pixels = sum(image.width() * image.height() for image in images.values())
        gone = set()
        for frame in [frame for frame in images if frame not in near]:
            if pixels <= PIXELS_KEPT:
                break
            image = images.pop(frame)
            pixels -= image.width() * image.height()
            gone.add(frame)
        if gone:
            self._text.shared.refill(gone)
