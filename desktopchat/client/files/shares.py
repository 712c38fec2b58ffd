"""Files that were sent together, and the messages that their links become. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.client.model import Conversation
from desktopchat.irc.filehost import is_picture

IN_ONE_MESSAGE = 10  # pictures
PATIENCE = 3.0
"""Seconds that what is whole waits for what stood before it, so that a quick last page does not
come first."""


@dataclass(slots=True, eq=False)
class Share:
    """words: said once, with what is said first. messages: the files whose links are one each."""

    conversation: Conversation
    words: str
    messages: list[list[Transfer]]

    @classmethod
    def of(cls, conversation: Conversation, words: str, files: Sequence[Transfer]) -> "Share":
        """Pictures stand together, where the first of them stood; each other file by itself."""
        messages: list[list[Transfer]] = []
        album: list[Transfer] = []
        for one in files:
            if not is_picture(one.name):
                messages.append([one])
                continue
            if len(album) % IN_ONE_MESSAGE == 0:
                album = []
                messages.append(album)
            album.append(one)
        return cls(conversation, words, messages)

    @property
    def files(self) -> list[Transfer]:
        """Those that are not said yet."""
        return [one for message in self.messages for one in message]

    def due(self, now: float) -> list[Transfer]:
        """The files whose links are to be said now, as one message: none of those that belong with
        them is still on its way. now: time.monotonic()."""
        before = False
        for message in self.messages:
            if any(one.state not in (State.DONE, State.FAILED) for one in message):
                before = True
                continue
            whole = [one for one in message if one.state is State.DONE]
            ended = max((one.ended for one in whole), default=math.inf)
            if whole and (not before or now - ended > PATIENCE):
                return whole
        return []

    def take_out(self, *files: Transfer) -> None:
        """These were said, or are not to be."""
        left = ([one for one in message if one not in files] for message in self.messages)
        self.messages = [message for message in left if message]

    def say(self, links: Sequence[str], line: int) -> str:
        """The message with these links, in one line of at most so many bytes where that is enough;
        else each stands in a line, as programs that know one line only show them well so."""
        words, self.words = self.words, ""
        parts = [words, *links] if words else links
        text = " ".join(parts)
        return text if len(text.encode()) <= line else "\n".join(parts)
