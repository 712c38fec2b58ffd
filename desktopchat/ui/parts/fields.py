"""A labelled entry with room for a hint inside and for what is wrong below."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import ROUND


class Field(ttk.Frame):
    """Label, entry, and a line in plain words that appears only when something is wrong."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        label: str,
        *,
        hint: str = "",
        secret: bool = False,
        ground: str = "",
        on_enter: Callable[[], object] | None = None,
    ) -> None:
        prefix = f"{ground}." if ground else ""
        super().__init__(parent, style=f"{prefix}Inner.TFrame")
        self._theme = theme
        self.on_change: Callable[[], object] = lambda: None
        """Called whenever something was typed."""
        self.columnconfigure(0, weight=1)
        self._variable = tk.StringVar(self)
        self.label = ttk.Label(self, text=label, style=f"{prefix}Dim.TLabel", justify="left")
        self.entry = ttk.Entry(
            self, textvariable=self._variable, font=theme.font("body"), show="•" if secret else ""
        )
        self._hint = tk.Label(
            self.entry,
            text=hint,
            font=theme.font("body"),
            borderwidth=0,
            padx=0,
            pady=0,
            cursor="xterm",
        )
        self._wrong = ttk.Label(self, style=f"{prefix}Error.TLabel", justify="left")
        if label:
            self.label.grid(row=0, sticky="ew", pady=(0, theme.px(4)))
        self.entry.grid(row=1, sticky="ew")
        self._hint.bind("<Button-1>", lambda _event: self.entry.focus_set())
        self._variable.trace_add("write", self._changed)
        if on_enter is not None:
            self.entry.bind("<Return>", lambda _event: self._entered(on_enter))
            self.entry.bind("<KP_Enter>", lambda _event: self._entered(on_enter))
        self.bind("<Configure>", self._resized)
        theme.on_change(self.restyle)
        self.restyle()

    @property
    def text(self) -> str:
        return self._variable.get()

    @text.setter
    def text(self, words: str) -> None:
        self._variable.set(words)

    @property
    def hint(self) -> str:
        """What stands in it while nothing is typed."""
        return str(self._hint.cget("text"))

    @hint.setter
    def hint(self, words: str) -> None:
        self._hint.configure(text=words)
        self._changed()

    @property
    def wrong(self) -> str:
        """What the line below says; "" when nothing is wrong."""
        return str(self._wrong.cget("text"))

    def say_wrong(self, words: str, *, select: bool = True) -> None:
        """Tell what is wrong, and put the cursor where it can be mended."""
        self._wrong.configure(text=words)
        if words:
            self.entry.state(["invalid"])
            self._wrong.grid(row=2, sticky="w", pady=(self._theme.px(4), 0))
            self.entry.focus_set()
            if select:
                self.entry.selection_range(0, "end")
                self.entry.icursor("end")
        else:
            self.say_nothing()

    def focus_entry(self) -> None:
        self.entry.focus_set()
        self.entry.selection_range(0, "end")
        self.entry.icursor("end")

    def restyle(self) -> None:
        if not self.winfo_exists():
            return
        palette = self._theme.palette
        self._hint.configure(background=palette.field, foreground=palette.dim)
        self._changed()

    def _entered(self, on_enter: Callable[[], object]) -> str:
        on_enter()
        return "break"

    def _changed(self, *_args: str) -> None:
        if self.wrong:
            self.say_nothing()
        self.on_change()
        if self.text or not self.hint:
            self._hint.place_forget()
        else:
            self._hint.place(x=self._theme.px(10), rely=0.5, anchor="w")

    def say_nothing(self) -> None:
        """Take the words about what was wrong away: it is being mended."""
        self._wrong.configure(text="")
        self._wrong.grid_remove()
        self.entry.state(["!invalid"])

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        for label in (self.label, self._wrong):
            label.configure(wraplength=max(1, event.width - ROUND))
