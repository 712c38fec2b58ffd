"""Which sheet lies over the window: one at a time, and the focus goes back when it leaves."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktopchat.ui.sheets.sheet import Sheet


class Sheets:
    """Opens sheets. `back` puts the focus where it belongs when one was left."""

    def __init__(self, root: tk.Misc) -> None:
        self.root = root
        self.back: Callable[[], object] = lambda: None
        self._sheet: Sheet | None = None

    @property
    def current(self) -> Sheet | None:
        """The sheet that lies over the window, if any."""
        if self._sheet is not None and not self._sheet.winfo_exists():
            self._sheet = None
        return self._sheet

    def open(
        self, make: Callable[[], Sheet], *, on_closed: Callable[[], object] = lambda: None
    ) -> Sheet:
        """Open a sheet in place of the one that may be there. on_closed: it left."""
        self.close()
        self._sheet = sheet = make()

        def closed() -> None:
            on_closed()
            self._closed()

        sheet.on_closed = closed
        return sheet

    def close(self) -> None:
        sheet = self.current
        if sheet is not None:
            sheet.close()
        self._sheet = None

    def _closed(self) -> None:
        self._sheet = None
        self.back()
