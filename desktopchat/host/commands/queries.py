"""Which channels there are, and who is in them: NAMES, LIST."""

from collections.abc import Callable, Iterable

from desktopchat.host.capabilities import LOOKALIKE, MULTI_PREFIX, USERHOST_IN_NAMES
from desktopchat.host.dispatch import Call, command
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person
from desktopchat.host.state.visibility import sees_channel, visible
from desktopchat.irc import numerics as n
from desktopchat.irc.names import CHANNEL_TYPES, mask_matches


@command("NAMES")
def names(call: Call) -> None:
    if not call.param(0):
        call.numeric(n.RPL_ENDOFNAMES, "*", text="End of NAMES list")
        return
    for name in call.params[0].split(","):
        channel = call.core.channel(name)
        if channel is None or not sees_channel(call.person, channel):
            call.numeric(n.RPL_ENDOFNAMES, name, text="End of NAMES list")
        else:
            send_names(call, channel)


def send_names(call: Call, channel: Channel) -> None:
    """RPL_NAMREPLY, in as many lines as it takes, and its end."""
    every = call.person.has(MULTI_PREFIX)
    whole = call.person.has(USERHOST_IN_NAMES)
    call.numeric_list(
        n.RPL_NAMREPLY,
        "@" if "s" in channel.flags else "=",
        channel.name,
        words=(
            channel.prefixes(member, every) + (member.source if whole else member.nick)
            for member in visible(call.person, channel.members)
        ),
    )
    call.numeric(n.RPL_ENDOFNAMES, channel.name, text="End of NAMES list")
    if call.person.has(LOOKALIKE):
        for member in visible(call.person, channel.members):
            _note_lookalike(call, member)


def _note_lookalike(call: Call, person: Person) -> None:
    """Ours: tell a newcomer who here is not who they seem to be."""
    alike = call.core.lookalike(person)
    if alike:
        text = f"{person.nick} looks like {alike}, who is somebody else"
        call.note("LOOKALIKE", person.nick, alike, text=text, name="*")


@command("LIST")
def list_channels(call: Call) -> None:
    """LIST [<channels and conditions>]; ISUPPORT ELIST tells which: C, M, N, T, U."""
    words = [word for word in call.param(0).split(",") if word]
    named = [word for word in words if word[0] in CHANNEL_TYPES and not set(word) & set("*?")]
    tests = [_condition(call, word) for word in words if word not in named]
    found: Iterable[Channel | None] = call.core.channels.values()
    if named:
        found = [call.core.channel(name) for name in named]
    call.numeric(n.RPL_LISTSTART, "Channel", text="Users  Name")
    for channel in found:
        if channel is None or not sees_channel(call.person, channel):
            continue
        if all(test(channel) for test in tests):
            people = str(len(channel.members))
            call.numeric(n.RPL_LIST, channel.name, people, text=channel.topic)
    call.numeric(n.RPL_LISTEND, text="End of LIST")


def _condition(call: Call, word: str) -> Callable[[Channel], bool]:
    """A condition of LIST: a mask, !mask, >people, <people, C or T with > or < and minutes."""
    kind = word[0].upper() if word[:2].upper() in ("C>", "C<", "T>", "T<") else ""
    sign, number = (word[1], word[2:]) if kind else (word[0], word[1:])
    if sign in "<>" and number.isascii() and number.isdigit():
        limit = int(number[:9])

        def measured(channel: Channel) -> bool:
            if not kind:
                value = len(channel.members)
            elif kind == "T" and not channel.topic_moment:
                return False
            else:
                since = channel.created if kind == "C" else channel.topic_moment
                value = (call.moment - since) // 60_000
            return value > limit if sign == ">" else value < limit

        return measured
    mask = call.core.fold(word.removeprefix("!"))
    return lambda channel: mask_matches(mask, channel.folded) != word.startswith("!")
