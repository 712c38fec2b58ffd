"""A session with a script in the place of a host."""

from datetime import UTC, datetime, timedelta

from desktopchat.client.model import Conversation, Entry, Event, NoticeShown
from desktopchat.client.session import Session
from desktopchat.client.session.negotiation import WANTED
from desktopchat.irc.message import Message
from desktopchat.irc.timestamps import stamp

ALL_CAPS = " ".join(cap for cap in WANTED if not cap.startswith(("draft/", "desktopchat/")))
"""What any good server has."""
OWN_CAPS = " ".join(WANTED)
"""What a DesktopChat host has."""
START = datetime(2024, 5, 1, 12, tzinfo=UTC)


class Talk:
    """A session whose host is the test: `hears` gives it lines, `sent` are the lines it sends."""

    def __init__(self, name: str = "Ada", caps: str = ALL_CAPS, **options: object) -> None:
        self.moment = START
        self.caps = caps
        options = {"session_name": "s", **options}
        self.session = Session(name, now=self._now, **options)  # type: ignore[arg-type]
        self.events: list[Event] = []

    def _now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def hears(self, *lines: str) -> list[Event]:
        """Give the session lines of the host; what changed by them."""
        events = []
        for line in lines:
            message = Message.parse(line)
            assert message is not None, line
            events += self.session.receive(message)
        self.events += events
        return events

    def sent(self) -> list[str]:
        """The lines sent since the last call."""
        lines = self.session.wire.out.copy()
        self.session.wire.out.clear()
        return lines

    def online(self, isupport: str = "CASEMAPPING=ascii NETWORK=Test", nick: str = "") -> "Talk":
        """Be let in."""
        session = self.session
        session.connected()
        nick = nick or session.model.nick
        if self.caps:
            self.hears(f":h CAP * LS :{self.caps}")
            self.hears(f":h CAP * ACK :{self.caps}")
        self.hears(
            f":h 001 {nick} :Welcome",
            f":h 005 {nick} {isupport} :are supported by this server",
            f":h 422 {nick} :No message of the day",
        )
        return self

    def in_room(self, name: str = "#lab", *others: str) -> Conversation:
        """Be let into a room, with these people in it; gives the room."""
        session = self.session
        if session.model.fold(name) not in session.rooms.wanted:
            session.rooms.join(name)
        me = session.model.nick
        self.hears(
            f":{me}!ada@here JOIN {name} * :Ada",
            f":h 353 {me} = {name} :{' '.join([me, *others])}",
            f":h 366 {me} {name} :End",
        )
        self.sent()
        return session.model.conversations[session.model.fold(name)]


def texts(conversation: Conversation) -> list[str]:
    return [entry.text for entry in conversation.entries]


def last(conversation: Conversation) -> Entry:
    return conversation.entries[-1]


def notices(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, NoticeShown)]


def page(talk: Talk, *rows: str, room: str = "#lab") -> list[Event]:
    """The host answers with a page of its log. rows: "msgid nick text"."""
    lines = []
    for row in rows:
        msgid, nick, text = row.split(" ", 2)
        tags = f"batch=p;msgid={msgid};time={stamp(talk._now())}"
        lines.append(f"@{tags} :{nick}!x@h PRIVMSG {room} :{text}")
    return talk.hears(f":h BATCH +p chathistory {room}", *lines, ":h BATCH -p")
