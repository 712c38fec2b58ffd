"""The window and the tray: it is hidden only while there is one, and comes back. No Tk here."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desktopchat.store.lock import claim
from desktopchat.store.paths import data_dir
from desktopchat.ui import in_tray, waiting_window
from desktopchat.ui.app import Window
from desktopchat.ui.in_tray import InTray
from desktopchat.ui.tray import tray as trays
from desktopchat.ui.tray.state import TrayState, Word
from desktopchat.ui.waiting_window import WaitingWindow


@dataclass
class FakeTray:
    there: bool = False
    possible: bool = True
    state: TrayState = field(default_factory=TrayState)
    words: list[Word] = field(default_factory=list)

    def take(self) -> list[Word]:
        taken, self.words = self.words, []
        for word in taken:
            if word in (Word.THERE, Word.GONE):
                self.there = word is Word.THERE
        return taken

    def show(self, state: TrayState) -> None:
        self.state = state


class FakeWindow:
    """done: what happened to the window."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.root = SimpleNamespace(withdraw=lambda: self.done.append("hidden"))
        self.pulse = SimpleNamespace(ring=lambda: None)
        self.places = SimpleNamespace(own=None)
        self.coming_back = SimpleNamespace(first=False)
        self.has_to_ask = False
        self.in_tray = InTray(cast("Window", self))

    def come_up(self) -> None:
        self.in_tray.shown()
        self.done.append("shown")

    def quit(self) -> None:
        self.done.append("quit")

    def keep_geometry(self) -> None:
        self.done.append("kept")


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> FakeTray:
    made = FakeTray()
    monkeypatch.setattr(trays, "Tray", lambda _on_news: made)
    return made


@pytest.fixture
def window(tray: FakeTray) -> FakeWindow:
    made = FakeWindow()
    made.in_tray.begin()
    return made


def say(window: FakeWindow, tray: FakeTray, *words: Word) -> None:
    tray.words += words
    window.in_tray.look(0)


def test_without_a_tray_the_window_is_never_hidden(window: FakeWindow, tray: FakeTray) -> None:
    window.in_tray.hide()
    say(window, tray, Word.KEEP_HOSTING)
    assert window.done == []
    assert not window.in_tray.hidden


def test_it_remembers_where_it_was_before_it_is_hidden(window: FakeWindow, tray: FakeTray) -> None:
    say(window, tray, Word.THERE, Word.KEEP_HOSTING)
    assert window.done == ["kept", "hidden"]
    window.in_tray.hide()  # it is
    assert window.done == ["kept", "hidden"]


def test_it_comes_back_when_the_tray_goes(window: FakeWindow, tray: FakeTray) -> None:
    say(window, tray, Word.THERE, Word.KEEP_HOSTING)
    say(window, tray, Word.GONE)
    assert window.done == ["kept", "hidden", "shown"]
    assert not window.in_tray.hidden


def test_a_click_brings_it_back(window: FakeWindow, tray: FakeTray) -> None:
    say(window, tray, Word.THERE, Word.KEEP_HOSTING, Word.SHOW)
    assert window.done[-1] == "shown"


@pytest.mark.parametrize(("asks", "done"), [(False, ["quit"]), (True, ["shown", "quit"])])
def test_a_question_before_the_end_is_seen(
    window: FakeWindow, tray: FakeTray, asks: bool, done: list[str]
) -> None:
    window.has_to_ask = asks
    say(window, tray, Word.THERE, Word.QUIT)
    assert window.done == done


def test_hosting_on_is_offered_where_something_is_hosted_and_seen(
    window: FakeWindow, tray: FakeTray
) -> None:
    window.places.own = object()
    say(window, tray, Word.THERE)
    assert tray.state == TrayState(0, hosting=True)
    window.in_tray.look(3)
    assert tray.state == TrayState(3, hosting=True)
    say(window, tray, Word.KEEP_HOSTING)
    assert tray.state == TrayState(0, hosting=False)


def begun_hidden(tray: FakeTray) -> FakeWindow:
    made = FakeWindow()
    made.in_tray.begin_hidden()
    made.in_tray.begin()
    assert made.done == ["hidden"]
    return made


def test_a_start_in_the_tray_waits_for_the_desktop_to_have_one(
    tray: FakeTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = begun_hidden(tray)
    say(window, tray)
    say(window, tray, Word.THERE)
    now: Any = SimpleNamespace(monotonic=lambda: float("inf"))
    monkeypatch.setattr(in_tray, "time", now)
    say(window, tray)
    assert window.done == ["hidden"]


def test_a_start_in_the_tray_shows_the_window_where_none_comes(
    tray: FakeTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = begun_hidden(tray)
    say(window, tray)
    assert window.done == ["hidden"]
    now: Any = SimpleNamespace(monotonic=lambda: float("inf"))
    monkeypatch.setattr(in_tray, "time", now)
    say(window, tray)
    assert window.done == ["hidden", "shown"]


def test_a_start_in_the_tray_does_not_wait_where_none_can_be(tray: FakeTray) -> None:
    tray.possible = False
    window = begun_hidden(tray)
    say(window, tray)
    assert window.done == ["hidden", "shown"]


class TestAnotherStart:
    """Of the same person, while the window waits in the tray."""

    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
        data_dir().mkdir(parents=True, exist_ok=True)
        held = claim(data_dir() / waiting_window.WINDOW_LOCK)
        assert held is not None
        with closing(held):
            yield

    @pytest.fixture
    def hidden(self, window: FakeWindow, tray: FakeTray) -> FakeWindow:
        window.coming_back.first = True
        say(window, tray, Word.THERE, Word.KEEP_HOSTING)
        return window

    def test_it_shows_the_window_that_waits(self, hidden: FakeWindow, tray: FakeTray) -> None:
        say(hidden, tray)
        assert hidden.done[-1] == "hidden"
        assert waiting_window.call()
        say(hidden, tray)
        assert hidden.done[-1] == "shown"

    def test_it_opens_another_one_where_that_does_not_answer(self, hidden: FakeWindow) -> None:
        assert [waiting_window.call(), waiting_window.call()] == [True, False]

    def test_it_opens_another_one_beside_a_window_that_is_seen(
        self, hidden: FakeWindow, tray: FakeTray
    ) -> None:
        say(hidden, tray, Word.SHOW)
        assert not waiting_window.call()

    def test_on_another_screen_it_opens_another_one(
        self, hidden: FakeWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DISPLAY", "elsewhere:0")
        assert not waiting_window.call()


def test_a_window_that_crashed_in_the_tray_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    data_dir().mkdir(parents=True, exist_ok=True)
    assert not WaitingWindow().wait()
    assert not waiting_window.call()
