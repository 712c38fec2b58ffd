"""Being let in: capabilities, the welcome, ISUPPORT, refusals at the door, PING and ERROR."""

from desktopchat.client.model import EntryKind
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc import caps as names
from desktopchat.irc.message import Message
from desktopchat.words import tr

# What other servers than ours say in ERROR, where no numeric says the same. Ours has codes.
_CLOSING_WORDS = (
    (ProblemKind.REPLACED, ("replaced by a new connection", "ghosted")),  # no words: a host's
    (ProblemKind.WRONG_PASSWORD, ("bad password", "password", "access denied")),  # no words: same
    (ProblemKind.BANNED, ("banned", "k-line", "k:line", "g-line", "g:line", "z-line", "z:line")),
    (ProblemKind.BANNED, ("not authori",)),  # no words: a host's
    (ProblemKind.FULL, ("too many", "server full")),  # no words: a host's
    (ProblemKind.FULL, ("no more connections", "server is full")),  # no words: a host's
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
        caps.logging_in = caps.logging_in or (names.SASL in text.split() and session.login.begin())
        lines = caps.granted(text)
    elif verb == "NAK":
        lines = caps.refused(text)
    for line in lines:
        session.wire.out.append(f"CAP {line}")


@on("001")
def welcome(session: Session, message: Message) -> None:
    session.registration.welcomed(message.param(0))


@on("005")
def isupport(session: Session, message: Message) -> None:
    folding = session.model.isupport.casemapping
    session.registration.learned(message.params[1:-1])
    session.history.learned()
    if session.model.isupport.casemapping != folding:
        session.model.fold_anew()
        session.rooms.fold_anew()


@on("375")
def motd_start(_session: Session, _message: Message) -> None:
    """Its lines follow."""


@on("372")
def motd(session: Session, message: Message) -> None:
    line = message.param(-1)
    session.model.add(
        session.model.console,
        EntryKind.INFO,
        message.source,
        line,
        **session.model.clock.stamp(message),
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
    words, registration = message.param(-1), session.registration
    registration.refused(ProblemKind.MOVED if registration.moved_to else closing_kind(words), words)


def closing_kind(words: str) -> ProblemKind:
    """What an ERROR's words mean, as far as they can be guessed."""
    lower = words.lower()
    for kind, signs in _CLOSING_WORDS:
        if any(sign in lower for sign in signs):
            return kind
    return ProblemKind.CLOSED_BY_HOST


@on("433", "436", "437")
def nick_in_use(session: Session, message: Message) -> None:
    taken = message.param(1)
    if message.command == "437" and session.model.isupport.is_channel(taken):
        why = tr("{name} can't be joined just now. Try again in a minute.", name=taken)
        session.rooms.refused(taken, why)
        session.delivery.refused(taken, why)
    elif session.registration.under_way:
        session.registration.nick_taken()
    else:
        quiet = session.me.displaced and session.model.fold(taken) == session.model.fold(
            session.me.wanted_nick
        )
        if not quiet and not (session.wire.request and session.wire.request.quiet):
            session.model.notice(
                tr("Someone is already called {name}. Choose another name.", name=taken)
            )


@on("431", "432")
def bad_nick(session: Session, message: Message) -> None:
    nick = message.param(1) if len(message.params) > 2 else ""
    if session.registration.under_way:
        session.registration.refused(ProblemKind.BAD_NAME, nick or session.me.wanted_nick)
    elif not (session.wire.request and session.wire.request.quiet):
        session.model.notice(
            tr("The host does not allow the name {name}. Choose another one.", name=nick)
        )


@on("464")
def wrong_password(session: Session, message: Message) -> None:
    if session.registration.under_way:
        session.registration.problem = Problem(ProblemKind.WRONG_PASSWORD, message.param(-1))
    else:
        session.model.notice(tr("The password is not right."))


@on("465")
def banned(session: Session, message: Message) -> None:
    session.registration.refused(ProblemKind.BANNED, message.param(-1))
