"""What the window remembers from one start to the next, as one JSON file.

The file is written as a whole beside its place and then moved there, so a crash or a full disk
leaves the old one. A file that can't be read is set aside, never deleted, and the defaults are
used. Keys that this version does not know are kept: an older program does not lose what a newer
one wrote.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktopchat.store.files import set_aside, write_whole
from desktopchat.store.paths import config_dir

FILE_NAME = "settings.json"
MAX_PLACES = 20
MAX_EMOJI = 18
HEARTBEAT_PORT, HEARTBEAT_SECONDS = 6697, 1.5
"""As in `lan.radio`, which this folder does not know."""
THEMES = ("system", "light", "dark")


@dataclass(slots=True)
class Place:
    """A chat that was joined. address: an irc:// URL without a room; last_used: ISO 8601, UTC."""

    address: str
    title: str = ""
    room: str = ""
    last_used: str = ""


@dataclass(slots=True)
class LastHost:
    """The chat that was hosted last. port: 0 for the usual one; last_used: ISO 8601, UTC."""

    title: str = ""
    room: str = ""
    port: int = 0
    last_used: str = ""


ALWAYS = "always"


@dataclass(slots=True, frozen=True)
class RoomChoice:
    """What was chosen for one conversation. muted_until: ISO 8601, UTC, ALWAYS, or "" for not."""

    muted_until: str = ""
    favourite: bool = False


@dataclass(slots=True)
class Settings:
    """The settings; `load` reads them, `save` writes them.

    name: what I call myself, "" before the first time. theme: one of THEMES. scale: 1.0 is
    100 %, 0 follows the screen. geometry: the window's, as Tk writes it.
    """

    name: str = ""
    theme: str = "system"
    scale: float = 0.0
    places: list[Place] = field(default_factory=list)
    geometry: str = ""
    last_host: LastHost = field(default_factory=LastHost)
    rooms: dict[str, RoomChoice] = field(default_factory=dict)
    """By place and conversation; see `ui.chat.choices`."""
    visible: bool = True
    """Whether people nearby see me."""
    interfaces: list[str] = field(default_factory=list)
    """The network cards by which to look for others; none for all."""
    heartbeat_port: int = HEARTBEAT_PORT
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    """UDP, and seconds between two signs of life; all on a network have the same."""
    recent_emoji: list[str] = field(default_factory=list)
    """What I chose lately, the last one first."""
    by_talk: bool = True
    """Whether the room in which somebody spoke last comes first, else they are in order of name."""
    tell_typing: bool = True
    """Whether others are shown that I am typing."""
    unknown: dict[str, Any] = field(default_factory=dict)
    """Keys of the file that this version does not know."""

    def chose_emoji(self, sign: str) -> None:
        """Put an emoji first among those chosen lately."""
        others = [one for one in self.recent_emoji if one != sign]
        self.recent_emoji[:] = [sign, *others][:MAX_EMOJI]

    def remember(self, place: Place) -> None:
        """Put a place first, in place of an older mention of the same address."""
        others = [known for known in self.places if known.address != place.address]
        self.places = [place, *others][:MAX_PLACES]


def now_text() -> str:
    """The present moment as `last_used` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def load(path: Path | None = None) -> Settings:
    """Read the settings; the defaults where there are none or where they can't be read."""
    path = path or config_dir() / FILE_NAME
    try:
        kept = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except OSError:  # no right to read it: then there is none to move it away either
        return Settings()
    except (ValueError, RecursionError):
        set_aside(path)
        return Settings()
    if not isinstance(kept, dict):
        set_aside(path)
        return Settings()
    return _from_json(kept)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings. Raises OSError when the disk or the rights do not allow it."""
    path = path or config_dir() / FILE_NAME
    text = json.dumps(_to_json(settings), ensure_ascii=False, indent=2) + "\n"
    write_whole(path, text.encode())


def _text(value: object) -> str:
    # A lone surrogate can stand in JSON, but not in a file of ours.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _theme(value: object) -> str:
    return value if isinstance(value, str) and value in THEMES else "system"


def _scale(value: object) -> float:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0.5 <= value <= 4.0
    return float(value) if usable and isinstance(value, (int, float)) else 0.0


def _port(value: object) -> int:
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536
    return value if usable and isinstance(value, int) else 0


def _place(value: object) -> Place | None:
    if not isinstance(value, dict) or not _text(value.get("address")):
        return None
    words = (_text(value.get(key)) for key in ("address", "title", "room", "last_used"))
    return Place(*words)


def _places(value: object) -> list[Place]:
    found = map(_place, value) if isinstance(value, list) else ()
    return [place for place in found if place is not None][:MAX_PLACES]


def _last_host(value: object) -> LastHost:
    if not isinstance(value, dict):
        return LastHost()
    title, room = _text(value.get("title")), _text(value.get("room"))
    return LastHost(title, room, _port(value.get("port")), _text(value.get("last_used")))


def _rooms(value: object) -> dict[str, RoomChoice]:
    rooms = {}
    for key, kept in value.items() if isinstance(value, dict) else ():
        if isinstance(kept, dict):
            until = _text(kept.get("muted_until"))
            rooms[_text(key)] = RoomChoice(_moment(until), kept.get("favourite") is True)
    return rooms


def _moment(text: str) -> str:
    try:
        aware = text in ("", ALWAYS) or datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return ""
    return text if aware else ""


def _true(value: object) -> bool:
    return value is not False


def _names(value: object) -> list[str]:
    return [_text(one) for one in value if _text(one)] if isinstance(value, list) else []


def _heartbeat_port(value: object) -> int:
    return _port(value) or HEARTBEAT_PORT


def _seconds(value: object) -> float:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0.2 <= value <= 60
    return float(value) if usable and isinstance(value, (int, float)) else HEARTBEAT_SECONDS


_READERS: dict[str, Callable[[object], object]] = {
    "name": _text,
    "theme": _theme,
    "scale": _scale,
    "places": _places,
    "geometry": _text,
    "last_host": _last_host,
    "rooms": _rooms,
    "visible": _true,
    "by_talk": _true,
    "tell_typing": _true,
    "interfaces": _names,
    "recent_emoji": lambda value: _names(value)[:MAX_EMOJI],
    "heartbeat_port": _heartbeat_port,
    "heartbeat_seconds": _seconds,
}


def _from_json(kept: dict[str, Any]) -> Settings:
    """A value of the wrong type is as if it were not there."""
    settings = Settings(unknown={key: kept[key] for key in kept if key not in _READERS})
    for key, read in _READERS.items():
        if key in kept:
            setattr(settings, key, read(kept[key]))
    return settings


def _to_json(settings: Settings) -> dict[str, Any]:
    host = settings.last_host
    return settings.unknown | {
        "name": settings.name,
        "theme": settings.theme,
        "scale": settings.scale,
        "places": [
            {"address": p.address, "title": p.title, "room": p.room, "last_used": p.last_used}
            for p in settings.places
        ],
        "geometry": settings.geometry,
        "rooms": {
            key: {"muted_until": room.muted_until, "favourite": room.favourite}
            for key, room in settings.rooms.items()
        },
        "visible": settings.visible,
        "by_talk": settings.by_talk,
        "tell_typing": settings.tell_typing,
        "interfaces": settings.interfaces,
        "recent_emoji": settings.recent_emoji,
        "heartbeat_port": settings.heartbeat_port,
        "heartbeat_seconds": settings.heartbeat_seconds,
        "last_host": {
            "title": host.title,
            "room": host.room,
            "port": host.port,
            "last_used": host.last_used,
        },
    }
