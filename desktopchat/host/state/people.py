"""A person connected to the host, as the commands know them."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from desktopchat.host import capabilities
from desktopchat.store.events import bare

if TYPE_CHECKING:
    from desktopchat.host.limits import Throttle

    from .channels import Channel


_NAMES_MAX = 32


class Seen(NamedTuple):
    """How far somebody has read, for others to know. until: the moment of the last message that
    they have read. at: when they did, 0 where that is not known."""

    until: int
    at: int


@dataclass(slots=True, eq=False)
class Person:
    """One connection, registered or on the way there. Guarded by the host's lock.

    port: where the person's lines go; it belongs to the pump and means nothing here.
    moments are milliseconds since 1970.
    """

    port: Any
    host: str
    """The address as others see it (an IPv6 one never begins with a colon)."""
    connected: int
    """When they connected."""
    since: int = 0
    """The same in ticks."""
    nick: str = ""
    folded: str = ""
    wanted_nick: str = ""
    """Asked for while negotiating and held by somebody else; `complete` decides."""
    username: str = ""
    realname: str = ""
    password: str = ""
    token_due: str = ""
    """What PASS has to give before anything else is heard, of somebody who comes by the door for
    browsers; "" for nothing."""
    by_door: str = ""
    """That, once they have given it: it stands for the host's password."""
    account: str = ""
    """The account's name; "" for nobody we know."""
    secure: bool = False
    """Whether the connection is encrypted."""
    local: bool = False
    """Whether it comes from this very computer."""
    web: str = ""
    """Where the port that they came by is for HTTP, such as https://10.0.0.5:6697."""
    bot: bool = False
    look: str = ""
    """What their nick looks like; see `lookalikes`."""
    sasl: Any = None
    """The authentication that is under way; see commands/sasl."""
    batch: Any = None
    """What they have begun to send and not ended; see `batches`."""
    parts: int = 0
    """Lines that became parts of such; the throttle counts them for less."""
    read_until: dict[str, Seen] = field(default_factory=dict)
    """What those with an account may know of how far this one has read what they said, by their
    identity."""
    markers: dict[str, int] | None = None
    """Without an account: how far they have read; see `markers`."""
    metadata: dict[str, str] | None = None
    """Without an account: what they say of themselves; see `metadata`."""
    subscriptions: dict[str, None] | None = None
    """The keys of metadata that they want to know."""
    caps: int = 0
    cap_version: int = 0
    negotiating: bool = False
    registered: bool = False
    gone: bool = False
    away: str = ""
    oper: bool = False
    started_host: bool = False
    """Whether they are an operator as who started the host (`hosting.protocol.OWNER`)."""
    invisible: bool = False
    wallops: bool = False
    active: int = 0
    """When they last said something, in ticks, for the idle time of WHOIS."""
    source: str = "*"
    """nick!user@host, as it stands in front of what they do."""
    folded_source: str = "*"
    folded_account: str = ""
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    """Of this very connection, for all time: what is whose, of those without an account."""
    names: list[tuple[str, str]] = field(default_factory=list)
    """The nicks that they have had here, each with a msgid that was made when they took it."""
    joins: "Throttle | None" = None
    """How fast they go into channels; made with the first one."""
    channels: dict[str, "Channel"] = field(default_factory=dict)
    only: tuple["Person", ...] = ()
    """Just this person, as recipients; always the same object, so the pump sees one group."""

    def __post_init__(self) -> None:
        self.only = (self,)
        self.active = self.since

    @property
    def trusted(self) -> bool:
        """Whether a password may cross this connection as it is."""
        return self.secure or self.local

    @property
    def identity(self) -> str:
        """Who they are for the log: the account, else only a name, that another may have later."""
        return self.folded_account or bare(self.folded)

    @property
    def owner(self) -> str:
        """Whose what they share is: the account's, else only this connection's."""
        return self.folded_account or f"@{self.host} {self.key}"

    def called(self, nick: str, msgid: str) -> None:
        """They have a nick from that msgid on; the last few are remembered."""
        self.names.append((nick, msgid))
        del self.names[:-_NAMES_MAX]

    def was_called(self, msgid: str) -> str:
        """Their nick when a msgid was made; "" before they came. Nobody else had it then."""
        return next((nick for nick, since in reversed(self.names) if since <= msgid), "")

    @property
    def target(self) -> str:
        """How numerics address them."""
        return self.nick or "*"

    def has(self, capabilities: int) -> bool:
        """Whether they have all of these."""
        return self.caps & capabilities == capabilities

    @property
    def cap_names(self) -> list[str]:
        return [name for name, bit in capabilities.OFFERED.items() if self.caps & bit]

    @property
    def umodes(self) -> str:
        return (
            "+"
            + ("B" if self.bot else "")
            + ("i" if self.invisible else "")
            + ("o" if self.oper else "")
            + ("w" if self.wallops else "")
        )
