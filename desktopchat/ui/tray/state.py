"""What an icon in the tray shows and offers, and what it says to the window. No Tk here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from desktopchat.words import tr, trn


class Word(Enum):
    """What an icon says: that there is a tray now, or no more; what a person chose there. MENU:
    they want the menu, where the tray draws none itself."""

    THERE = auto()
    GONE = auto()
    SHOW = auto()
    KEEP_HOSTING = auto()
    QUIT = auto()
    MENU = auto()


@dataclass(frozen=True, slots=True)
class TrayState:
    """unread: messages to be read. hosting: a chat is hosted here."""

    unread: int = 0
    hosting: bool = False

    @property
    def tip(self) -> str:
        """What is said of it in a line."""
        if not self.unread:
            return "DesktopChat"
        many = trn("{n} new message", "{n} new messages", self.unread)
        return f"DesktopChat: {many}"  # no words: a name, and what is looked up

    @property
    def items(self) -> dict[Word, str]:
        """The menu."""
        items = {Word.SHOW: tr("Show DesktopChat")}
        if self.hosting:
            items[Word.KEEP_HOSTING] = tr("Keep hosting in the background")
        items[Word.QUIT] = tr("Quit")
        return items


class Icon(Protocol):
    """Of one kind of tray. `run` is called in a thread of its own and stays until `close`; the
    others are called by the window's thread and return at once."""

    def run(self, say: Callable[[Word], object]) -> None: ...
    def show(self, state: TrayState) -> None: ...
    def close(self) -> None: ...
