"""`send`, `tail` and `get`: talking, listening and files from a terminal."""

import argparse
import re

from desktopchat.irc import names
from desktopchat.irc.text import visible
from desktopchat.words import tr

from .typed import ADDRESS_HELP, Commands, UsageError, address, file, name, place, say

_NO_TARGET = re.compile("[ ,\x00-\x1f\x7f]|^:")
"""What no server can be told as a target of a message (Modern IRC, "Parameters", "Channels")."""


def add(commands: Commands) -> None:
    send = commands.add_parser(
        "send", help=tr("send one message, or files, and wait until all has arrived")
    )
    _arguments(send)
    send.add_argument("text", metavar="TEXT", nargs="*", help=tr("what to say"))
    send.add_argument(
        "--file",
        metavar="F",
        type=file,
        action="append",
        default=[],
        help=tr("a file to share (repeatable); the same call goes on where an earlier one stopped"),
    )
    send.set_defaults(run=_send)
    tail = commands.add_parser("tail", help=tr("print what is said, until Ctrl-C"))
    _arguments(tail)
    tail.add_argument("--json", action="store_true", help=tr("one JSON object a line"))
    tail.set_defaults(run=_tail)

    get = commands.add_parser("get", help=tr("fetch a file that was shared in a chat"))
    get.add_argument("url", metavar="URL", help=tr("its link"))
    get.add_argument(
        "--out", metavar="PATH", default="", help=tr("a folder, or what it is to be called")
    )
    get.set_defaults(run=_get)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help=tr(ADDRESS_HELP))
    parser.add_argument("target", metavar="TARGET", help=tr("a room (#lab) or a person"))
    parser.add_argument("--create", action="store_true", help=tr("make the room if there is none"))
    parser.add_argument("--name", default="", help=tr("what the others call you"))
    parser.add_argument("--password", default="", help=tr("the host's password, if it has one"))


def _send(options: argparse.Namespace) -> int:
    text = " ".join(options.text)
    if options.file:
        from . import files

        return files.send(
            address(options.address),
            _target(options.target),
            options.file,
            text,
            name=_name(options.name),
            password=options.password,
            create=options.create,
        )
    if not text.strip():
        raise UsageError(tr("There is nothing to send: give words, or a file with --file."))
    from . import talking

    return talking.send(
        address(options.address),
        _target(options.target),
        text,
        name=_name(options.name),
        password=options.password,
        create=options.create,
    )


def _get(options: argparse.Namespace) -> int:
    from . import files

    out = options.out
    if out:
        place(f"{out}file" if out.endswith(files.MARKS) else out)
    try:
        return files.get(options.url, out)
    except files.LinkError as error:
        raise UsageError(str(error)) from error


def _tail(options: argparse.Namespace) -> int:
    from . import talking

    return talking.tail(
        address(options.address),
        _target(options.target),
        as_json=options.json,
        name=_name(options.name),
        password=options.password,
        create=options.create,
    )


def _name(text: str) -> str:
    """What somebody wants to be called; they are told where it is shown otherwise."""
    nick = names.nick_from_name(name(text))
    if nick != text:
        say(
            tr(
                "DesktopChat shows “{name}”, other programs show {nick}.",
                name=visible(text),
                nick=nick,
            )
        )
    return text


def _target(text: str) -> str:
    """Only what is wrong on every server: others than ours have other names for people."""
    if not text.strip():
        raise UsageError(tr("No room and no person was named to talk to."))
    if _NO_TARGET.search(text):
        raise UsageError(
            tr(
                "“{text}” is neither a room's name nor a person's: those have no spaces, commas "
                "and control characters, and no colon at the beginning.",
                text=text,
            )
        )
    return text
