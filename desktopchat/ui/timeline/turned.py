"""Rows with words from right to left, put in the order in which Tk has to draw them. No Tk here.

Such a paragraph is broken into the lines of the screen here, because each of them has its own
order. The break stands for the spaces it took the place of, and every cell for the characters it
shows, so that copying gives what was said (`Turned.said`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from desktopchat.ui.look import bidi
from desktopchat.ui.look.bidi import Cell
from desktopchat.ui.timeline.pieces import Piece

_OBJECT = "\ufffc"  # stands for an emoji, or for words that are isolated: without a direction
_ISOLATED = frozenset({"mention", "who", "link", "code", "hidden"})
# Lines of several parts that do not take their direction from each other: a name and a time.
_PARTED = frozenset({"head", "note", "quote", "status"})
_HANGING = frozenset({"cite", "item"})
_LEFT_AS_THEY_ARE = frozenset({"day", "new", "reacts"})
_ENGLISH = frozenset({"note", "block"})  # begin at the left, whatever name or comment comes first

Width = Callable[[str, Piece], int]
"""How many pixels some characters of a piece take, or the picture that it is."""


def turned(pieces: list[Piece], room: int, width: Width) -> list[Piece]:
    """The pieces of a row as they are drawn in lines of `room` pixels; the same list where nothing
    has to be turned. Cells know their piece by its place in `pieces` and their own place in the
    whole row."""
    if not any(bidi.has_rtl(piece.text) for piece in pieces):
        return pieces
    found: list[Piece] = []
    begin = 0
    for paragraph in _paragraphs(pieces):
        parts = [part for _, part in paragraph]
        tags = set(parts[0].tags)
        if tags & _LEFT_AS_THEY_ARE or not any(bidi.has_rtl(part.text) for part in parts):
            found += parts
        else:
            found += _Paragraph(paragraph, begin).drawn(room, width)
        begin += sum(_length(part) for part in parts)
    return found


def _paragraphs(pieces: Sequence[Piece]) -> Iterator[list[tuple[int, Piece]]]:
    """Pieces with their places, up to and with each line feed."""
    paragraph: list[tuple[int, Piece]] = []
    for place, piece in enumerate(pieces):
        if piece.emoji:
            paragraph.append((place, piece))
            continue
        for text in re.findall(r"[^\n]*\n|[^\n]+", piece.text):
            said = text.removesuffix("\n")
            if said:
                paragraph.append((place, piece._replace(text=said)))
            if said != text:
                yield [*paragraph, (place, piece._replace(text="\n"))]
                paragraph = []
    if paragraph:
        yield paragraph


def _text(parts: Iterable[tuple[int, Piece]]) -> str:
    return "".join(_OBJECT if part.emoji else part.text for _, part in parts)


def _length(piece: Piece) -> int:
    return 1 if piece.emoji else len(piece.text)


class _Paragraph:
    """begin: the place of its first character in the row."""

    def __init__(self, parts: list[tuple[int, Piece]], begin: int) -> None:
        self._pieces = dict(parts)
        self._end = parts.pop()[1] if parts[-1][1].text == "\n" else None
        grounds = set(parts[0][1].tags)
        self._whole = "quote" in grounds  # cut to its line, which does not wrap
        # Set as the other lines of a paragraph that Tk breaks.
        self._hanging = ("went_on", *(f"{tag}_went_on" for tag in sorted(_HANGING & grounds)))
        self._english = bool(grounds & _ENGLISH)
        apart = _PARTED & grounds

        def isolated(part: tuple[int, Piece]) -> tuple[str, ...]:
            tags = part[1].tags
            return tags if apart or not _ISOLATED.isdisjoint(tags) else ()

        groups = [(bool(tags), list(group)) for tags, group in groupby(parts, isolated)]
        line = "".join(_OBJECT if alone else _text(group) for alone, group in groups)
        self._base = 0 if self._english or apart else bidi.base_level(line)
        self._cells: list[Cell] = []
        around = iter(bidi.cells(line, self._base))
        for alone, group in groups:
            sources = [place for place, part in group for _ in range(_length(part))]
            inner: Iterable[Cell]
            if alone:
                inner = self._alone(group, next(around).level)
            else:
                left = len(sources)
                inner = []
                while left > 0:
                    inner.append(next(around))
                    left -= len(inner[-1].said)
            at = 0
            for cell in inner:
                self._cells.append(self._sourced(cell, sources[at], begin + at))
                at += len(cell.said)
            begin += len(sources)
        self._end_at = begin

    def _alone(self, group: list[tuple[int, Piece]], level: int) -> Iterator[Cell]:
        """Words that neither take their direction from those around them nor give them one."""
        text = _text(group)
        base = 0 if self._english else bidi.base_level(text)
        deeper = level + (level + base) % 2 - base  # the next level of that direction
        for cell in bidi.cells(text, base):
            yield cell._replace(level=cell.level + deeper)

    def _sourced(self, cell: Cell, source: int, at: int) -> Cell:
        piece = self._pieces[source]
        said = piece.text if piece.emoji else cell.said
        return cell._replace(said=said, at=at, source=source)

    def drawn(self, room: int, width: Width) -> Iterator[Piece]:
        def wide(cell: Cell) -> int:
            return width(cell.glyph, self._pieces[cell.source])

        lines = [self._cells] if self._whole else bidi.broken(self._cells, room, wide)
        for number, line in enumerate(lines, 1):
            shown, last = list(line), number == len(lines)
            while not last and shown and shown[-1].said.isspace():
                shown.pop()
            more = (*(("goes_on",) * (not last)), *(self._hanging if number > 1 else ()))
            for source, group in groupby(bidi.ordered(shown, self._base), lambda one: one.source):
                yield self._piece(tuple(group), source, more)
            if not last:
                gap = line[len(shown) :]
                at = gap[0].at if gap else line[-1].at
                said = "".join(cell.said for cell in gap)
                yield self._piece((Cell("\n", said, 0, at, line[-1].source),), None, more)
        if self._end is not None:
            end = Cell("\n", "\n", 0, self._end_at)
            yield self._end._replace(cells=(end,))

    def _piece(self, cells: tuple[Cell, ...], source: int | None, more: tuple[str, ...]) -> Piece:
        """source: None for the break of a line, which is set as what stands before it."""
        piece = self._pieces[cells[0].source]
        tags = (*piece.tags, *more, *(("right",) if self._base else ()))
        if source is not None and piece.emoji:
            return piece._replace(tags=tags, cells=cells)
        return Piece("".join(cell.glyph for cell in cells), tags, cells=cells)


class _Line(NamedTuple):
    begin: int  # the first line of its paragraph, from the first of the row
    columns: list[Cell]  # what stands at each place


class Turned:
    """What a row says whose pieces are drawn in another order. Lines are counted from its first."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._lines: dict[int, _Line] = {}

    def put(self, line: int, cells: Iterable[tuple[Cell, int]]) -> None:
        """These cells come next in a line, each in so many characters or pictures of Tk."""
        if line not in self._lines:
            above = self._lines.get(line - 1)
            ended = above is None or not above.columns or above.columns[-1].said == "\n"
            self._lines[line] = _Line(line if above is None or ended else above.begin, [])
        for cell, count in cells:
            rest = [cell._replace(said="")] * (count - 1)
            self._lines[line].columns.extend([cell, *rest][:count])

    def said(self, line: int, column: int) -> tuple[int, int, str] | None:
        """What a place says, after the line and the place in it by which it is read."""
        cell = self._cell(line, column)
        return None if cell is None else (self._lines[line].begin, cell.at, cell.said)

    def piece(self, line: int, column: int) -> tuple[Piece, Sequence[Piece]] | None:
        """The piece that a place belongs to, whole, and those before it."""
        cell = self._cell(line, column)
        if cell is None:
            return None
        return self._pieces[cell.source], self._pieces[: cell.source]

    def _cell(self, line: int, column: int) -> Cell | None:
        found = self._lines.get(line)
        return found.columns[column] if found and column < len(found.columns) else None
