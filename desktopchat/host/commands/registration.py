"""Coming in and going: PASS, NICK, USER, SETNAME, QUIT, PING, PONG, and the welcome."""

import hmac
import re

from desktopchat import __version__
from desktopchat.host import capabilities
from desktopchat.host.channels import BANS_MAX, MODE_TYPES
from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import (
    AWAY_MAX,
    CHANNELS_MAX,
    KICK_REASON_MAX,
    MODES_MAX,
    REALNAME_MAX,
    TARGETS_MAX,
    TOPIC_MAX,
    USERNAME_MAX,
)
from desktopchat.host.lines import server_time
from desktopchat.irc import isupport, names
from desktopchat.irc import numerics as n
from desktopchat.irc.casemap import UNICODE

from .queries import lusers, motd

_USERNAME_FORBIDDEN = re.compile(r"[^A-Za-z0-9._-]")


@command("PASS", params=1, before=True)
def password(call: Call) -> None:
    if call.person.registered:
        call.numeric(n.ERR_ALREADYREGISTERED, text="You are already registered")
    else:
        call.person.password = call.params[0]


@command("NICK", before=True)
def nick(call: Call) -> None:
    person, core = call.person, call.core
    wanted = call.param(0)
    if not wanted:
        call.numeric(n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    problem = names.nick_problem(wanted)
    if problem:
        call.numeric(n.ERR_ERRONEUSNICKNAME, wanted[: names.NICK_MAX], text=problem)
        return
    holder = core.people.get(core.fold(wanted))
    if holder is not None and holder is not person:
        call.numeric(n.ERR_NICKNAMEINUSE, wanted, text="Nickname is already in use")
        return
    if wanted == person.nick:
        return
    if person.registered:
        line = call.line(f":{person.source} NICK :{wanted}", tags=core.msgid(call.moment))
        core.wire.post(core.neighbours(person), line)
        call.reply(line)
    core.take_nick(person, wanted)
    complete(call)


@command("USER", params=4, before=True)
def user(call: Call) -> None:
    person = call.person
    if person.registered or person.username:
        call.numeric(n.ERR_ALREADYREGISTERED, text="You are already registered")
        return
    person.username = _USERNAME_FORBIDDEN.sub("", call.params[0])[:USERNAME_MAX] or "user"
    person.realname = call.params[3][:REALNAME_MAX]
    complete(call)


@command("SETNAME", params=1)
def setname(call: Call) -> None:
    """IRCv3 setname."""
    person = call.person
    realname = call.params[0]
    if not realname.strip() or len(realname) > REALNAME_MAX:
        call.fail("INVALID_REALNAME", text="Realname is not valid")
        return
    person.realname = realname
    line = call.line(
        f":{person.source} SETNAME :{realname}",
        tags=call.core.msgid(call.moment),
        needs=capabilities.SETNAME,
    )
    call.core.wire.post(call.core.neighbours(person), line)
    call.reply(line)


@command("QUIT", before=True)
def leave(call: Call) -> None:
    reason = call.param(0)
    call.core.drop(call.person, f"Quit: {reason}" if reason else "Quit")


@command("PING", before=True)
def ping(call: Call) -> None:
    if not call.param(0):
        call.numeric(n.ERR_NOORIGIN, text="No origin specified")
        return
    server = call.core.config.server_name
    call.server(f"PONG {server} :{call.params[0]}")


@command("PONG", before=True)
def pong(call: Call) -> None:
    """Having arrived it has done its work: the connection was silent no longer."""


def complete(call: Call) -> None:
    """Let them in if all that is needed has come."""
    person, core, config = call.person, call.core, call.core.config
    if person.registered or person.negotiating or not (person.nick and person.username):
        return
    if config.password and not hmac.compare_digest(
        config.password.encode(), person.password.encode()
    ):
        call.numeric(n.ERR_PASSWDMISMATCH, text="Password incorrect")
        call.finish()
        call.replies.clear()
        core.drop(person, "Password incorrect")
        return
    person.password = ""
    person.registered = True
    core.renew_source(person)
    core.registered += 1
    core.most_registered = max(core.most_registered, core.registered)
    _welcome(call)


def _welcome(call: Call) -> None:
    config = call.core.config
    server, person = config.server_name, call.person
    version = f"desktopchat-{__version__}"
    call.numeric(n.RPL_WELCOME, text=f"Welcome to {config.title}, {person.nick}")
    call.numeric(n.RPL_YOURHOST, text=f"Your host is {server}, running {version}")
    call.numeric(n.RPL_CREATED, text=f"It was started {server_time(call.core.started)}")
    letters = "".join(sorted(_channel_letters()))
    with_param = "".join(sorted(c for c in _channel_letters() if MODE_TYPES.takes_param(c, True)))
    call.numeric(n.RPL_MYINFO, server, version, "iow", letters, with_param)
    for words in isupport.format_isupport(_tokens(call)):
        call.numeric(n.RPL_ISUPPORT, *words, text="are supported by this server")
    lusers(call)
    motd(call)


def _channel_letters() -> str:
    types = MODE_TYPES
    return types.lists + types.always + types.when_set + types.never + types.prefix


def _tokens(call: Call) -> dict[str, str]:
    """What 005 says; see Modern IRC, "RPL_ISUPPORT (005) parameters"."""
    types, config = MODE_TYPES, call.core.config
    tokens = {
        "AWAYLEN": str(AWAY_MAX),
        "CASEMAPPING": UNICODE,
        "CHANLIMIT": f"{names.CHANNEL_TYPES}:{CHANNELS_MAX}",
        "CHANMODES": f"{types.lists},{types.always},{types.when_set},{types.never}",
        "CHANNELLEN": str(names.CHANNEL_MAX),
        "CHANTYPES": names.CHANNEL_TYPES,
        "KICKLEN": str(KICK_REASON_MAX),
        "MAXLIST": f"{types.lists}:{BANS_MAX}",
        "MODES": str(MODES_MAX),
        "NAMELEN": str(REALNAME_MAX),
        "NETWORK": config.title,
        "NICKLEN": str(names.NICK_MAX),
        "PREFIX": f"({types.prefix}){types.symbols}",
        "STATUSMSG": types.symbols,
        "TARGMAX": f"JOIN:,KICK:,NAMES:,NOTICE:{TARGETS_MAX},PRIVMSG:{TARGETS_MAX},"
        f"TAGMSG:{TARGETS_MAX},WHOIS:1",
        "TOPICLEN": str(TOPIC_MAX),
        "USERLEN": str(USERNAME_MAX),
        "UTF8ONLY": "",
    }
    if config.room:
        tokens[isupport.ROOM_TOKEN] = config.room
    return tokens
