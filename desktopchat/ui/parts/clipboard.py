"""What is on the clipboard, asked for so that no other program can stop the window.

On X11 the program that copied hands out what it holds, when it likes and as much as it likes. Tk
waits for it in the window's thread; here a worker does, with limits of time and size. Windows and
macOS hold the clipboard themselves: there Tk's own way is right for text, and Pillow's for
pictures. A worker touches no widget: it leaves what it found, and the window looks for it.
"""

import sys
import threading
import time
import tkinter as tk
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from desktopchat.ui.look.thumbnail import PictureError, Thumbnail, thumbnail
from desktopchat.words import tr
from desktopchat.words.reasons import reason
from desktopchat.x11.connection import XError
from desktopchat.x11.selection import Selection, TooLargeError

TEXT_MOST, PICTURE_MOST = 5_000_000, 50_000_000  # bytes
TEXT_SECONDS, PICTURE_SECONDS = 2.0, 10.0
_LONGEST = 15.0  # seconds that anything takes: a file may lie on a disk that is not reached
_LOOK = 10  # milliseconds between two looks at what a worker found
_WAITING = 4  # pastes that may wait for one before them; a key that is held makes more

FILES = ("x-special/gnome-copied-files", "text/uri-list")
WORDS = ("UTF8_STRING", "text/plain;charset=utf-8", "STRING", "text/plain")
PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif",
            "image/bmp": ".bmp"}  # fmt: skip


@dataclass(slots=True, frozen=True)
class PastedText:
    text: str


@dataclass(slots=True, frozen=True)
class Picture:
    """data: as it goes into a file. suffix: of that file, with its dot."""

    data: bytes
    suffix: str
    preview: Thumbnail


@dataclass(slots=True, frozen=True)
class Files:
    """Files and folders that were copied in a file manager."""

    paths: list[Path]


@dataclass(slots=True, frozen=True)
class Nothing:
    """why: in words for people; "" where there simply is nothing."""

    why: str = ""


Found = PastedText | Picture | Files | Nothing


@dataclass(slots=True)
class _Asked:
    """box: the largest preview in pixels, where pictures and files are wanted too."""

    selection: str
    box: tuple[int, int] | None
    on_found: Callable[[Found], object]
    found: Found | None = None
    """Written by the worker, once; read by the window."""
    begun: float = field(default_factory=time.monotonic)


class Clipboard:
    """Answers one question after the other, in order; each by a worker of its own."""

    def __init__(self, widget: tk.Misc) -> None:
        self._widget = widget
        self._is_x11 = widget.tk.call("tk", "windowingsystem") == "x11"
        self._asked: deque[_Asked] = deque()

    @property
    def busy(self) -> bool:
        return bool(self._asked)

    def ask(
        self,
        on_found: Callable[[Found], object],
        *,
        selection: str = "CLIPBOARD",
        box: tuple[int, int] | None = None,
    ) -> bool:
        """Look what is there and tell on_found, later; False where too many wait already.

        box: pictures and files are wanted too, and how large a preview may be, in pixels.
        """
        if len(self._asked) > _WAITING:
            return False
        asked = _Asked(selection, box, on_found)
        self._asked.append(asked)
        if not self._is_x11 and (text := self._tk_text()):
            asked.found = PastedText(text)
        if len(self._asked) == 1:
            self._begin()
        return True

    def _tk_text(self) -> str:
        try:
            return _plain(str(self._widget.clipboard_get()))
        except tk.TclError:  # nothing there, or not as text
            return ""

    def _begin(self) -> None:
        asked = self._asked[0]
        asked.begun = time.monotonic()
        if asked.found is None:
            read = _read_x11 if self._is_x11 else _read_system
            threading.Thread(
                target=_work, args=(asked, read), name="clipboard", daemon=True
            ).start()
        self._widget.after(0 if asked.found is not None else _LOOK, self._look)

    def _look(self) -> None:
        asked = self._asked[0]
        found = asked.found
        if found is None and time.monotonic() - asked.begun < _LONGEST:
            self._widget.after(_LOOK, self._look)
            return
        self._asked.popleft()
        if found is None:
            found = Nothing(tr("What was copied could not be read in time."))
        if isinstance(found, Nothing) and found.why:
            for other in self._asked:
                other.found = Nothing()  # the same would be said of each
        if self._asked:
            self._begin()
        asked.on_found(found)


def _work(asked: _Asked, read: Callable[[_Asked], Found]) -> None:
    try:
        asked.found = read(asked)
    except PictureError as error:
        asked.found = Nothing(str(error))
    except TooLargeError:
        asked.found = Nothing(
            tr(
                "What was copied is larger than {text} MB of text or {picture} MB of picture."
                " Save it as a file and share that.",
                text=TEXT_MOST // 1_000_000,
                picture=PICTURE_MOST // 1_000_000,
            )
        )
    except XError:
        asked.found = Nothing(
            tr(
                "The program that you copied from does not answer. Copy it again, or from another"
                " one."
            )
        )
    except OSError as error:
        asked.found = Nothing(tr("What was copied cannot be read: {why}", why=reason(error)))
    finally:
        if asked.found is None:  # a mistake, which threading reports: the window need not wait
            asked.found = Nothing(tr("What was copied cannot be read."))


def _read_x11(asked: _Asked) -> Found:
    with Selection(asked.selection, TEXT_SECONDS) as held:
        if not held.owned:
            return Nothing()
        wanted = [*WORDS, *((*FILES, *PICTURES) if asked.box is not None else ())]
        offered = held.offered(*wanted, seconds=TEXT_SECONDS)

        def read(target: str, seconds: float = TEXT_SECONDS, most: int = TEXT_MOST) -> bytes:
            return (held.read(target, most, seconds) or b"") if target in offered else b""

        for target in FILES:
            if paths := copied_files(read(target)):
                return Files(paths)
        for target in WORDS:
            if text := _plain(read(target).decode(_charset(target), "replace")):
                return PastedText(text)
        for target, suffix in PICTURES.items():
            if data := read(target, PICTURE_SECONDS, PICTURE_MOST):
                assert asked.box is not None
                return Picture(data, suffix, thumbnail(data, asked.box))
    return Nothing()


def _read_system(asked: _Asked) -> Found:
    """Windows and macOS, where there is no text."""
    if asked.box is None:
        return Nothing()
    from io import BytesIO

    from PIL import Image, ImageGrab

    try:
        grabbed = ImageGrab.grabclipboard()
    except (NotImplementedError, ValueError, Image.DecompressionBombError):
        return Nothing()
    if isinstance(grabbed, list):
        return Files([Path(name) for name in grabbed]) if grabbed else Nothing()
    if grabbed is None:
        return Nothing()
    file = BytesIO()
    grabbed.save(file, "PNG")
    return Picture(file.getvalue(), ".png", thumbnail(file.getvalue(), asked.box))


def can_copy_pictures(widget: tk.Misc) -> bool:
    """Whether `copy_picture` works on this screen: on others than X11 Tk copies words alone."""
    return bool(widget.tk.call("tk", "windowingsystem") == "x11")


def copy_picture(root: tk.Misc, png: bytes) -> None:
    """Hand a picture to whoever pastes, while the window is there and nothing else is copied."""

    def piece(offset: str, most: str) -> bytes:
        return png[int(offset) : int(offset) + int(most)]

    # As a string: of that Tk hands out the bytes as they are.
    root.selection_handle(piece, selection="CLIPBOARD", type="image/png", format="STRING")
    root.selection_own(selection="CLIPBOARD")


def copied_files(data: bytes) -> list[Path]:
    """The files of a list of addresses (RFC 2483), also under GNOME's "copy" or "cut"; none unless
    all of them are files of this computer: other addresses are words."""
    lines = [line.strip() for line in data.replace(b"\0", b"").splitlines()]
    if lines and lines[0] in (b"copy", b"cut"):
        lines = lines[1:]
    found = []
    for line in lines:
        if not line or line.startswith(b"#"):
            continue
        try:
            address = urlsplit(line.decode("utf-8", "surrogateescape"))
        except ValueError:
            return []
        if address.scheme != "file" or not address.path:
            return []
        # As bytes, as names of files need not be text.
        name = unquote_to_bytes(address.path.encode("utf-8", "surrogateescape"))
        found.append(Path(name.decode(sys.getfilesystemencoding(), "surrogateescape")))
    return [path for path in found if path.exists()]


def _charset(target: str) -> str:
    return "latin-1" if target == "STRING" else "utf-8"


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
