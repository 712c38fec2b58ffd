"""The text of the timeline: rows of tagged pieces in a `tk.Text`, put in and taken out as wholes.

It knows rows by their entry's number and nothing of conversations. The widget is never "disabled",
because switching that costs a new layout: it has its own bindings instead of Text's, which select
and never type (`mouse`, `keyboard`).
"""

import sys
import tkinter as tk
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktopchat.ui.look import bidi
from desktopchat.ui.look.counter import Counters
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.embedded import PICTURE, EmbeddedPictures
from desktopchat.ui.timeline.picture_frames import Frame, PictureFrames
from desktopchat.ui.timeline.pieces import TRANSFER, Piece, TimelineRow
from desktopchat.ui.timeline.tags import configure_tags
from desktopchat.ui.timeline.turned import Turned, turned
from desktopchat.ui.timeline.voice_cards import VOICE, VoiceCards
from desktopchat.words import tr

_ROW = "row"  # what the tag of a row begins with, before its number
CLASS = "Timeline"  # no words: the binding class that takes the place of Text


def _row_tag(number: int) -> str:
    return f"{_ROW}{number}"


class _Picture(NamedTuple):
    line: int
    column: int
    image: tk.PhotoImage
    meaning: str
    tags: tuple[str, ...]


_LETTERS = "the quick brown fox jumps over the lazy dog "  # no words: to measure
_LINE_MOST = 90  # characters of a line, about
_BUTTONS = 92  # pixels at 100 % that the buttons of a row take
_ROOMY = 300  # pixels at 100 % of width
_INDENT = 24  # pixels at 100 % that a list or a quotation takes of a line
_SLACK = 4  # pixels by which a line that is broken here may be wider than it was measured


class RowText(tk.Text):
    """Rows one below the other; `numbers` are those that are in it, in order."""

    def __init__(self, parent: tk.Misc, theme: Theme, emoji: Emoji, frames: PictureFrames) -> None:
        super().__init__(
            parent,
            wrap="word",
            undo=False,
            maxundo=1,
            insertwidth=0,
            insertofftime=0,
            borderwidth=0,
            highlightthickness=0,
            relief="flat",
            cursor="arrow",
            width=1,
            height=1,
            takefocus=True,
            exportselection=True,
            spacing1=0,
            font="TkDefaultFont -1",
        )
        self.bindtags((str(self), CLASS, str(self.winfo_toplevel()), "all"))
        self._theme, self._emoji = theme, emoji
        self.shared = EmbeddedPictures(self, frames)
        self.voices = VoiceCards(self, theme)
        self._counters = Counters(theme)
        self.bar_command = ""
        """In Tk: makes the bar for what a key stands for, as its row is seen; gives its name."""
        self._bar: tk.PhotoImage | None = None  # beside a quote
        self.numbers: list[int] = []
        self.found: int | None = None
        """The row that is marked for a moment, also where it is drawn anew meanwhile."""
        # Emoji by the name of their picture, which must not be forgotten while it is shown.
        self._meanings: dict[str, tuple[str, tk.PhotoImage]] = {}
        self._rules: dict[str, tk.PhotoImage] = {}  # hairlines beside the words of a day, by words
        self._turned: dict[int, Turned] = {}  # rows with words from right to left, by number
        self._fonts: dict[tuple[str, ...], str] = {}  # of these tags together
        self._widths: dict[tuple[str, str], int] = {}  # of some characters in a font
        # Tcl 8 counts what lies above U+FFFF as two characters, Tcl 9 as one.
        self._astral = int(self.tk.call("string", "length", "\U0001f600"))
        # Lines that do not wrap (quotes) are no reason to scroll sideways.
        self.configure(xscrollcommand=self._stay_left)
        self.restyle()

    def _stay_left(self, first: float, _last: float) -> None:
        if float(first) > 0:
            self.xview_moveto(0)

    # Look

    def restyle(self) -> None:
        """Take the theme's colours and sizes; what is already in keeps its pictures."""
        px, font, palette = self._theme.px, self._theme.font, self._theme.palette
        self.configure(
            background=palette.page,
            foreground=palette.text,
            selectbackground=palette.selected,
            inactiveselectbackground=palette.selected,
            selectforeground="",
            font=(self._theme.fonts.sans, -1),
            padx=0,
            pady=px(8),
        )
        configure_tags(self, self._theme)
        bar = tk.PhotoImage(master=self, width=px(3), height=font("small").metrics("linespace"))
        bar.put(palette.edge, to=(0, 0, bar.width(), bar.height()))
        self._bar = bar
        self._fonts.clear()
        self._widths.clear()
        self.tag_raise("sel")
        self._colour_rules()

    def fit_rules(self) -> None:
        """Let the hairlines end at the right edge; to be called when the width changed."""
        for words, rule in self._rules.items():
            rule.configure(width=self._rule_width(words))
        self._colour_rules()
        self.tag_configure("body", rmargin=self._right_of_words())

    def _right_of_words(self) -> int:
        """Pixels that stay free right of the words: lines no longer than one reads with ease, and
        where there is room for that, none below the buttons of a row."""
        px, width = self._theme.px, self.winfo_width()
        line = self._theme.font("body").measure(_LETTERS) * _LINE_MOST // len(_LETTERS)
        return max(0, width - line, px(_BUTTONS) if width > px(_ROOMY) else 0)

    @property
    def room_for_pictures(self) -> int:
        """Pixels of width that a picture may take."""
        return max(1, self.winfo_width() - self._right_of_words())

    def _rule_width(self, words: str) -> int:
        room = self.winfo_width() - self._theme.font("small_bold").measure(words)
        return max(1, room - self._theme.px(12) - 2)

    def _colour_rules(self) -> None:
        for words, rule in self._rules.items():
            colour = self._theme.palette.danger if words == tr("New") else self._theme.palette.line
            rule.blank()
            rule.put(colour, to=(0, 0, rule.width(), rule.height()))

    def _rule(self, words: str) -> tk.PhotoImage:
        rule = self._rules.get(words)
        if rule is None:
            rule = tk.PhotoImage(
                master=self, width=self._rule_width(words), height=self._theme.px(1)
            )
            self._rules[words] = rule
            self._colour_rules()
        return rule

    # Rows

    def append(self, rows: Sequence[TimelineRow]) -> None:
        self._insert("end-1c", rows)
        self.numbers.extend(row.number for row in rows)

    def prepend(self, rows: Sequence[TimelineRow]) -> None:
        self._insert("1.0", rows)
        self.numbers[:0] = [row.number for row in rows]

    def replace_row(self, row: TimelineRow) -> None:
        begin, end = self.range_of(row.number)
        self.delete(begin, end)
        self._insert(begin, [row])

    def remove_row(self, number: int) -> None:
        begin, end = self.range_of(number)
        self.delete(begin, end)
        self.tag_delete(_row_tag(number))
        self._turned.pop(number, None)
        del self.numbers[bisect_left(self.numbers, number)]

    def cut_first(self, count: int) -> None:
        """Take the `count` uppermost rows out."""
        if count > 0:
            gone, self.numbers = self.numbers[:count], self.numbers[count:]
            end = self.range_of(self.numbers[0])[0] if self.numbers else "end-1c"
            self.delete("1.0", end)
            self._forget(gone)

    def cut_last(self, count: int) -> None:
        """Take the `count` lowest rows out."""
        if count > 0:
            gone, self.numbers = self.numbers[-count:], self.numbers[:-count]
            self.delete(self.range_of(gone[0])[0], "end-1c")
            self._forget(gone)

    def _forget(self, numbers: Sequence[int]) -> None:
        self.tag_delete(*map(_row_tag, numbers))
        for number in numbers:
            self._turned.pop(number, None)

    def clear(self) -> None:
        self.delete("1.0", "end")
        if self.numbers:
            self._forget(self.numbers)
        self.numbers = []
        self._rules = {}
        self._meanings = {}

    def holds(self, number: int) -> bool:
        at = bisect_left(self.numbers, number)
        return at < len(self.numbers) and self.numbers[at] == number

    def range_of(self, number: int) -> tuple[str, str]:
        """Where a row begins and ends; KeyError when it is not in."""
        found = self.tag_nextrange(_row_tag(number), "1.0")
        if not found:
            raise KeyError(number)
        return str(found[0]), str(found[1])

    def part_above(self, number: int, index: str) -> float:
        """How much of a row that is seen, from 0 to 1, is above the line of a place in it."""
        begin, end = self.range_of(number)
        return self._pixels(begin, index) / (self._pixels(begin, end) or 1)

    def part_hidden(self, number: int) -> float:
        """How much of the row at the upper edge, from 0 to 1, is above that, to the pixel."""
        begin, end = self.range_of(number)
        edge = int(str(self.cget("pady")))
        line = self.top_of("@0,0")
        cut = 0 if line is None else edge - line
        return (self._pixels(begin, "@0,0") + cut) / (self._pixels(begin, end) or 1)

    def go_to(self, number: int, part: float) -> None:
        """Have a row at the upper edge, and so much of it (0 to 1) above that; KeyError when it is
        not in."""
        begin, end = self.range_of(number)
        self.yview(begin)
        self.yview_scroll(round(part * self._pixels(begin, end)), "pixels")

    def _pixels(self, begin: str, end: str) -> int:
        # Looked at, and not guessed. Tkinter's `count` gives several kinds of values.
        return int(self.tk.call(self, "count", "-update", "-ypixels", begin, end))

    def begin_of(self, tag: str, number: int) -> str | None:
        """Where a tag begins in a row; None where the row has none of it."""
        begin, end = self.range_of(number)
        if tag in self.tag_names(begin):  # Tk's search misses what began in the row before
            return begin
        found = self.tag_nextrange(tag, begin, end)
        return str(found[0]) if found else None

    def number_at(self, index: str) -> int | None:
        """The row at a place of the text ("@x,y", "12.0"…); None below the last."""
        for tag in self.tag_names(index):
            if tag.startswith(_ROW):
                return int(tag.removeprefix(_ROW))
        return None

    def meaning(self, picture: str) -> str:
        """The characters that a picture in a `dump` stands for; "" for a hairline."""
        name = picture.partition("#")[0]
        return self._meanings[name][0] if name in self._meanings else ""

    def plain(self, begin: str, end: str, without: frozenset[str] = frozenset()) -> str:
        """The characters between two places, emoji included, leaving out what has a tag of
        `without`."""
        hidden = set(self.tag_names(begin)) & without
        said: list[tuple[int, int, str]] = []  # after the line and the place where it is read
        rows = self._turned_between(begin, end)
        for kind, value, index in self.dump(begin, end, text=True, image=True, tag=True):
            if kind == "tagon" and value in without:
                hidden.add(value)
            elif kind == "tagoff":
                hidden.discard(value)
            elif kind in ("text", "image") and not hidden:
                line, column = map(int, index.split("."))
                first = max((first for first in rows if first <= line), default=0)
                place = rows[first].said(line - first, column) if first else None
                if place is None:
                    said.append((line, column, self.meaning(value) if kind == "image" else value))
                    continue
                for at in range(1 if kind == "image" else self._length(value)):
                    place = rows[first].said(line - first, column + at)
                    if place is not None:
                        said.append((first + place[0], place[1], place[2]))
        return "".join(words for _, _, words in sorted(said, key=lambda one: one[:2]))

    @property
    def turned(self) -> list[int]:
        """The numbers of the rows with words from right to left, which are broken for one width."""
        return sorted(self._turned)

    def _turned_between(self, begin: str, end: str) -> dict[int, Turned]:
        """Those rows by their first line."""
        if not self._turned:
            return {}
        first, last = self.number_at(begin), self.number_at(f"{end}-1c")
        return {
            int(self.range_of(number)[0].split(".")[0]): row
            for number, row in self._turned.items()
            if (first is None or number >= first) and (last is None or number <= last)
        }

    def piece_at(self, index: str) -> tuple[Piece, Sequence[Piece]] | None:
        """The piece at a place of a row with words from right to left, and those before it; None
        elsewhere, where tags tell."""
        number = self.number_at(index)
        if number is None or number not in self._turned:
            return None
        line, column = map(int, self.index(index).split("."))
        first = int(self.range_of(number)[0].split(".")[0])
        return self._turned[number].piece(line - first, column)

    # Putting in

    def _insert(self, index: str, rows: Sequence[TimelineRow]) -> None:
        """All rows in one call to Tk, then the pictures at their places."""
        if not rows:
            return
        line, column = map(int, self.index(index).split("."))
        arguments: list[object] = []
        pictures: list[_Picture] = []
        room = self._room()
        for row in rows:
            of_row = (_row_tag(row.number), *(["found"] if row.number == self.found else []))
            pieces = turned(row.pieces, room, self._width)
            shows = Turned(row.pieces)
            first = line
            for piece in pieces:
                tags = (*piece.tags, *of_row)
                drawn = self._drawn(piece) if piece.emoji else None
                if piece.cells:
                    shows.put(
                        line - first,
                        (
                            (cell, len(drawn) if drawn else self._length(cell.glyph or piece.text))
                            for cell in piece.cells
                        ),
                    )
                if drawn is not None:
                    for meaning, image in drawn:
                        pictures.append(_Picture(line, column, image, meaning, tags))
                        column += 1
                    continue
                said = piece.text
                if piece.many:
                    said, tags = f" {bidi.visual(said)} {piece.many} ", (*tags, "sign")
                if piece.text == "\n" and piece.tags[0] in ("day", "new"):
                    words = str(arguments[-2])
                    pictures.append(_Picture(line, column, self._rule(words), "", tags))
                    column += 1
                arguments += (said, tags)
                breaks = said.count("\n")
                if breaks:
                    line, column = line + breaks, 0
                column += self._length(said.rpartition("\n")[2])
            if pieces is not row.pieces:
                self._turned[row.number] = shows
            else:
                self._turned.pop(row.number, None)
        self.tk.call(str(self), "insert", index, *arguments)
        for picture in pictures:
            self._put(picture)

    def _put(self, picture: _Picture) -> None:
        at = f"{picture.line}.{picture.column}"
        if PICTURE in picture.tags or VOICE in picture.tags or TRANSFER in picture.tags:
            if TRANSFER in picture.tags:
                self.window_create(at, create=f"{self.bar_command} {picture.meaning}")
            elif VOICE in picture.tags:
                self.voices.put(at, picture.meaning)
            else:
                self.shared.put(at, Frame.named(picture.meaning))
            for tag in picture.tags:
                self.tag_add(tag, at)
            return
        padding = 0 if picture.meaning else self._theme.px(6)
        if "bar" in picture.tags:
            padding = self._theme.px(2)
        self.image_create(at, image=picture.image, align="center", padx=padding)
        for tag in picture.tags:
            self.tag_add(tag, at)
        if picture.meaning:
            self._meanings[str(picture.image)] = picture.meaning, picture.image

    def _drawn(self, piece: Piece) -> list[tuple[str, tk.PhotoImage]] | None:
        """The images of an emoji, a reaction, or what is shared; None when it stays text."""
        if "bar" in piece.tags and self._bar is not None:
            return [("", self._bar)]
        if PICTURE in piece.tags or VOICE in piece.tags or TRANSFER in piece.tags:
            return [(piece.text, self.shared.dot)]
        if piece.many:
            image = self._counters.image(piece.text, piece.many, mine="mine" in piece.tags)
            return [(f"{piece.text} {piece.many}", image)] if image is not None else None
        font = self._theme.font("small" if "note" in piece.tags else "body")
        if "quote" in piece.tags:
            font = self._theme.font("small")
        size = font.metrics("linespace")
        if "jumbo" in piece.tags:
            size *= 2
        return self._emoji.images(piece.text, size) or None

    def _room(self) -> int:
        """Pixels of a line of words that has to be broken here; what can't be known yet is much."""
        width = self.winfo_width()
        margins = self._right_of_words() + self._theme.px(_INDENT) + _SLACK
        return max(1, width - margins) if width > 1 else sys.maxsize

    def _width(self, text: str, piece: Piece) -> int:
        if piece.emoji:
            drawn = self._drawn(piece)
            if drawn is not None:
                air = 2 * self._theme.px(2) if "bar" in piece.tags else 0
                return sum(image.width() for _, image in drawn) + air
            text = piece.text
        font = self._fonts.get(piece.tags)
        if font is None:
            known = [tag for tag in self.tag_names() if tag in piece.tags]  # the last one wins
            each = [str(self.tag_cget(tag, "font")) for tag in known]
            font = self._fonts[piece.tags] = [str(self.cget("font")), *filter(None, each)][-1]
        width = self._widths.get((font, text))
        if width is None:
            width = int(self.tk.call("font", "measure", font, text))
            self._widths[font, text] = width
        return width

    def _length(self, text: str) -> int:
        if text.isascii() or self._astral == 1:
            return len(text)
        return len(text) + sum(char > "\uffff" for char in text)

    # Where things are on the screen

    def visible(self) -> Iterator[int]:
        """The rows that are seen now, from above."""
        first, last = self.number_at("@0,0"), self.number_at(f"@0,{self.winfo_height()}")
        if first is None:
            return
        begin = bisect_left(self.numbers, first)
        for number in self.numbers[begin:]:
            yield number
            if number == last:
                return

    def top_of(self, index: str) -> int | None:
        """Pixels from the upper edge to the line at a place; None when it is not seen."""
        info = self.dlineinfo(index)
        return None if info is None else int(info[1])
