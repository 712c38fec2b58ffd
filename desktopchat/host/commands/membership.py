"""Going in and out of channels: JOIN, PART, KICK, INVITE, TOPIC."""

from itertools import zip_longest

from desktopchat.host import capabilities
from desktopchat.host.channels import Channel
from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import CHANNELS_MAX, KICK_REASON_MAX, TOPIC_MAX
from desktopchat.host.people import Person
from desktopchat.irc import names
from desktopchat.irc import numerics as n

from . import metadata, read_marker
from .queries import send_names


@command("JOIN", params=1)
def join(call: Call) -> None:
    if call.params[0] == "0":
        for channel in list(call.person.channels.values()):
            _part(call, channel, "")
        return
    keys = call.param(1).split(",")
    for name, key in zip_longest(call.params[0].split(","), keys, fillvalue=""):
        if name:
            _join(call, name, key)


def _join(call: Call, name: str, key: str) -> None:
    person, core = call.person, call.core
    if not names.valid_channel(name):
        call.numeric(n.ERR_BADCHANMASK, name[: names.CHANNEL_MAX], text="Not a channel's name")
        return
    channel = core.channel(name)
    if channel is not None and person in channel.members:
        return
    if len(person.channels) >= CHANNELS_MAX:
        call.numeric(n.ERR_TOOMANYCHANNELS, name, text="You have joined too many channels")
        return
    if channel is not None and not _admitted(call, channel, key):
        return
    channel = channel or core.open_channel(name)
    first = not channel.members
    before = channel.everybody
    channel.add(person, "o" if first else "")
    account = person.account or "*"
    line = call.line(
        f":{person.source} JOIN {channel.name}",
        tags=call.log("JOIN", "", channel, tags=core.lookalikes.tag(person)),
        account=person.account,
        extended=f":{person.source} JOIN {channel.name} {account} :{person.realname}",
    )
    core.wire.post(before, line)
    if person.away:
        away = call.line(f":{person.source} AWAY :{person.away}", needs=capabilities.AWAY_NOTIFY)
        core.wire.post(before, away)
    call.reply(line)
    read_marker.tell(call, channel)
    metadata.tell_newcomer(call, channel)
    if channel.topic:
        send_topic(call, channel)
    send_names(call, channel)


def _admitted(call: Call, channel: Channel, key: str) -> bool:
    """Whether they may come in; else they are told why not."""
    person = call.person
    if channel.is_banned(person):
        code, letter, text = n.ERR_BANNEDFROMCHAN, "b", "you are banned"
    elif person in channel.invited:
        return True
    elif "i" in channel.flags:
        code, letter, text = n.ERR_INVITEONLYCHAN, "i", "it is by invitation only"
    elif channel.key and key != channel.key:
        code, letter, text = n.ERR_BADCHANNELKEY, "k", "the key is wrong"
    elif channel.limit and len(channel.members) >= channel.limit:
        code, letter, text = n.ERR_CHANNELISFULL, "l", "it is full"
    else:
        return True
    call.numeric(code, channel.name, text=f"Cannot join channel (+{letter}): {text}")
    return False


@command("PART", params=1)
def part(call: Call) -> None:
    for name in call.params[0].split(","):
        channel = find_joined(call, name)
        if channel is not None:
            _part(call, channel, call.param(1))


def _part(call: Call, channel: Channel, reason: str) -> None:
    ending = f" :{reason}" if reason else ""
    line = call.line(
        f":{call.person.source} PART {channel.name}{ending}",
        tags=call.log("PART", reason, channel),
        account=call.person.account,
    )
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
    if channel is None or not _operates(call, channel):
        return
    victim = find_member(call, channel, nick)
    if victim is None:
        return
    line = call.line(
        f":{call.person.source} KICK {channel.name} {victim.nick} :{reason}",
        tags=call.log("KICK", f"{victim.nick} :{reason}", channel),
        account=call.person.account,
    )
    call.core.wire.post(channel.everybody, line, call.person)
    call.reply(line)
    call.core.leave(victim, channel)


@command("INVITE", params=2)
def invite(call: Call) -> None:
    nick, name = call.params[:2]
    person, core = call.person, call.core
    guest = core.find(nick)
    if guest is None:
        call.numeric(n.ERR_NOSUCHNICK, nick, text="Nobody of that name is here")
        return
    channel = core.channel(name)
    if channel is None:
        call.numeric(n.ERR_NOSUCHCHANNEL, name, text="No such channel")
        return
    if person not in channel.members:
        call.numeric(n.ERR_NOTONCHANNEL, channel.name, text="You're not on that channel")
        return
    if guest in channel.members:
        call.numeric(n.ERR_USERONCHANNEL, guest.nick, channel.name, text="is already on channel")
        return
    if "i" in channel.flags and not _operates(call, channel):
        return
    channel.invited.add(guest)
    call.numeric(n.RPL_INVITING, guest.nick, channel.name)
    body = f":{person.source} INVITE {guest.nick} {channel.name}"
    core.wire.post(guest.only, call.line(body))
    line = call.line(body, needs=capabilities.INVITE_NOTIFY)
    core.wire.post(channel.with_status("@"), line, person)
    if guest.away:
        call.numeric(n.RPL_AWAY, guest.nick, text=guest.away)


@command("TOPIC", params=1)
def topic(call: Call) -> None:
    name = call.params[0]
    channel = call.core.channel(name)
    if channel is None:
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
    if "t" in channel.flags and not _operates(call, channel):
        return
    channel.topic = call.params[1][:TOPIC_MAX]
    channel.topic_by = call.person.nick
    channel.topic_moment = call.moment
    line = call.line(
        f":{call.person.source} TOPIC {channel.name} :{channel.topic}",
        tags=call.log("TOPIC", channel.topic, channel),
        account=call.person.account,
    )
    call.core.wire.post(channel.everybody, line, call.person)
    call.reply(line)


def send_topic(call: Call, channel: Channel) -> None:
    call.numeric(n.RPL_TOPIC, channel.name, text=channel.topic)
    seconds = str(channel.topic_moment // 1000)
    call.numeric(n.RPL_TOPICWHOTIME, channel.name, channel.topic_by, seconds)


def find_joined(call: Call, name: str) -> Channel | None:
    """The channel, if they are in it; else they are told."""
    channel = call.core.channel(name)
    if channel is None:
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


def _operates(call: Call, channel: Channel) -> bool:
    if channel.is_operator(call.person):
        return True
    call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text="You're not channel operator")
    return False
