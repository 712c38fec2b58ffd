"""How a place stands, in a few values: what the strip of places shows of it. No Tk here."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """With the words that people read."""

    HERE = "Connected"
    AWAY = "Connected, you are away"
    RECONNECTING = "Reconnecting…"
    APART = "Not connected"
    ASLEEP = "Hosted here, not running now"


@dataclass(frozen=True, slots=True)
class Standing:
    """unread: messages of what is not muted. alert: some are for me alone, or name me."""

    title: str
    state: State
    unread: int = 0
    alert: bool = False
