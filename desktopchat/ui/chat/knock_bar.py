"""The quiet line for operators: somebody asks to come into a room."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.client.model import Conversation
from desktopchat.ui.look.theme import Theme


@dataclass(slots=True, frozen=True)
class Knock:
    """Somebody at the door. text: what they say, "" for nothing."""

    conversation: Conversation
    nick: str
    name: str
    text: str


class KnockBar(ttk.Frame):
    """Grace asks to come into Lab 3: “hello”, with *Admit* and *Refuse*; one after the other.

    `waiting` are all who wait, in order. Takes no room while nobody does.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        on_admit: Callable[[Knock], object],
        on_changed: Callable[[], object],
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self.waiting: list[Knock] = []
        self._on_admit, self._on_changed = on_admit, on_changed
        self._label = ttk.Label(self, style="Bar.TLabel", anchor="w", width=1)
        self._label.grid(row=0, column=0, sticky="ew")
        self.admit = ttk.Button(self, text="Admit", style="Bar.Link.TButton")
        self.admit.configure(command=lambda: self.answer(self.waiting[0], True))
        self.admit.grid(row=0, column=1)
        self.refuse = ttk.Button(self, text="Refuse", style="Bar.Link.TButton")
        self.refuse.configure(command=lambda: self.answer(self.waiting[0], False))
        self.refuse.grid(row=0, column=2)
        for button in (self.admit, self.refuse):
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]

    @property
    def words(self) -> str:
        return str(self._label.cget("text")) if self.waiting else ""

    def add(self, knock: Knock) -> None:
        """Somebody knocked; who knocks again stands where they stood."""
        self.waiting = [one for one in self.waiting if not _same(one, knock)] + [knock]
        self._show()

    def answer(self, knock: Knock, admit: bool) -> None:
        """Let them in, or forget that they asked."""
        if knock in self.waiting:
            self.waiting.remove(knock)
            if admit:
                self._on_admit(knock)
            self._show()

    def keep(self, wanted: Callable[[Knock], bool]) -> None:
        """Keep only those who still wait: others came in, or the room is gone."""
        left = [one for one in self.waiting if wanted(one)]
        if len(left) != len(self.waiting):
            self.waiting = left
            self._show()

    def _show(self) -> None:
        if self.waiting:
            first, more = self.waiting[0], len(self.waiting) - 1
            words = f"{first.name} asks to come into {first.conversation.title}"
            if first.text:
                words += f": “{first.text}”"
            if more:
                words += f"  (and {more} more)"
            self._label.configure(text=words)
            self.grid()
        else:
            self.grid_remove()
        self._on_changed()


def _same(one: Knock, other: Knock) -> bool:
    return one.conversation is other.conversation and one.nick == other.nick
