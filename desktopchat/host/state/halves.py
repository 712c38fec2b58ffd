"""What another half of the place has changed, taken up from the database while people are here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktopchat.host.lines import Line
from desktopchat.store.place.host_store import Reader

from . import pins, rooms
from .bans import Bans, turn_away
from .metadata import Metadata

if TYPE_CHECKING:
    from desktopchat.host.core import Core

    from .channels import Channel


def take_up(core: "Core", reader: Reader, tables: Sequence[str]) -> None:
    """tables: by name, those that have changed."""
    core.markers.restore(reader)
    if "rooms" in tables or "members" in tables:
        _take_up_rooms(core, reader)
    if "host_bans" in tables:
        core.bans = Bans()
        core.bans.restore(reader, core.fold, core.clock(), core.ticks())
        for person in list(core.connections):
            ban = core.bans.of(person, core.ticks())
            if ban is not None and person.registered and not person.oper:
                turn_away(core, person, ban)
    pins.restore(core, reader)  # without those of what was taken back there
    if "metadata" in tables:
        core.metadata = Metadata()
        for write in core.metadata.restore(reader, core.channels):
            core.wire.store(write)


def _take_up_rooms(core: "Core", reader: Reader) -> None:
    before = {channel: _looks(channel) for channel in core.channels.values()}
    rooms.restore(core, reader)
    for channel, looks in before.items():
        if channel in core.channels.values() and _looks(channel) != looks:
            _tell_looks(core, channel, *looks)


def _looks(channel: "Channel") -> tuple[str, frozenset[str]]:
    return channel.topic, frozenset(channel.flags)


def _tell_looks(core: "Core", channel: "Channel", topic: str, flags: frozenset[str]) -> None:
    """Tell those who are in it what it is like now."""
    server, now = core.config.server_name, channel.flags
    added, removed = "".join(sorted(now - flags)), "".join(sorted(flags - now))
    words = (f"+{added}" if added else "") + (f"-{removed}" if removed else "")
    lines = [f"MODE {channel.name} {words}"] if words else []
    if channel.topic != topic:
        lines.append(f"TOPIC {channel.name} :{channel.topic}")
    for line in lines:
        core.wire.post(channel.everybody, Line(f":{server} {line}", core.clock()))
