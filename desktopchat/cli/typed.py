"""What was typed on the command line, as values, and how people are told what is wrong with it."""

import argparse
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from desktopchat.irc import names
from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.irc.text import visible
from desktopchat.words import tr, tr_noop

from .cells import cells, wrapped

NO_TEXT = re.compile("[\ud800-\udfff]")
"""What a system hands on that is no text."""
ADDRESS_HELP = tr_noop("where: a join code, lab-pc, 192.168.1.20, lab-pc:7000, ircs://lab-pc/room")


class UsageError(Exception):
    """What was asked for makes no sense. The message is the one line that people see."""


class _Help(argparse.HelpFormatter):
    """Breaks lines by how wide letters are in a terminal, where those of the language are wide."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width) if _is_wide(text) else super()._split_lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if not _is_wide(text):
            return super()._fill_text(text, width, indent)
        return "\n".join(f"{indent}{line}" for line in wrapped(text, width - len(indent)))


def _is_wide(text: str) -> bool:
    return cells(text) > len(text)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it. Options may stand anywhere."""

    _divided = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Help} | options)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        # Options first, then all that stands between them: argparse takes a list of words for
        # whole at the first option behind it. A parser with commands leaves that to theirs.
        if self._divided or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._divided = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._divided = False

    def format_usage(self) -> str:
        # For `parse_known_intermixed_args` alone, which cuts off as many letters as these.
        formatter = self._get_formatter()
        groups = self._mutually_exclusive_groups
        formatter.add_usage(self.usage, self._actions, groups, "usage: ")
        return formatter.format_help()

    def error(self, message: str) -> NoReturn:
        raise UsageError(
            tr("{wrong} (see {command})", wrong=message, command=f"{self.prog} --help")
        )


class CommandsAction(argparse._SubParsersAction):  # type: ignore[type-arg]
    """Options that a command shares with the program count before the command too: argparse alone
    lets the command's defaults take their place."""

    def __call__(
        self, parser: Any, namespace: argparse.Namespace, values: Any, option_string: Any = None
    ) -> None:
        given = vars(namespace).items()
        before = {name: value for name, value in given if value != parser.get_default(name)}
        super().__call__(parser, namespace, values, option_string)
        command = self._name_parser_map[values[0]]
        for name, value in before.items():
            if getattr(namespace, name) == command.get_default(name):
                setattr(namespace, name, value)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What the commands are added to."""


def address(text: str, *, listening: bool = False) -> Address:
    """listening: one to listen on, which no join code is."""
    from desktopchat.lan.join_code import CodeError, parse_code

    try:
        by_code = None if listening else parse_code(text)
        return by_code or parse_address(text, listening=listening)
    except (AddressError, CodeError) as error:
        raise UsageError(str(error)) from error


def name(text: str) -> str:
    """What somebody wants to be called; "" for nothing asked for."""
    if text and not names.nick_from_name(text):
        raise UsageError(
            tr("“{name}” can't be a name: it needs a letter or a digit.", name=visible(text))
        )
    return text


def room(text: str) -> str:
    """A room that was named, with or without its #, as a title ("Lab 3") or as on the wire
    ("#Lab-3"), and that loses no letter on the way."""
    name = names.channel_from_title(text)
    typed = unicodedata.normalize("NFC", "-".join(text.split()))
    if name not in (typed, f"#{typed}"):
        wrong = tr("“{name}” can't be the name of a room.", name=visible(text))
        if name:
            wrong = tr(
                "“{name}” can't be the name of a room, but {other} can.",
                name=visible(text),
                other=name,
            )
        raise UsageError(wrong)
    return name


def file(text: str) -> Path:
    """A file to read."""
    from desktopchat.store.named_files import NamedFileError, check_file

    path = Path(text)
    try:
        check_file(path)
    except NamedFileError as error:
        raise UsageError(str(error)) from error
    return path


def place(text: str) -> Path:
    """A file to write to."""
    from desktopchat.store.named_files import NamedFileError, check_place

    path = Path(text)
    try:
        check_place(path)
    except NamedFileError as error:
        raise UsageError(str(error)) from error
    return path


def content(path: Path) -> str:
    """The text of a file that was named."""
    from desktopchat.store.named_files import NamedFileError, read_text

    try:
        return read_text(path)
    except NamedFileError as error:
        raise UsageError(str(error)) from error


def folder(text: str) -> Path:
    # An empty name, as of a variable that is not set, would be the folder one happens to be in.
    if not text:
        raise UsageError(tr("No folder was named with --data."))
    return Path(text)


def say(line: str) -> None:
    """Tell the person, beside what the command puts out."""
    if sys.stderr is not None:
        words = visible(" ".join(line.splitlines()))
        sys.stderr.write(f"desktopchat: {words}\n")
