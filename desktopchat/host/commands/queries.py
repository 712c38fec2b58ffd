"""Asking: NAMES, LIST, WHO, WHOIS, ISON, USERHOST, LUSERS, MOTD."""

from collections.abc import Iterable, Iterator

from desktopchat.host.capabilities import LOOKALIKE, MULTI_PREFIX, USERHOST_IN_NAMES
from desktopchat.host.channels import Channel
from desktopchat.host.dispatch import Call, command
from desktopchat.host.people import Person
from desktopchat.irc import numerics as n
from desktopchat.irc.names import CHANNEL_TYPES, mask_matches

_NICKS_MAX = 20
"""How many names one USERHOST or ISON answers for."""


@command("NAMES")
def names(call: Call) -> None:
    if not call.param(0):
        call.numeric(n.RPL_ENDOFNAMES, "*", text="End of NAMES list")
        return
    for name in call.params[0].split(","):
        channel = call.core.channel(name)
        if channel is None:
            call.numeric(n.RPL_ENDOFNAMES, name, text="End of NAMES list")
        else:
            send_names(call, channel)


def send_names(call: Call, channel: Channel) -> None:
    """RPL_NAMREPLY, in as many lines as it takes, and its end."""
    every = call.person.has(MULTI_PREFIX)
    whole = call.person.has(USERHOST_IN_NAMES)
    call.numeric_list(
        n.RPL_NAMREPLY,
        "=",
        channel.name,
        words=(
            channel.prefixes(member, every) + (member.source if whole else member.nick)
            for member in _visible(call, channel.members)
        ),
    )
    call.numeric(n.RPL_ENDOFNAMES, channel.name, text="End of NAMES list")
    if call.person.has(LOOKALIKE):
        for member in _visible(call, channel.members):
            _note_lookalike(call, member)


def _note_lookalike(call: Call, person: Person) -> None:
    """Ours: tell a newcomer who here is not who they seem to be."""
    alike = call.core.lookalike(person)
    if alike:
        text = f"{person.nick} looks like {alike}, who is somebody else"
        call.server(f"NOTE * LOOKALIKE {person.nick} {alike} :{text}")


def _visible(call: Call, people: Iterable[Person]) -> Iterator[Person]:
    """Those of them who do not hide (user mode i) from who asks."""
    asking = call.person
    for person in people:
        if (
            not person.invisible
            or person is asking
            or person.channels.keys() & asking.channels.keys()
        ):
            yield person


@command("LIST")
def list_channels(call: Call) -> None:
    asked = call.param(0)
    if asked:
        found = [call.core.channel(name) for name in asked.split(",")]
    else:
        found = list(call.core.channels.values())
    call.numeric(n.RPL_LISTSTART, "Channel", text="Users  Name")
    for channel in found:
        if channel is not None:
            people = str(len(channel.members))
            call.numeric(n.RPL_LIST, channel.name, people, text=channel.topic)
    call.numeric(n.RPL_LISTEND, text="End of LIST")


@command("WHO")
def who(call: Call) -> None:
    mask = call.param(0) or "*"
    channel = call.core.channel(mask) if mask[0] in CHANNEL_TYPES else None
    if channel is not None:
        for member in _visible(call, channel.members):
            _who_reply(call, member, channel)
    elif (person := call.core.find(mask)) is not None:
        _who_reply(call, person, None)
    else:
        folded = "*" if mask == "0" else call.core.fold(mask)
        here = (person for person in call.core.people.values() if person.registered)
        for someone in _visible(call, here):
            if mask_matches(folded, someone.folded):
                _who_reply(call, someone, None)
    call.numeric(n.RPL_ENDOFWHO, mask, text="End of WHO list")


def _who_reply(call: Call, person: Person, channel: Channel | None) -> None:
    flags = ("G" if person.away else "H") + ("*" if person.oper else "")
    if channel is not None:
        flags += channel.prefixes(person, call.person.has(MULTI_PREFIX))
    call.numeric(
        n.RPL_WHOREPLY,
        channel.name if channel else "*",
        person.username,
        person.host,
        call.core.config.server_name,
        person.nick,
        flags,
        text=f"0 {person.realname}",
    )


@command("WHOIS")
def whois(call: Call) -> None:
    # WHOIS <server> <nick> is an old form; the last word is who is meant.
    nick = call.param(1) or call.param(0)
    if not nick:
        call.numeric(n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    person = call.core.find(nick)
    if person is None:
        call.numeric(n.ERR_NOSUCHNICK, nick, text="Nobody of that name is here")
        call.numeric(n.RPL_ENDOFWHOIS, nick, text="End of WHOIS list")
        return
    call.numeric(
        n.RPL_WHOISUSER, person.nick, person.username, person.host, "*", text=person.realname
    )
    if person.channels:
        every = call.person.has(MULTI_PREFIX)
        seen = (one.prefixes(person, every) + one.name for one in person.channels.values())
        call.numeric_list(n.RPL_WHOISCHANNELS, person.nick, words=seen)
    server = call.core.config.server_name
    call.numeric(n.RPL_WHOISSERVER, person.nick, server, text=call.core.config.title)
    if person.account:
        call.numeric(n.RPL_WHOISACCOUNT, person.nick, person.account, text="is logged in as")
    if alike := call.core.lookalike(person):
        text = f"looks like {alike}, who is somebody else"
        call.numeric(n.RPL_WHOISSPECIAL, person.nick, text=text)
    if person.oper:
        call.numeric(n.RPL_WHOISOPERATOR, person.nick, text="is an operator of this host")
    if person.away:
        call.numeric(n.RPL_AWAY, person.nick, text=person.away)
    idle = str((call.moment - person.active) // 1000)
    signon = str(person.connected // 1000)
    call.numeric(n.RPL_WHOISIDLE, person.nick, idle, signon, text="seconds idle, signon time")
    call.numeric(n.RPL_ENDOFWHOIS, nick, text="End of WHOIS list")


@command("ISON", params=1)
def ison(call: Call) -> None:
    asked = " ".join(call.params).split()[:_NICKS_MAX]
    here = (person.nick for person in map(call.core.find, asked) if person)
    call.numeric_list(n.RPL_ISON, words=here)


@command("USERHOST", params=1)
def userhost(call: Call) -> None:
    found = [person for person in map(call.core.find, call.params[:_NICKS_MAX]) if person]
    words = (
        f"{person.nick}{'*' if person.oper else ''}={'-' if person.away else '+'}"
        f"{person.username}@{person.host}"
        for person in found
    )
    call.numeric_list(n.RPL_USERHOST, words=words)


@command("LUSERS")
def lusers(call: Call) -> None:
    core = call.core
    here, most = core.registered, core.most_registered
    opers = sum(person.oper for person in core.people.values())
    hidden = sum(person.invisible for person in core.people.values())
    shown = here - hidden
    call.numeric(
        n.RPL_LUSERCLIENT, text=f"There are {shown} users and {hidden} invisible on 1 servers"
    )
    call.numeric(n.RPL_LUSEROP, str(opers), text="operator(s) online")
    unknown = str(len(core.connections) - here)
    call.numeric(n.RPL_LUSERUNKNOWN, unknown, text="unknown connection(s)")
    call.numeric(n.RPL_LUSERCHANNELS, str(len(core.channels)), text="channels formed")
    call.numeric(n.RPL_LUSERME, text=f"I have {here} clients and 0 servers")
    counts = (str(here), str(most))
    call.numeric(n.RPL_LOCALUSERS, *counts, text=f"Current local users {here}, max {most}")
    call.numeric(n.RPL_GLOBALUSERS, *counts, text=f"Current global users {here}, max {most}")


@command("MOTD")
def motd(call: Call) -> None:
    if not is_elsewhere(call):
        send_motd(call)


def is_elsewhere(call: Call) -> bool:
    """Whether another server is asked for, of which there is none; then they are told."""
    core, target = call.core, call.param(0)
    here = mask_matches(core.fold(target), core.config.server_name.lower())
    if not target or here or core.find(target):
        return False
    call.numeric(n.ERR_NOSUCHSERVER, target, text="No such server")
    return True


def send_motd(call: Call) -> None:
    config = call.core.config
    if not config.motd:
        call.numeric(n.ERR_NOMOTD, text="There is no message of the day")
        return
    call.numeric(n.RPL_MOTDSTART, text=f"- {config.server_name} Message of the day -")
    for line in config.motd:
        call.numeric(n.RPL_MOTD, text=f"- {line}")
    call.numeric(n.RPL_ENDOFMOTD, text="End of MOTD command")
