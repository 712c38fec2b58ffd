"""Which entries were told in lines, each once, whichever way it comes and moves."""

from desktopchat.client.model import Conversation, EntriesInserted, Entry, EntryRemoved


class Told:
    """What stands in lines stays where it is, while the order of a conversation changes: the host
    moves a message of mine, or what another half of the chat said comes between."""

    def __init__(self) -> None:
        self._entries: dict[Conversation, set[Entry]] = {}
        self._first: dict[Conversation, int] = {}
        """In front of which number all is older than what is told."""

    def has(self, conversation: Conversation, entry: Entry) -> bool:
        return entry in self._entries.get(conversation, ())

    def add(self, conversation: Conversation, entry: Entry) -> None:
        self._entries.setdefault(conversation, set()).add(entry)

    def newest(self, conversation: Conversation) -> int:
        """The highest number of those that were told; 0 where none was."""
        return max((one.number for one in self._entries.get(conversation, ())), default=0)

    def begin(self, conversation: Conversation) -> None:
        """All of it that is here is known, told or not: what comes in front of it is older."""
        entries = conversation.entries
        # Where nothing is here, all that comes is new.
        self._first[conversation] = entries[0].number if entries else -(1 << 200)

    def begun(self, conversation: Conversation) -> bool:
        return conversation in self._first

    def news(self, event: EntriesInserted) -> list[Entry]:
        """Those that are to be told: not older than all that was known, and not told before."""
        first = self._first.get(event.conversation)
        if event.from_disk or first is None:
            return []
        return [
            entry
            for entry in event.entries
            if entry.number > first and not self.has(event.conversation, entry)
        ]

    def moved(self, event: EntryRemoved) -> Entry | None:
        """What stands in the place of an entry that was told and is no more, perhaps itself; it
        counts as told. None where nothing does."""
        conversation, old = event.conversation, event.entry
        if not self.has(conversation, old):
            return None
        new = conversation.by_msgid.get(old.msgid) if old.msgid else None
        if new is None and old.label:
            same = (one for one in reversed(conversation.entries) if one.label == old.label)
            new = next(same, None)
        if new is not None:
            self.add(conversation, new)
        return new
