"""Going in and out of channels: JOIN, PART, KICK, INVITE, KNOCK."""

import math
from collections.abc import Generator
from itertools import zip_longest
from typing import Any

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, Steps, Work, command
from desktopchat.host.limits import CHANNELS_MAX, KICK_REASON_MAX, Throttle
from desktopchat.host.lines import Line
from desktopchat.host.state import passwords, rooms
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person
from desktopchat.host.state.visibility import sees_channel
from desktopchat.irc import names
from desktopchat.irc import numerics as n
from desktopchat.store.place.host_store import HostStore

from . import history, metadata, pins, read_marker, seen
from .messages import away_line
from .queries import send_names

_KNOCK_EVERY = 60_000
"""Milliseconds between two knocks of one person."""


@command("JOIN", params=1)
def join(call: Call) -> Steps:
    person = call.person
    if call.params[0] == "0":
        for channel in list(person.channels.values()):
            _part(call, channel, "")
        return
    keys = call.param(1).split(",")
    come: list[Channel] = []
    for name, key in zip_longest(call.params[0].split(","), keys, fillvalue=""):
        joined = (yield from _join(call, name, key)) if name and not person.gone else None
        if joined is not None:
            come.append(joined)
    if call.core.config.replay and not person.has(capabilities.CHATHISTORY):
        for channel in come:
            yield from history.replay(call, channel)


def _join(call: Call, name: str, key: str) -> Generator[Work, Any, Channel | None]:
    """Let them in, if they may come in and are not there; where they are now."""
    person, core = call.person, call.core
    if not names.valid_channel(name):
        call.numeric(n.ERR_BADCHANMASK, name, text="Not a channel's name")
        return None
    channel = core.channel(name)
    if channel is None and rooms.was_first(core, name):
        # Links and codes from before its renaming lead to it nonetheless.
        tell_new_name(call, name)
        name = core.first_room
        channel = core.channel(name)
    if channel is not None and person in channel.members:
        return None
    if len(person.channels) >= CHANNELS_MAX:
        call.numeric(n.ERR_TOOMANYCHANNELS, name, text="You have joined too many channels")
        return None
    has_past = False
    if channel is None:
        has_past = yield from was_used(core.fold(name))
    elif not (yield from _admitted(call, channel, key)):
        return None
    if core.channel(name) is not channel:  # it went, or was made, while they waited
        return (yield from _join(call, name, key))
    if channel is None and not (has_past or _may_own_more(call, name)):
        return None
    if _too_fast(call, name):
        return None
    if channel is None:
        channel = core.open_channel(name)
        channel.has_past = has_past
    _come_in(call, channel)
    return channel


def tell_new_name(call: Call, name: str) -> None:
    """Say what the first room, which was called `name`, is called now."""
    call.numeric(n.ERR_LINKCHANNEL, name, call.core.first_room, text="It has another name now")


def _come_in(call: Call, channel: Channel) -> None:
    """Make them a member, and tell all that there is to tell."""
    person = call.person
    before = channel.everybody
    rooms.come_in(call.core, channel, person, call.moment)
    call.reply(_announce(call, channel, before))
    read_marker.tell(call, channel)
    metadata.tell_newcomer(call, channel)
    pins.tell_newcomer(call, channel)
    seen.tell_newcomer(call, channel)
    if channel.topic:
        send_topic(call, channel)
    if not person.caps & capabilities.NO_IMPLICIT_NAMES:
        send_names(call, channel)


def _may_own_more(call: Call, name: str) -> bool:
    """Whether their account may have one more room; else they are told."""
    if not rooms.owns_enough(call.core, call.person):
        return True
    most = call.core.config.rooms_per_account
    text = f"You own {most} rooms, and that is the most. Give one to somebody else first"
    call.numeric(n.ERR_TOOMANYCHANNELS, name, text=text)
    return False


def was_used(folded: str) -> Generator[Work, Any, bool]:
    """Whether anything is kept that was said in a channel of that name."""

    def look(store: HostStore) -> bool:
        with store.reading() as reader:
            return reader.log.has_words(folded)

    found: bool = yield look
    return found


def _announce(call: Call, channel: Channel, before: tuple[Person, ...]) -> Line:
    """Tell those who were there who has come, as what, and if they are away; the line of JOIN."""
    person, core = call.person, call.core
    account = person.account or "*"
    stayed = core.followers.tag(channel.folded, person.folded, call.ticks)
    kept_in = () if stayed else (channel,)
    tags = ";".join(filter(None, (stayed, core.lookalikes.tag(person))))
    line = call.own_line(
        f"JOIN {channel.name}",
        tags=call.log("JOIN", "", *kept_in, tags=tags),
        extended=f":{person.source} JOIN {channel.name} {account} :{person.realname}",
    )
    core.wire.post(before, line)
    statuses = channel.members[person]
    if statuses and before:
        # NAMES tells it to who comes; those who are there would not learn it.
        nicks = " ".join([person.nick] * len(statuses))
        body = f":{core.config.server_name} MODE {channel.name} +{statuses} {nicks}"
        core.wire.post(before, call.line(body, tags=stayed))
    if person.away:
        core.wire.post(before, away_line(call))
    return line


def _too_fast(call: Call, name: str) -> bool:
    """Whether they join more than anyone needs; then they are told when they can go on."""
    person, config = call.person, call.core.config
    if not config.throttle or person.oper:
        return False
    if person.joins is None:
        person.joins = Throttle(config.joins_per_second, config.joins_burst)
    wait = person.joins.spend(1, call.ticks / 1000)
    if wait <= 0:
        return False
    text = f"You join rooms too fast. Go on in {math.ceil(wait)} s"
    call.numeric(n.ERR_UNAVAILRESOURCE, name, text=text)
    return True


def _admitted(call: Call, channel: Channel, key: str) -> Generator[Work, Any, bool]:
    """Whether they may come in; else they are told why not."""
    person, what = call.person, f"JOIN {channel.folded}"
    obstacle = _obstacle(person, channel, "")
    wrong, refusal = False, ""
    if obstacle is not None and obstacle[1] == "k":
        refusal = passwords.refusal(call)
        if key and not refusal:
            wrong = not (yield from passwords.check(call, what, key, channel.key))
            obstacle = _obstacle(person, channel, "" if wrong else key)
    if obstacle is None:
        return True
    code, letter, text = obstacle
    if person.oper:
        call.core.audit(person, "JOIN", channel.name, f"in spite of +{letter}")
        return True
    call.numeric(code, channel.name, text=f"Cannot join channel (+{letter}): {refusal or text}")
    if wrong:
        passwords.was_wrong(call, what)
    return False


def _obstacle(person: Person, channel: Channel, key: str) -> tuple[str, str, str] | None:
    """What keeps somebody out: the numeric, the mode, and in words."""
    if _runs(channel, person):
        return None
    if channel.is_banned(person):
        return n.ERR_BANNEDFROMCHAN, "b", "you are banned"
    if person in channel.invited:
        return None
    if "i" in channel.flags and not channel.is_expected(person):
        return n.ERR_INVITEONLYCHAN, "i", "it is by invitation only"
    if channel.key and key != channel.key:
        return n.ERR_BADCHANNELKEY, "k", "the key is wrong"
    if channel.limit and len(channel.members) >= channel.limit:
        return n.ERR_CHANNELISFULL, "l", "it is full"
    return None


def _runs(channel: Channel, person: Person) -> bool:
    """Whether it is theirs, so that they can't be locked out of it."""
    return bool(person.account) and "q" in channel.grants.get(person.folded_account, "")


@command("PART", params=1)
def part(call: Call) -> None:
    for name in call.params[0].split(","):
        channel = find_joined(call, name)
        if channel is not None:
            _part(call, channel, call.param(1))


def _part(call: Call, channel: Channel, reason: str) -> None:
    ending = f" :{reason}" if reason else ""
    tags = call.log("PART", reason, channel)
    line = call.own_line(f"PART {channel.name}{ending}", tags=tags)
    rooms.go_out(call.core, channel, call.person)
    call.core.leave(call.person, channel)
    call.core.wire.post(channel.everybody, line)
    call.reply(line)


@command("KICK", params=2)
def kick(call: Call) -> None:
    channels, nicks = call.params[0].split(","), call.params[1].split(",")
    if len(channels) == 1:
        channels *= len(nicks)
    reason = call.param(2)[:KICK_REASON_MAX] or call.person.nick
    for name, nick in zip(channels, nicks, strict=False):
        _kick(call, name, nick, reason)


def _kick(call: Call, name: str, nick: str, reason: str) -> None:
    channel = find_joined(call, name)
    if channel is None or not operates(call, channel):
        return
    victim = find_member(call, channel, nick)
    if victim is None or not may_touch(call, channel, victim):
        return
    tags = call.log("KICK", f"{victim.nick} :{reason}", channel)
    line = call.own_line(f"KICK {channel.name} {victim.nick} :{reason}", tags=tags)
    call.core.wire.post(channel.everybody, line, call.person)
    call.reply(line)
    rooms.go_out(call.core, channel, victim)
    call.core.leave(victim, channel)
    call.core.audit(call.person, "KICK", channel.name, f"{victim.source}: {reason}")


@command("INVITE")
def invite(call: Call) -> None:
    """INVITE <nick> <channel>; without parameters, where they are invited."""
    if not call.params:
        for open_to in call.core.channels.values():
            if call.person in open_to.invited:
                call.numeric(n.RPL_INVITELIST, open_to.name)
        call.numeric(n.RPL_ENDOFINVITELIST, text="End of invite list")
        return
    if len(call.params) < 2:
        call.need_more_params()
        return
    nick, name = call.params[:2]
    person, core = call.person, call.core
    guest = core.find(nick)
    if guest is None:
        call.numeric(n.ERR_NOSUCHNICK, nick, text="Nobody of that name is here")
        return
    channel = find_joined(call, name)
    if channel is None:
        return
    if guest in channel.members:
        call.numeric(n.ERR_USERONCHANNEL, guest.nick, channel.name, text="is already on channel")
        return
    if "i" in channel.flags and not operates(call, channel):
        return
    channel.invited.add(guest)
    call.numeric(n.RPL_INVITING, guest.nick, channel.name)
    words, tags = f"INVITE {guest.nick} {channel.name}", call.log("INVITE", "")
    core.wire.post(guest.only, call.own_line(words, tags=tags))
    line = call.own_line(words, tags=tags, needs=capabilities.INVITE_NOTIFY)
    core.wire.post(channel.with_status("@"), line, person)
    if guest.away:
        call.numeric(n.RPL_AWAY, guest.nick, text=guest.away)


@command("KNOCK", params=1)
def knock(call: Call) -> None:
    """Ask those who run a channel to be let in: KNOCK <channel> [:<words>]."""
    person, core, name = call.person, call.core, call.params[0]
    channel = core.channel(name)
    if channel is None or not sees_channel(person, channel):
        call.numeric(n.ERR_NOSUCHCHANNEL, name, text="No such channel")
        return
    if person in channel.members:
        call.numeric(n.ERR_KNOCKONCHAN, channel.name, text="You are in that channel already")
        return
    full = channel.limit and len(channel.members) >= channel.limit
    if not (channel.key or full or "i" in channel.flags):
        call.numeric(n.ERR_CHANOPEN, channel.name, text="Channel is open: just join it")
        return
    if channel.is_banned(person):
        text = "Cannot knock: you are banned from it"
        call.numeric(n.ERR_CANNOTSENDTOCHAN, channel.name, text=text)
        return
    knocked, who_knocks = channel.knocked, person.folded_account or person
    if who_knocks in knocked and call.ticks < knocked[who_knocks] + _KNOCK_EVERY:
        call.numeric(n.ERR_TOOMANYKNOCK, channel.name, text="You have knocked just now. Wait")
        return
    for who in [one for one, when in knocked.items() if call.ticks >= when + _KNOCK_EVERY]:
        del knocked[who]
    knocked[who_knocks] = call.ticks
    words = call.param(1)[:KICK_REASON_MAX] or "has asked for an invite"
    server, tags = core.config.server_name, call.log("KNOCK", "")
    for member in channel.with_status("@"):
        body = f":{server} {n.RPL_KNOCK} {member.nick} {channel.name} {person.source} :{words}"
        core.wire.post(member.only, call.line(body, tags=tags, account=person.account))
    call.numeric(n.RPL_KNOCKDLVR, channel.name, text="Your knock has been delivered")


def send_topic(call: Call, channel: Channel) -> None:
    call.numeric(n.RPL_TOPIC, channel.name, text=channel.topic)
    seconds = str(channel.topic_moment // 1000)
    call.numeric(n.RPL_TOPICWHOTIME, channel.name, channel.topic_by, seconds)


def find_joined(call: Call, name: str) -> Channel | None:
    """The channel, if they are in it; else they are told."""
    channel = call.core.channel(name)
    if channel is None or not sees_channel(call.person, channel):
        call.numeric(n.ERR_NOSUCHCHANNEL, name, text="No such channel")
    elif call.person not in channel.members:
        call.numeric(n.ERR_NOTONCHANNEL, channel.name, text="You're not on that channel")
    else:
        return channel
    return None


def find_member(call: Call, channel: Channel, nick: str) -> Person | None:
    """The member of that name; else they are told."""
    person = call.core.find(nick)
    if person is None:
        call.numeric(n.ERR_NOSUCHNICK, nick, text="Nobody of that name is here")
    elif person not in channel.members:
        call.numeric(
            n.ERR_USERNOTINCHANNEL, person.nick, channel.name, text="They aren't on that channel"
        )
    else:
        return person
    return None


def may_touch(call: Call, channel: Channel, other: Person) -> bool:
    """Whether they stand high enough to do something to a member; else they are told."""
    if "q" not in channel.members[other] or channel.is_owner(call.person):
        return True
    call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text=f"{other.nick} owns this channel")
    return False


def operates(call: Call, channel: Channel) -> bool:
    """Whether they run the channel; else they are told."""
    if channel.is_operator(call.person):
        return True
    call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text="You're not channel operator")
    return False
