"""The icon in an X11 tray: drawn where there is one, clicked, and gone with it."""

import subprocess
from collections.abc import Iterator

import pytest
from PIL import Image

from desktopchat.ui.tray.picture import picture
from desktopchat.ui.tray.state import TrayState, Word
from desktopchat.ui.tray.tray import Tray, x11_icon
from desktopchat.ui.tray.x11_icon import shown
from tests.waiting import wait_until
from tests.x11.tray import SIZE, X11Tray, x11_tray

pytestmark = pytest.mark.gui


class Taken:
    """A tray, and all words that were taken from it."""

    def __init__(self) -> None:
        self.tray = Tray(lambda: None, [x11_icon])
        self._words: list[Word] = []

    @property
    def words(self) -> list[Word]:
        self._words += self.tray.take()
        return self._words


@pytest.fixture
def taken(display: str) -> Iterator[Taken]:
    made = Taken()
    yield made
    made.tray.close()


def seen(tray: X11Tray, unread: int) -> bool:
    """Whether the icon says so; its corners are the tray's, which is white."""
    wanted = picture(unread, SIZE)
    over = Image.new("RGB", (SIZE, SIZE), "white")
    mask = Image.new("L", (SIZE, SIZE))
    for x, y, wide, high in shown(wanted):
        mask.paste(255, (x, y, x + wide, y + high))
    over.paste(wanted.convert("RGB"), mask=mask)
    return tray.picture().tobytes() == over.tobytes()


def click(button: int) -> None:
    where = str(SIZE // 2)
    subprocess.run(["xdotool", "mousemove", where, where, "click", str(button)], check=True)


def test_the_icon_is_drawn_in_a_tray_that_is_there(taken: Taken) -> None:
    with x11_tray() as tray:
        wait_until(lambda: taken.words == [Word.THERE])
        wait_until(lambda: seen(tray, 0))
        taken.tray.show(TrayState(3))
        wait_until(lambda: seen(tray, 3))
        click(1)
        wait_until(lambda: taken.words == [Word.THERE, Word.SHOW])
        click(3)
        wait_until(lambda: taken.words == [Word.THERE, Word.SHOW, Word.MENU])


def test_a_tray_that_ends_and_begins_again_is_noticed(taken: Taken) -> None:
    for _ in range(2):
        with x11_tray() as tray:
            wait_until(lambda: taken.words[-1:] == [Word.THERE])
            wait_until(lambda tray=tray: seen(tray, 0))  # type: ignore[misc]
        wait_until(lambda: taken.words[-1] is Word.GONE)
        assert not taken.tray.there
        assert taken.tray.possible


def test_without_a_tray_there_is_no_icon(taken: Taken) -> None:
    with x11_tray() as tray:
        wait_until(lambda: taken.tray.take() == [Word.THERE])
        taken.tray.close()
        wait_until(lambda: tray.icons == [])
    assert not taken.tray.possible or taken.tray.take() == [Word.GONE]


def test_without_an_x_server_there_is_no_tray(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":59999")
    tray = Tray(lambda: None, [x11_icon])
    wait_until(lambda: tray.take() == [Word.GONE])
    assert not tray.there
    tray.close()
