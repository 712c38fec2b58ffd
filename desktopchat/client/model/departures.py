"""Who was said to have left, and has not: a host that is cut off from people says so of them,
while they go on talking at the host of the other half."""

from collections.abc import Callable
from datetime import datetime

from desktopchat.client.model.conversation import Conversation, Entry, EntryKind


def of_who_is_here(
    conversation: Conversation, since: datetime, fold: Callable[[str], str]
) -> list[Entry]:
    """The lines, since a moment, that somebody's connection ended, of those who are in the room and
    of whom nothing tells that they came again."""
    last: dict[str, Entry] = {}
    for entry in conversation.entries:
        if entry.kind is EntryKind.QUIT and entry.time >= since:
            last[fold(entry.sender)] = entry
        elif entry.kind is EntryKind.JOIN:
            last.pop(fold(entry.sender), None)
    return [entry for key, entry in last.items() if key in conversation.members]
