"""What one may do to a message in the timeline; whoever owns the timeline does it.

The timeline knows where one clicked and which keys were pressed, the owner knows the session.
"""

from enum import Enum
from typing import NamedTuple, Protocol

from desktopchat.client.model import Entry
from desktopchat.ui.parts.menu import Item
from desktopchat.words import tr_noop


class Act(Enum):
    REACT = tr_noop("React")
    REPLY = tr_noop("Reply")
    EDIT = tr_noop("Edit")
    DELETE = tr_noop("Delete for everyone")


class ScreenPoint(NamedTuple):
    """A place on the screen, in pixels, beside which something may open."""

    x: int
    y: int


class Acts(Protocol):
    def can(self, entry: Entry, /) -> frozenset[Act]:
        """What the host and I may do to it; nothing else is shown."""
        ...

    def do(self, act: Act, entry: Entry, at: ScreenPoint, /) -> None:
        """Do it, or begin to: an answer is still to be written, an emoji to be chosen."""
        ...

    def items(self, entry: Entry, at: ScreenPoint, /) -> list[Item]:
        """Those of `can`, for the menu that opens `at`."""
        ...

    def person(self, entry: Entry, at: ScreenPoint, /) -> None:
        """Show who said it."""
        ...

    def quick(self, entry: Entry, /) -> list[str]:
        """The emoji to offer for it first."""
        ...

    def toggle(self, entry: Entry, sign: str, /) -> None:
        """Give a reaction, or take mine back."""
        ...

    def delete(self, entry: Entry, /) -> None:
        """Take it away for everyone; who asked for it has said yes."""
        ...

    def find(self, msgid: str, /) -> None:
        """Show a message that may not be here yet."""
        ...

    def done(self) -> None:
        """A menu is closed: the keyboard goes where one writes."""
        ...


class NoActs:
    """What a timeline without an owner can: nothing."""

    def can(self, _entry: Entry, /) -> frozenset[Act]:
        return frozenset()

    def do(self, _act: Act, _entry: Entry, _at: ScreenPoint, /) -> None:
        pass

    def items(self, _entry: Entry, _at: ScreenPoint, /) -> list[Item]:
        return []

    def person(self, _entry: Entry, _at: ScreenPoint, /) -> None:
        pass

    def quick(self, _entry: Entry, /) -> list[str]:
        return []

    def toggle(self, _entry: Entry, _sign: str, /) -> None:
        pass

    def delete(self, _entry: Entry, /) -> None:
        pass

    def find(self, _msgid: str, /) -> None:
        pass

    def done(self) -> None:
        pass
