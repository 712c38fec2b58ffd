"""Whether this computer runs on mains power or on its battery, as far as the system says so."""

import contextlib
from pathlib import Path

from desktopchat.hosting.protocol import BATTERY, MAINS

_SUPPLIES = Path("/sys/class/power_supply")
"""Linux; see Documentation/ABI/testing/sysfs-class-power of the kernel."""


def power(supplies: Path = _SUPPLIES) -> str:
    """`MAINS`, `BATTERY`, or "" where that is not known. A mouse's battery does not count."""
    found = ""
    with contextlib.suppress(OSError):
        for supply in supplies.iterdir():
            if _word(supply / "scope") == "Device":
                continue
            kind, status = _word(supply / "type"), _word(supply / "status")
            if kind == "Battery" and status == "Discharging":
                return BATTERY
            plugged = kind in ("Mains", "USB") and _word(supply / "online") == "1"
            if plugged or (kind == "Battery" and status):
                found = MAINS
    return found


def _word(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace").strip()
    except OSError:
        return ""
