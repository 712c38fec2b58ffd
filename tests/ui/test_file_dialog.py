"""Tk's own file dialog, in the colours of the window."""

import re
import sys
import tkinter as tk
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tkinter import filedialog

import pytest

from desktopchat import words
from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import file_dialog
from desktopchat.ui.parts.file_dialog import choose_files, choose_place
from desktopchat.words import catalogues

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(
        sys.platform in ("win32", "darwin"), reason="the system's own dialog is shown there"
    ),
]


def canvas_in(widget: str, root: tk.Tk) -> str:
    """The path of the canvas below a widget, "" for none."""
    if root.tk.call("winfo", "class", widget) == "Canvas":
        return widget
    children = root.tk.splitlist(root.tk.call("winfo", "children", widget))
    return next(filter(None, (canvas_in(str(child), root) for child in children)), "")


@pytest.mark.parametrize("kind", ["dark", "light"])
def test_the_list_of_files_is_in_the_themes_colours(
    root: tk.Tk, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seen.txt").touch()
    (tmp_path / ".hidden").touch()
    monkeypatch.setattr(file_dialog, "_folders", file_dialog._Folders())
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    theme = Theme(root, Settings(theme=kind, scale=1.0))
    colours: list[tuple[str, set[str]]] = []
    names: set[str] = set()

    def look() -> None:
        canvas = canvas_in(".__tk_filedialog", root)
        call = root.tk.call
        texts = root.tk.splitlist(call(canvas, "find", "withtag", "text"))
        if not texts:
            root.after(20, look)
            return
        names.update(str(call(canvas, "itemcget", item, "-text")) for item in texts)
        fills = {str(call(canvas, "itemcget", item, "-fill")) for item in texts}
        colours.append((str(call(canvas, "cget", "-background")), fills))
        root.tk.eval(".__tk_filedialog.contents.f2.cancel invoke")

    root.after(20, look)
    assert choose_files(root, theme, "Share files") == []
    assert colours == [(theme.palette.field, {theme.palette.text})]
    assert "seen.txt" in names
    assert ".hidden" not in names


def test_choosing_begins_at_home_then_where_one_chose_and_saving_in_the_downloads(
    root: tk.Tk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = Theme(root, Settings(scale=1.0))
    begun: list[Path] = []
    home, photos, downloads = (tmp_path / name for name in ("home", "photos", "downloads"))
    for folder in (home, photos, downloads):
        folder.mkdir()

    def answer(path: Path) -> Callable[..., str]:
        return lambda **told: (begun.append(told["initialdir"]), str(path))[1]

    monkeypatch.setattr(file_dialog, "_folders", file_dialog._Folders())
    monkeypatch.setattr(file_dialog, "downloads_dir", lambda: downloads)
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setattr(filedialog, "askopenfilename", answer(photos / "sea.png"))
    monkeypatch.setattr(filedialog, "asksaveasfilename", answer(photos / "new.zip"))
    for _ in range(2):
        choose_files(root, theme, "Choose a picture", many=False)
    assert begun == [home, photos]
    begun.clear()
    for _ in range(2):
        choose_place(root, theme, "Back up", "new.zip")
    assert begun == [downloads, photos]
    downloads.rmdir()
    begun.clear()
    monkeypatch.setattr(file_dialog, "_folders", file_dialog._Folders())
    assert choose_place(root, theme, "Back up", "new.zip") == photos / "new.zip"
    assert begun == [home]


@pytest.mark.parametrize("choose", [choose_files, partial(choose_place, name="a.txt")])
def test_the_dialog_speaks_the_language_in_use(
    root: tk.Tk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choose: Callable[..., object]
) -> None:
    monkeypatch.setattr(file_dialog, "_folders", file_dialog._Folders())
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    theme = Theme(root, Settings(theme="light", scale=1.0))
    said: list[str] = []

    def look() -> None:
        if not int(root.tk.call("winfo", "exists", _CANCEL)):
            root.after(20, look)
            return
        f2 = ".__tk_filedialog.contents.f2"
        parts = [f"{f2}.{name}" for name in ("cancel", "ok", "lab", "hidden")]
        there = [one for one in parts if int(root.tk.call("winfo", "exists", one))]
        said.extend(str(root.tk.call(one, "cget", "-text")) for one in there)
        root.tk.eval(f"{_CANCEL} invoke")

    try:
        for code in ("zh_CN", words.ENGLISH, "zh_CN"):
            catalogues.speak(code)
            root.after(20, look)
            choose(root, theme, title="Share files")
    finally:
        words.use(words.ENGLISH, None)
    count = len(said) // 3
    chinese, english, again = said[:count], said[count : 2 * count], said[2 * count :]
    assert chinese == again
    assert chinese[0] == "取消(C)"
    assert english[0] == "Cancel"
    assert not [one for one in chinese if re.search("[A-Za-z]{2}", one)]


_CANCEL = ".__tk_filedialog.contents.f2.cancel"
