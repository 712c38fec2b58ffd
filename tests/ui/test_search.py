"""Looking for what was said, and going there."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.search import SearchSheet
from tests.ui.chatting import Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

Hear = Callable[..., None]


@pytest.fixture
def talk(hear: Hear) -> None:
    for number in range(60):
        hear(f":Grace!g@h PRIVMSG #Lab-3 :remark number {number}")
    hear(
        ":Linus!l@h PRIVMSG #Lab-3 :Put the kettle on",
        ":Grace!g@h PRIVMSG #Lab-3 :The kettle is at https://example.test/kettle",
    )
    for number in range(60):
        hear(f":Grace!g@h PRIVMSG #Lab-3 :remark number {number + 100}")


@pytest.fixture
def sheet(root: tk.Tk, page: ChatPage, talk: None) -> SearchSheet:
    page.searching.open()
    (found,) = [one for one in root.winfo_children() if isinstance(one, SearchSheet)]
    root.update()
    return found


def typed(root: tk.Tk, sheet: SearchSheet, words: str) -> None:
    sheet.entry.delete(0, "end")
    sheet.entry.insert(0, words)
    sheet.entry.event_generate("<KeyRelease>", keysym="a")
    wait_until(lambda: not sheet._timer, step=root.update)


def test_it_is_found_while_it_is_typed(root: tk.Tk, sheet: SearchSheet) -> None:
    assert sheet.said == "Type what was said."
    typed(root, sheet, "kettle")
    assert [(row.text, row.detail) for row in sheet.list.rows] == [
        ("Grace", "The kettle is at https://example.test/kettle"),
        ("Linus", "Put the kettle on"),
    ]
    typed(root, sheet, "kettle from:linus")
    assert [row.text for row in sheet.list.rows] == ["Linus"]
    typed(root, sheet, "has:link")
    assert [row.text for row in sheet.list.rows] == ["Grace"]
    typed(root, sheet, "nothing of this")
    assert sheet.said == "Nothing was found."
    typed(root, sheet, "on:christmas")
    assert sheet.said.startswith("“christmas” is no day")


def test_enter_goes_to_the_message(root: tk.Tk, page: ChatPage, sheet: SearchSheet) -> None:
    typed(root, sheet, "kettle from:linus")
    sheet.entry.event_generate("<Return>")
    root.update()
    assert not sheet.winfo_exists()
    current = page.timeline.gutter.current
    assert current is not None
    entry = page.timeline.entry_of(current)
    assert entry is not None
    assert entry.text == "Put the kettle on"
    wait_until(lambda: current in page.timeline.text.visible(), step=root.update)
    assert not page.timeline.at_end


def test_other_rooms_are_looked_at_where_that_is_wanted(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear, sheet: SearchSheet
) -> None:
    page.handle(wire.enter("#Kitchen", "Ada Mia"))
    hear(":Mia!m@h PRIVMSG #Kitchen :Whose kettle is it?")
    typed(root, sheet, "kettle from:mia")
    assert sheet.said == "Nothing was found."
    sheet.choose(everywhere=True)
    root.update()
    (row,) = sheet.list.rows
    assert row.note.startswith("Kitchen · ")
    sheet.entry.event_generate("<Return>")
    root.update()
    assert page.active is not None
    assert page.active.name == "#Kitchen"
