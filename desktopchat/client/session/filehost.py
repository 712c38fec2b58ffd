"""Where this host keeps files, and the word to upload them with (soju.im/FILEHOST)."""

from __future__ import annotations

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.client.model.model import Model
from desktopchat.client.session.wire import Wire
from desktopchat.irc.filehost import AUTHTOKEN, ISUPPORT_TOKEN, SERVICE, origin


class FileHost:
    """What the host says of its files; `client.files` brings them to and fro."""

    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire

    @property
    def takes_files(self) -> bool:
        """Whether this host takes files."""
        return self.origin is not None and AUTHTOKEN in self._model.isupport.tokens

    @property
    def origin(self) -> tuple[str, str] | None:
        """Scheme and authority of the links of this host's files; None where it takes none."""
        return origin(self._model.isupport.tokens.get(ISUPPORT_TOKEN, ""))

    def ask_token(self, conversation: Conversation | None = None) -> None:
        """Ask for what files are uploaded with; `FileToken` brings it. conversation: where they
        are to be shown."""
        room = conversation is not None and conversation.kind is ConversationKind.ROOM
        scope = (conversation.name,) if room and conversation is not None else ()
        self._wire.ask("TOKEN", "GENERATE", SERVICE, *scope, quiet=True)
