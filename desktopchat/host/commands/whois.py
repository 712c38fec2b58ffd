"""Who somebody is, or was: WHOIS, WHOWAS."""

from desktopchat.host.capabilities import MULTI_PREFIX
from desktopchat.host.dispatch import Call, command
from desktopchat.host.state.people import Person
from desktopchat.host.state.visibility import channels_of
from desktopchat.irc import numerics as n
from desktopchat.irc import timestamps

from .about import is_elsewhere


@command("WHOIS")
def whois(call: Call) -> None:
    # WHOIS <server> <nick> is an old form; the last word is who is meant.
    nick = call.param(1) or call.param(0)
    if not nick:
        call.numeric(n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    if call.param(1) and is_elsewhere(call):
        return
    person = call.core.find(nick)
    if person is None:
        call.numeric(n.ERR_NOSUCHNICK, nick, text="Nobody of that name is here")
    else:
        _tell(call, person)
    call.numeric(n.RPL_ENDOFWHOIS, nick, text="End of WHOIS list")


def _tell(call: Call, person: Person) -> None:
    nick, core = person.nick, call.core
    call.numeric(n.RPL_WHOISUSER, nick, person.username, person.host, "*", text=person.realname)
    every = call.person.has(MULTI_PREFIX)
    rooms = [one.prefixes(person, every) + one.name for one in channels_of(call.person, person)]
    if rooms:
        call.numeric_list(n.RPL_WHOISCHANNELS, nick, words=rooms)
    call.numeric(n.RPL_WHOISSERVER, nick, core.config.server_name, text=core.config.title)
    if person.account:
        call.numeric(n.RPL_WHOISACCOUNT, nick, person.account, text="is logged in as")
    if alike := core.lookalike(person):
        text = f"looks like {alike}, who is somebody else"
        call.numeric(n.RPL_WHOISSPECIAL, nick, text=text)
    if person.secure:
        call.numeric(n.RPL_WHOISSECURE, nick, text="is using a secure connection")
    if person.bot:
        call.numeric(n.RPL_WHOISBOT, nick, text="is a bot")
    if person.oper:
        call.numeric(n.RPL_WHOISOPERATOR, nick, text="is an operator of this host")
    if person is call.person or call.person.oper:
        source = f"{person.username}@{person.host}"
        call.numeric(n.RPL_WHOISHOST, nick, text=f"is connecting from {source} {person.host}")
        text = "actually using host"
        call.numeric(n.RPL_WHOISACTUALLY, nick, source, person.host, text=text)
    if person.away:
        call.numeric(n.RPL_AWAY, nick, text=person.away)
    idle = str((call.ticks - person.active) // 1000)
    signon = str(person.connected // 1000)
    call.numeric(n.RPL_WHOISIDLE, nick, idle, signon, text="seconds idle, signon time")


@command("WHOWAS")
def whowas(call: Call) -> None:
    nick, count = call.param(0), call.param(1)
    if not nick:
        call.numeric(n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    found = call.core.departed.of(call.core.fold(nick))
    if count.isascii() and count.isdigit() and int(count[:4]) > 0:
        found = found[: int(count[:4])]
    server = call.core.config.server_name
    for one in found:
        call.numeric(n.RPL_WHOWASUSER, one.nick, one.username, one.host, "*", text=one.realname)
        call.numeric(n.RPL_WHOISSERVER, one.nick, server, text=timestamps.write(one.moment))
    if not found:
        call.numeric(n.ERR_WASNOSUCHNICK, nick, text="There was nobody of that name")
    call.numeric(n.RPL_ENDOFWHOWAS, nick, text="End of WHOWAS")
