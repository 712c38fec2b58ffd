"""All that was shared in a conversation, in one sheet."""

import subprocess
import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import Conversation, Entry, EntryKind
from desktopchat.client.model.clock import utc_now
from desktopchat.client.model.search_terms import read
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.chat.shared import things_in, things_wanted
from desktopchat.ui.sheets.shared import SharedKind, SharedSheet
from tests.ui.chatting import Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Hear = Callable[..., None]
FILES = "https://10.0.0.5:6697/files/"
PICTURE = f"{FILES}{'p' * 22}/Sea%20at%20dawn.png#640x480"
REPORT = f"{FILES}{'r' * 22}/Report.pdf"
PAGE = "https://example.test/tea"
SAID = (
    f"n1 2024-05-01 Grace {PICTURE}",
    f"n2 2024-05-02 Linus the figures: {REPORT} from {PAGE}",
    "n3 2024-05-02 Grace no link at all",
    f"n4 2024-05-03 Linus ||{FILES}{'h' * 22}/Hidden.png|| and {PAGE}/cup",
)


@pytest.fixture
def wire() -> Wire:
    return Wire(caps="batch message-tags server-time desktopchat/search")


@pytest.fixture
def room(page: ChatPage, hear: Hear) -> Conversation:
    for row in SAID:
        msgid, day, nick, text = row.split(" ", 3)
        hear(f"@msgid={msgid};time={day}T10:00:00.000Z :{nick}!x@h PRIVMSG #Lab-3 :{text}")
    assert page.active is not None
    return page.active


@pytest.fixture
def sheet(root: tk.Tk, page: ChatPage, room: Conversation) -> SharedSheet:
    page.header.shared.invoke()
    root.update()
    sheet = page.context.sheets.current
    assert isinstance(sheet, SharedSheet)
    return sheet


def names(sheet: SharedSheet) -> list[str]:
    return [row.text for row in sheet.found.list.rows if not row.heading]


def entry(text: str) -> Entry:
    return Entry(1, EntryKind.MESSAGE, utc_now(), "Bo", text)


def test_what_a_message_shares_is_told_apart() -> None:
    said = entry(f"{PICTURE} {REPORT} {PAGE} {PAGE} `{PAGE}/code`")
    told = {kind: [one.name for one in things_in(said, kind)] for kind in SharedKind}
    assert told == {
        SharedKind.ALL: ["Sea at dawn.png", "Report.pdf", "example.test/tea"],
        SharedKind.PICTURES: ["Sea at dawn.png"],
        SharedKind.FILES: ["Report.pdf"],
        SharedKind.LINKS: ["example.test/tea"],
    }


def test_of_the_files_of_one_message_those_are_listed_whose_names_are_looked_for() -> None:
    said = entry(f"the figures {PICTURE} {REPORT}")

    def found(typed: str) -> list[str]:
        return [one.name for one in things_wanted(said, SharedKind.ALL, read(typed))]

    assert found("") == found("figures") == ["Sea at dawn.png", "Report.pdf"]
    assert found("dawn") == found("fig sea") == ["Sea at dawn.png"]
    assert found("rep") == ["Report.pdf"]
    assert found("figured") == ["Sea at dawn.png", "Report.pdf"]  # a host knows endings of words


def test_all_is_listed_under_its_day_the_newest_first(sheet: SharedSheet) -> None:
    links = ["example.test/tea/cup", "Report.pdf", "example.test/tea", "Sea at dawn.png"]
    assert names(sheet) == links
    days = [row.text for row in sheet.found.list.rows if row.heading]
    assert days == ["Friday 3 May 2024", "Thursday 2 May 2024", "Wednesday 1 May 2024"]
    report = next(row for row in sheet.found.list.rows if row.text == "Report.pdf")
    assert report.detail.startswith("Linus · the figures:")


def test_one_kind_alone_and_what_is_typed_narrow_it(root: tk.Tk, sheet: SharedSheet) -> None:
    sheet.kinds[SharedKind.PICTURES].invoke()
    assert names(sheet) == ["Sea at dawn.png"]
    sheet.kinds[SharedKind.FILES].invoke()
    assert names(sheet) == ["Report.pdf"]
    sheet.kinds[SharedKind.LINKS].invoke()
    assert names(sheet) == ["example.test/tea/cup", "example.test/tea"]
    sheet.kinds[SharedKind.ALL].invoke()
    sheet.entry.insert(0, "from:grace")
    wait_until(lambda: names(sheet) == ["Sea at dawn.png"], step=root.update)
    sheet.entry.delete(0, "end")
    sheet.entry.insert(0, "figures before:2024-05-01")
    wait_until(lambda: names(sheet) == [], step=root.update)
    sheet.entry.delete(0, "end")
    sheet.entry.insert(0, "on:someday")
    wait_until(lambda: sheet.found.said.startswith("“someday” is no day"), step=root.update)


def test_the_host_is_asked_for_what_is_not_here(
    root: tk.Tk, wire: Wire, sheet: SharedSheet, hear: Hear
) -> None:
    assert sheet.found.reach == "Still asking the host…"
    asked = [line for line in wire.session.wire.out if "SEARCH" in line]
    assert asked == ["SEARCH #Lab-3 200 http"]
    old = f"{FILES}{'o' * 22}/Old.zip"
    hear(
        ":host BATCH +s desktopchat/search #Lab-3",
        f"@batch=s;msgid=n0;time=2024-04-01T10:00:00.000Z :Bo!x@h PRIVMSG #Lab-3 :{old}",
        ":host BATCH -s",
    )
    assert names(sheet)[-1] == "Old.zip"
    assert sheet.found.reach == "Searched everything."


def test_it_says_that_the_host_is_away(root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear) -> None:
    page.handle(wire.session.disconnected())
    page.context.press("shared")
    sheet = page.context.sheets.current
    assert isinstance(sheet, SharedSheet)
    assert sheet.found.reach == "The host is away: only what is kept here was searched."
    assert sheet.found.said == "Nothing was shared here yet. Ctrl+O shares files."
    sheet.choose(SharedKind.PICTURES)
    assert sheet.found.said.startswith("Nothing was shared here that fits.")


def test_shift_enter_shows_it_in_the_conversation_and_enter_opens_it(
    root: tk.Tk, page: ChatPage, room: Conversation, sheet: SharedSheet
) -> None:
    opened: list[str] = []
    page.timeline.on_link = opened.append
    subprocess.run(["xdotool", "key", "Down", "shift+Return"], check=True)
    wait_until(lambda: page.context.sheets.current is None, step=root.update)
    assert opened == []
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)
    page.context.press("shared")
    root.update()
    subprocess.run(["xdotool", "key", "Down", "Return"], check=True)
    wait_until(lambda: opened == [REPORT], step=root.update)


def test_a_picture_is_looked_at(
    root: tk.Tk, page: ChatPage, room: Conversation, sheet: SharedSheet
) -> None:
    looked: list[tuple[Entry, str]] = []
    page.viewing.open = lambda entry, token: looked.append((entry, token))  # type: ignore[method-assign]
    sheet.choose(SharedKind.PICTURES)
    sheet.found.list.open_current()
    assert looked == [(room.by_msgid["n1"], "p" * 22)]
