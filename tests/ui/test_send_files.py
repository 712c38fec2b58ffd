"""What was pasted is shown before anything of it goes."""

import tkinter as tk
from pathlib import Path

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look import bidi
from desktopchat.ui.sheets.send_files import SendFiles
from tests.clipboard import held
from tests.ui.chatting import Wire
from tests.ui.test_clipboard import picture
from tests.waiting import texts, wait_until

pytestmark = pytest.mark.gui


@pytest.fixture
def wire() -> Wire:
    made = Wire("soju.im/FILEHOST=https://127.0.0.1:1/files draft/AUTHTOKEN")
    from desktopchat.client.model import Phase

    made.phase = Phase.WAITING  # nothing is on its way while it is looked at
    return made


def sheet(root: tk.Tk, page: ChatPage) -> SendFiles:
    page.focus_composer()
    page.composer.text.event_generate("<<Paste>>")
    current = lambda: page.context.sheets.current  # noqa: E731
    wait_until(lambda: isinstance(current(), SendFiles), 20.0, lambda: texts(root), root.update)
    found = current()
    assert isinstance(found, SendFiles)
    return found


def test_a_picture_is_sent_with_its_words_and_deleted_afterwards(
    root: tk.Tk, page: ChatPage
) -> None:
    data = picture()
    with held(data, "image/png"):
        shown = sheet(root, page)
    assert "40 × 20 pixels" in texts(shown)
    assert not page.sharing.transfers.items
    shown.caption.text = "  Look:  this "
    shown.button.invoke()
    (going,) = page.sharing.transfers.items
    assert (going.words, going.path.read_bytes()) == ("Look: this", data)
    assert page.context.sheets.current is None
    page.sharing.bar.show([going])  # type: ignore[union-attr]
    page.sharing._forget(going)
    assert not going.path.parent.exists()


@pytest.mark.parametrize("keys", [["<Escape>"], ["<Return>"], ["<space>"], ["<Tab>", "<Return>"]])
def test_no_single_key_sends(root: tk.Tk, page: ChatPage, keys: list[str]) -> None:
    with held(picture(), "image/png"):
        shown = sheet(root, page)
    for key in keys:
        widget = shown.focus_get() if shown.winfo_exists() else root
        (widget or root).event_generate(key)
        root.update()
    assert not page.sharing.transfers.items
    page.context.sheets.close()


def test_enter_goes_to_send_and_sends_once_there_are_words(root: tk.Tk, page: ChatPage) -> None:
    with held(picture(), "image/png"):
        shown = sheet(root, page)
    shown.caption.entry.event_generate("<Return>")
    root.update()
    assert shown.focus_get() is shown.button
    shown.caption.text = "words"
    shown.caption.entry.focus_set()
    shown.caption.entry.event_generate("<Return>")
    root.update()
    assert [one.words for one in page.sharing.transfers.items] == ["words"]
    page.sharing.close()


def test_copied_files_are_listed_and_folders_stay_here(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    files = [tmp_path / f"{number}.txt" for number in range(8)]
    for file in files:
        file.write_text("four")
    addresses = "\r\n".join(path.as_uri() for path in [folder, *files])
    with held(addresses.encode(), "text/uri-list"):
        shown = sheet(root, page)
    said = texts(shown)
    assert "Send these 8 files?" in said
    assert "0.txt" in said
    assert "4 B" in said
    assert "and 3 more" in said
    shown.caption.text = "all of them"
    shown.button.invoke()
    assert [(one.path, one.words) for one in page.sharing.transfers.items] == [
        (file, "all of them" if number == 0 else "") for number, file in enumerate(files)
    ]
    page.sharing.close()
    assert files[0].exists()


def test_a_name_is_read_from_its_own_side_and_cut_before_its_end(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    files = [tmp_path / "שלום.txt", tmp_path / f"{'a rather long name ' * 9}.bin"]
    for file in files:
        file.write_text("four")
    with held("\r\n".join(path.as_uri() for path in files).encode(), "text/uri-list"):
        shown = sheet(root, page)
    wait_until(lambda: "…" in texts(shown), step=root.update)
    said = texts(shown)
    assert bidi.visual("שלום.txt", 0) in said
    assert "long name .bin" in said
    shown.close()


def test_a_chat_without_files_says_so(root: tk.Tk, page: ChatPage) -> None:
    page.session.model.isupport.tokens.clear()
    with held(picture(), "image/png"):
        page.composer.text.event_generate("<<Paste>>")
        wait_until(lambda: page.composer.said, 20.0, step=root.update)
    assert page.composer.said == "This chat takes no files."


def test_a_long_text_goes_as_a_file(root: tk.Tk, page: ChatPage) -> None:
    assert page.sharing.send_text("long\nwords") == ""
    (going,) = page.sharing.transfers.items
    assert going.name.startswith("Pasted text")
    assert going.path.read_bytes() == b"long\nwords"
    page.sharing.close()
    assert not going.path.exists()
