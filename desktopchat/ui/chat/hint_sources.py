"""What is offered for the word at the cursor: `:emoji:`, `@people`, `#rooms` and `/commands`."""

import re
from collections.abc import Callable, Iterable, Sequence

from desktopchat.client import slash
from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.ui.chat.hints import MOST, Hint, HintMatches, Source
from desktopchat.ui.look import emoji_names

_EMOJI = re.compile(r"(?:^|[\s(]):([a-z+-][a-z0-9_+-]{1,40})$", re.IGNORECASE)
_WHOLE_EMOJI = re.compile(r"(?:^|[\s(]):([a-z0-9_+-]{1,40}):$", re.IGNORECASE)
_PERSON = re.compile(r"(?:^|(?<=[\s(]))@([^\s@]{0,40})$")
_ROOM = re.compile(r"(?:^|(?<=[\s(]))#([^\s,]{0,64})$")
_COMMAND = re.compile(r"/([a-z]{0,20})$", re.IGNORECASE)

Named = tuple[str, str]
"""How somebody or something is written, and what else people know it by."""


def begun_emoji(before: str) -> str:
    """The name of an emoji that is being typed at the end of a text, "" for none."""
    found = _EMOJI.search(before)
    return found[1] if found else ""


def whole_emoji(before: str) -> tuple[str, int]:
    """The emoji of a name that has just been closed with a colon, and how many characters to put
    it in place of; ("", 0) for none."""
    found = _WHOLE_EMOJI.search(before)
    sign = emoji_names.named(found[1]) if found else ""
    return (sign, len(found[1]) + 2) if found and sign else ("", 0)


def emoji(before: str) -> HintMatches | None:
    sign, length = whole_emoji(before)
    if sign:
        return HintMatches(before[-length:], [Hint("", sign, sign=sign)], at_once=True)
    name = begun_emoji(before)
    if not name:
        return None
    found = emoji_names.search(name, MOST)
    hints = [
        Hint(f":{emoji_names.shortcode(one, name)}:", one.sign, sign=one.sign) for one in found
    ]
    return HintMatches(f":{name}", hints)


def people(names: Callable[[], Iterable[Named]]) -> Source:
    """Those to mention; `names` gives nicks with the names that people see, likeliest first."""

    def source(before: str) -> HintMatches | None:
        found = _PERSON.search(before)
        if found is None:
            return None
        fitting = _fitting(found[1], names())
        hints = [Hint(name or nick, f"@{nick} ", nick if name else "") for nick, name in fitting]
        return HintMatches(f"@{found[1]}", hints)

    return source


def rooms(names: Callable[[], Iterable[Named]]) -> Source:
    """Rooms to name; `names` gives channels, with their topics."""

    def source(before: str) -> HintMatches | None:
        found = _ROOM.search(before)
        if found is None:
            return None
        bare = [(name.removeprefix("#"), topic) for name, topic in names() if name[:1] == "#"]
        begin = fold(found[1], UNICODE)
        fitting = [one for one in bare if fold(one[0], UNICODE).startswith(begin)][:MOST]
        hints = [Hint(f"#{name}", f"#{name} ", topic) for name, topic in fitting]
        return HintMatches(f"#{found[1]}", hints)

    return source


def commands(before: str) -> HintMatches | None:
    """What the host or the program can be told; only at the very beginning of what is written."""
    found = _COMMAND.fullmatch(before)
    if found is None:
        return None
    hints = []
    for usage, about in slash.usages():
        name = usage.split(maxsplit=1)[0]
        if name[1:].startswith(found[1].lower()):
            hints.append(Hint(usage, f"{name} ", about))
    return HintMatches(f"/{found[1].lower()}", hints[:MOST])


def _fitting(begin: str, names: Iterable[Named]) -> Sequence[Named]:
    """Those whose nick or name begins so, or has a word that does."""
    folded = fold(begin, UNICODE)
    found = [
        (nick, name)
        for nick, name in names
        if fold(nick, UNICODE).startswith(folded)
        or any(fold(word, UNICODE).startswith(folded) for word in name.split())
    ]
    return found[:MOST]
