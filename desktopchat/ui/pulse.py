"""The window's timer: quick while something goes on, slow while nothing does.

A receive thread can't wake Tk (`event_generate` from it raises before mainloop and after destroy,
and may deadlock), so the window looks by itself: every 15 ms while messages come, the person types
or a connection is made, and for a second after; then ever more slowly, down to every 100 ms. That
keeps the processor of a laptop asleep, and nobody sees 100 ms before the first word of a pause.
"""

import time
import tkinter as tk
from collections.abc import Callable

QUICK, SLOW = 15, 100  # milliseconds
AWAKE = 1.0  # seconds that it stays quick after something happened
# The releases too: a widget's own binding often ends a press ("break") before it comes to us.
_PERSON = ("<KeyPress>", "<KeyRelease>", "<ButtonPress>", "<ButtonRelease>")


class Pulse:
    """Calls `beat` again and again, until `stop`. A beat gives whether something goes on."""

    def __init__(self, root: tk.Misc, beat: Callable[[], bool]) -> None:
        self._root, self._beat = root, beat
        self._timer = ""
        self._pause = QUICK
        self._busy_at = time.monotonic()
        self._name = root.register(self._fire)  # once: a command a tick costs more than the tick
        for sequence in _PERSON:
            root.bind_all(sequence, self._person, add=True)

    @property
    def pause(self) -> int:
        """Milliseconds to the next beat, from the last one."""
        return self._pause

    def start(self) -> None:
        self._fire()

    def stop(self) -> None:
        """No beat any more."""
        if self._timer:
            self._root.tk.call("after", "cancel", self._timer)
            self._timer = ""
        self._pause = 0

    def wake(self) -> None:
        """Something was done that should go out, or be seen, at once."""
        self._busy_at = time.monotonic()
        if self._pause > QUICK:
            self._root.tk.call("after", "cancel", self._timer)
            self._wait(QUICK)

    def _person(self, _event: "tk.Event[tk.Misc]") -> None:
        self.wake()

    def _fire(self) -> None:
        # The next one first: what goes wrong in this one must not be the end of all.
        if not self._pause:
            return
        now = time.monotonic()
        self._wait(QUICK if now - self._busy_at < AWAKE else min(self._pause + 5, SLOW))
        if self._beat():
            self.wake()

    def _wait(self, pause: int) -> None:
        self._pause = pause
        self._timer = str(self._root.tk.call("after", pause, self._name))


def destroy(root: tk.Tk) -> None:
    """Destroy the window with all that still waits in it for its turn."""
    for waiting in root.tk.splitlist(root.tk.call("after", "info")):
        # Not by `after_cancel`: that takes the command away from a widget that deletes it again.
        root.tk.call("after", "cancel", waiting)
    root.destroy()
