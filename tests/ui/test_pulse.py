"""The window's timer: quick while something goes on, slow while nothing does."""

import tkinter as tk
from collections.abc import Iterator

import pytest

from desktopchat.ui import pulse
from desktopchat.ui.pulse import QUICK, SLOW, Pulse
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
    wait_until(lambda: beating.pause == SLOW, step=root.update)


def test_a_beat_that_had_something_to_do_makes_the_next_come_soon(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "AWAKE", 0.0)
    work = [False]
    beating = Pulse(root, lambda: work[0])
    beating.start()
    wait_until(lambda: beating.pause == SLOW, step=root.update)
    work[0] = True
    wait_until(lambda: beating.pause == QUICK, step=root.update)


@pytest.mark.parametrize("done", ["<KeyPress-a>", "<ButtonRelease-1>"])
def test_a_key_or_a_click_wakes_the_pulse(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch, done: str
) -> None:
    monkeypatch.setattr(pulse, "AWAKE", 0.0)
    beating = Pulse(root, lambda: False)
    beating.start()
    wait_until(lambda: beating.pause == SLOW, step=root.update)
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
