"""A question with a few answers, asked only where a decision is needed."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

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
            button = ttk.Button(self.foot, text=label, style=style)
            button.configure(command=lambda act=act: self._answer(act))  # type: ignore[misc]
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
            button.grid(row=number, sticky="ew", pady=(0, px(8)))
            self.buttons.append(button)
        leave = ttk.Button(self.foot, text=cancel or tr("Cancel"), command=self.escape)
        leave.bind("<Return>", lambda _event: self.escape())
        leave.grid(row=len(answers), sticky="ew")
        self.open(self.buttons[0])

    def escape(self) -> None:
        self.close()
        self._on_cancel()

    def _answer(self, act: Callable[[], object]) -> None:
        self.close()
        act()
