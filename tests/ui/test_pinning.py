"""Pins in the window: the sign on a message, the count above, and the sheet that leads there."""

import subprocess
import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import Conversation, Entry
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts import menu
from desktopchat.ui.sheets.pinned import PinnedSheet
from desktopchat.ui.timeline.acts import ScreenPoint
from tests.client.talking import OWN_CAPS
from tests.ui.chatting import OURS, Wire
from tests.ui.test_timeline import shown
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Hear = Callable[..., None]


@pytest.fixture
def wire() -> Wire:
    return Wire(OURS, OWN_CAPS)


@pytest.fixture
def room(page: ChatPage, hear: Hear) -> Conversation:
    hear(":host MODE #Lab-3 +o Ada")
    assert page.active is not None
    return page.active


@pytest.fixture
def entry(room: Conversation, hear: Hear) -> Entry:
    hear("@msgid=m1 :Grace!x@h PRIVMSG #Lab-3 :The kettle is on")
    return room.by_msgid["m1"]


def pinned(page: ChatPage, hear: Hear) -> PinnedSheet:
    hear("@time=2024-05-01T10:00:00.000Z :Linus!x@h PIN #Lab-3 m1")
    page.header.pins.invoke()
    sheet = page.context.sheets.current
    assert isinstance(sheet, PinnedSheet)
    return sheet


def words(item: str, page: ChatPage, entry: Entry) -> Callable[[], object]:
    """What an item of the message's menu does."""
    for one in page.timeline.menu.items(entry.number, "", ScreenPoint(0, 0)):
        if isinstance(one, tuple) and one[0] == item:
            return one[1]
    raise AssertionError(f"there is no {item}")


def test_the_menu_of_a_message_pins_and_unpins_it(
    page: ChatPage, wire: Wire, entry: Entry, hear: Hear
) -> None:
    words("Pin", page, entry)()
    assert wire.session.wire.out[-1].endswith("PIN #Lab-3 m1")
    hear(":Ada!x@h PIN #Lab-3 m1")
    words("Unpin", page, entry)()
    assert wire.session.wire.out[-1].endswith("UNPIN #Lab-3 m1")
    hear(":host MODE #Lab-3 -o Ada")
    offered = menu.labels(page.timeline.menu.items(entry.number, "", ScreenPoint(0, 0)))
    assert not {"Pin", "Unpin"} & set(offered)


def test_a_pinned_message_says_so_and_the_header_counts(
    root: tk.Tk, page: ChatPage, entry: Entry, hear: Hear
) -> None:
    assert not page.header.pins.winfo_ismapped()
    hear(":Linus!x@h PIN #Lab-3 m1")
    assert " · pinned\nThe kettle is on" in shown(page.timeline)
    assert "Linus pinned a message" in shown(page.timeline)
    assert page.header.pins.winfo_ismapped()
    assert page.header.pins.cget("text") == " 1"
    hear(":host UNPIN #Lab-3 m1")
    assert " · pinned" not in shown(page.timeline)
    assert not page.header.pins.winfo_ismapped()


def test_the_sheet_leads_to_a_message(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, entry: Entry, hear: Hear
) -> None:
    hear(*(f"@msgid=x{number} :Linus!x@h PRIVMSG #Lab-3 :word {number}" for number in range(60)))
    sheet = pinned(page, hear)
    (row,) = sheet.list.rows
    assert (row.text, row.detail) == ("Grace", "The kettle is on")
    assert row.tip.startswith("Pinned by Linus, ")
    root.update()
    subprocess.run(["xdotool", "key", "Return"], check=True)
    wait_until(lambda: page.context.sheets.current is None, step=root.update)
    where = page.timeline.text
    assert where.top_of(where.range_of(entry.number)[0]) is not None


def test_a_message_that_is_further_back_is_fetched(
    root: tk.Tk, page: ChatPage, wire: Wire, room: Conversation, hear: Hear
) -> None:
    hear("@msgid=m2 :Linus!x@h PRIVMSG #Lab-3 :now")
    sheet = pinned(page, hear)
    assert wire.session.wire.out[-1].endswith("PINS #Lab-3")
    assert sheet.list.rows[0].text == "An earlier message"
    hear(
        ":host BATCH +p desktopchat/pins #Lab-3",
        "@batch=p :Linus!x@h PIN #Lab-3 m1",
        "@batch=p;msgid=m1 :Grace!x@h PRIVMSG #Lab-3 :The kettle is on",
        ":host BATCH -p",
    )
    assert sheet.list.rows[0].detail == "The kettle is on"
    sheet.list.open_current()
    assert any("CHATHISTORY" in line for line in wire.session.wire.out)


def test_delete_unpins_and_the_sheet_follows(
    root: tk.Tk, page: ChatPage, wire: Wire, entry: Entry, hear: Hear
) -> None:
    sheet = pinned(page, hear)
    root.update()
    subprocess.run(["xdotool", "key", "Delete"], check=True)
    wait_until(
        lambda: wire.session.wire.out[-1].endswith("UNPIN #Lab-3 m1"),
        step=root.update,
    )
    hear(":Ada!x@h UNPIN #Lab-3 m1")
    assert list(sheet.list.rows) == []


def test_who_may_not_unpin_is_not_offered_it(
    root: tk.Tk, page: ChatPage, wire: Wire, entry: Entry, hear: Hear
) -> None:
    hear(":host MODE #Lab-3 -o Ada")
    pinned(page, hear)
    root.update()
    subprocess.run(["xdotool", "key", "Delete", "Return"], check=True)
    wait_until(lambda: page.context.sheets.current is None, step=root.update)
    assert not any("UNPIN" in line for line in wire.session.wire.out)


def test_where_nothing_is_pinned_the_sheet_says_how_that_is_done(
    root: tk.Tk, page: ChatPage, room: Conversation, hear: Hear
) -> None:
    page.context.press("pins")
    sheet = page.context.sheets.current
    assert isinstance(sheet, PinnedSheet)
    assert sheet.hint.startswith("The menu of a message pins it")
    hear(":Linus!x@h PIN #Lab-3 m1")
    assert sheet.hint.startswith("Enter or a click goes there")
    hear(":host UNPIN #Lab-3 m1")
    page.context.sheets.close()
    hear(":host MODE #Lab-3 -o Ada")
    page.context.press("pins")
    sheet = page.context.sheets.current
    assert isinstance(sheet, PinnedSheet)
    assert sheet.hint == ""
