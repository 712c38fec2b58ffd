"""A person's own side in one file and back, from the command line: `backup`, `restore`."""

import argparse
from typing import TYPE_CHECKING

from desktopchat.words import tr, trn
from desktopchat.words.reasons import reason

from .typed import Commands, UsageError, file, place, say

if TYPE_CHECKING:
    from desktopchat.store.person.backup import Backup


def add(commands: Commands) -> None:
    backup = commands.add_parser(
        "backup", help=tr("your settings, accounts and logbooks, as one file")
    )
    backup.add_argument("file", metavar="FILE", type=place)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser(
        "restore", help=tr("bring back what `backup` has put into a file")
    )
    restore.add_argument("file", metavar="FILE", type=file)
    restore.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    from desktopchat.store.errors import StoreError
    from desktopchat.store.person.backup import read_backup, write_backup

    if options.file.exists():
        try:
            read_backup(options.file)
        except StoreError as error:
            raise UsageError(
                tr("{file} is there, and is no backup. Name another file.", file=options.file)
            ) from error
    try:
        made = write_backup(options.file.resolve())
    except OSError as error:
        say(tr("{path} can't be written: {why}.", path=options.file, why=reason(error)))
        return 1
    print(tr("{chats} and your settings are in {file}", chats=_chats(made), file=options.file))
    say(tr("Whoever has this file can go by your name: it holds the keys to your accounts."))
    if made.left_out:
        say(
            trn(
                "{n} of what was seen in chats could not be read, and is not in it.",
                "{n} of what was seen in chats could not be read, and is not in it.",
                made.left_out,
            )
        )
    return 1 if made.left_out else 0


def _restore(options: argparse.Namespace) -> int:
    from desktopchat.store.errors import StoreError
    from desktopchat.store.paths import data_dir
    from desktopchat.store.person.backup import stage, take_in
    from desktopchat.store.person.storage import BEFORE_RESTORE

    try:
        backup = stage(options.file)
        done = take_in()
    except StoreError as error:
        say(str(error))
        return 1
    if done:
        print(tr("{chats} and your settings are back.", chats=_chats(backup)))
        if (before := data_dir() / BEFORE_RESTORE).exists():
            print(tr("What was here before is kept in {before}", before=before))
    else:
        print(tr("A window is open. Close it: what is in the file is here at the next start."))
    return 0


def _chats(backup: "Backup") -> str:
    return trn("{n} chat", "{n} chats", backup.logbooks)
