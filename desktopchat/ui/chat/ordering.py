"""In which order the left side lists conversations: favourites, rooms, then direct messages.

Within these by recent talk or by name. No Tk here.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.ui.parts.counted import counted

_NEVER = datetime.min.replace(tzinfo=UTC)


class Order:
    """It remembers what it gave last: while somebody points at the list nothing moves away from
    under the pointer."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def arrange(
        self,
        conversations: Iterable[Conversation],
        favourite: Callable[[Conversation], bool],
        *,
        by_talk: bool,
        held: bool = False,
    ) -> list[Conversation]:
        """The conversations in order. by_talk: the last one in which somebody spoke comes first,
        else the names count. held: those that were there keep their order; new ones come behind
        them."""
        places = self._places
        last = len(places)

        def key(one: Conversation) -> tuple[bool, bool, int, float, list[tuple[int, str]]]:
            place = places.get(one.key, last) if held else 0
            ago = -(one.talked_at or _NEVER).timestamp() if by_talk else 0.0
            room = one.kind is ConversationKind.ROOM
            return not favourite(one), not room, place, ago, counted(one.title)

        arranged = sorted(conversations, key=key)
        self._places = {one.key: number for number, one in enumerate(arranged)}
        return arranged
