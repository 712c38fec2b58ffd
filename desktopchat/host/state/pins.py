"""What is pinned in channels: messages that somebody wants everybody to find again.

A pin is a part of what a channel is like, so it is kept, renamed and given up with it (`rooms`).
It goes when its message does.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from desktopchat.host import capabilities
from desktopchat.host.lines import Line
from desktopchat.store.events import bound
from desktopchat.store.place.host_store import Reader

from . import rooms
from .channels import Channel
from .people import Person

if TYPE_CHECKING:
    from desktopchat.host.core import Core

PINS_MAX = 50
"""Pins of one channel."""


def may_pin(channel: Channel, person: Person) -> bool:
    """Whether they may pin and unpin there: who runs it, or with mode W all who may speak."""
    if channel.is_operator(person):
        return True
    return "W" in channel.flags and person in channel.members and not channel.refusal(person)


def seen_by(channel: Channel, person: Person) -> list[str]:
    """The msgids of the pins whose messages they may read, in the order of pinning."""
    if not channel.keeps_history:
        return []
    return [msgid for msgid in channel.pins if reads(channel, person, msgid)]


def reads(channel: Channel, person: Person, msgid: str) -> bool:
    """Whether they may read a message of the channel's log."""
    return channel.history != "joined" or person.oper or msgid > bound(channel.since(person))


def gone(core: "Core", channel: Channel, msgids: Iterable[str]) -> None:
    """These messages are gone, or nobody's to read any more, and their pins with them."""
    lost = [msgid for msgid in msgids if channel.pins.pop(msgid, None) is not None]
    for msgid in lost:
        body = f":{core.config.server_name} UNPIN {channel.name} {msgid}"
        line = Line(body, core.clock(), needs=capabilities.PINS)
        core.wire.post(channel.everybody, line)
    if lost:
        rooms.keep(core, channel)


def forgotten(core: "Core", msgid: str) -> None:
    """The log has let go of all that is not later than this (`Retention`)."""
    for channel in core.channels.values():
        gone(core, channel, [one for one in channel.pins if one <= msgid])


def restore(core: "Core", reader: Reader) -> None:
    """Of what was pinned before the start, keep what is still in the log."""
    for channel in core.channels.values():
        lost = [one for one in channel.pins if reader.log.state(channel.folded, one) is not False]
        gone(core, channel, lost)
