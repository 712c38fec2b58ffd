"""What of mine is on its way, and how its end is known.

Each message has a label of its own, from its first try to its last. It waits here until its
room is joined, then it is in flight until the host confirms it, in the best way the host can:

- labeled-response: the answer bears the label (with echo-message the echo is that answer).
- echo-message alone: my own message comes back; the oldest one in flight that fits is it.
- neither: a PING is sent right after it. Hosts work in order, so when its PONG is here and no
  error came first, the message was taken.

When the connection breaks, nobody knows what became of the messages in flight. On a DesktopChat
host they go out again under the same label, which is what the host needs to see a message for
the one it already has. Another server would show such a message twice, and dropping it in
silence would lose it: there it is marked as failed, and the person decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktopchat.client.model import Conversation, Entry


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
    """Messages that wait, messages in flight, and requests by label."""

    def __init__(self, session_name: str) -> None:
        self._prefix = session_name
        self._count = 0
        self.waiting: dict[str, tuple[Conversation, Entry]] = {}
        self.in_flight: dict[str, tuple[Conversation, Entry] | None] = {}
        """In the order of sending; None under the token of a PING that follows messages."""
        self.requests: dict[str, Request] = {}
        """By label; only for a host with labeled-response."""

    def new_label(self) -> str:
        self._count += 1
        return f"{self._prefix}-{self._count}"

    def wait(self, conversation: Conversation, entry: Entry) -> None:
        self.waiting[entry.label] = (conversation, entry)

    def take_waiting(self, conversation: Conversation) -> list[Entry]:
        """The messages that waited for this conversation, in order; they wait no longer."""
        taken = [entry for place, entry in self.waiting.values() if place is conversation]
        for entry in taken:
            del self.waiting[entry.label]
        return sorted(taken, key=lambda entry: entry.number)

    def fly(self, conversation: Conversation, entry: Entry) -> None:
        self.in_flight[entry.label] = (conversation, entry)

    def probe(self) -> str:
        """A token for a PING that follows what was just sent."""
        token = self.new_label()
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

    def flights(self, conversation: Conversation) -> Iterator[Entry]:
        """The messages in flight to this conversation, oldest first."""
        for flight in self.in_flight.values():
            if flight is not None and flight[0] is conversation:
                yield flight[1]

    def break_off(self, *, again: bool) -> list[tuple[Conversation, Entry]]:
        """The connection broke: what was in flight waits `again`, or is given back."""
        lost = [flight for flight in self.in_flight.values() if flight is not None]
        self.in_flight.clear()
        self.requests.clear()
        if not again:
            return lost
        for conversation, entry in lost:
            self.wait(conversation, entry)
        return []

    def forget(self, conversation: Conversation) -> None:
        """The conversation was closed."""
        for label in [k for k, (place, _) in self.waiting.items() if place is conversation]:
            del self.waiting[label]
        for label, flight in list(self.in_flight.items()):
            if flight is not None and flight[0] is conversation:
                del self.in_flight[label]
