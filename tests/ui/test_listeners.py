"""Who is told of which events."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import fields
from typing import get_args

import pytest

from desktopchat.client.model import Event, NoticeShown, RoomListChanged
from desktopchat.client.model.administration import HostPeople
from desktopchat.ui.chat.events import touched
from desktopchat.ui.chat.listeners import Listeners
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.keys import SHORTCUTS
from tests.ui.chatting import Wire


def test_who_listens_hears_that_kind_of_event_alone() -> None:
    listeners, heard = Listeners(), list[str]()
    listeners.listen(NoticeShown, lambda event: heard.append(event.text))
    listeners.tell(RoomListChanged())
    listeners.tell(NoticeShown("hello"))
    assert heard == ["hello"]


def test_a_widget_listens_until_it_is_destroyed(root: tk.Tk) -> None:
    listeners, heard = Listeners(), list[str]()
    frame = tk.Frame(root)
    part = tk.Frame(frame)
    listeners.listen(NoticeShown, lambda event: heard.append(event.text), during=frame)
    part.destroy()
    listeners.tell(NoticeShown("one"))
    frame.destroy()
    listeners.tell(NoticeShown("two"))
    assert heard == ["one"]
    assert listeners.count(NoticeShown) == 0


def test_who_stops_listening_while_being_told_keeps_nobody_from_hearing(root: tk.Tk) -> None:
    listeners, heard = Listeners(), list[str]()
    frame = tk.Frame(root)
    listeners.listen(NoticeShown, lambda _event: frame.destroy(), during=frame)
    listeners.listen(NoticeShown, lambda event: heard.append(event.text))
    listeners.tell(NoticeShown("hello"))
    assert heard == ["hello"]


@pytest.mark.parametrize("wire", [Wire("PREFIX=(qov)~@+")])
def test_a_closed_sheet_is_gone_without_a_trace(page: ChatPage, wire: Wire) -> None:
    before = page.context.listeners.count(RoomListChanged), page.context.listeners.count(HostPeople)
    page.rooms.ask_room()
    assert page.context.listeners.count(RoomListChanged) == before[0] + 1
    page.rooms.ask_room()  # in place of the first
    assert page.context.listeners.count(RoomListChanged) == before[0] + 1
    page.handle(wire.hear(":host 323 Ada :End"))
    assert page.context.sheets.current is not None
    page.context.sheets.current.escape()
    page.update()
    assert page.context.listeners.count(RoomListChanged) == before[0]


def test_every_kind_of_event_has_its_place(page: ChatPage) -> None:
    for kind in get_args(Event):
        event = object.__new__(kind)
        for field in fields(kind):
            object.__setattr__(event, field.name, None)
        always, here = touched(event)
        assert set(always) | set(here) <= {
            "side", "people", "header", "welcome", "status", "typing", "older",
        }  # fmt: skip


WINDOW_KEYS = {
    "settings", "larger", "smaller", "normal_size", "help", "quit",
    "place", "next_place", "previous_place", "add_place",
}  # fmt: skip


def test_every_shortcut_of_a_conversation_is_somebodys(page: ChatPage) -> None:
    with_a_microphone = {"voice"}
    assert set(page.context.keys) | WINDOW_KEYS | with_a_microphone == set(SHORTCUTS)


def test_beneath_a_sheet_only_keys_that_open_another_do_something(page: ChatPage) -> None:
    page.context.press("jump")
    first = page.context.sheets.current
    assert first is not None
    page.context.press("sidebar")
    assert page.sidebar.winfo_ismapped()
    page.context.press("search")
    assert page.context.sheets.current not in (None, first)
    page.context.sheets.close()
    page.context.press("sidebar")
    page.update()
    assert not page.sidebar.winfo_ismapped()


def test_a_rebuilt_page_does_not_listen_with_the_old_one(
    page: ChatPage, another_page: Callable[[], ChatPage], wire: Wire
) -> None:
    page.navigation.going_to = "#Den"
    second = another_page()
    second.take_over(page)
    page.destroy()
    second.handle(wire.enter("#Den", "Ada"))
    assert second.active is not None
    assert second.active.name == "#Den"
