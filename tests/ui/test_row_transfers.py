"""Files on their way, told of in the rows of their messages."""

import subprocess
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk

import pytest

from desktopchat.client.files.transfers import State, Transfer, Transfers
from desktopchat.client.model import EntryKind
from desktopchat.irc.filehost import file_path
from desktopchat.ui.chat import pending_shares
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.outgoing import Choices, Outgoing
from desktopchat.ui.timeline import row_transfers
from tests.ui.chatting import Wire
from tests.ui.test_transfer_bar import button
from tests.waiting import texts, wait_until

pytestmark = pytest.mark.gui

FILES = "PREFIX=(ov)@+ soju.im/FILEHOST=http://lab-pc:6697/files draft/AUTHTOKEN"
LINK = f"http://lab-pc:6697{file_path('a' * 22, 'plan.pdf')}#10000000B"


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    monkeypatch.setattr(Transfers, "go_on", lambda *_: None)
    monkeypatch.setattr(row_transfers, "EVERY", 0.0)
    monkeypatch.setattr(pending_shares, "APPEARS", -1.0)
    return Wire(FILES, "message-tags draft/message-redaction")


@pytest.fixture
def fetched(root: tk.Tk, page: ChatPage, hear: Callable[..., None]) -> Transfer:
    """A file that is fetched by a click on its link."""
    hear(f"@msgid=m1 :Grace!g@host PRIVMSG #Lab-3 :The plan: {LINK}")
    page.timeline.on_link(LINK)
    (one,) = page.sharing.transfers.items
    one.state, one.size, one.there = State.GOING, 10_000_000, 2_000_000
    draw(root, page)
    return one


def draw(root: tk.Tk, page: ChatPage) -> None:
    """A turn of the window's loop."""
    page.handle(page.session.model.take_events())
    page.draw()
    root.update()


def in_row(page: ChatPage) -> str:
    """What the bars in the rows say."""
    return " ".join(texts(page.timeline.text.nametowidget(name)) for name in bars(page))


def bars(page: ChatPage) -> list[str]:
    text = page.timeline.text
    return [str(text.window_cget(name, "window")) for name in text.window_names()]


def above_field(page: ChatPage) -> bool:
    assert page.sharing.bar is not None
    return bool(page.sharing.bar.winfo_ismapped())


def test_how_far_a_file_is_stands_below_its_message_and_changes_in_place(
    root: tk.Tk, page: ChatPage, fetched: Transfer
) -> None:
    assert "2.0 MB of 10.0 MB" in in_row(page)
    assert not above_field(page)
    before = bars(page)
    fetched.there = 5_000_000
    draw(root, page)
    assert "5.0 MB of 10.0 MB" in in_row(page)
    assert bars(page) == before


def test_it_is_paused_goes_on_and_is_cancelled_there(
    root: tk.Tk, page: ChatPage, fetched: Transfer
) -> None:
    text = page.timeline.text
    button(text, "Pause").invoke()
    assert fetched.state is State.PAUSED
    draw(root, page)
    button(text, "Go on").invoke()
    assert fetched.state is State.WAITING
    draw(root, page)
    cancel = button(text, "Cancel")
    cancel.focus_force()
    root.update()
    cancel.invoke()
    root.update()
    assert not page.sharing.transfers.items
    assert bars(page) == []
    assert root.focus_get() is page.composer.text


def test_what_failed_is_tried_again_there(root: tk.Tk, page: ChatPage, fetched: Transfer) -> None:
    fetched.state, fetched.why = State.FAILED, "The disk is full."
    draw(root, page)
    assert "The disk is full." in in_row(page)
    button(page.timeline.text, "Try again").invoke()
    assert fetched.state is State.WAITING


def test_what_is_saved_says_so_there_and_then_no_more(
    root: tk.Tk, page: ChatPage, fetched: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched.state, fetched.path = State.DONE, Path("/tmp/plan.pdf")
    draw(root, page)
    assert "saved" in in_row(page)
    monkeypatch.setattr("desktopchat.ui.chat.sharing.SHOWN_FOR", -1.0)
    draw(root, page)
    assert bars(page) == []


def test_no_letter_is_lost_when_it_goes_from_beneath_the_pointer(
    root: tk.Tk, page: ChatPage, fetched: Transfer
) -> None:
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    pause = button(page.timeline.text, "Pause")
    at = str(pause.winfo_rootx() + 5), str(pause.winfo_rooty() + 5)
    subprocess.run(["xdotool", "mousemove", *at], check=True)
    root.update()
    subprocess.run(["xdotool", "key", "a"], check=True)
    button(page.timeline.text, "Cancel").invoke()
    assert bars(page) == []
    wait_until(lambda: not pause.winfo_exists(), step=root.update)
    assert page.composer.content == "a"


def test_where_its_message_is_not_shown_it_is_told_above_the_field(
    root: tk.Tk, page: ChatPage, fetched: Transfer, hear: Callable[..., None]
) -> None:
    hear(":Grace!g@host REDACT #Lab-3 m1")
    draw(root, page)
    assert bars(page) == []
    assert above_field(page)


def test_the_view_stays_at_the_end_when_a_bar_comes(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(*(f":Grace!g@host PRIVMSG #Lab-3 :{number}" for number in range(60)))
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{LINK}")
    page.timeline.on_link(LINK)
    draw(root, page)
    root.update()
    (bar,) = (page.timeline.text.nametowidget(name) for name in bars(page))
    assert isinstance(bar, ttk.Frame)
    text = page.timeline.text
    assert bar.winfo_y() + bar.winfo_height() <= text.winfo_height()


def test_the_words_of_a_row_are_copied_without_its_bar(page: ChatPage, fetched: Transfer) -> None:
    assert "left" not in page.timeline.all_text()
    assert "MB of" not in page.timeline.text.plain("1.0", "end")


@pytest.fixture
def sent(root: tk.Tk, page: ChatPage, tmp_path: Path) -> list[Transfer]:
    """Two files that are sent with some words."""
    files = [tmp_path / name for name in ("plan.pdf", "sums.xls")]
    for file in files:
        file.write_bytes(b"x" * 1000)
    assert page.active is not None
    page.sharing._send(page.active, "Look", [Outgoing(file) for file in files], Choices())
    page.sharing.transfers.items[0].state = State.GOING
    draw(root, page)
    draw(root, page)
    return list(page.sharing.transfers.items)


def said(page: ChatPage) -> list[str]:
    assert page.active is not None
    spoken = EntryKind.MESSAGE
    return [one.text for one in page.active.entries if one.own and one.kind is spoken]


def whole(one: Transfer, number: int) -> None:
    one.state, one.link = State.DONE, file_path(str(number) * 22, one.name)


def test_what_is_sent_stands_at_the_end_with_its_words_and_how_far_it_is(
    root: tk.Tk, page: ChatPage, sent: list[Transfer]
) -> None:
    assert said(page) == ["Look"]
    assert "Look" in page.timeline.text.get("1.0", "end")
    assert "sending" not in page.timeline.text.get("1.0", "end")
    for name in ("plan.pdf", "sums.xls"):
        assert name in in_row(page)
    assert not above_field(page)


def test_it_becomes_its_messages_one_by_one(
    root: tk.Tk, page: ChatPage, sent: list[Transfer]
) -> None:
    whole(sent[0], 1)
    for _ in range(3):
        draw(root, page)
    words = [text.partition(" ")[0] for text in said(page)]
    assert sorted(words) == ["", "Look"]
    assert "plan.pdf" not in in_row(page)
    assert "sums.xls" in in_row(page)
    whole(sent[1], 2)
    for _ in range(3):
        draw(root, page)
    first, second = said(page)
    assert first.startswith("Look http")
    assert second.startswith("http")
    assert bars(page) == []


def test_what_is_not_wanted_any_more_goes_from_there(
    root: tk.Tk, page: ChatPage, sent: list[Transfer]
) -> None:
    button(page.timeline.text, "Cancel").invoke()
    draw(root, page)
    assert "plan.pdf" not in in_row(page)
    button(page.timeline.text, "Cancel").invoke()
    draw(root, page)
    assert said(page) == []
    assert bars(page) == []


def test_nobody_answers_changes_or_deletes_what_is_still_sent(
    page: ChatPage, sent: list[Transfer]
) -> None:
    assert page.active is not None
    pending = page.active.entries[-1]
    assert not [*page.timeline.acts.can(pending)]
