"""Whether the window stands still: what the systems say, what is chosen, and what follows."""

import tkinter as tk
from collections.abc import Sequence

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.message_field import MessageField
from desktopchat.ui.look import movement
from desktopchat.ui.look.movement import BLINK, Movement, find_out
from desktopchat.ui.look.theme import Theme
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("platform", "program", "said", "still"),
    [
        ("linux", "gsettings", "false\n", True),
        ("linux", "gsettings", "true\n", False),
        ("linux", "gsettings", None, False),
        ("darwin", "defaults", "1\n", True),
        ("darwin", "defaults", "0\n", False),
        ("darwin", "defaults", None, False),
    ],
)
def test_a_system_with_less_movement_is_heard(
    platform: str, program: str, said: str | None, still: bool
) -> None:
    def runner(command: Sequence[str]) -> str | None:
        assert command[0] == program
        return said

    assert find_out(platform, runner) is still


@pytest.mark.parametrize(("animates", "still"), [(True, False), (False, True), (None, False)])
def test_windows_says_whether_it_animates(animates: bool | None, still: bool) -> None:
    assert find_out("win32", lambda _command: None, lambda: animates) is still


def field_of(root: tk.Tk, theme: Theme) -> MessageField:
    field = MessageField(root, theme, lambda: None, lambda: None)
    field.restyle()
    theme.on_change(field.restyle)
    return field


@pytest.mark.gui
def test_with_less_the_cursor_of_a_message_stands_still(root: tk.Tk) -> None:
    theme = Theme(root, Settings(theme="light", scale=1.0))
    field = field_of(root, theme)
    assert int(field.cget("insertofftime")) == BLINK
    theme.movement.choose("less")
    assert int(field.cget("insertofftime")) == 0
    theme.movement.choose("all")
    assert int(field.cget("insertofftime")) == BLINK


@pytest.mark.gui
def test_the_system_is_followed_and_asked_again_when_the_window_comes_back(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, told = [True, False], list[bool]()
    made = Movement(root, lambda: told.append(made.still), lambda: answers.pop(0))
    made.choose("system")
    wait_until(lambda: told == [True], step=root.update)
    monkeypatch.setattr(movement, "ASK_AGAIN", -1.0)
    root.event_generate("<FocusIn>")
    wait_until(lambda: told == [True, False], step=root.update)


@pytest.mark.gui
def test_an_answer_that_comes_after_another_choice_changes_nothing(root: tk.Tk) -> None:
    made = Movement(root, lambda: None, lambda: False)
    made.choose("system")
    made.choose("less")
    wait_until(lambda: made._polling is None, step=root.update)
    assert made.still
