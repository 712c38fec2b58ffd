"""Every way to start the program.

Each way imports what it needs and no more, so that a host does not load a window and the window
does not wait for a host. Exit codes: 0 done, 1 failed (said in one line on stderr), 2 wrong usage.
"""

import argparse
import io
import os
import re
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from desktopchat import __version__
from desktopchat.irc import names
from desktopchat.irc.address import PLAIN_PORT, Address, AddressError, parse_address
from desktopchat.irc.text import split_text

if TYPE_CHECKING:
    from desktopchat.host.config import HostConfig
    from desktopchat.ui.start_request import StartRequest

EVERYWHERE = ("0.0.0.0", "::")
"""What a host listens on when it is not told: every address, IPv4 and IPv6."""

_NO_TEXT = re.compile("[\ud800-\udfff]")

TITLE_MAX = 64
"""Characters: the title is part of a line that everybody gets."""

MOTD_WIDTH = 400
"""Bytes of one line of the message of the day."""


class UsageError(Exception):
    """What was asked for makes no sense. The message is the one line that people see."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    _speak_utf8()
    try:
        options = _parser().parse_args(arguments)
        _check_texts(options)
        code: int = options.run(options)
    except UsageError as error:
        _say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough of it.
        sys.stdout = None
        return 0
    return code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def _check_texts(options: argparse.Namespace) -> None:
    """Refuse what is no text, as the system hands on any bytes; files may be named anyhow."""
    for name, value in vars(options).items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and _NO_TEXT.search(text):
                raise UsageError(f"What was given for {name.replace('_', '-')} is not UTF-8 text.")


def _parser() -> argparse.ArgumentParser:
    window = _window_options()
    parser = _Parser(
        prog="desktopchat",
        description="A chat for the people on one network. Without a command: the window.",
        parents=[window],
    )
    parser.add_argument("--version", action="version", version=f"desktopchat {__version__}")
    parser.set_defaults(run=_window, mode="choose")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    host = commands.add_parser(
        "host", help="host a chat, with a window", parents=[window, _serve_options()]
    )
    host.set_defaults(run=_window, mode="host")

    join = commands.add_parser("join", help="join a chat, with a window", parents=[window])
    join.add_argument("address", metavar="ADDRESS", help=_ADDRESS_HELP)
    join.add_argument("--password", default="", help="the host's password, if it has one")
    join.set_defaults(run=_window, mode="join")

    serve = commands.add_parser(
        "serve", help="host a chat without a window", parents=[_serve_options()]
    )
    serve.add_argument("--room", default="", help="the room that newcomers are brought to")
    serve.add_argument("--attended", action="store_true", help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)

    send = commands.add_parser("send", help="send one message and wait until it has arrived")
    _terminal_arguments(send)
    send.add_argument("text", metavar="TEXT", nargs="+", help="what to say")
    send.set_defaults(run=_send)

    tail = commands.add_parser("tail", help="print what is said, until Ctrl-C")
    _terminal_arguments(tail)
    tail.add_argument("--json", action="store_true", help="one JSON object a line")
    tail.set_defaults(run=_tail)
    return parser


_ADDRESS_HELP = "where: lab-pc, 192.168.1.20:6667, irc://lab-pc:6667/room"


def _window_options() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument("--name", default="", help="what the others call you")
    options.add_argument("--room", default="", help="the room to talk in")
    options.add_argument("--theme", choices=("light", "dark", "system"), default="")
    options.add_argument("--scale", type=float, default=0.0, help="1.5 for 150 %%")
    options.add_argument("--probe", type=Path, help=argparse.SUPPRESS)
    return options


def _serve_options() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument(
        "--listen",
        metavar="URL",
        action="append",
        default=[],
        help="where to listen, e.g. irc://127.0.0.1:6667 (repeatable; port 0: any free one; "
        f"default: port {PLAIN_PORT} on every address of this computer)",
    )
    options.add_argument("--title", default="", help="what people see as this place's name")
    options.add_argument("--data", metavar="DIR", type=Path, help="where the host keeps its files")
    options.add_argument(
        "--password",
        default=os.environ.get("DESKTOPCHAT_PASSWORD", ""),
        help="what everybody needs to know to come in (default: the environment's "
        "DESKTOPCHAT_PASSWORD, which other people on this computer can't see)",
    )
    options.add_argument("--server-name", default="", help="the host's name on the wire")
    options.add_argument(
        "--oper",
        metavar="NAME:PASSWORD",
        action="append",
        default=[],
        help="somebody who may use OPER (repeatable)",
    )
    options.add_argument(
        "--no-throttle", action="store_true", help="no limits on speed and connections"
    )
    options.add_argument("--motd", metavar="FILE", type=Path, help="a text everybody is greeted by")
    return options


def _terminal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help=_ADDRESS_HELP)
    parser.add_argument("target", metavar="TARGET", help="a room (#lab) or a person")
    parser.add_argument("--name", default="", help="what the others call you")
    parser.add_argument("--password", default="", help="the host's password, if it has one")


def _window(options: argparse.Namespace) -> int:
    try:
        import tkinter  # noqa: F401
    except ImportError:
        _say(
            "This Python has no tkinter, which the window needs. Install it (Debian, Ubuntu: "
            "python3-tk; Fedora: python3-tkinter; Homebrew: python-tk), or use: desktopchat serve"
        )
        return 1
    request = _start_request(options)
    from desktopchat.ui.app import NoDisplay, run_window

    try:
        return run_window(request)
    except NoDisplay as error:
        _say(str(error))
        return 1


def _start_request(options: argparse.Namespace) -> "StartRequest":
    from desktopchat.ui.start_request import HostOptions, StartRequest

    request = StartRequest(
        mode=options.mode,
        name=options.name,
        rooms=[_room(options.room)] if options.room else [],
        theme=options.theme,
        scale=options.scale,
        probe=options.probe,
    )
    if options.mode == "join":
        request.address = str(_address(options.address))
        request.password = options.password
    elif options.mode == "host":
        _host_config(options)  # what is wrong is said here, before a window opens
        request.password = options.password
        request.host = HostOptions(
            listen=options.listen,
            title=options.title or names.room_title(options.room),
            data=options.data,
            more=_handed_on(options),
        )
    return request


def _handed_on(options: argparse.Namespace) -> list[str]:
    """The options of `serve` that the window only hands on to the host that it starts."""
    words = [word for oper in options.oper for word in ("--oper", oper)]
    if options.server_name:
        words += ["--server-name", options.server_name]
    if options.no_throttle:
        words.append("--no-throttle")
    if options.motd:
        words += ["--motd", str(options.motd.resolve())]
    return words


def _serve(options: argparse.Namespace) -> int:
    from desktopchat.host.serve import serve
    from desktopchat.host.server import ListenError
    from desktopchat.store.errors import StoreError

    try:
        return serve(_host_config(options), attended=options.attended)
    except (ListenError, StoreError) as error:
        _say(str(error))
        return 1


def _host_config(options: argparse.Namespace) -> "HostConfig":
    """What `serve`'s options ask for; UsageError where they make no sense."""
    from desktopchat.host.config import HostConfig

    title = " ".join(options.title.split())
    if len(title) > TITLE_MAX:
        raise UsageError(f"A title has at most {TITLE_MAX} characters.")
    room = options.room or title
    config = HostConfig(
        password=options.password,
        opers=_opers(options.oper),
        motd=_motd(options.motd) if options.motd else [],
        throttle=not options.no_throttle,
        listen=[_address(url, listening=True) for url in options.listen] or _everywhere(),
        data=options.data,
    )
    if room:
        config.room = _room(room)
    config.title = title or names.room_title(options.room) or names.room_title(config.room)
    if options.server_name:
        if not names.valid_server_name(options.server_name):
            raise UsageError(
                f"“{options.server_name}” can't be a server's name: use letters, digits, - and "
                "at least one dot, as in lab3.local."
            )
        config.server_name = options.server_name
    return config


def _everywhere() -> list[Address]:
    return [Address(host, PLAIN_PORT) for host in EVERYWHERE if _can_listen(host)]


def _can_listen(host: str) -> bool:
    """Whether this computer has that kind of address at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


def _address(text: str, *, listening: bool = False) -> Address:
    try:
        return parse_address(text, listening=listening)
    except AddressError as error:
        raise UsageError(str(error)) from error


def _room(text: str) -> str:
    room = names.channel_from_title(text)
    if not room:
        raise UsageError(f"“{text}” can't be the name of a room.")
    return room


def _opers(texts: list[str]) -> dict[str, str]:
    """Who runs the host: those named, and the window that started it."""
    opers = dict(_oper(text) for text in texts)
    if owner := os.environ.get("DESKTOPCHAT_OWNER_PASSWORD"):
        opers["owner"] = owner
    return opers


def _oper(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not (name and colon and password):
        raise UsageError("--oper takes NAME:PASSWORD, for example --oper ada:lovelace.")
    return name, password


def _motd(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.") from error
    return [piece for line in text.splitlines() for piece in (split_text(line, MOTD_WIDTH) or [""])]


def _send(options: argparse.Namespace) -> int:
    from desktopchat.client import terminal

    return terminal.send(
        _address(options.address),
        options.target,
        " ".join(options.text),
        name=options.name,
        password=options.password,
    )


def _tail(options: argparse.Namespace) -> int:
    from desktopchat.client import terminal

    return terminal.tail(
        _address(options.address),
        options.target,
        as_json=options.json,
        name=options.name,
        password=options.password,
    )


def _say(line: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"desktopchat: {' '.join(line.splitlines())}\n")


def _speak_utf8() -> None:
    """Text is UTF-8 everywhere, also where the system's terminal or a pipe would have another.

    In a packaged program without a console the streams are None.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
