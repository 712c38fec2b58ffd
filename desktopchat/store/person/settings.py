"""What the window remembers from one start to the next, as one JSON file.

The file is written as a whole beside its place and then moved there, so a crash or a full disk
leaves the old one. A file that can't be read is set aside, never deleted, and the defaults are
used. Keys that this version does not know are kept: an older program does not lose what a newer
one wrote.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktopchat.store.files import read_object, write_whole
from desktopchat.store.paths import config_dir
from desktopchat.store.person.setting_control import SettingControl
from desktopchat.words import tr_noop

FILE_NAME = "settings.json"
MAX_PLACES = 20
MAX_EMOJI = 18
HEARTBEAT_PORT, HEARTBEAT_SECONDS = 6697, 1.5
"""As in `lan.radio`, which this folder does not know."""
MOVEMENTS = {"system": tr_noop("System"), "less": tr_noop("Less"), "all": tr_noop("All")}
THEMES = {"system": tr_noop("System"), "light": tr_noop("Light"), "dark": tr_noop("Dark")}
STEPS = {"-1": tr_noop("Smaller"), "0": tr_noop("Normal"), "1": tr_noop("Larger")}
"""Of the text's size, from the one that it has."""


@dataclass(slots=True)
class Place:
    """A chat that was joined. address: an irc:// URL without a room; last_used: ISO 8601, UTC."""

    address: str
    title: str = ""
    room: str = ""
    last_used: str = ""


@dataclass(slots=True)
class LastHost:
    """The chat that was hosted last. port: 0 for the usual one; last_used: ISO 8601, UTC. link: by
    which its own window came in, with its key; "" where it had none."""

    title: str = ""
    room: str = ""
    port: int = 0
    last_used: str = ""
    link: str = ""
    locked: bool = False
    """Whether it had a password, which is not kept."""


ALWAYS = "always"


NOTICES = {
    "": tr_noop("What suits the room"),
    "all": tr_noop("Every message"),
    "mentions": tr_noop("What names me"),
    "nothing": tr_noop("Nothing"),
}
"""Of what one is told: of every message in rooms of a few people, else of what names one."""
WHEN_CLOSED = {"": tr_noop("DesktopChat ends"), "tray": tr_noop("It stays in the tray")}
QUIET_HOURS = {
    "": tr_noop("None"),
    "22-7": tr_noop("22 to 7"),
    "20-8": tr_noop("20 to 8"),
    "18-9": tr_noop("18 to 9"),
}


@dataclass(slots=True, frozen=True)
class RoomChoice:
    """What was chosen for one conversation. muted_until: ISO 8601, UTC, ALWAYS, or "" for not.
    notices: of what I am told there, one of NOTICES."""

    muted_until: str = ""
    favourite: bool = False
    notices: str = ""


def _text(value: object) -> str:
    # A lone surrogate can stand in JSON, but not in a file of ours.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _theme(value: object) -> str:
    return value if isinstance(value, str) and value in THEMES else "system"


def _movement(value: object) -> str:
    return value if isinstance(value, str) and value in MOVEMENTS else "system"


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
    port, link = _port(value.get("port")), _text(value.get("link"))
    locked = value.get("locked") is True
    return LastHost(title, room, port, _text(value.get("last_used")), link, locked)


def _rooms(value: object) -> dict[str, RoomChoice]:
    rooms = {}
    for key, kept in value.items() if isinstance(value, dict) else ():
        if isinstance(kept, dict):
            until = _text(kept.get("muted_until"))
            notices = kept.get("notices") if kept.get("notices") in NOTICES else ""
            favourite = kept.get("favourite") is True
            rooms[_text(key)] = RoomChoice(_moment(until), favourite, _text(notices))
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


def _answers(value: object) -> dict[str, bool]:
    said = value.items() if isinstance(value, dict) else ()
    return {_text(key): answer for key, answer in said if isinstance(answer, bool)}


def _heartbeat_port(value: object) -> int:
    return _port(value) or HEARTBEAT_PORT


def _seconds(value: object) -> float:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0.2 <= value <= 60
    return float(value) if usable and isinstance(value, (int, float)) else HEARTBEAT_SECONDS


def _tone(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= 5 else 0


def _kept(read: Callable[[Any], Any], shown: SettingControl | None = None) -> dict[str, Any]:
    """What there is to say of a setting. read: makes what stands in the file a value that can be
    used, whatever it is. shown: None for what is no choice that people make in the sheet."""
    return {"read": read, "shown": shown}


@dataclass(slots=True)
class Settings:
    """The settings; `load` reads them, `save` writes them. Each says here all that there is to say
    of it: what the file may hold, and how the sheet of settings shows it.

    name: what I call myself, "" before the first time. theme: one of THEMES. scale: 1.0 is
    100 %, 0 follows the screen. geometry: the window's, as Tk writes it. movement: one of
    MOVEMENTS.
    """

    name: str = field(
        default="",
        metadata=_kept(
            _text,
            SettingControl(
                "me",
                tr_noop("Your name"),
                tr_noop("Others see it beside your words."),
                also=tr_noop("nick"),
            ),
        ),
    )
    theme: str = field(
        default="system",
        metadata=_kept(
            _theme,
            SettingControl(
                "look",
                tr_noop("Colours"),
                also=tr_noop("theme mode night day black"),
                one_of=THEMES,
            ),
        ),
    )
    scale: float = field(
        default=0.0,
        metadata=_kept(
            _scale,
            SettingControl(
                "look",
                tr_noop("Text size"),
                tr_noop("All grows with it. Normal is what suits this screen."),
                also=tr_noop("zoom scale font bigger large small"),
                one_of=STEPS,
            ),
        ),
    )
    places: list[Place] = field(default_factory=list, metadata=_kept(_places))
    geometry: str = field(default="", metadata=_kept(_text))
    last_host: LastHost = field(default_factory=LastHost, metadata=_kept(_last_host))
    rooms: dict[str, RoomChoice] = field(default_factory=dict, metadata=_kept(_rooms))
    """By place and conversation; see `ui.chat.choices`."""
    contrast: bool = field(
        default=False,
        metadata=_kept(
            lambda value: value is True,
            SettingControl(
                "look",
                tr_noop("High contrast"),
                tr_noop("Strong lines and nothing pale, light or dark."),
                also=tr_noop("colours accessible"),
            ),
        ),
    )
    movement: str = field(
        default="system",
        metadata=_kept(
            _movement,
            SettingControl(
                "look",
                tr_noop("Movement"),
                tr_noop("With less, moving pictures and the cursor of a message stand still."),
                also=tr_noop("motion animation reduce still blink gif accessible"),
                one_of=MOVEMENTS,
            ),
        ),
    )
    language: str = field(
        default="",
        metadata=_kept(
            _text,
            SettingControl(
                "language",
                tr_noop("Language"),
                tr_noop("What others write stays as they wrote it."),
                also=tr_noop("language words english chinese 语言 中文 translation locale"),
            ),
        ),
    )
    """The code of a language, "" for the system's."""
    open_places: list[str] = field(
        default_factory=list, metadata=_kept(lambda value: _names(value)[:MAX_PLACES])
    )
    """The addresses of those that were open at last, in order; see `ui.coming_back`."""
    shown_place: str = field(default="", metadata=_kept(_text))
    """The one of them that was seen."""
    by_talk: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "rooms",
                tr_noop("The room last spoken in comes first"),
                tr_noop("Else they are in order of name."),
                also=tr_noop("sort list"),
            ),
        ),
    )
    tell_typing: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "privacy",
                tr_noop("Show others that I am typing"),
                also=tr_noop("writing indicator"),
            ),
        ),
    )
    tell_seen: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "privacy",
                tr_noop("Show others how far I have read"),
                also=tr_noop("seen receipts"),
            ),
        ),
    )
    pictures: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "rooms",
                tr_noop("Show pictures and the first lines of texts"),
                tr_noop("Else nothing is fetched before I ask for it."),
                also=tr_noop("previews images files"),
            ),
        ),
    )
    notifications: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "notices",
                tr_noop("Show notifications outside the window"),
                tr_noop("What a room tells of is chosen in its menu."),
                also=tr_noop("popup banner desktop"),
            ),
        ),
    )
    sounds: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "notices", tr_noop("Play a sound"), also=tr_noop("noise bell audio volume")
            ),
        ),
    )
    do_not_disturb: bool = field(
        default=False,
        metadata=_kept(
            lambda value: value is True,
            SettingControl(
                "notices",
                tr_noop("Do not disturb me"),
                tr_noop("Messages still come and are counted, in silence."),
                also=tr_noop("quiet mute"),
            ),
        ),
    )
    quiet_hours: str = field(
        default="",
        metadata=_kept(
            lambda value: value if value in QUIET_HOURS else "",
            SettingControl(
                "notices",
                tr_noop("Quiet hours"),
                tr_noop("Every night, as with “Do not disturb me”."),
                also=tr_noop("sleep mute"),
                one_of=QUIET_HOURS,
            ),
        ),
    )
    visible: bool = field(
        default=True,
        metadata=_kept(
            _true,
            SettingControl(
                "network",
                tr_noop("People nearby see me and chats I host"),
                tr_noop("Else they join by the code or the link that I give them."),
                also=tr_noop("visible invisible discovery hidden privacy"),
            ),
        ),
    )
    interfaces: list[str] = field(
        default_factory=list,
        metadata=_kept(
            _names,
            SettingControl(
                "network",
                tr_noop("Use {thing}"),
                tr_noop("Others are looked for by these network cards only."),
                also=tr_noop("interface lan wi-fi vpn"),
            ),
        ),
    )
    """The network cards by which to look for others; none for all."""
    when_closed: str = field(
        default="",
        metadata=_kept(
            lambda value: value if value in WHEN_CLOSED else "",
            SettingControl(
                "running",
                tr_noop("When the window is closed"),
                tr_noop(
                    "In the tray it goes on, tells of new messages and hosts. Its icon brings the"
                    " window back, and quits."
                ),
                also=tr_noop("background quit close minimize hide"),
                one_of=WHEN_CLOSED,
            ),
        ),
    )
    heartbeat_port: int = field(default=HEARTBEAT_PORT, metadata=_kept(_heartbeat_port))
    heartbeat_seconds: float = field(default=HEARTBEAT_SECONDS, metadata=_kept(_seconds))
    """UDP, and seconds between two signs of life; all on a network have the same."""
    recent_emoji: list[str] = field(
        default_factory=list, metadata=_kept(lambda value: _names(value)[:MAX_EMOJI])
    )
    """What I chose lately, the last one first."""
    skin_tone: int = field(default=0, metadata=_kept(_tone))
    """Of emoji: 0 for none, then 1 to 5 from light to dark."""
    carries_on: dict[str, bool] = field(default_factory=dict, metadata=_kept(_answers))
    """Whether this computer may carry a place on, by its root, where that was asked."""
    system_dark: bool = field(default=False, metadata=_kept(lambda value: value is True))
    """Whether the system's look was dark when it last said: a window opens in it, and asks then."""
    unknown: dict[str, Any] = field(default_factory=dict)
    """Keys of the file that this version does not know."""
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """All as it was when it was last read or written here."""

    def chose_emoji(self, sign: str) -> None:
        """Put an emoji first among those chosen lately."""
        others = [one for one in self.recent_emoji if one != sign]
        self.recent_emoji[:] = [sign, *others][:MAX_EMOJI]

    def remember(self, place: Place, same: Callable[[str], bool] = lambda _address: False) -> None:
        """Put a place first, in place of an older mention of the same address. same: whether
        another address was that of the same place, which is hosted elsewhere now."""
        addresses = {one.address for one in self.places if same(one.address)} | {place.address}
        others = [known for known in self.places if known.address not in addresses]
        self.places = [place, *others][:MAX_PLACES]


def now_text() -> str:
    """The present moment as `last_used` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def load(path: Path | None = None) -> Settings:
    """Read the settings; the defaults where there are none or where they can't be read."""
    return _from_json(read_object(path or config_dir() / FILE_NAME))


def save(settings: Settings, path: Path | None = None) -> None:
    """Write what was changed here; the rest stays as another window, or a backup that was brought
    back, has written it meanwhile. Raises OSError when the disk or the rights do not allow it."""
    path = path or config_dir() / FILE_NAME
    ours = _to_json(settings)
    theirs = read_object(path)
    unchanged = {key: theirs[key] for key in theirs if ours.get(key) == settings.kept.get(key)}
    text = json.dumps(ours | unchanged, ensure_ascii=False, indent=2) + "\n"
    write_whole(path, text.encode())
    settings.kept = ours


def shown() -> Iterator[tuple[str, SettingControl]]:
    """The settings that people choose in the sheet of settings, by name, in its order."""
    for one in fields(Settings):
        if one.metadata.get("shown") is not None:
            yield one.name, one.metadata["shown"]


def _readers() -> dict[str, Callable[[Any], Any]]:
    return {one.name: one.metadata["read"] for one in fields(Settings) if "read" in one.metadata}


def _from_json(kept: dict[str, Any]) -> Settings:
    """A value of the wrong type is as if it were not there."""
    readers = _readers()
    settings = Settings(unknown={key: kept[key] for key in kept if key not in readers})
    for key, read in readers.items():
        if key in kept:
            setattr(settings, key, read(kept[key]))
    settings.kept = _to_json(settings)
    return settings


def _to_json(settings: Settings) -> dict[str, Any]:
    kept = asdict(settings)
    del kept["kept"]
    unknown: dict[str, Any] = kept.pop("unknown")
    return unknown | kept
