"""What the owner of a host can choose. Times in seconds, sizes in bytes.

Each choice says here what it is about and what it may be: `config_file` reads and describes them
from this, so that no second list can grow old.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktopchat.irc import names
from desktopchat.irc.address import Address
from desktopchat.lan.radio import INTERVAL, PORT
from desktopchat.store.paths import host_dir
from desktopchat.words import tr_noop

DURABLE = ("second", "at once")
DOORS = ("", "plain", "encrypted", "both")
DEPUTIES = ("none", "known", "any")
DOOR_PORT, DOOR_TLS_PORT = 6680, 6681
_DAY = 86_400.0
_MANY = 1_000_000
"""So many are as good as no limit, and more than any arithmetic with them can bear is not."""


def _choice(default: Any, about: str, **rules: Any) -> Any:
    """A field of the file. rules: `least`, `most` or `one_of`; `fits`, asked of a text, with
    `otherwise`, what it has to be; `lines`: each text is split into such as fit a command;
    `section` of the file; `later`: a change needs a new start."""
    metadata = {"about": about, **rules}
    if isinstance(default, (list, dict)):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


def _is_room(text: str) -> bool:
    return not text or names.valid_channel(
        text if text[:1] in tuple(names.CHANNEL_TYPES) else f"#{text}"
    )


@dataclass(slots=True)
class HostConfig:
    title: str = _choice("DesktopChat", "What people see as the name of this place.", most=64)
    room: str = _choice(
        "#lobby",
        'The room that newcomers are brought to; it is there from the start and never goes. "" for '
        "none: then there is no room until somebody makes one.",
        later=True,
        fits=_is_room,
        otherwise=tr_noop('a room\'s name without spaces and commas, such as "#lobby"'),
    )
    server_name: str = _choice(
        "desktopchat.local", "The host's name on the wire; it has a dot.", later=True
    )
    password: str = _choice("", 'What everybody must know to come in; "" for an open host.')
    motd: list[str] = _choice([], "Lines that everybody is greeted by.", lines=True)
    listen_on: list[str] = _choice(
        [],
        "Where to listen, such as ircs://0.0.0.0:6697. Nothing here: encrypted on port 6697 for "
        "everybody, and plain on 6667 for programs on this computer.",
        later=True,
    )
    plain: bool = _choice(
        False,
        "Whether everybody on the network may come unencrypted too, on port 6667. Others there "
        "can then read along.",
        later=True,
    )
    door: str = _choice(
        "",
        'Whether phones and others come in by a page in their browser: "plain" for one that is not '
        'encrypted, so that others on the network can read along, "encrypted" for one before which '
        'browsers warn, since they do not know the host\'s key, "both", or "" for none. Its link '
        "has a secret at the end, which stands for the password.",
        one_of=DOORS,
        later=True,
    )
    door_port: int = _choice(
        DOOR_PORT,
        "The port of that page where it is not encrypted; 0 for any free one.",
        least=0,
        most=65535,
        later=True,
    )
    door_tls_port: int = _choice(
        DOOR_TLS_PORT,
        "The port of that page where it is encrypted; 0 for any free one.",
        least=0,
        most=65535,
        later=True,
    )
    deputies: str = _choice(
        "none",
        "Who may keep a copy of all that is said here, direct messages too, and passwords in a "
        'form that lets somebody guess: "none", those "known" by a line in deputies.txt among '
        'the files of the host, or "any" who can connect.',
        one_of=DEPUTIES,
        later=True,
    )
    durable: str = _choice(
        "second",
        'How safe what is said is when the power fails: all but the last "second", or all '
        '("at once"), which is slower. A killed program loses nothing in either case.',
        one_of=DURABLE,
        later=True,
    )
    keep_days: int = _choice(
        0,
        "Days for which what was said is kept; 0 for ever.",
        least=0,
        most=100_000,
        later=True,
    )
    keep_megabytes: int = _choice(
        0,
        "Megabytes that the log may grow to before the oldest goes; 0 for any size.",
        least=0,
        most=100_000_000,
        later=True,
    )
    announce: bool = _choice(
        True, "Whether everybody on the network sees that there is this host.", later=True
    )
    interfaces: list[str] = _choice(
        [],
        'Network cards by which it is announced, such as "eth0"; nothing here: all.',
        later=True,
    )
    heartbeat_port: int = _choice(
        PORT, "The UDP port at which programs listen for hosts.", least=1, most=65535, later=True
    )
    heartbeat_seconds: float = _choice(
        INTERVAL,
        "Seconds between two signs of life; who gave none for three times as long is gone.",
        least=0.2,
        most=60.0,
        later=True,
    )
    replay: int = _choice(
        30,
        "Messages shown on joining a room to those whose program can't ask for them.",
        least=0,
        most=500,
    )
    web_origins: list[str] = _choice(
        [],
        'Web pages that may come with WebSocket, such as "https://chat.example". A page that is '
        "not named here can't, since it would act for whoever looks at it.",
    )
    legacy_encoding: str = _choice(
        "", 'How to read text that is not UTF-8, such as "gb18030"; "" refuses it.'
    )

    opers: dict[str, str] = _choice(
        {},
        "Who runs the host besides its window, each with a password for /oper. Let nobody else "
        "read this file.",
        section="opers",
    )

    throttle: bool = _choice(True, "Whether these limits are on at all.", section="limits")
    lines_per_second: float = _choice(
        10.0,
        "Lines that one connection may send all the time.",
        section="limits",
        least=0.1,
        most=float(_MANY),
    )
    lines_burst: int = _choice(
        50, "Lines that it may send at once after a rest.", section="limits", least=1, most=_MANY
    )
    debt_limit: float = _choice(
        60.0,
        "How far a connection may send ahead of that, in seconds, before it is closed (recvq).",
        section="limits",
        least=1.0,
        most=_DAY,
    )
    joins_per_second: float = _choice(
        2.0,
        "Rooms that somebody may join all the time.",
        section="limits",
        least=0.01,
        most=float(_MANY),
    )
    joins_burst: int = _choice(
        120, "Rooms that they may join at once.", section="limits", least=1, most=_MANY
    )
    connections_per_address: int = _choice(
        100,
        "Connections from one address; a class may share one.",
        section="limits",
        least=1,
        most=_MANY,
    )
    connects_per_second: float = _choice(
        10.0,
        "Times a second that one address may connect all the time, for files too.",
        section="limits",
        least=0.1,
        most=float(_MANY),
    )
    connects_burst: int = _choice(
        200, "Times that it may connect at once.", section="limits", least=1, most=_MANY
    )
    accounts_per_address: int = _choice(
        100,
        "Accounts that can be made from one address in a day.",
        section="limits",
        least=0,
        most=_MANY,
    )
    rooms_per_account: int = _choice(
        100,
        "Rooms that one account may own, which are kept while it is away.",
        section="limits",
        least=0,
        most=_MANY,
    )
    max_connections: int = _choice(
        4000, "Connections in all.", section="limits", least=1, most=100_000, later=True
    )
    half_open: int = _choice(
        400,
        "Connections in all that have begun to agree on encryption, or a request of HTTP, and not "
        "ended.",
        section="limits",
        least=1,
        most=100_000,
    )
    half_open_per_address: int = _choice(
        50, "Such connections from one address.", section="limits", least=1, most=_MANY
    )
    handshake_within: float = _choice(
        15.0, "Seconds for agreeing on encryption.", section="limits", least=1.0, most=_DAY
    )
    http_head_kilobytes: int = _choice(
        32,
        "Kilobytes that the head of a request of HTTP may have.",
        section="limits",
        least=4,
        most=1024,
    )
    http_head_within: float = _choice(
        15.0, "Seconds for such a head as a whole.", section="limits", least=1.0, most=_DAY
    )
    http_idle: float = _choice(
        60.0,
        "Seconds after which HTTP is ended where nothing comes, or of a file next to nothing.",
        section="limits",
        least=1.0,
        most=_DAY,
    )
    register_within: float = _choice(
        30.0, "Seconds for saying who one is.", section="limits", least=1.0, most=_DAY
    )
    ping_after: float = _choice(
        90.0,
        "Seconds of silence after which a connection is asked for a sign of life.",
        section="limits",
        least=1.0,
        most=_DAY,
    )
    ping_grace: float = _choice(
        60.0, "Seconds that it then has to answer.", section="limits", least=1.0, most=_DAY
    )
    sendq: int = _choice(
        4 * 1024 * 1024,
        "Bytes that may wait for somebody who reads slowly before they are closed.",
        section="limits",
        least=64 * 1024,
        most=1024 * 1024 * 1024,
        later=True,
    )

    share_files: bool = _choice(
        True, "Whether people can share files here.", section="files", later=True
    )
    file_megabytes: int = _choice(
        4000,
        "Megabytes that one file may have; 0 for any size.",
        section="files",
        least=0,
        most=100_000_000,
    )
    files_of_one_megabytes: int = _choice(
        20_000,
        "Megabytes that all files of one person may have; 0 for any size.",
        section="files",
        least=0,
        most=100_000_000,
    )
    files_of_room_megabytes: int = _choice(
        0,
        "Megabytes that all files of one room may have; 0 for any size.",
        section="files",
        least=0,
        most=100_000_000,
    )
    files_megabytes: int = _choice(
        0,
        "Megabytes that all files of the host may have; 0 for any size.",
        section="files",
        least=0,
        most=100_000_000,
    )
    keep_free_megabytes: int = _choice(
        1000,
        "Megabytes of the disk that files leave free.",
        section="files",
        least=0,
        most=100_000_000,
    )
    keep_unsent_hours: int = _choice(
        48,
        "Hours for which a file is kept that has not come as a whole, or that no message names.",
        section="files",
        least=1,
        most=100_000,
    )

    listen: list[Address] = field(default_factory=list)
    """Where it listens; made of `listen_on` and `plain`."""
    doors: list[Address] = field(default_factory=list)
    """Where it has its page for browsers; made of `door`, its ports and `listen`."""
    data: Path | None = None
    """Where the host keeps its files; None for the user's own place."""

    @property
    def folder(self) -> Path:
        """Where the host keeps its files."""
        return self.data if self.data is not None else host_dir()
