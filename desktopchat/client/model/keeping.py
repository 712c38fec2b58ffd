"""What a session tells of, so that it is kept over restarts. This one keeps nothing: `Logbook`
does, where a client has one."""

from collections.abc import Callable, Sequence
from typing import Protocol

from desktopchat.client.model.conversation import Conversation, Deed, Entry
from desktopchat.irc.message import Message


class Seeker(Protocol):
    """Who wants to know."""

    def may_fit(self, entry: Entry) -> bool:
        """Whether a message is worth bringing. This one is called in the book's thread."""

    def kept(self, name: str, entries: Sequence[Entry]) -> bool | None:
        """Gets such messages of a conversation; gives whether it wants more of it, None where it
        wants no more at all."""

    def all_kept(self, *, failed: bool) -> None:
        """That was all, or it can't be read."""


class Keeping:
    """Each method is told when it happens. What is seen otherwise stands in the events."""

    trouble = ""
    """Why nothing can be kept just now, in plain words; "" while all is."""

    def opened(self, conversation: Conversation) -> None:
        """A conversation is open, for the first time or again."""

    def keep(
        self,
        conversation: Conversation,
        entries: Sequence[Entry],
        *,
        now: bool,
        then: Callable[[], object],
    ) -> None:
        """Keep messages of mine, then go on. now: they go out at once then."""
        del conversation, entries, now
        then()

    def keep_deed(self, deed: Deed, then: Callable[[], object]) -> None:
        """Keep what I do to what is there, then go on."""
        del deed
        then()

    def mark_tried(self, entries: Sequence[Entry], then: Callable[[], object]) -> None:
        """Keep that they may have gone out, then go on."""
        del entries
        then()

    def fate(self, entry: Entry, *, tried: bool) -> None:
        """A message of mine failed, or is tried again. tried: the host may have it."""

    def reworded(self, entry: Entry) -> None:
        """A message of mine that waits says something else."""

    def landed(self, label: str) -> None:
        """The end of a message of mine is known, or of what I did."""

    def saw(self, conversation: Conversation, entry: Entry) -> None:
        """An entry is as it is to be kept."""

    def host_is(self, told: dict[str, str]) -> None:
        """The host has let me in: what is to be known of it while it is not there, by name."""

    def named(self, nick: str, name: str) -> None:
        """Someone of that nick is shown under another name from now on."""

    def anchor(self, conversation: Conversation, reference: str) -> None:
        """What came after `reference` is asked for; "" when it is all here."""

    def older(self, conversation: Conversation) -> bool:
        """Bring what was kept of before; False where there is nothing."""
        del conversation
        return False

    def search(self, where: Conversation | None, seeker: Seeker) -> bool:
        """Look through what was kept of a conversation, or of all; False where there is
        nothing."""
        del where, seeker
        return False

    def change(self, conversation: Conversation, msgid: str, message: Message) -> None:
        """Something became of a message that is not here, but may be among what is kept."""

    def drafted(self, conversation: Conversation) -> None:
        """`Conversation.draft` is another."""
