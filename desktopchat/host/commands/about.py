"""About this host: MOTD, LUSERS, INFO, TIME, ADMIN, LINKS."""

from desktopchat import __version__
from desktopchat.host.dispatch import Call, command
from desktopchat.irc import numerics as n
from desktopchat.irc import timestamps
from desktopchat.irc.names import mask_matches

VERSION = f"desktopchat-{__version__}"


def is_elsewhere(call: Call) -> bool:
    """Whether another server is asked for, of which there is none; then they are told."""
    core, target = call.core, call.param(0)
    here = mask_matches(core.fold(target), core.config.server_name.lower())
    if not target or here or core.find(target):
        return False
    call.numeric(n.ERR_NOSUCHSERVER, target, text="No such server")
    return True


@command("MOTD")
def motd(call: Call) -> None:
    if not is_elsewhere(call):
        send_motd(call)


def send_motd(call: Call) -> None:
    config = call.core.config
    if not config.motd:
        call.numeric(n.ERR_NOMOTD, text="There is no message of the day")
        return
    call.numeric(n.RPL_MOTDSTART, text=f"- {config.server_name} Message of the day -")
    for line in config.motd:
        call.numeric(n.RPL_MOTD, text=f"- {line}")
    call.numeric(n.RPL_ENDOFMOTD, text="End of MOTD command")


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


@command("INFO")
def info(call: Call) -> None:
    if is_elsewhere(call):
        return
    started = timestamps.write(call.core.started)
    for line in (
        f"{call.core.config.title} is a DesktopChat host, version {__version__}.",
        "DesktopChat is a chat for the people on one network. Its licence is MIT.",
        f"It has been running since {started}.",
        "HELP lists the commands it knows.",
    ):
        call.numeric(n.RPL_INFO, text=line)
    call.numeric(n.RPL_ENDOFINFO, text="End of INFO list")


@command("TIME", before=True)
def time(call: Call) -> None:
    if not is_elsewhere(call):
        server = call.core.config.server_name
        call.numeric(n.RPL_TIME, server, text=timestamps.write(call.core.wall()))


@command("ADMIN")
def admin(call: Call) -> None:
    if is_elsewhere(call):
        return
    config = call.core.config
    here = [person.nick for person in call.core.people.values() if person.oper]
    call.numeric(n.RPL_ADMINME, config.server_name, text="Who looks after this host")
    call.numeric(n.RPL_ADMINLOC1, text=config.title)
    if here:
        call.numeric_list(n.RPL_ADMINLOC2, words=["Here now:", *here])
    else:
        call.numeric(n.RPL_ADMINLOC2, text="None of its operators is here now")
    call.numeric(n.RPL_ADMINEMAIL, text="No address is given: ask whoever told you of this chat")


@command("LINKS")
def links(call: Call) -> None:
    config = call.core.config
    call.numeric(n.RPL_LINKS, config.server_name, config.server_name, text=f"0 {config.title}")
    call.numeric(n.RPL_ENDOFLINKS, "*", text="End of LINKS list")
