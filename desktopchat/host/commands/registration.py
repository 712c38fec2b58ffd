"""Coming in and going: PASS, NICK, USER, SETNAME, QUIT, PING, PONG."""

import hmac
import re

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import REALNAME_MAX, USERNAME_MAX
from desktopchat.host.state import accounts, passwords
from desktopchat.host.state.bans import turn_away
from desktopchat.irc import names
from desktopchat.irc import numerics as n

from . import sasl
from .welcome import welcome

_USERNAME_FORBIDDEN = re.compile(r"[^A-Za-z0-9._-]")


@command("PASS", params=1, before=True)
def password(call: Call) -> None:
    if call.person.registered:
        call.numeric(n.ERR_ALREADYREGISTERED, text="You are already registered")
    elif call.person.token_due:
        if _is_right(call, call.person.token_due, call.params[0]):
            call.person.token_due, call.person.by_door = "", call.person.token_due
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
    if person.registered:
        if wanted == person.nick:
            return
        refusal = accounts.why_not(core, person, wanted)
        if refusal:
            call.numeric(n.ERR_NICKNAMEINUSE, wanted, text=refusal)
            return
        held = next((one for one in person.channels.values() if one.silences(person)), None)
        if held is not None:  # under another name the ban would not be about them
            text = "You can't take another name while you are banned there"
            call.numeric(n.ERR_BANNICKCHANGE, wanted, held.name, text=text)
            return
        accounts.make_room(core, person, wanted)
        call.reply(accounts.change_nick(core, person, wanted))
        return
    _ask_for_nick(call, wanted)
    complete(call)


def _ask_for_nick(call: Call, wanted: str) -> None:
    """Before registration: take a nick that nobody has, else wait for them to log in."""
    person, core = call.person, call.core
    holder = core.people.get(core.fold(wanted))
    refusal = accounts.why_not(core, person, wanted)
    if not refusal and holder in (None, person):
        core.take_nick(person, wanted)
        person.wanted_nick = ""
    elif person.negotiating or not refusal:
        # Whose it is shows when they have logged in: `complete` decides.
        person.wanted_nick = wanted
    else:
        call.numeric(n.ERR_NICKNAMEINUSE, wanted, text=refusal)


@command("USER", params=4, before=True)
def user(call: Call) -> None:
    person = call.person
    if person.registered or person.username:
        call.numeric(n.ERR_ALREADYREGISTERED, text="You are already registered")
        return
    if not call.params[3].strip():
        call.need_more_params()
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
    line = call.own_line(f"SETNAME :{realname}", needs=capabilities.SETNAME)
    call.core.wire.post(call.core.acquaintances(person), line)
    call.reply(line)


@command("QUIT", before=True)
def leave(call: Call) -> None:
    # The word before it keeps anybody from signing off with a reason of the host's own.
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
    person, core = call.person, call.core
    if person.registered or person.negotiating or not person.username:
        return
    if not (person.nick or person.wanted_nick):
        return
    if person.sasl is not None:
        sasl.abort(call)
    if not _knows_password(call) or not _settle_nick(call):
        return
    person.password = ""
    core.renew_source(person)
    ban = core.bans.of(person, call.ticks)
    if ban is not None:
        call.finish()
        call.replies.clear()
        turn_away(core, person, ban)
        return
    person.registered = True
    core.lookalikes.enter(person)
    core.registered += 1
    core.most_registered = max(core.most_registered, core.registered)
    accounts.claim_nick(core, person)
    core.tell_watchers(person, here=True)
    welcome(call)


def _knows_password(call: Call) -> bool:
    """Whether they may come in at all; else they are told, and gone."""
    expected = call.core.config.password
    if not expected or call.person.by_door:
        return True
    return _is_right(call, expected, call.person.password)


def _is_right(call: Call, expected: str, given: str) -> bool:
    """Whether that is the password, or the token, of the host; else they are told, and gone."""
    person, core = call.person, call.core
    shut_out = core.passwords.shut_out(person.host, call.ticks) and not person.local
    if not shut_out and hmac.compare_digest(expected.encode(), given.encode()):
        return True
    if not shut_out:
        # Each counts for the address: this one password is everybody's, so there is no account
        # to count for, and waiting is of no use where a new connection can be made at once.
        core.passwords.begin(person.host, "PASS", call.ticks, free=0)
    text = passwords.TOO_MANY if shut_out else "Password incorrect"
    call.numeric(n.ERR_PASSWDMISMATCH, text=text)
    call.finish()
    call.replies.clear()
    core.drop(person, text)
    return False


def _settle_nick(call: Call) -> bool:
    """Give them the nick they asked for while negotiating; whether they have one now."""
    person, core = call.person, call.core
    wanted, person.wanted_nick = person.wanted_nick, ""
    if wanted:
        refusal = accounts.why_not(core, person, wanted)
        if refusal:
            call.numeric(n.ERR_NICKNAMEINUSE, wanted, text=refusal)
        else:
            accounts.make_room(core, person, wanted)
            core.take_nick(person, wanted)
    return bool(person.nick)
