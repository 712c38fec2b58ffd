"""The window's timer: quick while something goes on, slow while nothing does."""

import threading
import time
import tkinter as tk
from collections.abc import Iterator

import pytest

from desktopchat.ui import pulse
from desktopchat.ui.pulse import QUICK, SLOW, SLOW_WITH_BELL, Pulse
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("200x100+20+20")
    window.update()
    yield window
    pulse.destroy(window)


def test_with_nothing_to_do_the_pulse_slows_down(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "AWAKE", 0.0)
    beating = Pulse(root, lambda: False)
    beating.start()
    wait_until(lambda: beating.pause in (SLOW, SLOW_WITH_BELL), step=root.update)


def test_a_beat_that_had_something_to_do_makes_the_next_come_soon(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "AWAKE", 0.0)
    work = [False]
    beating = Pulse(root, lambda: work[0])
    beating.start()
    wait_until(lambda: beating.pause in (SLOW, SLOW_WITH_BELL), step=root.update)
    work[0] = True
    wait_until(lambda: beating.pause == QUICK, step=root.update)


@pytest.mark.parametrize("done", ["<KeyPress-a>", "<ButtonRelease-1>"])
def test_a_key_or_a_click_wakes_the_pulse(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch, done: str
) -> None:
    monkeypatch.setattr(pulse, "AWAKE", 0.0)
    beating = Pulse(root, lambda: False)
    beating.start()
    wait_until(lambda: beating.pause in (SLOW, SLOW_WITH_BELL), step=root.update)
    monkeypatch.setattr(pulse, "AWAKE", 60.0)
    root.focus_force()
    root.update()
    root.event_generate(done)
    wait_until(lambda: beating.pause == QUICK, step=root.update)


def test_a_mistake_in_one_beat_is_not_the_end(root: tk.Tk) -> None:
    beats, wrong = [0], []

    def beat() -> bool:
        beats[0] += 1
        if beats[0] == 2:
            raise RuntimeError("a mistake")
        return True

    root.report_callback_exception = lambda *what: wrong.append(what)  # type: ignore[method-assign]
    beating = Pulse(root, beat)
    beating.start()
    wait_until(lambda: beats[0] > 3, step=root.update)
    assert len(wrong) == 1


def test_a_window_that_goes_leaves_nothing_waiting(display: str) -> None:
    root = tk.Tk()
    ran: list[str] = []
    beating = Pulse(root, lambda: ran.append("beat") or True)  # type: ignore[func-returns-value]
    beating.start()
    root.after(1, ran.append, "late")
    root.after_idle(ran.append, "idle")
    before = list(ran)
    interpreter = root.tk
    pulse.destroy(root)
    assert interpreter.splitlist(interpreter.call("after", "info")) == ()
    assert ran == before


def test_a_window_goes_while_its_widgets_still_wait_for_something(display: str) -> None:
    root = tk.Tk()
    button = tk.Button(root)
    button.after(10_000, button.invoke)
    button.after_idle(button.invoke)
    pulse.destroy(root)
    with pytest.raises(tk.TclError):
        root.winfo_exists()


def test_what_comes_at_once_and_changes_nothing_leaves_the_window_asleep(root: tk.Tk) -> None:
    """Such as that a host which is away refuses, within a moment of the beat that asked it."""
    if not hasattr(root, "createfilehandler"):
        pytest.skip("Tk can't watch a file here")
    beats = [0]

    def beat() -> bool:
        beats[0] += 1
        if beats[0] == 2:
            beating.ring()
        return False

    beating = Pulse(root, beat)
    beating.start()
    root.tk.call("after", "cancel", beating._timer)
    beating._busy_at = beating._taken_at = -pulse.AWAKE - 1
    beating._wait(pulse.SLOW_WITH_BELL)
    beating.ring()
    wait_until(lambda: beats[0] >= 3, step=root.update)
    assert beating.pause == pulse.SLOW_WITH_BELL


def test_another_thread_wakes_a_sleeping_window(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(root, "createfilehandler"):
        pytest.skip("Tk can't watch a file here")
    monkeypatch.setattr(pulse, "AWAKE", 0.0)
    monkeypatch.setattr(pulse, "SLOW_WITH_BELL", 60_000)
    beats: list[float] = []

    def beat() -> bool:
        beats.append(time.monotonic())
        return False

    beating = Pulse(root, beat)
    beating.start()
    beating._pause = pulse.SLOW_WITH_BELL
    beating._wait(pulse.SLOW_WITH_BELL)
    thread = threading.Timer(0.05, beating.ring)
    before = len(beats)
    thread.start()
    wait_until(lambda: len(beats) > before, step=root.update)
    thread.join()
    beating.stop()
    beating.ring()  # nobody hears it, and nothing breaks
    root.update()


@pytest.fixture
def only_rung(root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> tuple[Pulse, list[bool]]:
    """One that beats by itself only after a minute; each item of the list is what a beat gives."""
    if not hasattr(root, "createfilehandler"):
        pytest.skip("Tk can't watch a file here")
    monkeypatch.setattr(pulse, "QUICK", 60_000)
    gives: list[bool] = []
    beating = Pulse(root, lambda: gives.pop(0))
    beating._taken_at = -pulse.QUICK / 1000  # long ago
    return beating, gives


def test_what_comes_alone_does_not_wait_for_the_timer(
    root: tk.Tk, only_rung: tuple[Pulse, list[bool]]
) -> None:
    beating, gives = only_rung
    gives += [False, True]
    beating.start()
    assert gives == [True]
    beating.ring()
    wait_until(lambda: not gives, step=root.update)


def test_what_comes_right_after_something_waits_for_the_timer(
    root: tk.Tk, only_rung: tuple[Pulse, list[bool]]
) -> None:
    beating, gives = only_rung
    gives += [True, True]
    beating.start()
    beating.ring()
    heard: list[bool] = []
    root.after(30, heard.append, True)
    wait_until(lambda: heard, step=root.update)
    assert gives == [True]
