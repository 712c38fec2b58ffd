"""The files that the running program reads: where they are in a checkout, a wheel and a build."""

import sys
from pathlib import Path


def asset(name: str) -> Path:
    """The path of a file of `assets/`; it may not exist in a damaged installation."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "assets" / name
    package = Path(__file__).parent
    installed = package / "_assets" / name
    return installed if installed.exists() else package.parent / "assets" / name
