"""What is selected in the timeline, as it is copied: clean text with names and times."""

from collections.abc import Callable

from desktopchat.client.model import Entry
from desktopchat.ui.timeline import markup
from desktopchat.ui.timeline.rows import SPOKEN, plain_line
from desktopchat.ui.timeline.text import RowText

NOT_SAID = frozenset(
    {"mark", "status", "time", "day", "new", "late", "quote", "reacts", "fold", "picture", "about"}
)


class Selection:
    """What is selected in `text`, and what the clipboard gets of it."""

    def __init__(
        self, text: RowText, entry_of: Callable[[int], Entry | None], name_of: Callable[[str], str]
    ) -> None:
        self._text, self._entry_of, self._name_of = text, entry_of, name_of

    def words(self) -> str:
        """One message's words alone, with the links of its pictures, or whole lines with times and
        names where the selection goes over several; "" when nothing is selected."""
        text = self._text
        ranges = text.tag_ranges("sel")
        if not ranges:
            return ""
        begin, end = str(ranges[0]), str(ranges[-1])
        first, last = text.number_at(begin), text.number_at(f"{end}-1c")
        if first is not None and first == last and not text.tag_nextrange("head", begin, end):
            said = text.plain(begin, end, NOT_SAID).strip("\n")
            return "\n".join(filter(None, [said, *self._picture_links(first, begin, end)]))
        lines = []
        for number in text.numbers:
            if (first is None or number >= first) and (last is None or number <= last):
                entry = self._entry_of(number)
                line = _line(text, number, entry, (begin, end), self._name_of) if entry else ""
                if line:
                    lines.append(line)
        return "\n".join(lines)

    def _picture_links(self, number: int, begin: str, end: str) -> list[str]:
        """The links of the shared pictures between two places of a row."""
        tokens, entry = self._text.shared.tokens(begin, end), self._entry_of(number)
        if not tokens or entry is None:
            return []
        links = markup.picture_links(entry.text, looked=True)
        return [links[token] for token in tokens if token in links]

    def copy(self) -> bool:
        """Put the selection on the clipboard; False when there is none."""
        said = self.words()
        if said:
            self.put(said)
        return bool(said)

    def put(self, words: str) -> None:
        """Put these words on the clipboard."""
        self._text.clipboard_clear()
        self._text.clipboard_append(words)


def _line(
    text: RowText,
    number: int,
    entry: Entry,
    between: tuple[str, str],
    name_of: Callable[[str], str],
) -> str:
    begin, end = between
    row_begin, row_end = text.range_of(number)
    from_here = begin if text.compare(begin, ">", row_begin) else row_begin
    to_here = end if text.compare(end, "<", row_end) else row_end
    if entry.kind not in SPOKEN or (from_here == row_begin and to_here == row_end):
        return plain_line(entry, name_of)
    hidden = NOT_SAID | {"head"}
    said = text.plain(from_here, to_here, hidden).strip("\n")
    if said == text.plain(row_begin, row_end, hidden).strip("\n"):
        return plain_line(entry, name_of)
    return plain_line(entry, name_of, said) if said.strip() else ""
