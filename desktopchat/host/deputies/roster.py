"""Who could carry a place on, and for the how-manieth time it is hosted: a file of the host's, and
what it tells each deputy, so that one of them can carry on when it dies.

What deputies and people know of it came from the host itself, over TLS under its key. So nothing
here is signed: there is nothing that anybody else could hand on.
"""

import contextlib
import errno
import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from desktopchat.host.config import HostConfig
from desktopchat.host.net.tls import load_key
from desktopchat.hosting import chosen
from desktopchat.irc.address import Address, AddressError, once_each, parse_address
from desktopchat.irc.fingerprint import matches, words
from desktopchat.store.files import read_object, write_whole
from desktopchat.store.paths import INHERITANCE_FILE
from desktopchat.store.place.host_store import DATABASE
from desktopchat.store.place.merging import take_cut
from desktopchat.words.reasons import reason

from .copy import awaits_copy, holds_copy, holds_own
from .frames import FrameError
from .frames import read_object as read_body

log = logging.getLogger(__name__)

PLACE_FILE = "place.json"
"""A `Roster`, among a host's files."""
_FORMER_MOST, _INTRODUCED_MOST, _HEALED_MOST = 5, 20, 10
_GIVEN_MOST = 20


@dataclass(slots=True, frozen=True)
class Candidate:
    """address: with the fingerprint of its key."""

    address: Address
    in_sync: bool

    @property
    def key(self) -> str:
        return self.address.fingerprint


def reachable_first(
    candidates: Iterable[Candidate], cut_off: Collection[str]
) -> tuple[Candidate, ...]:
    """The same, at last those whose keys are among `cut_off`: nobody could follow to them."""
    return tuple(sorted(candidates, key=lambda one: one.key in cut_off))


@dataclass(slots=True, frozen=True)
class Roster:
    """root: the fingerprint of the key of the host that began the place, by which it is known for
    all time. epoch: grows by one each time that another host carries it on. candidates: in the
    order in which they would. former: where those were at last that have hosted it before, once
    each, the latest first; who began it is always among them. introduced: all that could have
    carried on at some time, where they were at last. healed: of each time that
    two halves became one, its name and the moment of the cut (milliseconds since 1970), the latest
    last. host: whose computer hosts it, in the words of who chose it, "" for none."""

    root: str = ""
    epoch: int = 1
    candidates: tuple[Candidate, ...] = ()
    former: tuple[Address, ...] = ()
    introduced: tuple[Address, ...] = ()
    healed: tuple[tuple[str, int], ...] = ()
    host: str = ""

    def rank(self, key: str) -> int | None:
        """How many would carry on before the one with this key; None for nobody who could."""
        keys = [one.key for one in self.candidates]
        return keys.index(key) if key in keys else None

    def succeeded(self, host: Address, *, beside: bool = False) -> "Roster":
        """That of who carries on where `host` did. beside: as another half of who does so already,
        and stays when both become one."""
        former = once_each((host, *self.former), _FORMER_MOST, self.root)
        return replace(self, epoch=self.epoch + (0 if beside else 1), former=former)

    def knows(self, key: str) -> bool:
        """Whether who has this key has hosted the place, or could have carried it on."""
        served = (*self.former, *self.introduced)
        return key in (self.root, *(one.fingerprint for one in served))

    @property
    def places(self) -> dict[str, Address]:
        """Where the place may be hosted, by their keys: where it was, and by who could have carried
        it on."""
        return {one.fingerprint: one for one in (*self.introduced, *reversed(self.former))}

    def with_candidates(self, candidates: tuple[Candidate, ...]) -> "Roster":
        here = {one.key: one.address for one in candidates}
        gone = [one for one in self.introduced if one.fingerprint not in here]
        introduced = (*gone, *here.values())[-_INTRODUCED_MOST:]
        former = tuple(here.get(one.fingerprint, one) for one in self.former)
        return replace(self, candidates=candidates, introduced=introduced, former=former)

    def with_healing(self, name: str, cut: int) -> "Roster":
        return replace(self, healed=(*self.healed, (name, cut))[-_HEALED_MOST:])

    def goes_before(self, key: str, epoch: int, other: str) -> bool:
        """Of two hosts of the place, whether the one with `key` stays, and the other one, in that
        epoch, joins it."""
        return (self.epoch, key) > (epoch, other)

    def json(self) -> dict[str, object]:
        return {
            "root": self.root,
            "epoch": self.epoch,
            "candidates": [[str(one.address), one.in_sync] for one in self.candidates],
            "former": [str(one) for one in self.former],
            "introduced": [str(one) for one in self.introduced],
            "healed": [list(one) for one in self.healed],
            "host": self.host,
        }

    @classmethod
    def of_json(cls, said: object) -> "Roster":
        """Raises FrameError."""
        match said:
            case {
                "root": str(root),
                "epoch": int(epoch),
                "candidates": list(candidates),
                "former": list(former),
                "introduced": list(introduced),
                "healed": list(healed),
                "host": str(host),
            }:
                return cls(
                    root,
                    epoch,
                    tuple(_candidate(one) for one in candidates),
                    tuple(_address(one) for one in former),
                    tuple(_introduced(introduced)),
                    tuple(_healing(one) for one in healed),
                    host,
                )
        raise FrameError("no roster")


@dataclass(slots=True, frozen=True)
class InheritedDoor:
    """A page for browsers that was open: whoever has its link comes in by it at the next host, too.
    tls: whether it is the encrypted one. token: what its link ends in."""

    tls: bool
    port: int
    token: str


@dataclass(slots=True, frozen=True)
class Inheritance:
    """What a deputy has to know to carry on, besides what it has copied. copies: the rule by which
    others get copies (`HostConfig.deputies`). chosen: who may, by that rule (`hosting.chosen`).
    plain: the port at which others come unencrypted, 0 for none."""

    title: str
    room: str
    password: str
    copies: str
    chosen: dict[str, str]
    roster: Roster
    doors: tuple[InheritedDoor, ...] = ()
    plain: int = 0

    def settle_in(self, config: HostConfig) -> None:
        """Have a host be as the one was that it comes after."""
        config.title, config.room = self.title, self.room
        config.password, config.deputies = self.password, self.copies
        for door in self.doors:
            if door.tls:
                config.door_tls_port = door.port
            else:
                config.door_port = door.port

    def json(self) -> dict[str, object]:
        return {
            "title": self.title,
            "room": self.room,
            "password": self.password,
            "copies": self.copies,
            "chosen": self.chosen,
            "roster": self.roster.json(),
            "doors": [[one.tls, one.port, one.token] for one in self.doors],
            "plain": self.plain,
        }

    def body(self) -> bytes:
        """As a host tells it a deputy."""
        return json.dumps(self.json()).encode()

    @classmethod
    def of_body(cls, body: bytes) -> "Inheritance":
        """Raises FrameError."""
        return cls.of_json(read_body(body))

    @classmethod
    def of_json(cls, said: object) -> "Inheritance":
        """Raises FrameError."""
        match said:
            case {
                "title": str(title),
                "room": str(room),
                "password": str(password),
                "copies": ("none" | "known" | "any") as copies,
                "chosen": dict(may_copy),
                "roster": roster,
                "doors": list(doors),
                "plain": int(plain),
            } if all(isinstance(name, str) for name in may_copy.values()) and 0 <= plain < 65536:
                return cls(
                    title,
                    room,
                    password,
                    copies,
                    may_copy,
                    Roster.of_json(roster),
                    tuple(_door(one) for one in doors),
                    plain,
                )
        raise FrameError("nothing to inherit")


@dataclass(slots=True, frozen=True)
class _Kept:
    """What stands in a deputy's `INHERITANCE_FILE`. host: where the place is hosted. given: the
    keys by which whoever started the deputy has known it, the latest last. ended: as for
    `KeptInheritance`."""

    host: Address
    said: Inheritance
    given: tuple[str, ...]
    ended: int

    @classmethod
    def read(cls, file: Path) -> "_Kept | None":
        kept = read_object(file)
        try:
            host, said = _address(kept.get("host")), Inheritance.of_json(kept.get("said"))
        except FrameError:
            return None
        given, ended = kept.get("given", []), kept.get("ended")
        keys = tuple(map(str, given)) if isinstance(given, list) else ()
        return cls(host, said, keys, ended if type(ended) is int else int(ended is True))

    def is_of(self, key: str) -> bool:
        """Whether a host with that key has served the same place, as far as is known here."""
        roster = self.said.roster
        served = (self.host.fingerprint, *(one.fingerprint for one in roster.former), roster.root)
        return key in self.given or any(_same_key(key, one) for one in served)


class KeptInheritance:
    """What a deputy knows of its place, kept in its folder over its own restarts. given: the
    address of the host, as whoever started the deputy has given it. root: of the place there, as it
    says itself, "" where that was not asked.

    host: where the place is hosted, as far as is known. inheritance: None where nothing came yet.
    ended: when that host ended the chat for everyone (milliseconds since 1970), 0 where it did not;
    nobody carries it on then, until it is hosted again.
    """

    def __init__(self, folder: Path, given: Address, *, root: str = "") -> None:
        self._file = folder / INHERITANCE_FILE
        self._before = before = _Kept.read(self._file)
        self.given = self.host = given
        self.inheritance: Inheritance | None = None
        self.ended = 0
        self._unwritten = ""
        """Why this can't be written, "" where it could the last time."""
        self._root = before.said.roster.root if before is not None else ""
        """Of the place that the folder is about, "" where nothing is known of one."""
        if before is None:
            return
        if before.is_of(given.fingerprint) or (root and root == before.said.roster.root):
            self.inheritance, self.ended = before.said, before.ended
            if not _same_key(given.fingerprint, before.host.fingerprint):
                self.host = before.host

    @property
    def roster(self) -> Roster:
        return self.inheritance.roster if self.inheritance is not None else Roster()

    def keep(self, inheritance: Inheritance) -> None:
        """The host says what there is to know now."""
        self.inheritance, self.ended = inheritance, 0
        self._root = inheritance.roster.root
        self._try_to_write()

    def is_same_place(self, said: Inheritance) -> bool:
        """Whether what a host says is of the place that the folder is about, as far as is known."""
        return self._root in ("", said.roster.root)

    def end(self, moment: int) -> None:
        """The host has ended the chat for everyone at that moment, as it says or who heard it.
        Raises OSError where that can't be remembered."""
        self.ended = max(1, moment)
        self._write()

    def follow(self, host: Address) -> None:
        """The place is hosted there now."""
        if host != self.host:
            self.host = host
            self._try_to_write()

    def inherit(self, *, beside: bool = False) -> Inheritance | None:
        """What to carry on with after the host. beside: as for `Roster.succeeded`."""
        if self.inheritance is None:
            return None
        return replace(self.inheritance, roster=self.roster.succeeded(self.host, beside=beside))

    def _try_to_write(self) -> None:
        """What is not written now is with what is said next. Told once for each reason; of a full
        disk the copy says more, which is on it too."""
        why = ""
        try:
            self._write()
        except OSError as error:
            why = reason(error)
            if why != self._unwritten and error.errno != errno.ENOSPC:
                log.warning("Where this chat is hosted can't be remembered: %s", why)
        self._unwritten = why

    def _write(self) -> None:
        if self.inheritance is None:
            return
        kept = {
            "host": str(self.host),
            "said": self.inheritance.json(),
            "ended": self.ended,
            "given": [*self._given_before()[1 - _GIVEN_MOST :], self.given.fingerprint],
        }
        write_whole(self._file, json.dumps(kept, indent=1).encode())

    def _given_before(self) -> list[str]:
        """The other keys by which the same place was given. A place may be hosted by so many in
        turn that no roster tells of all, and each command that was good once stays so."""
        before = self._before
        if before is None or before.said.roster.root != self.roster.root:
            return []
        return [one for one in before.given if one != self.given.fingerprint]


def kept_roster(folder: Path) -> Roster | None:
    """That of the host in a folder; None where it never had one."""
    try:
        return Roster.of_json(read_object(folder / PLACE_FILE))
    except FrameError:
        return None


def keep_roster(folder: Path, roster: Roster) -> None:
    """Raises OSError."""
    write_whole(folder / PLACE_FILE, json.dumps(roster.json(), indent=1).encode())


def carry_on(folder: Path, inherited: Inheritance, own: str) -> None:
    """Make the copy in a folder the place's host from now on, or what its host kept before a copy
    came. own: the fingerprint of its key. Raises OSError, sqlite3.Error, StoreError."""
    here = ""
    for key, name in inherited.chosen.items():
        # Its own, too: who comes after it is to let it keep a copy, and is told whom from here.
        chosen.add(folder, key, name)
        if key in (own, words(own)):
            here = name
    keep_roster(folder, replace(inherited.roster, host=here))
    if not awaits_copy(folder):  # else it was taken when this host went over
        take_cut(folder, DATABASE)
    if inherited.doors:
        from desktopchat.host.net.door import keep_token  # here: most hosts have none

        for door in inherited.doors:
            keep_token(folder, door.token, tls=door.tls)


def carried_on(
    folder: Path, given: Address, root_of: Callable[[Address], str]
) -> Inheritance | None:
    """What a deputy that has become the host in this folder inherited then; None where there is a
    copy, or nothing, or another place's. given: as for `KeptInheritance`. root_of: asks which place
    is there, by its root, "" where nobody tells."""
    roster = kept_roster(folder)
    if roster is None or not holds_own(folder):
        return None
    kept = KeptInheritance(folder, given)
    if kept.inheritance is None:
        own = _same_key(given.fingerprint, load_key(folder).fingerprint)
        kept = KeptInheritance(folder, given, root=roster.root if own else root_of(given))
    if kept.inheritance is not None:
        kept.keep(kept.inheritance)
    return kept.inheritance


def copied_from(folder: Path) -> Address | None:
    """Where the host is of which the database in a folder is a copy, or of which the first copy
    has not come yet; None where it is none, or where nothing is known of that host."""
    if not holds_copy(folder):
        return None
    kept = _Kept.read(folder / INHERITANCE_FILE)
    return kept.host if kept is not None else None


def _same_key(one: str, other: str) -> bool:
    """Of two fingerprints, each whole or short."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) < len(longer) and matches(shorter, longer))


def _candidate(said: object) -> Candidate:
    match said:
        case [str() as link, bool(in_sync)]:
            return Candidate(_address(link), in_sync)
    raise FrameError("no candidate")


def _door(said: object) -> InheritedDoor:
    match said:
        case [bool(tls), int(port), str(token)] if 0 < port < 65536:
            return InheritedDoor(tls, port, token)
    raise FrameError("no door")


def _healing(said: object) -> tuple[str, int]:
    match said:
        case [str(name), int(cut)]:
            return name, cut
    raise FrameError("no healing")


def _introduced(said: list[object]) -> Iterator[Address]:
    """Without those that an earlier version had written by their keys alone."""
    for one in said:
        with contextlib.suppress(FrameError):
            yield _address(one)


def _address(said: object) -> Address:
    try:
        address = parse_address(str(said))
    except AddressError:
        raise FrameError("no address") from None
    if not (address.tls and address.fingerprint):
        raise FrameError("an address of no key")
    return address
