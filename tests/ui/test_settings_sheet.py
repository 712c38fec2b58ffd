"""The sheet of settings: a section at a time, or what is sought of all of them."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import ZOOM_STEPS, Theme
from desktopchat.ui.parts.setting_row import Choices
from desktopchat.ui.sheets.settings import SettingsSheet
from tests.ui.test_at_rest import come_to_rest
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


def test_keys_that_come_before_what_was_found_is_on_the_screen_go_to_it(
    opened: Callable[..., SettingsSheet], chosen: Chosen
) -> None:
    sheet = opened()
    sheet.search.entry.insert("end", "typing")
    for key in ("<Down>", "<space>"):
        widget = sheet.focus_get()
        assert widget is not None
        widget.event_generate(key)
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
    assert not sheet.winfo_ismapped()
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


def marked(choices: Choices) -> list[str]:
    return [key for key, one in choices.buttons.items() if one.cget("style") == "Accent.TButton"]


def test_the_size_of_the_text_is_marked_beside_what_the_screen_wants(root: tk.Tk) -> None:
    theme = Theme(root, Settings(theme="light"))
    sheet = SettingsSheet(
        root,
        theme,
        Settings(name="Ada"),
        things={},
        on_change=lambda _name, _value: None,
        on_name=lambda _name: None,
        on_zoom=theme.zoom,
        section="look",
    )
    choices = next(one for one in all_in(sheet) if isinstance(one, Choices) and "-1" in one.buttons)
    assert marked(choices) == ["0"]
    for key, then in (("1", "1"), ("1", "1"), ("-1", "1"), ("-1", "0"), ("-1", "-1"), ("0", "0")):
        choices.buttons[key].invoke()
        root.update()
        assert marked(choices) == [then], f"at {theme.scale / theme.natural_scale} of {ZOOM_STEPS}"
    theme.zoom(1)  # by a key
    root.update()
    assert marked(choices) == ["1"]


def test_buttons_beside_each_other_are_never_cut(root: tk.Tk) -> None:
    words = {str(n): "22 to 7" + "!" * n for n in range(4)}
    choices = Choices(root, Theme(root, Settings(scale=1.0)), words, "0", lambda _key: None)
    choices.place(x=0, y=0, width=600)
    come_to_rest(root)
    least = max(one.winfo_reqwidth() for one in choices.buttons.values())
    rows = set()
    for width in range(least, 600):
        choices.place(width=width)
        root.update()
        for one in choices.buttons.values():
            assert one.winfo_width() >= one.winfo_reqwidth(), f"cut in {width} pixels"
            assert one.winfo_x() + one.winfo_width() <= width
        rows.add(choices.grid_size()[1])
    assert rows == {1, 2, 4}
