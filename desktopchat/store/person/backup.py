"""A person's own side in one file, and back: settings, accounts, keys of hosts, logbooks.

It is a zip file with a note of what it is. What is a host's is not in it (`desktopchat export`),
nor copies of pictures, which come again. It holds the passwords of one's accounts, so only its
owner may read it.

What is to be restored is put beside what is there (`stage`) and takes its place at the next start
(`take_in`), when no window has it open. What it replaces is kept in a folder until it is cleared or
the next restore. A crash at any moment leaves the old or the new whole, or begins again.
"""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktopchat import __version__
from desktopchat.store.database import connect
from desktopchat.store.errors import StoreError
from desktopchat.store.files import private
from desktopchat.store.paths import LOGBOOKS, config_dir, data_dir, staged_restore
from desktopchat.store.person import secrets, settings, trust
from desktopchat.store.person.storage import BEFORE_RESTORE, logbook_is_open
from desktopchat.words import tr, tr_noop
from desktopchat.words.reasons import reason

FORMAT, VERSION = "desktopchat backup", 1  # no words: in the file
ENDING = ".dcbackup"
_NOTE = "backup.json"
_SMALL = (settings.FILE_NAME, secrets.FILE_NAME, trust.FILE_NAME)
_BOOK = re.compile(rf"{LOGBOOKS}/[0-9a-f]{{32}}\.db")
_SQLITE = b"SQLite format 3\0"
_SMALL_MOST = 50_000_000  # bytes
_REPLACING, _NEW = "replacing", "restoring"  # folders while it is done
_DAMAGED = tr_noop("{name} is damaged, or no backup of DesktopChat. Choose another file.")


@dataclass(slots=True, frozen=True)
class Backup:
    """made: when, UTC. program: the version that made it. logbooks: how many chats are in it.
    left_out: how many could not be read, known only to whoever makes it."""

    made: datetime
    program: str
    logbooks: int
    left_out: int = 0


def write_backup(path: Path) -> Backup:
    """Put all that is a person's own into a file, whole or not at all; it may be used meanwhile.

    Raises OSError.
    """
    part = path.with_name(f".{path.name}.part")
    made, logbooks, left_out = datetime.now(UTC).replace(microsecond=0), 0, 0
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=private) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
                note = {"format": FORMAT, "version": VERSION, "program": __version__}
                pack.writestr(_NOTE, json.dumps(note | {"made": made.isoformat()}))
                for name, source in _small_files():
                    with contextlib.suppress(FileNotFoundError):
                        pack.writestr(name, source.read_bytes())
                for book in sorted((data_dir() / LOGBOOKS).glob("*.db")):
                    name = f"{LOGBOOKS}/{book.name}"
                    if _BOOK.fullmatch(name) and _add_book(pack, book, name):
                        logbooks += 1
                    else:
                        left_out += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return Backup(made, __version__, logbooks, left_out)


def _small_files() -> Iterator[tuple[str, Path]]:
    for name in _SMALL:
        yield name, (config_dir() if name == settings.FILE_NAME else data_dir()) / name


def _add_book(pack: zipfile.ZipFile, book: Path, name: str) -> bool:
    """A logbook as it is at one moment; False where it can't be read."""
    number, copied = tempfile.mkstemp(prefix=".backup", dir=book.parent)
    os.close(number)
    try:
        with (
            contextlib.closing(connect(book)) as source,
            contextlib.closing(sqlite3.connect(copied)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
        pack.write(copied, name)
    except sqlite3.DatabaseError:
        return False
    finally:
        Path(copied).unlink(missing_ok=True)
    return True


def read_backup(path: Path) -> Backup:
    """What a file holds, looked through from end to end. Raises StoreError."""
    try:
        with zipfile.ZipFile(path) as pack:
            note = json.loads(pack.read(_NOTE))
            if not isinstance(note, dict) or note.get("format") != FORMAT:
                raise StoreError(tr(_DAMAGED, name=path.name))
            if int(note["version"]) > VERSION:
                raise StoreError(
                    tr(
                        "{name} was made by a newer version of DesktopChat. Use that version.",
                        name=path.name,
                    )
                )
            names = pack.namelist()
            whole = all(_sound(pack, member) for member in pack.infolist())
            if not whole or len(set(names)) != len(names):
                raise StoreError(tr(_DAMAGED, name=path.name))
            books = sum(_BOOK.fullmatch(name) is not None for name in names)
            return Backup(datetime.fromisoformat(note["made"]), str(note.get("program")), books)
    except OSError as error:
        raise StoreError(
            tr("{path} can't be read: {why}.", path=path, why=reason(error))
        ) from error
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, KeyError, TypeError,
        EOFError, NotImplementedError, RuntimeError, RecursionError,
    ) as error:  # fmt: skip
        raise StoreError(tr(_DAMAGED, name=path.name)) from error


def _sound(pack: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part is one that we know, whole, and of its kind. Raises BadZipFile."""
    name = member.filename
    if name in _SMALL or name == _NOTE:
        return member.file_size <= _SMALL_MOST and isinstance(json.loads(pack.read(name)), dict)
    if not _BOOK.fullmatch(name):
        return False
    with pack.open(member) as file:
        begins = file.read(len(_SQLITE))
        while file.read(1 << 20):  # its checksum is compared at the end
            pass
    return begins == _SQLITE


# back


def stage(path: Path) -> Backup:
    """Have a backup take the place of what is there at the next start. Raises StoreError."""
    backup = read_backup(path)
    staged = staged_restore()
    part = staged.with_name(f"{staged.name}.part")
    try:
        staged.parent.mkdir(parents=True, exist_ok=True)
        if not staged.exists():
            _keep_replaced()
        part.unlink(missing_ok=True)
        with path.open("rb") as source, open(part, "xb", opener=private) as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        part.replace(staged)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(tr("It can't be restored: {why}.", why=reason(error))) from error
    return backup


def is_in_use() -> bool:
    """Whether a window has a logbook open."""
    return any(map(logbook_is_open, (data_dir() / LOGBOOKS).glob("*.db")))


def take_in() -> bool:
    """Let what is staged take the place of what is there; False where that waits for a window to
    be closed, or where nothing is staged. Raises StoreError."""
    staged, data = staged_restore(), data_dir()
    if not staged.exists() or is_in_use():
        return False
    new, replacing = data / _NEW, data / _REPLACING
    try:
        try:
            read_backup(staged)
        except StoreError:
            staged.unlink()
            raise
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        (new / LOGBOOKS).mkdir(mode=0o700)
        with zipfile.ZipFile(staged) as pack:
            for name in pack.namelist():
                if name != _NOTE:
                    with pack.open(name) as part, open(new / name, "xb", opener=private) as file:
                        shutil.copyfileobj(part, file)
        replacing.mkdir(mode=0o700, exist_ok=True)
        for name, place in (*_small_files(), (LOGBOOKS, data / LOGBOOKS)):
            _swap(place, replacing / name, new / name)
        staged.unlink()
        _keep_replaced()
        shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise StoreError(tr("The backup can't be restored: {why}.", why=reason(error))) from error
    return True


def _swap(place: Path, old: Path, new: Path) -> None:
    """Move what is there away, but not what an earlier try has put there, and the new there."""
    if place.exists():
        if not old.exists():
            shutil.move(place, old)
        elif place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()
    if new.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(new, place)


def _keep_replaced() -> None:
    """What was replaced is complete now, and stands for what an earlier restore replaced."""
    replaced, kept = data_dir() / _REPLACING, data_dir() / BEFORE_RESTORE
    if replaced.exists():
        shutil.rmtree(kept, ignore_errors=True)
        if any(replaced.iterdir()):
            replaced.replace(kept)
        else:
            replaced.rmdir()
