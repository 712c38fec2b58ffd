"""In the settings: starting with the computer, read back from the system."""

import tkinter as tk
from pathlib import Path
from tkinter import ttk

import pytest

from desktopchat import autostart
from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.running_rows import AutostartRow

pytestmark = pytest.mark.gui


def inside(widget: tk.Misc) -> list[tk.Misc]:
    return [one for child in widget.winfo_children() for one in (child, *inside(child))]


def box(row: AutostartRow) -> ttk.Checkbutton:
    return next(one for one in inside(row) if isinstance(one, ttk.Checkbutton))


def ticked(row: AutostartRow) -> bool:
    return "selected" in box(row).state()


def test_the_box_shows_and_changes_what_the_system_has(
    root: tk.Tk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    theme = Theme(root, Settings(theme="light", scale=1.0))
    row = AutostartRow(root, theme)
    assert not ticked(row)
    box(row).invoke()
    assert autostart.is_on()
    assert ticked(AutostartRow(root, theme))
    box(row).invoke()
    assert not autostart.is_on()


def test_what_the_system_refuses_is_said_and_not_ticked(
    root: tk.Tk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    row = AutostartRow(root, Theme(root, Settings(theme="light", scale=1.0)))
    box(row).invoke()
    assert not ticked(row)
    words = [str(one.cget("text")) for one in inside(row) if isinstance(one, ttk.Label)]
    assert any(one.startswith("The system did not take that") for one in words), words
