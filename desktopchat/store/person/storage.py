"""What the program keeps on this computer: how much, where, and what of it may go.

Nothing is counted or cleared in the window's thread.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktopchat.store.lock import claim
from desktopchat.store.paths import COPIES, LOGBOOKS, config_dir, data_dir, host_dir
from desktopchat.store.person import pictures, secrets, sending, trust, uploads
from desktopchat.words import tr

BEFORE_RESTORE = "before-restore"
"""The folder in `data_dir` with what the last restore replaced."""
_LOCK = ".lock"


@dataclass(slots=True, frozen=True)
class KeptPart:
    """A part of what is kept. title: for people. why: what it is there for, in a line. paths: of
    files, or of folders with all that is in them; they may not exist. folder: the one to open.

    clear: takes away what may go, and gives how many files of it stay, as they are in use; None
    where nothing may. loss: what is lost by that and can't be had again, in a sentence; "" for
    nothing. Raises OSError.
    """

    title: str
    why: str
    paths: tuple[Path, ...]
    folder: Path
    clear: Callable[[], int] | None = None
    loss: str = ""

    def size(self, stop: threading.Event) -> int:
        """Bytes, counted now; up to where it was told to stop."""
        return sum(_sizes(self.paths, stop))


def kept_parts() -> list[KeptPart]:
    """All parts, those that may be cleared first."""
    data, config = data_dir(), config_dir()
    own = [data / one.FILE_NAME for one in (secrets, trust, uploads)]
    seen, shown = data / LOGBOOKS, data / pictures.FOLDER
    sent, hosted = data / sending.FOLDER, host_dir()
    replaced, copies = data / BEFORE_RESTORE, data / COPIES
    before = KeptPart(
        tr("Before the last restore"),
        tr("What was here when you restored a backup."),
        (replaced,),
        replaced,
        lambda: _remove_folder(replaced),
        tr("The settings, accounts and conversations that you had before are lost."),
    )
    others = KeptPart(
        tr("Copies of other people’s chats"),
        tr(
            "All that was said there, for this computer to carry on. “Stop…” over a chat deletes"
            " it."
        ),
        (copies,),
        copies,
    )
    return [
        KeptPart(
            tr("Pictures"),
            tr("Small copies of what others shared. They come again when you look."),
            (shown,),
            shown,
            lambda: _remove(_files(shown)),
        ),
        KeptPart(
            tr("Conversations"),
            tr("What you saw and wrote, to be read without the host, too."),
            (seen,),
            seen,
            lambda: clear_logbooks(seen),
            tr(
                "What their hosts don't keep themselves is lost, and with it drafts, and messages"
                " that did not go out yet. Chats that are open now stay."
            ),
        ),
        *([before] if replaced.is_dir() else []),
        KeptPart(tr("Files on their way"), tr("Until they are sent or given up."), (sent,), sent),
        KeptPart(
            tr("Settings and keys"),
            tr("Your choices, your accounts, and the keys of hosts you met."),
            (config, *own),
            config,
        ),
        KeptPart(
            tr("The chat you host"),
            tr("All that was said and shared there, for everyone."),
            (hosted,),
            hosted,
        ),
        *([others] if copies.is_dir() else []),
    ]


def clear_logbooks(folder: Path) -> int:
    """Take away the logbooks that no window has open; how many stay. Raises OSError."""
    stay = 0
    for book in sorted(folder.glob("*.db")):
        if logbook_is_open(book):
            stay += 1
        else:
            _remove(sorted(folder.glob(f"{book.stem}.*")))
    return stay


def logbook_is_open(book: Path) -> bool:
    """Whether a window has it open: each holds a lock beside it."""
    for path in book.parent.glob(f"{book.stem}.*{_LOCK}"):
        try:
            lock = claim(path)
        except OSError:
            return True
        if lock is None:
            return True
        lock.close()
    return False


def _remove(paths: "Iterator[Path] | list[Path]") -> int:
    for path in paths:
        path.unlink(missing_ok=True)
    return 0


def _remove_folder(folder: Path) -> int:
    shutil.rmtree(folder)
    return 0


def _files(folder: Path) -> Iterator[Path]:
    """All files in a folder and those in it; none where it can't be read."""
    for where, _folders, names in os.walk(folder):
        yield from (Path(where, name) for name in names)


def _sizes(paths: tuple[Path, ...], stop: threading.Event) -> Iterator[int]:
    for path in paths:
        for file in _files(path) if path.is_dir() else [path]:
            if stop.is_set():
                return
            try:
                yield file.lstat().st_size
            except OSError:  # gone, or never there
                continue
