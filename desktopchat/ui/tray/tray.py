"""The icon in the tray, as the window knows it."""

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from desktopchat.ui.tray.state import Icon, TrayState, Word

Make = Callable[[], Icon]


class Tray:
    """Called by the window's thread alone. on_news: called from any thread when there is something
    to take. kinds: makes what may be shown here, the best first, each in its own thread, for
    loading takes a while. The next best is tried for as long as those before it have no tray.
    """

    def __init__(self, on_news: Callable[[], object], kinds: Sequence[Make] | None = None) -> None:
        self._on_news = on_news
        self._kinds = _kinds() if kinds is None else kinds
        self._words: deque[tuple[_Running, Word]] = deque()
        """What the icons' threads say, until it is taken."""
        self._running: list[_Running] = []
        self._state = TrayState()
        self._try_next()

    @property
    def there(self) -> bool:
        """Whether a tray shows the icon, as far as was taken."""
        return any(one.there for one in self._running)

    @property
    def possible(self) -> bool:
        """Whether there could be one yet."""
        return bool(self._words) or any(one.thread.is_alive() for one in self._running)

    @property
    def state(self) -> TrayState:
        return self._state

    def show(self, state: TrayState) -> None:
        if state != self._state:
            self._state = state
            for one in self._running:
                one.show(state)

    def take(self) -> list[Word]:
        """What was said since the last time."""
        words = []
        while self._words:
            one, word = self._words.popleft()
            if one in self._running:
                self._heed(one, word)
                words.append(word)
        return words

    def close(self) -> None:
        """Take the icon away and end the threads."""
        for one in self._running:
            one.close()
        for one in self._running:
            one.thread.join(1.0)

    def _heed(self, one: "_Running", word: Word) -> None:
        if word is Word.THERE:
            one.there = True
            rank = self._running.index(one) + 1
            for worse in self._running[rank:]:
                worse.close()
            del self._running[rank:]
        elif word is Word.GONE:
            one.there = False
            if one is self._running[-1]:
                self._try_next()

    def _try_next(self) -> None:
        if len(self._running) < len(self._kinds):
            make = self._kinds[len(self._running)]
            self._running.append(_Running(make, self._state, self._say))

    def _say(self, one: "_Running", word: Word) -> None:
        self._words.append((one, word))
        self._on_news()


class _Running:
    """An icon and its thread."""

    def __init__(
        self, make: Make, state: TrayState, say: "Callable[[_Running, Word], object]"
    ) -> None:
        self.there = False
        self._make, self._say = make, say
        self._icon: Icon | None = None
        """Put there by the thread, which then reads the two below."""
        self._state, self._closed = state, False
        self.thread = threading.Thread(target=self._run, name="tray", daemon=True)
        self.thread.start()

    def show(self, state: TrayState) -> None:
        self._state = state
        if self._icon is not None:
            self._icon.show(state)

    def close(self) -> None:
        self._closed = True
        if self._icon is not None:
            self._icon.close()

    def _run(self) -> None:
        say = partial(self._say, self)
        try:
            icon = self._icon = self._make()
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
        return [windows_icon]
    kinds = []
    if sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        kinds.append(notifier_item)
    if sys.platform not in ("win32", "darwin") and os.environ.get("DISPLAY"):
        kinds.append(x11_icon)
    return kinds


def windows_icon() -> Icon:
    from desktopchat.ui.tray.windows_icon import WindowsIcon

    return WindowsIcon()


def notifier_item() -> Icon:
    from desktopchat.ui.tray.notifier_item import NotifierItem

    return NotifierItem()


def x11_icon() -> Icon:
    from desktopchat.ui.tray.x11_icon import X11Icon

    return X11Icon()
