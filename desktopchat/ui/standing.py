"""How a place stands, in a few values: what the strip of places shows of it. No Tk here."""

from dataclasses import dataclass
from enum import Enum

from desktopchat.words import tr_noop


class State(Enum):
    """With the words that people read."""

    HERE = tr_noop("Connected")
    AWAY = tr_noop("Connected, you are away")
    RECONNECTING = tr_noop("Reconnecting…")
    APART = tr_noop("Not connected")
    ASLEEP = tr_noop("Hosted here, not running now")


@dataclass(frozen=True, slots=True)
class Standing:
    """unread: messages of what is not muted. alert: some are for me alone, or name me."""

    title: str
    state: State
    unread: int = 0
    alert: bool = False
