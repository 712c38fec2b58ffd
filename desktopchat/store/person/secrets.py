"""My accounts on hosts and their passwords, in a file that only I may read.

A key says which account: the host's fingerprint, and for whom. The passwords were made by this
program, each for one host, and open nothing else.
"""

import json
from pathlib import Path

from desktopchat.store.files import read_object, write_whole
from desktopchat.store.paths import data_dir

FILE_NAME = "accounts.json"


class Secrets:
    """The file is read on each question and written whole, so that two windows share it."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or data_dir() / FILE_NAME

    def get(self, key: str) -> tuple[str, str] | None:
        """The account and its password; None where there is none yet."""
        found = read_object(self._path).get(key)
        if isinstance(found, dict):
            account, password = found.get("account"), found.get("password")
            if isinstance(account, str) and isinstance(password, str) and account and password:
                return account, password
        return None

    def put(self, key: str, account: str, password: str) -> None:
        """Keep them. Raises OSError."""
        kept = read_object(self._path)
        kept[key] = {"account": account, "password": password}
        write_whole(self._path, json.dumps(kept, indent=1, ensure_ascii=False).encode())
