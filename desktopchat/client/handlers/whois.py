"""Who someone is: the answers to WHOIS in plain words."""

from collections.abc import Callable

from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.message import Message
from desktopchat.words import tr


def _idle(message: Message) -> str:
    seconds = message.param(2)
    if not (seconds.isascii() and seconds.isdigit()):
        return ""
    minutes = int(seconds[:9]) // 60
    if minutes < 1:
        return tr("wrote just now")
    if minutes < 120:
        return tr("quiet for {n} min", n=minutes)
    return tr("quiet for {n} h", n=minutes // 60)


_LINES: dict[str, Callable[[Message], str]] = {
    "311": lambda m: f"{m.param(-1).strip() or m.param(1)} ({m.param(2)}@{m.param(3)})",
    "313": lambda _m: tr("runs the host"),
    "317": _idle,
    "319": lambda m: tr("in {room}", room=m.param(-1).strip()) if m.param(-1).strip() else "",
    "330": lambda m: tr("account {account}", account=m.param(2)),
    "335": lambda _m: tr("a bot"),
    "671": lambda _m: tr("encrypted connection"),
}


@on(*_LINES)
def line(session: Session, message: Message) -> None:
    words = _LINES[message.command](message)
    if words:
        session.whois.told(message.param(1), words)


@on("307", "312", "320", "338", "378", "379", "276", "344")
def passed_over(session: Session, message: Message) -> None:
    """Servers, modes and addresses: nothing that a person here would ask."""


@on("318")
def end(session: Session, message: Message) -> None:
    session.whois.end(message.param(1))
