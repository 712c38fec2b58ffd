"""The slim bar of whoever hosts: what is hosted, for how many, and the code to give."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.tip import Tip
from desktopchat.words import tr, trn

_FEEDBACK = 2000  # milliseconds that the button says "Copied"


class HostingBar(ttk.Frame):
    """Hosting "Lab 3" · 3 people, babid-hajov-kohid-balaf, with *Copy*."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        on_manage: Callable[[], object] = lambda: None,
        on_share: Callable[[], object] = lambda: None,
        on_again: Callable[[], object] = lambda: None,
        on_copies: Callable[[], object] = lambda: None,
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self._theme = theme
        self.code = self.link = ""
        self._words: tuple[str, ...] = ("",)
        """What is said, as long as it would be and shorter, for a narrow window."""
        self._label = ttk.Label(self, style="Bar.TLabel", anchor="w", width=1)
        self._label.grid(row=0, column=0, sticky="ew")
        self._label.bind("<Configure>", self._fit)
        self._tip = Tip(self._label, theme, "")
        self._code = ttk.Label(self, style="Bar.TLabel")
        self._code.grid(row=0, column=1, padx=(px(8), px(4)))
        self.button = ttk.Button(self, text=tr("Copy"), style="Bar.Link.TButton")
        self.button.configure(command=self._copy)
        self.button.grid(row=0, column=2)
        self.share = ttk.Button(self, text="QR", style="Bar.Link.TButton", command=on_share)
        self.share.grid(row=0, column=3)
        Tip(self.share, theme, tr("Bring others in"))
        self.again = ttk.Button(
            self,
            name="again",
            text=tr("Host it again"),
            style="Bar.Link.TButton",
            command=on_again,
        )
        self.manage = ttk.Button(
            self, text=tr("Manage"), style="Bar.Link.TButton", command=on_manage
        )
        Tip(self.manage, theme, tr("Who is connected, and what they may"))
        self.copies = ttk.Button(self, name="copies", style="Bar.Link.TButton", command=on_copies)
        self._copies_tip = Tip(self.copies, theme, "")
        for button in (self.button, self.share, self.manage, self.again, self.copies):
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
        self.bind("<Configure>", lambda _event: self._fit_code())
        self._timer: str | None = None
        self.bind("<Destroy>", self._gone)

    @property
    def words(self) -> str:
        return f"{self._words[0]} {self._code.cget('text')}".strip()

    def show(self, title: str, people: int, code: str, link: str | None) -> None:
        """Say what is hosted. code, link: what others come in by, "" while there is none; the link
        is None before that is known."""
        self.code, self.link = code, link or ""
        many = trn("{n} person", "{n} people", people)
        words: tuple[str, ...] = (
            tr("Hosting “{chat}” · {people}", chat=title, people=many),
            tr("Hosting · {people}", people=many),
            many,
        )
        if link == "":
            words = (
                tr(
                    "{hosting} · this computer is on no network: nobody else can come yet",
                    hosting=words[0],
                ),
            )
        self.again.grid_remove()
        if code != self._code.cget("text"):
            self._code.configure(text=code)
        self._put(words)
        self._fit_code()
        self.grid()

    def _put(self, words: tuple[str, ...]) -> None:
        if words != self._words:
            self._words = words
            self._fit()

    def _fit(self, _event: "tk.Event[tk.Misc] | None" = None) -> None:
        """Show the longest that there is room for."""
        measure = self._theme.font("body").measure
        room = self._label.winfo_width() - self._theme.px(4)
        fitting = (words for words in self._words if measure(words) <= room)
        shown = next(fitting, self._words[-1])
        if room > 0:  # else it is not on the screen yet
            shown = elided(shown, room, measure)
        self._label.configure(text=bidi.visual(shown, 0))
        self._tip.say(self._words[0] if shown != self._words[0] else "")

    def _fit_buttons(self) -> None:
        """Leave out *QR*, and then *Copy*, where the words and the other buttons have no room
        beside them: the menu of the place leads to both."""
        others = (one for one in (self.copies, self.manage, self.again) if one.winfo_manager())
        width = self.winfo_width()
        left = width - self._theme.px(28 + 4) - sum(one.winfo_reqwidth() for one in others)
        left -= self._theme.font("body").measure(self._words[-1])
        for button in (self.button, self.share):
            left -= button.winfo_reqwidth()
            if self.link and (left >= 0 or width <= 1):
                button.grid()
            else:
                button.grid_remove()

    def _fit_code(self) -> None:
        """Leave the code out where the buttons have no room beside it: *Copy* has it."""
        self._fit_buttons()
        px, width = self._theme.px, self.winfo_width()
        buttons = (self.button, self.share, self.copies, self.manage, self.again)
        taken = sum(one.winfo_reqwidth() for one in buttons if one.winfo_manager())
        taken += self._theme.font("body").measure(self._words[min(1, len(self._words) - 1)])
        if 1 < width < taken + self._code.winfo_reqwidth() + px(28 + 12):
            self._code.grid_remove()
        else:
            self._code.grid()

    def allow(self, on: bool) -> None:
        """Whether the host takes me for who runs it."""
        if on:
            self.manage.grid(row=0, column=5)
        else:
            self.manage.grid_remove()
        self._fit_code()

    def show_copies(self, words: str, tip: str) -> None:
        """On how many computers it is. tip: who has it."""
        if words != self.copies.cget("text") or not self.copies.winfo_manager():
            self.copies.configure(text=words)
            self.copies.grid(row=0, column=4)
            self._fit_code()
        self._copies_tip.say(tip)

    def say(self, what: str, next_step: str = "") -> None:
        """Say that the own host ended, with a way to have it again."""
        self._put((f"{what} {next_step}".strip(), what))
        self.code = self.link = ""
        for button in (self.button, self.share, self.copies, self.manage):
            button.grid_remove()
        self._code.configure(text="")
        self.again.grid(row=0, column=6)
        self.grid()

    def _copy(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self.code or self.link)
        self.button.configure(text=tr("Copied"))
        if self._timer is not None:
            self.after_cancel(self._timer)
        self._timer = self.after(_FEEDBACK, self._copied)

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self and self._timer is not None:
            self.after_cancel(self._timer)
            self._timer = None

    def _copied(self) -> None:
        self._timer = None
        self.button.configure(text=tr("Copy"))
