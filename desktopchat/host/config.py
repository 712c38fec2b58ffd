"""What the owner of a host can choose. Times in seconds, sizes in bytes."""

from dataclasses import dataclass, field
from pathlib import Path

from desktopchat.irc.address import Address
from desktopchat.store.paths import data_dir


@dataclass(slots=True)
class HostConfig:
    title: str = "DesktopChat"
    """What people see as the name of this place."""
    room: str = "#lobby"
    """The channel that newcomers are brought to; it is there from the start and never goes."""
    server_name: str = "desktopchat.local"
    password: str = ""
    """What everybody must know to come in; "" for an open host."""
    opers: dict[str, str] = field(default_factory=dict)
    """Name -> password for OPER."""
    motd: list[str] = field(default_factory=list)
    listen: list[Address] = field(default_factory=list)
    data: Path | None = None
    """Where the host keeps its files; None for the user's own place."""
    durable: str = "second"
    """How safe what is said is against a power failure: "second" or "at once"."""
    keep_days: int = 0
    keep_megabytes: int = 0
    """How much of what was said is kept, by its age and by the size of the log; 0 for all."""
    replay: int = 30
    """Messages shown on joining to those whose program can't ask for them; 0 for none."""
    legacy_encoding: str | None = None
    """What lines are read as that are not UTF-8 (such as gb18030); None refuses them."""

    throttle: bool = True
    """Whether the limits below that slow people down are on."""
    lines_per_second: float = 10.0
    lines_burst: int = 50
    debt_limit: float = 60.0
    """Seconds of lines already read and not yet run, over which a connection is closed."""
    connections_per_address: int = 100
    accounts_per_address: int = 100
    """Accounts that can be made from one address in a day."""
    max_connections: int = 4000

    handshake_within: float = 15.0
    register_within: float = 30.0
    ping_after: float = 90.0
    """Silence after which a connection is asked for a sign of life."""
    ping_grace: float = 60.0
    sendq: int = 4 * 1024 * 1024
    """How much may wait for one slow reader before it is closed."""

    @property
    def folder(self) -> Path:
        """Where the host keeps its files."""
        return self.data if self.data is not None else data_dir() / "host"
