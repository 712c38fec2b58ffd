"""Files that a person named: to read, or to write to.

What they are is looked at first. A pipe or a device may give nothing for ever, or more than there
is room for.
"""

import os
import stat
from pathlib import Path

from desktopchat.words import tr
from desktopchat.words.reasons import reason

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
        raise MissingError(tr("There is no file {path}.", path=path)) from None
    except OSError as error:
        # Where the folder itself can't be entered, that is what is wrong.
        wrong = path if os.access(path.parent, os.X_OK) else path.parent
        raise NamedFileError(
            tr("{path} can't be read: {why}.", path=wrong, why=reason(error))
        ) from error
    except ValueError as error:
        raise NamedFileError(tr("{path} can't be the name of a file.", path=repr(path))) from error
    if stat.S_ISDIR(mode):
        raise NamedFileError(tr("{path} is a folder. Name a file.", path=path))
    if not stat.S_ISREG(mode):
        raise NamedFileError(tr("{path} is a pipe or a device. Name a file.", path=path))
    try:
        path.open("rb").close()
    except OSError as error:
        raise NamedFileError(
            tr("{path} can't be read: {why}.", path=path, why=reason(error))
        ) from error


def read_text(path: Path) -> str:
    """What is in a small file of UTF-8, with or without its mark. Raises NamedFileError."""
    check_file(path)
    try:
        with path.open("rb") as file:
            found = file.read(TEXT_MOST + 1)
        if len(found) > TEXT_MOST:
            raise NamedFileError(
                tr("{path} is larger than {most} MB.", path=path, most=TEXT_MOST // 1_000_000)
            )
        return found.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise NamedFileError(
            tr("{path} can't be read: {why}.", path=path, why=reason(error))
        ) from error
    except UnicodeDecodeError as error:
        raise NamedFileError(tr("{path} is not UTF-8 text.", path=path)) from error


def check_place(path: Path) -> None:
    """Raises NamedFileError where there is no folder for a file of that name."""
    if path.parent.is_dir():
        return
    if path.parent.exists():
        said = tr(
            "{folder} is no folder. Make the folder first, or name another.", folder=path.parent
        )
    else:
        said = tr(
            "{folder} is not there. Make the folder first, or name another.", folder=path.parent
        )
    raise NamedFileError(said)
