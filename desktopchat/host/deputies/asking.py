"""`GET /place`: what a host, or a deputy in waiting, says of the place; asked over TLS by who knows
its key."""

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.store.events import FARTHEST

from .frames import FrameError, read_object
from .roster import Roster

REQUEST = b"GET /place HTTP/1.1"
"""The first line of who asks."""
_HOSTS = b"DesktopChat-Hosts: "
"""Before what a host says that asks: the port at which it hosts the place, and its key."""
_WITHIN = 1.0  # seconds, for each step
_ANSWER_MAX = 4096  # bytes
_PORT_DIGITS = 5


@dataclass(slots=True, frozen=True)
class Answer:
    """root, epoch: of the place. serves: whether it is the host. hears: whether it hears the host
    just now, for a deputy. people: how many are there. ended: for a deputy, when its host ended the
    chat for everyone (milliseconds since 1970, by the log); 0 where it did not. since: for a host
    that carries on after another one, the moment of the last that it had of that; else 0. had: how
    many rounds it has of the hosts before, by the names of their runs, as far as it knows."""

    root: str
    epoch: int
    serves: bool
    hears: bool = False
    people: int = 0
    ended: int = 0
    since: int = 0
    had: Mapping[str, int] = field(default_factory=dict)

    def follows(self, roster: Roster) -> bool:
        """Whether it is of the same place, and no older."""
        return self.root == roster.root and self.epoch >= roster.epoch

    def tells_end(self, root: str, epoch: int, newest: int) -> bool:
        """Whether the host of a place in an epoch has ended it, as is news to who has nothing of it
        that is later than a moment. Who has, knows that it was hosted again."""
        mine = (self.root, self.epoch) == (root, epoch)
        return mine and not self.serves and self.ended > 0 and newest <= self.ended

    def knows_not_of_end(self, roster: Roster, ended: int) -> bool:
        """Whether it carries on what was ended: it took that for a death."""
        return ended > 0 and self.epoch > roster.epoch and self.since <= ended

    def lacks(self, run: str, number: int) -> bool:
        """Whether it has some rounds of a host's run, but not all up to a number."""
        return self.had.get(run, number) < number

    def response(self) -> bytes:
        """The whole answer in HTTP."""
        said = {
            "root": self.root,
            "epoch": self.epoch,
            "serves": self.serves,
            "hears": self.hears,
            "people": self.people,
            "ended": self.ended,
            "since": self.since,
            "had": self.had,
        }
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        return head.encode() + b"\r\nConnection: close\r\n\r\n" + body

    @classmethod
    def of_body(cls, body: bytes) -> "Answer":
        """Raises FrameError."""
        said = read_object(body)
        # An earlier version says nothing of these.
        ended, since, had = said.get("ended", 0), said.get("since", 0), said.get("had")
        match said:
            case {
                "root": str(root),
                "epoch": int(epoch),
                "serves": bool(serves),
                "hears": bool(hears),
                "people": int(people),
            }:
                moments = _moment(ended), _moment(since)
                return cls(root, epoch, serves, hears, people, *moments, _numbers(had))
        raise FrameError("no answer")


def ask(address: Address, own: Address | None = None) -> Answer | None:
    """What is said of the place there; None where nobody with that key answers soon. own: where who
    asks hosts the place too, by whatever address the other one sees it."""
    says = b"" if own is None else _HOSTS + f"{own.port} {own.fingerprint}\r\n".encode()
    for host in address.hosts:
        try:
            with (
                socket.create_connection((host, address.port), _WITHIN) as plain,
                _context().wrap_socket(plain) as link,
            ):
                shown = fingerprint.fingerprint(link.getpeercert(binary_form=True) or b"")
                if not fingerprint.matches(address.fingerprint, shown):
                    continue
                link.sendall(
                    REQUEST + b"\r\nHost: " + address.authority.encode() + b"\r\n" + says + b"\r\n"
                )
                came = b""
                while len(came) < _ANSWER_MAX and (data := link.recv(_ANSWER_MAX)):
                    came += data
        except OSError:
            continue
        head, _, body = came.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 200"):
            try:
                return Answer.of_body(body)
            except FrameError:
                continue
    return None


def _moment(said: object) -> int:
    return said if type(said) is int and 0 < said < FARTHEST else 0


def _numbers(said: object) -> dict[str, int]:
    pairs = said.items() if isinstance(said, dict) else ()
    return {name: number for name, number in pairs if type(number) is int}


def host_that_asks(head: bytes, source: str) -> Address | None:
    """Where who asks says that it hosts the place itself; None where it says nothing of that.
    source: the address that it asks from."""
    for line in head.split(b"\r\n"):
        if line.startswith(_HOSTS):
            port, _, key = line.removeprefix(_HOSTS).decode("ascii", "replace").partition(" ")
            if port.isdigit() and len(port) <= _PORT_DIGITS and 0 < int(port) < 65536:
                return Address(source, int(port), True, "", key)
    return None


def root_of(address: Address) -> str:
    """Which place is there, by its root; "" where nobody with that key answers soon."""
    answer = ask(address)
    return answer.root if answer is not None else ""


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # its key is known: see `ask`
    return context
