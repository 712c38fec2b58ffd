"""Being let in: capabilities, the welcome, ISUPPORT, refusals at the door, PING and ERROR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.handlers.table import on
from desktopchat.client.model import EntryKind, Phase
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.message import Message

if TYPE_CHECKING:
    from desktopchat.client.session import Session

_DISPLACED_TRIES = 6

# Words that servers use in ERROR, before or after a numeric that says the same.
_CLOSING_WORDS = (
    (ProblemKind.REPLACED, ("replaced by a new connection", "ghosted")),
    (ProblemKind.WRONG_PASSWORD, ("bad password", "password", "access denied")),
    (
        ProblemKind.BANNED,
        ("banned", "k-line", "k:line", "g-line", "g:line", "z-line", "z:line", "not authori"),
    ),
    (ProblemKind.FULL, ("too many", "server full", "no more connections", "server is full")),
)


@on("CAP")
def cap(session: Session, message: Message) -> None:
    verb, text = message.param(1).upper(), message.param(-1)
    caps = session.wire.caps
    lines: list[str] = []
    if verb == "LS":
        lines = caps.offered(text, more=message.param(2) == "*" and len(message.params) > 3)
    elif verb == "NEW":
        lines = caps.added(text)
    elif verb == "DEL":
        caps.removed(text)
    elif verb == "ACK":
        caps.logging_in = caps.logging_in or ("sasl" in text.split() and session.login.begin())
        lines = caps.granted(text)
    elif verb == "NAK":
        lines = caps.refused(text)
    for line in lines:
        session.wire.out.append(f"CAP {line}")


@on("001")
def welcome(session: Session, message: Message) -> None:
    nick = message.param(0)
    if nick and nick != "*":
        session.me.go_by(nick)
    session.wire.caps.over = True
    # Its PONG comes after the welcome, for servers that never end it with 376 or 422.
    session.wire.send("PING", "welcome")


@on("005")
def isupport(session: Session, message: Message) -> None:
    if session.fresh_isupport:
        session.fresh_isupport = False
        session.model.isupport.tokens.clear()
    session.model.isupport.update(message.params[1:-1])
    session.fold_anew_if_needed()


@on("375")
def motd_start(_session: Session, _message: Message) -> None:
    """Its lines follow."""


@on("372")
def motd(session: Session, message: Message) -> None:
    line = message.param(-1)
    session.model.add(
        session.model.console, EntryKind.INFO, message.source, line, **session.model.stamp(message)
    )


@on("376", "422")
def motd_end(session: Session, _message: Message) -> None:
    session.arrived()


@on("PING")
def ping(session: Session, message: Message) -> None:
    session.wire.send("PONG", *message.params[:2])


@on("PONG")
def pong(session: Session, message: Message) -> None:
    token = message.param(-1)
    if token == "welcome":
        session.arrived()
    session.history.answered(token)
    for conversation, entry in session.delivery.outbox.answered(token):
        session.delivery.confirm(conversation, entry)


@on("ERROR")
def error(session: Session, message: Message) -> None:
    words = message.param(-1)
    if session.problem is None:
        session.problem = Problem(closing_kind(words), words)


def closing_kind(words: str) -> ProblemKind:
    """What an ERROR's words mean."""
    lower = words.lower()
    for kind, signs in _CLOSING_WORDS:
        if any(sign in lower for sign in signs):
            return kind
    return ProblemKind.CLOSED_BY_HOST


@on("433", "436", "437")
def nick_in_use(session: Session, message: Message) -> None:
    taken = message.param(1)
    if message.command == "437" and session.model.isupport.is_channel(taken):
        why = f"{taken} can't be joined just now. Try again in a minute."
        session.rooms.refused(taken, why)
        session.delivery.refused(taken, why)
    elif session.wire.phase is not Phase.REGISTERING:
        quiet = session.me.displaced and session.model.fold(taken) == session.model.fold(
            session.me.wanted_nick
        )
        if not quiet and not (session.wire.request and session.wire.request.quiet):
            session.model.notice(f"Someone is already called {taken}. Choose another name.")
    elif session.been_online and _stand_aside(session):
        session.wire.send("NICK", session.model.nick)
    elif session.problem is None:
        session.problem = Problem(ProblemKind.NAME_TAKEN, session.me.wanted_nick)


def _stand_aside(session: Session) -> bool:
    """Take the nick with underscores behind it: my own ghost may still have it."""
    longest = session.model.isupport.number("NICKLEN", 30)
    tries = (
        len(session.model.nick) - len(session.model.nick.rstrip("_")) + 1
        if session.me.displaced
        else 1
    )
    if tries > _DISPLACED_TRIES:
        return False
    session.me.displaced = True
    session.me.go_by(session.me.wanted_nick[: max(1, longest - tries)] + "_" * tries)
    return True


@on("431", "432")
def bad_nick(session: Session, message: Message) -> None:
    nick = message.param(1) if len(message.params) > 2 else ""
    if session.wire.phase is Phase.REGISTERING:
        if session.problem is None:
            session.problem = Problem(ProblemKind.BAD_NAME, nick or session.me.wanted_nick)
    elif not (session.wire.request and session.wire.request.quiet):
        session.model.notice(f"The host does not allow the name {nick}. Choose another one.")


@on("464")
def wrong_password(session: Session, message: Message) -> None:
    if session.wire.phase is Phase.REGISTERING:
        session.problem = Problem(ProblemKind.WRONG_PASSWORD, message.param(-1))
    else:
        session.model.notice("The password is not right.")


@on("465")
def banned(session: Session, message: Message) -> None:
    if session.problem is None:
        session.problem = Problem(ProblemKind.BANNED, message.param(-1))
