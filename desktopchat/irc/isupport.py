"""What a server says of itself in RPL_ISUPPORT (Modern IRC, "RPL_ISUPPORT (005) parameters")."""

import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from . import casemap
from .address import Address, AddressError, parse_address
from .fingerprint import valid
from .modes import ModeTypes

AWAYLEN = "AWAYLEN"
BOT = "BOT"
CASEMAPPING = "CASEMAPPING"
CHANLIMIT = "CHANLIMIT"
CHANMODES = "CHANMODES"
CHANNELLEN = "CHANNELLEN"
CHANTYPES = "CHANTYPES"
CHATHISTORY = "CHATHISTORY"
CLIENTTAGDENY = "CLIENTTAGDENY"
ELIST = "ELIST"
EXCEPTS = "EXCEPTS"
EXTBAN = "EXTBAN"
INVEX = "INVEX"
KICKLEN = "KICKLEN"
KNOCK = "KNOCK"
LINELEN = "LINELEN"
MAXLIST = "MAXLIST"
MODES = "MODES"
MONITOR = "MONITOR"
MSGREFTYPES = "MSGREFTYPES"
NAMELEN = "NAMELEN"
NETWORK = "NETWORK"
NICKLEN = "NICKLEN"
PREFIX = "PREFIX"
STATUSMSG = "STATUSMSG"
TARGMAX = "TARGMAX"
TOPICLEN = "TOPICLEN"
USERLEN = "USERLEN"
UTF8ONLY = "UTF8ONLY"
WHOX = "WHOX"

OURS = "desktopchat/"
"""How those of a DesktopChat host begin."""
ROOM_TOKEN = "desktopchat/ROOM"
"""Ours: the room that a newcomer without a wish of their own is brought to."""
SLOW_MODE_TOKEN = "desktopchat/SLOWMODE"
"""Ours: the letter of the mode that holds the seconds between two messages."""
DEPUTIES_TOKEN = "desktopchat/DEPUTIES"
"""Ours: links, with commas between, of the computers that would carry the place on where its host
dies, in that order. It is told again, to who has extended-isupport, whenever that changes."""
CARRIED_ON_TOKEN = "desktopchat/CARRIEDON"
"""Ours: by whose computer the place is carried on, in the words of its owner; "" where they gave
none. It is not there at the host that began the place."""
FORMER_TOKEN = "desktopchat/FORMER"
"""Ours: links, with commas between, of the computers that have hosted the place, the latest first;
the one that began it is among them. There where CARRIED_ON_TOKEN is."""
FORMER_TOLD = 3
"""So many at most: with their keys they just fit into a line."""
HEALED_TOKEN = "desktopchat/HEALED"
"""Ours: for each time that two halves of the place became one its name, a colon, and the moment
(milliseconds since 1970) since which there may be messages of the other half; with commas
between. Told again as DEPUTIES_TOKEN is."""
PINS_TOKEN = "desktopchat/PINS"
"""Ours: the letter of the mode with which everybody may pin messages."""
HISTORY_TOKEN = "desktopchat/HISTORY"
"""Ours: the letter of the mode that says what newcomers may read."""
SEEN_TOKEN = "desktopchat/SEEN"
"""Ours: the letter of the mode that says whether people see how far the others have read."""

TOKENS_MAX = 1000
"""Tokens that are taken from a server; none has a tenth of that."""

_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")


@dataclass(slots=True)
class ISupport:
    """The tokens of a server, with what this program asks of them; defaults are RFC 1459's."""

    tokens: dict[str, str] = field(default_factory=dict)

    def update(self, tokens: Iterable[str]) -> None:
        """Take tokens as they stand in a 005 ("KEY", "KEY=value", "-KEY" takes one back)."""
        for token in tokens:
            key, _, value = token.partition("=")
            if key.startswith("-"):
                self.tokens.pop(key[1:], None)
            elif key and (key in self.tokens or len(self.tokens) < TOKENS_MAX):
                self.tokens[key] = _unescape(value)

    @property
    def casemapping(self) -> str:
        return self.tokens.get(CASEMAPPING, "rfc1459")

    @property
    def chantypes(self) -> str:
        return self.tokens.get(CHANTYPES, "#&")

    @property
    def network(self) -> str:
        return self.tokens.get(NETWORK, "")

    @property
    def statusmsg(self) -> str:
        return self.tokens.get(STATUSMSG, "")

    @property
    def room(self) -> str:
        """The first room of a DesktopChat host, else ""."""
        return self.tokens.get(ROOM_TOKEN, "")

    @property
    def deputies(self) -> list[Address]:
        """Who would carry a DesktopChat host's place on; only those known by their key."""
        return self._links(DEPUTIES_TOKEN)

    @property
    def former(self) -> list[Address]:
        """Who has hosted it before; only those known by their key."""
        return self._links(FORMER_TOKEN)[:FORMER_TOLD]

    def _links(self, token: str) -> list[Address]:
        found = []
        for link in self.tokens.get(token, "").split(","):
            with contextlib.suppress(AddressError):
                found.append(parse_address(link))
        return [one for one in found if one.tls and valid(one.fingerprint)]

    @property
    def carried_on_by(self) -> str:
        """Whose computer carries a DesktopChat host's place on, "" where that has no name."""
        return self.tokens.get(CARRIED_ON_TOKEN, "")

    @property
    def healed(self) -> dict[str, int]:
        """When halves of a DesktopChat host's place became one: the moment of each cut, by name."""
        found = {}
        for one in self.tokens.get(HEALED_TOKEN, "").split(","):
            name, colon, moment = one.partition(":")
            if name and colon and moment.isascii() and moment.isdigit() and len(moment) < 16:
                found[name] = int(moment)
        return found

    @property
    def mode_types(self) -> ModeTypes:
        lists, always, when_set, never = (
            self.tokens.get(CHANMODES, "b,k,l,imnpst").split(",") + [""] * 4
        )[:4]
        prefix, symbols = "ov", "@+"
        if PREFIX in self.tokens:
            letters, found, shown = self.tokens[PREFIX].removeprefix("(").partition(")")
            prefix, symbols = (letters, shown) if found and len(letters) == len(shown) else ("", "")
        return ModeTypes(lists, always, when_set, never, prefix, symbols)

    def number(self, key: str, default: int) -> int:
        """A token's value as a whole number, `default` where it is absent or isn't one."""
        value = self.tokens.get(key, "")
        # Python refuses to read thousands of digits.
        return int(value[:18]) if value.isascii() and value.isdigit() else default

    def is_channel(self, name: str) -> bool:
        return bool(name) and name[0] in self.chantypes

    def as_channel(self, name: str) -> str:
        """`name` as this server writes a channel's, with a sign before it where it has none."""
        return name if self.is_channel(name) else f"{self.chantypes[:1] or '#'}{name}"

    def fold(self, name: str) -> str:
        """`name` under this server's CASEMAPPING."""
        return casemap.fold(name, self.casemapping)


def format_isupport(tokens: Mapping[str, str], per_line: int = 13) -> list[list[str]]:
    """The tokens as they stand in 005 lines, at most `per_line` (RFC: 13) in each."""
    words = [f"{key}={_escape(value)}" if value else key for key, value in tokens.items()]
    return [words[at : at + per_line] for at in range(0, len(words), per_line)]


def _escape(value: str) -> str:
    return value.replace("\\", "\\x5C").replace(" ", "\\x20").replace("=", "\\x3D")


def _unescape(value: str) -> str:
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
