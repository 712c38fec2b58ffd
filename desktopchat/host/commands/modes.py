"""MODE of channels and of oneself."""

from collections.abc import Sequence

from desktopchat.host.dispatch import Call, command
from desktopchat.host.limits import MODES_MAX
from desktopchat.host.state import passwords, rooms
from desktopchat.host.state.channels import LIST_MAX, READERS, SLOW_MAX, Channel, Listed
from desktopchat.host.state.masks import read_mask
from desktopchat.host.state.visibility import sees_channel
from desktopchat.irc import numerics as n
from desktopchat.irc import seen
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.modes import HOST_MODES, ModeChange, format_modes, hide_key, parse_modes
from desktopchat.irc.names import CHANNEL_TYPES

from .membership import find_member, may_touch, tell_new_name

_KEY_MAX = 32
_LISTS = {
    "b": (n.RPL_BANLIST, n.RPL_ENDOFBANLIST, "ban"),
    "e": (n.RPL_EXCEPTLIST, n.RPL_ENDOFEXCEPTLIST, "exception"),
    "I": (n.RPL_INVEXLIST, n.RPL_ENDOFINVEXLIST, "invite exception"),
}
"""The numerics of each list, and what it is called."""


def _sets(params: Sequence[str]) -> bool:
    """Whether it sets something of a room, and does not only ask."""
    changes = parse_modes(params[1:], HOST_MODES) if params[0][:1] in CHANNEL_TYPES else []
    return any(one.param or one.letter not in HOST_MODES.lists for one in changes)


@command("MODE", params=1, changes=_sets)
def mode(call: Call) -> None:
    if call.params[0][:1] in CHANNEL_TYPES:
        _channel_mode(call)
    else:
        _user_mode(call)


def _tell_of_none(call: Call, name: str) -> None:
    """There is no channel of that name that they may know of."""
    if rooms.was_first(call.core, name) and call.core.channel(name) is None:
        tell_new_name(call, name)  # by which a program learns where JOIN would lead
    else:
        call.numeric(n.ERR_NOSUCHCHANNEL, name, text="No such channel")


def _channel_mode(call: Call) -> None:
    channel = call.core.channel(call.params[0])
    if channel is None or not sees_channel(call.person, channel):
        _tell_of_none(call, call.params[0])
        return
    changes = parse_modes(call.params[1:], HOST_MODES)
    if not changes:
        inside = call.person in channel.members and call.person.trusted
        call.numeric(n.RPL_CHANNELMODEIS, channel.name, *channel.mode_words(inside))
        call.numeric(n.RPL_CREATIONTIME, channel.name, str(channel.created // 1000))
        return
    done: list[ModeChange] = []
    told = False
    with_param = 0
    for change in changes:
        if change.letter in HOST_MODES.lists and not change.param:
            _send_list(call, channel, change.letter)
            continue
        if not channel.is_operator(call.person):
            if not told:
                told = True
                call.numeric(
                    n.ERR_CHANOPRIVSNEEDED, channel.name, text="You're not channel operator"
                )
            continue
        with_param += bool(change.param)
        if with_param > MODES_MAX:
            continue
        made = _change(call, channel, change)
        if made is not None:
            done.append(made)
            if made.adding and made.letter == "q":
                # An owner is an operator too: many programs know no other sign of power.
                also = _change(call, channel, ModeChange(True, "o", made.param))
                done += [also] if also else []
    head = f":{call.person.source} MODE {channel.name} "
    for body in _bodies(head.rstrip(), done):
        _tell(call, channel, head, body.removeprefix(head))
    if done:
        channel.used = channel.used or any(one.letter not in HOST_MODES.prefix for one in done)
        rooms.keep(call.core, channel)


def _tell(call: Call, channel: Channel, head: str, changes: str) -> None:
    """Who is in the room gets to know its key, over what nobody else can read; the log is also
    read by those who come later, and holds none."""
    hidden = hide_key(changes)
    tags = call.log("MODE", hidden, channel)
    account = call.person.account
    line = call.line(head + changes, tags=tags, account=account)
    if hidden == changes:
        call.core.wire.post(channel.everybody, line, call.person)
    else:
        trusted = tuple(one for one in channel.everybody if one.trusted)
        others = tuple(one for one in channel.everybody if not one.trusted)
        call.core.wire.post(trusted, line, call.person)
        call.core.wire.post(others, call.line(head + hidden, tags=tags, account=account))
    call.reply(line)
    call.core.audit(call.person, "MODE", channel.name, hidden)


def _bodies(head: str, changes: list[ModeChange]) -> list[str]:
    """The changes as lines; nearly always one, more where they would not fit."""
    if not changes:
        return []
    body = " ".join([head, *format_modes(changes)])
    if len(body.encode()) <= MAX_LINE or len(changes) == 1:
        return [body]
    half = len(changes) // 2
    return _bodies(head, changes[:half]) + _bodies(head, changes[half:])


def _change(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    """Make one change; what was changed, as others are to see it, or None."""
    letter = change.letter
    if letter in HOST_MODES.never:
        return _change_flag(channel, change)
    run = _CHANGES.get(letter)
    if run is None:
        call.numeric(n.ERR_UNKNOWNMODE, letter, text="is unknown mode char to me")
        return None
    if not change.param and HOST_MODES.takes_param(letter, change.adding):
        if letter == "k" and not change.adding:
            return run(call, channel, change)
        _bad_param(call, channel, change, "a parameter is needed")
        return None
    return run(call, channel, change)


def _change_flag(channel: Channel, change: ModeChange) -> ModeChange | None:
    if (change.letter in channel.flags) == change.adding:
        return None
    if change.adding:
        channel.flags.add(change.letter)
    else:
        channel.flags.discard(change.letter)
    if change.letter == "i":
        channel.set_invite_only(change.adding)
    return change


def _change_status(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    member = find_member(call, channel, change.param)
    if member is None:
        return None
    if change.letter == "q" and not channel.is_owner(call.person):
        text = "Only an owner of the channel makes owners"
        call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text=text)
        return None
    if change.letter == "q" and change.adding and not member.account:
        text = f"{member.nick} has no account, and only an account can own a channel"
        call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text=text)
        return None
    if change.letter == "q" and change.adding and rooms.owns_enough(call.core, member):
        text = f"{member.nick} owns as many rooms as one may"
        call.numeric(n.ERR_CHANOPRIVSNEEDED, channel.name, text=text)
        return None
    if not (change.adding or member is call.person or may_touch(call, channel, member)):
        return None
    if not channel.set_status(member, change.letter, change.adding):
        return None
    return ModeChange(change.adding, change.letter, member.nick)


def _change_key(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    if not change.adding:
        if not channel.key:
            return None
        channel.key = ""
        return ModeChange(False, "k", "*")
    key = change.param
    if not call.person.trusted:
        call.numeric(n.ERR_INVALIDKEY, channel.name, text=passwords.READABLE)
        return None
    if len(key) > _KEY_MAX or not key.isprintable() or set(key) & set(" ,:"):
        call.numeric(n.ERR_INVALIDKEY, channel.name, text="Key is not well-formed")
        return None
    channel.key = key
    return change


def _change_limit(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    if not change.adding:
        had, channel.limit = channel.limit, 0
        return change if had else None
    if not (change.param.isascii() and change.param.isdigit() and int(change.param[:9]) > 0):
        _bad_param(call, channel, change, "a number over 0 is needed")
        return None
    limit = int(change.param[:9])
    if limit == channel.limit:
        return None
    channel.limit = limit
    return ModeChange(True, "l", str(limit))


def _change_slow(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    if not change.adding:
        had, channel.slow = channel.slow, 0
        return change if had else None
    word = change.param
    if not (word.isascii() and word.isdigit() and 0 < int(word[:9]) <= SLOW_MAX):
        _bad_param(call, channel, change, f"seconds are needed, from 1 to {SLOW_MAX}")
        return None
    seconds = int(word[:9])
    if seconds == channel.slow:
        return None
    channel.slow = seconds
    channel.spoken.clear()
    channel.spoke.clear()
    return ModeChange(True, "f", str(seconds))


def _change_history(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    wanted = change.param.lower() if change.adding else READERS[0]
    if wanted not in READERS:
        _bad_param(call, channel, change, f"one of {', '.join(READERS)} is needed")
        return None
    if wanted == channel.history:
        return None
    channel.history = wanted
    return ModeChange(True, "H", wanted) if change.adding else change


def _change_seen(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    wanted = change.param.lower() if change.adding else seen.FEW
    if wanted not in seen.RULES:
        _bad_param(call, channel, change, f"one of {', '.join(seen.RULES)} is needed")
        return None
    if wanted == channel.seen_rule:
        return None
    channel.seen_rule = wanted
    return ModeChange(True, "S", wanted) if change.adding else change


def _change_list(call: Call, channel: Channel, change: ModeChange) -> ModeChange | None:
    letter = change.letter
    masks = channel.lists[letter]
    try:
        mask = read_mask(change.param, call.core.fold)
    except ValueError as error:
        _bad_param(call, channel, change, str(error))
        return None
    known = next((one for one in masks if one.mask.folded == mask.folded), None)
    if change.adding:
        if known is not None:
            return None
        if len(masks) >= LIST_MAX:
            text = f"Channel {_LISTS[letter][2]} list is full"
            call.numeric(n.ERR_BANLISTFULL, channel.name, letter, text=text)
            return None
        masks.append(Listed(mask, call.person.nick, call.moment))
        return ModeChange(True, letter, mask.text)
    if known is None:
        return None
    masks.remove(known)
    return ModeChange(False, letter, known.mask.text)


def _send_list(call: Call, channel: Channel, letter: str) -> None:
    row, end, name = _LISTS[letter]
    for one in channel.lists[letter]:
        call.numeric(row, channel.name, one.mask.text, one.by, str(one.moment // 1000))
    call.numeric(end, channel.name, text=f"End of channel {name} list")


def _bad_param(call: Call, channel: Channel, change: ModeChange, text: str) -> None:
    call.numeric(
        n.ERR_INVALIDMODEPARAM, channel.name, change.letter, change.param or "*", text=text
    )


_CHANGES = {
    **dict.fromkeys(HOST_MODES.prefix, _change_status),
    **dict.fromkeys(HOST_MODES.lists, _change_list),
    "H": _change_history,
    "S": _change_seen,
    "f": _change_slow,
    "k": _change_key,
    "l": _change_limit,
}


def _user_mode(call: Call) -> None:
    person = call.person
    if call.core.fold(call.params[0]) != person.folded:
        if call.core.find(call.params[0]) is None:
            call.numeric(n.ERR_NOSUCHNICK, call.params[0], text="Nobody of that name is here")
        else:
            call.numeric(n.ERR_USERSDONTMATCH, text="Can't change mode for other users")
        return
    if len(call.params) == 1:
        call.numeric(n.RPL_UMODEIS, person.umodes)
        return
    done = []
    unknown = False
    for change in parse_modes(call.params[1:2], HOST_MODES):
        plain = ModeChange(change.adding, change.letter)
        attribute = {"B": "bot", "i": "invisible", "w": "wallops", "o": "oper"}.get(change.letter)
        if attribute is None:
            unknown = True
        elif getattr(person, attribute) != change.adding and (change.letter, change.adding) != (
            "o",
            True,
        ):
            setattr(person, attribute, change.adding)
            done.append(plain)
    if unknown:
        call.numeric(n.ERR_UMODEUNKNOWNFLAG, text="Unknown MODE flag")
    if done:
        call.reply(call.own_line(f"MODE {person.nick} {format_modes(done)[0]}"))
