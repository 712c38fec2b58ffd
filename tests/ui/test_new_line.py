"""The line above what came while I was away, here or on another device; and what waits."""

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desktopchat.client.model import Delivery
from desktopchat.irc.timestamps import stamp
from desktopchat.ui.chat.page import ChatPage
from tests.ui.chatting import Wire

pytestmark = pytest.mark.gui

Hear = Callable[..., None]
START = datetime(2024, 5, 1, 12, tzinfo=UTC)


def at(minute: int) -> str:
    return stamp(START + timedelta(minutes=minute))


def said(minute: int, nick: str = "Grace") -> str:
    tags = f"msgid={minute:04};time={at(minute)}"
    return f"@{tags} :{nick}!g@h PRIVMSG #Lab-3 :minute {minute}"


def line_above(page: ChatPage) -> str:
    """The text of the entry with the line above it, "" where there is none."""
    number = page.timeline.new_from
    entry = page.timeline.entry_of(number) if number is not None else None
    return entry.text if entry is not None else ""


def test_what_is_said_while_the_window_has_no_focus_is_under_the_line(
    page: ChatPage, hear: Hear
) -> None:
    hear(said(1))
    page.focused(False)
    hear(said(2), said(3))
    assert line_above(page) == "minute 2"
    page.focused(True)
    hear(said(4))
    assert line_above(page) == "minute 2"
    page.focused(False)
    hear(said(5))
    assert line_above(page) == "minute 5"


def test_what_is_said_while_one_looks_at_it_is_not_new(page: ChatPage, hear: Hear) -> None:
    hear(said(1), said(2))
    assert line_above(page) == ""


def test_what_another_device_has_read_is_not_new_any_more(page: ChatPage, hear: Hear) -> None:
    page.focused(False)
    hear(*(said(minute) for minute in range(1, 6)))
    assert line_above(page) == "minute 1"
    hear(f":host MARKREAD #Lab-3 timestamp={at(3)}")
    assert line_above(page) == "minute 4"
    hear(f":host MARKREAD #Lab-3 timestamp={at(5)}")
    assert line_above(page) == ""


def test_the_way_to_the_line_is_offered_while_it_is_above_and_leads_there(
    page: ChatPage, hear: Hear, root: tk.Tk
) -> None:
    page.focused(False)
    hear(*(said(minute) for minute in range(1, 90)))
    page.focused(True)
    root.update()
    page.draw()
    root.update()
    assert "New since you left" in page.new_line.words
    page.new_line.button.invoke()
    root.update()
    page.draw()
    root.update()
    assert page.timeline.new_line_at() == "seen"
    assert page.new_line.words == ""
    page.timeline.scroll_to_end()
    root.update()
    page.draw()
    assert page.new_line.words == ""  # it was seen


def test_what_lies_below_what_is_seen_is_not_read_by_coming_back(
    page: ChatPage, hear: Hear, root: tk.Tk
) -> None:
    hear(*(said(minute) for minute in range(1, 90)))
    page.new_line.tell()
    assert page.active is not None
    page.timeline.scroll_to_start()
    page.focused(False)
    hear(said(90))
    page.focused(True)
    root.update()
    page.new_line.tell()
    assert page.active.read_until is not None
    assert page.active.read_until.minute == 29
    assert page.unread == 1
    page.timeline.scroll_to_end()
    root.update()
    page.new_line.tell()
    assert page.active.read_until.minute == 30
    assert page.unread == 0


def test_a_message_that_waits_says_so_and_can_be_taken_back(
    page: ChatPage, wire: Wire, root: tk.Tk
) -> None:
    page.handle(wire.session.disconnected())
    page.composer.insert("Never mind")
    page.composer.submit()
    page.handle(wire.session.model.take_events())
    root.update()
    assert page.active is not None
    entry = page.active.entries[-1]
    assert entry.delivery is Delivery.WAITING
    shown = page.timeline.text.plain("1.0", "end-1c")
    assert "Never mind   waiting for the host…  Cancel" in shown
    page.timeline.on_discard(entry)
    page.handle(wire.session.model.take_events())
    root.update()
    assert "Never mind" not in page.timeline.text.plain("1.0", "end-1c")


def test_a_draft_is_the_conversations_own(page: ChatPage, wire: Wire) -> None:
    page.composer.insert("half a thou")
    page.composer.keep_draft()
    assert page.active is not None
    assert page.active.draft == "half a thou"
    page.open(wire.session.open_direct("Grace"))
    assert page.composer.content == ""
    page.open(wire.session.model.conversations["#lab-3"])
    assert page.composer.content == "half a thou"
    page.composer.submit()
    assert page.active.draft == ""
