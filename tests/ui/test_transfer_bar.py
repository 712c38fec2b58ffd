"""The files on their way, as the bar over the composer tells of them."""

import time
import tkinter as tk
from pathlib import Path
from tkinter import ttk

import pytest

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.client.model import Phase
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.transfer_words import duration, foremost, state_words, summary
from tests.ui.chatting import Wire
from tests.waiting import texts


def transfer(name: str, state: State, there: int = 0, size: int = 0, speed: int = 0) -> Transfer:
    one = Transfer(name, Path(name), is_upload=True, state=state, there=there, size=size)
    if speed:
        one.began, one.first = time.monotonic() - 10, there - 10 * speed
    return one


def test_each_state_has_its_words() -> None:
    going = transfer("a", State.GOING, 20_000_000, 80_000_000, speed=1_000_000)
    assert state_words(going) == "60 s left · 20.0 MB of 80.0 MB · 1.0 MB/s"
    assert state_words(transfer("a", State.GOING)) == "begins…"
    assert state_words(transfer("a", State.PAUSED, 2000, 8000)) == "paused · 2.0 kB of 8.0 kB"
    assert state_words(transfer("a", State.PAUSED, 0, 8000)) == "paused"
    assert state_words(transfer("a", State.DONE, 8000, 8000)) == "waits for the others"
    assert "goes on by itself" in state_words(transfer("a", State.LOST))


def test_times_are_short_words() -> None:
    assert [duration(seconds) for seconds in (0.2, 89, 100, 5000, 7300)] == [
        "0 s", "89 s", "2 min", "83 min", "2 h"
    ]  # fmt: skip


def test_many_are_summed_up() -> None:
    many = [
        transfer("a", State.DONE, 10_000_000, 10_000_000),
        transfer("b", State.GOING, 10_000_000, 20_000_000, speed=1_000_000),
        transfer("c", State.WAITING, 0, 170_000_000),
        transfer("d", State.FAILED, 0, 0),
    ]
    count, words, part = summary(many)
    assert count == "2 files"
    assert words == "3 min left · 20.0 MB of 200 MB · 1.0 MB/s · 1 failed"
    assert part == 0.1
    assert foremost(many, 2) == [many[1], many[3]]
    assert foremost(many, 9) == many
    paused = [transfer(name, State.PAUSED, 1000, 2000) for name in "abcd"]
    assert summary(paused)[:2] == ("4 files", "paused · 4.0 kB of 8.0 kB")


def button(root: tk.Misc, words: str) -> ttk.Button:
    """The first button that is shown with these words."""
    found = [root]
    for widget in found:
        found += widget.winfo_children()
        told = isinstance(widget, ttk.Button) and str(widget.cget("text")) == words
        if told and widget.winfo_ismapped():
            assert isinstance(widget, ttk.Button)
            return widget
    raise AssertionError(f"no button {words!r} in {texts(root)}")


@pytest.fixture
def wire() -> Wire:
    made = Wire()
    made.phase = Phase.WAITING  # nothing begins while it is looked at
    return made


@pytest.mark.gui
def test_one_is_paused_and_goes_on_and_many_at_once(root: tk.Tk, page: ChatPage) -> None:
    bar, items = page.sharing.bar, page.sharing.transfers.items
    assert bar is not None
    items += [transfer(f"{number}.bin", State.GOING, 5, 10) for number in range(2)]
    page.sharing.draw()
    root.update()
    button(bar, "Pause").invoke()
    assert [one.state for one in items] == [State.PAUSED, State.GOING]
    root.update()
    button(bar, "Go on").invoke()
    assert items[0].state is State.LOST  # it waits for the host
    items += [transfer(f"{number}.bin", State.WAITING, 0, 10) for number in range(2, 9)]
    page.sharing.draw()
    root.update()
    shown = texts(bar)
    assert "9 files" in shown
    assert "0.bin" in shown
    assert "8.bin" not in shown
    button(bar, "Pause all").invoke()
    assert {one.state for one in items} == {State.PAUSED}
    root.update()
    button(bar, "Cancel all").invoke()
    assert not items
    root.update()
    assert not bar.winfo_ismapped()


@pytest.mark.gui
def test_the_button_of_one_that_goes_does_not_become_that_of_another(
    root: tk.Tk, page: ChatPage
) -> None:
    bar, items = page.sharing.bar, page.sharing.transfers.items
    assert bar is not None
    items += [transfer(f"{number}.bin", State.GOING, 5, 10) for number in range(3)]
    page.sharing.draw()
    root.update()
    cancel = button(bar, "Cancel")
    cancel.focus_force()
    root.update()
    cancel.event_generate("<space>")
    root.update()
    assert [one.name for one in items] == ["1.bin", "2.bin"]
    focused = root.focus_get()
    assert focused is page.composer.text
    focused.event_generate("<space>")
    root.update()
    assert [one.name for one in items] == ["1.bin", "2.bin"]


@pytest.mark.gui
def test_tab_goes_through_the_lines_from_above(root: tk.Tk, page: ChatPage) -> None:
    bar, items = page.sharing.bar, page.sharing.transfers.items
    assert bar is not None
    items += [transfer(f"{number}.bin", State.GOING, 5, 10) for number in range(2)]
    page.sharing.draw()
    items += [transfer(f"{number}.bin", State.WAITING, 0, 10) for number in range(2, 9)]
    page.sharing.draw()
    root.update()
    first = button(bar, "Pause all")
    assert "'9 files'" in texts(first.master)
    following = first.tk_focusNext()
    assert following is not None
    assert str(following.cget("text")) == "Cancel all"
    below = following.tk_focusNext()
    assert below is not None
    assert "'0.bin'" in texts(below.master)
