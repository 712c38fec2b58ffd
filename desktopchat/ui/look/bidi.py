"""Right-to-left scripts where Tk does not know them.

On X11 Tk draws characters one after the other from the left and joins no letters, so Hebrew comes
out reversed and Arabic in pieces as well; Windows and macOS see to both themselves, and there
nothing is changed. Here a line is put into the order in which it is drawn, by the rules of UAX #9
(python-bidi) and with Arabic letters joined (arabic-reshaper). Without these packages a line stays
as it is.

A line is made of cells: what is drawn at one place, and the characters that it stands for. Marks
(vowel points) belong to their letter, and a joined lam and alef are one cell. A line that has to be
broken is broken in the order of reading, and each part put in its own order of drawing.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from desktopchat.ui.look import emoji

TK_KNOWS = sys.platform in ("win32", "darwin")

_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_JOINED = re.compile("[\u0620-\u077f]")
_UNSEEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_LAM_ALEF = re.compile("[\ufef5-\ufefc]")
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # numbers count as R beside brackets
_MOST_OPEN = 63  # brackets within brackets that UAX #9 looks at


class Cell(NamedTuple):
    """What is drawn at one place. said: the characters that it stands for, which begin at `at` of
    the text; level: of its embedding, odd from the right; source: for whoever made the text of
    several parts."""

    glyph: str
    said: str
    level: int
    at: int
    source: int = 0


def has_rtl(text: str) -> bool:
    """Whether Tk here would draw the text in the wrong order."""
    if TK_KNOWS or text.isascii() or _RTL.search(text) is None:
        return False
    return _tools() is not None


def visual(text: str, base: int | None = None) -> str:
    """The text as Tk has to be given it to be read right; each line is for itself. base: 0 for our
    own words, which begin at the left, whosever name stands in them. Emoji that Tk cannot draw
    are left out."""
    text = emoji.drawable(text)
    if not has_rtl(text):
        return text
    lines = []
    for line in text.split("\n"):
        level = base_level(line) if base is None else base
        lines.append("".join(cell.glyph for cell in ordered(cells(line, level), level)))
    return "\n".join(lines)


def wrapped(text: str, room: int, measure: Callable[[str], int]) -> str:
    """`visual` for text that may take several lines of `room` pixels: they are broken here, for Tk
    would break them in the order of drawing."""
    text = emoji.drawable(text)
    if not has_rtl(text):
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        base = base_level(line)
        parts = broken(cells(line), room, lambda cell: measure(cell.glyph))
        lines += ("".join(cell.glyph for cell in ordered(part, base)).strip() for part in parts)
    return "\n".join(lines)


def base_level(text: str) -> int:
    """1 for a line that begins at the right: its first letter of a direction says so."""
    for char in text:
        kind = _class(char)
        if kind in ("L", "R", "AL"):
            return int(kind != "L")
    return 0


@lru_cache(maxsize=1024)
def cells(text: str, base: int | None = None) -> tuple[Cell, ...]:
    """A line's cells in the order of reading, once it was asked of some part of it whether it
    `has_rtl`. base: the level of the line, by default its own."""
    tools = _tools()
    assert tools is not None
    level_of = _levels(text, base_level(text) if base is None else base, tools)
    starts = [at for at, char in enumerate(text) if not at or not _is_mark(char)]
    letters = "".join(text[at] for at in starts)
    shaped = letters
    if _JOINED.search(letters):
        shaped = tools.joined(letters)
        if len(shaped) + len(_LAM_ALEF.findall(shaped)) != len(letters) + len(
            _LAM_ALEF.findall(letters)
        ):
            shaped = letters
    ends = [*starts[1:], len(text)]
    found: list[Cell] = []
    place = 0
    for glyph in shaped:
        start = starts[place]
        place += 2 if _LAM_ALEF.match(glyph) and text[start] != glyph else 1
        said = text[start : ends[place - 1]]
        marks = "".join(filter(_is_mark, said[1:]))
        from_right = level_of[start] % 2
        # Fonts draw the points of these scripts over the letter at their right.
        shown = marks[::-1] + tools.mirrored.get(glyph, glyph) if from_right else glyph + marks
        cell = Cell(_UNSEEN.sub("", shown), said, level_of[start], start)
        if not cell.glyph and found:  # what only keeps letters apart goes with the one before it
            found[-1] = found[-1]._replace(said=found[-1].said + said)
        else:
            found.append(cell)
    return tuple(found)


def ordered(line: Sequence[Cell], base: int) -> list[Cell]:
    """The cells of one line of the screen, from the left (UAX #9, L1 and L2)."""
    levels = [base if cell.said == "\t" else cell.level for cell in line]
    for at in range(len(line) - 1, -1, -1):
        if not line[at].said.isspace():
            break
        levels[at] = base
    places = list(range(len(line)))
    for level in range(max(levels, default=0), 0, -1):
        begin = 0
        for at in range(len(line) + 1):
            if at == len(line) or levels[places[at]] < level:
                places[begin:at] = reversed(places[begin:at])
                begin = at + 1
    return [line[place] for place in places]


def broken(line: Sequence[Cell], room: int, width: Callable[[Cell], int]) -> list[Sequence[Cell]]:
    """Cells in the order of reading, in lines of at most `room` pixels: broken after spaces where
    there are some, which may reach beyond the end."""
    lines: list[Sequence[Cell]] = []
    begin = after_space = used = since_space = 0
    for at, cell in enumerate(line):
        wide = width(cell)
        if cell.said.isspace():
            used, since_space, after_space = used + wide, 0, at + 1
            continue
        if used + wide > room and at > begin:
            end = after_space if after_space > begin else at
            lines.append(line[begin:end])
            used = since_space if end == after_space else 0
            begin = end
        used, since_space = used + wide, since_space + wide
    lines.append(line[begin:])
    return lines


def _class(char: str) -> str:
    """The bidirectional class of a character; of the signs that embed none counts, for no text may
    turn what stands around it."""
    if _UNSEEN.match(char) and char not in "\u061c\u200e\u200f":
        return "BN"
    return unicodedata.bidirectional(char) or "L"


def _is_mark(char: str) -> bool:
    return unicodedata.bidirectional(char) == "NSM" or char == "\u200d"


class _Tools(NamedTuple):
    """What the packages are used for."""

    algorithm: Any
    mirrored: dict[str, str]
    joined: Callable[[str], str]


@cache
def _tools() -> _Tools | None:
    """Looked for when the first such text comes; None where they are missing."""
    try:
        from arabic_reshaper import ArabicReshaper
        from bidi import algorithm
        from bidi.mirror import MIRRORED
    except ImportError:
        return None
    reshaper = ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
    return _Tools(algorithm, MIRRORED, reshaper.reshape)


def _levels(text: str, base: int, tools: _Tools) -> list[int]:
    """The embedding level of each character (UAX #9, W1 to I2)."""
    rules = tools.algorithm
    storage = rules.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    for at, char in enumerate(text):
        kind = _class(char)
        if kind != "BN":
            storage["chars"].append(
                {"ch": char, "level": base, "type": kind, "orig": kind, "at": at}
            )
    rules.calc_level_runs(storage)
    rules.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], base, tools.mirrored)
    rules.resolve_neutral_types(storage, False)
    rules.resolve_implicit_levels(storage, False)
    known = {char["at"]: char["level"] for char in storage["chars"]}
    levels: list[int] = []
    for at in range(len(text)):  # what has no class takes the level of what it follows
        levels.append(known.get(at, levels[-1] if levels else base))
    return levels


def _resolve_brackets(chars: list[dict[str, Any]], base: int, pairs: dict[str, str]) -> None:
    """Both brackets of a pair go the same way (UAX #9, N0), which python-bidi leaves out."""
    own, other = ("R", "L") if base else ("L", "R")
    for begin, end in sorted(_pairs(chars, pairs)):
        inside = {_STRONG.get(char["type"]) for char in chars[begin + 1 : end]}
        if own in inside:
            goes = own
        elif other in inside:
            before = (_STRONG.get(char["type"]) for char in reversed(chars[:begin]))
            goes = next((kind for kind in before if kind), own)
        else:
            continue
        for at in (begin, end):
            chars[at]["type"] = goes
            for mark in chars[at + 1 :]:
                if mark["orig"] != "NSM":
                    break
                mark["type"] = goes


def _pairs(chars: list[dict[str, Any]], pairs: dict[str, str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for at, char in enumerate(chars):
        sign = char["ch"]
        if char["type"] != "ON" or sign not in pairs:
            continue
        category = unicodedata.category(sign)
        if category == "Ps":
            if len(opened) == _MOST_OPEN:
                break
            opened.append((pairs[sign], at))
        elif category == "Pe":
            for place in range(len(opened) - 1, -1, -1):
                if opened[place][0] == sign:
                    found.append((opened[place][1], at))
                    del opened[place:]
                    break
    return found
