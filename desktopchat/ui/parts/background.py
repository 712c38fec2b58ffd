"""Work that a part of the window waits for: done by a thread, told in the window's."""

import threading
import tkinter as tk
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")

_LOOK = 30  # milliseconds between looks at whether it is done


class Background(Generic[T]):
    """work: runs in a thread of its own; gets what it tells something with, and what says that
    nobody waits any more. told: is called in the window's thread with each thing that was told,
    in order, while `widget` is there; over: when the work has ended.
    """

    def __init__(
        self,
        widget: tk.Misc,
        work: Callable[[Callable[[T], object], threading.Event], object],
        told: Callable[[T], object],
        over: Callable[[], object] = lambda: None,
    ) -> None:
        self._widget, self._told, self._over = widget, told, over
        self._came: SimpleQueue[T] = SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=work, args=(self._came.put, self._stop), name="background", daemon=True
        )
        self._thread.start()
        self._timer = widget.after(_LOOK, self._look)
        widget.bind("<Destroy>", self._gone, add=True)

    def _look(self) -> None:
        over = not self._thread.is_alive()  # asked for before what came: then nothing comes later
        self._timer = "" if over else self._widget.after(_LOOK, self._look)
        try:
            while self._widget.winfo_exists():
                self._told(self._came.get_nowait())
        except Empty:
            pass
        if over and self._widget.winfo_exists():
            self._over()

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._widget:
            self._stop.set()
            if self._timer:
                self._widget.after_cancel(self._timer)
                self._timer = ""
