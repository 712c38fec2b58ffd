"""Files that a person named: to read, or to write to.

What they are is looked at first. A pipe or a device may give nothing for ever, or more than there
is room for.
"""

import os
import stat
from pathlib import Path

TEXT_MOST = 1_000_000
"""Bytes of a text that is read as a whole."""


class NamedFileError(Exception):
    """It can't be used. The message says so in plain words."""


class MissingError(NamedFileError):
    """There is none of that name."""


def check_file(path: Path) -> None:
    """Raises NamedFileError where it is no file that can be read."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise MissingError(f"There is no file {path}.") from None
    except OSError as error:
        # Where the folder itself can't be entered, that is what is wrong.
        wrong = path if os.access(path.parent, os.X_OK) else path.parent
        raise NamedFileError(f"{wrong} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise NamedFileError(f"{path!r} can't be the name of a file.") from error
    if stat.S_ISDIR(mode):
        raise NamedFileError(f"{path} is a folder. Name a file.")
    if not stat.S_ISREG(mode):
        raise NamedFileError(f"{path} is a pipe or a device. Name a file.")
    try:
        path.open("rb").close()
    except OSError as error:
        raise NamedFileError(f"{path} can't be read: {error.strerror}.") from error


def read_text(path: Path) -> str:
    """What is in a small file of UTF-8, with or without its mark. Raises NamedFileError."""
    check_file(path)
    try:
        with path.open("rb") as file:
            found = file.read(TEXT_MOST + 1)
        if len(found) > TEXT_MOST:
            raise NamedFileError(f"{path} is larger than {TEXT_MOST // 1_000_000} MB.")
        return found.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise NamedFileError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NamedFileError(f"{path} is not UTF-8 text.") from error


def check_place(path: Path) -> None:
    """Raises NamedFileError where there is no folder for a file of that name."""
    if path.parent.is_dir():
        return
    what = "is no folder" if path.parent.exists() else "is not there"
    raise NamedFileError(f"{path.parent} {what}. Make the folder first, or name another.")
