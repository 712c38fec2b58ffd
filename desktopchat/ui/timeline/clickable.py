"""What a click in the timeline's text would be on: a link, a reaction, a button made of words."""

from collections.abc import Callable, Sequence

from desktopchat.client.model import Entry
from desktopchat.ui.look.voice_card import Part
from desktopchat.ui.timeline import answers, markup
from desktopchat.ui.timeline.row_excerpts import EXCERPT
from desktopchat.ui.timeline.text import RowText

# The tags of what can be clicked; the first that a place has decides.
_TAGS = (
    "excerpt",
    "link",
    "hidden",
    "fold",
    "really",
    "keep",
    "react",
    "quote",
    "retry",
    "discard",
    "name",
)


class Clickable:
    """Places are Tk's: "12.4", "@20,31". excerpts_of(entry): the links of the texts whose first
    lines its row shows."""

    def __init__(
        self,
        text: RowText,
        entry_of: Callable[[int], Entry | None],
        excerpts_of: Callable[[Entry], Sequence[str]],
    ) -> None:
        self._text, self._entry_of, self._excerpts_of = text, entry_of, excerpts_of

    def entry(self, index: str) -> Entry | None:
        """The entry whose row is at a place."""
        number = self._text.number_at(index)
        return None if number is None else self._entry_of(number)

    def tag(self, x: int, y: int) -> str | None:
        """The tag of what a click there would be on: "link", "retry"…; None for nothing."""
        index = f"@{x},{y}"
        box = self._text.bbox(index)
        if box is None or not box[0] <= x <= box[0] + box[2] or y > box[1] + box[3]:
            return None  # beside the words
        tags = self._text.tag_names(index)
        return next((tag for tag in _TAGS if tag in tags), None)

    def reaction(self, index: str) -> tuple[Entry, str] | None:
        """The message and the emoji of the reaction at a place."""
        entry = self.entry(index)
        if entry is None:
            return None
        at = self._count("react", entry.number, index)
        signs = answers.shown(entry)
        return (entry, signs[at - 1]) if 0 < at <= len(signs) else None

    def link(self, index: str) -> str:
        """The link at a place, as it was written; "" for none."""
        voice = self._text.voices.link_at(index)
        if voice:
            return voice
        token = self._text.shared.token_at(index)
        if token:
            entry = self.entry(index)
            text = entry.text if entry is not None else ""
            return markup.picture_links(text, looked=True).get(token, "")
        if EXCERPT in self._text.tag_names(index):
            return self._excerpt(index)
        turned = self._text.piece_at(index)
        if turned is not None and "file" not in turned[0].tags:
            return turned[0].text
        found = self._text.tag_prevrange("link", f"{index}+1c")
        if found and "file" in self._text.tag_names(str(found[0])):
            return self._file(index)
        return self._text.get(str(found[0]), str(found[1])) if found else ""

    def picture(self, index: str) -> tuple[Entry, str] | None:
        """The message and the token of the shared picture at a place."""
        token, entry = self._text.shared.token_at(index), self.entry(index)
        return (entry, token) if token and entry is not None else None

    def voice(self, index: str, x: int) -> tuple[str, Part | float] | None:
        """The link of the sound or film at a place, and what of its card is `x` pixels from the
        left edge of the text."""
        link, box = self._text.voices.link_at(index), self._text.bbox(index)
        return (link, self._text.voices.part(x - box[0])) if link and box is not None else None

    def first_link(self, number: int) -> str:
        """The first link in a row; "" for none."""
        links = self._text.tag_nextrange("link", *self._text.range_of(number))
        return self.link(str(links[0])) if links else ""

    def _excerpt(self, index: str) -> str:
        """The link of the text whose first lines are at a place."""
        entry = self.entry(index)
        if entry is None:
            return ""
        at, links = self._count(EXCERPT, entry.number, index), self._excerpts_of(entry)
        return links[at - 1] if 0 < at <= len(links) else ""

    def _file(self, index: str) -> str:
        """The link of a shared file, which is shown by its name."""
        entry = self.entry(index)
        if entry is None:
            return ""
        turned = self._text.piece_at(index)
        if turned is not None:
            at = 1 + sum("file" in piece.tags for piece in turned[1])
        else:
            at = self._count("file", entry.number, index)
        links = markup.file_links(entry.text)
        return links[at - 1] if 0 < at <= len(links) else ""

    def _count(self, tag: str, number: int, index: str) -> int:
        """How many ranges of a tag a row has up to a place."""
        at, place = 0, self._text.range_of(number)[0]
        while found := self._text.tag_nextrange(tag, place, f"{index}+1c"):
            at, place = at + 1, str(found[1])
        return at
