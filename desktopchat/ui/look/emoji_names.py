"""The emoji that one can choose, and finding them by their English names and those in use.

The English names are Unicode's own (`unicodedata`); a few that people type elsewhere (":tada:")
come first. Sequences (flags, skin tones, families) have no name there and are not offered; whoever
pastes them sees them all the same.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from desktopchat.ui.look.emoji import pieces
from desktopchat.ui.look.emoji_words import name_in_use
from desktopchat.words import tr_noop

USUAL = ("👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀")
"""Offered first to whoever has chosen none yet."""

ALIASES = {
    "+1": "👍", "thumbsup": "👍", "yes": "👍", "like": "👍",
    "-1": "👎", "thumbsdown": "👎",
    "heart": "❤️", "love": "❤️", "broken_heart": "💔",
    "joy": "😂", "lol": "😂", "laugh": "😂", "rofl": "🤣",
    "smile": "😄", "grin": "😁", "happy": "😊", "blush": "😊", "wink": "😉", "smirk": "😏",
    "sad": "😢", "cry": "😢", "sob": "😭", "angry": "😠", "rage": "😡",
    "wow": "😮", "open_mouth": "😮", "surprised": "😮", "scream": "😱",
    "thinking": "🤔", "hmm": "🤔", "shrug": "🤷", "facepalm": "🤦",
    "sweat_smile": "😅", "cool": "😎", "sunglasses": "😎", "heart_eyes": "😍",
    "sleep": "😴", "zzz": "💤", "sick": "🤒", "upside_down": "🙃", "skull": "💀",
    "tada": "🎉", "party": "🎉", "hooray": "🎉", "cake": "🍰", "birthday": "🎂", "gift": "🎁",
    "clap": "👏", "applause": "👏", "pray": "🙏", "thanks": "🙏", "please": "🙏",
    "ok": "👌", "wave": "👋", "hello": "👋", "muscle": "💪", "raised_hands": "🙌", "fist": "✊",
    "point_up": "☝️", "v": "✌️", "victory": "✌️", "handshake": "🤝", "salute": "🫡",
    "fire": "🔥", "rocket": "🚀", "ship": "🚢", "star": "⭐", "sparkles": "✨", "boom": "💥",
    "100": "💯", "eyes": "👀", "bulb": "💡", "idea": "💡", "memo": "📝", "pencil": "✏️",
    "check": "✅", "done": "✅", "white_check_mark": "✅", "x": "❌", "no": "❌",
    "warning": "⚠️", "question": "❓", "exclamation": "❗", "bug": "🐛", "lock": "🔒", "key": "🔑",
    "coffee": "☕", "tea": "🍵", "beer": "🍺", "pizza": "🍕", "lunch": "🍽️",
    "sun": "☀️", "sunny": "☀️", "rain": "🌧️", "snow": "❄️", "rainbow": "🌈",
    "phone": "📞", "mail": "📧", "computer": "💻", "link": "🔗",
    "calendar": "📅", "clock": "🕐", "hourglass": "⌛", "pin": "📌", "wrench": "🔧", "gear": "⚙️",
}  # fmt: skip

_CATEGORIES = {
    tr_noop("Faces"): (
        (0x1F600, 0x1F64F), (0x1F910, 0x1F917), (0x1F920, 0x1F92F), (0x1F970, 0x1F97A),
        (0x1F9D0, 0x1F9D0), (0x1FAE0, 0x1FAE7),
    ),
    tr_noop("Hands and hearts"): (
        (0x1F440, 0x1F450), (0x1F918, 0x1F91F), (0x1F932, 0x1F932), (0x1FAF0, 0x1FAF6),
        (0x1F493, 0x1F49F), (0x1F5A4, 0x1F5A4), (0x1F90D, 0x1F90E), (0x1F9E1, 0x1F9E1),
        (0x1F4A0, 0x1F4AF),
    ),
    tr_noop("Parties"): ((0x1F380, 0x1F393),),
    tr_noop("Animals"): ((0x1F400, 0x1F43F), (0x1F980, 0x1F9AE)),
    tr_noop("Plants and food"): ((0x1F330, 0x1F37F), (0x1F32D, 0x1F32F), (0x1F950, 0x1F96F)),
    tr_noop("Weather, play and places"): ((0x1F300, 0x1F320), (0x1F3A0, 0x1F3F0)),
    tr_noop("Travel"): (
        (0x1F680, 0x1F6C5), (0x1F6D0, 0x1F6DF), (0x1F6EB, 0x1F6EC), (0x1F6F4, 0x1F6FC),
    ),
    tr_noop("People and things"): (
        (0x1F451, 0x1F492), (0x1F4B0, 0x1F4FC), (0x1F500, 0x1F53D), (0x1F550, 0x1F567),
        (0x1F90C, 0x1F9FF), (0x1FA70, 0x1FAFF), (0x1F7E0, 0x1F7EB),
    ),
}  # fmt: skip
"""In the order in which people look for them; each range is (first, last) code point."""
_SIGNS = tr_noop("Signs")
CATEGORY_SIGNS = ("😀", "👍", "🎉", "🐻", "🍕", "🌈", "🚀", "💡", "✅")
"""What stands for each of `categories`."""
_SINGLE = (
    "⌚⌛⏩⏪⏫⏬⏰⏳☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾"
    "⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
_COLOURED = "❤❣☺☹☠☝✌✍✔✖✏✒✂✈✉☎☀☁☂☃❄☘☢☣☮☯⚒⚔⚖⚙⚠⛈⛑⛰⛱⛷⛸⛹♠♥♣♦♨♻♾⌨⏱⏲⏸⏹⏺ℹ↔↕↩↪➡⬅⬆⬇™©®〰"
"""Drawn in colour with U+FE0F behind them."""
_NONE = {*range(0x1F3FB, 0x1F400), 0x1F6D3, 0x1F6D4, 0x1F93B, 0x1F946}
"""Skin tones, and what stands between emoji and is none."""
_PLAIN = {0x1F336, 0x1F37D, 0x1F43F, 0x1F441, *range(0x1F3CB, 0x1F3CF), *range(0x1F3D4, 0x1F3E0)}
"""Those of the ranges that want U+FE0F too (Emoji_Presentation=No)."""


_TONED = {
    0x261D, 0x26F9, *range(0x270A, 0x270E), 0x1F385, *range(0x1F3C2, 0x1F3C5), 0x1F3C7,
    *range(0x1F3CA, 0x1F3CD), 0x1F442, 0x1F443, *range(0x1F446, 0x1F451), *range(0x1F466, 0x1F479),
    0x1F47C, *range(0x1F481, 0x1F484), *range(0x1F485, 0x1F488), 0x1F48F, 0x1F491, 0x1F4AA,
    0x1F574, 0x1F575, 0x1F57A, 0x1F590, 0x1F595, 0x1F596, *range(0x1F645, 0x1F648),
    *range(0x1F64B, 0x1F650), 0x1F6A3, *range(0x1F6B4, 0x1F6B7), 0x1F6C0, 0x1F6CC, 0x1F90C, 0x1F90F,
    *range(0x1F918, 0x1F920), 0x1F926, *range(0x1F930, 0x1F93A), *range(0x1F93C, 0x1F93F), 0x1F977,
    0x1F9B5, 0x1F9B6, 0x1F9B8, 0x1F9B9, 0x1F9BB, *range(0x1F9CD, 0x1F9D0), *range(0x1F9D1, 0x1F9DE),
    *range(0x1FAC3, 0x1FAC6), *range(0x1FAF0, 0x1FAF9),
}  # fmt: skip
"""Those of which there are others by tone of skin (Unicode's Emoji_Modifier_Base)."""
TONES = 6
"""The tones that there are: 0 for none, then from light to dark."""


class Named(NamedTuple):
    """An emoji. name: Unicode's in small letters; words: those of the name."""

    sign: str
    name: str
    words: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def everything() -> tuple[Named, ...]:
    """All that can be chosen, in order."""
    others: dict[str, list[str]] = {}
    for alias, sign in ALIASES.items():
        others.setdefault(sign, []).append(alias)
    found = {}
    for sign in _signs():
        name = unicodedata.name(sign[0], "").lower()
        if name:
            words = tuple(name.replace("-", " ").split())
            found[sign] = Named(sign, name, words, tuple(others.get(sign, ())))
    return tuple(found.values())


@lru_cache(maxsize=1)
def categories() -> dict[str, tuple[str, ...]]:
    """What can be chosen, as people look for it."""
    found: dict[str, list[str]] = {}
    known = {one.sign for one in everything()}
    for title, ranges in _CATEGORIES.items():
        signs = [sign for sign in _in_ranges(ranges) if sign in known]
        known.difference_update(signs)
        found[title] = signs
    found[_SIGNS] = [one.sign for one in everything() if one.sign in known]
    return {title: tuple(signs) for title, signs in found.items()}


def toned(sign: str, tone: int) -> str:
    """An emoji, in whatever tone, in this tone of skin, where there is one of it; `tone` as in
    TONES."""
    if ord(sign[0]) not in _TONED or len(toneless(sign)) > 1:
        return sign
    if tone:
        return sign[0] + chr(0x1F3FA + tone)
    found = by_sign(sign)
    return found.sign if found is not None else sign


def name_of(sign: str) -> str:
    """What an emoji is called, in whatever tone, in the language in use or else in English; "" for
    one that has no name."""
    found = by_sign(sign)
    return (name_in_use(found.sign) or found.name) if found is not None else ""


@lru_cache(maxsize=1)
def _named_signs() -> dict[str, Named]:
    return {toneless(one.sign): one for one in everything()}


def by_sign(sign: str) -> Named | None:
    """The emoji of a sign, in whatever tone."""
    return _named_signs().get(toneless(sign))


def toneless(sign: str) -> str:
    """The same for an emoji in all its tones."""
    return "".join(
        char for char in sign if not 0x1F3FB <= ord(char) <= 0x1F3FF and char != "\ufe0f"
    )


def _in_ranges(ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    for first, last in ranges:
        for code in range(first, last + 1):
            if code not in _NONE:
                yield _shown(chr(code))


def _signs() -> Iterator[str]:
    for ranges in _CATEGORIES.values():
        yield from _in_ranges(ranges)
    yield from _SINGLE
    yield from (f"{sign}\ufe0f" for sign in _COLOURED)
    yield from ALIASES.values()


def _shown(sign: str) -> str:
    """Add U+FE0F to the emoji that fonts show in black and white without it."""
    plain = ord(sign) in _PLAIN or not next(pieces(sign))[1]
    return f"{sign}\ufe0f" if plain else sign


def search(words: str, most: int = 200) -> list[Named]:
    """Those whose names have words that begin with all of these, the best first; then those in
    whose names in the language in use all of these stand, which may have no spaces."""
    wanted = words.casefold().replace("_", " ").replace(":", " ").split()
    if not wanted:
        return list(everything())[:most]
    whole = "_".join(wanted)
    ranked: list[tuple[int, int, int, Named]] = []
    for place, one in enumerate(everything()):
        begun = [len(alias) for alias in one.aliases if alias.startswith(whole)]
        in_use = name_in_use(one.sign).casefold()
        if begun:
            ranked.append((0, min(begun), place, one))
        elif all(any(word.startswith(part) for word in one.words) for part in wanted):
            ranked.append((1 if one.name.startswith(wanted[0]) else 2, 0, place, one))
        elif all(part in in_use for part in wanted):
            ranked.append((3, len(in_use), place, one))
    return [found[-1] for found in sorted(ranked)[:most]]


def named(shortcode: str) -> str:
    """The emoji of a name as it stands between colons ("tada", "party_popper"); "" for none."""
    name = shortcode.casefold()
    return ALIASES.get(name) or _by_name().get(name, "")


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {one.name.replace(" ", "_").replace("-", "_"): one.sign for one in everything()}


def shortcode(one: Named, begun: str = "") -> str:
    """The name to type between colons: one that people know, if it begins so, else Unicode's."""
    known = [alias for alias in one.aliases if alias.startswith(begun.casefold())]
    return min(known, key=len) if known else one.name.replace(" ", "_").replace("-", "_")


def recent_first(recent: Iterable[str], most: int, tone: int = 0) -> list[str]:
    """What was chosen lately, and where that is little the usual ones; all in one tone of skin,
    also what was chosen before the tone was."""
    return list(dict.fromkeys(toned(sign, tone) for sign in (*recent, *USUAL)))[:most]
