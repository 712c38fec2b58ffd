"""What may be sent, and what of it goes: looked at, made smaller and freed of what photos tell by
threads, never by the window's. The file on the disk is only read."""

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from desktopchat.client.files import photo_data
from desktopchat.client.files.folder import contents, pack
from desktopchat.client.files.web import FileError, StoppedError
from desktopchat.irc.file_names import extension, readable
from desktopchat.irc.filehost import is_picture
from desktopchat.ui.look.smaller import EDGE, FORMATS, smaller
from desktopchat.ui.look.thumbnail import PictureError, Thumbnail, thumbnail
from desktopchat.words import tr
from desktopchat.words.reasons import reason

_ON_DISK = Path("/var/tmp")  # the usual folder may lie in memory (systemd's file-hierarchy(7))
_NO_PREVIEW = (16, 16)  # pixels
_LOOKED_AT = 50_000_000  # bytes of a picture


@dataclass(slots=True, frozen=True)
class Choices:
    """smaller: pictures are made smaller. keeps_data: photos keep what they tell of place and
    camera."""

    smaller: bool = False
    keeps_data: bool = False


class Look(NamedTuple):
    """size: bytes. files: in a folder, 0 for a file. picture: None where none can be shown. tells:
    it has data of place or camera that can be taken out. stays: it may have some that can't. wrong:
    why it can't be sent."""

    size: int = 0
    files: int = 0
    picture: Thumbnail | None = None
    tells: bool = False
    stays: bool = False
    wrong: str = ""


class Outgoing:
    """One file or folder. What is made of it lies in a folder of its own until `clear`; what goes
    of one that was `settled` outlives the program."""

    def __init__(
        self, path: Path, preview: Thumbnail | None = None, *, is_folder: bool | None = None
    ) -> None:
        self.path, self._preview = path, preview
        self.is_folder = path.is_dir() if is_folder is None else is_folder
        self.look: Look | None = None
        """Written once, by the thread that looked."""
        self.sizes: dict[Choices, int] = {}
        """Bytes of what was made."""
        self._made: dict[Choices, Path] = {}
        self._folder: Path | None = None
        self._home: Path | None = None
        self._wanted = True
        self._gone = threading.Event()
        self._lock = threading.Lock()
        """Held while something is made or cleared."""

    @classmethod
    def of_data(cls, name: str, data: bytes, preview: Thumbnail | None = None) -> "Outgoing":
        """Bytes that are no file yet. Raises OSError."""
        folder = Path(tempfile.mkdtemp(prefix="desktopchat-"))
        made = cls(folder / name, preview)
        made._folder = folder
        try:
            made.path.write_bytes(data)
        except OSError:
            made.clear()
            raise
        return made

    def settle(self, home: Path) -> None:
        """It is sent: what goes of it lies in that folder from now on, and is found there again by
        another one with the same path. Raises OSError."""
        if self._folder is not None and self.path.is_relative_to(self._folder):
            home.mkdir(parents=True, exist_ok=True)
            self.path = Path(shutil.copy2(self.path, home))
        self._home = home

    @property
    def name(self) -> str:
        """What others see."""
        name = readable(self.path.name)
        return f"{name}.zip" if self.is_folder else name

    @property
    def can_be_smaller(self) -> bool:
        picture = self.look.picture if self.look is not None else None
        large = picture is not None and max(picture.width, picture.height) > EDGE
        return large and extension(self.path.name) in FORMATS

    def size(self, choices: Choices) -> int:
        """Bytes that go, as far as that is known."""
        return self.sizes.get(self._own(choices), self.look.size if self.look is not None else 0)

    def made(self, choices: Choices) -> bool:
        """Whether that is what really goes."""
        return self._own(choices) in self.sizes

    def _own(self, choices: Choices) -> Choices:
        """Those of the choices that change it."""
        return Choices(choices.smaller and self.can_be_smaller, choices.keeps_data)

    # a thread's

    def see(self, box: tuple[int, int]) -> None:
        """Look at it. box: the largest preview, in pixels."""
        try:
            self.look = self._look(box)
        except FileError as error:
            self.look = Look(wrong=str(error))
        except StoppedError:
            self.look = Look()
        except OSError as error:
            self.look = Look(wrong=tr("It can't be read: {why}.", why=reason(error)))

    def _look(self, box: tuple[int, int]) -> Look:
        if self.is_folder:
            files, size = contents(self.path, self._gone)
            return Look(size, files)
        size, picture, tells = self.path.stat().st_size, self._preview, False
        stays = photo_data.may_tell(self.path.name)
        if not self.path.is_file():
            raise FileError(tr("It is no file that can be sent."))
        if is_picture(self.path.name) and size <= _LOOKED_AT:
            data = self.path.read_bytes()
            with contextlib.suppress(PictureError):
                picture = picture or thumbnail(data, box)
            try:
                tells = photo_data.without_photo_data(data) is not data
            except photo_data.DamagedError:
                stays = True
        else:
            with self.path.open("rb"):  # whether it may be read
                pass
        return Look(size, 0, picture, tells, stays)

    def to_make(self, choices: Choices) -> bool:
        """Whether its size with these choices is still to be found out."""
        own = self._own(choices)
        return own.smaller and own not in self.sizes

    def make(self, choices: Choices, stop: threading.Event | None = None) -> Path:
        """The file that goes. Raises FileError, StoppedError."""
        with self._lock:
            try:
                if self._home is not None and (kept := self._kept(self._home)).exists():
                    return kept
                if self.look is None:
                    self.see(_NO_PREVIEW)
                own = self._own(choices)
                if own not in self._made:
                    self._made[own] = self._new(own, stop or self._gone)
                    self.sizes[own] = self._made[own].stat().st_size
                if self._home is not None and self._made[own] != self.path:
                    self._made[own] = self._bring_home(self._made[own], self._home)
                return self._made[own]
            except OSError as error:
                raise FileError(
                    tr("{name} can't be sent: {why}.", name=self.name, why=reason(error))
                ) from error
            finally:
                self._drop_if_gone()

    def _kept(self, home: Path) -> Path:
        """Where what goes lies, once it is whole."""
        return home / f"whole{'.zip' if self.is_folder else self.path.suffix}"

    def _bring_home(self, made: Path, home: Path) -> Path:
        home.mkdir(parents=True, exist_ok=True)
        beside = home / f"{made.name}.part"
        shutil.move(made, beside)
        return beside.rename(self._kept(home))

    def _new(self, choices: Choices, stop: threading.Event) -> Path:
        if self.is_folder:
            made = self._place(f"{len(self._made)}.zip", large=True)
            instead = _whole if choices.keeps_data else _without_data
            pack(self.path, made, stop, instead)
            return made
        if not is_picture(self.path.name) or self.path.stat().st_size > photo_data.BYTES_MOST:
            return self.path
        data: bytes | None = None
        if choices.smaller:
            with contextlib.suppress(PictureError):
                data = smaller(self.path.read_bytes(), keeps_data=choices.keeps_data)
        if data is None and not choices.keeps_data:
            data = _without_data(self.path)
        if data is None:
            return self.path
        made = self._place(f"{len(self._made)}{self.path.suffix}")
        made.write_bytes(data)
        return made

    def _place(self, name: str, *, large: bool = False) -> Path:
        if self._folder is None:
            on_disk = _ON_DISK if large and _ON_DISK.is_dir() else None
            where = self._home or on_disk
            if where is not None:
                where.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="desktopchat-", dir=where))
        return self._folder / name

    # the window's

    def clear(self) -> None:
        """It is not wanted any more: delete what was made of it."""
        self._wanted = False
        self.release()

    def release(self) -> None:
        """The window goes: only what goes of one that was settled stays."""
        self._gone.set()
        if self._lock.acquire(blocking=False):  # else whoever makes something does it
            try:
                self._drop_if_gone()
            finally:
                self._lock.release()

    def _drop_if_gone(self) -> None:
        if self._gone.is_set():
            for folder in (self._folder, None if self._wanted else self._home):
                if folder is not None:
                    shutil.rmtree(folder, ignore_errors=True)
            self._made.clear()


def _whole(_path: Path) -> bytes | None:
    return None


def _without_data(path: Path) -> bytes | None:
    """What goes in place of a photo; None where the file itself does."""
    if extension(path.name) not in photo_data.READABLE:
        return None
    if path.stat().st_size > photo_data.BYTES_MOST:
        return None
    data = path.read_bytes()
    try:
        made = photo_data.without_photo_data(data)
    except photo_data.DamagedError:
        return None
    return None if made is data else made


class Preparing:
    """Looks at all of them, then asks what the host takes, then makes smaller what is wanted so; on
    one thread, which ends when there is nothing left to do. ask_most: gives the most bytes of a
    file, None for no limit that is known."""

    def __init__(
        self,
        items: Sequence[Outgoing],
        box: tuple[int, int],
        ask_most: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._box, self._ask_most = box, ask_most
        self._lock = threading.Lock()
        """Guards what follows."""
        self._items, self._choices = list(items), Choices()
        self._asked = self._running = self._closed = False
        self.most: int | None = None

    @property
    def busy(self) -> bool:
        return self._running

    def want(self, items: Sequence[Outgoing], choices: Choices) -> None:
        """These are wanted, so."""
        with self._lock:
            self._items, self._choices = list(items), choices
            if self._running or self._closed:
                return
            self._running = True
        threading.Thread(target=self._run, name="outgoing", daemon=True).start()

    def close(self) -> None:
        with self._lock:
            self._closed = True

    def _run(self) -> None:
        while True:
            with self._lock:
                act = None if self._closed else self._next()
                self._running = act is not None
            if act is None:
                return
            act()

    def _next(self) -> Callable[[], object] | None:
        choices = self._choices
        for one in self._items:
            if one.look is None:
                return lambda: one.see(self._box)
        if not self._asked:
            return self._find_most
        for one in self._items:
            if one.to_make(choices):
                return lambda: self._make(one, choices)
        return None

    def _find_most(self) -> None:
        self._asked = True
        self.most = self._ask_most()

    @staticmethod
    def _make(one: Outgoing, choices: Choices) -> None:
        try:
            one.make(choices)
        except (FileError, StoppedError) as error:
            one.look = Look(wrong=str(error) or tr("It was stopped."))
