"""Who writes just now: told to others while one writes, and shown below the composer.

The line has its room there whether or not anybody writes, so nothing moves.
"""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.client.model import Conversation

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_PAUSED_AFTER = 5.0  # seconds without a change
_NAMED = 3


def typing_words(names: Sequence[str]) -> str:
    """ "Ada and Bo are typing…", "" for nobody."""
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} is typing…"
    if len(names) > _NAMED:
        return "Several people are typing…"
    return f"{', '.join(names[:-1])} and {names[-1]} are typing…"


class TypingLine(ttk.Label):
    """tell: whether others are told of what I write."""

    def __init__(
        self,
        parent: tk.Misc,
        page: "ChatPage",
        tell: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent, style="Small.TLabel", anchor="w")
        self._page, self._tell, self._clock = page, tell, clock
        self._mine: Conversation | None = None
        """Where I write, as far as others were told."""
        self._changed_at = 0.0

    def wrote(self, conversation: Conversation | None, words: str) -> None:
        """I have changed what I write there; "" where nothing is left of it."""
        if conversation is not self._mine:
            self.left()
        command = words.startswith("/") and not words.startswith("//")
        if conversation is None or not self._tell() or command:
            return
        if words.strip():
            self._mine, self._changed_at = conversation, self._clock()
            self._page.session.typing(conversation)
        elif self._mine is not None:
            self._mine = None
            self._page.session.typing(conversation, "done")

    def sent(self) -> None:
        """It is said: that tells others that I write no more."""
        self._mine = None

    def left(self) -> None:
        """I look at another conversation now."""
        mine, self._mine = self._mine, None
        if mine is not None:
            self._page.session.typing(mine, "paused")

    def draw(self) -> None:
        """Show who writes; the window calls it some times a second."""
        if self._mine is not None and self._clock() - self._changed_at > _PAUSED_AFTER:
            self.left()
        active = self._page.active
        names: list[str] = []
        if active is not None and active.typing:
            names = [self._page.name_of(nick) for nick in self._page.session.who_types(active)]
        words = typing_words(names)
        if words != self.words:
            self.configure(text=words)

    @property
    def words(self) -> str:
        return str(self.cget("text"))
