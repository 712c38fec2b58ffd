"""Files on a host: where they are uploaded to, and the links that messages name them by.

The upload address is told by soju.im/FILEHOST; a file's link is below it, as in
https://10.0.0.5:6697/files/<token>/<name>. The token alone finds the file; the name is for people.
Behind the name of a picture its pixels may stand, as in #640x480, behind that of a voice message
its seconds and how loud it is on the way, as in #7.2s,03av, and behind that of another file its
bytes, as in #1234567B, with the seconds of sound and film, as in #1234567B83s: no program sends
that to the host (RFC 3986, section 3.5), and one that shows the picture or the message can leave it
its place, or draw it, before it has come.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from desktopchat.irc.file_names import extension

ISUPPORT_TOKEN = "soju.im/FILEHOST"
AUTHTOKEN = "draft/AUTHTOKEN"
SERVICE = "FILEHOST"
"""The service that draft/authtoken makes tokens for."""
PATH = "/files"

_TOKEN = r"[A-Za-z0-9_-]{22}"
_LINK = re.compile(rf"{PATH}/({_TOKEN})(?![A-Za-z0-9_-])")
_PATH = re.compile(rf"{PATH}/({_TOKEN})(?:/([^/?#]*))?")
_LOCATION = re.compile(
    rf"(?:https?://[^/\s?#]+)?({PATH}/{_TOKEN}(?:/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)?)", re.IGNORECASE
)
_ORIGIN = re.compile(r"(https?)://([^/\s?#]+)", re.IGNORECASE)
_PIXELS = "([1-9][0-9]{0,4})"
_WHOLE = re.compile(
    rf"(https?)://([^/\s?#]+){PATH}/({_TOKEN})/([^/\s?#]+)"
    rf"(?:#(?:{_PIXELS}x{_PIXELS}|([0-9]{{1,15}})B(?:([0-9]{{1,6}})s)?"
    rf"|([0-9]{{1,5}}\.[0-9])s,([0-9a-v]{{1,64}})))?",
    re.IGNORECASE,
)
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "bmp"})
_PLAYED = frozenset(
    {"mp3", "m4a", "m4b", "aac", "flac", "wav", "ogg", "oga", "opus", "wma", "aiff", "mp4", "m4v",
     "mov"}
)  # fmt: skip
_VOICES = frozenset({"ogg", "oga", "opus", "wav"})
_SOUNDS = _VOICES | {"mp3", "flac", "aiff"}
_FILMS = frozenset({"mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "ogv", "wmv", "3gp"})
_SOUND_MOST = 1200  # seconds, and bytes: what is played in its place is kept in memory
_SOUND_BYTES_MOST = 50_000_000
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
LOUDEST = len(_DIGITS) - 1
"""The highest peak of a voice message."""


class Voice(NamedTuple):
    """What a link tells of a voice message. peaks: how loud it is, from its beginning to its end,
    at most 64 numbers from 0 to LOUDEST."""

    seconds: float
    peaks: Sequence[int]

    @property
    def digits(self) -> str:
        """The peaks as a link tells them."""
        return "".join(_DIGITS[peak] for peak in self.peaks)

    @classmethod
    def told(cls, seconds: float, digits: str) -> "Voice":
        return cls(seconds, [_DIGITS.index(digit) for digit in digits.lower()])


def file_path(token: str, name: str) -> str:
    """The path of a file's link."""
    return f"{PATH}/{token}/{quote(name, safe='')}"


def token_of(path: str) -> str | None:
    """The token in the path of a request; None where it is no file's."""
    found = _PATH.fullmatch(path)
    return found[1] if found else None


def location_path(text: str) -> str | None:
    """The path of a file in the Location of an answer; None for anything else."""
    found = _LOCATION.fullmatch(text)
    return found[1] if found else None


def origin(text: str) -> tuple[str, str] | None:
    """Scheme and authority of the address that files are uploaded to; None where it is none."""
    found = _ORIGIN.match(text)
    return (found[1].lower(), found[2]) if found else None


def tokens_in(text: str) -> set[str]:
    """The tokens of the files that a message may name."""
    return set(_LINK.findall(text)) if f"{PATH}/" in text else set()


def names_in(text: str) -> list[str]:
    """The names of the files whose links stand in a text, as people read them."""
    if f"{PATH}/" not in text:
        return []
    return [unquote(found[4], errors="replace") for found in _WHOLE.finditer(text)]


def without_links(text: str) -> str:
    """A text without the links of files in it."""
    return with_links(text, lambda _link: " ")


def with_links(text: str, words: Callable[[str], str]) -> str:
    """A text with `words` for each link of a file in it."""
    return _WHOLE.sub(lambda found: words(found[0]), text) if f"{PATH}/" in text else text


def links_in(text: str) -> list[str]:
    """The links of files in a text, whole."""
    return [found[0] for found in _WHOLE.finditer(text)] if f"{PATH}/" in text else []


def parse_link(text: str) -> tuple[str, str] | None:
    """Token and name of a file, where the whole text is the link of one."""
    found = _WHOLE.fullmatch(text)
    return (found[3], unquote(found[4], errors="replace")) if found else None


def is_picture(name: str) -> bool:
    """Whether a file is called as pictures are that can be shown."""
    return extension(name) in _PICTURES


def is_played(name: str) -> bool:
    """Whether a file is called as sound and film are."""
    return extension(name) in _PLAYED


def size_in(link: str) -> tuple[int, int] | None:
    """The width and height in pixels that a link tells of a picture; None where it tells none."""
    found = _WHOLE.fullmatch(link)
    return (int(found[5]), int(found[6])) if found and found[5] else None


def bytes_in(link: str) -> int | None:
    """The size in bytes that a link tells of its file; None where it tells none."""
    found = _WHOLE.fullmatch(link)
    return int(found[7]) if found and found[7] else None


def seconds_in(link: str) -> int | None:
    """How long the sound or film of a link is; None where it tells nothing of that."""
    found = _WHOLE.fullmatch(link)
    return int(found[8]) if found and found[8] else None


def with_bytes(link: str, size: int, seconds: int = 0) -> str:
    """A link that tells how many bytes its file has, and how long it is; 0 for no sound and no
    film."""
    return f"{link}#{size}B{f'{seconds}s' if seconds else ''}"


def with_size(link: str, size: tuple[int, int] | None) -> str:
    """A link that tells the width and height of its picture, where they are known."""
    return link if size is None else f"{link}#{size[0]}x{size[1]}"


def voice_in(link: str) -> Voice | None:
    """What a link tells of its voice message; None where it is the link of none."""
    found = _WHOLE.fullmatch(link)
    if found is None or not found[9] or extension(found[4]) not in _VOICES:
        return None
    return Voice.told(float(found[9]), found[10])


def sound_in(link: str) -> Voice | None:
    """What is to be known of a sound that is played in its place: of a voice message, and of a
    file of a kind that can be played, of which nothing tells how loud it is. None for others."""
    voice = voice_in(link)
    if voice is not None:
        return voice
    file, size, seconds = parse_link(link), bytes_in(link), seconds_in(link)
    if file is None or size is None or seconds is None or extension(file[1]) not in _SOUNDS:
        return None
    return Voice(seconds, ()) if seconds <= _SOUND_MOST and size <= _SOUND_BYTES_MOST else None


def is_film(name: str) -> bool:
    """Whether a file is called as films are."""
    return extension(name) in _FILMS


def with_voice(link: str, voice: Voice) -> str:
    """A link that tells how long and how loud its voice message is."""
    return f"{link}#{voice.seconds:.1f}s,{voice.digits}"
