"""Who is writing, as the page shows it, and what the page tells of the person before it."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.chat.people import TYPING
from desktopchat.ui.chat.typing_line import words_for
from tests.ui.chatting import Wire
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Ada"], "Ada is typing…"),
        (["Ada", "Bo"], "Ada and Bo are typing…"),
        (["Ada", "Bo", "Cy"], "Several people are typing…"),
    ],
)
def test_the_line_names_up_to_two(names: list[str], words: str) -> None:
    assert words_for(names) == words


def test_long_names_never_push_out_what_they_do() -> None:
    long = "A very long name that someone has " * 40
    assert words_for([long], lambda words: len(words) <= 32) == "A very long name th… is typing…"
    two = words_for([long, "Bo"], lambda words: len(words) <= 36)
    assert two == "A very long… and Bo are typing…"
    assert words_for([long], lambda words: len(words) <= 20) == "Somebody is typing…"


@pytest.mark.gui
def test_who_types_is_said_and_marked_and_nothing_moves(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(*(f":Grace!g@host PRIVMSG #Lab-3 :line {number}" for number in range(80)))
    root.update()
    page.timeline.text.yview_moveto(0.3)
    root.update()

    def placed() -> tuple[object, ...]:
        text = page.timeline.text
        return text.winfo_height(), text.yview(), page.composer.winfo_y()

    def marks() -> dict[str, str]:
        return {row.text: row.note for row in page.people.list.rows if row.note}

    def shown(words: str, mark: dict[str, str]) -> None:
        def there() -> bool:
            page.draw_status()
            page.draw()
            return page.typing_line.words == words and marks() == mark

        wait_until(there, step=root.update)

    before = placed()
    hear("@+typing=active :Grace!g@host TAGMSG #Lab-3")
    shown("Grace is typing…", {"Grace": TYPING})
    assert placed() == before
    hear("@+typing=active :Linus!l@host TAGMSG #Lab-3")
    shown("Grace and Linus are typing…", {"Grace": TYPING, "Linus": TYPING})
    hear(":Linus!l@host PART #Lab-3", "@+typing=done :Grace!g@host TAGMSG #Lab-3")
    shown("", {})


@pytest.mark.gui
def test_it_ends_by_itself(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    hear("@+typing=active :Grace!g@host TAGMSG #Lab-3")
    assert page.typing_line.words == "Grace is typing…"
    room = page.active
    assert room is not None
    room.typing["grace"] = wire.session.model.clock.now()
    page.draw_status()
    page.draw()
    assert page.typing_line.words == ""


@pytest.mark.gui
def test_a_direct_message_is_marked_at_the_left(page: ChatPage, hear: Callable[..., None]) -> None:
    page.session.open_direct("Grace")
    hear("@+typing=active :Grace!g@host TAGMSG Ada")
    row = next(row for row in page.sidebar.list.rows if row.text == "Grace")
    assert row.note == TYPING
    assert page.typing_line.words == ""


@pytest.mark.gui
def test_what_one_writes_changes_and_sends_is_told(
    root: tk.Tk, page: ChatPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(page.composer, "_on_typed", lambda _room, text: told.append(text))
    page.composer.type("hey")
    wait_until(lambda: told == ["hey"], step=root.update)
    page.composer.submit()
    root.update()
    assert told == ["hey", ""]


@pytest.mark.gui
def test_the_host_hears_nothing_of_it_from_the_moment_that_it_is_turned_off(
    root: tk.Tk, page: ChatPage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(page.session.typing, "show_others", told.append)
    for settings.tell_typing in (False, True):
        page.context.setting_changed("tell_typing")
    assert told == [False, True]
