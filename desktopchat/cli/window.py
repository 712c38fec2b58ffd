"""The ways to start with a window: without a command, `host`, `join`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.irc import names
from desktopchat.words import tr

from . import host_settings, nearby, serving
from .opening import open_window
from .typed import ADDRESS_HELP, Commands, Parser, UsageError, address, name, room

if TYPE_CHECKING:
    from desktopchat.ui.start_request import StartRequest


def options() -> Parser:
    """What every window takes."""
    parser = Parser(add_help=False)
    parser.add_argument("--name", default="", help=tr("what the others call you"))
    parser.add_argument("--room", default="", help=tr("the room to talk in"))
    parser.add_argument("--theme", choices=("light", "dark", "system"), default="")
    parser.add_argument("--scale", type=float, default=0.0, help=tr("1.5 for 150 %%"))
    parser.add_argument(
        "--invisible",
        action="store_true",
        help=tr("look for others on the network, but don't be seen there"),
    )
    parser.add_argument(
        "--hidden", action="store_true", help=tr("start in the tray, where there is one")
    )
    parser.add_argument("--probe", type=Path, help=argparse.SUPPRESS)
    return parser


def add(commands: Commands, window: Parser, serve: Parser, near: Parser) -> None:
    """Put `host` and `join` among the commands."""
    host = commands.add_parser(
        "host", help=tr("host a chat, with a window"), parents=[window, serve, near]
    )
    host.set_defaults(run=run, mode="host")
    join = commands.add_parser(
        "join", help=tr("join a chat, with a window"), parents=[window, near]
    )
    join.add_argument("address", metavar="ADDRESS", help=tr(ADDRESS_HELP))
    join.add_argument("--password", default="", help=tr("the host's password, if it has one"))
    join.add_argument(
        "--plain",
        action="store_true",
        help=tr("without a window: in lines, for terminals, pipes and screen readers"),
    )
    join.add_argument(
        "--json", action="store_true", help=tr("with --plain: one JSON object a line, for programs")
    )
    join.set_defaults(run=_join, mode="join")


def _join(options: argparse.Namespace) -> int:
    if options.json and not options.plain:
        raise UsageError(tr("--json goes with --plain."))
    if not options.plain:
        return run(options)
    from desktopchat.store.person import settings

    from .plain import plain
    from .talking import system_name

    return plain(
        address(options.address),
        name=name(options.name) or settings.load().name or system_name(),
        password=options.password,
        room=room(options.room) if options.room else "",
        as_json=options.json,
    )


def run(options: argparse.Namespace) -> int:
    return open_window(_start_request(options))


def _start_request(options: argparse.Namespace) -> "StartRequest":
    from desktopchat.ui.start_request import HostOptions, StartRequest

    request = StartRequest(
        mode=options.mode,
        name=name(options.name),
        rooms=[room(options.room)] if options.room else [],
        theme=options.theme,
        scale=options.scale,
        hidden=options.hidden,
        probe=options.probe,
        interfaces=nearby.interfaces(options),
        discovery=not options.no_discovery,
        visible=not options.invisible,
    )
    if options.mode == "join":
        request.address = str(address(options.address))
        request.password = options.password
    elif options.mode == "host":
        host_settings.host_config(options)  # what is wrong is said here, before a window opens
        request.password = options.password
        request.host = HostOptions(
            listen=options.listen,
            title=options.title or names.room_title(options.room),
            data=options.data,
            more=serving.handed_on(options),
        )
    return request
