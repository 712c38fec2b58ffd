"""Where the window was, kept on a screen that may have become smaller since."""

import re

_FORM = re.compile(r"(\d+)x(\d+)(?:([+-]-?\d+)([+-]-?\d+))?")

_FRAME = (40, 100)
"""Pixels that a system's frame has at the most, left of a window's inside and above it."""
_OF_SCREEN = 0.75  # what a desktop keeps for its own bars stays free, and a way to drag


def smallest(wanted: tuple[int, int], screen: tuple[int, int]) -> tuple[int, int]:
    """The smallest size of a window, in pixels: what it wants, as far as the screen has it."""
    return (
        min(wanted[0], round(screen[0] * _OF_SCREEN)),
        min(wanted[1], round(screen[1] * _OF_SCREEN)),
    )


def clamped(
    wanted: str, screen: tuple[int, int], smallest: tuple[int, int], usual: tuple[int, int]
) -> str:
    """A Tk geometry "WxH+X+Y" that lies on the screen; the usual size where `wanted` is none.

    All sizes in pixels. A window that was never placed has no "+X+Y": the system places it.
    """
    found = _FORM.fullmatch(wanted)
    width, height = (int(found[1]), int(found[2])) if found else usual
    width = max(min(width, screen[0]), min(smallest[0], screen[0]))
    height = max(min(height, screen[1]), min(smallest[1], screen[1]))
    if found is None or found[3] is None:
        return f"{width}x{height}"
    x = max(0, min(_offset(found[3]), screen[0] - width))
    y = max(0, min(_offset(found[4]), screen[1] - height))
    return f"{width}x{height}+{x}+{y}"


def to_keep(said: str, inside: tuple[int, int], before: str) -> str:
    """What to remember of a window that leaves, a Tk geometry.

    said: Tk's own; it is "1x1+0+0" until the window was on the screen, and then `before` stays.
    inside: where the window's inside begins on the screen. A window that nobody has moved lies at
    +0+0 for Tk, wherever the window manager has put it: then only its size is kept.
    """
    size, *_ = said.partition("+")
    if size == "1x1":
        return before
    chosen = inside[0] > _FRAME[0] or inside[1] > _FRAME[1]
    return size if said.endswith("+0+0") and chosen else said


def _offset(text: str) -> int:
    """Tk writes a place left of the screen's edge as "+-8"."""
    return int(text.removeprefix("+"))
