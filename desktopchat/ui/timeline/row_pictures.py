"""Brings shared pictures into the rows that are seen, and lets go of those far from them."""

import tkinter as tk
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from desktopchat.client.files.pictures import Pictures, Size, Wanted
from desktopchat.client.model import Entry
from desktopchat.store.person.pictures import NO_PICTURE
from desktopchat.ui.look.thumbnail import on_ground, small_copy
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.picture_frames import BOX, PictureFrames, fitted

NEAR = 6  # rows beside those that are seen whose pictures are wanted as well
PIXELS_KEPT = 4_000_000
"""Of pictures that are shown or were lately: four bytes each in Tk, and as many in the display."""
_SHARP = 2  # the scale up to which small copies are sharp
_CORNER = 8  # pixels at 100 %


def _image(master: tk.Misc, ppm: bytes) -> tk.PhotoImage:
    """Of what is put into an image Tk keeps no copy, as it does of what one is made from."""
    image = tk.PhotoImage(master=master)
    master.tk.call(str(image), "put", ppm, "-format", "PPM")
    return image


class PictureMaker:
    """Makes pictures small, and as the timeline shows them (`client.files.pictures.Maker`)."""

    def small(self, data: bytes) -> tuple[bytes, Size]:
        return small_copy(data, (BOX[0] * _SHARP, BOX[1] * _SHARP))

    def shown(self, copy: bytes, size: Size, wanted: Wanted) -> bytes:
        place = fitted(size, wanted.box, wanted.scale)
        return on_ground(copy, place, wanted.ground, round(_CORNER * wanted.scale))


class RowPictures:
    """is_looked_at(number): whether the hidden words of an entry are shown."""

    def __init__(
        self, live: LiveRows, frames: PictureFrames, is_looked_at: Callable[[int], bool]
    ) -> None:
        self._live, self._text, self._frames = live, live.text, frames
        self._is_looked_at = is_looked_at
        self._source: Pictures | None = None

    def show_from(self, source: Pictures | None) -> None:
        """Show pictures that come from there; None for no pictures."""
        if source is self._source:
            return
        self.stop()
        self._source = source
        self._frames.known = source.size if source is not None else None
        self._live.show_again()

    def stop(self) -> None:
        """Ask for nothing more."""
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
        near: dict[str, None] = {}
        for number in self._near():
            entry = self._live.entry_of(number)
            if entry is not None:
                near |= dict.fromkeys(self.links(entry))
        images = self._frames.images
        for token in near:
            if token in images:
                images[token] = images.pop(token)  # the last one of those that may go
        self._source.want(
            [
                self._frames.wanted(token)
                for token in near
                if token not in images and self._source.size(token) != NO_PICTURE
            ]
        )
        self._let_go(near)

    def links(self, entry: Entry) -> dict[str, str]:
        """The links of the pictures that are shown below an entry, by token."""
        return self._frames.links(entry, self._is_looked_at(entry.number))

    def take(self) -> None:
        """Show what has come, one at a time: each takes some milliseconds."""
        for came in self._source.take() if self._source is not None else ():
            token = came.wanted.token
            if came.wanted != self._frames.wanted(token):
                continue  # it is wanted in another size by now
            if came.ppm and token not in self._frames.images:
                self._frames.images[token] = _image(self._text, came.ppm)
            rows = [entry.number for entry in self._live.shown if token in self.links(entry)]
            if self._text.shared.place(token) == self._frames.size(token):
                self._text.shared.refill({token})
            else:
                self._live.redraw(rows)

    def _near(self) -> Iterator[int]:
        """The rows that are seen, the lowest first, then those beside them."""
        seen, numbers = list(self._text.visible()), self._text.numbers
        if not seen:
            return
        first, last = bisect_left(numbers, seen[0]), bisect_left(numbers, seen[-1])
        yield from reversed(seen)
        yield from reversed(numbers[max(0, first - NEAR) : first])
        yield from numbers[last + 1 : last + 1 + NEAR]

    def _let_go(self, near: Iterable[str]) -> None:
        """Put plates in the place of the pictures that were not seen for the longest time."""
        images, near = self._frames.images, set(near)
        pixels = sum(image.width() * image.height() for image in images.values())
        gone = set()
        for token in [token for token in images if token not in near]:
            if pixels <= PIXELS_KEPT:
                break
            image = images.pop(token)
            pixels -= image.width() * image.height()
            gone.add(token)
        if gone:
            self._text.shared.refill(gone)
