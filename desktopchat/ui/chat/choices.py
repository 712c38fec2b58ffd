"""What I chose for single conversations of a place: muted for a while, and favourites."""

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.store.person.settings import ALWAYS, RoomChoice

SMALL = 20
"""People in a room of whose every message one is told, if nothing else was chosen."""
_MOST = 500  # conversations of all places; of those beyond, the ones chosen first are forgotten


class RoomChoices:
    """kept: by place and conversation, in the settings. place: the host, by its key where it has
    one. save: writes the settings."""

    def __init__(
        self, kept: MutableMapping[str, RoomChoice], place: str, save: Callable[[], object]
    ) -> None:
        self._kept, self._place, self._save = kept, place, save

    @classmethod
    def none(cls) -> "RoomChoices":
        """Some that are not kept."""
        return cls({}, "", lambda: None)

    def favourite(self, conversation: Conversation) -> bool:
        return self._of(conversation).favourite

    def muted(self, conversation: Conversation, now: datetime | None = None) -> bool:
        """Whether it is to be quiet now; what names me is told all the same."""
        until = self._of(conversation).muted_until
        if until in ("", ALWAYS):
            return until == ALWAYS
        return (now or datetime.now(UTC)) < datetime.fromisoformat(until)

    def mute(self, conversation: Conversation, until: datetime | None) -> None:
        """Be quiet until then (aware); None: always."""
        words = ALWAYS if until is None else until.astimezone(UTC).isoformat(timespec="seconds")
        self._put(conversation, replace(self._of(conversation), muted_until=words))

    def unmute(self, conversation: Conversation) -> None:
        self._put(conversation, replace(self._of(conversation), muted_until=""))

    def notices(self, conversation: Conversation) -> str:
        """Of what I am told there, one of NOTICES."""
        return self._of(conversation).notices

    def choose_notices(self, conversation: Conversation, notices: str) -> None:
        self._put(conversation, replace(self._of(conversation), notices=notices))

    def tells(self, conversation: Conversation, *, names_me: bool) -> bool:
        """Whether I am to be told of a new message there."""
        notices = self.notices(conversation)
        direct = conversation.kind is ConversationKind.DIRECT
        if notices == "nothing" or (direct and self.muted(conversation)):
            return False
        if names_me:
            return True
        if notices == "mentions" or self.muted(conversation):
            return False
        return notices == "all" or direct or len(conversation.members) <= SMALL

    def favour(self, conversation: Conversation, favourite: bool) -> None:
        """Put it above the others, or no longer."""
        self._put(conversation, replace(self._of(conversation), favourite=favourite))

    def _of(self, conversation: Conversation) -> RoomChoice:
        return self._kept.get(f"{self._place}/{conversation.key}", RoomChoice())

    def _put(self, conversation: Conversation, choice: RoomChoice) -> None:
        key = f"{self._place}/{conversation.key}"
        self._kept.pop(key, None)
        if choice != RoomChoice():
            self._kept[key] = choice
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]
        self._save()


def tomorrow(now: datetime | None = None) -> datetime:
    """Eight o'clock in the morning of the next day, where this computer is."""
    there = (now or datetime.now(UTC)).astimezone()
    return (there + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)


def in_an_hour(now: datetime | None = None) -> datetime:
    return (now or datetime.now(UTC)) + timedelta(hours=1)
