"""Who is writing: a quiet line over the composer, and the marks in the lists.

The line has its place also while nobody writes, so that nothing moves when somebody begins.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.client.model import Conversation, NickChanged, TypingChanged
from desktopchat.ui.chat.context import Context
from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr

_HIGH = 20  # pixels at 100 %
_NAMED = 2  # people; more of them are "several"
_SHORTER = (32, 20, 12)  # characters of a name, where the line is too long


def words_for(names: Sequence[str], fits: Callable[[str], bool] = lambda _words: True) -> str:
    """What the line says, "" for nobody. fits: whether there is room for it."""
    if not names:
        return ""
    if len(names) > _NAMED:
        return tr("Several people are typing…")
    for most in (max(map(len, names)), *_SHORTER):
        short = [name if len(name) <= most else f"{name[: most - 1].rstrip()}…" for name in names]
        words = (
            tr("{name} is typing…", name=short[0])
            if len(short) == 1
            else tr("{name} and {other} are typing…", name=short[0], other=short[1])
        )
        if fits(words):
            return words
    return tr("Somebody is typing…") if len(names) == 1 else tr("Two people are typing…")


class TypingLine(ttk.Frame):
    """The line."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent, style="TFrame", height=theme.px(_HIGH))
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._label = ttk.Label(self, style="Small.TLabel", anchor="w")
        self._label.place(x=0, y=0, relwidth=1, relheight=1)
        self.bind("<Configure>", lambda _event: self._draw())

    @property
    def words(self) -> str:
        return str(self._label.cget("text"))

    def show(self, names: Sequence[str]) -> None:
        """Say that these write; () says nothing."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._draw()

    def _draw(self) -> None:
        measure, room = self._theme.font("small").measure, self.winfo_width()
        words = words_for(self._names, lambda words: room <= 1 or measure(words) <= room)
        words = bidi.visual(words, 0)
        if words != self.words:
            self._label.configure(text=words)


class Typists:
    """Who writes in which conversation, as it was drawn last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shown: dict[str, tuple[str, ...]] = {}
        context.on_setting("tell_typing", self._tell_others)
        self._tell_others()
        context.listeners.listen(TypingChanged, lambda _event: self.look())
        context.listeners.listen(NickChanged, lambda _event: self.look())

    def _tell_others(self) -> None:
        self._context.session.typing.show_others(self._context.settings.tell_typing)

    def look(self) -> None:
        """Mark what has to be drawn anew; some times a second, for it ends without a word."""
        context = self._context
        now = {
            conversation.key: tuple(context.session.typing.who(conversation))
            for conversation in context.session.model.conversations.values()
            if conversation.typing
        }
        now = {key: nicks for key, nicks in now.items() if nicks}
        if now != self._shown:
            self._shown = now
            context.mark("typing", "people", "side")

    def of(self, conversation: Conversation | None) -> tuple[str, ...]:
        """The nicks of those who write there."""
        return self._shown.get(conversation.key, ()) if conversation is not None else ()
