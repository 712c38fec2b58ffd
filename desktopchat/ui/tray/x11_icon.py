"""The icon in an X11 tray, which draws no menu: the window does that."""

from collections.abc import Callable

from PIL import Image

from desktopchat.ui.tray.picture import picture
from desktopchat.ui.tray.state import TrayState, Word
from desktopchat.x11.shape import Rectangle
from desktopchat.x11.tray_icon import Happening, TrayIcon

_WORDS = {
    Happening.DOCKED: Word.THERE,
    Happening.GONE: Word.GONE,
    Happening.PRESSED: Word.SHOW,
    Happening.MENU: Word.MENU,
}


class X11Icon:
    """An `Icon`. Raises XError where there is no X server."""

    def __init__(self) -> None:
        self._icon = TrayIcon()
        self._state = TrayState()
        self._closed = False

    def run(self, say: Callable[[Word], object]) -> None:
        with self._icon as icon:
            while not self._closed:
                happened = icon.next()
                if happened in _WORDS:
                    say(_WORDS[happened])
                elif icon.docked and icon.size > 1:
                    image = picture(self._state.unread, icon.size)
                    icon.draw(pixels(image), shown(image))

    def show(self, state: TrayState) -> None:
        self._state = state
        self._icon.wake()

    def close(self) -> None:
        self._closed = True
        self._icon.wake()


def pixels(image: Image.Image) -> bytes:
    return image.convert("RGB").tobytes("raw", "BGRX")


def shown(image: Image.Image) -> list[Rectangle]:
    """A rectangle for each row, from the first pixel that is seen to the last one."""
    seen = image.getchannel("A").point(lambda alpha: 255 * (alpha > 127))
    rows = []
    for y in range(image.height):
        box = seen.crop((0, y, image.width, y + 1)).getbbox()
        if box is not None:
            rows.append((box[0], y, box[2] - box[0], 1))
    return rows
