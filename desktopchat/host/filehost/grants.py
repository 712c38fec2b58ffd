"""Who may upload: with a token that people get over IRC (draft/authtoken), or their password.

Tokens outlive the host, so that what somebody brings goes on after a new start of it; only their
hashes are kept.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from desktopchat.host.dispatch import Call
from desktopchat.host.state import accounts, passwords
from desktopchat.host.state.bans import reason_of
from desktopchat.host.state.people import Person
from desktopchat.irc.message import Message
from desktopchat.store.events import Write
from desktopchat.store.place.grants import (
    forget_expired_grants,
    forget_grant,
    pass_on_grants,
    write_grant,
)
from desktopchat.store.place.shared_files import payer_of

from .refused import RefusedError

if TYPE_CHECKING:
    from desktopchat.host.server import Host
    from desktopchat.store.place.host_store import Reader

VALID = 3600 * 1000
"""Milliseconds."""
_MOST = 8
"""Of one owner; the oldest goes for a new one."""


@dataclass(slots=True, frozen=True)
class Grant:
    """owner: whose the files are (`Person.owner`). room: the folded name of the room that it is
    for, "" for none. expires: in ticks."""

    owner: str
    room: str = ""
    expires: int = 0

    @property
    def account(self) -> str:
        """The folded name of the account; "" for a guest."""
        return "" if self.owner.startswith("@") else self.owner


class Grants:
    """Guarded by the host's lock. What changes gives what is to be written down of it."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}
        """By the hash of the token."""

    def restore(self, reader: "Reader", moment: int, now: int) -> list[Write]:
        """Take up those from before. moment: milliseconds since 1970, which is `now` in ticks."""
        for token_hash, owner, room, expires in reader.grants.all():
            # However wrong the clock was or is: never longer than from now on.
            left = min(expires - moment, VALID)
            if left > 0:
                self._grants[token_hash] = Grant(owner, room, now + left)
        return [forget_expired_grants(moment)]

    def issue(self, person: Person, room: str, moment: int, now: int) -> tuple[str, list[Write]]:
        """A token with which they may upload."""
        gone = [key for key, one in self._grants.items() if one.expires <= now]
        owner = person.owner
        payer = payer_of(owner)
        theirs = [
            key
            for key, one in self._grants.items()
            if key not in gone and payer_of(one.owner) == payer
        ]
        gone += theirs[: max(0, len(theirs) + 1 - _MOST)]
        token = secrets.token_urlsafe(32)
        writes = [self._forget(key) for key in gone]
        self._grants[_hash(token)] = Grant(owner, room, now + VALID)
        return token, [*writes, write_grant(_hash(token), owner, room, moment + VALID)]

    def find(self, token: str, now: int) -> Grant | None:
        """What the token allows, if anything."""
        grant = self._grants.get(_hash(token))
        return grant if grant is not None and grant.expires > now else None

    def pass_on(self, owner: str, new: str) -> list[Write]:
        """What somebody got is somebody else's now; "" for nobody's."""
        theirs = [key for key, one in self._grants.items() if one.owner == owner]
        if not new:
            return [self._forget(key) for key in theirs]
        for key in theirs:
            self._grants[key] = replace(self._grants[key], owner=new)
        return [pass_on_grants(owner, new)] if theirs else []

    def _forget(self, key: str) -> Write:
        del self._grants[key]
        return forget_grant(key)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def authorize(host: "Host", person: Person, header: str) -> Grant:
    """What the value of Authorization allows, of somebody who came with HTTP as `person`.

    Without the host's lock; slow with a password. Raises RefusedError, StoreError.
    """
    grant = _authorize(host, person, header)
    refuse_banned(host, person, grant.account)
    return grant


def refuse_banned(host: "Host", person: Person, account: str = "") -> None:
    """Raises RefusedError where a ban of the host is about who came with HTTP as `person`."""
    with host.lock:
        ban = host.core.bans.of_visit(person, account, host.core.ticks())
    if ban is not None:
        raise RefusedError(HTTPStatus.FORBIDDEN, reason_of(ban))


def _authorize(host: "Host", person: Person, header: str) -> Grant:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        with host.lock:
            grant = host.core.grants.find(value.strip(), host.core.ticks())
        if grant is None:
            raise _unknown("This token is not valid any more. Ask for another.")
        return grant
    if scheme.lower() != "basic":
        raise _unknown("Say who you are: with your account's password, or a token of the chat.")
    if not person.trusted:
        raise RefusedError(HTTPStatus.FORBIDDEN, "Passwords are only taken with https.")
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise _unknown("This is not a name and a password.") from None
    return Grant(_log_in(host, person, user, password))


def _log_in(host: "Host", person: Person, user: str, password: str) -> str:
    """The folded name of the account."""
    core = host.core
    with host.lock:
        call = Call(core, person, Message("AUTHENTICATE"), core.clock())
        folded = core.fold(user)
        wait = passwords.begin(call, folded)
        look = accounts.look_up(core, user)
    if wait is None:
        raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, passwords.TOO_MANY + ".")
    core.pause(wait)
    found = look(host.store)
    right = accounts.is_password(found.keys, password)
    with host.lock:
        accounts.take_up(core, found)
        if right and found.record is not None:
            passwords.was_right(call, folded)
            return found.folded
        passwords.was_wrong(call, folded)
    raise _unknown("The name or the password is wrong.")


def _unknown(text: str) -> RefusedError:
    ways = 'Bearer, Basic realm="DesktopChat", charset="UTF-8"'
    return RefusedError(HTTPStatus.UNAUTHORIZED, text, {"WWW-Authenticate": ways})
