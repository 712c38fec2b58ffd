"""What stands around a message's words: the quote of what it answers, the counters of its
reactions, and the question before it is deleted. Entries become tagged pieces; no Tk here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from desktopchat.client.model import Entry
from desktopchat.irc.filehost import voice_in
from desktopchat.irc.text import UNSEEN
from desktopchat.ui.look import emoji
from desktopchat.ui.look.voice_card import length
from desktopchat.ui.timeline.markup import VEIL, Names, album, drawn, has_signs, words
from desktopchat.ui.timeline.pieces import Piece
from desktopchat.ui.timeline.rows import deleted
from desktopchat.words import tr, tr_noop, trn
from desktopchat.words.lists import listed

SHOWN = 20  # reactions of a message that get a counter; the rest is counted together
MOST = 999  # a counter goes no further
_LONGEST = 12  # characters of a reaction that is no emoji
_NAMED = 12  # people in the words about a reaction
_ACCENT = "[\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff]"
_AT = re.compile(r"(?<![\w@])@(\w[\w\-\[\]\\^{}|]*)")
_PILE = re.compile(rf"({_ACCENT}{{2}}){_ACCENT}+")
ELSEWHERE = tr_noop("An earlier message")


def quote(original: Entry | None, names: Names, room: int) -> list[Piece]:
    """The line above an answer: who said what. `original`: None where it is not here (yet).

    room: how many narrow characters fit into the line.
    """
    pieces = [Piece("", ("quote", "bar"), True), Piece("  ", ("quote",))]
    if original is None:
        pieces += [Piece(tr(ELSEWHERE), ("quote",))]
    else:
        name = names.name_of(original.sender)
        room -= _width(name) + 2
        pieces += drawn(name, ("quote", "quoted", f"hue{names.hue_of(original.sender)}"))
        said = (
            deleted(original, names)
            if original.redacted
            else one_line(original.text, names.name_of)
        )
        pieces += [Piece("  ", ("quote",)), *drawn(cut(said, max(12, room)), ("quote",))]
    return [*pieces, Piece("\n", ("quote",))]


def one_line(text: str, name_of: Callable[[str], str] = str, most: int = 2000) -> str:
    """A message's words as they stand in a quote: without breaks, signs of how they are set, what
    is hidden until one looks, what turns the line around, and piles of accents, for the line is
    about somebody else's message too. most: characters after which the text is left."""
    voice = voice_in(text.strip())
    if voice is not None:
        return tr("Voice message, {length}", length=length(voice))
    said, pictures = album(text)
    if len(pictures) < 2:
        said = text
    said, names = said[:most], Names(name_of, len)
    for _ in range(2 if has_signs(said) else 1):
        pieces = words(said, names, ())
        said = "".join(VEIL if "hidden" in piece.tags else piece.text for piece in pieces)
    if len(pictures) > 1:
        many = trn("{n} picture", "{n} pictures", len(pictures))
        said = f"{said} · {many}" if said else many
    line = " ".join(_PILE.sub(r"\1", UNSEEN.sub(" ", said)).split())
    return _AT.sub(lambda found: f"@{name_of(found[1])}", line)


def cut(text: str, room: int) -> str:
    """`text` in so many narrow characters; a wide one (Chinese, emoji) takes the room of two."""
    left = room
    for at, char in enumerate(text):
        left -= 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if left < 0:
            return text[:at].rstrip() + "…"
    return text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def counters(entry: Entry, is_me: Callable[[str], bool]) -> list[Piece]:
    """The line of reactions: a counter each, mine marked; [] where there is none."""
    if entry.redacted or not entry.reactions:
        return []
    pieces: list[Piece] = []
    for sign in shown(entry):
        who = entry.reactions[sign]
        mine = ("mine",) if any(map(is_me, who)) else ()
        label = sign if is_emoji(sign) else plain_sign(sign)
        pieces += [
            Piece(label, ("reacts", "react", *mine), True, min(len(who), MOST)),
            Piece(" ", ("reacts",)),
        ]
    more = len(entry.reactions) - len(shown(entry))
    if more:
        pieces.append(Piece(" " + trn("and {n} more", "and {n} more", more), ("reacts",)))
    return [*pieces, Piece("\n", ("reacts",))]


def shown(entry: Entry) -> list[str]:
    """The reactions that have a counter, in order."""
    return list(entry.reactions)[:SHOWN]


def is_emoji(sign: str) -> bool:
    return list(emoji.pieces(sign)) == [(sign, True)]


def plain_sign(sign: str) -> str:
    """A reaction in words, as another program may send, made short and harmless."""
    kept = "".join(c for c in sign if c.isprintable() and not unicodedata.combining(c)).strip()
    return kept[:_LONGEST] or "?"


def who_reacted(
    entry: Entry, sign: str, name_of: Callable[[str], str], is_me: Callable[[str], bool]
) -> str:
    """Who gave a reaction, for the tip over it: "You and Grace Hopper: thumbs up sign"."""
    nicks = entry.reactions.get(sign, [])
    names = [tr("You")] if any(map(is_me, nicks)) else []
    names += [name_of(nick) for nick in nicks if not is_me(nick)]
    if not names:
        return ""
    more = len(names) - _NAMED
    if more > 0:
        names = [*names[:_NAMED], trn("{n} more", "{n} more", more)]
    return tr("{names}: {sign}", names=listed(names), sign=sign_name(sign))


def sign_name(sign: str) -> str:
    """An emoji's name in English: "thumbs up sign"; other reactions name themselves."""
    if not is_emoji(sign):
        return plain_sign(sign)
    named = (unicodedata.name(char, "") for char in emoji.parts(sign) or [sign])
    return ", ".join(name.lower() for name in named if name) or "emoji"


def question() -> list[Piece]:
    """Asks in place before a message is deleted for everyone."""
    return [
        Piece(tr("Delete this message for everyone?") + "   ", ("status", "ask")),
        Piece(tr("Delete"), ("status", "discard", "really")),
        Piece("   ", ("status", "ask")),
        Piece(tr("Keep"), ("status", "retry", "keep")),
        Piece("\n", ("status", "ask")),
    ]


def answerers(entries: Sequence[Entry], msgids: set[str]) -> Iterator[Entry]:
    """Those of `entries` that answer one of these messages."""
    for entry in entries:
        if entry.reply_to and entry.reply_to in msgids:
            yield entry
