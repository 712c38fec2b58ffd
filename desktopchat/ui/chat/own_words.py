"""Up and Down in the field bring back what I said before, as a shell does. No Tk here."""

from desktopchat.client.model import Conversation, EntryKind

_RECENT = 500  # entries that are looked through for what I said


def own_words(conversation: Conversation | None) -> list[str]:
    """What I said in a conversation, as it was typed, the oldest first."""
    if conversation is None:
        return []
    kinds = (EntryKind.MESSAGE, EntryKind.ACTION)
    return [
        f"/me {entry.text}" if entry.kind is EntryKind.ACTION else entry.text
        for entry in conversation.entries[-_RECENT:]
        if entry.own and entry.kind in kinds
    ]


class OwnWords:
    """Which of them the field shows."""

    def __init__(self) -> None:
        self._at = -1  # from the last one back; -1 for none

    def forget(self) -> None:
        """The field shows something else."""
        self._at = -1

    def step(self, mine: list[str], content: str, step: int) -> str | None:
        """The words to show one further back (1) or on (-1); None where the key is to move the
        cursor, since what the field has was typed or changed."""
        shown = mine[-1 - self._at] if 0 <= self._at < len(mine) else ""
        if content != shown or (not shown and step < 0):
            self._at = -1
            return None
        place = self._at + step
        if place >= len(mine):
            return content
        self._at = max(place, -1)
        return mine[-1 - place] if place >= 0 else ""
