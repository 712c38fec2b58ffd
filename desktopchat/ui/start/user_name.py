"""What the person at this computer is called: their full name, else the log-in name.

The one place that asks the system; each system's way is a function of its own.
"""

import os
import sys

from desktopchat.words import tr, tr_noop

_FALLBACK = tr_noop("Guest")


def _from_passwd() -> str:
    """The full name of the user database (Linux, BSD, macOS), its first comma field."""
    try:
        import pwd
    except ImportError:  # Windows
        return ""
    try:
        record = pwd.getpwuid(os.getuid())
    except KeyError:
        return ""
    # In the field "&" stands for the log-in name with a capital (finger(1)).
    return record.pw_gecos.split(",")[0].replace("&", record.pw_name.capitalize()).strip()


def _from_windows() -> str:
    """The display name of the Windows account (GetUserNameExW, NameDisplay)."""
    import ctypes

    name_display = 3
    size = ctypes.c_ulong(256)
    buffer = ctypes.create_unicode_buffer(size.value)
    try:
        secur32 = getattr(ctypes, "windll").secur32  # noqa: B009 - mypy on Linux knows no windll
        found = secur32.GetUserNameExW(name_display, buffer, ctypes.byref(size))
    except (OSError, AttributeError):
        return ""
    return buffer.value.strip() if found else ""


def system_name(platform: str = sys.platform) -> str:
    """The full name of whoever is logged in; never "", never a technical account's."""
    full = _from_windows() if platform == "win32" else _from_passwd()
    if full and full.lower() not in ("root", "user", "administrator"):
        return full
    import getpass

    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return tr(_FALLBACK)
    technical = login.lower() in ("root", "user", "administrator", "nobody")
    return tr(_FALLBACK) if technical or not login else login.capitalize()
