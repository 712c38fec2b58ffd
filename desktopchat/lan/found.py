"""Who is near, and what is told to them, as values."""

from dataclasses import dataclass
from typing import Literal

from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import words


@dataclass(slots=True, frozen=True)
class FoundHost:
    """A host of this network. id: the same for as long as it runs and is seen. people: how many are
    there. password: whether one is needed. fingerprint: of its key, "" where it does not encrypt;
    short: its short form, "" where that is not known. hosts: its names or addresses, likeliest
    first. tls: whether `port` is an encrypted one.
    """

    id: str
    title: str
    room: str
    people: int
    password: bool
    version: str
    fingerprint: str
    short: str
    hosts: tuple[str, ...]
    port: int
    tls: bool = True

    @property
    def address(self) -> Address:
        """Where to go to join it."""
        return Address(
            self.hosts[0],
            self.port,
            self.tls,
            self.room,
            self.fingerprint if self.tls else "",
            self.hosts[1:],
        )

    def has_key(self, fingerprint: str) -> bool:
        """Whether it says to have the key with this fingerprint, whole or short."""
        return fingerprint in (self.fingerprint, self.short) and bool(fingerprint)


@dataclass(slots=True, frozen=True)
class FoundPerson:
    """Somebody with an open window. place: the title of the chat they are in, "" in none."""

    id: str
    name: str
    place: str = ""


@dataclass(slots=True, frozen=True)
class Invitation:
    """Somebody wants me to come. sender: their name; person: their id; title: of the place."""

    id: str
    sender: str
    person: str
    address: Address
    title: str
    room: str


Outcome = Literal["accepted", "declined", "silent"]


@dataclass(slots=True, frozen=True)
class InvitationAnswer:
    """What became of an invitation of mine. person: the name of whom I invited."""

    invitation: str
    person: str
    outcome: Outcome


@dataclass(slots=True, frozen=True)
class HostFacts:
    """What everybody may know of a host. place: the fingerprint of the key of the one that began
    what it hosts, "" for none."""

    title: str
    room: str
    people: int
    password: bool
    version: str
    place: str = ""

    @property
    def domain(self) -> str:
        """The name on this network by which the place is found, whoever hosts it now; "" where
        nothing would stay of it but the host."""
        return place_domain(self.place)


def place_domain(place: str) -> str:
    """See `HostFacts.domain`: "chat-lusab-babad.local"."""
    return f"chat-{'-'.join(words(place).split('-')[:2])}.local" if place else ""


@dataclass(slots=True, frozen=True)
class Service:
    """A host as DNS-SD announces it. id: its heartbeat's. hosts: its IP addresses; port: of this
    way to it, encrypted or not. short: the fingerprint's short form."""

    id: str
    facts: HostFacts
    fingerprint: str
    short: str
    hosts: tuple[str, ...]
    port: int
    tls: bool
