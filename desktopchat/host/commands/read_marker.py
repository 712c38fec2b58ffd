"""MARKREAD: how far somebody has read, on each of their programs (IRCv3 draft/read-marker)."""

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, command
from desktopchat.host.lines import Line
from desktopchat.host.state.channels import Channel
from desktopchat.irc import names, references, timestamps
from desktopchat.irc.names import CHANNEL_TYPES


@command("MARKREAD")
def markread(call: Call) -> None:
    """MARKREAD <room or nick> [timestamp=<moment>]: ask for a marker, or move it on."""
    found = find(call)
    if found is None:
        return
    target, conversation = found
    if len(call.params) == 1:
        call.reply(_line(call, target, call.core.markers.get(call.person, conversation)))
    else:
        move(call, target, conversation)


def find(call: Call) -> tuple[str, str] | None:
    """What a command about a marker names, and how markers name it; None where it is told that
    there is no such thing."""
    target = call.param(0)
    if not target:
        call.fail("NEED_MORE_PARAMS", text="Missing parameters")
        return None
    conversation = _conversation(call, target)
    if not conversation:
        call.fail("INVALID_PARAMS", target, text="Not the name of a room or person")
        return None
    return target, conversation


def move(call: Call, target: str, conversation: str) -> tuple[int, bool] | None:
    """Move the marker on to the moment that the command gives, and answer it.

    That moment, and whether the marker was not there yet; None where it can't be.
    """
    markers = call.core.markers
    before = markers.get(call.person, conversation)
    kind, value = references.parse(call.params[1])
    moment = timestamps.parse(value) if kind == references.TIMESTAMP else None
    if moment is None:
        call.fail("INVALID_PARAMS", target, call.params[1], text="Use timestamp=<moment>")
        return None
    if not markers.has_room(call.person, conversation):
        call.fail("INTERNAL_ERROR", target, text="You have too many markers already")
        return None
    moment = min(moment, call.moment)
    if moment <= before:
        call.reply(_line(call, target, before))
        return moment, False
    write = markers.put(call.person, conversation, moment)
    if write is not None:
        call.core.wire.store(write)
    line = _line(call, target, moment, needs=capabilities.READ_MARKER)
    call.core.wire.post(call.core.sessions.of(call.person), line, call.person)
    call.reply(_line(call, target, moment))
    return moment, True


def tell(call: Call, channel: Channel) -> None:
    """What somebody gets who has come into a channel, before its names."""
    if call.person.has(capabilities.READ_MARKER):
        moment = call.core.markers.get(call.person, channel.folded)
        call.reply(_line(call, channel.name, moment))


def _conversation(call: Call, target: str) -> str:
    """How markers name it; "" for what is no name."""
    core = call.core
    folded = core.fold(target)
    if target[0] in CHANNEL_TYPES:
        return folded if names.valid_channel(target) else ""
    if names.nick_problem(target):
        return ""
    other = core.find(target)
    return other.identity if other else core.names.account_of(folded) or f"~{folded}"


def _line(call: Call, target: str, moment: int, needs: int = 0) -> Line:
    when = references.to_moment(timestamps.write(moment)) if moment else "*"
    return call.line(f":{call.core.config.server_name} MARKREAD {target} {when}", needs=needs)
