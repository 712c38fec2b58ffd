"""The command line as a whole: all commands and their options, and running what was asked for."""

import argparse
import sys
from collections.abc import Sequence

from desktopchat import __version__
from desktopchat.words import ENGLISH, tr, use

from . import keeping, language, nearby, own_side, serving, terminal, voice, window
from .typed import NO_TEXT, CommandsAction, Parser, UsageError, say


def run(arguments: Sequence[str]) -> int:
    """Do what the words ask for; the exit code."""
    language.speak()
    try:
        options = _parser().parse_args(arguments)
        _check_texts(options)
        if getattr(options, "json", False):
            use(ENGLISH, None)  # for programs, which shall find the same everywhere
        code: int = options.run(options)
    except UsageError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough of it.
        sys.stdout = None
        return 0
    return code


def _check_texts(options: argparse.Namespace) -> None:
    """Refuse what is no text, as the system hands on any bytes; files may be named anyhow."""
    for name, value in vars(options).items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and NO_TEXT.search(text):
                option = name.replace("_", "-")
                raise UsageError(
                    tr("What was given for {option} is not UTF-8 text.", option=option)
                )


def _parser() -> argparse.ArgumentParser:
    near = nearby.options()
    any_window, any_host = window.options(), serving.options()
    parser = Parser(
        prog="desktopchat",
        description=tr("A chat for the people on one network. Without a command: the window."),
        parents=[any_window, near],
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"desktopchat {__version__}",
        help=tr("show program's version number and exit"),
    )
    parser.set_defaults(run=window.run, mode="choose")
    commands = parser.add_subparsers(
        title=tr("commands"), metavar="COMMAND", parser_class=Parser, action=CommandsAction
    )
    window.add(commands, any_window, any_host, near)
    serving.add(commands, any_host, near)
    nearby.add(commands)
    terminal.add(commands)
    keeping.add(commands)
    own_side.add(commands)
    voice.add(commands)
    return parser
