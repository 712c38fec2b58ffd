"""Tab completes names: the first letters and Tab write a nick, Tab again the next that fits."""

import tkinter as tk
from collections.abc import Callable

from desktopchat.client.model import Conversation
from desktopchat.irc.casemap import fold

_RECENT = 300  # entries that are looked through for who spoke last


def named_people(conversation: Conversation | None) -> list[tuple[str, str]]:
    """The nicks of a room, who spoke last first, each with the name that people see where that is
    another."""
    if conversation is None:
        return []
    names = {member.person.nick: member.person.name for member in conversation.members.values()}
    spoke: dict[str, None] = {}
    for entry in reversed(conversation.entries[-_RECENT:]):
        if not entry.own and entry.sender in names:
            spoke.setdefault(entry.sender)
    nicks = [*spoke, *(nick for nick in sorted(names, key=str.casefold) if nick not in spoke)]
    return [(nick, names[nick] if names[nick] != nick else "") for nick in nicks]


class Completion:
    """Completes the word before the cursor of a Text with what `names` gives, best first."""

    def __init__(self, text: tk.Text, names: Callable[[], list[str]]) -> None:
        self._text = text
        self._names = names
        self._fitting: list[str] = []
        self._at = 0
        self._begin = ""  # index where the word begins
        self._written = ""

    def next(self) -> bool:
        """Complete, or go on to the next name; False when there is nothing to complete."""
        text = self._text
        if not self._fitting or not self._still_there():
            self.end()
            line = text.get("insert linestart", "insert")  # no words: Tk
            word = line.split()[-1] if line and not line[-1].isspace() else ""
            bare = word.removeprefix("@")
            if not bare:
                return False
            wanted = fold(bare, "rfc7613")
            fitting = [n for n in self._names() if fold(n, "rfc7613").startswith(wanted)]
            if not fitting:
                return False
            self._fitting, self._at = fitting, 0
            self._begin = text.index(f"insert-{len(bare)}c")
            text.delete(self._begin, "insert")
        else:
            self._at = (self._at + 1) % len(self._fitting)
            text.delete(self._begin, f"{self._begin}+{len(self._written)}c")
        at_start = text.compare(self._begin, "==", f"{self._begin} linestart")
        self._written = self._fitting[self._at] + (": " if at_start else " ")
        text.insert(self._begin, self._written)
        return True

    def end(self) -> None:
        """Forget the names that fitted: what comes next begins anew."""
        self._fitting, self._written, self._begin = [], "", ""

    def _still_there(self) -> bool:
        end = f"{self._begin}+{len(self._written)}c"
        same = self._text.get(self._begin, end) == self._written
        return bool(same and self._text.compare("insert", "==", end))
