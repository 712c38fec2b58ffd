"""Files and folders that are dragged over the page and dropped there."""

import sys
import tkinter as tk
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.file_drop import FileDrop
from desktopchat.ui.sheets.send_files import SendFiles
from tests.dragging import Drag, dragged
from tests.ui.chatting import Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

T = TypeVar("T")


@pytest.fixture
def wire() -> Wire:
    made = Wire("soju.im/FILEHOST=https://127.0.0.1:1/files draft/AUTHTOKEN")
    from desktopchat.client.model import Phase

    made.phase = Phase.WAITING  # nothing is on its way while it is looked at
    return made


def meanwhile(root: tk.Tk, act: Callable[[], T]) -> T:
    """Let the other program do something while this one lives."""
    with ThreadPoolExecutor(1) as other:
        done = other.submit(act)
        wait_until(done.done, 40.0, step=root.update)
        return done.result()


def over(root: tk.Tk, drag: Drag, widget: tk.Misc) -> bool:
    x = widget.winfo_rootx() + widget.winfo_width() // 2
    y = widget.winfo_rooty() + widget.winfo_height() // 2
    return meanwhile(root, lambda: drag.over(x, y))


def addresses(*paths: Path) -> bytes:
    return "\r\n".join(path.as_uri() for path in paths).encode()


def test_what_is_dropped_is_asked_about_and_nothing_goes(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    notes, folder = tmp_path / "notes é {1} $x [y].txt", tmp_path / "folder"
    notes.write_text("four")
    folder.mkdir()
    (folder / "inside").write_text("four")
    page.focus_composer()
    with dragged(addresses(notes, folder)) as drag:
        assert over(root, drag, page.timeline)
        assert page.dropping.words == "Drop here to share in Lab-3"
        assert over(root, drag, page.sidebar)
        assert str(root.focus_get()) == str(page.composer.text)
        assert meanwhile(root, drag.drop)
    wait_until(lambda: page.context.sheets.current, step=root.update)
    shown = page.context.sheets.current
    assert isinstance(shown, SendFiles)
    assert [item.path for item in shown.going] == [notes, folder]
    assert not page.dropping.words
    assert not page.sharing.transfers.items
    assert root.focus_get() is shown.caption.entry
    with dragged(addresses(notes)) as drag:
        assert not over(root, drag, page.timeline)
    shown.close()


def test_what_is_only_dragged_past_leaves_nothing(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    with dragged(addresses(tmp_path)) as drag:
        assert over(root, drag, page.timeline)
        assert page.dropping.words
        meanwhile(root, drag.leave)
        wait_until(lambda: not page.dropping.words, step=root.update)
        assert over(root, drag, page.timeline)
    # It ended without a word; the mouse moves on.
    assert page.dropping.words
    page.dropping._hint.event_generate("<Motion>", x=5, y=5)  # type: ignore[union-attr]
    assert not page.dropping.words
    assert page.context.sheets.current is None


def test_links_and_what_has_gone_are_no_files(root: tk.Tk, page: ChatPage, tmp_path: Path) -> None:
    for data in (b"http://lab.example/picture.png", addresses(tmp_path / "gone")):
        with dragged(data) as drag:
            assert over(root, drag, page.timeline)
            meanwhile(root, drag.drop)
        wait_until(lambda: page.composer.said, step=root.update)
        assert page.composer.said.startswith("Only files and folders of this computer")
        page.composer.say("")
        assert page.context.sheets.current is None


def test_a_chat_without_files_refuses_and_says_so(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    page.session.model.isupport.tokens.clear()
    with dragged(addresses(tmp_path)) as drag:
        assert not over(root, drag, page.timeline)
        assert page.dropping.words == "This chat takes no files"


def test_words_are_not_taken(root: tk.Tk, page: ChatPage) -> None:
    with dragged(b"words", "UTF8_STRING") as drag:
        assert not over(root, drag, page.timeline)
        assert not page.dropping.words


@pytest.mark.parametrize("lack", ["package", "library"])
def test_without_the_library_all_else_goes_on(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch, lack: str
) -> None:
    if lack == "package":
        monkeypatch.setitem(sys.modules, "tkinterdnd2", None)
    else:
        root.tk.eval("proc package {args} {error {no such library}}")
    FileDrop(root, on_enter=lambda: True, on_leave=lambda: None, on_drop=lambda _paths: None)
    assert not root.tk.call("info", "commands", "tkdnd::drop_target")
