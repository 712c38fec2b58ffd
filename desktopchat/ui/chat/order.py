"""In which order the left side lists conversations."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.client.state import SPOKEN
from desktopchat.ui.chat.choices import Choices

_LOOKED_AT = 100
_NEVER = datetime.min.replace(tzinfo=UTC)


def talked_at(conversation: Conversation) -> datetime:
    """When somebody last spoke there, as far as is known here."""
    recent = reversed(conversation.entries[-_LOOKED_AT:])
    return next((entry.time for entry in recent if entry.kind in SPOKEN), _NEVER)


class Order:
    """held: whether somebody points at the list, where nothing may move from under the pointer."""

    def __init__(self, choices: Choices, held: Callable[[], bool]) -> None:
        self._choices, self._held = choices, held
        self._last: dict[str, int] = {}

    def of(self, conversations: Iterable[Conversation]) -> list[Conversation]:
        """Favourites, rooms, then direct messages; each by name, or the newest words first."""
        found = sorted(conversations, key=lambda c: c.title.casefold())
        if self._choices.newest_first:
            found.sort(key=talked_at, reverse=True)
            if self._held():
                found.sort(key=lambda c: self._last.get(c.key, len(self._last)))
        found.sort(
            key=lambda c: (not self._choices.favourite(c), c.kind is not ConversationKind.ROOM)
        )
        self._last = {conversation.key: at for at, conversation in enumerate(found)}
        return found
