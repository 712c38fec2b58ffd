"""The picture beside my name: chosen, cut, sent, and shown where others see it."""

import io
import tkinter as tk
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.client.files.pictures import Shown, Wanted
from desktopchat.irc import caps
from desktopchat.ui.chat import faces
from desktopchat.ui.chat.faces import FaceMaker
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.sheets.face import ACROSS, FaceSheet
from tests.ui.chatting import Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

TOKEN = "abcdefghijklmnopqrstuv"
LINK = f"http://lab-pc:6697/files/{TOKEN}/me.jpg"


def halves() -> Image.Image:
    """Red at the left, blue at the right."""
    made = Image.new("RGB", (400, 200), "blue")
    made.paste("red", (0, 0, 200, 200))
    return made


@pytest.fixture
def wire() -> Wire:
    return Wire("PREFIX=(ov)@+ soju.im/FILEHOST=http://lab-pc:6697/files", caps.METADATA_2)


class Source:
    """Pictures that come at once."""

    def __init__(self, *_: object) -> None:
        self.came: list[Shown] = []

    def size(self, _token: str) -> None:
        return None

    def go_on(self, _host: object) -> None:
        pass

    def want(self, wanted: list[Wanted]) -> None:
        file = io.BytesIO()
        halves().save(file, "PNG")
        copy, size = FaceMaker().small(file.getvalue())
        self.came = [Shown(one, size, FaceMaker().shown(copy, size, one)) for one in wanted]

    def take(self, _most: int) -> list[Shown]:
        came, self.came = self.came, []
        return came


def test_a_face_is_seen_at_messages_and_in_the_lists(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "Pictures", Source)
    hear(":Grace!g@host PRIVMSG #Lab-3 :hello", f":host METADATA Grace avatar * :{LINK}")

    def all_shown() -> bool:
        page.draw()
        root.update()
        listed = any(row.face for row in page.people.list.rows)
        return listed and not list(page.context.avatars.faces_wanted)

    wait_until(all_shown, 20)
    image = page.context.avatars.image("Grace", "Grace", page.context.theme.px(36), "page")
    assert image.get(4, 18)[0] > 200  # red
    assert image.get(32, 18)[2] > 200  # blue
    gutter = page.timeline.gutter
    shown = {gutter.itemcget(item, "image") for item in gutter.find_all()}
    assert str(image) in shown
    hear(":host METADATA Grace avatar *")
    other = page.context.avatars.image("Grace", "Grace", page.context.theme.px(36), "page")
    assert other is not image


def test_with_pictures_off_there_are_letters_only(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(f":host METADATA Grace avatar * :{LINK}")
    page.context.settings.pictures = False  # type: ignore[misc]
    assert page.context.avatars.face_of("Grace") == ""


@pytest.fixture
def sheet(root: tk.Tk, page: ChatPage) -> Iterator[tuple[FaceSheet, list[bytes]]]:
    used: list[bytes] = []

    def use(jpeg: bytes) -> str:
        used.append(jpeg)
        return ""

    theme = page.context.theme
    made = FaceSheet(root, theme, Avatars(theme), ("Ada", "Ada"), on_use=use, on_remove=None)
    root.update()
    yield made, used
    made.close()


def test_the_part_that_was_chosen_is_sent_as_a_small_square(
    root: tk.Tk, sheet: tuple[FaceSheet, list[bytes]], tmp_path: Path
) -> None:
    made, used = sheet
    made.use.invoke()
    assert used == []  # nothing was chosen yet
    halves().save(tmp_path / "me.png")
    made.take(tmp_path / "me.png")
    wait_until(made.has_unsaved, step=root.update)
    for _ in range(20):
        made.canvas.event_generate("<Right>")
    made.use.invoke()
    with Image.open(io.BytesIO(used[0])) as cut:
        assert cut.size == (ACROSS, ACROSS)
        assert not cut.getexif()
        assert cut.getpixel((4, 128))[2] > 200  # type: ignore[index]


def test_what_is_no_picture_is_said(
    root: tk.Tk, sheet: tuple[FaceSheet, list[bytes]], tmp_path: Path
) -> None:
    made, used = sheet
    (tmp_path / "me.png").write_bytes(b"no picture")
    for name, words in (("me.png", "no picture"), ("none.png", "can't be read")):
        made.take(tmp_path / name)
        wait_until(lambda words=words: words in made.words, step=root.update)
    made.use.invoke()
    assert used == []
