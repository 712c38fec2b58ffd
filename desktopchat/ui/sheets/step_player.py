"""Shows the steps of a picture that moves, one after the other, for as long as it is in sight."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktopchat.client.files.moving import Step
from desktopchat.ui.look.moving import picture_of

if TYPE_CHECKING:
    from PIL import Image

_HIDDEN_PAUSE = 500  # milliseconds until it is looked whether the window is in sight again


class StepPlayer:
    """widget: where they are seen. show(picture): draw this step. One step at a time is unpacked,
    so that what it takes in memory is bounded by what `steps_of` keeps."""

    def __init__(self, widget: tk.Misc, show: Callable[[Image.Image], object]) -> None:
        self._widget, self._show = widget, show
        self._steps: Sequence[Step] = ()
        self._at = 0
        self._timer = ""
        widget.bind("<Destroy>", lambda _event: self.play(()), add=True)

    @property
    def moves(self) -> bool:
        """Whether it goes on by itself just now."""
        return bool(self._timer)

    def play(self, steps: Sequence[Step], *, still: bool = False) -> None:
        """Begin with these; none where nothing moves. still: only once somebody wants it."""
        self._stop()
        self._steps, self._at = steps, 0
        if not still:
            self.pause_or_go_on()

    def pause_or_go_on(self) -> None:
        if self._timer:
            self._stop()
        elif self._steps:
            self._step()

    def _stop(self) -> None:
        if self._timer:
            self._widget.after_cancel(self._timer)
            self._timer = ""

    def _step(self) -> None:
        if not self._widget.winfo_viewable():
            self._timer = self._widget.after(_HIDDEN_PAUSE, self._step)
            return
        step = self._steps[self._at]
        self._at = (self._at + 1) % len(self._steps)
        self._show(picture_of(step))
        self._timer = self._widget.after(round(step.seconds * 1000), self._step)
