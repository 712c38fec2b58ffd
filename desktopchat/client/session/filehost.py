"""Where this host keeps files, and the word to upload them with (soju.im/FILEHOST)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.irc.filehost import AUTHTOKEN, ISUPPORT_TOKEN, SERVICE, origin

if TYPE_CHECKING:
    from desktopchat.client.session.session import Session


class FileHost:
    """What the host says of its files; `client.files` brings them to and fro."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def takes_files(self) -> bool:
        """Whether this host takes files."""
        return self.origin is not None and AUTHTOKEN in self._session.model.isupport.tokens

    @property
    def origin(self) -> tuple[str, str] | None:
        """Scheme and authority of the links of this host's files; None where it takes none."""
        return origin(self._session.model.isupport.tokens.get(ISUPPORT_TOKEN, ""))

    def ask_token(self, conversation: Conversation | None = None) -> None:
        """Ask for what files are uploaded with; `FileToken` brings it. conversation: where they
        are to be shown."""
        room = conversation is not None and conversation.kind is ConversationKind.ROOM
        scope = (conversation.name,) if room and conversation is not None else ()
        self._session.wire.ask("TOKEN", "GENERATE", SERVICE, *scope, quiet=True)
