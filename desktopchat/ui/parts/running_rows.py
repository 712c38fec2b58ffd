"""When the program is there: starting with the computer, and what is said where no tray is."""

import tkinter as tk
from tkinter import ttk

from desktopchat import autostart
from desktopchat.store.person.setting_control import SettingControl
from desktopchat.store.person.settings import shown
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.setting_row import SettingRow
from desktopchat.words import tr, tr_noop

AUTOSTART = SettingControl(
    "running",
    tr_noop("Start DesktopChat with the computer"),
    tr_noop("It waits in the tray; where there is none, its window opens."),
    also=tr_noop("autostart login boot launch automatically"),
)
WHEN_CLOSED = dict(shown())["when_closed"]


class AutostartRow(ttk.Frame):
    """A box that shows what the system has; what the system refuses is said below it."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent, style="TFrame")
        self._theme = theme
        self._show()

    def _show(self, wrong: str = "") -> None:
        for before in self.pack_slaves():
            before.destroy()
        on = autostart.is_on()
        row = SettingRow(
            self, self._theme, AUTOSTART, on, on_change=lambda on: self._turn(on is True)
        )
        row.pack(fill="x")
        if wrong:
            label = WrappedLabel(self, wrong, "Error.TLabel")
            label.pack(fill="x", padx=(self._theme.px(26), 0), pady=(self._theme.px(2), 0))

    def _turn(self, on: bool) -> None:
        wrong = ""
        try:
            autostart.turn(on)
        except OSError as error:
            wrong = tr("The system did not take that: {why}.", why=error.strerror or error)
        if wrong or autostart.is_on() != on:
            self._show(wrong)


class NoTrayRow(ttk.Frame):
    """In place of the choice what becomes of a window that is closed."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent, style="TFrame")
        WrappedLabel(self, tr(WHEN_CLOSED.words)).pack(fill="x")
        words = tr("DesktopChat ends: there is no tray on this system in which it could stay.")
        WrappedLabel(self, words, "Small.TLabel").pack(fill="x", pady=(theme.px(2), 0))
