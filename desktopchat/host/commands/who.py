"""WHO, and WHO with chosen fields (IRCv3 WHOX)."""

import re
from collections.abc import Iterator

from desktopchat.host.capabilities import MULTI_PREFIX
from desktopchat.host.dispatch import Call, command
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person
from desktopchat.host.state.visibility import channels_of, sees_channel, visible
from desktopchat.irc import numerics as n
from desktopchat.irc.names import CHANNEL_TYPES, mask_matches

BOT_LETTER = "B"
"""The user mode of bots, and how WHO marks them (IRCv3 bot-mode)."""

_TOKEN = re.compile("[0-9]{1,3}")
_ORDER = "tcuihsnfdlaor"
"""The fields of WHOX in the order in which they are sent."""


@command("WHO")
def who(call: Call) -> None:
    mask = call.param(0) or "*"
    options, percent, wanted = call.param(1).partition("%")
    fields, _, token = wanted.partition(",")
    for person, channel in list(_found(call, mask)):
        if "o" in options and not person.oper:
            continue
        if percent:
            _send_fields(call, person, channel, fields, token)
        else:
            _send(call, person, channel)
    call.numeric(n.RPL_ENDOFWHO, mask, text="End of WHO list")


def _found(call: Call, mask: str) -> Iterator[tuple[Person, Channel | None]]:
    """Who is meant, each with the channel to show."""
    core, asking = call.core, call.person
    if mask[0] in CHANNEL_TYPES:
        channel = core.channel(mask)
        if channel is not None and sees_channel(asking, channel):
            for member in visible(asking, channel.members):
                yield member, channel
        return
    person = core.find(mask)
    if person is not None:
        yield person, _any_channel(call, person)
        return
    folded = "*" if mask == "0" else core.fold(mask)
    whole = "!" in folded or "@" in folded
    here = (person for person in core.people.values() if person.registered)
    for someone in visible(asking, here):
        if mask_matches(folded, someone.folded_source if whole else someone.folded):
            yield someone, _any_channel(call, someone)


def _any_channel(call: Call, person: Person) -> Channel | None:
    return next(channels_of(call.person, person), None)


def _flags(call: Call, person: Person, channel: Channel | None) -> str:
    flags = ("G" if person.away else "H") + ("*" if person.oper else "")
    if person.bot:
        flags += BOT_LETTER
    if channel is not None:
        flags += channel.prefixes(person, call.person.has(MULTI_PREFIX))
    return flags


def _send(call: Call, person: Person, channel: Channel | None) -> None:
    call.numeric(
        n.RPL_WHOREPLY,
        channel.name if channel else "*",
        person.username,
        person.host,
        call.core.config.server_name,
        person.nick,
        _flags(call, person, channel),
        text=f"0 {person.realname}",
    )


def _send_fields(
    call: Call, person: Person, channel: Channel | None, fields: str, token: str
) -> None:
    values = {
        "c": channel.name if channel else "*",
        "u": person.username,
        "i": person.host,
        "h": person.host,
        "s": call.core.config.server_name,
        "n": person.nick,
        "f": _flags(call, person, channel),
        "d": "0",
        "l": str((call.ticks - person.active) // 1000),
        "a": person.account or "0",
        "o": "n/a",
    }
    if _TOKEN.fullmatch(token):
        values["t"] = token
    words = [values[field] for field in _ORDER if field in fields and field in values]
    call.numeric(n.RPL_WHOSPCRPL, *words, text=person.realname if "r" in fields else None)
