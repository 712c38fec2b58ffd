"""Small files that are written as a whole: never half, and never lost to a crash."""

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file, readable by its owner only.

    It is written beside its place, synced and moved there. Raises OSError.
    """
    import tempfile  # here: a start of the window only reads

    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file of ours; {} where there is none, or none that can be read. What
    is damaged is set aside."""
    try:
        content = path.read_bytes()
    except OSError:  # with no right to read it there is none to move it away either
        return {}
    with contextlib.suppress(ValueError, RecursionError):
        kept = json.loads(content)
        if isinstance(kept, dict):
            return kept
    set_aside(path)
    return {}


def private(name: str, flags: int) -> int:
    """Opens a file (`open`'s opener) that, where it is new, only its owner reads."""
    return os.open(name, flags, 0o600)


def set_aside(path: Path) -> None:
    """Give a file that can't be read another name, which tells when."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    try:
        path.replace(path.with_name(f"{path.name}.broken-{stamp}"))
    except OSError:  # no right to: then it is replaced by the next writing
        pass
