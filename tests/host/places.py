"""A place with a host, deputies and people as they are in use: processes, and windows' clients."""

import contextlib
import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktopchat.client.client import Client
from desktopchat.client.model import Event, Phase
from desktopchat.client.model.conversation import ON_ITS_WAY, EntryKind
from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address, parse_address
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust
from tests.host.wire import Process, Serve
from tests.waiting import wait_until

ROOM = "#a"


def starting(
    folder: Path,
    port: int = 0,
    of: Address | None = None,
    *,
    attended: bool = False,
    rule: str = "any",
    heartbeat: int = 0,
) -> Serve:
    """A host as a process, by a command that is the same each time. port: 0 for any free one. of:
    what it would be a deputy of. attended: as a window starts it. rule: who may keep a copy.
    heartbeat: the port at which it is seen on this computer, 0 for nowhere."""
    seen = [f"--heartbeat-port={heartbeat}", "--interface=lo"] if heartbeat else ["--no-discovery"]
    options = [f"--deputies={rule}", "--no-throttle", *seen, "--title=Lab", "--room=#a"]
    options += [f"--deputy-of={of}"] if of is not None else []
    listen = f"--listen=ircs://127.0.0.1:{port}"
    return Serve(*options, listen, f"--data={folder}", listen=False, attended=attended)


@contextlib.contextmanager
def hosting(
    folder: Path, port: int = 0, *, attended: bool = False, heartbeat: int = 0
) -> Iterator[tuple[Serve, Address]]:
    """A host as a process, and the address by which others know it."""
    with starting(folder, port, attended=attended, heartbeat=heartbeat) as process:
        wait_until(lambda: process.told("listening"), what=lambda: process.err)
        there = parse_address(process.told("listening")[0])
        key = load_key(folder).fingerprint
        yield process, Address(there.host, there.port, True, "", key)


@contextlib.contextmanager
def deputy(of: Address, folder: Path, port: int) -> Iterator[Process]:
    options = (f"--deputy-of={of}", f"--data={folder}", "--no-throttle", "--no-discovery")
    with Process("serve", *options, f"--listen=ircs://127.0.0.1:{port}") as process:
        wait_until(
            lambda: "in-sync" in process.told("standing"),
            what=lambda: process.out + process.err,
        )
        yield process


@dataclass
class Person:
    """Somebody with a window's client, and what it keeps. events: those that it told of, while it
    was asked for something here."""

    folder: Path
    address: Address
    name: str
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.trust = Trust(self.folder / "trust.json")
        self.client = self._make(self.address)

    def _make(self, address: Address) -> Client:
        client = Client(
            address,
            self.name,
            rooms=[ROOM],
            trust=self.trust,
            secrets=Secrets(self.folder / "accounts.json"),
            logbooks=self.folder / "logbooks",
        )
        client.connect()
        return client

    def come_again(self) -> None:
        """Another window of theirs, later, where they were at last."""
        self.come_again_at(self.client.address)

    def come_again_at(self, address: Address) -> None:
        self.client.quit("")
        self.client = self._make(address)

    @property
    def texts(self) -> list[str]:
        room = self.client.session.model.conversation(ROOM)
        return [one.text for one in room.entries if one.own or one.sender] if room else []

    def kinds_since(self, words: str) -> set[EntryKind]:
        """Of what stands in the room behind these words."""
        room = self.client.session.model.conversation(ROOM)
        assert room is not None
        since = [one.text for one in room.entries].index(words)
        return {one.kind for one in room.entries[since:]}

    def _poll(self) -> None:
        self.events += self.client.poll()

    def is_in(self) -> bool:
        self._poll()
        room = self.client.session.model.conversation(ROOM)
        return self.client.phase is Phase.ONLINE and room is not None and room.joined

    def say(self, words: str) -> None:
        room = self.client.session.model.conversation(ROOM)
        assert room is not None
        self.client.session.delivery.say(room, words)
        self._poll()

    def reads(self, *words: str) -> bool:
        self._poll()
        return all(self.texts.count(one) == 1 for one in words)

    def has_sent_all(self) -> bool:
        """Whether the host has confirmed all that they said."""
        self._poll()
        room = self.client.session.model.conversation(ROOM)
        return room is not None and not any(one.delivery in ON_ITS_WAY for one in room.entries)


def free_port() -> int:
    """One that stays free: no connection of another program is given it by the system."""
    while True:
        port = random.randrange(20_000, 30_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
