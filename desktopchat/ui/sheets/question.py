"""A question with a few answers, asked only where a decision is needed."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.ui.look import bidi, line_breaks
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr

Answer = tuple[str, str, Callable[[], object]]  # what its button says, its style, what it does


class QuestionSheet(Sheet):
    """Words and a button for each answer, below each other. Esc is the last one, *Cancel*, or as
    `cancel` says. on_cancel: done after that, and not where another sheet takes its place."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        heading: str,
        words: str,
        answers: Sequence[Answer],
        cancel: str = "",
        on_cancel: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(root, theme, width=400)
        px = theme.px
        self.body.columnconfigure(0, weight=1)
        self._on_cancel = on_cancel
        self.heading(heading)
        WrappedLabel(self.body, words, "Dim.TLabel").grid(row=1, sticky="ew", pady=(0, px(16)))
        self.buttons: list[ttk.Button] = []
        for number, (label, style, act) in enumerate(answers):
            button = _AnswerButton(self.foot, theme, label, style)
            button.configure(command=lambda act=act: self._answer(act))  # type: ignore[misc]
            button.grid(row=number, sticky="ew", pady=(0, px(8)))
            self.buttons.append(button)
        leave = _AnswerButton(self.foot, theme, cancel or tr("Cancel"), "TButton")
        leave.configure(command=self.escape)
        leave.grid(row=len(answers), sticky="ew")
        self.open(self.buttons[0])

    def escape(self) -> None:
        self.close()
        self._on_cancel()

    def _answer(self, act: Callable[[], object]) -> None:
        self.close()
        act()


class _AnswerButton(ttk.Button):
    """Its words take several lines where one has no room for them."""

    def __init__(self, parent: tk.Misc, theme: Theme, words: str, style: str) -> None:
        super().__init__(parent, text=bidi.visual(words, 0), style=style)
        self._words, self._padding = words, theme.px(2 * 16)
        self.bind("<Return>", lambda _event: self.invoke())
        self.bind("<Configure>", self._resized)

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        font = ttk.Style(self).lookup(str(self.cget("style")), "font")

        def measure(words: str) -> int:
            return int(self.tk.call("font", "measure", font, words))

        room = event.width - self._padding
        if room > 0 and not bidi.has_rtl(self._words):
            words = line_breaks.broken(self._words, room, measure)
        else:
            words = bidi.wrapped(self._words, room, measure)
        if words != self.cget("text"):
            self.configure(text=words)
