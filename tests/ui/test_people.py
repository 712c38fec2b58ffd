"""The list of people: the field that finds somebody in a long one."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import Phase, PhaseChanged
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.chat.people import MANY
from desktopchat.ui.sheets.person_card import PersonCard
from tests.ui.chatting import Wire
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

NAMES = ["Łukasz", "Mía", *(f"guest{number}" for number in range(MANY))]


def shown(page: ChatPage) -> list[str]:
    page.draw()
    return [row.text for row in page.people.list.rows if not row.heading]


def crowd(root: tk.Tk, page: ChatPage, wire: Wire) -> None:
    page.handle(wire.enter("#Hall", f"Ada {' '.join(NAMES)}"))
    page.navigation.open_key("#hall")
    wait_until(lambda: len(shown(page)) == len(NAMES) + 1, step=root.update)
    root.update()


def test_a_small_room_has_no_field_and_a_crowd_has(root: tk.Tk, page: ChatPage, wire: Wire) -> None:
    root.update()
    assert not page.people.field.winfo_ismapped()
    crowd(root, page, wire)
    assert page.people.field.winfo_ismapped()


def test_nobody_is_said_to_be_here_while_there_is_no_connection(page: ChatPage, wire: Wire) -> None:
    page.handle(wire.hear(":Grace!g@host PRIVMSG Ada :Hi"))

    def dots() -> set[str]:
        wait_until(lambda: not shown(page) or "people" not in page.context.marked)
        return {row.dot for row in (*page.people.list.rows, *page.sidebar.list.rows) if row.dot}

    assert dots() == {"here"}
    for phase, seen in ((Phase.WAITING, {"unknown"}), (Phase.ONLINE, {"here"})):
        wire.phase = phase
        page.handle([PhaseChanged(phase)])
        assert dots() == seen


def test_names_are_found_without_case_and_accents_and_enter_opens_the_first(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    crowd(root, page, wire)
    field = page.people.field
    field.text = "luk"
    assert shown(page) == ["Łukasz"]
    field.text = "@MIA"
    assert shown(page) == ["Mía"]
    field.entry.focus_force()
    field.entry.event_generate("<Return>")
    root.update()
    assert isinstance(page.profiles.card, PersonCard)
    assert page.profiles.card.nick == "Mía"


def test_nobody_found_is_said_and_escape_shows_all_again(
    root: tk.Tk, page: ChatPage, wire: Wire
) -> None:
    crowd(root, page, wire)
    page.people.field.text = "zzz"
    assert [row.text for row in page.people.list.rows] == ["NOBODY HERE IS CALLED SO"]
    page.people.field.entry.focus_force()
    page.people.field.entry.event_generate("<Escape>")
    assert len(shown(page)) == len(NAMES) + 1


def test_who_comes_while_one_looks_is_found_too_and_another_room_shows_all(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    crowd(root, page, wire)
    page.people.field.text = "zoe"
    hear(":Zoe!z@host JOIN #Hall")
    wait_until(lambda: shown(page) == ["Zoe"], step=root.update)
    page.navigation.open_key("#lab-3")
    wait_until(lambda: shown(page) == ["Grace", "Ada (you)", "Linus"], step=root.update)
    assert page.people.field.text == ""
