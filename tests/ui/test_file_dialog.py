"""Tk's own file dialog, in the colours of the window."""

import sys
import tkinter as tk
from pathlib import Path

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.file_dialog import choose_files

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
    monkeypatch.chdir(tmp_path)
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
