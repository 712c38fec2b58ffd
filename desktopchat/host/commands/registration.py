"""Coming in and going: PASS, NICK, USER, SETNAME, QUIT, PING, PONG."""

import hmac
import re

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import REALNAME_MAX, USERNAME_MAX
from desktopchat.irc import names
from desktopchat.irc import numerics as n

from .welcome import welcome

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
        tags = core.log(call.moment, person, "NICK", wanted, person.channels.values())
        line = call.line(f":{person.source} NICK :{wanted}", tags=tags, account=person.account)
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
        tags=f"msgid={call.core.ids.next(call.moment)}",
        account=person.account,
        needs=capabilities.SETNAME,
    )
    call.core.wire.post(call.core.neighbours(person), line)
    call.reply(line)


@command("QUIT", before=True)
def leave(call: Call) -> None:
    call.core.drop(call.person, f"Quit: {call.param(0)}")


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
    welcome(call)
