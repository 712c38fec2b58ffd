"""What is said, as lines of the wire: one, or several that are one message (draft/multiline)."""

from __future__ import annotations

from desktopchat.client.model import Conversation
from desktopchat.client.model.model import Model
from desktopchat.client.session.wire import Wire
from desktopchat.irc import batch_types, caps, isupport
from desktopchat.irc import tags as names
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.multiline import Limits, split
from desktopchat.words import tr_noop

NO_LINES = tr_noop("This host takes no messages of several lines. Send the lines one by one.")

_LINE = MAX_LINE + len("\r\n")  # bytes, where the host tells no number
_MASK_ROOM = len("!~") + 10 + len("@") + 63  # bytes, for a user and host not known yet


class Lines:
    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire

    @property
    def limits(self) -> Limits | None:
        """How long a message of several lines may be; None where the host takes none."""
        if {caps.MULTILINE, caps.BATCH} <= self._wire.agreed.enabled:
            return Limits.parse(self._wire.agreed.available.get(caps.MULTILINE, ""))
        return None

    def fit_one(self, conversation: Conversation, text: str) -> bool:
        """Whether a text can be said there in one line."""
        return "\n" not in text and len(text.encode()) <= self.room(conversation)

    def send_several(
        self, conversation: Conversation, text: str, *, label: str, tags: dict[str, str]
    ) -> None:
        """A message of several lines (draft/multiline)."""
        reference = self._wire.new_batch()
        name = conversation.name
        self._wire.send(
            "BATCH", f"+{reference}", batch_types.MULTILINE, name, label=label, tags=tags
        )
        for line, joins in split(text, self.room(conversation)):
            own = {names.BATCH: reference} | ({names.MULTILINE_CONCAT: ""} if joins else {})
            self._wire.send("PRIVMSG", name, line, tags=own)
        self._wire.send("BATCH", f"-{reference}")

    def room(self, conversation: Conversation) -> int:
        """Bytes of text that fit, as the host passes it on with my whole mask before it."""
        line = min(self._model.isupport.number(isupport.LINELEN, _LINE), 8192)
        mask = len(self._model.mask.encode()) + 1 if self._model.mask else _MASK_ROOM
        source = len(f":{self._model.nick} ".encode()) + mask
        return max(64, line - source - len(f"PRIVMSG {conversation.name} :\r\n".encode()))
