"""Who is logged in, and which names only they may have.

All under the host's lock, but for what is said to be slow and what `look_up` and its like give
back, which is work for outside of it. The database is what counts: another process (`desktopchat
account`) may change it at any time, so a log-in looks there, and brings `core.names` up to date.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from desktopchat.host import capabilities
from desktopchat.host.lines import Line
from desktopchat.irc import closings, names
from desktopchat.irc import numerics as n
from desktopchat.irc.scram import Keys, derive, verify_password
from desktopchat.store.place.accounts import AccountRecord, forget_person, write_nick
from desktopchat.store.place.host_store import HostStore, Reader
from desktopchat.store.place.shared_files import pass_on_files

from . import rooms
from .bans import turn_away
from .metadata import tell_changes
from .names import Account
from .people import Person

if TYPE_CHECKING:
    from desktopchat.host.core import Core
    from desktopchat.host.dispatch import Call

ITERATIONS_LEAST = 4096
"""Of PBKDF2 (RFC 7677, section 4)."""
ITERATIONS_MOST = 65536
_DERIVE_WITHIN = 0.03
"""Seconds that deriving keys may take on this computer."""
_SALT_BYTES = 16
_LOOK_EVERY = 2000
"""Milliseconds between two looks for accounts that another process has changed."""
_SECRET = secrets.token_bytes(32)
_deriving = threading.Lock()
"""Held while keys are derived: many tries at once must not keep all processors from what is said
in the chat. Nobody who holds it waits for anything."""


@cache
def iterations() -> int:
    """How many to derive new keys with: what this computer does in good time.

    Slow when first called, some milliseconds. A power of two, so that a computer that is busy now
    and then comes to the same.
    """
    began = time.perf_counter()
    derive("a password like any", bytes(_SALT_BYTES), ITERATIONS_LEAST)
    seconds = time.perf_counter() - began
    number = ITERATIONS_LEAST
    while number < ITERATIONS_MOST and seconds * 2 <= _DERIVE_WITHIN:
        number *= 2
        seconds *= 2
    return number


def new_keys(password: str) -> Keys:
    """Slow. ValueError for what can't be a password (RFC 8265, OpaqueString)."""
    with _deriving:
        return derive(password, secrets.token_bytes(_SALT_BYTES), iterations())


def is_password(keys: Keys, password: str) -> bool:
    """Slow. Whether these are the password's keys."""
    with _deriving:
        return verify_password(keys, password)


def nobodys_keys(folded: str) -> Keys:
    """Slow when first called. Keys that no password opens, for an account that is not there.

    The same each time while the host runs, and as slow to try as real ones, so that trying does
    not tell which accounts there are.
    """
    salt = hmac.digest(_SECRET, folded.encode(), "sha256")[:_SALT_BYTES]
    nothing = hashlib.sha256(_SECRET + salt).digest()
    return Keys(salt, iterations(), nothing, nothing)


# What the database knows


@dataclass(slots=True, frozen=True)
class AccountLookup:
    """What the database says of one account. record: None where it is not there.

    news: all accounts where another process has changed some, else None. version: that of
    `core.names` before it was read.
    """

    folded: str
    record: AccountRecord | None
    news: list[Account] | None
    version: int

    @property
    def keys(self) -> Keys:
        """What to try a password on, whether or not there is such an account."""
        return self.record.keys if self.record else nobodys_keys(self.folded)


def restore(core: "Core", reader: Reader) -> None:
    """Take up all accounts, at the start."""
    core.names.replace([_account(core, record) for record in reader.accounts.all()])


def look_up(core: "Core", name: str) -> Callable[[HostStore], AccountLookup]:
    """Work that finds an account by its name, or by the nick that belongs to it."""
    folded = core.fold(name)
    folded = core.names.account_of(folded) or folded
    version = core.names.version
    now = core.ticks()
    every = core.names_read is None or now - core.names_read >= _LOOK_EVERY
    if every:
        core.names_read = now
    known = list(core.names) if every else []

    def look(store: HostStore) -> AccountLookup:
        news = None
        with store.reading() as reader:
            record = reader.accounts.find(folded)
            if every:
                there = [_account(core, one) for one in reader.accounts.all()]
                news = there if set(there) != set(known) else None
        return AccountLookup(folded, record, news, version)

    return look


def look_around(core: "Core") -> Callable[[HostStore], AccountLookup]:
    """Work that finds what another process has changed of the accounts."""
    version, known = core.names.version, set(core.names)

    def look(store: HostStore) -> AccountLookup:
        with store.reading() as reader:
            there = [_account(core, one) for one in reader.accounts.all()]
        return AccountLookup("", None, there if set(there) != known else None, version)

    return look


def take_up(core: "Core", found: AccountLookup) -> None:
    """Bring the names up to date with what was found, and log out whose account is gone."""
    known = core.names
    if found.news is not None and found.version == known.version:
        there = {(one.folded, one.created) for one in found.news}
        gone = [one for one in known if (one.folded, one.created) not in there]
        known.replace(found.news)
        _forget(core, gone)
    if found.record is not None:
        account, before = _account(core, found.record), known.get(found.folded)
        if before is None or before.created != account.created:
            known.put(account)
            _forget(core, [before] if before else [])


def _forget(core: "Core", gone: list[Account]) -> None:
    """Accounts are no more: who gets their names later is somebody else.

    The process that removed them has seen to what is in the database; but what they did here
    until this was noticed is theirs too.
    """
    for account in gone:
        for person in list(core.connections):
            if person.folded_account == account.folded:
                log_out(core, person)
        core.metadata.forget(account.folded)
        core.markers.forget(account.folded, core.connections)
        for write in core.grants.pass_on(account.folded, ""):
            core.wire.store(write)
        for write in forget_person(account.folded, account.name):
            core.wire.store(write)
    rooms.forget(core, [account.folded for account in gone])


def _account(core: "Core", record: AccountRecord) -> Account:
    return Account(
        record.name, core.fold(record.name), record.nick, core.fold(record.nick), record.created
    )


# Logging in and out


def log_in(call: "Call", account: str) -> None:
    """They have shown that the account is theirs."""
    core, person = call.core, call.person
    _become(core, person, account)
    if not person.registered:
        core.renew_source(person)
    text = f"You are now logged in as {account}"
    call.numeric(n.RPL_LOGGEDIN, person.source, account, text=text)
    if not person.registered:
        return
    ban = core.bans.of(person, call.ticks)
    if ban is not None and not person.oper:
        turn_away(core, person, ban)
        return
    claim_nick(core, person)


def log_out(core: "Core", person: Person) -> None:
    """Their account is no more."""
    _become(core, person, "")
    server, target = core.config.server_name, person.target
    body = f":{server} {n.RPL_LOGGEDOUT} {target} {person.source} :You are now logged out"
    core.wire.post(person.only, Line(body, core.clock()))
    rooms.logged_out(core, person)


def _become(core: "Core", person: Person, account: str) -> None:
    if account == person.account:
        return
    before, owner, was = person.identity, person.owner, person.account
    said = dict(core.metadata.of(person))
    core.sessions.remove(person)
    person.account = account
    person.folded_account = core.fold(account)
    core.sessions.add(person)
    for write in core.metadata.adopt(person):
        core.wire.store(write)
    if account and owner.startswith("@"):
        core.wire.store(pass_on_files(owner, person.owner))
        for write in core.grants.pass_on(owner, person.owner):
            core.wire.store(write)
    if person.registered:
        tell_changes(core, person, said)
    keep_since(core, person, before)
    if person.registered:
        moment = core.clock()
        line = Line(
            f":{person.source} ACCOUNT {account or '*'}",
            moment,
            tags=core.log.add_at(moment, person, "ACCOUNT", account),
            account=was,  # the one with which they did this
            needs=capabilities.ACCOUNT_NOTIFY,
        )
        core.wire.post((*core.acquaintances(person), person), line)
    if account:
        rooms.logged_in(core, person)


def keep_since(core: "Core", person: Person, before: str) -> None:
    """Under their new identity they have been in their rooms for as long as under that before.

    Else a room that shows what was said since somebody came would show them all, or nothing. A
    name without an account is nobody's once they have left it.
    """
    for channel in core.channels.values():
        guest = before.startswith("~")
        since = channel.joined.pop(before, None) if guest else channel.joined.get(before)
        if since is not None and person in channel.members:
            channel.joined.setdefault(person.identity, since)


# Names


def why_not(core: "Core", person: Person, nick: str) -> str:
    """Why they can't have a nick, in plain words; "" where they can (see `make_room`)."""
    folded = core.fold(nick)
    own = person.folded_account
    owner = core.names.account_of(folded)
    if owner and owner != own:
        return f"{nick} belongs to somebody else here. Choose another name, or log in if it is you"
    holder = core.people.get(folded)
    if holder is None or holder is person or owner or (own and holder.folded_account == own):
        return ""
    return "Nickname is already in use"


def make_room(core: "Core", person: Person, nick: str) -> None:
    """Free a nick that they can have: their own ghost goes, a stranger gets another name."""
    holder = core.people.get(core.fold(nick))
    if holder is None or holder is person:
        return
    if holder.folded_account == person.folded_account:
        core.drop(holder, "Replaced by a new connection", closings.REPLACED)
        return
    tries = (f"{nick[: names.NICK_MAX - 4]}_{number}" for number in count(2))
    core.wire.post(
        holder.only, change_nick(core, holder, next(one for one in tries if _free(core, one)))
    )


def _free(core: "Core", nick: str) -> bool:
    folded = core.fold(nick)
    return folded not in core.people and not core.names.account_of(folded)


def change_nick(core: "Core", person: Person, nick: str) -> Line:
    """Give somebody a nick that is free, and tell everybody but them; the line that tells it."""
    moment, before = core.clock(), person.identity
    tags = core.lookalikes.tag(person, nick)
    tags = core.log.add(moment, person, "NICK", nick, person.channels.values(), tags=tags)
    line = Line(f":{person.source} NICK :{nick}", moment, tags=tags, account=person.account)
    if person.registered:
        core.wire.post(core.neighbours(person), line)
    renamed = person.registered and core.fold(nick) != person.folded
    if renamed:
        core.tell_watchers(person, here=False)
        core.departed.add(person, moment)
    core.take_nick(person, nick)
    if renamed:
        core.tell_watchers(person, here=True)
    keep_since(core, person, before)
    claim_nick(core, person)
    return line


def claim_nick(core: "Core", person: Person) -> None:
    """Who is logged in keeps their nick as a name of the account."""
    known = core.names.get(person.folded_account) if person.account else None
    if known is None or known.nick == person.nick:
        return
    owner = core.names.account_of(person.folded)
    if owner and owner != known.folded:
        return
    core.names.put(replace(known, nick=person.nick, folded_nick=person.folded))
    core.wire.store(write_nick(known.folded, person.nick))
