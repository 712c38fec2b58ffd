"""PRIVMSG, NOTICE, TAGMSG (IRCv3 message-tags), AWAY."""

from dataclasses import dataclass, replace

from desktopchat.host import capabilities, playback
from desktopchat.host.dispatch import LABEL_MAX, Call, Steps, command
from desktopchat.host.limits import AWAY_MAX, TARGETS_MAX
from desktopchat.host.lines import Line
from desktopchat.host.state import rooms
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person
from desktopchat.host.state.visibility import sees_channel
from desktopchat.irc import carry_on
from desktopchat.irc import numerics as n
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.message import format_tags, valid_tag_key
from desktopchat.irc.modes import HOST_MODES
from desktopchat.irc.multiline import Piece
from desktopchat.irc.names import CHANNEL_TYPES
from desktopchat.irc.tags import (
    BATCH,
    CARRY_ON,
    DRAFT_REPLY,
    EDIT,
    LABEL,
    REACT,
    REPLY,
    RESEND,
    UNREACT,
    reply_to,
)
from desktopchat.irc.text import parse_ctcp
from desktopchat.store.events import Event
from desktopchat.store.place.checks import valid_label
from desktopchat.store.place.host_store import HostStore

from . import originals
from .batches import collect

_CHANNEL_TYPES = tuple(CHANNEL_TYPES)
_WHOLE_WITHIN = 10.0
"""Seconds that a message which may have come before waits while another half of the place, to
which it may have come, is taken in."""
LABEL_LEAST = 20
"""Characters of a label that can be one for all time."""


@dataclass(slots=True)
class OutgoingMessage:
    """What is to be passed on. verb: PRIVMSG, NOTICE or TAGMSG. text: "" for a TAGMSG; the lines
    of a message of several with "\n" between. tags: those that others get. label: the sender's
    name for it, where it is one for all time. pieces: the lines it goes out in, if several."""

    verb: str
    text: str
    tags: str = ""
    label: str = ""
    pieces: tuple[Piece, ...] = ()


@command("PRIVMSG", whole=True)
@command("NOTICE", whole=True)
@command("TAGMSG", whole=True)
def say(call: Call) -> Steps | None:
    verb = call.message.command
    params = call.params
    if call.message.tags and BATCH in call.message.tags:
        collect(call)
        return None
    if not params or not params[0]:
        _refuse(call, n.ERR_NORECIPIENT, text=f"No recipient given ({verb})")
        return None
    text = params[1] if len(params) > 1 else ""
    if not text and verb != "TAGMSG":
        _refuse(call, n.ERR_NOTEXTTOSEND, text="No text to send")
        return None
    targets = params[0].split(",") if "," in params[0] else params[:1]
    if len(targets) > TARGETS_MAX:
        _refuse(call, n.ERR_UNKNOWNERROR, verb, text=f"At most {TARGETS_MAX} targets at once")
        return None
    return pass_on(call, targets)


def pass_on(call: Call, targets: list[str], pieces: tuple[Piece, ...] = ()) -> Steps | None:
    """Give what the call's message says to its targets.

    pieces: the lines it came in, where there were several.
    """
    verb = call.message.command
    call.person.active = call.ticks
    text = "" if verb == "TAGMSG" else call.params[1]
    message = OutgoingMessage(verb, text, pieces=pieces if len(pieces) > 1 else ())
    if call.message.tags:
        message.tags, message.label = _passed_on(call), own_label(call)
        # A message that was sent again may still come as it was sent first, or once more.
        again = RESEND in call.message.tags or message.label in call.core.resent
        if again and message.label:
            return _send_again(call, targets[0], message)
    return _deliver(call, targets, message)


def _deliver(call: Call, targets: list[str], message: OutgoingMessage) -> Steps | None:
    if message.text and EDIT in call.message.tags:
        return _edit(call, targets[0], message)
    if message.verb == "TAGMSG" and UNREACT in call.message.tags:
        return _take_back(call, targets, message)
    for target in targets:
        send_to(call, target, message)
    return None


def _edit(call: Call, target: str, message: OutgoingMessage) -> Steps:
    """New words for what they have said, which is one message of one conversation."""
    msgid = call.message.tags[EDIT]
    where = originals.places(call, target)
    if where is None:
        call.fail("INVALID_TARGET", target, text="You can't change messages there")
        return
    event: Event | None = yield originals.find(call, target, where, msgid)
    if event is None or originals.is_edit(event) or event.kind == "TAGMSG":
        call.fail("UNKNOWN_MSGID", target, msgid, text="There is no such message any more")
    elif not originals.wrote(call.person, event, call.core.fold(event.account)):
        call.fail("EDIT_FORBIDDEN", target, msgid, text="Only who wrote a message may change it")
    else:
        # By the name that the log has for it, whatever they call it.
        tags = message.tags.replace(f"{EDIT}={msgid}", f"{EDIT}={event.msgid}")
        send_to(call, target, replace(message, tags=tags))


def _take_back(call: Call, targets: list[str], message: OutgoingMessage) -> Steps:
    """No longer react to a message, which only who has reacted can."""
    tags = call.message.tags
    # Of two names for the message the one that the log and clients go by.
    emoji, msgid = tags[UNREACT], reply_to(tags)
    for target in targets:
        name = target.lstrip(HOST_MODES.symbols)
        where = originals.places(call, name) if msgid else None
        found = (yield originals.reactions(where, msgid)) if where else []
        same = [one for one in found if originals.tag(one, REACT) == emoji]
        fold = call.core.fold
        if any(originals.wrote(call.person, one, fold(one.account)) for one in same) or not same:
            send_to(call, target, message)
        else:
            text = "Only who has reacted to a message may take that back"
            call.fail("UNREACT_FORBIDDEN", target, msgid, text=text)


def _passed_on(call: Call) -> str:
    """The tags that a client may give to others, as they stand in a line."""
    kept = {
        key: value
        for key, value in call.message.tags.items()
        if key[0] == "+" and valid_tag_key(key)
    }
    # Nobody but the host's owner asks people for the use of their computers.
    if kept.get(CARRY_ON) in carry_on.OWNERS and not (
        call.person.oper and call.person.started_host
    ):
        del kept[CARRY_ON]
    return format_tags(kept) if kept else ""


def own_label(call: Call) -> str:
    """The label that a message keeps, where its sender promises never to use it again."""
    if not call.person.has(capabilities.RESEND):
        return ""
    label = call.message.tags.get(LABEL, "")
    fits = len(label) >= LABEL_LEAST and len(label.encode()) <= LABEL_MAX
    return label if fits and valid_label(label) else ""


def _send_again(call: Call, target: str, message: OutgoingMessage) -> Steps:
    """Pass on what may have come before, unless it has."""
    label = message.label

    def look(store: HostStore) -> tuple[Event | None, list[Event]]:
        store.whole.wait(_WHOLE_WITHIN)
        with store.reading() as reader:
            known = reader.log.by_label(label)
            if known is None or not reader.log.state(known.target, known.msgid):
                return known, []
            # It was taken away: they are told both, so that it stands nowhere as on its way.
            said = replace(known, params=message.text)
            return said, reader.log.taking_away(known.target, known.msgid)

    # From here on a copy that still comes on an older connection may be too late.
    call.core.resent.add(label)
    known, taken_away = yield look
    # The label itself shows that it is theirs, also where they have logged in since.
    if known is None or known.account not in ("", call.person.account):
        steps = _deliver(call, [target], message)
        if steps is not None:
            yield from steps
        return
    for line in playback.lines_of([known, *taken_away], target, call.core.batch_names()):
        call.reply(line)


def send_to(call: Call, target: str, message: OutgoingMessage) -> None:
    """Pass a message on to one target, or say why not."""
    person, core, verb = call.person, call.core, message.verb
    if target in ("$*", "$$*") and verb != "TAGMSG":
        announce(call, message)
        return
    name = target.lstrip(HOST_MODES.symbols)
    if name.startswith(_CHANNEL_TYPES):
        channel = _open_to(call, name, message)
        if channel is None:
            return
        status = _lowest(target[: -len(name)]) if name != target else ""
        recipients = channel.with_status(status) if status else channel.everybody
        shown = status + channel.name
        away = ""
        other = None
    else:
        other = core.find(target)
        if other is None:
            _refuse(call, n.ERR_NOSUCHNICK, target, text="Nobody of that name is here")
            return
        channel, status = None, ""
        recipients = other.only
        shown, away = other.nick, other.away
    head = f":{person.source} {verb} {shown}"
    body = head if verb == "TAGMSG" else f"{head} :{message.text}"
    if not _fits(call, _longest(head, message.pieces) if message.pieces else body):
        return
    if status or (verb == "TAGMSG" and not _is_kept(message.tags)):
        # What only some in a room may read does not go into its log, and typing goes into none.
        tags = core.log.add_at(call.moment, person, verb, message.text, tags=message.tags)
    elif channel is not None:
        if not channel.used:
            rooms.used(core, channel)
        tags = core.log.add(
            call.moment,
            person,
            verb,
            message.text,
            (channel,),
            tags=message.tags,
            label=message.label,
        )
    else:
        assert other is not None
        tags = core.log.add_direct(
            call.moment,
            person,
            verb,
            message.text,
            other,
            tags=message.tags,
            label=message.label,
        )
    if message.pieces:
        lines = playback.multiline(
            person.source, verb, shown, message.pieces, call.moment, tags, person.account,
            core.next_batch(),
        )  # fmt: skip
        _pass_on_lines(call, list(lines), recipients)
    else:
        line = Line(
            body,
            call.moment,
            tags=tags,
            account=person.account,
            needs=capabilities.MESSAGE_TAGS if verb == "TAGMSG" else 0,
        )
        relay(call, line, recipients)
    if away and verb == "PRIVMSG":
        call.numeric(n.RPL_AWAY, shown, text=away)


def _lowest(symbols: str) -> str:
    """Of several prefixes the one that says who is meant: it includes those above it."""
    return max(symbols, key=HOST_MODES.symbols.index)


def _open_to(call: Call, name: str, message: OutgoingMessage) -> Channel | None:
    """The channel, if they may say this in it; else they are told."""
    channel = call.core.channel(name)
    if channel is None:
        _refuse(call, n.ERR_NOSUCHCHANNEL, name, text="No such channel")
        return None
    refusal = channel.refusal(call.person)
    if channel.slow and not refusal:
        refusal = _too_soon(call, channel, message)
    if refusal and not sees_channel(call.person, channel):
        _refuse(call, n.ERR_NOSUCHCHANNEL, name, text="No such channel")
        return None
    if not refusal and "C" in channel.flags and _is_ctcp(message.text):
        refusal = "Cannot send to channel (+C): requests to programs are not passed on here"
    if refusal:
        _refuse(call, n.ERR_CANNOTSENDTOCHAN, channel.name, text=refusal)
        return None
    return channel


def _is_ctcp(text: str) -> bool:
    """Whether it is CTCP but for ACTION, which is talk."""
    found = parse_ctcp(text)
    return found is not None and found[0] != "ACTION"


def _too_soon(call: Call, channel: Channel, message: OutgoingMessage) -> str:
    """Why they may not say this yet in a slow channel; typing and reactions are no talk."""
    if message.verb == "TAGMSG":
        return ""
    wait = channel.must_wait(call.person, call.ticks)
    if not wait:
        return ""
    return f"Cannot send to channel: it is slow, and you can say something again in {wait} s"


def announce(call: Call, message: OutgoingMessage) -> None:
    """To everybody on the host, from those who run it (RFC 2812, masks of servers)."""
    core, person = call.core, call.person
    if not person.oper:
        _refuse(call, n.ERR_NOPRIVILEGES, text="Only an operator of this host can do that")
        return
    tags = core.log.add_at(call.moment, person, message.verb, message.text, tags=message.tags)
    line = call.own_line(f"{message.verb} $* :{message.text}", tags=tags)
    everybody = tuple(one for one in core.connections if one.registered)
    core.wire.post(everybody, line, person if _echo(call, line, everybody) else None)
    core.audit(person, "ANNOUNCE", "$*", message.text)


def _longest(head: str, pieces: tuple[Piece, ...]) -> str:
    """The longest line of a message of several."""
    return f"{head} :{max((line for line, _ in pieces), key=lambda line: len(line.encode()))}"


def _fits(call: Call, body: str) -> bool:
    """Whether the line will fit whole; else they are told."""
    size = len(body) if body.isascii() else len(body.encode())
    if size > MAX_LINE:
        over = size - MAX_LINE
        _refuse(call, n.ERR_INPUTTOOLONG, text=f"Your message is {over} bytes too long to pass on")
    return size <= MAX_LINE


def _is_kept(tags: str) -> bool:
    """Whether a TAGMSG is of the log: a reaction to a message, which it names."""
    reacts = f"{REACT}=" in tags or f"{UNREACT}=" in tags
    return reacts and (f"{DRAFT_REPLY}=" in tags or f"{REPLY}=" in tags)


def _pass_on_lines(call: Call, lines: list[Line], recipients: tuple[Person, ...]) -> None:
    """Several lines that are one message; the sender's echo comes as an answer."""
    person = call.person
    for line in lines:
        call.core.wire.post(recipients, line, person if recipients is not person.only else None)
    if person.has(capabilities.ECHO_MESSAGE):
        for line in lines:
            call.reply(line)


def relay(call: Call, line: Line, recipients: tuple[Person, ...]) -> None:
    """Pass a line on, and echo it to who sent it as they asked."""
    left_out = call.person if _echo(call, line, recipients) else None
    call.core.wire.post(recipients, line, left_out)


def _echo(call: Call, line: Line, recipients: tuple[object, ...]) -> bool:
    """Answer the sender as they asked; whether they are to be left out of the recipients.

    An echo without a label is the very line that everybody gets, so it goes the same way.
    """
    person = call.person
    if not person.has(capabilities.ECHO_MESSAGE):
        return recipients is not person.only
    if recipients is person.only:
        call.reply(line)
        return False
    if not call.message.tags and person in recipients:
        return False
    call.reply(line)
    return True


def _refuse(call: Call, code: str, *middle: str, text: str) -> None:
    if call.message.command != "NOTICE":  # RFC 1459: a notice never makes an answer
        call.numeric(code, *middle, text=text)


@command("AWAY", before=True)
def away(call: Call) -> None:
    """Before registration too for those with pre-away, who come without anybody there to read."""
    person = call.person
    if not (person.registered or person.has(capabilities.PRE_AWAY)):
        call.not_registered()
        return
    before, person.away = person.away, call.param(0)[:AWAY_MAX]
    if person.away:
        call.numeric(n.RPL_NOWAWAY, text="You have been marked as being away")
    else:
        call.numeric(n.RPL_UNAWAY, text="You are no longer marked as being away")
    if person.away != before and person.registered:
        call.core.wire.post(call.core.acquaintances(person), away_line(call))


def away_line(call: Call) -> Line:
    """What tells others whether they are away."""
    away = call.person.away
    return call.own_line(f"AWAY :{away}" if away else "AWAY", needs=capabilities.AWAY_NOTIFY)
