"""Opens the emoji picker over the conversation, for a reaction or for what is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.emoji_picker import EmojiPicker

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage


class EmojiChoice:
    """recent: those chosen lately, kept by whoever `used` tells of each."""

    def __init__(
        self,
        page: ChatPage,
        theme: Theme,
        recent: Sequence[str],
        on_used: Callable[[str], object],
    ) -> None:
        self._page, self._theme, self._recent, self.used = page, theme, recent, on_used
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
            self._page, self._theme, self._recent, on_pick=picked, on_closed=self._closed
        )
        self.picker.open(x, y)

    def _closed(self, left: bool) -> None:
        self.picker = None
        if not left and self._page.winfo_exists():
            self._page.focus_composer()
