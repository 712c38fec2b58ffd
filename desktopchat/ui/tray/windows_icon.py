"""The icon in the tray of Windows, by pystray."""

import ctypes
import logging
import sys
from collections.abc import Callable, Iterator
from functools import partial
from queue import SimpleQueue
from typing import Any

import pystray

from desktopchat.ui.tray.picture import picture
from desktopchat.ui.tray.state import TrayState, Word

_SIZE = 64  # pixels; Windows scales it

Say = Callable[[Word], object]


class WindowsIcon:
    """An `Icon`. Its thread runs pystray's loop, beside which pystray runs another one (`_follow`),
    for whoever changes an icon may have to wait for that loop."""

    def __init__(self) -> None:
        self._states = SimpleQueue[TrayState | None]()
        """What is to be shown next; None to end."""
        self._state = TrayState()

    def run(self, say: Say) -> None:
        if not has_taskbar():
            return  # pystray would call itself visible all the same
        menu = pystray.Menu(partial(self._items, say))
        icon = pystray.Icon("desktopchat", picture(0, _SIZE), self._state.tip, menu)
        icon.run(setup=partial(self._follow, say))

    def show(self, state: TrayState) -> None:
        self._states.put(state)

    def close(self) -> None:
        self._states.put(None)

    def _items(self, say: Say) -> Iterator[Any]:
        for word, words in self._state.items.items():
            yield pystray.MenuItem(
                words,
                partial(_choose, say, word),
                default=word is Word.SHOW,  # what a click does
            )

    def _follow(self, say: Say, icon: Any) -> None:
        try:
            icon.visible = True
            say(Word.THERE)
            while (state := self._states.get()) is not None:
                self._state = state
                icon.icon, icon.title = picture(state.unread, _SIZE), state.tip
                icon.update_menu()
        except Exception:
            # Whatever Windows does: the window goes on without it.
            logging.getLogger(__name__).info("No icon in the tray", exc_info=True)
        icon.stop()


def _choose(say: Say, word: Word, _icon: Any, _item: Any) -> None:
    say(word)


def has_taskbar() -> bool:
    """Whether Windows shows its bar, which the tray is a part of."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.FindWindowW("Shell_TrayWnd", None))
    return False
