"""What the command line asks of the window. Free of tkinter, so that cli can build it anywhere."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(slots=True)
class HostOptions:
    """How a chat that this window hosts is served; the fields are `serve`'s options."""

    listen: list[str] = field(default_factory=list)  # URLs; empty for the usual ones
    title: str = ""  # the room's, as people read it; "" for the remembered one
    data: Path | None = None
    more: list[str] = field(default_factory=list)  # further words for `serve`, handed on as are


@dataclass(slots=True)
class StartRequest:
    """Where the window begins: at the two choices, hosting, or joining."""

    mode: Literal["choose", "host", "join"] = "choose"
    address: str = ""  # of the chat to join
    name: str = ""  # "" for the remembered one, else the system's full name
    rooms: list[str] = field(default_factory=list)
    password: str = ""  # of the chat that is joined or hosted
    host: HostOptions = field(default_factory=HostOptions)
    theme: str = ""  # "light", "dark", "system"; "" for the remembered one
    hidden: bool = False  # whether to begin in the tray, where there is one
    scale: float = 0.0  # 1.0 is 100 %; 0 for the screen's own
    probe: Path | None = None  # see desktopchat.ui.probe
    interfaces: list[str] = field(default_factory=list)  # network cards; empty for the usual ones
    discovery: bool = True  # whether to look for others, and be seen
    visible: bool = True  # whether to be seen


class NoDisplay(Exception):  # noqa: N818 - named as what happened, like OSError's children
    """There is no screen to open a window on. The message is one plain line."""
