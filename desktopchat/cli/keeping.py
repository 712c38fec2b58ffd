"""What is kept by a host, from the command line: `account`, `export`, `import`, `audit`.

These work on the files of a host, beside it while it runs, save `import`, which needs them for
itself.
"""

import argparse
import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from desktopchat.irc import names, timestamps
from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.irc.text import visible
from desktopchat.words import number, tr, trn
from desktopchat.words.reasons import reason

from .typed import Commands, UsageError, file, folder, place, say

if TYPE_CHECKING:
    import sqlite3

    from desktopchat.irc.scram import Keys
    from desktopchat.store.place.host_store import Reader

PASSWORD_VARIABLE = "DESKTOPCHAT_ACCOUNT_PASSWORD"
_ROWS_MOST = 1_000_000_000
_TOLD_EVERY = 0.2
"""Seconds between two looks at how far a long work is."""


def add(commands: Commands) -> None:
    account = commands.add_parser("account", help=tr("the accounts of a host"))
    verbs = account.add_subparsers(title=tr("commands"), metavar="COMMAND", required=True)
    for name, about, run in (
        ("add", tr("make an account"), _add_account),
        ("passwd", tr("give an account another password"), _change_password),
        ("remove", tr("take an account away; what was said stays"), _remove_account),
    ):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("name", metavar="NAME")
        _where(verb)
        verb.set_defaults(run=_told(run))
    verb = verbs.add_parser("list", help=tr("which there are"))
    _where(verb)
    verb.set_defaults(run=_told(_list_accounts))

    export = commands.add_parser("export", help=tr("what was said on a host, as a file"))
    export.add_argument("--format", choices=("jsonl", "html"), default="jsonl", dest="form")
    export.add_argument(
        "--room", action="append", default=[], help=tr("only this one (repeatable)")
    )
    export.add_argument("--out", metavar="FILE", type=place, help=tr("where to (default: here)"))
    _where(export)
    export.set_defaults(run=_told(_export))

    bring_in = commands.add_parser(
        "import", help=tr("merge an export into a host that does not run")
    )
    bring_in.add_argument("file", metavar="FILE", type=file)
    _where(bring_in)
    bring_in.set_defaults(run=_told(_import))

    audit = commands.add_parser(
        "audit", help=tr("what was done by those who run rooms and the host")
    )
    audit.add_argument("--rows", type=int, default=100)
    _where(audit)
    audit.set_defaults(run=_told(_audit))


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", metavar="DIR", type=folder, help=tr("where the host keeps its files")
    )


def _folder(options: argparse.Namespace) -> Path:
    from desktopchat.host.config import HostConfig

    return HostConfig(data=options.data).folder


def _told(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The same, with what can go wrong said in one line."""

    def guarded(options: argparse.Namespace) -> int:
        from desktopchat.store.errors import StoreError

        try:
            return run(options)
        except StoreError as error:
            say(str(error))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            where = f"{error.filename}: " if error.filename else ""
            say(f"{where}{reason(error)}")
        return 1

    return guarded


# accounts


@contextlib.contextmanager
def _opened(folder: Path) -> "Iterator[tuple[sqlite3.Connection, Reader]]":
    """A host's database, to be changed. A running host sees it."""
    import sqlite3

    from desktopchat.store.database import connect, failure
    from desktopchat.store.errors import StoreError
    from desktopchat.store.place.host_store import Reader
    from desktopchat.store.place.schema import check

    path = _kept(folder)
    _refuse_copy(folder)
    connection = connect(path)
    try:
        if not check(connection, path):
            raise StoreError(_nothing(folder))
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection, Reader(connection)
    except sqlite3.Error as error:
        raise failure(error, connection) from error
    finally:
        connection.close()


def _kept(folder: Path) -> Path:
    """The database in a folder. Raises StoreError where there is none: one that is made unasked
    would be found by no host."""
    from desktopchat.store.errors import StoreError
    from desktopchat.store.place.host_store import DATABASE

    path = folder / DATABASE
    if not path.exists():
        raise StoreError(_nothing(folder))
    return path


def _refuse_copy(folder: Path) -> None:
    """Raises StoreError where what is changed in a folder would be in a copy, and not at its host:
    the next whole copy would be without it, or the copy taken for a host's own."""
    from desktopchat.host.deputies.copy import holds_copy
    from desktopchat.store.errors import StoreError

    if holds_copy(folder):
        raise StoreError(
            tr(
                "In {folder} is a copy of a chat that another computer hosts. Do this on that "
                "computer.",
                folder=folder,
            )
        )


def _nothing(folder: Path) -> str:
    return tr(
        "No host has kept anything in {folder}. Name its folder with --data; a new "
        "host's is there once it was started.",
        folder=folder,
    )


def _add_account(options: argparse.Namespace) -> int:
    from desktopchat.store.place.accounts import AccountRecord, write_account

    name, folder = options.name, _folder(options)
    problem = names.nick_problem(name)
    if problem:
        raise UsageError(problem)
    _kept(folder)  # before anybody thinks of a password
    keys = _new_keys(name)
    folded = fold(name, UNICODE)
    with _opened(folder) as (connection, reader):
        if reader.accounts.find(folded) is not None:
            say(tr("There is an account called {name} already.", name=name))
            return 1
        record = AccountRecord(folded, name, name, keys, time.time_ns() // 1_000_000, "here")
        connection.execute(*write_account(record))
    print(tr("There is an account called {name} now, in {folder}", name=name, folder=folder))
    return 0


def _change_password(options: argparse.Namespace) -> int:
    from desktopchat.store.place.accounts import write_keys

    folder = _folder(options)
    _kept(folder)
    keys = _new_keys(options.name)
    folded = fold(options.name, UNICODE)
    with _opened(folder) as (connection, reader):
        if reader.accounts.find(folded) is None:
            return _nobody(options.name)
        connection.execute(*write_keys(folded, keys))
    print(tr("{name} has another password now, in {folder}", name=options.name, folder=folder))
    return 0


def _remove_account(options: argparse.Namespace) -> int:
    from desktopchat.store.place.accounts import forget_person, remove_account
    from desktopchat.store.place.rooms import forget_account, write_room

    folder = _folder(options)
    folded = fold(options.name, UNICODE)
    with _opened(folder) as (connection, reader):
        record = reader.accounts.find(folded)
        if record is None:
            return _nobody(options.name)
        for write in (remove_account(folded), *forget_person(folded, record.name)):
            connection.execute(*write)
        for state in reader.rooms.all():
            if forget_account(state, folded, lambda text: fold(text, UNICODE)):
                connection.execute(*write_room(fold(state["name"], UNICODE), state))
    print(
        tr(
            "There is no account called {name} any more, in {folder}",
            name=options.name,
            folder=folder,
        )
    )
    return 0


def _list_accounts(options: argparse.Namespace) -> int:

    from desktopchat.store.place.exchange import reading

    with reading(_folder(options)) as reader:
        records = reader.accounts.all()
    for record in records:
        made = timestamps.when(record.created).astimezone()
        print(f"{record.name}\t{made:%Y-%m-%d %H:%M}\t{record.address}")
    return 0


def _nobody(name: str) -> int:
    say(
        tr(
            "There is no account called {name}. `desktopchat account list` shows which there are.",
            name=name,
        )
    )
    return 1


def _new_keys(name: str) -> "Keys":
    """The keys of a password from the environment, from a pipe, or typed twice unseen."""
    from desktopchat.host.limits import PASSWORD_LEAST
    from desktopchat.host.state.accounts import new_keys

    password = os.environ.get(PASSWORD_VARIABLE, "")
    if not password and sys.stdin is not None and not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
    elif not password:
        import getpass

        try:
            password = getpass.getpass(tr("Password for {name}: ", name=name))
            again = getpass.getpass(tr("Once more: ")) if password else ""
        except EOFError:
            password = again = ""
        if again != password:
            raise UsageError(tr("The two are not the same."))
    if not password:
        raise UsageError(tr("No password was given."))
    if len(password) < PASSWORD_LEAST:
        raise UsageError(tr("A password has at least {least} characters.", least=PASSWORD_LEAST))
    try:
        return new_keys(password)
    except ValueError as error:
        raise UsageError(tr("There is something in it that no password may have.")) from error


# what was said, and done


class _Counter:
    """How far a long work is, on a terminal's standard error."""

    def __init__(self, told: Callable[[int], str]) -> None:
        """told: that so many messages are done, in words."""
        self._words = told
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._last = 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if self._shown and now - self._last >= _TOLD_EVERY:
            self._last = now
            sys.stderr.write(f"\r{self._words(done)} ")
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown and self._last:
            sys.stderr.write("\r\033[K")


def _put(out: Path, write: Callable[[TextIO], int]) -> int:
    """Have a file written that only its owner reads, as it has what was said in closed rooms too;
    what `write` gives. Raises OSError."""
    from desktopchat.store.files import private

    if out.exists() and not out.is_file():
        with out.open("w", encoding="utf-8", newline="\n") as device:
            return write(device)
    # Beside its place first: what is broken off leaves an older file as it was.
    part = out.with_name(f".{out.name}.part")
    try:
        part.unlink(missing_ok=True)
        with open(part, "x", encoding="utf-8", newline="\n", opener=private) as file:
            count = write(file)
        part.replace(out)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return count


def _export(options: argparse.Namespace) -> int:
    from desktopchat.store.place.exchange import export

    progress = _Counter(lambda n: trn("Wrote {n} message…", "Wrote {n} messages…", n))
    folder, out = _folder(options), options.out

    def write(file: TextIO) -> int:
        return export(folder, file, form=options.form, rooms=options.room, progress=progress)

    try:
        if out is None:
            text = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="\n")
            try:
                write(text)
            finally:
                text.flush()
                text.detach()
            return 0
        if out.is_dir():
            raise UsageError(tr("{path} is a folder. Name a file.", path=out))
        try:
            count = _put(out.resolve(), write)
        except OSError as error:
            say(tr("{path} can't be written: {why}.", path=out, why=reason(error)))
            return 1
    finally:
        progress.end()
    print(
        trn(
            "{n} message or event is in {path}",
            "{n} messages and events are in {path}",
            count,
            path=out,
        )
    )
    return 0


def _import(options: argparse.Namespace) -> int:
    from desktopchat.store.place.exchange import bring_in

    _refuse_copy(_folder(options))
    progress = _Counter(lambda n: trn("Read {n} message…", "Read {n} messages…", n))
    try:
        with options.file.open("rb") as file:
            counts = bring_in(_folder(options), file, progress=progress)
    finally:
        progress.end()
    some = counts.added or counts.known
    if some or not counts.refused:
        print(
            tr(
                "{new} came in; {known} were there already",
                new=number(counts.added),
                known=number(counts.known),
            )
        )
    if counts.refused:
        left_out = trn(
            "{n} line was left out, the first of them {line}.",
            "{n} lines were left out, the first of them {line}.",
            counts.refused,
            line=counts.first_refusal,
        )
        if some:
            say(left_out)
        else:
            say(tr("{file} may be no export: {why}", file=options.file, why=left_out))
    return 1 if counts.refused else 0


def _audit(options: argparse.Namespace) -> int:

    from desktopchat.store.place.exchange import reading

    if not 1 <= options.rows <= _ROWS_MOST:
        raise UsageError(tr("--rows is a number from 1 to {most}.", most=_ROWS_MOST))
    with reading(_folder(options)) as reader:
        deeds = reader.audit.latest(options.rows)
    for deed in deeds:
        when = timestamps.when(deed.moment).astimezone()
        who, _, account = deed.who.partition(" ")
        words = f"{when:%Y-%m-%d %H:%M:%S}  {who}{f' ({account})' if account else ''}  "
        words += f"{deed.what} {deed.target} {deed.detail}".rstrip()
        print(visible(words))
    return 0
