"""Wait for what a test is about, instead of sleeping and hoping."""

import time
import tkinter
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

POLL = 0.005  # seconds between two looks


def wait_until(
    condition: Callable[[], T],
    timeout: float = 20.0,
    what: str | Callable[[], object] = "",
    step: Callable[[], object] | None = None,
) -> T:
    """Poll `condition` until it returns something true, and return that.

    `timeout` is in seconds. `what` describes what was waited for; as a function it is called at the
    time-out, to tell how things then stand (`lambda: texts(root)` shows a window). `step` runs
    before each look: a window's test passes `root.update`. Raises AssertionError on time-out; what
    `condition` and `step` raise goes through.
    """
    deadline = time.monotonic() + timeout
    while True:
        if step is not None:
            step()
        if result := condition():
            return result
        if time.monotonic() >= deadline:
            described = what() if callable(what) else what
            name = getattr(condition, "__qualname__", repr(condition))
            raise AssertionError(f"not within {timeout:g} s: {described or name}")
        time.sleep(POLL)


def texts(widget: tkinter.Misc) -> str:
    """Every widget below `widget` with the words that it shows, one a line, indented by depth."""
    return "\n".join(_texts(widget, 0))


def _texts(widget: tkinter.Misc, depth: int) -> Iterator[str]:
    words = _words(widget)
    hidden = "" if widget.winfo_viewable() else " (not visible)"
    yield f"{'  ' * depth}{widget.winfo_class()}{hidden}{f': {words!r}' if words else ''}"
    for child in widget.winfo_children():
        yield from _texts(child, depth + 1)


def _words(widget: tkinter.Misc) -> str:
    if isinstance(widget, tkinter.Text):
        return widget.get("1.0", "end-1c")
    if isinstance(widget, tkinter.Entry):  # ttk.Entry is one too
        return widget.get()
    try:
        return str(widget.cget("text"))
    except tkinter.TclError:  # not every widget has words
        return ""
