"""What the host says of my account: challenges of SASL and their end, and the account made."""

from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.message import Message


@on("AUTHENTICATE")
def authenticate(session: Session, message: Message) -> None:
    session.login.challenged(message.param(0))


@on("900")
def logged_in(session: Session, message: Message) -> None:
    session.model.account = message.param(2)


@on("901")
def logged_out(session: Session, _message: Message) -> None:
    session.model.account = ""


@on("902", "903", "904", "905", "906", "907")
def over(session: Session, _message: Message) -> None:
    session.login.over()


@on("908")
def mechanisms(_session: Session, _message: Message) -> None:
    """Which there are; a 904 follows."""


@on("REGISTER")
def registered(session: Session, message: Message) -> None:
    if message.param(0).upper() == "SUCCESS":
        session.login.made(message.param(1))
