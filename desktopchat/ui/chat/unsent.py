"""What was begun in each conversation and not sent. No Tk here."""

from collections.abc import MutableMapping
from dataclasses import dataclass

from desktopchat.client.model import Entry
from desktopchat.ui.chat.doing import ReplyOrEdit


@dataclass(slots=True)
class UnsentWork:
    """words: the draft. doing: what it answers, if it is no new message. long: what was pasted and
    asked about, since it is too long for the field."""

    words: str = ""
    doing: ReplyOrEdit | None = None
    long: str = ""


class Unsent:
    """All by a conversation's key. drafts: the words, which outlive the window."""

    def __init__(self, drafts: MutableMapping[str, str]) -> None:
        self._drafts = drafts
        self._answers: dict[str, ReplyOrEdit] = {}
        self._long: dict[str, str] = {}

    def keep_words(self, key: str, words: str) -> None:
        """Have these words as its draft; blank ones are none."""
        if words.strip():
            self._drafts[key] = words
        else:
            self._drafts.pop(key, None)

    def leave(self, key: str, begun: UnsentWork) -> None:
        """The conversation is left: keep all that was begun in it. Of a message that was being
        edited the words before that are kept alone."""
        self.keep_words(key, begun.words)
        if begun.doing is not None and not begun.doing.edits:
            self._answers[key] = begun.doing
        if begun.long:
            self._long[key] = begun.long

    def enter(self, key: str) -> UnsentWork:
        """The conversation is shown: what was begun in it. The draft stays until it is sent."""
        return UnsentWork(
            self._drafts.get(key, ""), self._answers.pop(key, None), self._long.pop(key, "")
        )

    def sent(self, key: str) -> None:
        self._drafts.pop(key, None)

    def renamed(self, old: str, new: str) -> None:
        """A direct message goes by another key now: what was begun goes with it."""
        if old in self._drafts:
            self._drafts[new] = self._drafts.pop(old)
        if old in self._answers:
            self._answers[new] = self._answers.pop(old)
        if old in self._long:
            self._long[new] = self._long.pop(old)

    def lost(self, entry: Entry) -> None:
        """A message is gone: what is written in answer to it stays, as a new message."""
        for key in [key for key, doing in self._answers.items() if doing.entry is entry]:
            del self._answers[key]

    def take_over(self, other: "Unsent") -> None:
        self._answers, self._long = other._answers, other._long
