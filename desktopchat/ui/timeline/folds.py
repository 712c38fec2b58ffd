"""Who came, went and took another name, folded into one line. No Tk here.

A run is what happened of this kind with nothing else in between, on one day. Its first entry has
the line for all; the others are there, and hidden until somebody opens the run.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from desktopchat.client.model import Entry, EntryKind
from desktopchat.ui.timeline.markup import clean
from desktopchat.ui.timeline.rows import called_otherwise, starts_day
from desktopchat.words import tr, trn
from desktopchat.words.lists import listed

FOLDED = (EntryKind.JOIN, EntryKind.PART, EntryKind.QUIT, EntryKind.NICK)
_NAMED = 3  # people in the words for one thing that happened


class Folds:
    """opened: the numbers of the first entries of runs that are shown as they are."""

    def __init__(self) -> None:
        self.opened: set[int] = set()
        self._first: dict[int, int] = {}
        """The place of a run's first entry, by the number of each; as long as places stay."""

    def forget(self) -> None:
        """Entries are elsewhere now, or others."""
        self._first.clear()

    def first(self, entries: Sequence[Entry], at: int) -> int:
        """The place of the first entry of the run that an entry is in; its own for no run."""
        if entries[at].kind not in FOLDED:
            return at
        begin = at
        while begin and _goes_on(entries[begin], entries[begin - 1]):
            known = self._first.get(entries[begin - 1].number)
            if known is not None:
                begin = known
                break
            begin -= 1
        self._first[entries[at].number] = begin
        return begin

    def run(self, entries: Sequence[Entry], at: int) -> range:
        """The places of the run that an entry is in; of itself alone for none."""
        begin = end = self.first(entries, at)
        end += 1
        if entries[begin].kind in FOLDED:
            while end < len(entries) and _goes_on(entries[end], entries[end - 1]):
                end += 1
        return range(begin, end)


def _goes_on(entry: Entry, before: Entry) -> bool:
    return entry.kind in FOLDED and before.kind in FOLDED and not starts_day(entry, before)


@dataclass(slots=True)
class _Sum:
    """By nick, in order."""

    joined: dict[str, None] = field(default_factory=dict)
    left: dict[str, None] = field(default_factory=dict)
    passed: dict[str, None] = field(default_factory=dict)
    """Who came and went."""
    back: dict[str, None] = field(default_factory=dict)
    """Who went and came again."""
    renamed: dict[str, str] = field(default_factory=dict)
    """The name now, and the one before."""

    def add(self, entry: Entry) -> None:
        nick = entry.sender
        match entry.kind:
            case EntryKind.JOIN:
                came = self.back if _take(self.left, nick) else self.joined
                came[nick] = None
                self.passed.pop(nick, None)
            case EntryKind.NICK:
                self._rename(nick, clean(entry.text))
            case _:
                gone = self.passed if _take(self.joined, nick) else self.left
                _take(self.back, nick)
                gone[nick] = None

    def _rename(self, old: str, new: str) -> None:
        for names in (self.joined, self.back):
            if _take(names, old):
                names[new] = None
                return
        before = self.renamed.pop(old, old)
        if before != new:
            self.renamed[new] = before


def _take(names: dict[str, None], nick: str) -> bool:
    return names.pop(nick, nick) is None


def summary(run: Sequence[Entry], name_of: Callable[[str], str]) -> str:
    """What happened, all in all: "Ada, Bo and 2 others joined · Mía left"."""
    found = _Sum()
    for entry in run:
        found.add(entry)
    said = []
    if found.joined:
        said.append(tr("{name} joined", name=_people(found.joined, name_of)))
    if found.left:
        said.append(tr("{name} left", name=_people(found.left, name_of)))
    if found.back:
        said.append(tr("{name} left and came back", name=_people(found.back, name_of)))
    if found.passed:
        said.append(tr("{name} came and went", name=_people(found.passed, name_of)))
    renamed = list(found.renamed.items())
    said += [called_otherwise(old, new, name_of) for new, old in renamed[:_NAMED]]
    if len(renamed) > _NAMED:
        more = len(renamed) - _NAMED
        said.append(trn("{n} other took another name", "{n} others took other names", more))
    return " · ".join(said) or tr(
        "{name} took another name and came back to it", name=name_of(clean(run[-1].text))
    )


def _people(nicks: Iterable[str], name_of: Callable[[str], str]) -> str:
    names = [name_of(nick) for nick in nicks]
    if len(names) <= _NAMED:
        return listed(names)
    return listed(names[:_NAMED], len(names) - _NAMED)
