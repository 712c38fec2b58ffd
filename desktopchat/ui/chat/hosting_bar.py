"""The slim bar of whoever hosts: what is hosted, for how many, and the address to give."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme

_FEEDBACK = 2000  # milliseconds that the button says "Copied"


class HostingBar(ttk.Frame):
    """Hosting "Lab 3" · 3 people · ircs://192.168.1.20:6697, with *Copy*."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, on_manage: Callable[[], object] = lambda: None
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self._address = ""
        self._label = ttk.Label(self, style="Bar.TLabel", anchor="w", width=1)
        self._label.grid(row=0, column=0, sticky="ew")
        self.button = ttk.Button(self, text="Copy address", style="Bar.Link.TButton")
        self.button.configure(command=self._copy)
        self.button.grid(row=0, column=1)
        self.manage = ttk.Button(
            self, text="Who is connected", style="Bar.Link.TButton", command=on_manage
        )
        for button in (self.button, self.manage):
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
        self._timer: str | None = None
        self.bind("<Destroy>", self._gone)

    @property
    def words(self) -> str:
        return str(self._label.cget("text"))

    def show(self, title: str, people: int, address: str) -> None:
        """Say what is hosted. address: the one that others use, "" while there is none."""
        self._address = address
        many = "1 person" if people == 1 else f"{people} people"
        words = f"Hosting “{title}” · {many}"
        if address:
            words += f" · {address}"
            self.button.grid()
        else:
            self.button.grid_remove()
        if words != self.words:
            self._label.configure(text=words)
        self.grid()

    def allow(self, on: bool) -> None:
        """Whether the host takes me for who runs it."""
        if on:
            self.manage.grid(row=0, column=2)
        else:
            self.manage.grid_remove()

    def say(self, words: str) -> None:
        """Say something else about the own host, such as that it ended."""
        self._label.configure(text=words)
        self.button.grid_remove()
        self.manage.grid_remove()
        self.grid()

    def _copy(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self._address)
        self.button.configure(text="Copied")
        if self._timer is not None:
            self.after_cancel(self._timer)
        self._timer = self.after(_FEEDBACK, self._copied)

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self and self._timer is not None:
            self.after_cancel(self._timer)
            self._timer = None

    def _copied(self) -> None:
        self._timer = None
        self.button.configure(text="Copy address")
