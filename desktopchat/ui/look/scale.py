"""How large a pixel of the design is on this screen: 1.0 at 96 dots an inch, 2.0 on twice that.

Asked once, when the window starts. What differs by system stands here and nowhere else: Windows
must be told before Tk starts that we scale ourselves, X11 keeps the wish of the desktop in the
resource Xft.dpi, macOS scales points by itself.
"""

import os
import re
import sys
import tkinter as tk
from collections.abc import Callable, Mapping
from functools import cache

STEP = 0.25  # scales are rounded to this, so that hairlines and gaps fall on whole pixels
SMALLEST, LARGEST = 0.75, 4.0
VARIABLE = "DESKTOPCHAT_SCALE"


def before_tk(platform: str = sys.platform, load: Callable[[str], object] | None = None) -> None:
    """Call before the first `tkinter.Tk()`: without it Windows blurs the window on sharp screens.

    `load` opens a Windows library by name; tests give their own.
    """
    if platform != "win32":
        return
    load = load or _windows_library
    try:
        load("shcore").SetProcessDpiAwareness(1)  # type: ignore[attr-defined]
    except (OSError, AttributeError):  # before Windows 8.1
        try:
            load("user32").SetProcessDPIAware()  # type: ignore[attr-defined]
        except (OSError, AttributeError):
            pass


def wanted(
    root: tk.Misc,
    setting: float | None = None,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    resources: Callable[[], str] | None = None,
) -> float:
    """The scale to draw at. The environment wins, then the setting, then what the system says.

    `resources` returns the X server's resource text.
    """
    for wish in (_number(environ.get(VARIABLE)), setting):
        if wish:
            return bounded(wish)
    if platform == "darwin":
        return 1.0  # points there; the system doubles them on sharp screens
    if platform != "win32":
        dpi = xft_dpi((resources or _x_resources)())
        if dpi:
            return _rounded(dpi / 96)
    return _rounded(float(root.tk.call("tk", "scaling")) * 72 / 96)


def bounded(scale: float) -> float:
    return min(LARGEST, max(SMALLEST, scale))


def xft_dpi(resources: str) -> float | None:
    """The dots an inch that the desktop wants, out of X resources; None when it says nothing."""
    found = re.search(r"^Xft\.dpi:\s*([0-9.]+)\s*$", resources, re.MULTILINE)
    return _number(found[1]) if found else None


def _rounded(scale: float) -> float:
    return bounded(round(scale / STEP) * STEP)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 < number < 1000 else None


@cache
def _x_resources() -> str:
    """The RESOURCE_MANAGER text of the screen: Tk reads it, but gives out only its own part."""
    import ctypes

    try:
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        x11.XResourceManagerString.restype = ctypes.c_char_p
        x11.XResourceManagerString.argtypes = [ctypes.c_void_p]
        x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        display = x11.XOpenDisplay(None)
    except (OSError, AttributeError):
        return ""
    if not display:
        return ""
    try:
        return (x11.XResourceManagerString(display) or b"").decode("latin-1")
    finally:
        x11.XCloseDisplay(display)


def _windows_library(name: str) -> object:
    import ctypes

    return ctypes.CDLL(name)
