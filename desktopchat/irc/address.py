"""Where a host is: what people type, and irc:// links.

The link's form is draft-butcher-irc-url (irc, ircs); a bare name or address works too.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

PLAIN_PORT = 6667
TLS_PORT = 6697

_HOST = re.compile(r"[^\s/?#@,\[\]:]+")


class AddressError(ValueError):
    """What was typed names no host. The message says why in plain words."""


@dataclass(slots=True, frozen=True)
class Address:
    """host: a name or an IP address (IPv6 without brackets); room: a channel's name or ""."""

    host: str
    port: int = PLAIN_PORT
    tls: bool = False
    room: str = ""

    def __str__(self) -> str:
        scheme = "ircs" if self.tls else "irc"
        room = self.room[1:] if self.room[:1] == "#" and self.room[1:2] not in "#&" else self.room
        path = f"/{quote(room, safe='')}" if room else ""
        return f"{scheme}://{self.authority}{path}"

    @property
    def authority(self) -> str:
        """host:port, with brackets where the host is an IPv6 address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_address(text: str, *, listening: bool = False) -> Address:
    """Read `host`, `host:port`, `irc://host:port/room` or `ircs://…`; raises AddressError.

    listening: the address is one to listen on, where port 0 means any free port.
    """
    text = text.strip()
    if not text:
        raise AddressError("No address was given.")
    scheme, slashes, rest = text.partition("://")
    if not slashes:
        scheme, rest = "irc", text
    scheme = scheme.lower()
    if scheme not in ("irc", "ircs"):
        raise AddressError(f"“{text}” begins with {scheme}://, but a chat's begins with irc://.")
    tls = scheme == "ircs"
    authority, _, path = rest.partition("/")
    # irc://host/#room is not a legal URL, but it is what people write.
    path = path if path.startswith("#") else re.split("[?#]", path, maxsplit=1)[0]
    host, port = _split_authority(authority, text)
    number = _port(port, text, tls=tls, listening=listening)
    room = unquote(path).strip("/")
    if room and room[0] not in "#&":
        room = "#" + room
    if re.search("[ ,\x00-\x1f\x7f]", room):
        raise AddressError(f"The room in “{text}” has a space, a comma or a control character.")
    return Address(host, number, tls, room)


def _split_authority(authority: str, text: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, bracket, port = authority[1:].partition("]")
        if bracket and re.fullmatch(r"[0-9A-Fa-f:.]+(%[\w.-]+)?", host) and port[:1] in ("", ":"):
            return host, port[1:]
    elif authority.count(":") > 1:
        if re.fullmatch(r"[0-9A-Fa-f:.]+(%[\w.-]+)?", authority):
            return authority, ""
    else:
        host, _, port = authority.partition(":")
        if _HOST.fullmatch(host):
            return host, port
    raise AddressError(
        f"“{text}” is not an address. It looks like 192.168.1.20, lab-pc or lab-pc:6667."
    )


def _port(port: str, text: str, *, tls: bool, listening: bool) -> int:
    if not port:
        return TLS_PORT if tls else PLAIN_PORT
    lowest = 0 if listening else 1
    if port.isascii() and port.isdigit() and lowest <= int(port[:6]) <= 65535:
        return int(port)
    raise AddressError(f"“{port}” in “{text}” is not a port: a port is a number from 1 to 65535.")
