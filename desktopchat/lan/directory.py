"""Who is near: what the heartbeat and DNS-SD tell, as one list. No socket, no clock of its own.

Whoever sends a heartbeat is there until it has been silent for three intervals. Words that are as
old as their number says, or whose sender's clock is wrong, count once their sender has shown to be
there: `to_ask` says whom to ask, `asked` takes the number of the question. A host that only
DNS-SD tells of (which forgets nobody who died for more than an hour) is there as long as it takes
connections: `to_try` says whom to try, `tried` takes how it went.
"""

import ipaddress
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from desktopchat.irc.address import Address
from desktopchat.lan.datagram import (
    Datagram,
    DroppedError,
    key_from_text,
    milliseconds,
    read_datagram,
    sender_of,
)
from desktopchat.lan.found import FoundHost, FoundPerson
from desktopchat.lan.radio import Source

SILENT_INTERVALS = 3
_HOSTS_MAX, _PEOPLE_MAX = 1000, 1000
_PER_SOURCE = 64
"""Hosts and people that one address can have: many windows on one computer are still fewer."""
_PER_SECOND = 200  # datagrams read from one address; more are a flood
_GONE_KEPT = 4000  # senders whose last number is remembered, so that nothing old comes to life
_TRY_DEAD, _TRY_DEAD_LATE = 10.0, 300.0
"""Seconds between two tries of a host that took no connection: each pause is twice the one before,
up to the second one."""
_FRESH = 10_000  # milliseconds between clocks that agree
_ASK_EVERY, _ASK_MOST = 1.0, 4  # seconds; questions to one sender
_ASKED_MAX = 256  # senders that are asked at a time


@dataclass(slots=True)
class _Beating:
    """Somebody whose heartbeat is heard."""

    found: FoundHost | FoundPerson
    heard: float
    source: Source


@dataclass(slots=True)
class _Unproved:
    """Somebody who may have said this just now, or long ago."""

    datagram: Datagram
    source: Source
    ask_at: float
    times: int = 0
    question: int = -1


@dataclass(slots=True)
class _Listed:
    """A host that DNS-SD tells of."""

    found: FoundHost
    alive: float
    """When it was last known to take connections."""
    try_at: float
    pause: float = _TRY_DEAD


class Directory:
    """me: the id of this program itself, which is not listed. interval: seconds between heartbeats.
    near: whether an address is on one of this computer's networks. clock: milliseconds since 1970,
    None where everybody who is heard counts.

    version: rises when what is listed changes. dropped: datagrams that had no effect, by why.
    """

    def __init__(
        self,
        me: str,
        interval: float,
        *,
        near: Callable[[str], bool] = lambda _host: True,
        clock: Callable[[], int] | None = milliseconds,
    ) -> None:
        self._me, self._interval, self._near, self._clock = me, interval, near, clock
        self._unproved: dict[str, _Unproved] = {}
        self._proved: OrderedDict[str, None] = OrderedDict()
        """Who has answered, those who did so first first."""
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
        if datagram.kind == "here":
            self._prove(datagram, now)
        elif datagram.kind == "bye":
            self._unproved.pop(datagram.sender, None)
            gone = self._beating.pop(datagram.sender, None)
            if gone is not None and datagram.sender in self._listed:
                del self._listed[datagram.sender]
        elif datagram.kind in ("host", "person"):
            if datagram.sender in self._beating or self._is_fresh(datagram):
                self._enter(datagram, source, now)
            else:
                self._doubt(datagram, source, now)

    def _enter(self, datagram: Datagram, source: Source, now: float) -> None:
        found: FoundHost | FoundPerson | None
        if datagram.kind == "host":
            found = _host(datagram, source, self._near)
        else:
            found = FoundPerson(datagram.sender, datagram.fields["name"], datagram.fields["place"])
        if found is None:
            self.dropped["elsewhere"] += 1
        else:
            self._put(datagram.sender, found, source, now)

    # who may not be there any more

    def _is_fresh(self, datagram: Datagram) -> bool:
        if self._clock is None or datagram.sender in self._proved:
            return True
        return abs(self._clock() - datagram.n) <= _FRESH

    def _doubt(self, datagram: Datagram, source: Source, now: float) -> None:
        known = self._unproved.get(datagram.sender)
        if known is not None:
            known.datagram, known.source = datagram, source
        elif len(self._unproved) < _ASKED_MAX:
            self._unproved[datagram.sender] = _Unproved(datagram, source, now)
        else:
            self.dropped["too many"] += 1

    def to_ask(self, now: float) -> list[tuple[str, Source]]:
        """Who is to be asked now whether they are there, and where."""
        due = []
        for sender, one in list(self._unproved.items()):
            if now < one.ask_at:
                continue
            if one.times == _ASK_MOST:
                del self._unproved[sender]
                self.dropped["replayed"] += 1
                continue
            one.times += 1
            one.ask_at = now + _ASK_EVERY
            due.append((sender, one.source))
        return due

    def asked(self, sender: str, question: int) -> None:
        """They were asked, in the datagram of that number."""
        self._unproved[sender].question = question

    def _prove(self, datagram: Datagram, now: float) -> None:
        one = self._unproved.get(datagram.sender)
        said = datagram.fields
        if one is None or (said["to"], said["ask"]) != (self._me, one.question):
            return
        del self._unproved[datagram.sender]
        self._proved[datagram.sender] = None
        if len(self._proved) > _GONE_KEPT:
            self._proved.popitem(last=False)
        self._enter(one.datagram, one.source, now)

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
                listed.try_at = now + (listed.pause if dead else self._interval)
                listed.pause = min(2 * listed.pause, _TRY_DEAD_LATE) if dead else _TRY_DEAD
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
                if self.speaks_for_itself(one.found):
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

    def find(self, fingerprint: str) -> list[Address]:
        """Where the host with this key is seen, likeliest first: anybody can say to have a key."""
        seen = [host for host in self.hosts if host.has_key(fingerprint)]
        seen.sort(key=lambda host: not self.speaks_for_itself(host))
        return [host.address for host in seen]

    def speaks_for_itself(self, host: FoundHost) -> bool:
        """Whether its heartbeat comes from an address that it says is its own."""
        beating = self._beating.get(host.id)
        return beating is not None and beating.source[0].partition("%")[0] in host.hosts

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


def _places(at: Sequence[str], source: str, near: Callable[[str], bool]) -> tuple[str, ...]:
    """Of the addresses that a host says are its own those that can be: by which it speaks, or on
    a network of this computer; and the others of somebody who speaks by one of them."""
    here = ipaddress.ip_address(source.partition("%")[0])
    if not at:
        return (source,)
    proper = [
        one
        for one in at
        if not (ip := ipaddress.ip_address(one)).is_multicast
        and not ip.is_unspecified
        and ip.is_loopback is here.is_loopback
    ]
    if str(here) in proper:
        return tuple(proper)
    return tuple(one for one in proper if near(one))


def _host(datagram: Datagram, source: Source, near: Callable[[str], bool]) -> FoundHost | None:
    """None where it can't be reached."""
    said = datagram.fields
    hosts = _places(said["at"], source[0], near)
    if not hosts:
        return None
    return FoundHost(
        datagram.sender,
        said["title"],
        said["room"],
        said["people"],
        bool(said["lock"]),
        said["version"],
        key_from_text(said["key"]),
        said["pin"],
        hosts,
        said["port"],
        tls=bool(said["key"]),
    )
