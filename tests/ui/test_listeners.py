"""Who is told of which events."""

import tkinter as tk
from typing import get_args

import pytest

from desktopchat.client.model import Event, NoticeShown, RoomListChanged
from desktopchat.client.model.administration import HostPeople
from desktopchat.ui.chat.events import touched
from desktopchat.ui.chat.listeners import Listeners
from desktopchat.ui.chat.page import ChatPage
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
    assert page.context.listeners.count(RoomListChanged) == before[0]


def test_every_kind_of_event_has_its_place(page: ChatPage) -> None:
    for kind in get_args(Event):
        always, here = touched(object.__new__(kind))
        assert set(always) | set(here) <= {
            "side", "people", "header", "welcome", "status", "typing", "older",
        }  # fmt: skip
