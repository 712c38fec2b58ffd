"""A person's own side in one file and back, from the command line: `backup`, `restore`."""

import argparse
from typing import TYPE_CHECKING

from .typed import Commands, UsageError, file, place, say

if TYPE_CHECKING:
    from desktopchat.store.person.backup import Backup


def add(commands: Commands) -> None:
    backup = commands.add_parser("backup", help="your settings, accounts and logbooks, as one file")
    backup.add_argument("file", metavar="FILE", type=place)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="bring back what `backup` has put into a file")
    restore.add_argument("file", metavar="FILE", type=file)
    restore.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    from desktopchat.store.person.backup import write_backup

    if options.file.exists() and not options.file.is_file():
        raise UsageError(f"{options.file} is no file. Name one.")
    try:
        made = write_backup(options.file.resolve())
    except OSError as error:
        say(f"{options.file} can't be written: {error.strerror or error}.")
        return 1
    print(f"{_chats(made)} and your settings are in {options.file}")
    say("Whoever has this file can go by your name: it holds the keys to your accounts.")
    if made.left_out:
        say(f"{made.left_out} of what was seen in chats could not be read, and is not in it.")
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
        print(f"{_chats(backup)} and your settings are back.")
        if (before := data_dir() / BEFORE_RESTORE).exists():
            print(f"What was here before is kept in {before}")
    else:
        print("A window is open. Close it: what is in the file is here at the next start.")
    return 0


def _chats(backup: "Backup") -> str:
    return "1 chat" if backup.logbooks == 1 else f"{backup.logbooks} chats"
