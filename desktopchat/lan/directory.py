"""Who is near: what the heartbeat and DNS-SD tell, as one list. No socket, no clock of its own.

Whoever sends a heartbeat is there until it has been silent for three intervals. A host that only
DNS-SD tells of (which forgets nobody who died for more than an hour) is there as long as it takes
connections: `to_try` says whom to try, `tried` takes how it went.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktopchat.lan.datagram import Datagram, DroppedError, key_from_text, read_datagram, sender_of
from desktopchat.lan.found import FoundHost, FoundPerson
from desktopchat.lan.radio import Source

SILENT_INTERVALS = 3
_HOSTS_MAX, _PEOPLE_MAX = 1000, 1000
_PER_SOURCE = 64
"""Hosts and people that one address can have: many windows on one computer are still fewer."""
_PER_SECOND = 200  # datagrams read from one address; more are a flood
_GONE_KEPT = 4000  # senders whose last number is remembered, so that nothing old comes to life
_TRY_DEAD_EVERY = 10.0  # seconds between two tries of a host that took no connection


@dataclass(slots=True)
class _Beating:
    """Somebody whose heartbeat is heard."""

    found: FoundHost | FoundPerson
    heard: float
    source: Source


@dataclass(slots=True)
class _Listed:
    """A host that DNS-SD tells of."""

    found: FoundHost
    alive: float
    """When it was last known to take connections."""
    try_at: float


class Directory:
    """me: the id of this program itself, which is not listed. interval: seconds between heartbeats.

    version: rises when what is listed changes. dropped: datagrams that had no effect, by why.
    """

    def __init__(self, me: str, interval: float) -> None:
        self._me, self._interval = me, interval
        self._beating: dict[str, _Beating] = {}
        self._listed: dict[str, _Listed] = {}
        self._last: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        """The last number and bytes of each sender, those heard longest ago first."""
        self._second, self._heard_from = 0, Counter[str]()
        self._shown: tuple[list[FoundHost], list[FoundPerson]] = ([], [])
        self.version = 0
        self.dropped: Counter[str] = Counter()

    # what is heard

    def hear(self, data: bytes, source: Source, now: float) -> Datagram | None:
        """Take in a datagram; it, where it is new and good."""
        if int(now) != self._second:
            self._second = int(now)
            self._heard_from.clear()
        self._heard_from[source[0]] += 1
        if self._heard_from[source[0]] > _PER_SECOND:
            self.dropped["too many"] += 1
            return None
        sender = sender_of(data)
        last, copy = self._last.get(sender, (0, b""))
        # Most come by several ways, multicast and broadcast.
        if sender == self._me or (sender and data == copy):
            return None
        try:
            datagram = read_datagram(data)
        except DroppedError as error:
            self.dropped[str(error)] += 1
            return None
        if datagram.n <= last:
            self.dropped["replayed"] += 1
            return None
        self._last[datagram.sender] = datagram.n, data
        self._last.move_to_end(datagram.sender)
        while len(self._last) > _GONE_KEPT:
            self._last.popitem(last=False)
        self._take(datagram, source, now)
        return datagram

    def _take(self, datagram: Datagram, source: Source, now: float) -> None:
        if datagram.kind == "bye":
            gone = self._beating.pop(datagram.sender, None)
            if gone is not None and datagram.sender in self._listed:
                del self._listed[datagram.sender]
        elif datagram.kind == "host":
            self._put(datagram.sender, _host(datagram, source), source, now)
        elif datagram.kind == "person":
            name, place = datagram.fields["name"], datagram.fields["place"]
            self._put(datagram.sender, FoundPerson(datagram.sender, name, place), source, now)

    def _put(self, sender: str, found: FoundHost | FoundPerson, source: Source, now: float) -> None:
        known = self._beating.get(sender)
        if known is None:
            alike = sum(type(one.found) is type(found) for one in self._beating.values())
            most = _HOSTS_MAX if isinstance(found, FoundHost) else _PEOPLE_MAX
            near = sum(one.source[0] == source[0] for one in self._beating.values())
            if alike >= most or near >= _PER_SOURCE:
                self.dropped["too many"] += 1
                return
        self._beating[sender] = _Beating(found, now, source)

    # what DNS-SD tells

    def list_host(self, found: FoundHost, now: float) -> None:
        """DNS-SD tells of a host, or something new of it."""
        if found.id != self._me and (found.id in self._listed or len(self._listed) < _HOSTS_MAX):
            self._listed[found.id] = _Listed(found, now, now + self._interval)

    def forget_listed(self) -> None:
        """The network is another one: what DNS-SD told of the one before means nothing here."""
        self._listed.clear()

    def unlist_host(self, key: str) -> None:
        """DNS-SD tells that a host is gone."""
        self._listed.pop(key, None)

    def to_try(self, now: float) -> list[FoundHost]:
        """The hosts to be tried for a connection now, since no heartbeat tells that they live."""
        due = []
        for key, listed in self._listed.items():
            beating = self._beating.get(key)
            if beating is not None and now - beating.heard < 1.5 * self._interval:
                listed.alive = max(listed.alive, beating.heard)
            elif now >= listed.try_at:
                dead = now - listed.alive > SILENT_INTERVALS * self._interval
                listed.try_at = now + (_TRY_DEAD_EVERY if dead else self._interval)
                due.append(listed.found)
        return due

    def tried(self, key: str, took: bool, now: float) -> None:
        """How the try of a host went: whether it took the connection."""
        if took and key in self._listed:
            self._listed[key].alive = now

    # what is there

    def source_of(self, person: str) -> Source | None:
        """Where somebody's heartbeat comes from."""
        beating = self._beating.get(person)
        return beating.source if beating is not None else None

    def refresh(self, now: float) -> bool:
        """Forget who is silent; whether anything has changed since the last time."""
        until = now - SILENT_INTERVALS * self._interval
        for key in [key for key, one in self._beating.items() if one.heard < until]:
            del self._beating[key]
        beating, there = {}, set()
        for key, one in self._beating.items():
            if isinstance(one.found, FoundHost):
                beating[key] = one.found
                if one.source[0].partition("%")[0] in one.found.hosts:
                    there.add(key)
        alive = {key: one.found for key, one in self._listed.items() if one.alive >= until}
        shown = _hosts(beating, alive, there), self._people()
        if shown == self._shown:
            return False
        self._shown = shown
        self.version += 1
        return True

    @property
    def hosts(self) -> list[FoundHost]:
        """As of the last `refresh`, by title."""
        return self._shown[0]

    @property
    def people(self) -> list[FoundPerson]:
        """As of the last `refresh`, by name."""
        return self._shown[1]

    def _people(self) -> list[FoundPerson]:
        people = [one.found for one in self._beating.values() if isinstance(one.found, FoundPerson)]
        return sorted(people, key=lambda one: (one.name.casefold(), one.id))


def _hosts(
    beating: dict[str, FoundHost], listed: dict[str, FoundHost], there: set[str]
) -> list[FoundHost]:
    """there: those whose heartbeat comes from an address that they say is theirs."""
    merged: dict[str, FoundHost] = {}
    for key, found in (listed | beating).items():
        other = listed.get(key, found)
        # The heartbeat's words are the newer ones; DNS-SD may know more addresses.
        merged[key] = replace(found, hosts=_once((*found.hosts, *other.hosts)))
    places: set[tuple[str, int]] = set()
    unique = []
    # A host that was killed and is there again is another one, at the same place: that one counts.
    # Whoever only says to be at a place does not stand before who speaks from there.
    for found in sorted(
        merged.values(), key=lambda one: (one.id not in there, one.id not in beating)
    ):
        place = found.hosts[0], found.port
        if place not in places:
            places.add(place)
            unique.append(found)
    return sorted(unique, key=lambda one: (one.title.casefold(), one.hosts, one.port, one.id))


def _once(hosts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hosts))


def _host(datagram: Datagram, source: Source) -> FoundHost:
    said = datagram.fields
    return FoundHost(
        datagram.sender,
        said["title"],
        said["room"],
        said["people"],
        bool(said["lock"]),
        said["version"],
        key_from_text(said["key"]),
        said["pin"],
        tuple(said["at"]) or (source[0],),
        said["port"],
        tls=bool(said["key"]),
    )
