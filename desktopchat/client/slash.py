"""The commands people type in the composer, for those who know them from IRC.

`run` does what a line that begins with one "/" says. "//text" is no command: it sends "/text".
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, ConversationKind, EntryKind, Phase
from desktopchat.client.session import Session
from desktopchat.client.session.outbox import NOT_IN_ROOM
from desktopchat.words import tr, tr_noop

Run = Callable[["SlashCall"], str | None]


@dataclass(slots=True, frozen=True)
class SlashCall:
    """A command as it was typed: client and conversation it is for, and what follows its name.
    show: takes the name of a room or a person that it leads to."""

    client: Client
    conversation: Conversation | None
    rest: str
    show: Callable[[str], object]

    @property
    def session(self) -> Session:
        return self.client.session

    def room(self) -> Conversation | None:
        """The room it was typed in."""
        here = self.conversation
        return here if here is not None and here.kind is ConversationKind.ROOM else None


@dataclass(slots=True, frozen=True)
class Command:
    """usage: how it is typed; about: what it does; both to be looked up. online: whether it needs
    a connection."""

    usage: str
    about: str
    run: Run
    online: bool = True


COMMANDS: dict[str, Command] = {}
"""By name, without the slash; short names beside the long ones."""

_NO_ROOM = tr_noop("This works only in a room.")


def run(
    text: str,
    client: Client,
    conversation: Conversation | None,
    show: Callable[[str], object] = lambda _name: None,
) -> str | None:
    """Do what `text` says; gives what was wrong in plain words, None when nothing was. show: is
    told the name of the room or person that a command leads to."""
    if text.startswith("//"):
        if conversation is None:
            return tr("There is no conversation to write to.")
        client.session.delivery.say(conversation, text[1:])
        return None
    name, _, rest = text.removeprefix("/").partition(" ")
    command = COMMANDS.get(name.lower())
    if command is None:
        shown = f"/{name}" if name else "/"
        return tr(
            "There is no command {command}. /help lists them; // at the start sends a slash.",
            command=shown,
        )
    if command.online and client.phase is not Phase.ONLINE:
        return tr("/{name} needs a connection, and there is none now.", name=name)
    return command.run(SlashCall(client, conversation, rest.strip(), show))


def usages() -> list[tuple[str, str]]:
    """Each command as it is typed, with what it does, for a list."""
    return [(tr(command.usage), tr(command.about)) for command in dict.fromkeys(COMMANDS.values())]


def _command(usage: str, about: str, *also: str, online: bool = True) -> Callable[[Run], Run]:
    def register(function: Run) -> Run:
        command = Command(usage, about, function, online)
        for name in (usage.split(maxsplit=1)[0].removeprefix("/"), *also):
            COMMANDS[name] = command
        return function

    return register


def _how(name: str) -> str:
    return tr("It is used like this: {usage}", usage=tr(COMMANDS[name].usage))


@_command(tr_noop("/join ROOM [PASSWORD]"), tr_noop("join a room, or make it"), "j", online=False)
def _join(call: SlashCall) -> str | None:
    names, _, key = call.rest.partition(" ")
    if not names:
        return _how("join")
    wanted = [name for name in names.split(",") if name]
    for name in wanted:
        call.session.rooms.join(name, key.strip())
    for name in wanted[:1]:
        call.show(call.session.model.isupport.as_channel(name))
    return None


@_command(tr_noop("/part [REASON]"), tr_noop("leave this room"), "leave", online=False)
def _part(call: SlashCall) -> str | None:
    room = call.room()
    first, _, rest = call.rest.partition(" ")
    if first and call.session.model.isupport.is_channel(first):
        room = call.session.model.conversation(first)
        if room is None:
            return tr("You are not in {room}.", room=first)
        call.session.rooms.part(room, rest)
        return None
    if room is None:
        return tr(_NO_ROOM)
    call.session.rooms.part(room, call.rest)
    return None


@_command(tr_noop("/nick NAME"), tr_noop("go by another name"), online=False)
def _nick(call: SlashCall) -> str | None:
    if not call.rest:
        return _how("nick")
    call.session.me.change_nick(call.rest)
    return None


@_command(tr_noop("/me DOES"), tr_noop("say what you do"), online=False)
def _me(call: SlashCall) -> str | None:
    if call.conversation is None or call.conversation.kind is ConversationKind.CONSOLE:
        return tr("There is no conversation to write to.")
    if not call.rest:
        return _how("me")
    call.session.delivery.act(call.conversation, call.rest)
    return None


@_command(tr_noop("/msg NAME WORDS"), tr_noop("send a direct message"), "m", online=False)
def _msg(call: SlashCall) -> str | None:
    name, _, words = call.rest.partition(" ")
    if not name or not words.strip():
        return _how("msg")
    session = call.session
    if session.model.isupport.is_channel(name):
        room = session.model.conversation(name)
        if room is None:
            return tr("You are not in {room}. /join {room} goes there.", room=name)
        session.delivery.say(room, words)
        return None
    new = session.model.conversation(name) is None
    session.delivery.say(session.open_direct(name), words)
    if new:
        call.show(name)
    return None


@_command(tr_noop("/query NAME"), tr_noop("open a direct message"), "q", online=False)
def _query(call: SlashCall) -> str | None:
    name, _, words = call.rest.partition(" ")
    if not name or call.session.model.isupport.is_channel(name):
        return _how("query")
    talk = call.session.open_direct(name)
    if words.strip():
        call.session.delivery.say(talk, words)
    call.show(name)
    return None


@_command(tr_noop("/topic [WORDS]"), tr_noop("set the room's topic"), "t", online=False)
def _topic(call: SlashCall) -> str | None:
    room = call.room()
    if room is None:
        return tr(_NO_ROOM)
    if not call.rest:
        return (
            tr("The topic is: {topic}", topic=room.topic)
            if room.topic
            else tr("This room has no topic.")
        )
    if not call.session.rooms.reaches(room):
        return tr(NOT_IN_ROOM)
    call.session.room_settings.set_topic(room, call.rest)
    return None


@_command(
    tr_noop("/away [WHY]"),
    tr_noop("say that you are away; without words: that you are back"),
    online=False,
)
def _away(call: SlashCall) -> str | None:
    call.session.me.set_away(call.rest)
    return None


@_command(tr_noop("/back"), tr_noop("say that you are back"), online=False)
def _back(call: SlashCall) -> str | None:
    call.session.me.set_away("")
    return None


@_command(tr_noop("/quit [REASON]"), tr_noop("leave the chat"), "exit", online=False)
def _quit(call: SlashCall) -> str | None:
    call.client.quit(call.rest)
    return None


@_command(tr_noop("/kick NAME [REASON]"), tr_noop("put someone out of this room"))
def _kick(call: SlashCall) -> str | None:
    room = call.room()
    name, _, reason = call.rest.partition(" ")
    if room is None:
        return tr(_NO_ROOM)
    if not name:
        return _how("kick")
    call.session.moderation.kick(room, name, reason)
    return None


@_command(tr_noop("/op NAME"), tr_noop("make someone an operator of this room"))
def _op(call: SlashCall) -> str | None:
    room = call.room()
    if room is None:
        return tr(_NO_ROOM)
    if not call.rest:
        return _how("op")
    call.session.moderation.op(room, call.rest.split()[0])
    return None


@_command(tr_noop("/mode CHANGE"), tr_noop("change this room's modes, such as +k secret"))
def _mode(call: SlashCall) -> str | None:
    room = call.room()
    words = call.rest.split()
    if words and call.session.model.isupport.is_channel(words[0]):
        room, words = call.session.model.conversation(words[0]), words[1:]
    if room is None:
        return tr(_NO_ROOM)
    if not words:
        return (
            tr("The room has the modes {modes}.", modes=room.modes)
            if room.modes
            else tr("The room has no modes.")
        )
    call.session.room_settings.mode(room, *words)
    return None


@_command(tr_noop("/whois NAME"), tr_noop("who someone is"), "w")
def _whois(call: SlashCall) -> str | None:
    if not call.rest:
        return _how("whois")
    call.session.whois.ask(call.rest.split()[0])
    return None


@_command(tr_noop("/invite NAME"), tr_noop("call someone into this room"))
def _invite(call: SlashCall) -> str | None:
    name, _, channel = call.rest.partition(" ")
    room = call.session.model.conversation(channel.strip()) if channel.strip() else call.room()
    if not name:
        return _how("invite")
    if room is None:
        return tr(_NO_ROOM)
    call.session.moderation.invite(room, name)
    return None


@_command(tr_noop("/list"), tr_noop("which rooms there are"))
def _list(call: SlashCall) -> str | None:
    call.session.rooms.list_rooms()
    return None


@_command(tr_noop("/help"), tr_noop("these commands"), "h", online=False)
def _help(call: SlashCall) -> str | None:
    if call.conversation is None:
        return tr("Commands: {commands}", commands=", ".join(usage for usage, _ in usages()))
    for usage, about in usages():
        words = tr("{usage}: {about}", usage=usage, about=about)
        call.session.model.add(call.conversation, EntryKind.INFO, "", words)
    return None
