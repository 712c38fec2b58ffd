"""What only those who run the host may do: OPER, KILL, KLINE, UNKLINE, STATS, WALLOPS, AUDIT."""

import re

from desktopchat.host.dispatch import Call, Steps, always, command
from desktopchat.host.state import passwords, rooms
from desktopchat.host.state.bans import turn_away
from desktopchat.host.state.masks import read_mask
from desktopchat.hosting.protocol import OWNER
from desktopchat.irc import closings, timestamps
from desktopchat.irc import numerics as n
from desktopchat.store.place.audit import AuditEntry
from desktopchat.store.place.bans import HostBan, remove_ban, write_ban
from desktopchat.store.place.host_store import HostStore

_AUDIT_MAX = 1000
_REASON_MAX = 300
_MINUTE = 60_000
_MINUTES_MAX = 10 * 365 * 24 * 60


@command("OPER", params=2)
def oper(call: Call) -> Steps:
    name, password = call.params[:2]
    refusal = passwords.refusal(call)
    if refusal:
        call.numeric(n.ERR_PASSWDMISMATCH, text=refusal)
        return
    expected = call.core.config.opers.get(name, "")
    # Nobody learns by trying which names there are.
    right = yield from passwords.check(call, f"OPER {name}", password, expected)
    if not right:
        call.numeric(n.ERR_PASSWDMISMATCH, text="Password incorrect")
        passwords.was_wrong(call, f"OPER {name}")
        return
    call.person.oper = True
    call.person.started_host = name == OWNER
    call.numeric(n.RPL_YOUREOPER, text="You are now an operator of this host")
    call.reply(call.own_line(f"MODE {call.person.nick} +o"))
    call.core.audit(call.person, "OPER", name, "")
    rooms.claim_first(call.core, call.person)


@command("KILL", params=1, oper=True)
def kill(call: Call) -> None:
    victim = call.core.find(call.params[0])
    if victim is None:
        call.numeric(n.ERR_NOSUCHNICK, call.params[0], text="Nobody of that name is here")
        return
    reason = call.param(1)[:_REASON_MAX] or "no reason given"
    call.core.wire.post(victim.only, call.own_line(f"KILL {victim.nick} :{reason}"))
    call.core.audit(call.person, "KILL", victim.source, reason)
    words = f"Removed by {call.person.nick}: {reason}"
    call.core.drop(victim, words, closings.REMOVED)


@command("KLINE", params=1, oper=True, changes=always)
def kline(call: Call) -> None:
    """KLINE [<minutes>] <mask> [:<reason>]: keep somebody off the host."""
    core, words = call.core, list(call.params)
    minutes = 0
    if len(words) > 1 and re.fullmatch(r"-?[0-9]+", words[0]):
        minutes = int(words.pop(0)[:9])
        if not 0 < minutes <= _MINUTES_MAX:
            text = "A ban is for 1 minute up to 10 years; without a number it is for ever"
            call.fail("INVALID_DURATION", text=text)
            return
    reason = (words[1] if len(words) > 1 else "")[:_REASON_MAX] or "No reason given"
    expires = call.moment + minutes * _MINUTE if minutes else 0
    ban = HostBan(words[0], reason, call.person.nick, call.moment, expires)
    victim = core.find(words[0])
    if victim is not None:
        # Anybody can take another name in a moment: the ban is for the account or the address.
        whom = f"~a:{victim.account}" if victim.account else f"*!*@{victim.host}"
        ban = HostBan(whom, reason, call.person.nick, call.moment, expires)
    try:
        mask = read_mask(ban.mask, core.fold)
    except ValueError as error:
        call.fail("INVALID_MASK", words[0], text=f"Not a mask: {error}")
        return
    if mask.mutes:
        call.fail("INVALID_MASK", words[0], text="~m: silences in a room; it bans nobody here")
        return
    if mask.matches(call.person):
        call.fail("INVALID_MASK", ban.mask, text="That would keep you out yourself")
        return
    ban = HostBan(mask.text, reason, ban.by, ban.moment, ban.expires)
    core.bans.add(ban, core.fold, call.ticks + minutes * _MINUTE if minutes else None)
    core.wire.store(write_ban(ban))
    span = f" for {minutes} min" if minutes else ""
    core.audit(call.person, "KLINE", mask.text, f"{reason}{span}")
    call.server(f"NOTICE {call.person.target} :{mask.text} is kept off this host{span}: {reason}")
    if victim is not None and victim.account:
        text = f"Without that account they can still come: KLINE *!*@{victim.host} bans the address"
        call.server(f"NOTICE {call.person.target} :{text}")
    for person in [one for one in core.connections if mask.matches(one)]:
        if not person.oper:
            turn_away(core, person, ban)


@command("UNKLINE", params=1, oper=True, changes=always)
def unkline(call: Call) -> None:
    core, text = call.core, call.params[0]
    try:
        ban = core.bans.remove(text, core.fold)
    except ValueError:
        ban = None
    if ban is None:
        call.fail("NOT_BANNED", text, text=f"{text} is not on the list of bans")
        return
    core.wire.store(remove_ban(ban.mask))
    core.audit(call.person, "UNKLINE", ban.mask, "")
    call.server(f"NOTICE {call.person.target} :{ban.mask} is no longer kept off this host")


@command("STATS")
def stats(call: Call) -> None:
    """STATS l: connections; k: bans; u: since when the host runs."""
    letter = call.param(0)[:1] or "*"
    if letter == "u":
        seconds = call.core.uptime // 1000
        days, rest = divmod(seconds, 24 * 3600)
        words = f"Server Up {days} days {rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
        call.numeric(n.RPL_STATSUPTIME, text=words)
    elif letter in "lLkK" and call.runs_host():
        if letter in "lL":
            _connections(call)
        else:
            for ban in call.core.bans.current(call.ticks):
                until = f" (until {timestamps.write(ban.expires)})" if ban.expires else ""
                text = f"{ban.reason}{until}, by {ban.by}"
                call.numeric(n.RPL_STATSKLINE, "K", ban.mask, "*", "*", text=text)
    call.numeric(n.RPL_ENDOFSTATS, letter, text="End of STATS report")


def _connections(call: Call) -> None:
    """RPL_STATSLINKINFO (RFC 2812), for each: name, send queue, lines and KiB sent, the same
    received, seconds open; ours is the word "secure" behind them."""
    for person in sorted(call.core.connections, key=lambda one: one.connected):
        port = person.port
        name = f"{person.target}[{person.username or '*'}@{person.host}]"
        sent, received = getattr(port, "sent", 0) >> 10, getattr(port, "received", 0) >> 10
        call.numeric(
            n.RPL_STATSLINKINFO,
            name,
            str(getattr(port, "backlogged", 0)),
            str(getattr(port, "lines_out", 0)),
            str(sent),
            str(getattr(port, "lines_in", 0)),
            str(received),
            str((call.ticks - person.since) // 1000),
            *(["secure"] if person.secure else []),
        )


@command("WALLOPS", params=1, oper=True)
def wallops(call: Call) -> None:
    """Words to everybody who wants to hear those who run the host (user mode w)."""
    core = call.core
    listeners = tuple(one for one in core.connections if one.registered and one.wallops)
    core.wire.post(listeners, call.own_line(f"WALLOPS :{call.params[0]}"))
    core.audit(call.person, "WALLOPS", "*", call.params[0])


@command("AUDIT", oper=True)
def audit(call: Call) -> Steps:
    """AUDIT [<rows>]: ours. What was done by those who may do more than others, oldest first:
    AUDIT <time> <who> :<what>, and AUDIT * at the end."""
    word = call.param(0)
    rows = int(word[:6]) if word.isascii() and word.isdigit() else 100
    return _send_audit(call, min(max(1, rows), _AUDIT_MAX))


def _send_audit(call: Call, rows: int) -> Steps:
    def read(store: HostStore) -> list[AuditEntry]:
        with store.reading() as reader:
            return reader.audit.latest(rows)

    deeds: list[AuditEntry] = yield read
    for deed in deeds:
        who, _, account = deed.who.partition(" ")
        words = f"{deed.what} {deed.target} {deed.detail}".rstrip()
        words += f" (as {account})" if account else ""
        call.server(f"AUDIT {timestamps.write(deed.moment)} {who} :{words}")
    call.server("AUDIT * * :End of the audit log")
