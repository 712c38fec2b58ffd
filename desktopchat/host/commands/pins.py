"""PIN, UNPIN, PINS: messages of a room that everybody is to find again (ours)."""

from desktopchat.host import capabilities, playback
from desktopchat.host.dispatch import Call, Steps, always, command
from desktopchat.host.lines import Line
from desktopchat.host.state.channels import Channel, Pin
from desktopchat.host.state.pins import PINS_MAX, may_pin, reads, seen_by
from desktopchat.host.state.rooms import keep
from desktopchat.irc import batch_types
from desktopchat.irc.tags import EDIT
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event
from desktopchat.store.place.host_store import HostStore

from .originals import find, is_edit, tag


@command("PIN", params=2, changes=always)
def pin(call: Call) -> Steps:
    """PIN <room> <msgid>"""
    name, msgid = call.params[:2]
    channel = _room(call, name)
    if channel is None or not _may(call, channel):
        return
    try:
        event: Event | None = yield find(call, name, [channel.folded], msgid)
    except StoreError as error:
        call.fail("MESSAGE_ERROR", name, msgid, text=error.plain)
        return
    # Anything may have changed while it was looked for.
    channel = _room(call, name)
    if channel is None or not _may(call, channel):
        return
    if event is not None:
        msgid = event.msgid  # by the name that the log has for it
    if event is None or event.kind not in playback.WORDS or is_edit(event):
        call.fail("UNKNOWN_MSGID", name, msgid, text="There is no such message any more")
    elif msgid in channel.pins:
        call.note("ALREADY_PINNED", name, msgid, text="That message is pinned already")
    elif len(channel.pins) >= PINS_MAX:
        text = f"{PINS_MAX} messages are pinned here, and that is the most. Unpin one first"
        call.fail("TOO_MANY_PINS", name, msgid, text=text)
    else:
        channel.pins[msgid] = Pin(call.person.source, call.moment)
        _tell(call, channel, msgid)


@command("UNPIN", params=2, changes=always)
def unpin(call: Call) -> None:
    """UNPIN <room> <msgid>"""
    name, msgid = call.params[:2]
    channel = _room(call, name)
    if channel is None or not _may(call, channel):
        return
    if channel.pins.pop(msgid, None) is None:
        call.note("NOT_PINNED", name, msgid, text="That message is not pinned")
    else:
        _tell(call, channel, msgid)


def _room(call: Call, name: str) -> Channel | None:
    """The room that they are in, which keeps what is said; else they are told."""
    channel = call.core.channel(name)
    if channel is None or call.person not in channel.members:
        call.fail("INVALID_TARGET", name, text="You are not in a room of that name")
    elif not channel.keeps_history:
        call.fail("INVALID_TARGET", name, text="Nothing is kept in this room, so nothing is pinned")
    else:
        return channel
    return None


def _may(call: Call, channel: Channel) -> bool:
    """Whether they may pin there; else they are told."""
    allowed = may_pin(channel, call.person)
    if not allowed:
        context = call.params[:2]
        text = "Only those who run this room pin messages in it"
        call.fail("PIN_FORBIDDEN", *context, text=text)
    return allowed


def _tell(call: Call, channel: Channel, msgid: str) -> None:
    """Write down that something was pinned or unpinned, and tell those who may read it."""
    person, core = call.person, call.core
    keep(core, channel)
    if channel.is_operator(person):
        core.audit(person, call.message.command, channel.name, msgid)
    readers = channel.everybody
    if channel.history == "joined":
        readers = tuple(one for one in readers if reads(channel, one, msgid))
    line = call.line(
        f":{person.source} {call.message.command} {channel.name} {msgid}",
        account=person.account,
        needs=capabilities.PINS,
    )
    core.wire.post(readers, line, person)
    call.reply(line)


def tell_newcomer(call: Call, channel: Channel) -> None:
    """What is pinned in a channel that somebody has come into, also where it is nothing: they may
    remember what was."""
    if call.person.has(capabilities.PINS):
        seen = seen_by(channel, call.person)
        lines = [_line(channel, msgid) for msgid in seen]
        call.batch(f"{batch_types.PINS} {channel.name}", lines)


def _line(channel: Channel, msgid: str) -> Line:
    pinned = channel.pins[msgid]
    return Line(f":{pinned.by} PIN {channel.name} {msgid}", pinned.moment)


@command("PINS", params=1)
def pins(call: Call) -> Steps:
    """PINS <room>: what is pinned, each with its message and the newest words of it."""
    name = call.params[0]
    channel = _room(call, name)
    if channel is None:
        return
    folded, asked = channel.folded, seen_by(channel, call.person)

    def look(store: HostStore) -> list[Event]:
        with store.reading() as reader:
            said = [reader.log.by_msgid([folded], msgid) for msgid in asked]
            found = [event for event in said if event is not None]
            if not found:
                return []
            first = min(event.msgid for event in found)
            edits = reader.log.with_tag_key(folded, EDIT, first)
            newest = {tag(edit, EDIT): edit for edit in edits}
            return found + [edit for msgid, edit in newest.items() if msgid in asked]

    try:
        events: list[Event] = yield look
    except StoreError as error:
        call.fail("MESSAGE_ERROR", name, text=error.plain)
        return
    channel = _room(call, name)
    if channel is None:
        return
    # What was unpinned meanwhile may be gone.
    left = [msgid for msgid in asked if msgid in channel.pins]
    events = [one for one in events if (tag(one, EDIT) or one.msgid) in left]
    names = call.core.batch_names()
    lines = [_line(channel, msgid) for msgid in left]
    lines += playback.lines_of(events, channel.name, names)
    call.batch(f"{batch_types.PINS} {channel.name}", lines)
