"""What people and rooms say of themselves (IRCv3 draft/metadata): avatar, status and the like.

Of rooms and accounts it is kept for good, of others while they are here. Each change gives what
is to be written down of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from desktopchat.host.capabilities import (
    EXTENDED_MONITOR,
    METADATA,
    METADATA_3,
    METADATA_AWARE,
    METADATA_KEY_BYTES,
)
from desktopchat.host.dispatch import Call
from desktopchat.host.lines import Line
from desktopchat.irc import batch_types
from desktopchat.irc import numerics as n
from desktopchat.irc.filehost import tokens_in
from desktopchat.irc.message import Message
from desktopchat.irc.names import CHANNEL_TYPES
from desktopchat.store.events import Write
from desktopchat.store.place.host_store import Reader
from desktopchat.store.place.metadata import remove_metadata, write_metadata
from desktopchat.store.place.shared_files import forget_mentions, mention, profile_target

from .channels import Channel
from .people import Person

if TYPE_CHECKING:
    from desktopchat.host.core import Core

_KEY = re.compile(r"[a-z0-9_./-][a-z0-9_.:/-]*")
_NOTHING: dict[str, str] = {}

Owner = Person | Channel


def folded_key(key: str) -> str:
    """A key as it is kept; "" for what is none."""
    key = key.lower()
    return key if len(key) <= METADATA_KEY_BYTES and _KEY.fullmatch(key) else ""


class Metadata:
    """The keys and values of everybody and every room. Guarded by the host's lock."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, str]] = {}
        """By folded account or room; a room's name begins as no account's does."""

    def restore(self, reader: Reader, rooms: Mapping[str, Channel]) -> list[Write]:
        """Take up what is known of accounts, and of the rooms that there still are."""
        writes = []
        for name, key, value in reader.metadata.all():
            if name[0] not in CHANNEL_TYPES or name in rooms:
                self._kept.setdefault(name, {})[key] = value
            else:
                writes += _gone(name, key)
        return writes

    def of(self, owner: Owner) -> Mapping[str, str]:
        if isinstance(owner, Person) and not owner.account:
            return owner.metadata or _NOTHING
        return self._kept.get(_name(owner), _NOTHING)

    def put(self, owner: Owner, key: str, value: str) -> list[Write]:
        if isinstance(owner, Person) and not owner.account:
            if owner.metadata is None:
                owner.metadata = {}
            owner.metadata[key] = value
            return []
        who = owner.owner if isinstance(owner, Person) else ""
        return self._put(_name(owner), key, value, who)

    def remove(self, owner: Owner, key: str) -> list[Write]:
        if isinstance(owner, Person) and not owner.account:
            (owner.metadata or {}).pop(key, None)
            return []
        name = _name(owner)
        known = self._kept.get(name, {})
        known.pop(key, None)
        if not known:
            self._kept.pop(name, None)
        return _gone(name, key)

    def forget(self, room: str) -> list[Write]:
        """Of a room or an account, by its folded name, that is no more."""
        return [write for key in self._kept.pop(room, ()) for write in _gone(room, key)]

    def rename(self, room: str, new: str) -> list[Write]:
        """A room, by its folded name, has another."""
        values = self._kept.get(room)
        writes = self.forget(room)
        for key, value in (values or _NOTHING).items():
            writes += self._put(new, key, value, "")
        return writes

    def _put(self, name: str, key: str, value: str, who: str) -> list[Write]:
        """Keep a value, and the files that it names: `who` has brought them."""
        self._kept.setdefault(name, {})[key] = value
        writes = [write_metadata(name, key, value), forget_mentions(profile_target(name), key)]
        for token in tokens_in(value):
            writes += mention(token, profile_target(name), key, who)
        return writes

    def adopt(self, person: Person) -> list[Write]:
        """They have logged in: what they said before is their account's, where that says none."""
        said, person.metadata = person.metadata, None
        if not said or not person.account:
            return []
        known = self.of(person)
        fresh = {key: value for key, value in said.items() if key not in known}
        return [write for pair in fresh.items() for write in self.put(person, *pair)]


def _gone(name: str, key: str) -> list[Write]:
    return [remove_metadata(name, key), forget_mentions(profile_target(name), key)]


def _name(owner: Owner) -> str:
    return owner.folded_account if isinstance(owner, Person) else owner.folded


def shown(owner: Owner) -> str:
    return owner.target if isinstance(owner, Person) else owner.name


def visible(core: "Core", person: Person) -> list[Owner]:
    """All of whose changes they are told: rooms, themselves, who is there too, whom they watch."""
    owners: dict[Owner, None] = dict.fromkeys(person.channels.values())
    owners.update(dict.fromkeys((person, *core.neighbours(person))))
    if person.caps & (EXTENDED_MONITOR | METADATA_3):
        watched = map(core.find, core.monitors.watched_by(person))
        owners.update(dict.fromkeys(one for one in watched if one))
    return list(owners)


def audience(core: "Core", person: Person) -> tuple[Person, ...]:
    """Who else is told of a change in what they say."""
    people = dict.fromkeys(core.acquaintances(person))
    watchers = core.monitors.watchers(person.folded)
    people.update(dict.fromkeys(one for one in watchers if one.caps & METADATA_3))
    people.pop(person, None)
    return tuple(people)


def values(
    core: "Core", person: Person, owners: Iterable[Owner], keys: Mapping[str, None] | None
) -> Iterator[Line]:
    """The lines that tell them what these say of themselves under the keys."""
    for owner in owners:
        for key, value in core.metadata.of(owner).items():
            if keys and key in keys:
                yield line(core, person, shown(owner), key, value, core.clock())


def greet_watchers(core: "Core", person: Person) -> None:
    """They have come: tell what they say of themselves with it, to those who can take it."""
    for watcher in core.monitors.watchers(person.folded):
        if watcher.has(METADATA_AWARE):
            call = Call(core, watcher, Message("METADATA"), core.clock())
            said = values(core, watcher, [person], watcher.subscriptions)
            call.batch(f"{batch_types.METADATA} {person.nick}", said)
            call.finish()


def line(
    core: "Core",
    person: Person,
    target: str,
    key: str,
    value: str,
    moment: int,
    by: Person | None = None,
) -> Line:
    """What tells them a value, which is gone where it is ""; `by` is who has set it just now."""
    if not person.caps & METADATA_3:
        return _command(core, target, key, value, moment, by)
    head = f":{core.config.server_name}"
    if value:
        body = f"{head} {n.RPL_KEYVALUE} {person.target} {target} {key} * :{value}"
    else:
        body = f"{head} {n.RPL_KEYNOTSET} {person.target} {target} {key} :is not set"
    return Line(body, moment, account=by.account if by else "")


def _command(
    core: "Core", target: str, key: str, value: str, moment: int, by: Person | None
) -> Line:
    words = f"METADATA {target} {key} *" + (f" :{value}" if value else "")
    if by is None:
        return Line(f":{core.config.server_name} {words}", moment)
    tags = core.log.add_at(moment, by, "METADATA", key)
    return Line(f":{by.source} {words}", moment, tags=tags, account=by.account)


def tell(
    core: "Core",
    target: str,
    key: str,
    value: str,
    people: Iterable[Person],
    exclude: Person | None = None,
    *,
    by: Person | None = None,
) -> None:
    """Tell a value, which `by` has set, to those of them who asked to know, and may get such
    lines."""
    told = [
        person
        for person in people
        if person.subscriptions
        and key in person.subscriptions
        and person.caps & METADATA
        and person is not exclude
    ]
    older = tuple(person for person in told if not person.caps & METADATA_3)
    if older:
        core.wire.post(older, _command(core, target, key, value, core.clock(), by))
    for person in told:
        if person.caps & METADATA_3:  # a numeric names who gets it
            said = line(core, person, target, key, value, core.clock(), by)
            core.wire.post(person.only, said)


def tell_changes(core: "Core", person: Person, before: Mapping[str, str]) -> None:
    """They are known by another account: tell what that changed."""
    now = core.metadata.of(person)
    people = (*audience(core, person), person)
    for key in {**before, **now}:
        value = now.get(key, "")
        if value != before.get(key, ""):
            tell(core, person.nick, key, value, people)
