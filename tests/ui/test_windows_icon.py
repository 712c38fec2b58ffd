"""The icon in the tray of Windows, with a stand-in for pystray: each of its loops is a thread."""

import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from desktopchat.ui.tray.picture import picture
from desktopchat.ui.tray.state import TrayState, Word
from desktopchat.ui.tray.tray import Tray
from tests.waiting import wait_until


class FakeMenu:
    def __init__(self, items: Callable[[], Iterator["FakeItem"]]) -> None:
        self.items = items


class FakeItem:
    def __init__(self, words: str, act: Callable[[Any, Any], Any], default: bool) -> None:
        # pystray counts the parameters of a function, and refuses more than two.
        assert not hasattr(act, "__code__") or act.__code__.co_argcount <= 2
        self.words, self.act, self.default = words, act, default


class FakeIcon:
    """shows: whether Windows has a bar to show it in; pystray does not know."""

    made: "list[FakeIcon]"
    shows = True

    def __init__(self, name: str, icon: Image.Image, title: str, menu: FakeMenu) -> None:
        self.icon, self.title, self.menu = icon, title, menu
        self._visible = False
        self._stopped = SimpleQueue[bool]()
        self.made.append(self)

    def run(self, setup: Callable[[Any], object]) -> None:
        following = threading.Thread(target=setup, args=(self,))
        following.start()
        self._stopped.get()
        following.join()

    @property
    def visible(self) -> bool:
        return self._visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._visible = visible

    def update_menu(self) -> None:
        self.words = [item.words for item in self.menu.items()]

    def stop(self) -> None:
        self._visible = False
        self._stopped.put(True)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FakeIcon]:
    icons = list[FakeIcon]()
    kind = type("Icon", (FakeIcon,), {"made": icons})
    fake: Any = ModuleType("pystray")
    fake.Icon, fake.Menu, fake.MenuItem = kind, FakeMenu, FakeItem
    monkeypatch.setitem(sys.modules, "pystray", fake)
    monkeypatch.delitem(sys.modules, "desktopchat.ui.tray.windows_icon", raising=False)
    windows_icon: Any = importlib.import_module("desktopchat.ui.tray.windows_icon")
    monkeypatch.setattr(windows_icon, "has_taskbar", lambda: FakeIcon.shows)
    monkeypatch.setattr(sys, "platform", "win32")
    return icons


def test_it_shows_how_all_stands_and_says_what_is_chosen(made: list[FakeIcon]) -> None:
    tray = Tray(lambda: None)
    words = list[Word]()
    wait_until(lambda: words.extend(tray.take()) or words == [Word.THERE])
    tray.show(TrayState(2, hosting=True))
    icon = made[0]
    wait_until(lambda: len(getattr(icon, "words", ())) == 3)
    assert icon.icon.tobytes() == picture(2, 64).tobytes()
    assert icon.title == "DesktopChat: 2 new messages"
    for item in icon.menu.items():
        item.act(None, None)
    assert tray.take() == [Word.SHOW, Word.KEEP_HOSTING, Word.QUIT]
    assert [item.default for item in icon.menu.items()] == [True, False, False]
    tray.close()
    assert not icon.visible


def test_where_windows_has_no_bar_there_is_no_tray(
    made: list[FakeIcon], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeIcon, "shows", False)
    tray = Tray(lambda: None)
    wait_until(lambda: tray.take() == [Word.GONE])
    assert not tray.there
    assert not tray.possible
    tray.close()
