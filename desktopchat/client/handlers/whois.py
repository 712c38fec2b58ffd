"""Who someone is: the answers to WHOIS, gathered to one line where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktopchat.client.handlers.table import on
from desktopchat.client.model import EntryKind
from desktopchat.irc.message import Message

if TYPE_CHECKING:
    from desktopchat.client.session import Session


def _idle(message: Message) -> str:
    seconds = message.param(2)
    if not (seconds.isascii() and seconds.isdigit()):
        return ""
    minutes = int(seconds[:9]) // 60
    if minutes < 1:
        return "wrote just now"
    if minutes < 120:
        return f"quiet for {minutes} min"
    return f"quiet for {minutes // 60} h"


_LINES: dict[str, Callable[[Message], str]] = {
    "311": lambda m: f"{m.param(-1) or m.param(1)} ({m.param(2)}@{m.param(3)})",
    "313": lambda _m: "runs the host",
    "317": _idle,
    "319": lambda m: f"in {m.param(-1)}" if m.param(-1).strip() else "",
    "330": lambda m: f"account {m.param(2)}",
    "335": lambda _m: "a bot",
    "671": lambda _m: "encrypted connection",
}


@on(*_LINES)
def line(session: Session, message: Message) -> None:
    words = _LINES[message.command](message)
    if words:
        lines = session.whois_lines.setdefault(session.fold(message.param(1)), [])
        if len(lines) < 50:
            lines.append(words.strip())


@on("307", "312", "320", "338", "378", "379", "276", "344")
def passed_over(session: Session, message: Message) -> None:
    """Servers, modes and addresses: nothing that a person here would ask."""


@on("318")
def end(session: Session, message: Message) -> None:
    nick = message.param(1)
    key = session.fold(nick)
    lines = session.whois_lines.pop(key, [])
    if key not in session.whois_places:
        return
    place = session.whois_places.pop(key)
    if not lines:
        return
    words = f"{nick}: {', '.join(lines)}"
    if place is not None and place in session.conversations.values():
        session.add(place, EntryKind.INFO, "", words)
    else:
        session.notice(words)
