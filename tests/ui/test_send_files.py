"""What was pasted or chosen is shown before anything of it goes."""

import tkinter as tk
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.client.files.sizes import size_words
from desktopchat.ui.chat.doing import ReplyOrEdit
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look import bidi
from desktopchat.ui.parts.outgoing import Choices
from desktopchat.ui.sheets.send_files import SendFiles
from tests.clipboard import held
from tests.ui.chatting import Wire
from tests.ui.test_clipboard import bomb, picture
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


def current(page: ChatPage) -> SendFiles:
    found = page.context.sheets.current
    assert isinstance(found, SendFiles)
    return found


def says(shown: SendFiles, *words: str) -> None:
    """Wait until the sheet says these."""
    for one in words:
        wait_until(lambda one=one: one in texts(shown), 20.0, lambda: texts(shown), shown.update)


def test_a_picture_is_sent_with_its_words_and_deleted_afterwards(
    root: tk.Tk, page: ChatPage
) -> None:
    data = picture()
    with held(data, "image/png"):
        shown = sheet(root, page)
    says(shown, "40 × 20 pixels")
    assert not page.sharing.transfers.items
    shown.caption.text = "  Look:  this "
    shown.button.invoke()
    (going,) = page.sharing.transfers.items
    (share,) = page.sharing._shares
    assert (share.words, share.files, going.path.read_bytes()) == ("Look: this", [going], data)
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
    assert [one.words for one in page.sharing._shares] == ["words"]
    page.sharing.close()


def test_what_is_typed_beside_the_field_is_said_with_it(root: tk.Tk, page: ChatPage) -> None:
    with held(picture(), "image/png"):
        shown = sheet(root, page)
    shown.caption.entry.event_generate("<Return>")
    root.update()
    for key in ("t", "w", "o", "space", "c"):
        widget = shown.focus_get()
        assert widget is not None
        widget.event_generate(f"<Key-{key}>")
        root.update()
    assert shown.caption.text == "two c"
    assert not page.sharing.transfers.items
    page.context.sheets.close()


def test_copied_files_and_folders_are_listed_and_go(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside.txt").write_text("four")
    files = [tmp_path / f"{number}.txt" for number in range(30)]
    for file in files:
        file.write_text("four")
    addresses = "\r\n".join(path.as_uri() for path in [folder, *files])
    with held(addresses.encode(), "text/uri-list"):
        shown = sheet(root, page)
    says(shown, "Send these 31 things?", "0.txt", "4 B", "and 7 more, 28 B", "124 B")
    says(shown, "folder.zip", "A folder with 1 file, 4 B. It goes as one ZIP file.")
    shown.caption.text = "all of them"
    shown.button.invoke()
    (share,) = page.sharing._shares
    assert share.words == "all of them"
    assert [one.name for one in share.files] == ["folder.zip", *(file.name for file in files)]
    assert share.files == page.sharing.transfers.items
    page.sharing.close()
    assert files[0].exists()


@pytest.mark.parametrize(("draft", "kept"), [("", "words"), ("a draft", "a draft\nwords")])
def test_words_of_a_sheet_that_is_left_stay_in_the_composer(
    root: tk.Tk, page: ChatPage, tmp_path: Path, draft: str, kept: str
) -> None:
    (tmp_path / "one.txt").write_text("four")
    page.composer.insert(draft)
    page.sharing.ask([tmp_path / "one.txt"])
    shown = current(page)
    shown.caption.text = "words"
    shown.caption.entry.focus_force()
    root.update()
    shown.caption.entry.event_generate("<Escape>")
    root.update()
    assert page.context.sheets.current is None
    assert page.composer.content == kept
    page.sharing.ask([tmp_path / "one.txt"])
    current(page).caption.text = "more"
    current(page).button.invoke()
    assert page.composer.content == kept
    page.sharing.close()


def test_words_of_a_sheet_that_is_left_are_not_put_into_an_edit(
    page: ChatPage, wire: Wire, tmp_path: Path
) -> None:
    page.handle(wire.hear(":Ada!a@h PRIVMSG #Lab-3 :said before"))
    (tmp_path / "one.txt").write_text("four")
    assert page.active is not None
    entry = page.active.entries[-1]
    page.composer.do(ReplyOrEdit(entry, edits=True, about="said before", said=entry.text))
    page.sharing.ask([tmp_path / "one.txt"])
    current(page).caption.text = "words"
    current(page).close()
    assert page.composer.content == "said before"
    page.composer.cancel()
    assert page.composer.content == "words"


def test_what_is_taken_out_does_not_go(root: tk.Tk, page: ChatPage, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("four")
    page.sharing.ask([tmp_path / "one.txt", tmp_path / "two.txt"])
    shown = current(page)
    says(shown, "Send these 2 files?", "8 B")
    shown._rows[0].out.invoke()
    says(shown, "Send this file?", "two.txt")
    assert "one.txt" not in texts(shown)
    shown.button.invoke()
    assert [one.name for one in page.sharing.transfers.items] == ["two.txt"]
    page.sharing.ask([tmp_path / "one.txt"])
    shown = current(page)
    shown._rows[0].item.look = None
    shown._take_out(shown._rows[0].item)
    assert page.context.sheets.current is None
    page.sharing.close()


def test_a_great_many_are_to_go_in_a_folder(root: tk.Tk, page: ChatPage, tmp_path: Path) -> None:
    page.sharing.ask([tmp_path / f"{number}" for number in range(101)])
    assert page.composer.said.startswith("These are 101 files. Put them into a folder")
    assert page.context.sheets.current is None


def test_what_cannot_go_is_said_and_left_out(root: tk.Tk, page: ChatPage, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("four")
    page.sharing.ask([good, tmp_path / "gone.txt", tmp_path])
    shown = current(page)
    says(shown, "It can't be read: No such file or directory.", "8 B, without 1 that can't")
    shown._preparing.most = 3
    shown._changed()
    says(shown, "It is too large: files here may have 3 B at most.", "Files up to 3 B each")
    assert not shown.going
    shown.button.invoke()
    shown._send()
    assert not page.sharing.transfers.items
    shown.close()


def test_a_broken_picture_and_a_bomb_have_a_plain_card(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    paths = []
    for name, data in {"broken.png": picture()[:40], "bomb.png": bomb(), "none.jpg": b""}.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    page.sharing.ask(paths)
    shown = current(page)
    says(shown, f"{len(bomb())} B", "0 B")
    assert all(row._image is None for row in shown._rows)
    assert len(shown.going) == 3
    shown.close()


def test_photos_go_smaller_and_without_their_place_where_that_is_wanted(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x010F] = "CameraCo"
    Image.radial_gradient("L").resize((3000, 1000)).save(path, "JPEG", exif=exif, quality=98)
    before = path.read_bytes()
    page.sharing.ask([path])
    shown = current(page)
    says(shown, "3000 × 1000 pixels")
    assert shown._removes_box.winfo_manager()
    shown._smaller_box.invoke()
    wait_until(lambda: shown.going[0].made(shown.choices), step=root.update)
    shown._show()
    says(shown, f"smaller: {size_words(shown.going[0].size(shown.choices))}")
    (item,) = shown.going
    for smaller, keeps, size, camera in (
        (False, False, (3000, 1000), None),
        (False, True, (3000, 1000), "CameraCo"),
        (True, False, (2048, 683), None),
        (True, True, (2048, 683), "CameraCo"),
    ):
        made = item.make(Choices(smaller, keeps))
        with Image.open(made) as opened:
            assert (opened.size, opened.getexif().get(0x010F)) == (size, camera)
        assert (made == path) is (keeps and not smaller)
    assert path.read_bytes() == before
    shown.button.invoke()
    (going,) = page.sharing.transfers.items
    page.sharing._forget(going)
    assert not made.parent.exists()
    assert path.read_bytes() == before


def test_what_there_is_to_choose_is_in_sight_beside_many_photos(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraCo"
    paths = [tmp_path / f"{number}.jpg" for number in range(20)]
    for path in paths:
        Image.new("L", (3000, 1000)).save(path, "JPEG", exif=exif)
    page.sharing.ask(paths)
    shown = current(page)
    says(shown, "Send these 20 pictures?")
    wait_until(shown._removes_box.winfo_ismapped, 20.0, step=shown.update)
    shown.update()
    foot = shown.winfo_rooty() + shown.winfo_height()
    for box in (shown._smaller_box, shown._removes_box):
        assert box.winfo_viewable()
        assert box.winfo_rooty() + box.winfo_height() < foot
        assert box.winfo_rooty() >= shown.scrolled.winfo_rooty() + shown.scrolled.winfo_height()


def test_nothing_made_is_left_when_the_sheet_is_left(
    root: tk.Tk, page: ChatPage, tmp_path: Path
) -> None:
    path = tmp_path / "photo.png"
    Image.effect_noise((2200, 300), 60).save(path)
    page.sharing.ask([path])
    shown = current(page)
    says(shown, "2200 × 300 pixels")
    shown._smaller_box.invoke()
    made = shown.going[0].make(shown.choices)
    assert made.exists()
    shown.caption.entry.event_generate("<Escape>")
    root.update()
    wait_until(lambda: not made.parent.exists(), step=root.update)
    assert page.context.sheets.current is None
    assert not page.sharing.transfers.items


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
