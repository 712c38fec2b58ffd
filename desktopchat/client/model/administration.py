"""What those who run a room or the host see of it: lists, people, bans, the audit log.

Plain values and the events that bring them, beside `model`. A part of the session asks
(`moderation.ask_list`, `admin.ask_people`, …); the event comes once, with all rows, when the answer
is whole.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktopchat.client.model.conversation import Conversation


class ListKind(Enum):
    """The lists of masks that a room keeps; the value is the usual mode letter."""

    BANS = "b"
    """Who is kept out or muted."""
    EXCEPTIONS = "e"
    """Who is not kept out, whatever the bans say."""
    INVITES = "I"
    """Who may come in without being invited."""


@dataclass(slots=True, frozen=True)
class ListedMask:
    """One row of a room's list. mask: as the host has it, which is what takes it away again.

    who: whom it means, in plain words. muted: they are only silenced. by: the nick of who put it
    there, "" where it is not told. time: since when, aware, None where it is not told.
    """

    mask: str
    who: str
    muted: bool = False
    by: str = ""
    time: datetime | None = None


@dataclass(slots=True, frozen=True)
class HostPerson:
    """A connection, as those who run the host see it.

    address: where from. seconds: how long it has been open. received, sent: bytes that the host
    had from them and gave them. secure: whether it is encrypted.
    """

    nick: str
    address: str
    seconds: int
    received: int
    sent: int
    secure: bool


@dataclass(slots=True, frozen=True)
class HostBan:
    """Someone kept off the whole host. until: aware; None for good."""

    mask: str
    reason: str
    by: str = ""
    until: datetime | None = None


@dataclass(slots=True, frozen=True)
class AuditRow:
    """What somebody who runs things did. time: aware. text: what, in the host's words."""

    time: datetime
    who: str
    text: str


@dataclass(slots=True, frozen=True)
class BanList:
    """A list of a room is here."""

    conversation: Conversation
    kind: ListKind
    rows: tuple[ListedMask, ...]


@dataclass(slots=True, frozen=True)
class KnockReceived:
    """Someone asks to be let into a room that I look after. mask: "nick!user@host"."""

    conversation: Conversation
    nick: str
    mask: str
    text: str


@dataclass(slots=True, frozen=True)
class Invited:
    """I may come into a room that I am not in. by: the nick of who called me."""

    name: str
    by: str


@dataclass(slots=True, frozen=True)
class JoinRefused:
    """A room did not let me in. can_knock: asking its operators may help (`Rooms.knock`).

    needs_password: it has one, and what I gave was not it. asked: the person wanted to go there
    just now; False where the program went back by itself.
    """

    name: str
    why: str
    can_knock: bool = False
    needs_password: bool = False
    asked: bool = True


@dataclass(slots=True, frozen=True)
class RoomLookedUp:
    """Whether there is a room of that name that I may know of."""

    name: str
    exists: bool


@dataclass(slots=True, frozen=True)
class RoomLedOn:
    """A room that I asked for by its old name has another by now. there: what that is."""

    name: str
    there: str


@dataclass(slots=True, frozen=True)
class RoomRenamed:
    """A room goes by another name; its key changed with it. old: its key before."""

    conversation: Conversation
    old: str


@dataclass(slots=True, frozen=True)
class RunsHostChanged:
    """Whether I run the host (`Admin.runs_host`)."""

    on: bool


@dataclass(slots=True, frozen=True)
class HostPeople:
    rows: tuple[HostPerson, ...]


@dataclass(slots=True, frozen=True)
class HostBans:
    rows: tuple[HostBan, ...]


@dataclass(slots=True, frozen=True)
class AuditArrived:
    """The audit log is here, newest last."""

    rows: tuple[AuditRow, ...]


@dataclass(slots=True, frozen=True)
class CarryOnSaid:
    """About a copy of the host on another computer, to me alone. word: of `irc.carry_on`, or the
    key of a copy in words."""

    nick: str
    word: str


AdministrationEvent = (
    BanList
    | KnockReceived
    | Invited
    | JoinRefused
    | RoomLookedUp
    | RoomLedOn
    | RoomRenamed
    | RunsHostChanged
    | HostPeople
    | HostBans
    | AuditArrived
    | CarryOnSaid
)
