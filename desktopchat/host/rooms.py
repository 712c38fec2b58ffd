"""Channels over time: who gets which status in them, and what is kept of them in the database.

A channel whose owner has an account is there to stay once something was said in it, and so is the
host's first one. All that it is like is written down at each change; `restore` takes it up again.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from desktopchat.store.host_store import Reader
from desktopchat.store.rooms import remove_room, rename_room, set_aside, write_member, write_room

from .channels import DEFAULT_FLAGS, LIST_MAX, MODE_TYPES, READERS, Channel, Listed
from .lines import Line
from .masks import read_mask
from .people import Person

if TYPE_CHECKING:
    from .core import Core


def statuses_for(channel: Channel, person: Person, *, first: bool) -> str:
    """What somebody is who comes in: what they were, or the owner of what they have made."""
    granted = channel.grants.get(person.folded_account, "") if person.account else ""
    if granted:
        return granted
    return "q" if first and not channel.permanent and not channel.owned else ""


def come_in(core: "Core", channel: Channel, person: Person, moment: int) -> None:
    """Make them a member."""
    new = bool(person.account) and person.folded_account not in channel.joined
    statuses = statuses_for(channel, person, first=not channel.members)
    channel.add(person, statuses, moment)
    channel.grant(person)
    if new:
        core.wire.store(write_member(person.folded_account, channel.folded, moment))


def left(core: "Core", channel: Channel) -> None:
    """Somebody has left; an empty channel that is not to stay goes."""
    if channel.members:
        return
    # What not everybody was to read is not for whoever makes a room of that name next.
    closed = (
        channel.key
        or channel.flags & {"i", "s"}
        or channel.history == "joined"
        or channel.lists["b"]
    )
    if not channel.owned:
        channel.forget_rules()
    if channel.stays:
        keep(core, channel)
        return
    del core.channels[channel.folded]
    for write in core.metadata.forget(channel.folded):
        core.wire.store(write)
    if channel.kept:
        core.wire.store(remove_room(channel.folded))
    if closed:
        core.wire.store(set_aside(channel.folded))


def used(core: "Core", channel: Channel) -> None:
    """Something was said in it, for the first time."""
    channel.used = True
    keep(core, channel)


def keep(core: "Core", channel: Channel) -> None:
    """Write down what it is like now, if it is to stay."""
    if channel.stays:
        channel.kept = True
        core.wire.store(write_room(channel.folded, _state(core, channel)))


def owns_enough(core: "Core", person: Person) -> bool:
    """Whether their account has as many rooms as it may."""
    account = person.folded_account
    if not account or person.oper:
        return False
    most = core.config.rooms_per_account
    return sum("q" in one.grants.get(account, "") for one in core.channels.values()) >= most


def logged_in(core: "Core", person: Person) -> None:
    """Somebody has an account now: what they run is theirs to stay."""
    for channel in person.channels.values():
        before = dict(channel.grants)
        if "q" in channel.members[person] and owns_enough(core, person):
            continue  # it goes with the last who leaves, as before
        channel.grant(person)
        if channel.grants != before:
            keep(core, channel)
        core.wire.store(write_member(person.folded_account, channel.folded, channel.since(person)))
    claim_first(core, person)


def forget(core: "Core", accounts: Iterable[str]) -> None:
    """These accounts are no more: who gets their names later inherits nothing."""
    for channel in core.channels.values():
        for account in accounts:
            channel.joined.pop(account, None)
            if channel.grants.pop(account, None) is not None:
                keep(core, channel)


def claim_first(core: "Core", person: Person) -> None:
    """The host's own channel belongs to who runs the host, the first who shows to do so."""
    channel = core.channel(core.first_room) if core.first_room else None
    if channel is None or channel.owned or not (person.oper and person.account):
        return
    channel.grants[person.folded_account] = "q"
    if person in channel.members and channel.set_status(person, "q", on=True):
        body = f":{core.config.server_name} MODE {channel.name} +q {person.nick}"
        core.wire.post(channel.everybody, Line(body, core.clock()))
    keep(core, channel)


def rename(core: "Core", channel: Channel, name: str) -> None:
    """Give it another name; what was said in it goes with it."""
    old, new = channel.folded, core.fold(name)
    if core.first_room and core.fold(core.first_room) == old:
        core.first_room = name
    channel.name = name
    if new == old:
        keep(core, channel)
        return
    del core.channels[old]
    channel.folded = new
    core.channels[new] = channel
    for person in channel.members:
        person.channels.pop(old, None)
        person.channels[new] = channel
    writes = rename_room(old, new)
    writes += core.markers.rename(old, new, channel.members)
    writes += core.metadata.rename(old, new)
    for write in writes:
        core.wire.store(write)
    keep(core, channel)


# In the database


def restore(core: "Core", reader: Reader) -> None:
    """Take up the channels that stay, at the start."""
    for state in reader.rooms.all():
        _take_up(core, state)
    for account, room, since in reader.rooms.members():
        channel = core.channels.get(room)
        if channel is not None:
            channel.joined[account] = since
    for channel in list(core.channels.values()):
        left(core, channel)  # an account may have been removed, and a room owns itself no more


def _state(core: "Core", channel: Channel) -> dict[str, Any]:
    return {
        "name": channel.name,
        "first": core.config.room if channel.permanent else "",
        "created": channel.created,
        "topic": channel.topic,
        "topic_by": channel.topic_by,
        "topic_moment": channel.topic_moment,
        "flags": "".join(sorted(channel.flags)),
        "key": channel.key,
        "limit": channel.limit,
        "slow": channel.slow,
        "history": channel.history,
        "lists": {
            letter: [[one.mask.text, one.by, one.moment] for one in masks]
            for letter, masks in channel.lists.items()
        },
        "grants": channel.grants,
        "used": channel.used,
    }


def _take_up(core: "Core", state: dict[str, Any]) -> None:
    """What an older version has not written has its usual value."""
    name = str(state["name"])
    first = state.get("first") or ""
    if first and first == core.config.room and core.fold(name) != core.fold(core.first_room):
        # It had another name when its name was last chosen: the same room nonetheless.
        core.channels.pop(core.fold(core.first_room), None)
        core.first_room = name
    channel = core.open_channel(name)
    channel.permanent = bool(core.first_room) and core.fold(core.first_room) == channel.folded
    channel.created = int(state.get("created", channel.created))
    channel.topic = str(state.get("topic", ""))
    channel.topic_by = str(state.get("topic_by", ""))
    channel.topic_moment = int(state.get("topic_moment", 0))
    channel.flags = set(state.get("flags", DEFAULT_FLAGS)) & set(MODE_TYPES.never)
    channel.key = str(state.get("key", ""))
    channel.limit = int(state.get("limit", 0))
    channel.slow = int(state.get("slow", 0))
    history = state.get("history")
    channel.history = history if history in READERS else READERS[0]
    for letter, masks in state.get("lists", {}).items():
        if letter in channel.lists:
            channel.lists[letter] = [
                Listed(read_mask(text, core.fold), by, moment)
                for text, by, moment in masks[:LIST_MAX]
            ]
    channel.grants = dict(state.get("grants", {}))
    channel.used = bool(state.get("used", True))
    channel.kept = True
