"""The wheel of the mouse, which systems tell of differently."""

import sys
import tkinter as tk

EVENTS = ("<MouseWheel>", "<Button-4>", "<Button-5>")


def wheel_notches(delta: int, number: int, platform: str = sys.platform) -> float:
    """How far the wheel turned, down above 0; `number` is X11's mouse button, 4 or 5."""
    if number in (4, 5):
        return -1.0 if number == 4 else 1.0
    return -delta / (120 if platform != "darwin" else 4)


def turned(event: "tk.Event[tk.Misc]") -> float:
    """The same of an event."""
    number: object = event.num  # "??" where it is no button
    return wheel_notches(event.delta, number if isinstance(number, int) else 0)
