"""The icon in the tray: it is there where a tray is, says what is to be read, and is obeyed."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.ui.tray.picture import picture
from desktopchat.ui.tray.state import Icon, TrayState, Word
from desktopchat.ui.tray.tray import Tray, notifier_item
from tests.ui.notification_server import bus
from tests.ui.tray_host import TrayHost, tray_host
from tests.waiting import wait_until

needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon here")


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with bus(tmp_path) as made:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made)
        yield made


@pytest.fixture
def host(address: str) -> Iterator[TrayHost]:
    with tray_host(address) as made:
        yield made


class Taken:
    """A tray, and all words that were taken from it."""

    def __init__(self) -> None:
        self.rung = 0
        self.tray = Tray(self.ring, [notifier_item])
        self._words: list[Word] = []

    def ring(self) -> None:
        self.rung += 1

    @property
    def words(self) -> list[Word]:
        self._words += self.tray.take()
        return self._words


@pytest.fixture
def taken(address: str) -> Iterator[Taken]:
    made = Taken()
    yield made
    made.tray.close()


def test_the_menu_offers_to_host_on_where_something_is_hosted() -> None:
    assert list(TrayState().items) == [Word.SHOW, Word.QUIT]
    assert list(TrayState(hosting=True).items) == [Word.SHOW, Word.KEEP_HOSTING, Word.QUIT]


def test_the_icon_says_how_much_is_to_be_read() -> None:
    seen = {picture(unread, 24).tobytes() for unread in (0, 1, 2, 9, 10)}
    assert len(seen) == 5
    assert picture(10, 24).tobytes() == picture(500, 24).tobytes()


@needs_bus
def test_the_icon_is_where_a_desktop_has_a_tray(host: TrayHost, taken: Taken) -> None:
    wait_until(lambda: taken.words == [Word.THERE])
    assert taken.tray.there
    assert taken.rung
    assert len(host.items) == 1
    width, height, data = host.read("IconPixmap")[0]
    alpha, red, green, blue = Image.frombytes("RGBA", (width, height), data).split()
    seen = Image.merge("RGBA", (red, green, blue, alpha))
    assert seen.tobytes() == picture(0, width).tobytes()
    assert host.read("ToolTip")[2] == "DesktopChat"


@needs_bus
def test_what_is_to_be_read_and_what_is_hosted_is_told(host: TrayHost, taken: Taken) -> None:
    wait_until(lambda: taken.words == [Word.THERE])
    taken.tray.show(TrayState(3, hosting=True))
    wait_until(lambda: {"NewIcon", "NewToolTip", "LayoutUpdated"} <= set(host.heard))
    assert host.read("ToolTip")[2] == "DesktopChat: 3 new messages"
    assert list(host.menu) == ["Show DesktopChat", "Keep hosting in the background", "Quit"]


@needs_bus
def test_what_people_choose_there_comes_to_the_window(host: TrayHost, taken: Taken) -> None:
    wait_until(lambda: taken.words == [Word.THERE])
    host.click()
    host.choose("Show DesktopChat")
    host.choose("Quit")
    wait_until(lambda: taken.words == [Word.THERE, Word.SHOW, Word.SHOW, Word.QUIT])


@needs_bus
def test_a_watcher_that_draws_nothing_is_no_tray(address: str, taken: Taken) -> None:
    with tray_host(address, host=False) as host:
        wait_until(lambda: taken.words == [Word.GONE])
        host.turn(True)
        wait_until(lambda: taken.words == [Word.GONE, Word.THERE])
        host.turn(False)
        wait_until(lambda: taken.words == [Word.GONE, Word.THERE, Word.GONE])
        assert not taken.tray.there


@needs_bus
def test_a_tray_that_ends_and_begins_again_is_noticed(address: str, taken: Taken) -> None:
    with tray_host(address):
        wait_until(lambda: taken.words[-1:] == [Word.THERE])
    wait_until(lambda: taken.words[-1] is Word.GONE)
    with tray_host(address) as host:
        wait_until(lambda: taken.words[-1] is Word.THERE)
        assert len(host.items) == 1


def test_where_there_is_no_bus_there_is_no_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    tray = Tray(lambda: None)
    assert (tray.take(), tray.there) == ([], False)
    tray.close()


def test_a_tray_that_fails_is_no_tray() -> None:
    def fails() -> Icon:
        raise OSError("no bus")

    tray = Tray(lambda: None, [fails])  # the thread ends by itself
    wait_until(lambda: tray.take() == [Word.GONE])
    assert not tray.there
    tray.close()


class Rung:
    """A kind of tray that is there when it is told so."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.shown: list[TrayState] = []

    def run(self, say: Callable[[Word], object]) -> None:
        self.say = say
        say(Word.GONE)
        self.ended.wait()

    def show(self, state: TrayState) -> None:
        self.shown.append(state)

    def close(self) -> None:
        self.ended.set()


def test_the_next_best_tray_is_used_for_as_long_as_the_best_is_not_there() -> None:
    made = list[tuple[str, Rung]]()

    def kind(name: str) -> Callable[[], Icon]:
        def make() -> Icon:
            made.append((name, Rung()))
            return made[-1][1]

        return make

    tray = Tray(lambda: None, [kind("best"), kind("next")])
    words = list[Word]()
    wait_until(lambda: words.extend(tray.take()) or words == [Word.GONE, Word.GONE])
    (_, best), (_, other) = made
    other.say(Word.THERE)
    assert tray.take() == [Word.THERE]
    tray.show(TrayState(1))
    assert other.shown[-1] == TrayState(1)
    best.say(Word.THERE)
    assert tray.take() == [Word.THERE]
    assert other.ended.is_set()
    assert not best.ended.is_set()
    best.say(Word.GONE)
    assert tray.take()[0] is Word.GONE
    assert not tray.there
    wait_until(lambda: [name for name, _ in made] == ["best", "next", "next"])
    wait_until(lambda: made[-1][1].shown == [TrayState(1)])
    tray.close()
    assert all(icon.ended.is_set() for _, icon in made)
