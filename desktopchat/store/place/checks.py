"""Whether a line of an export makes sense: it may come from anybody."""

import json
import re

from desktopchat.irc import timestamps
from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.irc.message import parse_tags, valid_tag_key
from desktopchat.irc.modes import hide_key
from desktopchat.irc.names import CHANNEL_MAX, CHANNEL_TYPES, valid_channel
from desktopchat.store.events import KINDS, Event, direct_target, moment_of
from desktopchat.words import tr

PARAMS_MAX = 256 * 1024
"""Bytes; of a message of many lines."""
_TAGS_MAX = 8191
_WORD_MAX = 512
_LABEL_MAX = 128
_MSGID = re.compile("[0-9abcdefghjkmnpqrstvwxyz]{26}")
_WORD = re.compile("[^\x00-\x20\x7f]+")
_SOURCE = re.compile(
    "[^\x00-\x20\x7f!@:][^\x00-\x20\x7f!@]*(![^\x00-\x20\x7f@]*@[^\x00-\x20\x7f@]*)?"
)
_TAGS = re.compile("[^\0\r\n ]*")
_KEYS = {
    "msgid", "time", "target", "kind", "source", "account", "params", "tags", "label", "redacted"
}  # fmt: skip


class LineError(Exception):
    """What is wrong with a line, as the end of a sentence."""


def valid_label(label: str) -> bool:
    """Whether a label can be kept: it has no space and no control character."""
    return bool(_WORD.fullmatch(label))


def read_event(line: bytes, latest: int) -> tuple[Event, bool]:
    """The event of a line, and whether its words were taken away.

    latest: no event may be newer, in milliseconds since 1970. Raises LineError.
    """
    kept = _read(line)
    for key in kept:
        if key not in _KEYS:
            raise LineError(tr("nothing is known of {key}", key=json.dumps(key)[:60]))
    redacted = kept.get("redacted", False)
    if not isinstance(redacted, bool):
        raise LineError(tr('"redacted" is neither true nor false'))
    kind = _text(kept, "kind", 16)
    if kind not in KINDS:
        raise LineError(tr('"kind" is none that there is'))
    msgid, moment = _name(kept, latest)
    params = "" if redacted else _params(kept, kind)
    tags = "" if redacted else _tags(kept)
    source = _text(kept, "source", _WORD_MAX)
    if not _SOURCE.fullmatch(source):
        raise LineError(tr('"source" is not nick!user@host'))
    account = _word(kept, "account", _WORD_MAX)
    label = "" if redacted else _word(kept, "label", _LABEL_MAX)
    return Event(msgid, moment, _target(kept), kind, source, account, params, tags, label), redacted


def _read(line: bytes) -> dict[str, object]:
    try:
        kept = json.loads(line.decode())
    except UnicodeDecodeError:
        raise LineError(tr("it is not UTF-8 text")) from None
    except (ValueError, RecursionError):
        raise LineError(tr("it is not JSON")) from None
    if not isinstance(kept, dict):
        raise LineError(tr("it is not a JSON object"))
    return kept


def _text(kept: dict[str, object], key: str, longest: int) -> str:
    value = kept.get(key, "")
    if not isinstance(value, str):
        raise LineError(tr('"{key}" is not a text', key=key))
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise LineError(tr('"{key}" has half a character in it', key=key)) from None
    if size > longest:
        raise LineError(tr('"{key}" is longer than {longest} bytes', key=key, longest=longest))
    return value


def _word(kept: dict[str, object], key: str, longest: int) -> str:
    value = _text(kept, key, longest)
    if value and not _WORD.fullmatch(value):
        raise LineError(tr('"{key}" has a space or a control character in it', key=key))
    return value


def _name(kept: dict[str, object], latest: int) -> tuple[str, int]:
    msgid = _text(kept, "msgid", 64)
    if not _MSGID.fullmatch(msgid):
        raise LineError(tr('"msgid" is not one that a host of ours gives'))
    try:
        moment = timestamps.parse(_text(kept, "time", 40))
    except (OSError, OverflowError, ValueError):
        moment = None
    if moment is None:
        raise LineError(tr('"time" is no moment such as 2026-11-23T08:30:00.250Z'))
    if moment != moment_of(msgid):
        raise LineError(tr('"time" is not that of "msgid"'))
    if moment > latest:
        raise LineError(tr('"time" lies in the future'))
    return msgid, moment


def _target(kept: dict[str, object]) -> str:
    value = kept.get("target")
    if isinstance(value, list):
        if len(value) != 2 or not all(isinstance(name, str) for name in value):
            raise LineError(tr('"target" does not name two people'))
        one, other = (_word({"target": name}, "target", _WORD_MAX) for name in value)
        # A name without an account has a ~ before it.
        if not one.removeprefix("~") or not other.removeprefix("~"):
            raise LineError(tr('"target" does not name two people'))
        if {one[0], other[0]} & set(CHANNEL_TYPES):
            raise LineError(tr('"target" names a room where a person is meant'))
        return direct_target(one, other)
    name = _text(kept, "target", _WORD_MAX)
    # Folding may make it longer.
    if not valid_channel(name, 2 * CHANNEL_MAX) or fold(name, UNICODE) != name:
        raise LineError(tr('"target" is not the name of a room as the log has it'))
    return name


def _params(kept: dict[str, object], kind: str) -> str:
    several = kind in ("PRIVMSG", "NOTICE")
    params = _text(kept, "params", PARAMS_MAX if several else _WORD_MAX)
    if "\0" in params or "\r" in params or ("\n" in params and not several):
        raise LineError(tr('"params" has the end of a line in it'))
    # An export of an older version may have keys of rooms.
    return hide_key(params) if kind == "MODE" else params


def _tags(kept: dict[str, object]) -> str:
    tags = _text(kept, "tags", _TAGS_MAX)
    if not _TAGS.fullmatch(tags):
        raise LineError(tr('"tags" has a space or the end of a line in it'))
    for key in parse_tags(tags) if tags else ():
        # What people may give each other, and what a host of ours adds.
        ours = key == "bot" or key.startswith("desktopchat/")
        if not (key[0] == "+" or ours) or not valid_tag_key(key):
            raise LineError(tr('"tags" has {key}, which nobody can give', key=json.dumps(key)[:60]))
    return tags
