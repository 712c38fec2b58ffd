"""What I do to what is there already, from the click to its end: new words for a message, taking
one away, a reaction, a pin, a topic.

Each is kept, under a label of its own, until the host has answered it. After a break it goes out
again, in its turn: a host with desktopchat/resend knows by the label whether it has it already, and
elsewhere it comes to the same when it is done twice. A host without labeled-response tells of no
end; there each goes out once, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktopchat.client.model import Conversation, Deed, EntryKind
from desktopchat.client.model.model import Model
from desktopchat.client.session.lines import NO_LINES, Lines
from desktopchat.client.session.outbox import Request
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc import tags as names
from desktopchat.words import tr


class Deeds:
    """lines: how messages are written."""

    def __init__(self, model: Model, wire: Wire, lines: Lines) -> None:
        self._model, self._wire, self._lines = model, wire, lines
        self._deeds: dict[str, Deed] = {}
        """Those whose end is not known, by label, in the order in which I did them."""

    def do(
        self,
        conversation: Conversation,
        command: str,
        *params: str,
        tags: dict[str, str] | None = None,
        msgid: str = "",
    ) -> None:
        """Do that in a conversation. params: behind its name. msgid: of the message it is about."""
        label, now = self._wire.new_label(), self._model.clock.now()
        deed = Deed(label, conversation, now, command, params, tags or {}, msgid)
        if self._wire.online and not self._tells_ends:
            self.send([deed])
        else:
            self.take_on(deed)
            self._model.book.keep_deed(deed, lambda: self._kept(deed))

    def take_on(self, deed: Deed) -> None:
        """It is to be done, from now on or since an earlier run."""
        self._deeds[deed.label] = deed
        self._mark(deed)

    @property
    def _tells_ends(self) -> bool:
        return caps.LABELED_RESPONSE in self._wire.caps.enabled

    def _kept(self, deed: Deed) -> None:
        """It is on the disk. It goes out, unless it comes after what waits."""
        waiting = self.waiting(deed.conversation)
        if self._wire.online and not deed.conversation.past.missing and waiting[:1] == [deed]:
            self.send([deed])

    @property
    def on_their_way(self) -> int:
        """Of how many the end is not known."""
        return len(self._deeds)

    def new_words(self, conversation: Conversation, msgid: str) -> str:
        """The latest that are on their way to a message, as they go out; "" for none."""
        edits = [
            deed.params[0]
            for deed in self._deeds.values()
            if deed.conversation is conversation and deed.msgid == msgid and names.EDIT in deed.tags
        ]
        return edits[-1] if edits else ""

    def waiting(self, conversation: Conversation) -> list[Deed]:
        """What did not go out on this connection, in the order in which it is to."""
        mine = (deed for deed in self._deeds.values() if deed.conversation is conversation)
        return [deed for deed in mine if not deed.sent]

    def send(self, deeds: Iterable[Deed]) -> None:
        """Bring them to the host."""
        for deed in deeds:
            if deed.tried and self._is_so(deed):
                self.land(deed.label)
                continue
            if self._tells_ends:
                self._wire.requests[deed.label] = Request(deed.command, deed.conversation)
            sent = self._write(deed)
            deed.sent = deed.tried = True
            if not (sent and self._tells_ends):
                self.land(deed.label)

    def _is_so(self, deed: Deed) -> bool:
        """Whether the host has shown meanwhile that it was done."""
        conversation = deed.conversation
        match deed.command:
            case "REDACT":
                entry = conversation.by_msgid.get(deed.msgid)
                return entry is not None and entry.redacted
            case "PIN" | "UNPIN":
                return (deed.msgid in conversation.pins) == (deed.command == "PIN")
            case "TOPIC":
                return conversation.topic == deed.params[0]
        return False

    def _write(self, deed: Deed) -> bool:
        """Leave its lines to be sent; False where that can't be, which is told."""
        conversation, tags = deed.conversation, dict(deed.tags)
        if deed.tried and caps.RESEND in self._wire.caps.enabled:
            tags[names.RESEND] = ""
        label = deed.label if self._tells_ends else ""
        if deed.command == "PRIVMSG" and not self._lines.fit_one(conversation, deed.params[0]):
            if self._lines.limits is None:
                self._model.add(conversation, EntryKind.ERROR, "", tr(NO_LINES))
                return False
            self._lines.send_several(conversation, deed.params[0], label=label, tags=tags)
            return True
        name = conversation.name
        return self._wire.send(deed.command, name, *deed.params, label=label, tags=tags)

    def back(self, label: str) -> bool:
        """It was not taken, and waits again; False where there is none of that label."""
        deed = self._deeds.get(label)
        if deed is not None:
            deed.sent = False
        return deed is not None

    def land(self, label: str) -> None:
        """The host has answered, whatever it said: with that it has an end."""
        deed = self._deeds.pop(label, None)
        if deed is not None:
            self._model.book.landed(label)
            self._mark(deed)

    def _mark(self, deed: Deed) -> None:
        """Let the message that it is about show whether something of mine is on its way."""
        entry = deed.conversation.by_msgid.get(deed.msgid)
        changing = any(
            one.msgid == deed.msgid and one.conversation is deed.conversation
            for one in self._deeds.values()
        )
        if entry is not None and entry.changing != changing:
            entry.changing = changing
            self._model.changed(deed.conversation, entry)

    def broken(self) -> None:
        """The connection is gone, and every answer with it."""
        for deed in self._deeds.values():
            deed.sent = False

    def refused(self, conversation: Conversation) -> None:
        """That room did not let me in again."""
        if self._drop(conversation):
            words = tr("What you last changed here did not reach the host.")
            self._model.add(conversation, EntryKind.ERROR, "", words)

    def forget(self, conversation: Conversation) -> None:
        """The conversation was closed."""
        self._drop(conversation)

    def _drop(self, conversation: Conversation) -> bool:
        labels = [one.label for one in self._deeds.values() if one.conversation is conversation]
        for label in labels:
            self.land(label)
        return bool(labels)
