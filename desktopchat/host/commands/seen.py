"""SEEN: letting others know how far one has read (desktopchat/seen).

Who keeps that to themselves says MARKREAD, of which nobody else hears.
"""

from collections.abc import Iterable
from typing import TypeVar

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, command
from desktopchat.host.lines import Line
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person, Seen
from desktopchat.irc import references, seen, timestamps
from desktopchat.irc.names import CHANNEL_TYPES

from . import read_marker

_Key = TypeVar("_Key")


@command("SEEN")
def tell_seen(call: Call) -> None:
    """SEEN <room or nick> [timestamp=<moment>|*]: ask, move one's marker on, or take it back."""
    found = read_marker.find(call)
    if found is None:
        return
    target, conversation = found
    if len(call.params) == 1:
        _answer(call, target)
        return
    told = None
    if call.params[1] != "*":
        moved = read_marker.move(call, target, conversation)
        if moved is None:
            return
        moment, new = moved
        # When it was read is known only of what is read now: a program that comes back repeats it.
        told = Seen(moment, call.moment if new else 0)
    if target[0] in CHANNEL_TYPES:
        channel = call.core.channel(target)
        if channel is not None and call.person in channel.members:
            _tell_room(call, channel, told)
    else:
        _tell_person(call, conversation, target, told)


def tell_newcomer(call: Call, channel: Channel) -> None:
    """How far the others have read, to somebody who has come into a channel."""
    if call.person.has(capabilities.SEEN) and seen.shown(channel.seen_rule, len(channel.members)):
        _reply(call, channel.name, channel.read_until.items())


def _answer(call: Call, target: str) -> None:
    if target[0] in CHANNEL_TYPES:
        channel = call.core.channel(target)
        if channel is not None and call.person in channel.members:
            tell_newcomer(call, channel)
        return
    other = call.core.find(target)
    known = other.read_until.get(call.person.identity) if other and call.person.account else None
    if other is not None and known is not None:
        _reply(call, call.person.nick, [(other, known)])


def _reply(call: Call, target: str, known: Iterable[tuple[Person, Seen]]) -> None:
    for person, told in known:
        if person is not call.person:
            call.reply(_line(person, target, told))


def _tell_room(call: Call, channel: Channel, told: Seen | None) -> None:
    if _keep(channel.read_until, call.person, told) and seen.shown(
        channel.seen_rule, len(channel.members)
    ):
        line = _line(call.person, channel.name, told)
        call.core.wire.post(channel.everybody, line, call.person)


def _tell_person(call: Call, conversation: str, nick: str, told: Seen | None) -> None:
    other = call.core.find(nick)
    if other is None or other is call.person:
        return
    # Whoever is called so without an account may be somebody else the next time.
    if not other.account or _keep(call.person.read_until, conversation, told):
        call.core.wire.post(other.only, _line(call.person, other.nick, told))


def _keep(known: dict[_Key, Seen], key: _Key, told: Seen | None) -> bool:
    """Whether that is news."""
    before = known.get(key)
    if told is None:
        return known.pop(key, None) is not None
    if before is not None and told.until <= before.until:
        return False
    known[key] = told
    return True


def _line(person: Person, target: str, told: Seen | None) -> Line:
    until = references.to_moment(timestamps.write(told.until)) if told else "*"
    return Line(
        f":{person.source} SEEN {target} {until}",
        told.at if told else 0,
        account=person.account,
        needs=capabilities.SEEN,
    )
