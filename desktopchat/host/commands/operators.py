"""OPER and KILL: what only the owner of the host may do."""

import hmac

from desktopchat.host.dispatch import Call, command
from desktopchat.irc import numerics as n


@command("OPER", params=2)
def oper(call: Call) -> None:
    name, password = call.params[:2]
    # Nobody learns by trying which names there are.
    expected = call.core.config.opers.get(name, "")
    if not expected or not hmac.compare_digest(expected.encode(), password.encode()):
        call.numeric(n.ERR_PASSWDMISMATCH, text="Password incorrect")
    else:
        call.person.oper = True
        call.numeric(n.RPL_YOUREOPER, text="You are now an operator of this host")
        call.reply(call.line(f":{call.person.source} MODE {call.person.nick} +o"))


@command("KILL", params=1)
def kill(call: Call) -> None:
    if not call.person.oper:
        call.numeric(n.ERR_NOPRIVILEGES, text="Only an operator of this host can do that")
        return
    victim = call.core.find(call.params[0])
    if victim is None:
        call.numeric(n.ERR_NOSUCHNICK, call.params[0], text="Nobody of that name is here")
    else:
        reason = call.param(1) or "no reason given"
        line = call.line(f":{call.person.source} KILL {victim.nick} :{reason}")
        call.core.wire.post(victim.only, line)
        call.core.drop(victim, f"Removed by {call.person.nick}: {reason}")
