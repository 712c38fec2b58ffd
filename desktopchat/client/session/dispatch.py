"""The table: which function handles which command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktopchat.irc.message import Message
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.client.session import Session

Handler = Callable[["Session", Message], None]  # no words: a type

_HANDLERS: dict[str, Handler] = {}

# Numerics that tell an ordinary person nothing: who made the server, how full it is, ends.
_SERVER = ("002", "003", "004", "042", "250", "251", "252", "253", "254", "255", "265", "266")
_SILENT = frozenset((*_SERVER, "221", "321", "329", "396"))


def on(*commands: str) -> Callable[[Handler], Handler]:
    """Register a function for these commands or numerics."""

    def register(handler: Handler) -> Handler:
        for command in commands:
            _HANDLERS[command] = handler
        return handler

    return register


def dispatch(session: Session, message: Message) -> None:
    """Handle a message; what nobody registered for is shown if it is an answer, else let go by."""
    handler = _HANDLERS.get(message.command)
    if handler is not None:
        handler(session, message)
    elif message.command.isdigit() and message.command not in _SILENT:
        words = " ".join(message.params[1:])
        if message.command >= "400":
            session.model.notice(tr("The host says: {words}", words=words))
        elif session.wire.online:
            session.model.notice(words)
