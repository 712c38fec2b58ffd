"""`send` and `tail`: talking and listening from a terminal."""

import argparse
from typing import Any

from .typed import ADDRESS_HELP, address


def add(commands: Any) -> None:
    send = commands.add_parser("send", help="send one message and wait until it has arrived")
    _arguments(send)
    send.add_argument("text", metavar="TEXT", nargs="+", help="what to say")
    send.set_defaults(run=_send)
    tail = commands.add_parser("tail", help="print what is said, until Ctrl-C")
    _arguments(tail)
    tail.add_argument("--json", action="store_true", help="one JSON object a line")
    tail.set_defaults(run=_tail)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help=ADDRESS_HELP)
    parser.add_argument("target", metavar="TARGET", help="a room (#lab) or a person")
    parser.add_argument("--name", default="", help="what the others call you")
    parser.add_argument("--password", default="", help="the host's password, if it has one")


def _send(options: argparse.Namespace) -> int:
    from desktopchat.client import terminal

    return terminal.send(
        address(options.address),
        options.target,
        " ".join(options.text),
        name=options.name,
        password=options.password,
    )


def _tail(options: argparse.Namespace) -> int:
    from desktopchat.client import terminal

    return terminal.tail(
        address(options.address),
        options.target,
        as_json=options.json,
        name=options.name,
        password=options.password,
    )
