"""The keys of hosts that were met before, and which hosts want encryption only.

Trust on first use: the fingerprint that a place showed first is the one that it has to show ever
after. One JSON file, read on each question and written whole, so that two windows share it.
"""

import json
import time
from pathlib import Path

from desktopchat.irc.fingerprint import valid
from desktopchat.store.files import set_aside, write_whole
from desktopchat.store.paths import data_dir

FILE_NAME = "known-hosts.json"


class Trust:
    """place: "host:port". A file that can't be read is set aside: then nobody was ever met."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or data_dir() / FILE_NAME

    def pin(self, place: str) -> str:
        """The fingerprint that the place has to show; "" for one that was never met."""
        pin = self._read()["pins"].get(place.lower(), "")
        return pin if isinstance(pin, str) and valid(pin) else ""

    def remember(self, place: str, fingerprint: str) -> None:
        """From now on it has to show this one. Raises OSError."""
        kept = self._read()
        if kept["pins"].get(place.lower()) != fingerprint:
            kept["pins"][place.lower()] = fingerprint
            self._write(kept)

    def forget(self, place: str) -> None:
        """As if it had never been met. Raises OSError."""
        kept = self._read()
        if kept["pins"].pop(place.lower(), None) is not None:
            self._write(kept)

    def secure_port(self, host: str) -> int:
        """The port for encrypted connections, where the host takes no others; 0 for any way."""
        port, until = self._policy(self._read()["secure"].get(host.lower()))
        return port if until > time.time() else 0

    def keep_secure(self, host: str, port: int, seconds: int) -> None:
        """For so many seconds come only encrypted; 0 ends that. Raises OSError."""
        kept = self._read()
        known = kept["secure"].get(host.lower())
        until = int(time.time()) + seconds
        before_port, before_until = self._policy(known)
        if seconds <= 0:
            if kept["secure"].pop(host.lower(), None) is None:
                return
        elif before_port == port and 0 <= until - before_until < seconds // 10:
            return  # not worth a writing
        else:
            kept["secure"][host.lower()] = {"port": port, "until": until}
        self._write(kept)

    @staticmethod
    def _policy(known: object) -> tuple[int, int]:
        if isinstance(known, dict):
            port, until = known.get("port"), known.get("until")
            if isinstance(port, int) and isinstance(until, int) and 0 < port < 65536:
                return port, until
        return 0, 0

    def _read(self) -> dict[str, dict[str, object]]:
        kept: object = {}
        try:
            kept = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RecursionError):
            set_aside(self._path)
        if not isinstance(kept, dict):
            set_aside(self._path)
            kept = {}
        for part in ("pins", "secure"):
            if not isinstance(kept.get(part), dict):
                kept[part] = {}
        return kept

    def _write(self, kept: object) -> None:
        write_whole(self._path, json.dumps(kept, indent=1).encode())
