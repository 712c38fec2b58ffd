"""A host's core without sockets or a clock: people who send lines and read what comes back."""

from collections.abc import Iterable, Sequence

from desktopchat.host.config import HostConfig
from desktopchat.host.core import Core
from desktopchat.host.lines import Line
from desktopchat.host.state.people import Person
from desktopchat.host.transactions import Transaction
from desktopchat.irc.framing import LineBuffer
from desktopchat.irc.message import Message
from desktopchat.store.events import Write
from desktopchat.store.place.host_store import HostStore

SERVER = "host.test"
MOMENT = 1_795_422_600_250  # 2026-11-23T08:30:00.250Z


class World:
    """A `Core` whose wire is this object; it checks all that is posted.

    now: what the clock on the wall says, milliseconds since 1970. jumped: how far it has jumped
    of what really went by.
    """

    def __init__(self, **config: object) -> None:
        self.now = MOMENT
        self.jumped = 0
        self.inboxes: dict[Person, list[bytes]] = {}
        self.hung_up: list[Person] = []
        given = {"server_name": SERVER, "title": "Lab 3", "room": "#lobby", **config}
        self.kept = HostStore.in_memory()
        self.core = Core(HostConfig(**given), self, lambda: self.now, self.ticks)  # type: ignore[arg-type]

    def jump(self, milliseconds: int) -> None:
        """Somebody sets the clock."""
        self.now += milliseconds
        self.jumped += milliseconds

    def ticks(self) -> int:
        return self.now - self.jumped - MOMENT

    # The wire.

    def store(self, write: Write) -> None:
        self.kept.commit([write])

    log = store

    def submit(self, transaction: Transaction) -> None:
        for write in transaction.writes:
            self.store(write)
        for recipients, line, exclude in transaction.jobs:
            if line is None:
                self.hang_up(recipients[0])
            else:
                self.post(recipients, line, exclude)

    def post(
        self, recipients: tuple[Person, ...], line: Line, exclude: Person | None = None
    ) -> None:
        assert isinstance(recipients, tuple)
        assert len(set(recipients)) == len(recipients), "somebody gets a line twice"
        for person in recipients:
            assert person not in self.hung_up, f"{line.body!r} is posted to who was hung up on"
            if person is not exclude:
                written = line.bytes_for(person.caps)
                if written:
                    check_line(written)
                    self.inboxes[person].append(written)

    def hang_up(self, person: Person) -> None:
        self.hung_up.append(person)

    def run(self, person: Person, line: bytes) -> None:
        """A line and all that it waits for."""
        waiting = self.core.receive(person, line)
        while waiting is not None:
            outcome: object
            try:
                outcome = waiting.work(self.kept)
            except Exception as error:  # noqa: BLE001 - raised again where the command waits
                outcome = error
            waiting = self.core.resume(waiting, outcome)

    # People.

    def connect(self, host: str = "10.0.0.7", *, local: bool = False) -> "Client":
        """Somebody who has said nothing yet."""
        person = self.core.connect(None, host, local=local)
        self.inboxes[person] = []
        return Client(self, person)

    def client(self, nick: str, caps: Sequence[str] = (), rooms: Iterable[str] = ()) -> "Client":
        """Somebody on the host itself who has come in, with nothing left to read."""
        client = self.connect(local=True)
        if caps:
            client.send(f"CAP REQ :{' '.join(caps)}")
        client.send(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()} Name")
        if caps:
            client.send("CAP END")
        assert client.person.registered, client.inbox
        for room in rooms:
            client.send(f"JOIN {room}")
        for everybody in self.inboxes.values():
            everybody.clear()
        return client


class Client:
    """One person and what they read."""

    def __init__(self, world: World, person: Person) -> None:
        self.world = world
        self.person = person
        self.buffer = LineBuffer()

    @property
    def inbox(self) -> list[bytes]:
        return self.world.inboxes[self.person]

    @property
    def gone(self) -> bool:
        return self.person in self.world.hung_up

    def send(self, *lines: str | bytes) -> None:
        for line in lines:
            data = line.encode() if isinstance(line, str) else line
            for whole in self.buffer.feed(data + b"\r\n"):
                if not self.person.gone:
                    self.world.run(self.person, whole)

    def read(self) -> list[str]:
        """What came since the last look, without CR LF."""
        lines = [line.decode().removesuffix("\r\n") for line in self.inbox]
        self.inbox.clear()
        return lines

    def messages(self) -> list[Message]:
        """The same, parsed."""
        parsed = [Message.parse(line) for line in self.read()]
        assert all(parsed)
        return [message for message in parsed if message]

    def ask(self, *lines: str | bytes) -> list[str]:
        """Send, and read what comes."""
        self.send(*lines)
        return self.read()

    def answers(self, *lines: str | bytes) -> list[Message]:
        """Send, and read what comes, parsed."""
        self.send(*lines)
        return self.messages()

    def commands(self, *lines: str | bytes) -> list[str]:
        """Send, and read only the commands or numerics of what comes."""
        return [message.command for message in self.answers(*lines)]


def check_line(written: bytes) -> None:
    """One line of valid UTF-8 within the limits (IRCv3 message-tags, "Size limit")."""
    assert written.endswith(b"\r\n")
    body = written[:-2]
    assert not set(body) & set(b"\r\n\0"), written
    body.decode()
    tags = b""
    if body.startswith(b"@"):
        tags, _, body = body.partition(b" ")
    assert len(tags) + 1 <= 8191
    assert len(body) <= 510, f"{len(body) + 2} bytes: {body!r}"
