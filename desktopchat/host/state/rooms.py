"""Channels over time: who gets which status in them, and what is kept of them in the database.

A channel whose owner has an account is there to stay once something was said in it, and so is the
host's first one. All that it is like is written down at each change; `restore` takes it up again.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from desktopchat.host.limits import FORMER_NAMES_MAX
from desktopchat.host.lines import Line
from desktopchat.irc import seen
from desktopchat.irc.modes import HOST_MODES
from desktopchat.store.events import bound
from desktopchat.store.place.host_store import Reader
from desktopchat.store.place.rooms import (
    end_room,
    remove_room,
    rename_room,
    set_aside,
    write_member,
    write_room,
)

from .channels import DEFAULT_FLAGS, LIST_MAX, READERS, Channel, Listed, Pin
from .masks import read_mask
from .people import Person

if TYPE_CHECKING:
    from desktopchat.host.core import Core


def statuses_for(channel: Channel, person: Person, *, first: bool) -> str:
    """Statuses granted on joining: the saved ones, else those of who makes a channel.

    Only an account can own: a name without one is anybody's tomorrow. Whoever owns a channel has
    its history, to rename it or close it: what others have said in it before makes nobody owner.
    """
    granted = channel.grants.get(person.folded_account, "") if person.account else ""
    if granted:
        return granted
    if not first or channel.permanent or channel.owned:
        return ""
    return "qo" if person.account and not channel.has_past else "o"


def come_in(core: "Core", channel: Channel, person: Person, moment: int) -> None:
    """Make them a member."""
    new = bool(person.account) and person.folded_account not in channel.joined
    first = not channel.members
    statuses = statuses_for(channel, person, first=first)
    channel.add(person, statuses, moment)
    if first and statuses == "o" and not channel.has_past:
        channel.founder = person
    channel.grant(person)
    if new:
        core.wire.store(write_member(person.folded_account, channel.folded, moment))
    _let_in(core, channel, person)


def _let_in(core: "Core", channel: Channel, person: Person) -> None:
    """A member of a room for invited people only may come back after a break."""
    known = bool(person.account) and person.folded_account in channel.let_in
    if "i" in channel.flags and person.account and not known and not person.oper:
        channel.let_in.add(person.folded_account)
        keep(core, channel)


def go_out(core: "Core", channel: Channel, person: Person) -> None:
    """Somebody leaves of their own will, or is put out: they don't come back uninvited."""
    if person.account and person.folded_account in channel.let_in:
        channel.let_in.discard(person.folded_account)
        keep(core, channel)


def left(core: "Core", channel: Channel) -> None:
    """Somebody has left; an empty channel that is not to stay goes."""
    if channel.members:
        return
    if not channel.owned:
        if channel.locked or (channel.closed and not channel.stays):
            # What not everybody was to read is not for who comes first under that name; what
            # was said before it was closed is everybody's, and no guest can take it away.
            for write in set_aside(channel.folded, bound(channel.closed_since)):
                core.wire.store(write)
            since = bound(channel.closed_since)
            channel.pins = {one: pin for one, pin in channel.pins.items() if one <= since}
            channel.closed_since = 0
        channel.forget_rules()
    if channel.stays:
        keep(core, channel)
        return
    del core.channels[channel.folded]
    for write in (*core.metadata.forget(channel.folded), *end_room(channel.folded)):
        core.wire.store(write)


def used(core: "Core", channel: Channel) -> None:
    """Something was said in it, for the first time."""
    channel.used = True
    keep(core, channel)


def keep(core: "Core", channel: Channel) -> None:
    """Write down what it is like now, if it is to stay or not everybody may read it.

    A host that is killed still knows which rooms were closed when it starts again.
    """
    if not channel.closed:
        channel.closed_since = 0
    elif not channel.closed_since:
        channel.closed_since = core.clock()
    if channel.stays or channel.closed:
        channel.kept = True
        core.wire.store(write_room(channel.folded, _state(core, channel)))
    elif channel.kept:
        channel.kept = False
        core.wire.store(remove_room(channel.folded))


def owns_enough(core: "Core", person: Person) -> bool:
    """Whether their account has as many rooms as it may."""
    account = person.folded_account
    if not account or person.oper:
        return False
    most = core.config.rooms_per_account
    return sum("q" in one.grants.get(account, "") for one in core.channels.values()) >= most


def logged_in(core: "Core", person: Person) -> None:
    """Somebody has an account now: what they made and run is theirs to stay."""
    for channel in person.channels.values():
        before = dict(channel.grants)
        made = channel.founder is person and not channel.owned and "o" in channel.members[person]
        if made and not owns_enough(core, person):
            _make_owner(core, channel, person)
        channel.grant(person)
        if channel.grants != before:
            keep(core, channel)
        core.wire.store(write_member(person.folded_account, channel.folded, channel.since(person)))
        _let_in(core, channel, person)
    claim_first(core, person)


def _make_owner(core: "Core", channel: Channel, person: Person) -> None:
    channel.founder = None
    if channel.set_status(person, "q", on=True):
        words = "+q" if not channel.set_status(person, "o", on=True) else "+qo"
        for member in channel.members:
            channel.grant(member)
        _tell_mode(core, channel, words, *[person.nick] * (len(words) - 1))


def _tell_mode(core: "Core", channel: Channel, *words: str) -> None:
    body = f":{core.config.server_name} MODE {channel.name} {' '.join(words)}"
    core.wire.post(channel.everybody, Line(body, core.clock()))


def logged_out(core: "Core", person: Person) -> None:
    """Their account is no more, and only an account can own."""
    for channel in person.channels.values():
        if "q" in channel.members[person]:
            channel.set_status(person, "q", on=False)
            _tell_mode(core, channel, "-q", person.nick)


def forget(core: "Core", accounts: Iterable[str]) -> None:
    """These accounts are no more: who gets their names later inherits nothing."""
    for channel in list(core.channels.values()):
        for account in accounts:
            channel.joined.pop(account, None)
            channel.spoke.pop(account, None)
            if channel.forget_account(account):
                keep(core, channel)
        left(core, channel)


def claim_first(core: "Core", person: Person) -> None:
    """The host's own channel belongs to who runs the host, the first who shows to do so."""
    channel = core.channel(core.first_room) if core.first_room else None
    if channel is None or channel.owned or not (person.oper and person.account):
        return
    channel.grants[person.folded_account] = "qo"
    if person in channel.members:
        _make_owner(core, channel, person)
    keep(core, channel)


def rename(core: "Core", channel: Channel, name: str) -> None:
    """Give it another name; what was said in it goes with it."""
    old, new = channel.folded, core.fold(name)
    if channel.permanent:
        core.first_room = name
        _remember(core, old, new)
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


def _remember(core: "Core", old: str, new: str) -> None:
    """The first room, once `old`, is called `new` (both folded) from now on."""
    former = [name for name in (*core.former_names, old) if name != new]
    core.former_names = former[-FORMER_NAMES_MAX:]


def was_first(core: "Core", name: str) -> bool:
    """Whether the host's first room was called so, and is no more."""
    return core.fold(name) in core.former_names


# In the database


def restore(core: "Core", reader: Reader) -> None:
    """Take up the channels that stay: at the start, or what another half has changed of them."""
    for state in reader.rooms.all():
        _take_up(core, state)
    ended = set()
    for account, room, since in reader.rooms.members():
        channel = core.channels.get(room)
        if channel is not None:
            channel.joined[account] = since
        else:
            ended.add(room)
    for room in ended:  # it was open and nobody's, and the host was killed
        for write in end_room(room):
            core.wire.store(write)
    for channel in list(core.channels.values()):
        left(core, channel)  # an account may have been removed, and a room owns itself no more


def _state(core: "Core", channel: Channel) -> dict[str, Any]:
    return {
        "name": channel.name,
        "first": core.config.room if channel.permanent else "",
        "former": core.former_names if channel.permanent else [],
        "created": channel.created,
        "topic": channel.topic,
        "topic_by": channel.topic_by,
        "topic_moment": channel.topic_moment,
        "flags": "".join(sorted(channel.flags)),
        "key": channel.key,
        "limit": channel.limit,
        "slow": channel.slow,
        "history": channel.history,
        "seen": channel.seen_rule,
        "lists": {
            letter: [[one.mask.text, one.by, one.moment] for one in masks]
            for letter, masks in channel.lists.items()
        },
        "pins": [[msgid, pin.by, pin.moment] for msgid, pin in channel.pins.items()],
        "grants": channel.grants,
        "used": channel.used,
        "closed_since": channel.closed_since,
        "let_in": sorted(channel.let_in),
    }


def _take_up(core: "Core", state: dict[str, Any]) -> None:
    """What an older version has not written has its usual value."""
    name = str(state["name"])
    first = state.get("first") or ""
    if first and first == core.config.room:
        # It may have had another name when its name was last chosen: the same room nonetheless.
        core.channels.pop(core.fold(core.first_room), None)
        core.first_room = name
        former = state.get("former", [core.fold(first)])
        core.former_names = [one for one in former if one != core.fold(name)]
    channel = core.open_channel(name)
    channel.permanent = bool(core.first_room) and core.fold(core.first_room) == channel.folded
    channel.created = int(state.get("created", channel.created))
    channel.topic = str(state.get("topic", ""))
    channel.topic_by = str(state.get("topic_by", ""))
    channel.topic_moment = int(state.get("topic_moment", 0))
    channel.flags = set(state.get("flags", DEFAULT_FLAGS)) & set(HOST_MODES.never)
    channel.key = str(state.get("key", ""))
    channel.limit = int(state.get("limit", 0))
    channel.slow = int(state.get("slow", 0))
    history = state.get("history")
    channel.history = history if history in READERS else READERS[0]
    rule = state.get("seen")
    channel.seen_rule = rule if rule in seen.RULES else seen.FEW
    for letter, masks in state.get("lists", {}).items():
        if letter in channel.lists:
            channel.lists[letter] = [
                Listed(read_mask(text, core.fold), by, moment)
                for text, by, moment in masks[:LIST_MAX]
            ]
    channel.grants = {
        # Older versions have owners who are no operators.
        account: "qo" + letters.removeprefix("q").removeprefix("o") if "q" in letters else letters
        for account, letters in state.get("grants", {}).items()
    }
    channel.pins = {msgid: Pin(by, moment) for msgid, by, moment in state.get("pins", ())}
    channel.closed_since = int(state.get("closed_since", 0))
    channel.used = bool(state.get("used", True))
    channel.let_in = set(state.get("let_in", ()))
    channel.kept = True
    for person in channel.members:  # where it is taken up again
        _take_up_statuses(core, channel, person)


def _take_up_statuses(core: "Core", channel: Channel, person: Person) -> None:
    """Somebody with an account has what it is granted, and no more."""
    if not person.account:
        return
    granted = channel.grants.get(person.folded_account, "")
    for letter in HOST_MODES.prefix:
        on = letter in granted
        if on != (letter in channel.members[person]):
            channel.set_status(person, letter, on=on)
            _tell_mode(core, channel, f"{'+' if on else '-'}{letter}", person.nick)
