"""TOKEN (draft/authtoken): what files are uploaded with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.handlers.table import on
from desktopchat.client.model import FileToken
from desktopchat.irc.filehost import SERVICE
from desktopchat.irc.message import Message

if TYPE_CHECKING:
    from desktopchat.client.session import Session


@on("TOKEN")
def token(session: Session, message: Message) -> None:
    what, service = message.param(0).upper(), message.param(1).upper()
    if what == "GENERATE" and service == SERVICE:
        session.model.emit(FileToken(message.param(2)))
