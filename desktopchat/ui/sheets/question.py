"""A question with a few answers, asked only where a decision is needed."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk

from desktopchat.ui.look import bidi, line_breaks
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr

Answer = tuple[str, str, Callable[[], object]]  # what its button says, its style, what it does

_PAUSE = 600  # milliseconds in which who was about to press sees that something else is asked


class QuestionSheet(Sheet):
    """Words and a button for each answer, below each other. Esc is the last one, *Cancel*, or as
    `cancel` says. on_cancel: done after that, and not where another sheet takes its place. What is
    asked may change while it is open (`ask`)."""

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
        self._paused = ""
        """The timer that ends a pause."""
        self.body.columnconfigure(0, weight=1)
        self._on_cancel = on_cancel
        self._heading = self.heading(heading)
        self._said = WrappedLabel(self.body, words, "Dim.TLabel")
        self._said.grid(row=1, sticky="ew", pady=(0, theme.px(16)))
        self.buttons: list[ttk.Button] = []
        self._asked = heading, words, [(label, style) for label, style, _ in answers]
        self._leave = _AnswerButton(self.foot, theme, cancel or tr("Cancel"), "TButton")
        self._leave.configure(command=self.escape)
        self._put(answers, {})
        self.open((*self.buttons, self._leave)[0])

    def _put(self, answers: Sequence[Answer], there: dict[str, ttk.Button]) -> None:
        """Show these answers. there: the buttons of some of them, by their words."""
        px = self._theme.px
        self.buttons = [
            there.get(label) or _AnswerButton(self.foot, self._theme, label, style)
            for label, style, _ in answers
        ]
        for number, (button, (_, style, act)) in enumerate(zip(self.buttons, answers, strict=True)):
            button.configure(style=style, command=partial(self._answer, act))
            button.grid(row=number, sticky="ew", pady=(0, px(8)))
            button.tkraise()  # Tab goes that way
        self._leave.grid(row=len(answers), sticky="ew")
        self._leave.tkraise()

    def ask(self, heading: str, words: str, answers: Sequence[Answer]) -> None:
        """Ask this from now on; called often. Where that is something else, no answer is taken for
        a moment, nor while one is being pressed: nobody is to give one that was not there when they
        began to. The keyboard stays where it is, or goes to *Cancel*."""
        asked = heading, words, [(label, style) for label, style, _ in answers]
        pressed = any(one.instate(["pressed"]) for one in (*self.buttons, self._leave))
        if asked == self._asked or pressed:
            return
        before = {
            label: button for (label, _), button in zip(self._asked[2], self.buttons, strict=True)
        }
        self._asked = asked
        self._heading.configure(text=bidi.visual(heading, 0))
        self._said.configure(text=words)
        self._put(answers, before)
        gone = [button for button in before.values() if button not in self.buttons]
        if str(self.tk.call("focus")) in map(str, gone):
            self._leave.focus_set()
        for button in gone:
            take_away(button)
        for button in self.buttons:
            self.bind_keys(button)
        self.pause()

    def pause(self) -> None:
        """Take no answer for a moment, as it has come, or changed, by itself."""
        if self._paused:
            self.after_cancel(self._paused)
        for button in self.buttons:
            button.state(["disabled"])
        self._paused = self.after(_PAUSE, self._go_on)

    def _go_on(self) -> None:
        self._paused = ""
        for button in self.buttons:
            button.state(["!disabled"])

    def leave(self) -> None:
        if self._paused:
            self.after_cancel(self._paused)
            self._paused = ""
        super().leave()

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
