"""The questions before a place is left or the window closed, while what they are about changes."""

import tkinter as tk
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui import leaving
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.sheets import Sheets
from tests.waiting import wait_until

CARRIES_ON, STAYS = "This computer goes; Grace’s carries on", "Keep hosting in the background"
ENDS, CANCEL = "End the chat for everyone", "Cancel"


class Role:
    """Of the own chat. hosting: whether it runs here."""

    def __init__(self) -> None:
        self.heir, self.hosting, self.hands_over, self.keeps_copy = "", True, False, False


class Window:
    """One with an own chat, in which two others are. did: what came of the questions."""

    def __init__(self, root: tk.Tk) -> None:
        self.root, self.theme, self.sheets = root, Theme(root, Settings()), Sheets(root)
        self.role, self.did, self.closing = Role(), list[str](), False
        notice = self.did.append
        self.place = SimpleNamespace(
            role=self.role,
            unkept=0,
            hand_over=self._hand_over,
            client=SimpleNamespace(session=SimpleNamespace(model=SimpleNamespace(notice=notice))),
        )
        self.others_here = self.place.ends_for = 2
        self.places = Places([self.place])
        self.in_tray = SimpleNamespace(there=False)

    def _hand_over(self, _is_leaving: object) -> None:
        self.role.hands_over = True

    def leave_window(self, *, end_host: bool) -> None:
        self.did.append("closes" if end_host else "goes on in the background")

    def leave(self, _place: object) -> None:
        self.did.append("leaves")

    @property
    def sheet(self) -> QuestionSheet:
        assert isinstance(self.sheets.current, QuestionSheet)
        return self.sheets.current

    @property
    def answers(self) -> list[str]:
        """Those that can be given."""
        return [str(one.cget("text")) for one in self.sheet.buttons if one.instate(["!disabled"])]


class Places(list[Any]):
    @property
    def own(self) -> Any:
        return self[0]


@pytest.fixture
def window(root: tk.Tk) -> Iterator[Any]:
    made = Window(root)
    yield made
    made.sheets.close()


@pytest.fixture
def until(root: tk.Tk) -> Callable[[Callable[[], object]], None]:
    def wait(condition: Callable[[], object]) -> None:
        def met() -> object:
            root.update()
            return condition()

        wait_until(met, 10)

    return wait


Until = Callable[[Callable[[], object]], None]


def focused(window: Any) -> str:
    return str(window.root.focus_get().cget("text"))


def test_a_copy_that_is_lost_carries_nothing_on_in_an_open_question(
    window: Any, until: Until
) -> None:
    window.role.heir = "Grace"
    leaving.ask_to_quit(window)
    assert window.answers == [CARRIES_ON, STAYS, ENDS]
    sheet = window.sheet
    sheet.buttons[0].focus_force()
    window.root.update()
    window.role.heir = ""
    until(lambda: len(sheet.buttons) == 2)
    assert window.answers == []  # nobody ends it by what was another button a moment ago
    assert focused(window) == CANCEL
    until(lambda: window.answers == [STAYS, ENDS])
    assert window.sheet is sheet
    sheet.buttons[0].focus_force()
    window.root.update()
    window.role.heir = "Grace"
    until(lambda: window.answers == [CARRIES_ON, STAYS, ENDS])
    assert focused(window) == STAYS
    tabbed = []
    for _ in range(4):
        window.root.focus_get().event_generate("<Tab>")
        tabbed.append(focused(window))
    assert tabbed == [ENDS, CANCEL, CARRIES_ON, STAYS]


def test_nothing_changes_under_a_button_that_is_held_down(window: Any, until: Until) -> None:
    window.role.heir = "Grace"
    leaving.ask_to_quit(window)
    held = window.sheet.buttons[0]
    held.state(["pressed"])
    window.role.heir = ""
    looked: list[bool] = []
    window.root.after(500, looked.append, True)
    until(lambda: looked)
    assert window.answers == [CARRIES_ON, STAYS, ENDS]
    held.state(["!pressed"])
    until(lambda: window.answers == [STAYS, ENDS])


def test_the_window_closes_once_the_other_computer_carries_on(window: Any, until: Until) -> None:
    window.role.heir = "Grace"
    leaving.ask_to_quit(window)
    window.sheet.buttons[0].invoke()
    assert window.sheet.buttons == []
    assert window.did == []
    window.role.hands_over, window.role.hosting = False, None
    until(lambda: window.did == ["closes"])


def test_the_window_asks_again_where_nobody_carries_on(window: Any, until: Until) -> None:
    window.role.heir = "Grace"
    leaving.ask_to_quit(window)
    window.sheet.buttons[0].invoke()
    window.role.hands_over, window.role.heir = False, ""
    until(lambda: len(window.sheet.buttons) == 2)
    assert window.answers == []
    until(lambda: window.answers == [STAYS, ENDS])
    assert window.did == []


def test_who_stays_meanwhile_is_told_where_nobody_carries_on(window: Any, until: Until) -> None:
    window.role.heir = "Grace"
    leaving.ask_to_leave(window, window.place)
    window.sheet.buttons[0].invoke()
    assert window.sheets.current is None
    window.role.hands_over = False
    until(lambda: window.did)
    assert "Grace’s computer does not answer" in window.did[0]


def test_a_question_that_has_become_none_still_waits_for_its_answer(
    window: Any, until: Until
) -> None:
    leaving.ask_to_leave(window, window.place)
    window.place.ends_for = 0
    until(lambda: window.answers == ["Leave"])
    assert window.did == []
    window.sheet.buttons[0].invoke()
    assert window.did == ["leaves"]
