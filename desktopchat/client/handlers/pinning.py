"""PIN and UNPIN: what is pinned in a room (desktopchat/pins)."""

from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.message import Message


@on("PIN")
def pin(session: Session, message: Message) -> None:
    conversation, msgid = session.model.conversation(message.param(0)), message.param(1)
    if conversation is not None and msgid:
        time = session.model.clock.time_of(message)
        session.pins.pinned(conversation, msgid, message.nick, time)


@on("UNPIN")
def unpin(session: Session, message: Message) -> None:
    conversation = session.model.conversation(message.param(0))
    if conversation is not None:
        session.pins.unpinned(conversation, message.param(1))
