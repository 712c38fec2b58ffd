"""The sheet of settings: a section at a time, or what is sought of all of them."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.settings import SettingsSheet
from tests.ui.test_fits import all_in

pytestmark = pytest.mark.gui

Chosen = list[tuple[str, object]]


@pytest.fixture
def chosen() -> Chosen:
    return []


@pytest.fixture
def opened(root: tk.Tk, chosen: Chosen) -> Callable[..., SettingsSheet]:
    def open_sheet(name: str = "Ada", **how: object) -> SettingsSheet:
        sheet = SettingsSheet(
            root,
            Theme(root, Settings(theme="light", scale=1.0)),
            Settings(name=name),
            things={},
            on_change=lambda name, value: chosen.append((name, value)),
            on_name=lambda name: chosen.append(("name", name)),
            on_zoom=lambda step: chosen.append(("zoom", step)),
            **how,  # type: ignore[arg-type]
        )
        root.update()
        root.focus_force()
        sheet.search.focus_entry()
        root.update()
        return sheet

    return open_sheet


def seen(sheet: SettingsSheet) -> set[str]:
    """The words that are to be seen, of labels and boxes."""
    sheet.update()
    kinds = ttk.Label | ttk.Checkbutton
    return {
        str(one.cget("text"))
        for one in all_in(sheet)
        if isinstance(one, kinds) and one.winfo_viewable()
    }


def press(sheet: SettingsSheet, *keys: str) -> None:
    for key in keys:
        widget = sheet.focus_get()
        assert widget is not None
        widget.event_generate(key)
        sheet.update()


def test_a_section_shows_its_settings_and_nothing_else(
    opened: Callable[..., SettingsSheet],
) -> None:
    sheet = opened()
    assert "Your name" in seen(sheet)
    assert "Play a sound" not in seen(sheet)
    sheet.show("notices")
    assert "Play a sound" in seen(sheet)
    assert "Your name" not in seen(sheet)


def test_what_is_sought_is_found_in_all_sections_and_changed_by_keys(
    opened: Callable[..., SettingsSheet], chosen: Chosen
) -> None:
    sheet = opened()
    sheet.search.text = "others show"
    words = seen(sheet)
    assert {"Privacy", "Show others that I am typing", "Show others how far I have read"} <= words
    assert "Notices" not in words
    press(sheet, "<Down>", "<space>")
    assert chosen == [("tell_typing", False)]


def test_what_is_not_found_is_said(opened: Callable[..., SettingsSheet]) -> None:
    sheet = opened()
    sheet.search.text = "teapot"
    assert any(words.startswith("No setting is called that") for words in seen(sheet))


def test_esc_ends_the_search_and_then_leaves(opened: Callable[..., SettingsSheet]) -> None:
    sheet = opened(section="notices")
    sheet.search.text = "colours"
    assert "Play a sound" not in seen(sheet)
    press(sheet, "<Escape>")
    assert "Play a sound" in seen(sheet)
    press(sheet, "<Escape>")
    assert not sheet.winfo_exists()


def test_arrows_go_from_section_to_section_and_typing_there_seeks(
    opened: Callable[..., SettingsSheet],
) -> None:
    sheet = opened()
    press(sheet, "<Tab>", "<Down>")
    assert "Colours" in seen(sheet)
    press(sheet, "<Key-s>")
    assert sheet.search.text == "s"
    press(sheet, "<Key-o>")
    assert sheet.search.text == "so"


def test_ctrl_f_seeks(opened: Callable[..., SettingsSheet]) -> None:
    sheet = opened()
    sheet.field.focus_entry()
    press(sheet, "<Control-f>")
    assert sheet.focus_get() is sheet.search.entry


def test_who_has_no_name_yet_may_leave_without_one(
    opened: Callable[..., SettingsSheet], chosen: Chosen
) -> None:
    sheet = opened(name="")
    sheet.done.invoke()
    assert not sheet.winfo_exists()
    assert chosen == []


def test_a_name_that_is_none_is_said_where_it_is_mended(
    opened: Callable[..., SettingsSheet], chosen: Chosen
) -> None:
    sheet = opened()
    sheet.field.text = "!!"
    assert sheet.has_unsaved()
    sheet.show("look")
    press(sheet, "<Control-f>")
    sheet.done.invoke()
    assert "Your name" in seen(sheet)
    assert sheet.field.wrong
    sheet.field.text = "Ada L"
    sheet.done.invoke()
    assert chosen == [("name", "Ada L")]
