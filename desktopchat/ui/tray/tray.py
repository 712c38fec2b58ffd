"""The icon in the tray, as the window knows it."""

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence

from desktopchat.ui.tray.state import Icon, TrayState, Word

Make = Callable[[], Icon]


class Tray:
    """Called by the window's thread alone. on_news: called from any thread when there is something
    to take. kinds: makes what may be shown here, each in its own thread, for loading takes a while.
    """

    def __init__(self, on_news: Callable[[], object], kinds: Sequence[Make] | None = None) -> None:
        self._on_news = on_news
        self._words: deque[tuple[Icon | None, Word]] = deque()
        """What the icons' threads say, until it is taken."""
        self._icons: list[Icon] = []
        """Each put there by its thread, which then reads `_state` and `_closed`."""
        self._state = TrayState()
        self._closed = False
        self._there: set[Icon | None] = set()
        self._threads = [
            threading.Thread(target=self._run, args=(make,), name="tray", daemon=True)
            for make in (_kinds() if kinds is None else kinds)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def there(self) -> bool:
        """Whether a tray shows the icon, as far as was taken."""
        return bool(self._there)

    @property
    def possible(self) -> bool:
        """Whether there could be one yet."""
        return any(thread.is_alive() for thread in self._threads)

    @property
    def state(self) -> TrayState:
        return self._state

    def show(self, state: TrayState) -> None:
        if state != self._state:
            self._state = state
            for icon in list(self._icons):
                icon.show(state)

    def take(self) -> list[Word]:
        """What was said since the last time."""
        words = []
        while self._words:
            icon, word = self._words.popleft()
            if word is Word.THERE:
                self._there.add(icon)
            elif word is Word.GONE:
                self._there.discard(icon)
            words.append(word)
        return words

    def close(self) -> None:
        """Take the icon away and end the threads."""
        self._closed = True
        for icon in list(self._icons):
            icon.close()
        for thread in self._threads:
            thread.join(1.0)

    def _run(self, make: Make) -> None:
        icon: Icon | None = None

        def say(word: Word) -> None:
            self._words.append((icon, word))
            self._on_news()

        try:
            icon = make()
            self._icons.append(icon)
            icon.show(self._state)
            if self._closed:
                icon.close()
            icon.run(say)
        except Exception:
            # Whatever a tray does: the window goes on without it.
            logging.getLogger(__name__).info("No icon in the tray", exc_info=True)
        say(Word.GONE)


def _kinds() -> list[Make]:
    """What can be tried on this system. macOS has none: there a program stays in the Dock."""
    if sys.platform == "win32":
        return [_windows_icon]
    if sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return [_notifier_item]
    return []


def _windows_icon() -> Icon:
    from desktopchat.ui.tray.windows_icon import WindowsIcon

    return WindowsIcon()


def _notifier_item() -> Icon:
    from desktopchat.ui.tray.notifier_item import NotifierItem

    return NotifierItem()
