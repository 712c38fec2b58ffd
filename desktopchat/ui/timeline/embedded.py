"""Shared pictures embedded in a text: each under a name with its token in it, so that it is found
again wherever its row has gone."""

import tkinter as tk
from collections.abc import Set

from desktopchat.ui.timeline.picture_frames import PictureFrames, Size

_NAME = "shared."  # what the name of one begins with, before its token
PICTURE, PLATE = "picture", "plate"
"""Tags of a picture, and of the place where one comes."""


def _token_in(name: str) -> str:
    """Tk gives further ones of the same name a number after "#"."""
    return name.removeprefix(_NAME).partition("#")[0]


class EmbeddedPictures:
    def __init__(self, text: tk.Text, frames: PictureFrames) -> None:
        self._text, self._frames = text, frames
        self.dot = tk.PhotoImage(master=text, width=2, height=2)
        """Stands where a picture comes, and is widened to its size by padding: that takes no
        memory."""
        self._places: dict[str, Size] = {}
        """What pictures took when they, or their places, were put in last."""

    @property
    def count(self) -> int:
        """How many are shown, not only their places."""
        text = self._text
        names = (name for name in text.image_names() if name.startswith(_NAME))
        return sum(PLATE not in text.tag_names(name) for name in names)

    def put(self, index: str, token: str) -> None:
        """Put one in, or its place."""
        name = self._text.image_create(index, image=self.dot, name=f"{_NAME}{token}")
        self._fill(str(name))

    def refill(self, tokens: Set[str]) -> None:
        """These have come or gone: show them, or the plates where they come."""
        for name in self._text.image_names():
            if name.startswith(_NAME) and _token_in(name) in tokens:
                self._fill(name)

    def token_at(self, index: str) -> str:
        """The token of the one at a place; "" where there is none."""
        if PICTURE not in self._text.tag_names(index):
            return ""
        return next(iter(self.tokens(index, f"{index}+1c")), "")

    def tokens(self, begin: str, end: str) -> list[str]:
        """The tokens of those between two places."""
        found = self._text.dump(begin, end, image=True)
        return [_token_in(name) for _, name, _ in found if name.startswith(_NAME)]

    def place(self, token: str) -> Size:
        """Pixels that one takes here; (0, 0) where it is in no row."""
        there = f"{_NAME}{token}" in self._text.image_names()
        return self._places.get(token, (0, 0)) if there else (0, 0)

    def _fill(self, name: str) -> None:
        token = _token_in(name)
        image = self._frames.images.get(token)
        width, height = self._places[token] = self._frames.size(token)
        if image is not None:
            self._text.image_configure(name, image=image, padx=0, pady=0)
            self._text.tag_remove(PLATE, name)
        else:
            across, down = (width - 2) // 2, (height - 2) // 2
            self._text.image_configure(name, image=self.dot, padx=across, pady=down)
            self._text.tag_add(PLATE, name)
