"""Nicks, channel names and masks: what is allowed, and what people see of them.

Nicks follow PRECIS (RFC 8265, UsernameCasePreserved) less what has a meaning on the wire
(Modern IRC, "Nicknames"), so that 王伟 and Łukasz are names. Channel names: Modern IRC, "Channels".
"""

import re
import unicodedata
from functools import lru_cache

from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.irc.text import MARKS_MOST, tame_line
from desktopchat.words import tr, tr_noop

CHANNEL_TYPES = "#&"
NICK_MAX = 32
"""Characters."""
CHANNEL_MAX = 64
"""Characters."""

_NICK_FORBIDDEN = frozenset(" ,*?!@.:")
_NICK_FIRST_FORBIDDEN = frozenset("$#&~%+-")
_NAME_MAX = 512
_FORMAT, _SYMBOL, _MODIFIER = "Cf", "So", "Sk"  # no words: kinds of Unicode
"""Characters of a name that are looked at for a nick."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what turns the direction of writing, halves of characters."""
_CHANNEL_FORBIDDEN = re.compile("[ ,\x00-\x20\x7f-\xa0\u2028\u2029\u2800\u3000\ud800-\udfff]")
"""What divides, what controls, and what looks like nothing."""
_JOINERS = "\u200c\u200d"
_AS_EMOJI = "\ufe0f"
_OURS = re.compile(r"[(\uff08]\s*you\s*[)\uff09]|^(you|the host)$", re.IGNORECASE)
"""What the window itself says of people: a name that has it is shown as the nick, with its "_"."""
_HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u2800\u3164\ufeff\uffa0]")
"""What would make two names look the same."""
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0)]))
)
"""What shows as nothing, or only as another form of the letter before."""


def nick_problem(nick: str, max_length: int = NICK_MAX) -> str:
    """Why `nick` is not allowed, in plain words; "" where it is."""
    text, values = _nick_problem(nick, max_length)
    return tr(text, **values)


_Problem = tuple[str, dict[str, object]]
"""Words to be looked up, "" where nothing is wrong, and what stands in their fields."""


@lru_cache(maxsize=512)
def _nick_problem(nick: str, max_length: int) -> _Problem:
    if not nick:
        return tr_noop("A name can't be empty."), {}
    if len(nick) > max_length:
        return tr_noop("A name has at most {most} characters."), {"most": max_length}
    if nick[0] in _NICK_FIRST_FORBIDDEN:
        return tr_noop("A name can't begin with {sign}"), {"sign": nick[0]}
    for character in nick:
        if character == " ":
            return tr_noop("A name can't have a space in it."), {}
        if character in _NICK_FORBIDDEN:
            return tr_noop("A name can't have {sign} in it."), {"sign": character}
    if nick.isascii():
        controls = not nick.isprintable()
        return tr_noop("A name can't have control characters in it.") if controls else "", {}
    if unicodedata.category(nick[0])[0] == "M":
        return tr_noop("A name can't begin with a mark that belongs on a letter."), {}
    problem = _precis_problem(nick)
    if not problem[0] and tame_line(nick) != nick:
        # It would be shown with fewer, and so perhaps as somebody else's.
        words = tr_noop("A name can't have more than {most} marks on one letter.")
        return words, {"most": MARKS_MOST}
    return problem


def nick_from_name(name: str) -> str:
    """The nick for what a person calls themselves: "Ada Lovelace" gives "Ada_Lovelace".

    "" where nothing of the name can stand in a nick. What is one already stays as it is.
    """
    if not nick_problem(name):
        return name
    kept = ""
    # The ordinary form of letters that are written wide, narrow or bold.
    for character in unicodedata.normalize("NFKC", name[:_NAME_MAX]).strip():
        if character.isspace():
            kept += "_"
        elif _stands_in_nick(character, after=kept):
            kept += character
    # What is left out may have stood between a letter and its accent.
    kept = unicodedata.normalize("NFC", kept)
    nick = re.sub("_+", "_", kept).strip("_").lstrip("".join(_NICK_FIRST_FORBIDDEN) + "_")
    return _longest_nick(nick[:NICK_MAX])


def _longest_nick(text: str) -> str:
    """The longest piece of it that is an allowed nick, from as near its start as there is one.

    Characters that are each allowed may not be so together, as those of two directions of writing.
    """
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            nick = text[start:end].strip("_")
            if nick and not nick_problem(nick):
                return nick
    return ""


def _stands_in_nick(character: str, after: str) -> bool:
    if character in _NICK_FORBIDDEN:
        return False
    if character.isascii():
        return character.isprintable()
    # Combining marks are refused alone but welcome after a letter.
    if unicodedata.category(character)[0] == "M":
        return bool(after)
    return not _precis_problem(character)[0] or bool(after and unicodedata.combining(character))


def display_name(nick: str, realname: str) -> str:
    """What people see: the realname where it is the nick written freely, else the nick.

    So "Ada Lovelace" is shown for Ada_Lovelace, and nobody is shown under another's name.
    """
    realname = realname.strip()
    # A name that could itself be somebody's nick is theirs.
    odd = any(one.search(realname) for one in (_UNSEEN, _HIDDEN, _OURS))
    free = nick_problem(realname) and not odd
    return tame_line(realname if free and nick_from_name(realname) == nick else nick)


def channel_from_title(title: str) -> str:
    """The channel name for a room's title: "Lab 3" gives "#Lab-3"; "" where nothing is left."""
    # What another way of writing it would divide, as a wide comma does, is a gap too.
    title = re.sub(r"[\s\uff0c]+", "-", title.strip())
    title = _CHANNEL_FORBIDDEN.sub("", unicodedata.normalize("NFC", title))
    title = "".join(c for at, c in enumerate(title) if not _unseen(title, at))
    if not title.strip(CHANNEL_TYPES):
        return ""
    name = title if title[0] in CHANNEL_TYPES else "#" + title
    return name[:CHANNEL_MAX]


def room_title(channel: str) -> str:
    """What people see of a channel's name: "#Lab-3" is Lab-3."""
    return channel[1:] if channel[:1] == "#" and len(channel) > 1 else channel


def valid_server_name(name: str) -> bool:
    """Whether `name` can stand as a server's source: it has a dot, so no nick can look like it."""
    return bool(re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", name)) and len(name) <= 63


def valid_channel(name: str, max_length: int = CHANNEL_MAX) -> bool:
    """Whether `name` can name a channel: all of it is seen, and no other name looks the same for
    something in it that is not."""
    if not 1 < len(name) <= max_length or name[0] not in CHANNEL_TYPES:
        return False
    if name.isascii():
        return not _CHANNEL_FORBIDDEN.search(name)
    return not (
        _CHANNEL_FORBIDDEN.search(fold(name, UNICODE))
        or any(_unseen(name, at) for at in range(len(name)))
    )


def _unseen(text: str, at: int) -> bool:
    """Whether the character there shows as nothing. What joins or turns another one does something
    only within emoji, and within Arabic and Indic words."""
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if character in _JOINERS:
        return not (_joins(before) and _joins(after))
    if character == _AS_EMOJI:
        return not before or unicodedata.category(before) != _SYMBOL
    return character in _FILLERS or unicodedata.category(character) == _FORMAT


def _joins(character: str) -> bool:
    """Whether a joiner beside it can be seen."""
    if not character:
        return False
    emoji = character == _AS_EMOJI or unicodedata.category(character) in (_SYMBOL, _MODIFIER)
    return emoji or "\u0600" <= character <= "\u0dff"


def mask_matches(mask: str, text: str) -> bool:
    """Whether a mask with * (any run) and ? (one character) matches all of `text`.

    Case counts: fold both first. Linear in time, so a mask made to be slow is not.
    """
    at = here = 0
    star = -1
    after_star = 0
    while here < len(text):
        if at < len(mask) and mask[at] == "*":
            star, after_star = at, here
            at += 1
        elif at < len(mask) and (mask[at] == "?" or mask[at] == text[here]):
            at += 1
            here += 1
        elif star >= 0:
            after_star += 1
            at, here = star + 1, after_star
        else:
            return False
    return not mask[at:].strip("*")


def _precis_problem(text: str) -> _Problem:
    # Imported late: most names are ASCII, and the tables take 20 ms to load.
    from precis_i18n import get_profile

    try:
        enforced: str = get_profile("UsernameCasePreserved").enforce(text)
    except UnicodeEncodeError as error:
        if error.reason.endswith("bidi_rule"):
            words = tr_noop("A name can't mix writing from the left with writing from the right.")
            return words, {}
        return tr_noop("A name is made of letters and digits of any script."), {}
    if enforced == text:
        return "", {}
    return tr_noop("Write it with ordinary letters: {name}"), {"name": enforced}
