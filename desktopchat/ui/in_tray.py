"""The window and its icon in the tray: going there, coming back, and what is chosen there.

A window is hidden only while a tray shows the icon; when that tray goes, the window comes back.
"""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktopchat.ui.app import Window
    from desktopchat.ui.tray.state import Word
    from desktopchat.ui.tray.tray import Tray
    from desktopchat.ui.waiting_window import WaitingWindow

STAYS = "tray"
"""Of the setting `when_closed`."""
_PATIENCE = 10.0  # seconds for a desktop that has just begun to have its tray


class InTray:
    """Of a window; `begin` once its first page is there, and `look` at each tick."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._tray: Tray | None = None
        self._hidden = False
        self._waiting: WaitingWindow | None = None  # while hidden, for another start
        self._show_at: float | None = None  # a window that began hidden, until there is a tray

    @property
    def there(self) -> bool:
        """Whether a tray shows the icon."""
        return self._tray is not None and self._tray.there

    @property
    def hidden(self) -> bool:
        return self._hidden

    def begin_hidden(self) -> None:
        """Begin out of sight, and come up where no tray appears."""
        self._hidden, self._show_at = True, time.monotonic() + _PATIENCE
        self._window.root.withdraw()

    def begin(self) -> None:
        """Put the icon where a tray is, or is later."""
        from desktopchat.ui.tray.tray import Tray

        self._tray = Tray(self._window.pulse.ring)

    def hide(self) -> None:
        """Take the window out of sight, where the icon brings it back."""
        if self.there and not self._hidden:
            self._window.keep_geometry()
            self._hidden = True
            self._window.root.withdraw()

    def shown(self) -> None:
        """The window was brought back."""
        self._wait_no_more()
        self._hidden, self._show_at = False, None

    def look(self, unread: int) -> None:
        """Do what was chosen, and tell how all stands. unread: messages to be read."""
        if self._tray is None:
            return
        for word in self._tray.take():
            self._heed(word)
        if self._hidden and not self.there and self._waited:
            self._window.come_up()
        if self._hidden and self._window.coming_back.first and self._called:
            self._window.come_up()
        from desktopchat.ui.tray.state import TrayState

        hosting = self._window.places.own is not None and not self._hidden
        self._tray.show(TrayState(unread, hosting))

    def close(self) -> None:
        self._wait_no_more()
        if self._tray is not None:
            self._tray.close()

    @property
    def _called(self) -> bool:
        """Whether the program was started again meanwhile."""
        if self._waiting is None:
            from desktopchat.ui.waiting_window import WaitingWindow

            self._waiting = WaitingWindow()
        return self._waiting.wait()

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None

    @property
    def _waited(self) -> bool:
        """Whether it makes no sense to wait for a tray."""
        if self._tray is not None and not self._tray.possible:
            return True
        return self._show_at is None or time.monotonic() > self._show_at

    def _heed(self, word: "Word") -> None:
        from desktopchat.ui.tray.state import Word

        window = self._window
        if word is Word.THERE:
            self._show_at = None
        elif word is Word.SHOW:
            window.come_up()
        elif word is Word.KEEP_HOSTING:
            self.hide()
        elif word is Word.QUIT:
            if window.has_to_ask:
                window.come_up()
            window.quit()
        elif word is Word.MENU:
            self._post_menu()

    def _post_menu(self) -> None:
        """Where the tray draws none, at the pointer."""
        from functools import partial

        from desktopchat.ui.parts import menu

        if self._tray is None:
            return
        root = self._window.root
        items: list[menu.Item] = [
            (words, partial(self._heed, word)) for word, words in self._tray.state.items.items()
        ]
        menu.post(root, self._window.theme, items, *root.winfo_pointerxy())
