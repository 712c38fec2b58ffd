"""The first lines of shared texts, below the messages that name them."""

from collections.abc import Callable, Iterator, Sequence
from unicodedata import east_asian_width

from desktopchat.client.files.excerpts import LINES_MOST, Excerpt, Excerpts
from desktopchat.client.model import Entry
from desktopchat.irc.file_names import clean_name
from desktopchat.irc.filehost import bytes_in, parse_link
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.markup import drawn, text_links
from desktopchat.ui.timeline.pieces import Piece, Shared
from desktopchat.ui.timeline.row_pictures import near_rows
from desktopchat.ui.timeline.rows import SAID

EXCERPT = "excerpt"
"""The tag of an excerpt, without the name above it where a message has several."""
_IN_ONE_MESSAGE = 3
_LONG = 400  # bytes: so many are hardly ever fewer lines than are shown
_COMING = Excerpt(("",) * LINES_MOST, True)
"""Stands in the place of one that comes, so that nothing moves then."""
_WIDE = 3  # narrow letters that an emoji takes


class RowExcerpts:
    """cells(): narrow letters of code that fit into a line. is_looked_at(number): whether the
    hidden words of an entry are shown."""

    def __init__(
        self, live: LiveRows, cells: Callable[[], int], is_looked_at: Callable[[int], bool]
    ) -> None:
        self._live, self._cells, self._is_looked_at = live, cells, is_looked_at
        self._source: Excerpts | None = None

    def show_from(self, source: Excerpts | None) -> None:
        """Show excerpts that come from there; None for none."""
        if source is self._source:
            return
        self.stop()
        self._source = source
        self._live.show_again()

    def stop(self) -> None:
        """Ask for nothing more."""
        if self._source is not None:
            self._source.close()
        self._source = None

    def added(self, entry: Entry, looked: bool, shared: Shared) -> Shared:
        """What an entry says and shows, with its excerpts."""
        links = self._links(entry, looked)
        found = {link: self._excerpt(token, link) for token, link in links.items()}
        shown = {link: excerpt for link, excerpt in found.items() if excerpt.lines}
        if not shown:
            return shared
        pieces = _pieces(shown, self._cells(), named=len(links) > 1)
        return shared._replace(pieces=[*shared.pieces, *pieces])

    def links(self, entry: Entry) -> Sequence[str]:
        """The links of the excerpts that are shown below an entry."""
        links = self._links(entry, self._is_looked_at(entry.number))
        return [link for token, link in links.items() if self._excerpt(token, link).lines]

    def follow(self) -> None:
        """Want what is seen now, and is not here."""
        if self._source is None:
            return
        near: dict[str, None] = {}
        for number in near_rows(self._live.text):
            entry = self._live.entry_of(number)
            if entry is not None:
                near |= dict.fromkeys(self._links(entry, self._is_looked_at(number)))
        source = self._source
        source.want([token for token in near if source.known(token) is None])

    def take(self) -> None:
        """Show what has come."""
        came = set(self._source.take()) if self._source is not None else set()
        if came:
            looked = self._is_looked_at
            shown = self._live.shown
            self._live.redraw(
                [one.number for one in shown if came & self._links(one, looked(one.number)).keys()]
            )

    def _links(self, entry: Entry, looked: bool) -> dict[str, str]:
        """The links of the texts in an entry, by token."""
        if self._source is None or entry.redacted or entry.kind not in SAID:
            return {}
        return dict([*text_links(entry.text, looked=looked).items()][:_IN_ONE_MESSAGE])

    def _excerpt(self, token: str, link: str) -> Excerpt:
        assert self._source is not None
        known = self._source.known(token)
        if known is not None:
            return known
        comes = self._source.reached and (bytes_in(link) or 0) >= _LONG
        return _COMING if comes else Excerpt((), False)


def _pieces(shown: dict[str, Excerpt], cells: int, *, named: bool) -> Iterator[Piece]:
    for link, excerpt in shown.items():
        file = parse_link(link)
        if named and file is not None:
            yield Piece(f"{clean_name(file[1])}\n", ("body", "about"))
        for at, line in enumerate(excerpt.lines):
            last = at == len(excerpt.lines) - 1 and not excerpt.goes_on
            edges = ("excerpt_top",) * (at == 0) + ("excerpt_end",) * last
            ground = ("block", *edges, EXCERPT)
            yield from drawn(_fitted(line, cells), ground)
            yield Piece("\n", ground)
        if excerpt.goes_on:
            yield Piece("…\n", ("block", "excerpt_end", EXCERPT, "mark"))


def _fitted(line: str, cells: int) -> str:
    """As much of a line as so many narrow letters take. It is cut here, as a line with pictures in
    it (emoji) is broken by Tk also where it is told not to wrap."""
    left = cells
    for at, letter in enumerate(line):
        left -= _WIDE if letter > "\U0000ffff" else 1 + (east_asian_width(letter) in "WF")
        if left < 0:
            return f"{line[: max(0, at - 1)]}…"
    return line
