"""Opens the emoji picker over the conversation, for a reaction or for what is written."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.chat.context import Context
from desktopchat.ui.parts.emoji_picker import EmojiPicker


class EmojiChoice:
    """The window keeps those chosen lately; `used` tells it of each."""

    def __init__(self, parent: tk.Misc, context: Context) -> None:
        self._parent, self._context = parent, context
        self.used = context.window.emoji_used
        self.picker: EmojiPicker | None = None
        """The one that is open."""

    @property
    def choosing(self) -> bool:
        return self.picker is not None

    def choose(self, x: int, y: int, then: Callable[[str], object]) -> None:
        """Let one choose near a place of the screen; `then` gets the emoji."""
        if self.picker is not None:
            self.picker.close()

        def picked(sign: str) -> None:
            self.used(sign)
            then(sign)

        self.picker = EmojiPicker(
            self._parent,
            self._context.theme,
            self._context.settings.recent_emoji,
            self._context.settings.skin_tone,
            on_pick=picked,
            on_tone=self._context.window.tone_chosen,
            on_closed=self._closed,
        )
        self.picker.open(x, y)

    def _closed(self, left: bool) -> None:
        self.picker = None
        if not left and self._parent.winfo_exists():
            self._context.focus()
