"""Which channels there are, and who is in them: NAMES, LIST."""

from desktopchat.host.capabilities import LOOKALIKE, MULTI_PREFIX, USERHOST_IN_NAMES
from desktopchat.host.channels import Channel
from desktopchat.host.dispatch import Call, command
from desktopchat.host.people import Person
from desktopchat.host.visibility import visible
from desktopchat.irc import numerics as n


@command("NAMES")
def names(call: Call) -> None:
    if not call.param(0):
        call.numeric(n.RPL_ENDOFNAMES, "*", text="End of NAMES list")
        return
    for name in call.params[0].split(","):
        channel = call.core.channel(name)
        if channel is None:
            call.numeric(n.RPL_ENDOFNAMES, name, text="End of NAMES list")
        else:
            send_names(call, channel)


def send_names(call: Call, channel: Channel) -> None:
    """RPL_NAMREPLY, in as many lines as it takes, and its end."""
    every = call.person.has(MULTI_PREFIX)
    whole = call.person.has(USERHOST_IN_NAMES)
    call.numeric_list(
        n.RPL_NAMREPLY,
        "=",
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
        call.server(f"NOTE * LOOKALIKE {person.nick} {alike} :{text}")


@command("LIST")
def list_channels(call: Call) -> None:
    asked = call.param(0)
    if asked:
        found = [call.core.channel(name) for name in asked.split(",")]
    else:
        found = list(call.core.channels.values())
    call.numeric(n.RPL_LISTSTART, "Channel", text="Users  Name")
    for channel in found:
        if channel is not None:
            people = str(len(channel.members))
            call.numeric(n.RPL_LIST, channel.name, people, text=channel.topic)
    call.numeric(n.RPL_LISTEND, text="End of LIST")
