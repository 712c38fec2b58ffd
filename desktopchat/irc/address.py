"""Where a host is: what people type, and irc:// links.

The link's form is draft-butcher-irc-url (irc, ircs); a bare name or address works too: then both
ways to talk are possible, the encrypted one first. Ours are two queries: `fingerprint`, the key
that the host has to show, and `also`, other addresses of the same host, with commas between.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, quote, unquote

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.words import tr

PLAIN_PORT = 6667
TLS_PORT = 6697
EVERYWHERE = ("0.0.0.0", "::")
"""Where one listens for whoever comes to any address of this computer, IPv4 and IPv6."""

_OTHERS_MAX = 8
_HOST = re.compile(r"[^\s/?#@,\[\]:\x00-\x1f\x7f\ud800-\udfff]+")


_NUMBERS = re.compile(r"[0-9.]+")


class AddressError(ValueError):
    """What was typed names no host. The message says why in plain words."""


@dataclass(slots=True, frozen=True)
class Address:
    """host: a name or an IP address (IPv6 without brackets). room: a channel's name or "".
    fingerprint: of the key that the host has to show, whole or short (`irc.fingerprint`), "" for
    any. others: more names or addresses of the same host. explicit: whether it was said if
    the connection is encrypted; else it may be either way.
    """

    host: str
    port: int = PLAIN_PORT
    tls: bool = False
    room: str = ""
    fingerprint: str = ""
    others: tuple[str, ...] = ()
    explicit: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        """As `parse_address` reads it."""
        scheme = ("ircs://" if self.tls else "irc://") if self.explicit else ""
        room = self.room[1:] if self.room[:1] == "#" and self.room[1:2] not in "#&" else self.room
        path = f"/{quote(room, safe='')}" if room else ""
        queries = []
        if self.fingerprint:
            queries.append(f"fingerprint={self.fingerprint}")
        if self.others:
            queries.append(f"also={quote(','.join(self.others), safe=',:')}")
        query = f"?{'&'.join(queries)}" if queries else ""
        return f"{scheme}{self.authority}{path}{query}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """All names and addresses that it may be reached by, the likeliest first."""
        return (self.host, *self.others)

    @property
    def by_code(self) -> bool:
        """Whether it is from a join code, which holds no more of the key than fits few words."""
        return fingerprints.is_short(self.fingerprint)

    @property
    def authority(self) -> str:
        """host:port, with brackets where the host is an IPv6 address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def spoken(self) -> str:
        """The shortest text that means the same to people: lab-pc, lab-pc:6668."""
        if self == parse_address(self.authority):
            return self.authority.removesuffix(f":{TLS_PORT}")
        return str(self)

    @property
    def ways(self) -> list["Address"]:
        """The addresses that it can stand for, the best one first."""
        if self.explicit:
            return [self]
        first = replace(self, explicit=True)
        if not self.tls:
            return [first]
        port = PLAIN_PORT if self.port == TLS_PORT else self.port
        return [first, replace(first, port=port, tls=False)]


def once_each(addresses: Iterable[Address], most: int, founder: str) -> tuple[Address, ...]:
    """The first address of each key, at most so many: that of who has the key `founder` is among
    them wherever it stands, for a place may always be hosted again by who began it."""
    found: dict[str, Address] = {}
    for one in addresses:
        found.setdefault(one.fingerprint, one)
    while len(found) > most:
        del found[next(key for key in reversed(found) if key != founder)]
    return tuple(found.values())


def parse_address(text: str, *, listening: bool = False) -> Address:
    """Read `host`, `host:port`, `irc://host:port/room` or `ircs://…`; raises AddressError.

    Without a scheme it is an encrypted one, but on the port that has always been for plain IRC.
    listening: the address is one to listen on, where port 0 means any free port.
    """
    text = text.strip()
    if not text:
        raise AddressError(tr("No address was given."))
    scheme, slashes, rest = text.partition("://")
    if not slashes:
        scheme, rest = "", text
    scheme = scheme.lower()
    if scheme not in ("irc", "ircs", ""):
        raise AddressError(
            tr(
                "“{text}” begins with {scheme}://, but a chat's begins with ircs://.",
                text=text,
                scheme=scheme,
            )
        )
    authority, slash, path = rest.partition("/")
    if not slash:
        authority, _, query = rest.partition("?")
    elif path.startswith("#"):
        # irc://host/#room is not a legal URL, but it is what people write.
        path, _, query = path.partition("?")
    else:
        path, _, query = path.partition("#")[0].partition("?")
    host, port = _split_authority(authority, text)
    number = _port(port, text, listening=listening)
    tls = scheme == "ircs" or (not scheme and number != PLAIN_PORT)
    if number is None:
        number = TLS_PORT if tls else PLAIN_PORT
    room = unquote(path.strip("/"))
    if room and room[0] not in "#&":
        room = "#" + room
    if re.search("[ ,\x00-\x1f\x7f\ud800-\udfff]", room):
        raise AddressError(
            tr("The room in “{text}” has a space, a comma or a control character.", text=text)
        )
    queries = parse_qs(query)
    key = queries.get("fingerprint", [""])[-1].replace(":", "").lower()
    if key and not fingerprints.valid(key):
        raise AddressError(
            tr("The fingerprint in “{text}” is not whole. Copy the link again.", text=text)
        )
    others = _others(queries.get("also", [""])[-1], text)
    return Address(host, number, tls or bool(key), room, key, others, bool(scheme or key))


def _others(listed: str, text: str) -> tuple[str, ...]:
    """The addresses behind `also`."""
    others = tuple(listed.split(",")) if listed else ()
    for other in others:
        if not (_HOST.fullmatch(other) or _is_ipv6(other)):
            raise AddressError(
                tr(
                    "“{other}” in “{text}” is not an address. Copy the link again.",
                    other=other,
                    text=text,
                )
            )
    return others[:_OTHERS_MAX]


def _split_authority(authority: str, text: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, bracket, port = authority[1:].partition("]")
        if bracket and _is_ipv6(host) and port[:1] in ("", ":"):
            return host, port[1:]
    elif authority.count(":") > 1:
        if _is_ipv6(authority):
            return authority, ""
    else:
        host, _, port = authority.partition(":")
        if _NUMBERS.fullmatch(host) and not _is_ipv4(host):
            # Systems take some of these for other addresses: a leading zero makes it octal.
            raise AddressError(
                tr(
                    "“{host}” is no address: it has four numbers from 0 to 255, without zeros "
                    "before them, such as 192.168.1.20.",
                    host=host,
                )
            )
        if _HOST.fullmatch(host):
            return host, port
    raise AddressError(
        tr(
            "“{text}” is not an address. It looks like 192.168.1.20, lab-pc or lab-pc:6667.",
            text=text,
        )
    )


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(
        part.isdigit() and len(part) <= 3 and int(part) <= 255 and str(int(part)) == part
        for part in parts
    )


def _is_ipv6(text: str) -> bool:
    # Imported late: most people type a name.
    import ipaddress

    number, percent, zone = text.partition("%")
    try:
        ipaddress.IPv6Address(number)
    except ValueError:
        return False
    return bool(re.fullmatch(r"[\w.-]+", zone)) if percent else True


def _port(port: str, text: str, *, listening: bool) -> int | None:
    if not port:
        return None
    lowest = 0 if listening else 1
    if port.isascii() and port.isdigit() and len(port) <= 5 and lowest <= int(port) <= 65535:
        return int(port)
    raise AddressError(
        tr(
            "“{port}” in “{text}” is not a port: a port is a number from {lowest} to 65535.",
            port=port,
            text=text,
            lowest=lowest,
        )
    )
