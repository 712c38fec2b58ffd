"""The sheet that opens where a host shows another key."""

import tkinter as tk

import pytest

from desktopchat.irc import fingerprint
from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.key_changed import KeyChangedSheet
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

OLD, NEW = "ab" * 32, "cd" * 32


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def sheet(root: tk.Tk, done: list[str]) -> KeyChangedSheet:
    root.focus_force()
    return KeyChangedSheet(
        root,
        Theme(root, Settings(theme="light", scale=1.0)),
        host="lab-pc:6697",
        old=OLD,
        new=NEW,
        on_stop=lambda: done.append("stop"),
        on_trust=lambda: done.append("trust"),
    )


def test_both_keys_are_shown_in_words(sheet: KeyChangedSheet) -> None:
    assert sheet.words == [fingerprint.words(OLD), fingerprint.words(NEW)]


def test_stopping_is_what_enter_and_esc_do(
    root: tk.Tk, sheet: KeyChangedSheet, done: list[str]
) -> None:
    wait_until(lambda: root.focus_get() is sheet.stop, step=root.update)
    sheet.stop.event_generate("<Return>")
    root.update()
    assert done == ["stop"]


def test_esc_stops(root: tk.Tk, sheet: KeyChangedSheet, done: list[str]) -> None:
    wait_until(lambda: root.focus_get() is sheet.stop, step=root.update)
    sheet.stop.event_generate("<Escape>")
    root.update()
    assert done == ["stop"]


def test_the_new_key_is_trusted_only_when_that_is_pressed(
    sheet: KeyChangedSheet, done: list[str]
) -> None:
    sheet.trust.invoke()
    assert done == ["trust"]
