"""What a channel is called and what it is about: TOPIC, RENAME (IRCv3 draft/channel-rename)."""

from desktopchat.host.capabilities import CHANNEL_RENAME, NO_IMPLICIT_NAMES
from desktopchat.host.dispatch import Call, Steps, always, command
from desktopchat.host.limits import KICK_REASON_MAX, TOPIC_MAX
from desktopchat.host.state import rooms
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.visibility import sees_channel
from desktopchat.irc import names
from desktopchat.irc import numerics as n
from desktopchat.irc.message import Message

from . import read_marker
from .membership import find_joined, operates, send_topic, was_used
from .queries import send_names


@command("TOPIC", params=1, changes=lambda params: len(params) > 1)
def topic(call: Call) -> None:
    name = call.params[0]
    channel = call.core.channel(name)
    if channel is None or not sees_channel(call.person, channel):
        call.numeric(n.ERR_NOSUCHCHANNEL, name, text="No such channel")
        return
    if len(call.params) == 1:
        if channel.topic:
            send_topic(call, channel)
        else:
            call.numeric(n.RPL_NOTOPIC, channel.name, text="No topic is set")
        return
    if find_joined(call, name) is None:
        return
    if "t" in channel.flags and not operates(call, channel):
        return
    channel.topic = call.params[1][:TOPIC_MAX]
    channel.used = True
    channel.topic_by = call.person.nick
    channel.topic_moment = call.moment
    tags = call.log("TOPIC", channel.topic, channel)
    line = call.own_line(f"TOPIC {channel.name} :{channel.topic}", tags=tags)
    call.core.wire.post(channel.everybody, line, call.person)
    call.reply(line)
    if channel.is_operator(call.person):
        call.core.audit(call.person, "TOPIC", channel.name, channel.topic)
    rooms.keep(call.core, channel)


@command("RENAME", params=2, changes=always)
def rename(call: Call) -> Steps | None:
    """RENAME <channel> <new name> [:<reason>]."""
    channel = _renamed(call)
    return _rename(call) if channel is not None else None


def _renamed(call: Call) -> Channel | None:
    """The channel that they may give the name they want; else they are told why not."""
    old, new = call.params[:2]
    core, person = call.core, call.person
    channel = core.channel(old)
    if channel is None or not sees_channel(person, channel):
        call.numeric(n.ERR_NOSUCHCHANNEL, old, text="No such channel")
        return None
    if not operates(call, channel):
        return None
    if not (channel.owned or person.oper):
        text = "Nobody owns this channel, so it keeps its name"
        call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text=text)
        return None
    if not names.valid_channel(new):
        call.fail("CANNOT_RENAME", old, new, text="That can't be a channel's name")
        return None
    there = core.channel(new)
    if there is not None and there is not channel:
        call.fail("CHANNEL_NAME_IN_USE", old, new, text="There is a channel of that name")
        return None
    if rooms.was_first(core, new) and not channel.permanent:
        text = f"{new} leads to {core.first_room}, which was called so. Choose another"
        call.fail("CHANNEL_NAME_IN_USE", old, new, text=text)
        return None
    if new == channel.name:
        call.fail("CANNOT_RENAME", old, new, text="That is its name")
        return None
    return channel


def _rename(call: Call) -> Steps:
    old, new = call.params[:2]
    core, person = call.core, call.person
    folded = core.fold(new)
    taken = folded != core.fold(old) and (yield from was_used(folded))
    channel = _renamed(call)  # much may have happened while the log was looked at
    if channel is None:
        return
    if taken:
        text = "There was a channel of that name, whose messages are kept. Choose another"
        call.fail("CHANNEL_NAME_IN_USE", old, new, text=text)
        return
    before, reason = channel.name, call.param(2)[:KICK_REASON_MAX]
    tags = call.log("RENAME", f"{new} :{reason}", channel)
    rooms.rename(core, channel, new)
    line = call.own_line(f"RENAME {before} {new} :{reason}", tags=tags, needs=CHANNEL_RENAME)
    core.wire.post(channel.everybody, line, person)
    call.reply(line)
    if folded == core.fold(before):
        return  # to others it is the channel that they are in
    why = reason or f"Renamed to {new}"
    for member in channel.members:
        if member.has(CHANNEL_RENAME):
            continue
        # Their program believes that they leave one channel and come into another.
        theirs = call if member is person else Call(core, member, Message("RENAME"), call.moment)
        theirs.reply(theirs.own_line(f"PART {before} :{why}"))
        account = member.account or "*"
        extended = f":{member.source} JOIN {new} {account} :{member.realname}"
        theirs.reply(theirs.own_line(f"JOIN {new}", extended=extended))
        if channel.topic:
            send_topic(theirs, channel)
        read_marker.tell(theirs, channel)
        if not member.caps & NO_IMPLICIT_NAMES:
            send_names(theirs, channel)
        if theirs is not call:
            for one in theirs.replies:
                core.wire.post(member.only, one)
    core.audit(person, "RENAME", new, f"was {before}")
