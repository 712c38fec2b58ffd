"""What the program keeps on this computer: how much, where, and what of it may go.

Nothing is counted or cleared in the window's thread.
"""

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktopchat.store.files import read_object
from desktopchat.store.lock import LOCK, claim, in_use
from desktopchat.store.paths import (
    COPIES,
    INHERITANCE_FILE,
    KEY_FILE,
    LOGBOOKS,
    config_dir,
    data_dir,
    host_dir,
)
from desktopchat.store.person import pictures, secrets, sending, trust, uploads
from desktopchat.words import tr

BEFORE_RESTORE = "before-restore"
"""The folder in `data_dir` with what the last restore replaced."""
_LOCK = ".lock"
_ENDS_WITHIN = 5.0  # seconds that what keeps a copy has to end
_LOOK_EVERY = 0.05


@dataclass(slots=True, frozen=True)
class KeptPart:
    """A part of what is kept. title: for people. why: what it is there for, in a line. paths: of
    files, or of folders with all that is in them; they may not exist. folder: the one to open.

    clear: takes away what may go, and gives how many files of it stay, as they are in use; None
    where nothing may. loss: what is lost by that and can't be had again, in a sentence; "" for
    nothing. Raises OSError. let_go: called before, by the window, so that nothing uses it any more.
    """

    title: str
    why: str
    paths: tuple[Path, ...]
    folder: Path
    clear: Callable[[], int] | None = None
    loss: str = ""
    let_go: Callable[[], object] = bool

    def size(self, stop: threading.Event) -> int:
        """Bytes, counted now; up to where it was told to stop."""
        return sum(_sizes(self.paths, stop))


def kept_parts() -> list[KeptPart]:
    """All parts, those that may be cleared first."""
    data, config = data_dir(), config_dir()
    own = [data / one.FILE_NAME for one in (secrets, trust, uploads)]
    seen, shown = data / LOGBOOKS, data / pictures.FOLDER
    sent, hosted = data / sending.FOLDER, host_dir()
    replaced = data / BEFORE_RESTORE
    before = KeptPart(
        tr("Before the last restore"),
        tr("What was here when you restored a backup."),
        (replaced,),
        replaced,
        lambda: _remove_folder(replaced),
        tr("The settings, accounts and conversations that you had before are lost."),
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
    ]


def kept_copies(let_go: Callable[[str], object]) -> list[KeptPart]:
    """The copies of other people's chats, each for itself; where none has come yet, there is only
    the key that it is to have. let_go: gets the root of a chat that this computer is to carry on no
    longer."""
    kept: dict[str, list[Path]] = {}
    for folder in sorted((data_dir() / COPIES).glob("*")):
        if folder.is_dir():  # one that was set aside is called as its place, with a number
            kept.setdefault(folder.name.partition("-")[0], []).append(folder)
    return [
        _copy(folders, partial(let_go, root))
        for root, folders in kept.items()
        if any(map(_has_come, folders))
    ]


def _has_come(folder: Path) -> bool:
    """Whether there is anything of a copy in its folder, be it a part."""
    return any(file.name not in (KEY_FILE, LOCK) for file in _files(folder))


def _copy(folders: list[Path], let_go: Callable[[], object]) -> KeptPart:
    said = read_object(folders[0] / INHERITANCE_FILE).get("said")
    title = said.get("title") if isinstance(said, dict) else None
    return KeptPart(
        tr("Copy of {title}", title=title) if title else tr("Copy of a chat"),
        tr("All that was said there, for this computer to carry on."),
        tuple(folders),
        folders[0],
        lambda: _remove_copy(folders),
        tr("If the computer that hosts this chat goes, this one does not carry it on."),
        let_go,
    )


def _remove_copy(folders: list[Path]) -> int:
    """Once nothing uses it any more."""
    until = time.monotonic() + _ENDS_WITHIN
    while any(in_use(one) for one in folders):
        if time.monotonic() > until:
            return 1
        time.sleep(_LOOK_EVERY)
    for one in folders:
        while one.exists():
            with contextlib.suppress(FileNotFoundError):  # whoever kept it deletes it, too
                shutil.rmtree(one)
    return 0


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
