"""What is typed with "/" in `desktopchat join --plain`, beside the commands of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.client import slash
from desktopchat.irc.filehost import links_in, parse_link
from desktopchat.store.paths import downloads_dir

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


_NO_MESSAGE = "Name a message by its number, such as 12."


@_command("/go NAME", "open a room you are in, or a person")
def _go(chat: PlainChat, rest: str) -> str | None:
    model = chat.session.model
    if not rest:
        return "It is used like this: /go NAME"
    found = model.conversation(rest) or model.conversation(model.isupport.as_channel(rest))
    if found is None and model.fold(rest) in model.people:
        found = chat.session.open_direct(rest)
    if found is None:
        return (
            f"You are in no room {rest}. /join {rest} goes there, /query {rest} talks to a person."
        )
    chat.go(found.name)
    return None


@_command("/rooms", "which rooms and people you have open, and what is new")
def _rooms(chat: PlainChat, _rest: str) -> str | None:
    chat.put(chat.words.conversations(chat.session.model.conversations.values(), chat.here))
    return None


@_command("/names", "who is here")
def _names(chat: PlainChat, _rest: str) -> str | None:
    if chat.here is None:
        return "You are in no room."
    chat.put(chat.words.people(chat.here))
    return None


@_command("/history", "what was said before; again: what was said before that")
def _history(chat: PlainChat, _rest: str) -> str | None:
    if chat.here is None:
        return "You are in no room."
    chat.tell_older(chat.here)
    return None


@_command("/reply NUMBER WORDS", "answer a message")
def _reply(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None or not found[2]:
        return f"It is used like this: /reply NUMBER WORDS. {_NO_MESSAGE}"
    conversation, entry, words = found
    if not chat.session.messages.may_reply(conversation, entry):
        return "That message can't be answered here."
    chat.say_in(conversation, words, reply_to=entry)
    return None


@_command("/react NUMBER EMOJI", "give a reaction; again: take it back")
def _react(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None or not found[2]:
        return f"It is used like this: /react NUMBER EMOJI. {_NO_MESSAGE}"
    conversation, entry, sign = found
    mine = any(map(chat.session.model.is_me, entry.reactions.get(sign, ())))
    if not chat.session.messages.react(conversation, entry, sign, on=not mine):
        return "This host knows no reactions."
    return None


@_command("/edit NUMBER WORDS", "change a message of yours")
def _edit(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None or not found[2]:
        return f"It is used like this: /edit NUMBER WORDS. {_NO_MESSAGE}"
    if not chat.session.messages.edit(*found):
        return (
            "Only a message of yours that has arrived can be changed, where the host can do that."
        )
    return None


@_command("/delete NUMBER", "delete a message for everyone")
def _delete(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    if found is None:
        return f"It is used like this: /delete NUMBER. {_NO_MESSAGE}"
    if not chat.session.messages.redact(found[0], found[1]):
        return "That message can't be deleted here."
    return None


@_command("/search WORDS", "find what was said: words, from:NAME, after:2026-11-01, has:file")
def _find(chat: PlainChat, rest: str) -> str | None:
    if not rest:
        return "It is used like this: /search WORDS"
    chat.search(rest)
    return None


@_command("/share FILE", "share a file here")
def _share(chat: PlainChat, rest: str) -> str | None:
    path = Path(rest).expanduser()
    if chat.here is None:
        return "You are in no room."
    if not chat.session.filehost.takes_files:
        return "This chat takes no files."
    if not path.is_file():
        return f"There is no file {rest}."
    chat.transfers.send(path, chat.here)
    chat.say(f"Sending {path.name}.")
    return None


@_command("/save NUMBER", "save the files of a message to your downloads")
def _save(chat: PlainChat, rest: str) -> str | None:
    found = chat.message(rest)
    files = [parse_link(link) for link in links_in(found[1].text)] if found is not None else []
    for file in files:
        if file is not None:
            chat.transfers.fetch(*file, downloads_dir())
    if not files:
        return f"It is used like this: /save NUMBER, of a message with a file. {_NO_MESSAGE}"
    return None


@_command("/help", "these commands")
def _help(chat: PlainChat, _rest: str) -> str | None:
    ours = [(usage, about) for usage, about, _ in COMMANDS.values()]
    others = [one for one in slash.usages() if one[0].split()[0].removeprefix("/") not in COMMANDS]
    for usage, about in sorted([*ours, *others]):
        chat.say(f"{usage}: {about}")
    return None
