"""Tk's objects are freed in the window's thread, whichever thread makes the garbage."""

import gc
import threading
import time
import tkinter as tk
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from desktopchat.ui import garbage, run
from desktopchat.ui.app import Window
from desktopchat.ui.start_request import StartRequest


@pytest.fixture
def as_the_program_starts() -> Iterator[None]:
    """Collected automatically until the window is there."""
    gc.enable()
    yield
    gc.unfreeze()
    gc.disable()


class Picture(tk.PhotoImage):
    freed_in: threading.Thread | None = None

    def __del__(self) -> None:
        Picture.freed_in = threading.current_thread()
        super().__del__()  # type: ignore[misc]


@pytest.mark.gui
def test_a_picture_in_a_dead_cycle_is_freed_in_the_windows_thread(
    as_the_program_starts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it would wait for a window that may be waiting for that very thread."""
    begin = Window.begin
    left: list[str] = []
    kept: list[object] = []  # what goes again at once is no reason to collect

    def begin_with_garbage(window: Window) -> None:
        begin(window)
        circle: list[object] = [Picture(master=window.root, width=4, height=4)]
        name = str(circle[0])
        circle.append(circle)
        del circle
        worker = threading.Thread(target=lambda: kept.extend([number] for number in range(100_000)))
        worker.start()
        worker.join()
        assert Picture.freed_in is None
        end = time.monotonic() + 30

        def look() -> None:
            if Picture.freed_in is None and time.monotonic() < end:
                window.root.after(10, look)
                return
            left.extend(one for one in window.root.image_names() if one == name)
            window.leave_window(end_host=True)

        look()

    monkeypatch.setattr(Window, "begin", begin_with_garbage)
    run.run_window(StartRequest(discovery=False))
    assert Picture.freed_in is threading.main_thread()
    assert left == []


@pytest.mark.gui
def test_tests_of_windows_collect_in_the_windows_thread_too() -> None:
    assert not gc.isenabled()


@pytest.mark.parametrize(
    ("counts", "quiet", "collected"),
    [
        ((700, 10, 10), True, None),
        ((701, 0, 0), False, 0),
        ((0, 11, 10), False, 1),
        ((0, 11, 11), False, 1),
        ((0, 11, 11), True, 2),
        ((0, 0, 1000), False, 2),
    ],
    ids=["nothing yet", "the youngest", "the younger", "a person waits", "quiet", "never quiet"],
)
def test_everything_is_collected_only_while_nobody_waits(
    counts: tuple[int, int, int],
    quiet: bool,
    collected: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[int] = []
    python = SimpleNamespace(
        get_count=lambda: counts, get_threshold=lambda: (700, 10, 10), collect=done.append
    )
    monkeypatch.setattr(garbage, "gc", python)
    garbage.collect(quiet=quiet)
    assert done == ([] if collected is None else [collected])
