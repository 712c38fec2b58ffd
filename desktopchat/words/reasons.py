"""What a system says of an error, in the language in use."""

from desktopchat.words import tr, tr_noop

_USUAL = (
    tr_noop("Broken pipe"),
    tr_noop("Connection refused"),
    tr_noop("Connection reset by peer"),
    tr_noop("Connection timed out"),
    tr_noop("Device or resource busy"),
    tr_noop("Directory not empty"),
    tr_noop("Disk quota exceeded"),
    tr_noop("File exists"),
    tr_noop("File name too long"),
    tr_noop("File too large"),
    tr_noop("Input/output error"),
    tr_noop("Is a directory"),
    tr_noop("Network is unreachable"),
    tr_noop("No route to host"),
    tr_noop("No space left on device"),
    tr_noop("No such file or directory"),
    tr_noop("Not a directory"),
    tr_noop("Operation not permitted"),
    tr_noop("Permission denied"),
    tr_noop("Read-only file system"),
    tr_noop("Too many open files"),
)
"""What Linux and macOS say. Windows speaks the language of the system by itself."""


def reason(error: OSError) -> str:
    """Why something failed, without a name of a file."""
    return tr(error.strerror or str(error))
