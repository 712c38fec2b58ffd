"""What is typed with "/" in `desktopchat join --plain`, beside the commands of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.client import slash
from desktopchat.irc.filehost import links_in, parse_link
from desktopchat.store.paths import downloads_dir
from desktopchat.words import tr, tr_noop
from desktopchat.words.lists import sentences

if TYPE_CHECKING:
    from desktopchat.cli.plain import PlainChat

Run = Callable[["PlainChat", str], str | None]
"""Gets what follows the command's name; gives what was wrong in words for people, None when nothing
was."""

COMMANDS: dict[str, tuple[str, str, Run]] = {}
"""By name: how it is typed, what it does, and that."""


def _command(usage: str, about: str) -> Callable[[Run], Run]:
    def register(function: Run) -> Run:
        COMMANDS[usage.split(maxsplit=1)[0].removeprefix("/")] = usage, about, function
        return function

    return register


_NO_MESSAGE = tr_noop("Name a message by its number, such as 12.")


def _usage(name: str) -> str:
    """That a command is typed otherwise, as a sentence."""
    return tr("It is used like this: {usage}.", usage=tr(COMMANDS[name][0]))


@_command(tr_noop("/go NAME"), tr_noop("open a room you are in, or a person"))
def _go(chat: PlainChat, rest: str) -> str | None:
    model = chat.session.model
    if not rest:
        return tr("It is used like this: {usage}", usage=tr(COMMANDS["go"][0]))
    found = model.conversation(rest) or model.conversation(model.isupport.as_channel(rest))
    if found is None and model.fold(rest) in model.people:
        found = chat.session.open_direct(rest)
    if found is None:
        return tr(
            "You are in no room {name}. /join {name} goes there, /query {name} talks to a person.",
            name=rest,
        )
    chat.go(found.name)
    return None


@_command(tr_noop("/rooms"), tr_noop("which rooms and people you have open, and what is new"))
def _rooms(chat: PlainChat, _rest: str) -> str | None:
    chat.put(chat.words.conversations(chat.session.model.conversations.values(), chat.here))
    return None


@_command(tr_noop("/names"), tr_noop("who is here"))
def _names(chat: PlainChat, _rest: str) -> str | None:
    if chat.here is None:
        return tr("You are in no room.")
    chat.put(chat.words.people(chat.here))
    return None


@_command(tr_noop("/history"), tr_noop("what was said before; again: what was said before that"))
def _history(chat: PlainChat, _rest: str) -> str | None:
    if chat.here is None:
        return tr("You are in no room.")
    chat.tell_older(chat.here)
    return None


@_command(tr_noop("/reply NUMBER WORDS"), tr_noop("answer a message"))
def _reply(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None or not found[2]:
        return sentences(_usage("reply"), tr(_NO_MESSAGE))
    conversation, entry, words = found
    if not chat.session.messages.may_reply(conversation, entry):
        return tr("That message can't be answered here.")
    chat.say_in(conversation, words, reply_to=entry)
    return None


@_command(tr_noop("/react NUMBER EMOJI"), tr_noop("give a reaction; again: take it back"))
def _react(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None or not found[2]:
        return sentences(_usage("react"), tr(_NO_MESSAGE))
    conversation, entry, sign = found
    mine = any(map(chat.session.model.is_me, entry.reactions.get(sign, ())))
    if not chat.session.messages.react(conversation, entry, sign, on=not mine):
        return tr("This host knows no reactions.")
    return None


@_command(tr_noop("/edit NUMBER WORDS"), tr_noop("change a message of yours"))
def _edit(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None or not found[2]:
        return sentences(_usage("edit"), tr(_NO_MESSAGE))
    if not chat.session.messages.edit(*found):
        return tr(
            "Only a message of yours that has arrived can be changed, where the host can do that."
        )
    return None


@_command(tr_noop("/delete NUMBER"), tr_noop("delete a message for everyone"))
def _delete(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None:
        return sentences(_usage("delete"), tr(_NO_MESSAGE))
    if not chat.session.messages.redact(found[0], found[1]):
        return tr("That message can't be deleted here.")
    return None


@_command(
    tr_noop("/pin NUMBER"), tr_noop("pin a message, so that all find it again; again: unpin it")
)
def _pin(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None:
        return sentences(_usage("pin"), tr(_NO_MESSAGE))
    conversation, entry, _ = found
    pins = chat.session.pins
    if pins.may_unpin(conversation, entry.msgid):
        pins.unpin(conversation, entry.msgid)
        chat.say(tr("Unpinned."))
    elif pins.may_pin(conversation, entry):
        pins.pin(conversation, entry.msgid)
    else:
        return tr("That message can't be pinned here.")
    return None


@_command(
    tr_noop("/search WORDS"),
    tr_noop("find what was said: words, from:NAME, after:2026-11-01, has:file"),
)
def _find(chat: PlainChat, rest: str) -> str | None:
    if not rest:
        return tr("It is used like this: {usage}", usage=tr(COMMANDS["search"][0]))
    chat.search(rest)
    return None


@_command(tr_noop("/share FILE"), tr_noop("share a file here"))
def _share(chat: PlainChat, rest: str) -> str | None:
    path = Path(rest).expanduser()
    if chat.here is None:
        return tr("You are in no room.")
    if not chat.session.filehost.takes_files:
        return tr("This chat takes no files.")
    if not path.is_file():
        return tr("There is no file {path}.", path=rest)
    chat.transfers.send(path, chat.here)
    chat.say(tr("Sending {name}.", name=path.name))
    return None


@_command(tr_noop("/save NUMBER"), tr_noop("save the files of a message to your downloads"))
def _save(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    files = [parse_link(link) for link in links_in(found[1].text)] if found is not None else []
    for file in files:
        if file is not None:
            chat.transfers.fetch(*file, downloads_dir())
    if not files:
        return sentences(
            tr(
                "It is used like this: {usage}, of a message with a file.",
                usage=tr(COMMANDS["save"][0]),
            ),
            tr(_NO_MESSAGE),
        )
    return None


@_command(tr_noop("/help"), tr_noop("these commands"))
def _help(chat: PlainChat, _rest: str) -> str | None:
    ours = [(tr(usage), tr(about)) for usage, about, _ in COMMANDS.values()]
    others = [one for one in slash.usages() if one[0].split()[0].removeprefix("/") not in COMMANDS]
    for usage, about in sorted([*ours, *others]):
        chat.say(tr("{usage}: {about}", usage=usage, about=about))
    return None
