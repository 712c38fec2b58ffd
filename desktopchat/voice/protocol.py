"""What a window and its voice process say to each other: a line of JSON each. Pure."""

import json
from enum import StrEnum
from typing import Any, NamedTuple

MOST_SECONDS = 600.0
"""Of a message that is recorded: then it ends by itself."""


class Do(StrEnum):
    """What the window orders."""

    LOOK = "look"
    """for microphones and loudspeakers"""
    RECORD = "record"
    """into `file`"""
    STOP = "stop"
    """recording; what was recorded is kept"""
    DROP = "drop"
    """what is recorded: nothing of it is kept"""
    PLAY = "play"
    """`file` from `seconds` on, at `speed`; what is played ends"""
    PAUSE = "pause"
    GO = "go"
    """on after a pause"""
    SEEK = "seek"
    """to `seconds`"""
    SPEED = "speed"
    SILENCE = "silence"
    """nothing is played any more"""


class What(StrEnum):
    """What the process tells."""

    DEVICES = "devices"
    """how many `microphones` and `speakers` there are"""
    LEVEL = "level"
    """of what is recorded, 0 to 1, `seconds` after its beginning"""
    RECORDED = "recorded"
    """`seconds` and `peaks` (`irc.filehost.Voice`)"""
    POSITION = "position"
    """`seconds` of what is played that were heard, of `length`"""
    PLAYED = "played"
    """to the end"""
    NOT_RECORDED = "not-recorded"
    """there is no microphone, or it was taken away"""
    NOT_KEPT = "not-kept"
    """the file can't be written"""
    NOT_PLAYED = "not-played"
    """there is no loudspeaker"""
    NOT_READ = "not-read"
    """the file is none that can be played"""
    BROKEN = "broken"
    """the process has ended by itself (said by the window's side)"""


class Order(NamedTuple):
    do: Do
    file: str = ""
    seconds: float = 0.0
    speed: float = 1.0


class Told(NamedTuple):
    what: What
    seconds: float = 0.0
    level: float = 0.0
    length: float = 0.0
    peaks: str = ""
    microphones: int = 0
    speakers: int = 0
    file: str = ""
    """What is or was to be played."""


def order_line(order: Order) -> str:
    return json.dumps(order._asdict()) + "\n"


def told_line(told: Told) -> str:
    return json.dumps(told._asdict()) + "\n"


def order_in(line: str) -> Order | None:
    """The order of a line; None where it is none."""
    fields = _fields(line)
    try:
        return Order(**fields | {"do": Do(fields["do"])})
    except (KeyError, TypeError, ValueError):
        return None


def told_in(line: str) -> Told | None:
    """What a line tells; None where it tells nothing."""
    fields = _fields(line)
    try:
        return Told(**fields | {"what": What(fields["what"])})
    except (KeyError, TypeError, ValueError):
        return None


def _fields(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
