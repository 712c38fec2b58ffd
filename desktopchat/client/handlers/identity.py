"""My account on a host, unseen: logging in with SASL, and making one where there is none.

IRCv3 sasl-3.2 with SCRAM-SHA-256, or PLAIN on an encrypted connection where there is nothing
better; draft/account-registration. The password is one that nobody has to know: this program
makes it and keeps it (`Session.keep_login`).
"""

from __future__ import annotations

import contextlib
import secrets
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.handlers.table import on
from desktopchat.irc.message import Message
from desktopchat.irc.sasl import Collector, encode_chunks, plain_message
from desktopchat.irc.scram import ScramClient

if TYPE_CHECKING:
    from desktopchat.client.session import Session

SCRAM, PLAIN = "SCRAM-SHA-256", "PLAIN"
GIVE_UP = "*"
_PASSWORD_BYTES = 24


class Login:
    """One exchange of SASL, from the client's side."""

    def __init__(self, mechanism: str, account: str, password: str) -> None:
        self.mechanism = mechanism
        self._account, self._password = account, password
        self._collector = Collector()
        self._scram = ScramClient(account, password)
        self._steps = 0
        self.answering = False
        """Whether the last challenge is being answered; another one meanwhile is out of turn."""

    def collect(self, chunk: str) -> bytes | None:
        """A challenge, once this was its last piece. Raises ValueError."""
        return self._collector.add(chunk)

    def answer(self, challenge: bytes) -> list[str]:
        """The parameters of the AUTHENTICATEs that answer it, "*" to give up. Slow."""
        try:
            return self._answer(challenge)
        except ValueError:  # among them a host that does not know the password itself
            return [GIVE_UP]

    def _answer(self, challenge: bytes) -> list[str]:
        self._steps += 1
        if self.mechanism == PLAIN:
            return encode_chunks(plain_message(self._account, self._password))
        if self._steps == 1:
            return encode_chunks(self._scram.first().encode())
        if self._steps == 2:
            return encode_chunks(self._scram.answer(challenge.decode()).encode())
        self._scram.finish(challenge.decode())
        return ["+"]


def begin(session: Session) -> bool:
    """Log in, if there is a way and an account; whether that is under way now."""
    if session.login is None or session.wire.caps.over or session.sasl is not None:
        return False
    offered = session.wire.caps.mechanisms
    if SCRAM in offered or not offered:
        mechanism = SCRAM
    elif PLAIN in offered and session.secure:
        mechanism = PLAIN
    else:
        return False
    session.sasl = Login(mechanism, *session.login)
    session.wire.send("AUTHENTICATE", mechanism)
    return True


@on("AUTHENTICATE")
def authenticate(session: Session, message: Message) -> None:
    login = session.sasl
    if login is None or login.answering:
        return

    def send(chunks: list[str]) -> None:
        login.answering = False
        if session.sasl is login:  # else it was answered too late
            for chunk in chunks:
                session.wire.send("AUTHENTICATE", chunk)

    try:
        challenge = login.collect(message.param(0))
    except ValueError:
        send([GIVE_UP])
        return
    if challenge is not None:
        login.answering = True
        session.aside(partial(login.answer, challenge), send)


@on("900")
def logged_in(session: Session, message: Message) -> None:
    session.model.account = message.param(2)


@on("901")
def logged_out(session: Session, _message: Message) -> None:
    session.model.account = ""


@on("902", "903", "904", "905", "906", "907")
def over(session: Session, _message: Message) -> None:
    """SASL has ended, well or not: in both cases we come in."""
    if session.sasl is not None:
        session.sasl = None
        for line in session.wire.caps.logged_in():
            session.wire.out.append(f"CAP {line}")


@on("908")
def mechanisms(_session: Session, _message: Message) -> None:
    """Which there are; a 904 follows."""


def make_account(session: Session) -> None:
    """Make the name mine on this host, if it is one of ours and the name is free."""
    if (
        session.model.account
        or session.keep_login is None
        or session.me.displaced
        or not session.secure
        or not session.model.on_desktopchat
        or "draft/account-registration" not in session.wire.caps.enabled
    ):
        return
    if session.login is None:
        # Kept first: a name with a password that nobody has would be lost to everybody.
        login = (session.model.nick, secrets.token_urlsafe(_PASSWORD_BYTES))
        try:
            session.keep_login(*login)
        except OSError as error:
            session.model.notice(
                f"Your name can't be kept for you on this host: its password can't be written "
                f"down ({error.strerror}). Make room on the disk, then join again."
            )
            return
        session.login = login
    # One that SASL refused may be one whose making was cut off: it is tried again.
    session.wire.ask("REGISTER", "*", "*", session.login[1], quiet=True)


@on("REGISTER")
def registered(session: Session, message: Message) -> None:
    if message.param(0).upper() == "SUCCESS" and session.login is not None:
        account = message.param(1)
        session.model.account = account
        if session.keep_login is not None and account != session.login[0]:
            session.login = (account, session.login[1])
            with contextlib.suppress(OSError):
                session.keep_login(*session.login)
