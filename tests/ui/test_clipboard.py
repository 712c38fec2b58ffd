"""What is found on the clipboard, and pasting into fields of one line."""

import io
import struct
import tkinter as tk
import zlib
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk

import pytest
from PIL import Image

from desktopchat.ui.look.thumbnail import PictureError, thumbnail
from desktopchat.ui.parts import clipboard
from desktopchat.ui.parts.clipboard import (
    Clipboard,
    Files,
    Found,
    Nothing,
    PastedText,
    Picture,
    copied_files,
)
from desktopchat.ui.parts.field_paste import FieldPaste
from tests.clipboard import held, stop
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


def bomb() -> bytes:
    """Says that it has 4 thousand million pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)
    checked = head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + checked + b"\0\0\1\0IDAT" + bytes(256)


@pytest.fixture
def ask(root: tk.Tk) -> Callable[[], Found]:
    asking = Clipboard(root)

    def found() -> Found:
        got: list[Found] = []
        asking.ask(got.append, box=(30, 30))
        wait_until(lambda: got, 20.0, step=root.update)
        return got[0]

    return found


def test_words_are_found_whatever_they_are_written_in(ask: Callable[[], Found]) -> None:
    with held("é 陈伟 ☕\r\nnew\0 line\r".encode()):
        assert ask() == PastedText("é 陈伟 ☕\nnew line\n")
    with held(b"caf\xe9", "STRING"):
        assert ask() == PastedText("café")


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("BMP", ".bmp")])
def test_a_picture_is_a_picture_and_no_words(
    ask: Callable[[], Found], kind: str, suffix: str
) -> None:
    data = picture(kind=kind)
    with held(data, f"image/{kind.lower()}"):
        found = ask()
    assert isinstance(found, Picture)
    assert (found.data, found.suffix) == (data, suffix)
    assert (found.preview.width, found.preview.height) == (40, 20)
    assert Image.open(io.BytesIO(found.preview.png)).size == (30, 15)


def test_files_of_a_file_manager_are_found_with_their_sizes(
    ask: Callable[[], Found], tmp_path: Path
) -> None:
    file = tmp_path / "a ß.txt"
    file.write_text("four")
    addresses = f"copy\n{file.as_uri()}\n{tmp_path.as_uri()}"
    with held(addresses.encode(), "x-special/gnome-copied-files"):
        assert ask() == Files([file, tmp_path])


def test_what_cannot_be_read_is_said_and_the_window_lives(
    root: tk.Tk, ask: Callable[[], Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TEXT_SECONDS", 0.5)
    with held(b"words") as owner:
        stop(owner)
        found = ask()
    assert isinstance(found, Nothing)
    assert "does not answer" in found.why
    for data in (b"no picture", bomb()):
        with held(data, "image/png"):
            found = ask()
        assert isinstance(found, Nothing)
        assert found.why


def test_text_that_is_too_large_is_refused_in_words(
    ask: Callable[[], Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TEXT_MOST", 100)
    with held(b"x" * 200):
        found = ask()
    assert isinstance(found, Nothing)
    assert "larger" in found.why


def test_a_bomb_is_never_unpacked() -> None:
    with pytest.raises(PictureError, match="too large"):
        thumbnail(bomb(), (10, 10))
    whole = picture((300, 300))
    for data in (
        b"",
        b"GIF89a",
        whole[:40],
        whole[: len(whole) // 2],
        b"\x89PNG\r\n\x1a\n" + bytes(100),
    ):
        with pytest.raises(PictureError):
            thumbnail(data, (10, 10))


def test_addresses_of_files_are_files_and_others_are_not(tmp_path: Path) -> None:
    file = tmp_path / "100% true #1"
    file.write_bytes(b"12")
    odd = Path(f"{tmp_path}/\udcff")
    odd.write_bytes(b"")
    uris = f"# a remark\r\n{file.as_uri()}\r\n{tmp_path.as_uri()}/%FF\r\n".encode()
    assert copied_files(uris) == [file, odd]
    assert copied_files(f"{file.as_uri()}\nhttps://example.org/".encode()) == []
    for nothing in (
        b"",
        b"copy",
        b"words",
        b"file://",
        b"file:///not/there",
        b"http://[x",
        b"\xff",
    ):
        assert copied_files(nothing) == []


# fields


@pytest.fixture
def entry(root: tk.Tk) -> ttk.Entry:
    FieldPaste(root)
    made = ttk.Entry(root, width=40)
    made.pack()
    root.focus_force()
    made.focus_set()
    root.update()
    return made


def test_a_field_takes_a_paste_in_place_of_what_is_selected(
    root: tk.Tk, entry: ttk.Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TEXT_SECONDS", 14.0)  # the other program may have to wait
    entry.insert(0, "old words here")
    entry.selection_range(4, 9)
    with held(b"new\nlines\n"):
        entry.event_generate("<<Paste>>")
        wait_until(lambda: entry.get() == "old new lines here", 30.0, entry.get, root.update)
    with held(b"bold ", selection="PRIMARY"):
        entry.event_generate("<<PasteSelection>>", x=1, y=5)
        wait_until(lambda: entry.get() == "bold old new lines here", 30.0, entry.get, root.update)


def test_a_field_lives_on_when_the_owner_hangs_and_may_go_meanwhile(
    root: tk.Tk, entry: ttk.Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TEXT_SECONDS", 0.5)
    with held(b"words") as owner:
        stop(owner)
        entry.event_generate("<<Paste>>")
        entry.insert("end", "typed")
        assert entry.get() == "typed"
        entry.destroy()
        other = ttk.Entry(root)
        other.pack()
        belled: list[int] = []
        monkeypatch.setattr(other, "bell", lambda: belled.append(1))
        other.event_generate("<<Paste>>")
        wait_until(lambda: belled, 30.0, step=root.update)
    with held(b"later"):
        other.event_generate("<<Paste>>")
        wait_until(lambda: other.get() == "later", 30.0, other.get, root.update)
