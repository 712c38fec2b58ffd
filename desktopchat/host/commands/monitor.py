"""Is somebody here: MONITOR (IRCv3 monitor), ISON, USERHOST."""

from collections.abc import Iterable

from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import MONITOR_MAX
from desktopchat.irc import names
from desktopchat.irc import numerics as n

from . import metadata

_NICKS_MAX = 20
"""How many names one USERHOST or ISON answers for."""


@command("MONITOR", params=1)
def monitor(call: Call) -> None:
    run = _SUBCOMMANDS.get(call.params[0].upper())
    if run is None:
        call.fail("INVALID_PARAMS", call.params[0], text="MONITOR takes one of + - C L S")
    else:
        run(call)


def _add(call: Call) -> None:
    monitors, person = call.core.monitors, call.person
    added, refused = [], []
    for nick in _targets(call):
        folded = call.core.fold(nick)
        watched = monitors.watched_by(person)
        if folded in watched or names.nick_problem(nick):
            continue
        if len(watched) >= MONITOR_MAX:
            refused.append(nick)
        else:
            monitors.add(person, folded, nick)
            added.append(nick)
    _tell_states(call, added)
    if refused:
        limit, text = str(MONITOR_MAX), "Monitor list is full"
        call.numeric_list(n.ERR_MONLISTFULL, limit, words=refused, between=",", text=text)


def _remove(call: Call) -> None:
    for nick in _targets(call):
        call.core.monitors.remove(call.person, call.core.fold(nick))


def _clear(call: Call) -> None:
    call.core.monitors.clear(call.person)


def _list(call: Call) -> None:
    watched = call.core.monitors.watched_by(call.person)
    if watched:
        call.numeric_list(n.RPL_MONLIST, words=watched.values(), between=",")
    call.numeric(n.RPL_ENDOFMONLIST, text="End of MONITOR list")


def _states(call: Call) -> None:
    _tell_states(call, call.core.monitors.watched_by(call.person).values())


_SUBCOMMANDS = {"+": _add, "-": _remove, "C": _clear, "L": _list, "S": _states}


def _targets(call: Call) -> list[str]:
    return [nick for nick in call.param(1).split(",") if nick]


def _tell_states(call: Call, nicks: Iterable[str]) -> None:
    here, offline = [], []
    for nick in nicks:
        person = call.core.find(nick)
        if person is None:
            offline.append(nick)
        else:
            here.append(person)
    if here:
        words = (person.source for person in here)
        call.numeric_list(n.RPL_MONONLINE, words=words, between=",")
    if offline:
        call.numeric_list(n.RPL_MONOFFLINE, words=offline, between=",")
    metadata.tell_watched(call, here)


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
