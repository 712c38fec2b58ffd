"""PRIVMSG, NOTICE, TAGMSG (IRCv3 message-tags), AWAY."""

from desktopchat.host import capabilities
from desktopchat.host.channels import MODE_TYPES
from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import AWAY_MAX, TARGETS_MAX
from desktopchat.host.lines import Line
from desktopchat.irc import numerics as n
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.message import format_tags, valid_tag_key
from desktopchat.irc.names import CHANNEL_TYPES

_CHANNEL_TYPES = tuple(CHANNEL_TYPES)


@command("PRIVMSG")
def privmsg(call: Call) -> None:
    _send(call, "PRIVMSG")


@command("NOTICE")
def notice(call: Call) -> None:
    _send(call, "NOTICE")


@command("TAGMSG")
def tagmsg(call: Call) -> None:
    _send(call, "TAGMSG")


def _send(call: Call, verb: str) -> None:
    params = call.params
    if not params or not params[0]:
        _refuse(call, n.ERR_NORECIPIENT, text=f"No recipient given ({verb})")
        return
    text = params[1] if len(params) > 1 else ""
    if not text and verb != "TAGMSG":
        _refuse(call, n.ERR_NOTEXTTOSEND, text="No text to send")
        return
    targets = params[0].split(",") if "," in params[0] else params[:1]
    if len(targets) > TARGETS_MAX:
        _refuse(call, n.ERR_UNKNOWNERROR, verb, text=f"At most {TARGETS_MAX} targets at once")
        return
    call.person.active = call.moment
    for target in targets:
        ending = "" if verb == "TAGMSG" else f" :{text}"
        _send_to(call, verb, target, ending)


def _send_to(call: Call, verb: str, target: str, ending: str) -> None:
    person, core = call.person, call.core
    name = target.lstrip(MODE_TYPES.symbols)
    if name.startswith(_CHANNEL_TYPES):
        channel = core.channel(name)
        if channel is None:
            _refuse(call, n.ERR_NOSUCHCHANNEL, name, text="No such channel")
            return
        if not channel.may_speak(person):
            _refuse(call, n.ERR_CANNOTSENDTOCHAN, channel.name, text="Cannot send to channel")
            return
        # Of several prefixes the lowest says who is meant: it includes those above it.
        status = max(target[: -len(name)], key=MODE_TYPES.symbols.index, default="")
        recipients = channel.with_status(status) if status else channel.everybody
        shown = status + channel.name
        away = ""
    else:
        other = core.find(target)
        if other is None:
            _refuse(call, n.ERR_NOSUCHNICK, target, text="Nobody of that name is here")
            return
        recipients = other.only
        shown, away = other.nick, other.away
    line = _line(call, f":{person.source} {verb} {shown}{ending}", verb)
    if line is None:
        return
    core.wire.post(recipients, line, person if _echo(call, line, recipients) else None)
    if away and verb == "PRIVMSG":
        call.numeric(n.RPL_AWAY, shown, text=away)


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


def _line(call: Call, body: str, verb: str) -> Line | None:
    """The line to pass on; None, with an error to the sender, where it would not fit whole."""
    size = len(body) if body.isascii() else len(body.encode())
    if size > MAX_LINE:
        over = size - MAX_LINE
        _refuse(call, n.ERR_INPUTTOOLONG, text=f"Your message is {over} bytes too long to pass on")
        return None
    tags = call.core.msgid(call.moment)
    if call.message.tags:
        passed_on = {
            key: value
            for key, value in call.message.tags.items()
            if key[0] == "+" and valid_tag_key(key)
        }
        if passed_on:
            tags = f"{tags};{format_tags(passed_on)}"
    needs = capabilities.MESSAGE_TAGS if verb == "TAGMSG" else 0
    return call.line(body, tags=tags, needs=needs)


def _refuse(call: Call, code: str, *middle: str, text: str) -> None:
    if call.message.command != "NOTICE":  # RFC 1459: a notice never makes an answer
        call.numeric(code, *middle, text=text)


@command("AWAY")
def away(call: Call) -> None:
    person = call.person
    before, person.away = person.away, call.param(0)[:AWAY_MAX]
    if person.away:
        call.numeric(n.RPL_NOWAWAY, text="You have been marked as being away")
    else:
        call.numeric(n.RPL_UNAWAY, text="You are no longer marked as being away")
    if person.away != before:
        words = f"AWAY :{person.away}" if person.away else "AWAY"
        line = call.line(f":{person.source} {words}", needs=capabilities.AWAY_NOTIFY)
        call.core.wire.post(call.core.neighbours(person), line)
