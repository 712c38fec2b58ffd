"""Which sheet lies over the window: one at a time, and the focus goes back when it leaves."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.parts.take_away import take_away


class Cover(tk.Frame):
    """What lies over the window: a sheet, or what takes all of it."""

    def __init__(self, root: tk.Misc, background: str) -> None:
        super().__init__(root, background=background, takefocus=False)
        self.on_closed: Callable[[], object] = lambda: None
        """Called when it left; whoever opened it sets it (`Sheets`)."""
        self._closed = False

    def close(self) -> None:
        """Leave; `on_closed` puts the focus back."""
        if not self._closed:
            self._closed = True
            self.grab_release()
            self.leave()
            self.on_closed()

    def leave(self) -> None:
        """Go from the window."""
        take_away(self)

    def escape(self) -> None:
        """What Esc does."""
        self.close()


class Sheets:
    """Opens sheets, and other covers. `back` puts the focus where it belongs when one was left."""

    def __init__(self, root: tk.Misc) -> None:
        self.root = root
        self.back: Callable[[], object] = lambda: None
        self._sheet: Cover | None = None
        self._opening = False

    @property
    def current(self) -> Cover | None:
        """The sheet that lies over the window, if any."""
        if self._sheet is not None and not self._sheet.winfo_exists():
            self._sheet = None
        return self._sheet

    @property
    def covered(self) -> bool:
        """Whether a sheet lies over the window or is about to. What is idle runs while one is being
        opened (`update_idletasks`), and is not to take the focus from it."""
        return self._opening or self.current is not None

    def open(
        self, make: Callable[[], Cover], *, on_closed: Callable[[], object] = lambda: None
    ) -> Cover:
        """Open a sheet in place of the one that may be there. on_closed: it left."""
        self._opening = True
        try:
            self.close()
            self._sheet = sheet = make()
        finally:
            self._opening = False

        def closed() -> None:
            self._sheet = None
            on_closed()
            if not self.covered:
                self.back()

        sheet.on_closed = closed
        return sheet

    def close(self) -> None:
        sheet = self.current
        if sheet is not None:
            sheet.close()
        self._sheet = None
