"""Looking at the pictures of a conversation, one after the other, on a page without a host."""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.client.files.transfers import State, Transfers
from desktopchat.client.files.whole_file import Came
from desktopchat.irc.filehost import file_path, with_size
from desktopchat.ui.chat import viewing
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look.moving import Looked, looked_at
from desktopchat.ui.sheets.picture_viewer import PictureViewer
from tests.ui.chatting import Wire
from tests.ui.test_moving import animated
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

CAPS = "message-tags draft/message-redaction echo-message"
FILES = "PREFIX=(ov)@+ soju.im/FILEHOST=http://lab-pc:6697/files draft/AUTHTOKEN"
SIZE = (400, 300)


def token(number: int) -> str:
    return f"{number:022}"


def link(number: int) -> str:
    return with_size(f"http://lab-pc:6697{file_path(token(number), f'Sea {number}.png')}", SIZE)


class Source:
    """Pictures that come when the test says so."""

    last: "Source"

    def __init__(self, *_: object) -> None:
        Source.last = self
        self.wanted: list[str] = []
        self.came: Came[Looked] | None = None

    def want(self, _host: object, token: str) -> None:
        self.wanted.append(token)

    def take(self) -> Came[Looked] | None:
        came, self.came = self.came, None
        return came

    def close(self) -> None:
        self.came = None

    def bring(self, data: bytes = b"") -> None:
        made = looked_at(data, 4096) if data else Looked(Image.new("RGB", SIZE, "red"), SIZE)
        self.came = Came(self.wanted[-1], made)


@pytest.fixture(autouse=True)
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewing, "WholeFile", Source)
    monkeypatch.setattr(Transfers, "go_on", lambda *_: None)


@pytest.fixture
def wire() -> Wire:
    return Wire(FILES, CAPS)


@pytest.fixture
def look(root: tk.Tk, page: ChatPage, hear: Callable[..., None]) -> Callable[[int], PictureViewer]:
    """Opens a picture of three, of which the second is hidden, as a click does."""
    words = (link(1), f"||{link(2)}||", f"{link(3)} see")
    for number, text in enumerate(words, 1):
        hear(f"@msgid=m{number} :Grace!g@host PRIVMSG #Lab-3 :{text}")

    def open_(number: int) -> PictureViewer:
        assert page.active is not None
        page.timeline.on_picture(page.active.by_msgid[f"m{number}"], token(number))
        root.update()
        viewer = page.context.sheets.current
        assert isinstance(viewer, PictureViewer)
        return viewer

    return open_


def shown(root: tk.Tk, viewer: PictureViewer) -> str:
    root.update()
    words = [viewer.canvas.itemcget(item, "text") for item in viewer.canvas.find_all()[1:]]
    return "".join(words)


def test_a_picture_comes_in_its_own_size(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    assert shown(root, viewer) == "Loading…"
    assert not viewer.is_whole
    Source.last.bring()
    page.draw()
    assert shown(root, viewer) == ""
    assert viewer.is_whole
    assert viewer.image_size == SIZE


def test_keys_go_from_one_to_the_next_and_leave_out_what_is_hidden(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    for key in ("<Next>", "<Right>", "<Next>", "<Prior>", "<Left>"):
        viewer.canvas.event_generate(key)
    assert Source.last.wanted == [token(1), token(3), token(1)]


def test_home_and_end_go_to_the_first_and_the_last(
    page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    for key in ("<Home>", "<End>", "<End>", "<Home>"):
        viewer.canvas.event_generate(key)
    assert Source.last.wanted == [token(1), token(3), token(1)]


def test_larger_arrows_move_it_and_nought_shows_all_again(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    Source.last.bring()
    page.draw()
    root.update()
    for _ in range(12):
        viewer.canvas.event_generate("<plus>")
    root.update()
    assert viewer.image_size == (viewer.canvas.winfo_width(), viewer.canvas.winfo_height())
    viewer.canvas.event_generate("<Right>")
    assert Source.last.wanted == [token(1)]
    viewer.canvas.event_generate("<Key-0>")
    root.update()
    assert viewer.image_size == SIZE


def test_what_was_hidden_is_looked_at_when_asked_for(
    page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    look(2)
    assert Source.last.wanted == [token(2)]


def test_a_picture_that_is_deleted_is_looked_at_no_longer(
    page: ChatPage, look: Callable[[int], PictureViewer], hear: Callable[..., None]
) -> None:
    look(1)
    hear(":Grace!g@host REDACT #Lab-3 m3")
    assert page.context.sheets.current is not None
    hear(":Grace!g@host REDACT #Lab-3 m1")
    assert page.context.sheets.current is None


def test_a_click_beside_it_and_escape_lead_back(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    Source.last.bring()
    page.draw()
    root.update()
    for x, y in ((viewer.canvas.winfo_width() // 2, viewer.canvas.winfo_height() // 2), (2, 2)):
        assert page.context.sheets.current is viewer
        viewer.canvas.event_generate("<ButtonPress-1>", x=x, y=y)
        viewer.canvas.event_generate("<ButtonRelease-1>", x=x, y=y)
        root.update()
    assert page.context.sheets.current is None
    look(3).canvas.event_generate("<Escape>")
    assert page.context.sheets.current is None


def test_why_there_is_none_is_said_in_its_place(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    Source.last.came = Came(token(1), None, "It is no picture.")
    page.draw()
    assert shown(root, viewer) == "It is no picture."


def test_a_copy_is_a_png_for_other_programs(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    Source.last.bring()
    page.draw()
    viewer.canvas.event_generate("<Control-c>")
    offered = root.selection_get(selection="CLIPBOARD", type="TARGETS")
    assert "image/png" in offered


def colour(viewer: PictureViewer) -> tuple[int, ...]:
    """What is seen in the middle of the picture."""
    image = viewer.canvas.itemcget(viewer.canvas.find_all()[0], "image")
    seen: tuple[int, ...] = viewer.tk.call(image, "get", SIZE[0] // 2, SIZE[1] // 2)
    return seen


def test_one_that_moves_plays_until_it_is_clicked_on_and_goes_on_by_another_click(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    Source.last.bring(animated(3, size=SIZE, duration=40))
    page.draw()
    assert viewer.moves
    seen: set[tuple[int, ...]] = set()

    def saw(count: int) -> bool:
        root.update()
        seen.add(colour(viewer))
        return len(seen) >= count

    wait_until(lambda: saw(3))
    middle = {"x": viewer.canvas.winfo_width() // 2, "y": viewer.canvas.winfo_height() // 2}
    for number, moves in enumerate((False, True)):
        time = 10_000 * number  # else it would be a double click
        viewer.canvas.event_generate("<ButtonPress-1>", time=time, **middle)
        viewer.canvas.event_generate("<ButtonRelease-1>", **middle)
        assert viewer.moves is moves
    viewer.canvas.event_generate("<Next>")
    assert not viewer.moves


def test_where_movement_is_unwanted_one_that_moves_does_so_once_it_is_clicked_on(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    page.context.theme.movement.choose("less")
    viewer = look(1)
    Source.last.bring(animated(3, size=SIZE, duration=40))
    page.draw()
    assert not viewer.moves
    root.update()
    viewer.canvas.event_generate("<space>")
    assert viewer.moves


def test_nothing_moves_after_it_was_closed(
    root: tk.Tk, page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    Source.last.bring(animated(3, size=SIZE, duration=40))
    page.draw()
    assert viewer.moves
    viewer.close()
    assert not viewer.moves


def test_saving_leaves_it_open_and_says_where_the_file_is(
    page: ChatPage, look: Callable[[int], PictureViewer], tmp_path: Path
) -> None:
    viewer = look(1)
    viewer.canvas.event_generate("<Control-s>")
    viewer.canvas.event_generate("<Control-s>")
    (saving,) = page.sharing.transfers.items
    assert page.context.sheets.current is viewer
    assert viewer.told.startswith("Saving")
    saving.path, saving.state = tmp_path / "Sea 1.png", State.DONE
    page.draw()
    assert viewer.told == f"Saved as {saving.path}"
    viewer.canvas.event_generate("<Next>")
    assert viewer.told == ""
    viewer.canvas.event_generate("<Prior>")
    page.draw()
    assert viewer.told == f"Saved as {saving.path}"


def test_what_could_not_be_saved_says_why_and_may_be_tried_again(
    page: ChatPage, look: Callable[[int], PictureViewer]
) -> None:
    viewer = look(1)
    viewer.canvas.event_generate("<Control-s>")
    (saving,) = page.sharing.transfers.items
    saving.state, saving.why = State.FAILED, "The disk is full."
    page.draw()
    assert viewer.told == "The disk is full."
    viewer.canvas.event_generate("<Control-s>")
    assert saving.state is State.WAITING
    assert page.sharing.transfers.items == [saving]
