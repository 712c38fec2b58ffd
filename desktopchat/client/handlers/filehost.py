"""TOKEN (draft/authtoken): what files are uploaded with."""

from desktopchat.client.model import FileToken
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.filehost import SERVICE
from desktopchat.irc.message import Message


@on("TOKEN")
def token(session: Session, message: Message) -> None:
    what, service = message.param(0).upper(), message.param(1).upper()
    if what == "GENERATE" and service == SERVICE:
        session.model.emit(FileToken(message.param(2)))
