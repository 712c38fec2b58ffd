"""A client without a socket, for tests of what the window shows of a chat."""

from desktopchat.client.model import Event, Phase
from desktopchat.client.problems import Problem
from desktopchat.client.session import Session
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message

OURS = (
    "PREFIX=(qov)~@+ CHANMODES=beI,k,lfH,Wimnst EXTBAN=,am EXCEPTS INVEX KNOCK"
    " desktopchat/SLOWMODE=f desktopchat/HISTORY=H desktopchat/PINS=W"
)
"""What this program's own host says it can."""


class Wire:
    """A client without a socket: `hear` is what the host says."""

    def __init__(self, tokens: str = "PREFIX=(ov)@+", caps: str = "") -> None:
        self.session = Session("Ada")
        self.address = Address("lab-pc")
        self.fingerprint = self.key_before = ""
        self.phase = Phase.ONLINE
        self.problem: Problem | None = None
        self.retry_in: float | None = None
        self.retried = 0
        self.session.connected()
        self.hear(
            f":host CAP * LS :{caps}",
            *((f":host CAP * ACK :{caps}",) if caps else ()),
            ":host 001 Ada :Welcome",
            f":host 005 Ada NETWORK=Lab CASEMAPPING=rfc7613 {tokens} :are supported",
            ":host 422 Ada :No message of the day",
        )
        self.enter("#Lab-3", "Ada @Grace Linus")

    @property
    def place(self) -> str:
        return self.fingerprint or self.key_before or self.address.authority

    def hear(self, *lines: str) -> list[Event]:
        events: list[Event] = []
        for line in lines:
            message = Message.parse(line)
            assert message is not None
            events += self.session.receive(message)
        return events

    def enter(self, room: str, names: str) -> list[Event]:
        return self.hear(
            f":Ada!ada@host JOIN {room}",
            f":host 353 Ada = {room} :{names}",
            f":host 366 Ada {room} :End",
        )

    def retry_now(self) -> None:
        self.retried += 1

    def use_password(self, password: str) -> None:
        self.session.registration.use_password(password)
        self.retry_now()
