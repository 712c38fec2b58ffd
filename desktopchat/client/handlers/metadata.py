"""What people say of themselves (IRCv3 draft/metadata-2)."""

from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.message import Message


@on("METADATA")
def told(session: Session, message: Message) -> None:
    session.profile.heard(message.param(0), message.param(1), message.param(3))


@on("761", "766")
def answered(session: Session, message: Message) -> None:
    """RPL_KEYVALUE; the other one says that there is nothing."""
    value = message.param(4) if message.command == "761" else ""
    session.profile.heard(message.param(1), message.param(2), value)


@on("770", "771", "772")
def subscribed(_session: Session, _message: Message) -> None:
    """What I am told of from now on."""


@on("774")
def later(session: Session, message: Message) -> None:
    session.profile.ask_later(message.param(1), message.param(2))
