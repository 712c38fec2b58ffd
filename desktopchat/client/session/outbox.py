"""What of mine is on its way, and how its end is known.

Each message has a label of its own, from its first try to its last. It waits here until its
room is joined, then it is in flight until the host confirms it, in the best way the host can:

- labeled-response: the answer bears the label (with echo-message the echo is that answer).
- echo-message alone: my own message comes back; the oldest one in flight that fits is it.
- neither: a PING is sent right after it. Hosts work in order, so when its PONG is here and no
  error came first, the message was taken.

When the connection breaks, nobody knows what became of the messages in flight: they are unsure.
The log of a host that has one shows which arrived. A host with desktopchat/resend gets them again
under the same label, by which it knows those that it already has. Another server would show such
a message twice, and dropping it in silence would lose it: there, what the log does not show is
marked as failed, and the person decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktopchat.client.model import Conversation, Entry
from desktopchat.words import tr_noop

NOT_IN_ROOM = tr_noop("You are not in this room. Join it, then try again.")


@dataclass(slots=True)
class Request:
    """Something sent that an answer is awaited for.

    conversation: where an error about it is told; None for none. entry: the message it sent.
    quiet: its refusal is nobody's concern.
    """

    command: str
    conversation: Conversation | None = None
    entry: Entry | None = None
    quiet: bool = False


class Outbox:
    """Messages that wait, and messages in flight."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[Conversation, Entry]] = {}
        self.in_flight: dict[str, tuple[Conversation, Entry] | None] = {}
        """In the order of sending; None under the token of a PING that follows messages."""
        self.unsure: dict[str, tuple[Conversation, Entry]] = {}
        """In flight when a connection broke, in the order of sending."""
        self.tried: set[str] = set()
        """Labels under which something went out, or may have, whose end is not known."""
        self.unmarked: set[str] = set()
        """Labels that are kept over restarts as those of what has not gone out."""

    def wait(self, conversation: Conversation, entry: Entry) -> None:
        self.waiting[entry.label] = (conversation, entry)

    def back(self, conversation: Conversation, entry: Entry) -> None:
        """It was not taken, and waits again."""
        self.in_flight.pop(entry.label, None)
        self.wait(conversation, entry)

    def take_waiting(self, conversation: Conversation) -> list[Entry]:
        """The messages that waited for this conversation, in order; they wait no longer."""
        taken = [entry for place, entry in self.waiting.values() if place is conversation]
        for entry in taken:
            del self.waiting[entry.label]
        return sorted(taken, key=lambda entry: entry.number)

    def fly(self, conversation: Conversation, entry: Entry) -> None:
        self.in_flight[entry.label] = (conversation, entry)
        self.tried.add(entry.label)

    def probe(self, token: str) -> str:
        """A PING with this token follows what was just sent."""
        self.in_flight[token] = None
        return token

    def answered(self, token: str) -> list[tuple[Conversation, Entry]]:
        """The PONG of a probe is here: the messages sent before it, in flight no longer."""
        if token not in self.in_flight or self.in_flight[token] is not None:
            return []
        taken = []
        for label in list(self.in_flight):
            flight = self.in_flight.pop(label)
            if flight is not None:
                taken.append(flight)
            if label == token:
                break
        return taken

    def land(self, entry: Entry) -> None:
        """The message's end is known."""
        self.in_flight.pop(entry.label, None)
        self.waiting.pop(entry.label, None)
        self.unsure.pop(entry.label, None)
        self.tried.discard(entry.label)
        self.unmarked.discard(entry.label)

    def take_unsure(self, conversation: Conversation) -> list[Entry]:
        """The messages to this conversation whose end is not known, in the order of sending."""
        taken = [entry for place, entry in self.unsure.values() if place is conversation]
        for entry in taken:
            del self.unsure[entry.label]
        return taken

    def has_unsure(self, conversation: Conversation) -> bool:
        return any(place is conversation for place, _ in self.unsure.values())

    @property
    def awaited(self) -> set[str]:
        """The keys of the conversations of which something is not in flight yet, or again."""
        kept = (*self.waiting.values(), *self.unsure.values())
        return {conversation.key for conversation, _ in kept}

    def unsure_like(self, conversation: Conversation, found: Entry) -> Entry | None:
        """The oldest of them that says the same, of those that the log has not shown yet."""
        for place, entry in self.unsure.values():
            same = (entry.kind, entry.text) == (found.kind, found.text)
            if place is conversation and same and not entry.msgid:
                return entry
        return None

    def flights(self, conversation: Conversation) -> Iterator[Entry]:
        """The messages in flight to this conversation, oldest first."""
        for flight in self.in_flight.values():
            if flight is not None and flight[0] is conversation:
                yield flight[1]

    def break_off(self, *, keep: bool) -> list[tuple[Conversation, Entry]]:
        """The connection broke: what was in flight is unsure if there is a way to find out
        (`keep`), else it is given back."""
        lost = {k: flight for k, flight in self.in_flight.items() if flight is not None}
        self.in_flight.clear()
        if not keep:
            return list(lost.values())
        self.unsure |= lost
        return []

    def forget(self, conversation: Conversation) -> None:
        """The conversation was closed."""
        for kept in (self.waiting, self.unsure):
            for label in [k for k, (place, _) in kept.items() if place is conversation]:
                del kept[label]
        for label, flight in list(self.in_flight.items()):
            if flight is not None and flight[0] is conversation:
                del self.in_flight[label]
