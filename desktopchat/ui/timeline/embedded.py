"""Shared pictures embedded in a text: each under a name with its frame in it, so that it is found
again wherever its row has gone."""

import tkinter as tk
from collections.abc import Set

from desktopchat.ui.timeline.picture_frames import Frame, PictureFrames, Size

_NAME = "shared."  # what the name of one begins with, before its frame's
PICTURE, PLATE = "picture", "plate"
"""Tags of a picture, and of the place where one comes."""


def _frame_in(name: str) -> Frame:
    """Tk gives further ones of the same name a number after "#"."""
    return Frame.named(name.removeprefix(_NAME).partition("#")[0])


class EmbeddedPictures:
    def __init__(self, text: tk.Text, frames: PictureFrames) -> None:
        self._text, self._frames = text, frames
        self.dot = tk.PhotoImage(master=text, width=2, height=2)
        """Stands where a picture comes that is no tile, and is widened to its size by padding:
        that takes no memory."""
        self._places: dict[Frame, Size] = {}
        """What pictures took when they, or their places, were put in last."""

    @property
    def count(self) -> int:
        """How many are shown, not only their places."""
        shown = {str(image) for image in self._frames.images.values()}
        return sum(str(self._text.image_cget(name, "image")) in shown for name in self._names())

    def put(self, index: str, frame: Frame) -> None:
        """Put one in, or its place."""
        name = self._text.image_create(index, image=self.dot, name=f"{_NAME}{frame.name}")
        self._fill(str(name))

    def refill(self, frames: Set[Frame]) -> None:
        """These have come or gone: show them, or the plates where they come."""
        for name in self._names():
            if _frame_in(name) in frames:
                self._fill(name)

    def frame_at(self, x: int, y: int) -> Frame | None:
        """The one at so many pixels from the upper left corner of the text."""
        index = f"@{x},{y}"
        box = self._text.bbox(index) if PICTURE in self._text.tag_names(index) else None
        if box is None or not (box[0] <= x < box[0] + box[2] and box[1] <= y < box[1] + box[3]):
            return None
        for _, name, _ in self._text.dump(index, f"{index}+1c", image=True):
            if name.startswith(_NAME):
                return _frame_in(name)
        return None

    def token_at(self, index: str) -> str:
        """The token of the one at a place; "" where there is none."""
        if PICTURE not in self._text.tag_names(index):
            return ""
        return next(iter(self.tokens(index, f"{index}+1c")), "")

    def tokens(self, begin: str, end: str) -> list[str]:
        """The tokens of those between two places."""
        found = self._text.dump(begin, end, image=True)
        return [_frame_in(name).token for _, name, _ in found if name.startswith(_NAME)]

    def places(self, token: str) -> dict[Frame, Size]:
        """The frames that a picture has here, and the pixels that each takes."""
        found = (_frame_in(name) for name in self._names())
        return {frame: self._places[frame] for frame in found if frame.token == token}

    def _names(self) -> list[str]:
        return [name for name in self._text.image_names() if name.startswith(_NAME)]

    def _fill(self, name: str) -> None:
        frame = _frame_in(name)
        image = self._frames.images.get(frame)
        width, height = self._places[frame] = self._frames.size(frame)
        if image is None and frame.is_tile:
            image = self._frames.plate(frame)
        if image is not None:
            self._text.image_configure(name, image=image, padx=0, pady=0)
            self._text.tag_remove(PLATE, name)
        else:
            across, down = (width - 2) // 2, (height - 2) // 2
            self._text.image_configure(name, image=self.dot, padx=across, pady=down)
            self._text.tag_add(PLATE, name)
