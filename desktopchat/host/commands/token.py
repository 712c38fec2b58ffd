"""TOKEN (draft/authtoken): what people upload files with."""

from desktopchat.host.dispatch import Call, command
from desktopchat.irc.filehost import PATH, SERVICE


@command("TOKEN", params=1)
def token(call: Call) -> None:
    """TOKEN SERVICELIST; TOKEN GENERATE FILEHOST [<room>]"""
    what = call.params[0].upper()
    if what == "SERVICELIST":
        _list(call)
    elif what == "GENERATE":
        _generate(call)
    elif what == "VALIDATE":
        service = call.param(1, "*")
        call.fail("NO_PERMISSIONS", service, text="Only the host itself looks at tokens")
    else:
        call.fail("UNKNOWN_COMMAND", call.params[0], text="There is no such subcommand of TOKEN")


def _list(call: Call) -> None:
    if not _there(call):
        call.note("NO_SERVICES", text="There are no services here")
        return
    words = f"TOKEN SERVICE {SERVICE} {call.person.web}{PATH} :Files of this chat"
    call.batch("draft/authtoken *", [call.line(f":{call.core.config.server_name} {words}")])


def _generate(call: Call) -> None:
    service, name = call.param(1, "*"), call.param(2)
    if service.upper() != SERVICE or not _there(call):
        call.fail("INVALID_SERVICE", service, text="There is no such service here")
        return
    room = call.core.channel(name) if name else None
    if name and (room is None or call.person not in room.members):
        call.fail("INVALID_SCOPE", service, name, text="You are not in this room")
        return
    core, scope = call.core, room.folded if room else ""
    made, writes = core.grants.issue(call.person, scope, call.moment, call.ticks)
    for write in writes:
        core.wire.store(write)
    call.server(f"TOKEN GENERATE {SERVICE} :{made}")


def _there(call: Call) -> bool:
    return bool(call.core.config.share_files and call.person.web)
