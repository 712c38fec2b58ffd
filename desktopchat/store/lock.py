"""A file that one process holds, until it lets go or ends, however it ends."""

import sys
from pathlib import Path
from typing import BinaryIO

from desktopchat.store.files import private

LOCK = "host.lock"
"""In a folder of a host: held by the one that runs on it."""


def in_use(folder: Path) -> bool:
    """Whether a host runs on that folder."""
    path = folder / LOCK
    if not path.exists():
        return False
    try:
        file = claim(path)
    except OSError:
        return True
    if file is not None:
        file.close()
    return file is None


def claim(path: Path) -> BinaryIO | None:
    """Hold the file for this process until it is closed; None where another holds it.

    Raises OSError where it can't be made.
    """
    file = open(path, "ab", opener=private)  # noqa: SIM115 - held until the owner lets go
    try:
        _hold(file)
    except OSError:
        file.close()
        return None
    return file


if sys.platform == "win32":
    import msvcrt

    def _hold(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
