"""Whether the system is set to a dark look. Asking may mean starting a program, so it happens in
a thread of its own, bounded in time, and the window looks for the answer.

Windows says it in the registry, macOS to `defaults`, Linux to the desktop portal (`gdbus`) and to
`gsettings`.
"""

import importlib
import sys
import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from desktopchat.ui.look.programs import Runner, run


class SystemAppearance(Enum):
    WAITING = "waiting"
    UNKNOWN = "unknown"
    IS_LIGHT = "light"
    IS_DARK = "dark"


WAITING, UNKNOWN = SystemAppearance.WAITING, SystemAppearance.UNKNOWN
IS_LIGHT, IS_DARK = SystemAppearance.IS_LIGHT, SystemAppearance.IS_DARK

Registry = Callable[[], int | None]  # AppsUseLightTheme; None where it is not there

_PORTAL = (
    "gdbus", "call", "--session", "--timeout", "1",
    "--dest", "org.freedesktop.portal.Desktop",
    "--object-path", "/org/freedesktop/portal/desktop",
    "--method", "org.freedesktop.portal.Settings.Read",
    "org.freedesktop.appearance", "color-scheme",
)  # fmt: skip
_SCHEME = ("gsettings", "get", "org.gnome.desktop.interface", "color-scheme")
_GTK = ("gsettings", "get", "org.gnome.desktop.interface", "gtk-theme")
_MAC = ("defaults", "read", "-g", "AppleInterfaceStyle")


def registry() -> int | None:
    """What the Windows registry says of AppsUseLightTheme."""
    try:
        winreg: Any = importlib.import_module("winreg")
    except ImportError:
        return None
    path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return int(winreg.QueryValueEx(key, "AppsUseLightTheme")[0])
    except (OSError, ValueError):
        return None


def find_out(
    platform: str = sys.platform, runner: Runner = run, reader: Registry = registry
) -> SystemAppearance:
    """Ask the system, and wait for it."""
    if platform == "win32":
        light = reader()
        return UNKNOWN if light is None else IS_LIGHT if light else IS_DARK
    if platform == "darwin":  # `defaults` fails while the look is light: the key is not there
        return IS_DARK if (runner(_MAC) or "").strip() == "Dark" else IS_LIGHT
    portal = runner(_PORTAL)
    if portal is not None:
        if "uint32 1" in portal:
            return IS_DARK
        if "uint32 2" in portal:
            return IS_LIGHT
    scheme = runner(_SCHEME)
    if scheme is not None and scheme.strip().strip("'") != "default":
        return IS_DARK if "dark" in scheme else IS_LIGHT
    theme = runner(_GTK)
    if theme is None:
        return UNKNOWN
    return IS_DARK if theme.strip().strip("'").casefold().endswith("-dark") else IS_LIGHT


class AppearanceQuery:
    """Asks the system on a thread of its own. `answer` is WAITING until the answer is there; any
    thread may read it."""

    def __init__(self, find: Callable[[], SystemAppearance] = find_out) -> None:
        self.answer = WAITING
        self._asked = time.monotonic()
        self._find = find
        threading.Thread(target=self._work, name="appearance", daemon=True).start()

    @property
    def age(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self._asked

    def _work(self) -> None:
        self.answer = self._find()
