"""The keys of hosts that were met before, which of them serve one place, and which hosts want
encryption only.

Trust on first use: the fingerprint that a place showed first is the one that it has to show ever
after. One JSON file, looked at on each question and written whole, so that two windows share it.
"""

import contextlib
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from desktopchat.irc.address import (
    PLAIN_PORT,
    TLS_PORT,
    Address,
    AddressError,
    once_each,
    parse_address,
)
from desktopchat.irc.fingerprint import valid
from desktopchat.store.files import read_object, write_whole
from desktopchat.store.paths import data_dir

FILE_NAME = "known-hosts.json"
_OF_PLACES = ("places", "hosts", "roots", "healed")
"""What is kept of where places are hosted."""
_HOSTS = 5
"""Who hosted a place, at most: each that is not there is waited for whenever its host is lost."""


class Trust:
    """place: "host:port". A file that can't be read is set aside: then nobody was ever met."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or data_dir() / FILE_NAME
        self._known: dict[str, dict[str, object]] = {}
        """What the file said last; nobody changes it."""
        self._sign: tuple[int, ...] = ()
        """Of the file then."""

    def pin(self, place: str) -> str:
        """The fingerprint that the place has to show; "" for one that was never met."""
        pin = self._look()["pins"].get(place.lower(), "")
        return pin if isinstance(pin, str) and valid(pin) else ""

    def remember(self, place: str, fingerprint: str) -> None:
        """From now on it has to show this one. Raises OSError."""
        kept = self._read()
        if kept["pins"].get(place.lower()) != fingerprint:
            kept["pins"][place.lower()] = fingerprint
            self._write(kept)

    def root(self, fingerprint: str) -> str:
        """The key of the host that began the place which the one with this key serves now. All that
        is kept of a place is kept by that; a host that nobody has introduced is its own."""
        root = self._look()["roots"].get(fingerprint)
        return root if isinstance(root, str) and valid(root) else fingerprint

    def whole(self, short: str) -> str:
        """The fingerprint whose short form a join code had; "" for one that led nowhere yet."""
        whole = self._look()["names"].get(short)
        return whole if isinstance(whole, str) and valid(whole) else ""

    def known_as(self, name: str, fingerprint: str) -> None:
        """The host with this key is the one that went by `name`: the short form of its key, or the
        place where it was met unencrypted. Raises OSError."""
        kept = self._read()
        if kept["names"].get(name) != fingerprint:
            kept["names"][name] = fingerprint
            self._write(kept)

    def names(self, root: str) -> list[str]:
        """By what else the place with this root was known: other keys, short forms, places."""
        keys = self.keys(root)
        return keys + [name for name, key in self._look()["names"].items() if key in (root, *keys)]

    def keys(self, root: str) -> list[str]:
        """The other keys under which the place with this root was hosted, or may be."""
        roots = self._look()["roots"]
        return [key for key, one in roots.items() if one == root and valid(key)]

    def follow(self, new: str, before: str) -> None:
        """The host with the key `before`, which was met, says that `new` carries its place on.
        Raises OSError."""
        kept = self._read()
        root = self.root(before)
        if new != root and kept["roots"].get(new) != root:
            kept["roots"][new] = root
            self._write(kept)

    def places(self, root: str) -> list[Address]:
        """Where the place with this root may be hosted, with their keys, the likeliest first: at
        last those who hosted it once, each where it was then or is known to be since."""
        kept = self._look()
        now, before = _addresses(kept["places"].get(root)), _addresses(kept["hosts"].get(root))
        keys = {one.fingerprint for one in now}
        return now + [one for one in before if one.fingerprint not in keys]

    def healed(self, root: str) -> list[str]:
        """The names of the times when halves of that place became one, as far as I know of them."""
        names = self._look()["healed"].get(root)
        return [one for one in names if isinstance(one, str)] if isinstance(names, list) else []

    def hosted(
        self,
        root: str,
        here: Address,
        others: Sequence[Address],
        former: Sequence[Address] = (),
        healed: Iterable[str] = (),
    ) -> None:
        """The place is hosted here now, and would be by one of the others if that host died; those
        in `former` have hosted it before, the latest first. Its host has said so. All have their
        keys in them. healed: as above. Raises OSError."""
        kept = self._read()
        before = json.dumps([kept[part] for part in _OF_PLACES])
        # Who hosted it last as an earlier version knew it, which kept no more.
        known = _addresses(kept["hosts"].get(root)) or _addresses(kept["places"].get(root))[:1]
        latest = {one.fingerprint: one for one in (*reversed(known), *former, *others, here)}
        all_hosts = (latest[one.fingerprint] for one in (here, *former, *known))
        hosts = once_each(all_hosts, _HOSTS, root)
        kept["places"][root] = [str(one) for one in (here, *others)]
        kept["hosts"][root] = [str(one) for one in hosts]
        kept["healed"][root] = list(healed)
        for one in (*others, *former):
            if one.fingerprint != root:
                kept["roots"][one.fingerprint] = root
        if json.dumps([kept[part] for part in _OF_PLACES]) != before:
            self._write(kept)

    def forget(self, place: str) -> None:
        """As if it had never been met. Raises OSError."""
        kept = self._read()
        if kept["pins"].pop(place.lower(), None) is not None:
            self._write(kept)

    def secure_port(self, host: str, plain: int) -> int:
        """The port for encrypted connections to whom this plain port led, or usually leads; 0
        where that is not known."""
        ports = self.secure_ports(host)
        led = [port for port in ports if plain in ports[port]]
        usual = [TLS_PORT] if plain == PLAIN_PORT and TLS_PORT in ports else []
        return next(iter(led + usual), 0)

    def secure_ports(self, host: str) -> dict[int, list[int]]:
        """The ports of the chats on a computer that are to be met only encrypted, each with the
        plain ports that led there."""
        now = time.time()
        known = self._policies(self._look()["secure"].get(host.lower()))
        return {port: plain for port, (until, plain) in known.items() if until > now}

    def keep_secure(self, host: str, port: int, seconds: int, plain: int = 0) -> None:
        """For so many seconds come only encrypted; 0 ends that. plain: the port that led there, 0
        for none. Raises OSError."""
        kept = self._read()
        known = self._policies(kept["secure"].get(host.lower()))
        until = int(time.time()) + seconds
        before_until, led = known.pop(port, (0, []))
        new = plain and plain not in led
        if seconds <= 0:
            if not before_until:
                return
        elif not new and 0 <= until - before_until < seconds // 10:
            return  # not worth a writing
        else:
            if new:
                known = {
                    one: (end, [each for each in ports if each != plain])
                    for one, (end, ports) in known.items()
                }
                led = [*led, plain]
            known[port] = (until, led)
        kept["secure"][host.lower()] = [
            {"port": one, "until": end, "plain": ports} for one, (end, ports) in known.items()
        ]
        self._write(kept)

    @staticmethod
    def _policies(known: object) -> dict[int, tuple[int, list[int]]]:
        """By port: until when, and the plain ports that led there. Once one a host was kept."""
        found = {}
        for one in known if isinstance(known, list) else [known]:
            if isinstance(one, dict):
                port, until, plain = one.get("port"), one.get("until"), one.get("plain")
                if isinstance(port, int) and isinstance(until, int) and 0 < port < 65536:
                    ports = plain if isinstance(plain, list) else []
                    found[port] = (until, [each for each in ports if isinstance(each, int)])
        return found

    def _look(self) -> dict[str, dict[str, object]]:
        """What is kept, to be read only: the file is read where it has changed."""
        try:
            there = self._path.stat()
            sign: tuple[int, ...] = (there.st_ino, there.st_mtime_ns, there.st_size)
        except OSError:
            sign = ()
        if not sign or sign != self._sign:
            self._known, self._sign = self._read(), sign
        return self._known

    def _read(self) -> dict[str, dict[str, object]]:
        kept = read_object(self._path)
        for part in ("pins", "secure", "names", *_OF_PLACES):
            if not isinstance(kept.get(part), dict):
                kept[part] = {}
        return kept

    def _write(self, kept: object) -> None:
        write_whole(self._path, json.dumps(kept, indent=1).encode())


def _addresses(links: object) -> list[Address]:
    """Those that can be read, and have a key."""
    found = []
    for one in links if isinstance(links, list) else []:
        with contextlib.suppress(AddressError):
            found.append(parse_address(str(one)))
    return [one for one in found if one.tls and one.fingerprint]
