"""Lets a shared picture that moves do so where it is, while the pointer is on it."""

import tkinter as tk

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.moving import Moving
from desktopchat.client.files.pictures import Wanted
from desktopchat.ui.look.moving import ppm
from desktopchat.ui.timeline.embedded import EmbeddedPictures
from desktopchat.ui.timeline.picture_frames import Frame, PictureFrames


class MovingPictures:
    """One at most moves at a time; the steps of the last one are kept."""

    def __init__(self, text: tk.Text, shared: EmbeddedPictures, frames: PictureFrames) -> None:
        self._text, self._shared, self._frames = text, shared, frames
        self._source: Bringing[Wanted, Moving] | None = None
        self._pointed: Frame | None = None
        self._kept: Moving | None = None
        self._image: tk.PhotoImage | None = None
        """What moves now."""
        self._still: tk.PhotoImage | None = None
        """As it was before."""
        self._at = 0
        self._timer: str | None = None

    def show_from(self, source: Bringing[Wanted, Moving] | None) -> None:
        """Take them from there; None for pictures that all stand still."""
        self.stop()
        self._source = source

    def stop(self) -> None:
        """Ask for nothing more."""
        self.point(None)
        if self._source is not None:
            self._source.close()
        self._source = self._kept = None

    def point(self, frame: Frame | None) -> None:
        """The pointer is on this picture; None for none that is shown."""
        if frame == self._pointed or self._source is None:
            return
        self._end()
        self._pointed = frame
        if frame is None or frame not in self._frames.images or not self._frames.moves(frame):
            self._source.want([])
        elif self._kept is not None and self._kept.wanted == self._frames.wanted(frame):
            self._begin(self._kept)
        else:
            self._source.want([self._frames.wanted(frame)])

    def take(self) -> None:
        """Let move what has come, where the pointer still is."""
        for came in self._source.take() if self._source is not None else ():
            self._kept = came
            if self._pointed is not None and self._frames.wanted(self._pointed) == came.wanted:
                self._begin(came)

    def _begin(self, moving: Moving) -> None:
        self._end()
        image = self._frames.images.get(self._pointed) if self._pointed is not None else None
        if image is not None and moving.steps:
            self._image, self._still, self._at = image, image.copy(), 0
            self._step()

    def _step(self) -> None:
        self._timer = None
        image, kept = self._image, self._kept
        if image is None or kept is None or not self._is_pointed():
            self.point(None)
            return
        step = kept.steps[self._at]
        image.tk.call(str(image), "put", ppm(step), "-format", "PPM")
        self._at = (self._at + 1) % len(kept.steps)
        self._timer = self._text.after(round(step.seconds * 1000), self._step)

    def _end(self) -> None:
        if self._timer is not None:
            self._text.after_cancel(self._timer)
            self._timer = None
        if self._image is not None and self._still is not None:
            self._image.tk.call(str(self._image), "copy", str(self._still))
        self._image = self._still = None

    def _is_pointed(self) -> bool:
        """Whether the pointer is on it now: it may have been scrolled away, or left its rows."""
        frame, text = self._pointed, self._text
        if frame is None or self._frames.images.get(frame) is not self._image:
            return False
        x, y = text.winfo_pointerxy()
        # Asked of Tk itself: tkinter does not know the widgets of a file dialog.
        if str(text.tk.call("winfo", "containing", x, y)) != str(text):
            return False
        return self._shared.frame_at(x - text.winfo_rootx(), y - text.winfo_rooty()) == frame
