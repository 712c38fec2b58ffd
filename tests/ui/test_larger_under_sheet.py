"""A sheet stays while the text's size changes, and with it the page below, as it is in sight."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from desktopchat.ui import run
from desktopchat.ui.app import Window
from desktopchat.ui.places import Places
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.start_request import StartRequest


@pytest.mark.gui
def test_a_page_below_a_sheet_keeps_its_colours_when_the_text_becomes_larger(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Window.begin
    told: list[float] = []

    def zoom(window: Window) -> None:
        place = SimpleNamespace(restyle=lambda: told.append(window.theme.scale))
        with monkeypatch.context() as patched:
            patched.setattr(Places, "__iter__", lambda _places: iter([place]))
            window.theme.zoom(1)

    def begin_with_sheet(window: Window) -> None:
        begin(window)
        answers: list[tuple[str, str, Callable[[], object]]] = [("Yes", "TButton", lambda: None)]
        window.sheets.open(
            lambda: QuestionSheet(
                window.root, window.theme, heading="Is it?", words="Or not?", answers=answers
            )
        )
        zoom(window)
        window.sheets.close()
        window.root.after(1, lambda: window.leave_window(end_host=True))

    monkeypatch.setattr(Window, "begin", begin_with_sheet)
    run.run_window(StartRequest(discovery=False))
    assert len(told) == 1
