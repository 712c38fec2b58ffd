"""How this program starts another process of itself: the same Python from source, the same
executable when built."""

import os
import subprocess
import sys
from pathlib import Path


def command(*words: str) -> list[str]:
    """What starts it with these words on its command line."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "desktopchat", *words]


def environment() -> dict[str, str]:
    """The process's environment: its output comes at once, and from source it finds this code."""
    made = dict(os.environ, PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    if getattr(sys, "frozen", False):
        # A onefile build unpacks itself anew for each process that is not its own worker.
        made["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    else:
        source = str(Path(__file__).resolve().parents[1])
        known = made.get("PYTHONPATH", "")
        made["PYTHONPATH"] = f"{source}{os.pathsep}{known}" if known else source
    return made


def creation_flags() -> int:
    """For Windows: no console window beside ours."""
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
