"""The window's timer: quick while something goes on, slow while nothing does.

A receive thread can't call Tk (`event_generate` from it raises before mainloop and after destroy,
and may deadlock), so the window looks by itself: every 15 ms while messages come, the person types
or a connection is made, and for a second after; then ever more slowly, down to every 100 ms. That
keeps the processor of a laptop asleep. Where Tk can watch a file (all but Windows), a thread rings
by a byte in a pipe, the window looks at once (where much comes, every 15 ms), and by itself only
every 500 ms.
"""

import contextlib
import os
import threading
import time
import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look.gone import when_gone

QUICK, SLOW, SLOW_WITH_BELL = 15, 100, 500  # milliseconds
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
        self._taken_at = 0.0
        """When a beat was last brought by a ring, or had something to do (`time.monotonic`)."""
        self._soon = False  # the next beat was brought forward, once
        self._ringing = threading.Lock()
        """Held while a byte is written, so that it goes into no other file of that number."""
        self._pipe: tuple[int, int] | None = None
        self._name = root.register(self._fire)  # once: a command a tick costs more than the tick
        for sequence in _PERSON:
            root.bind_all(sequence, self._person, add=True)
        when_gone(root, self.stop)

    @property
    def pause(self) -> int:
        """Milliseconds to the next beat, from the last one."""
        return self._pause

    @property
    def slow(self) -> bool:
        """Whether nothing has happened, nor has the person done anything, for a while."""
        return self._pause > QUICK

    def start(self) -> None:
        if hasattr(self._root, "createfilehandler"):
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
            self._root.tk.createfilehandler(self._pipe[0], tk.READABLE, self._rung)
        self._fire()

    def ring(self) -> None:
        """Something has come that the next beat takes; called from any thread."""
        with self._ringing, contextlib.suppress(OSError):  # full: then it is about to be heard
            if self._pipe is not None:
                os.write(self._pipe[1], b"!")

    def _rung(self, _file: object, _mask: int) -> None:
        with contextlib.suppress(OSError):
            if self._pipe is not None:
                os.read(self._pipe[0], 4096)
        # Not at each of many messages: the next beat takes all that came. But one that comes alone
        # waits for none, nor does what I said, which goes out as soon as it is kept. Whether that
        # is a reason to go on quickly the beat says itself: a try to reach a host that is away is
        # none.
        now = time.monotonic()
        if now - self._taken_at < QUICK / 1000:
            if self._timer and self._pause > QUICK and not self._soon:
                self._soon = True
                self._root.tk.call("after", "cancel", self._timer)
                self._timer = str(self._root.tk.call("after", QUICK, self._name))
        elif self._timer:
            self._taken_at = now
            self._root.tk.call("after", "cancel", self._timer)
            self._fire()

    def stop(self) -> None:
        """No beat any more."""
        with self._ringing:
            pipe, self._pipe = self._pipe, None
        if pipe is not None:
            self._root.tk.deletefilehandler(pipe[0])
            for end in pipe:
                os.close(end)
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
        self._soon = False
        self._wait(QUICK if now - self._busy_at < AWAKE else self._slower())
        if self._beat():
            self._taken_at = now
            self.wake()

    def _slower(self) -> int:
        return min(self._pause * 5 // 4, SLOW if self._pipe is None else SLOW_WITH_BELL)

    def _wait(self, pause: int) -> None:
        self._pause = pause
        self._timer = str(self._root.tk.call("after", pause, self._name))


def destroy(root: tk.Tk) -> None:
    """Destroy the window with all that still waits in it for its turn."""
    for waiting in root.tk.splitlist(root.tk.call("after", "info")):
        # Not by `after_cancel`: that takes the command away from a widget that deletes it again.
        root.tk.call("after", "cancel", waiting)
    root.destroy()
