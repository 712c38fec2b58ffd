"""What is looked for: words, and who said them, when, with a link.

    tea kettle               both words, each at the beginning of a word
    from:ada before:2026-11-01 after:2026-10-01 has:link has:file
    has:picture has:voice

Pure: the same rules decide over what is here already and over what the host brings.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from desktopchat.client.model.conversation import Conversation, Entry, EntryKind
from desktopchat.irc.filehost import is_picture, links_in, names_in, voice_in, without_links
from desktopchat.words import tr
from desktopchat.words.lists import listed

_SAID = (EntryKind.MESSAGE, EntryKind.ACTION, EntryKind.NOTICE)
_LINKS = ("http://", "https://", "ircs://", "irc://")


def _links(text: str) -> bool:
    return any(link in text for link in _LINKS)


_HAS: dict[str, Callable[[str], bool]] = {
    "link": _links,
    "file": lambda text: bool(names_in(text)),
    "picture": lambda text: any(map(is_picture, names_in(text))),
    "voice": lambda text: any(map(voice_in, links_in(text))),
    "document": lambda text: not all(map(is_picture, names_in(text))),
    "page": lambda text: _links(without_links(text)),
}
"""What a message may have. A file is one that was shared here, a document one that is no picture,
a page what a link leads to that is no file's."""
_TYPED = ("link", "file", "picture", "voice")
_LINKED = frozenset(("link", "page"))


@dataclass(slots=True, frozen=True)
class Wanted:
    """words: as they were typed, without what follows. sender: the beginning of a name, "" for
    anybody's. since, until: moments, None for any; until is left out itself. has: of `_HAS`, all
    of it. wrong: what could not be understood, "" for nothing."""

    words: tuple[str, ...] = ()
    sender: str = ""
    since: datetime | None = None
    until: datetime | None = None
    has: frozenset[str] = frozenset()
    wrong: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is wanted at all."""
        return bool(self.words or self.narrows)

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than words, which a host does not know."""
        return bool(self.sender or self.since or self.until or self.has)

    @property
    def asks_for(self) -> str:
        """The words that a host is asked for: all that fits has them. "" where there are none."""
        signs: tuple[str, ...] = ()
        if self.has - _LINKED:
            signs = ("files",)  # a part of every shared file's link
        elif self.has and not self.words:
            signs = ("http",)
        return " ".join((*self.words, *signs))

    @property
    def by_anyone(self) -> "Wanted":
        """The same, whoever said it."""
        return replace(self, sender="")

    def fits(self, entry: Entry, name: str) -> bool:
        """Whether a message is wanted. name: what its sender is called."""
        if entry.kind not in _SAID or entry.redacted or not entry.text:
            return False
        if self.sender and not _begins((plain(name), plain(entry.sender)), self.sender):
            return False
        if (self.since and entry.time < self.since) or (self.until and entry.time >= self.until):
            return False
        if not all(_HAS[what](entry.text) for what in self.has):
            return False
        return self.reads(entry.text)

    def reads(self, text: str) -> bool:
        """Whether all words are in a text, or in the names of its files."""
        text = plain(" ".join((text, *names_in(text))))
        return all(_has(text, word) for word in self.words)


def plain(text: str) -> str:
    """Without case and accents, as the host's search takes it too."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char))


def _begins(names: Iterable[str], sender: str) -> bool:
    return any(name.replace("_", " ").startswith(sender.replace("_", " ")) for name in names)


def _has(text: str, word: str) -> bool:
    """Whether a word of the text begins so; where words are written without spaces, anywhere."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum() or not word[0].isascii():
            return True
        at = text.find(word, at + 1)
    return False


def read(typed: str, zone: Callable[[datetime], datetime] = datetime.astimezone) -> Wanted:
    """What somebody wants who types this. zone: gives a naive moment the place's time zone."""
    words: list[str] = []
    sender, since, until, wrong = "", None, None, ""
    has: set[str] = set()
    for word in typed.split():
        kind, colon, value = word.partition(":")
        match kind.lower() if colon and value else "":
            case "from":
                sender = plain(value.removeprefix("@"))
            case "after" | "before" | "on" as when:
                day = _day(value)
                if day is None:
                    wrong = tr("“{value}” is no day: write it as 2026-11-23.", value=value)
                    continue
                begin = zone(datetime.combine(day, time()))
                if when != "before":
                    since = begin
                if when == "before":
                    until = begin
                elif when == "on":
                    until = zone(datetime.combine(day + timedelta(days=1), time()))
            case "has":
                what = value.lower().removesuffix("s")
                if what in _TYPED:
                    has.add(what)
                else:
                    wrong = tr(
                        "“{word}” is not known: there are {terms}.",
                        word=word,
                        terms=listed([f"has:{one}" for one in _TYPED]),
                    )
            case _:
                words.append(plain(word))
    return Wanted(tuple(words), sender, since, until, frozenset(has), wrong)


def _day(text: str) -> date | None:
    today = datetime.now(UTC).astimezone().date()
    if text.lower() in ("today", "yesterday"):
        return today - timedelta(days=text.lower() == "yesterday")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def here(
    wanted: Wanted, conversation: Conversation, name_of: Callable[[str], str]
) -> Iterator[Entry]:
    """What fits of what is here already of a conversation, the newest first."""
    for entry in reversed(conversation.entries):
        if wanted.fits(entry, name_of(entry.sender)):
            yield entry


def excerpt(text: str, words: Iterable[str], most: int = 90) -> str:
    """One line of a text with the first of the words in it."""
    line = " ".join(text.split())
    folded = line.casefold()
    hits = [at for word in words if (at := folded.find(word)) >= 0]
    begin = max(0, min(hits, default=0) - most // 3)
    if begin:
        begin = line.find(" ", begin) + 1 or begin
    return ("…" if begin else "") + line[begin : begin + most * 2]
