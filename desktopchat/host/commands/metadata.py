"""METADATA: what people and rooms say of themselves (IRCv3 draft/metadata-2, -3)."""

from collections.abc import Callable, Iterable, Sequence

from desktopchat.host.capabilities import (
    METADATA,
    METADATA_3,
    METADATA_AWARE,
    METADATA_BYTES,
    METADATA_KEYS,
    METADATA_SUBS,
)
from desktopchat.host.dispatch import Call, command
from desktopchat.host.lines import Line
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.metadata import (
    Owner,
    audience,
    folded_key,
    line,
    shown,
    tell,
    values,
    visible,
)
from desktopchat.host.state.people import Person
from desktopchat.host.state.visibility import sees_channel
from desktopchat.irc import batch_types
from desktopchat.irc import numerics as n
from desktopchat.irc.names import CHANNEL_TYPES

_AT_ONCE = 300
"""Lines that somebody gets without having asked; for more they are asked to come back."""
_LATER = "5"
"""Seconds until then."""
_KEYS_A_LINE = 8


def _sets(params: Sequence[str]) -> bool:
    return params[1].upper() in ("SET", "CLEAR")


@command("METADATA", params=2, before=True, changes=_sets)
def metadata(call: Call) -> None:
    person, name = call.person, call.params[0]
    if not person.registered and not person.caps & METADATA:
        call.not_registered()
        return
    subcommand = call.params[1].upper()
    run = _SUBCOMMANDS.get(subcommand)
    if run is None:
        code = "INVALID_PARAMS" if person.caps & METADATA_3 else "SUBCOMMAND_INVALID"
        call.fail(code, call.params[1], text="Unknown subcommand")
        return
    if subcommand in _WITH_KEYS and len(call.params) < 3:
        call.need_more_params()
        return
    if name == _ALL and subcommand == "SYNC":
        _tell_values(call, _ALL, visible(call.core, person))
        return
    owner = _owner(call, name)
    if owner is None or (owner is not person and subcommand in _OF_ONESELF):
        call.fail("INVALID_TARGET", name, text="There is nobody and no room of that name")
        return
    run(call, owner)


def _owner(call: Call, name: str) -> Owner | None:
    """Who or what is meant, if it is for them to know."""
    core, person = call.core, call.person
    if name == "*" or (person.nick and core.fold(name) == person.folded):
        return person
    if not person.registered:
        return None
    if name[:1] in CHANNEL_TYPES:
        channel = core.channel(name)
        return channel if channel is not None and sees_channel(person, channel) else None
    return core.find(name)


def _bad_key(call: Call, asked: str, kind: str = "WARN") -> None:
    """It is no key; in the older text that fails whatever it was for."""
    if call.person.caps & METADATA_3:
        call.fail("INVALID_KEY", asked, text="Not a key", kind=kind)
    else:
        call.fail("KEY_INVALID", asked, text="Not a key")


def _full(call: Call, older: str, item: str, limit: int) -> None:
    """There are as many keys as may be; `older` is what the older text calls that."""
    text = f"At most {limit} keys"
    if call.person.caps & METADATA_3:
        call.fail("LIMIT_REACHED", call.params[1].upper(), item, str(limit), text=text)
    else:
        call.fail(older, item, text=text)


# Asking


def _get(call: Call, owner: Owner) -> None:
    said = call.core.metadata.of(owner)
    before = len(call.replies)
    for asked in call.params[2:]:
        key = folded_key(asked)
        if not key:
            _bad_key(call, asked)
        elif key in said:
            _tell_value(call, owner, key, said[key])
        else:
            _tell_nothing(call, owner, key)
    _in_batch(call, owner, before)


def _list(call: Call, owner: Owner) -> None:
    before = len(call.replies)
    for key, value in call.core.metadata.of(owner).items():
        _tell_value(call, owner, key, value)
    _in_batch(call, owner, before)


def _sync(call: Call, owner: Owner) -> None:
    owners: list[Owner] = [owner]
    if isinstance(owner, Channel):
        if call.person not in owner.members:
            call.fail("INVALID_TARGET", owner.name, text="You are not in that room")
            return
        owners += (one for one in owner.members if one is not call.person)
    _tell_values(call, shown(owner), owners)


def _tell_values(call: Call, name: str, owners: Iterable[Owner]) -> None:
    """All that they asked to know of these, in a batch of that name."""
    lines = values(call.core, call.person, owners, call.person.subscriptions)
    call.batch(f"{batch_types.METADATA} {name}", lines)


def _tell_value(call: Call, owner: Owner, key: str, value: str) -> None:
    call.numeric(n.RPL_KEYVALUE, shown(owner), key, "*", text=value)


def _tell_nothing(call: Call, owner: Owner, key: str) -> None:
    call.numeric(n.RPL_KEYNOTSET, shown(owner), key, text="is not set")


def _in_batch(call: Call, owner: Owner, before: int) -> None:
    """Put what was replied since into a batch."""
    lines = call.replies[before:]
    del call.replies[before:]
    call.batch(f"{batch_types.METADATA} {shown(owner)}", lines)


# Changing


def _set(call: Call, owner: Owner) -> None:
    asked, value = call.param(2), call.param(3)
    table = call.core.metadata
    key = folded_key(asked)
    known = table.of(owner)
    if not key:
        _bad_key(call, asked, "FAIL")
    elif not _may_change(call, owner):
        _refuse(call, owner, key)
    elif not value:
        if key in known:
            _remove(call, owner, key)
        _tell_nothing(call, owner, key)
    elif len(value.encode()) > METADATA_BYTES:
        code = ["INVALID_VALUE", key] if call.person.caps & METADATA_3 else ["VALUE_INVALID"]
        call.fail(*code, text=f"At most {METADATA_BYTES} bytes")
    elif key not in known and len(known) >= METADATA_KEYS:
        _full(call, "LIMIT_REACHED", shown(owner), METADATA_KEYS)
    else:
        for write in table.put(owner, key, value):
            call.core.wire.store(write)
        _tell_others(call, owner, key, value)
        _tell_value(call, owner, key, value)


def _clear(call: Call, owner: Owner) -> None:
    if not _may_change(call, owner):
        _refuse(call, owner, "*")
        return
    before = len(call.replies)
    for key in list(call.core.metadata.of(owner)):
        _remove(call, owner, key)
        _tell_nothing(call, owner, key)
    _in_batch(call, owner, before)


def _remove(call: Call, owner: Owner, key: str) -> None:
    for write in call.core.metadata.remove(owner, key):
        call.core.wire.store(write)
    _tell_others(call, owner, key, "")


def _may_change(call: Call, owner: Owner) -> bool:
    person = call.person
    if owner is person or person.oper:
        return True
    return isinstance(owner, Channel) and owner.is_operator(person)


def _refuse(call: Call, owner: Owner, key: str) -> None:
    text = "Only its operators may" if isinstance(owner, Channel) else "Only they themselves may"
    call.fail("KEY_NO_PERMISSION", shown(owner), key, text=text)


def _tell_others(call: Call, owner: Owner, key: str, value: str) -> None:
    """A value is new, or gone where it is "": tell those who asked to know."""
    core, person = call.core, call.person
    if owner is not person:
        core.audit(person, "METADATA", shown(owner), f"{key} {value}".rstrip())
    if isinstance(owner, Channel):
        tell(core, owner.name, key, value, owner.members, person, by=person)
    elif owner.registered:
        same = core.sessions.of(owner) or owner.only
        for session in same:
            if session.registered:
                people = {*audience(core, session), *same}
                tell(core, session.nick, key, value, people, person, by=person)


# Being told


def _sub(call: Call, _: Owner) -> None:
    person = call.person
    subscriptions = person.subscriptions or {}
    done: dict[str, None] = {}
    fresh: dict[str, None] = {}
    for asked in call.params[2:]:
        key = folded_key(asked)
        if not key:
            _bad_key(call, asked)
            continue
        if len(subscriptions) >= METADATA_SUBS and key not in subscriptions:
            _full(call, "TOO_MANY_SUBS", key, METADATA_SUBS)
            break
        if key not in subscriptions:
            subscriptions[key] = fresh[key] = None
        done[key] = None
    person.subscriptions = subscriptions
    _tell_keys(call, n.RPL_METADATASUBOK, done)
    if fresh and person.registered:
        lines = list(values(call.core, person, visible(call.core, person), fresh))
        if person.has(METADATA_AWARE):
            _tell_or_later(call, _ALL, lines)
        elif len(lines) <= _AT_ONCE:
            call.replies += lines
        else:
            for channel in person.channels.values():
                _ask_for_later(call, channel.name)


def _unsub(call: Call, _: Owner) -> None:
    subscriptions = call.person.subscriptions or {}
    done: dict[str, None] = {}
    for asked in call.params[2:]:
        key = folded_key(asked)
        if key:
            subscriptions.pop(key, None)
            done[key] = None
        else:
            _bad_key(call, asked)
    _tell_keys(call, n.RPL_METADATAUNSUBOK, done)


def _subs(call: Call, _: Owner) -> None:
    before = len(call.replies)
    _tell_keys(call, n.RPL_METADATASUBS, call.person.subscriptions or {})
    if call.person.has(METADATA_AWARE):
        lines = call.replies[before:]
        del call.replies[before:]
        call.batch("metadata-subs", lines)


def _tell_keys(call: Call, code: str, keys: Iterable[str]) -> None:
    left = list(keys)
    while left:
        call.numeric(code, *left[:_KEYS_A_LINE])
        del left[:_KEYS_A_LINE]


def _tell_or_later(call: Call, name: str, lines: list[Line]) -> None:
    if len(lines) > _AT_ONCE:
        _ask_for_later(call, name)
    else:
        call.batch(f"{batch_types.METADATA} {name}", lines)


def _ask_for_later(call: Call, name: str) -> None:
    call.numeric(n.RPL_METADATASYNCLATER, name, _LATER, text="Too much to tell at once")


def tell_watched(call: Call, people: Iterable[Person]) -> None:
    """They are told that these are here (MONITOR): what these say comes with it."""
    if call.person.has(METADATA_AWARE):
        for person in people:
            _tell_values(call, person.nick, [person])


def tell_newcomer(call: Call, channel: Channel) -> None:
    """Somebody has come into a channel: they learn what is said there, and the others of them."""
    person = call.person
    if person.caps & METADATA:
        members = (one for one in channel.members if one is not person)
        lines = list(values(call.core, person, [channel, *members], person.subscriptions))
        if lines or person.has(METADATA_AWARE):
            _tell_or_later(call, channel.name, lines)
    said = call.core.metadata.of(person)
    if not said:
        return
    others = [one for one in person.channels.values() if one is not channel]
    fresh = [
        one
        for one in channel.members
        if one.subscriptions and not any(one in other.members for other in others)
    ]
    for key, value in said.items():
        tell(call.core, person.nick, key, value, fresh, person)


def greet(call: Call) -> None:
    """Tell somebody who has the capability now what is known of themselves."""
    person = call.person
    if person.caps & METADATA:
        said = call.core.metadata.of(person)
        lines = [line(call.core, person, person.nick, *pair, call.moment) for pair in said.items()]
        call.batch(f"{batch_types.METADATA} {person.nick}", lines)


_ALL = "*ALL"
"""Everything of which one is told, as a target."""
_WITH_KEYS = {"GET", "SET", "SUB", "UNSUB"}
_OF_ONESELF = {"SUB", "UNSUB", "SUBS"}
_SUBCOMMANDS: dict[str, Callable[[Call, Owner], None]] = {
    "GET": _get,
    "LIST": _list,
    "SET": _set,
    "CLEAR": _clear,
    "SUB": _sub,
    "UNSUB": _unsub,
    "SUBS": _subs,
    "SYNC": _sync,
}
