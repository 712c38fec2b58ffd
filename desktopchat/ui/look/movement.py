"""Whether what moves in the window stands still, by choice or because the system says so.

Only two things move: a shared picture under the pointer or looked at closely, and the cursor where
one writes. Asking the system may mean starting a program, so a thread does it, and the window looks
for the answer.
"""

import sys
import threading
import time
import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look.gone import when_gone
from desktopchat.ui.look.programs import Runner, run

BLINK = 300  # ms that the cursor is away, as Tk has it
POLL = 40  # ms between looks at whether the system has answered
ASK_AGAIN = 5.0  # s: no sooner is the system asked again when the window comes to the front

_GNOME = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
_MAC = ("defaults", "read", "com.apple.universalaccess", "reduceMotion")
_SPI_GETCLIENTAREAANIMATION = 0x1042


def windows_animates() -> bool | None:
    """What Windows says of animations inside windows; None where it says nothing."""
    import ctypes

    shown = ctypes.c_int(1)
    windll = getattr(ctypes, "windll", None)
    if windll is None or not windll.user32.SystemParametersInfoW(
        _SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(shown), 0
    ):
        return None
    return bool(shown.value)


def find_out(
    platform: str = sys.platform,
    runner: Runner = run,
    windows: Callable[[], bool | None] = windows_animates,
) -> bool:
    """Whether the system is set to less movement; it is asked and waited for."""
    if platform == "win32":
        return windows() is False
    if platform == "darwin":
        return (runner(_MAC) or "").strip() == "1"
    return (runner(_GNOME) or "").strip() == "false"


class Movement:
    """on_change(): the answer of `still` is another one. find: asks the system, in a thread."""

    def __init__(
        self,
        root: tk.Misc,
        on_change: Callable[[], object],
        find: Callable[[], bool] = find_out,
    ) -> None:
        self._root, self._on_change, self._find = root, on_change, find
        self.still = False
        self._chosen = "all"
        self._asked = 0.0
        self._answers: list[bool] = []
        """Filled by the thread that asks, emptied by the window."""
        self._polling: str | None = None
        root.bind("<FocusIn>", self._front, add=True)
        when_gone(root, self._gone)

    @property
    def caret_off(self) -> int:
        """Milliseconds that the cursor of a text is away when it blinks; 0 lets it stand."""
        return 0 if self.still else BLINK

    def choose(self, chosen: str) -> None:
        """Go by one of MOVEMENTS (`store.person.settings`) from now on."""
        self._chosen = chosen
        if chosen == "system":
            self._ask()
        else:
            self._become(chosen == "less")

    def _become(self, still: bool) -> None:
        if still != self.still:
            self.still = still
            self._on_change()

    def _ask(self) -> None:
        if self._polling is None:
            self._asked = time.monotonic()
            threading.Thread(target=self._work, name="movement", daemon=True).start()
            self._polling = self._root.after(POLL, self._look)

    def _work(self) -> None:
        self._answers.append(self._find())

    def _look(self) -> None:
        if not self._answers:
            self._polling = self._root.after(POLL, self._look)
            return
        self._polling = None
        answer = self._answers.pop()
        if self._chosen == "system":
            self._become(answer)

    def _front(self, event: "tk.Event[tk.Misc]") -> None:
        """The window came to the front: the system may have been set otherwise meanwhile."""
        old = time.monotonic() - self._asked > ASK_AGAIN
        if event.widget is self._root and self._chosen == "system" and old:
            self._ask()

    def _gone(self) -> None:
        if self._polling is not None:
            self._root.after_cancel(self._polling)
            self._polling = None
