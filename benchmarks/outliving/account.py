"""The account of a round: whether anything was lost, doubled, or got out of order. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .talk import Changed, Said, Told


@dataclass(slots=True)
class Account:
    """changes: of so many messages. gone: so many were typed into a page that went, and came
    nowhere. lost: confirmed, but not kept, or not in somebody's window, or never confirmed; or
    changed, and not so in somebody's window. doubled: kept or shown more than once. disordered:
    before a word that the same sender had said earlier, or in a page elsewhere than with the host.
    Each has lines for people."""

    messages: int = 0
    changes: int = 0
    gone: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.disordered)

    def __str__(self) -> str:
        wrong = "; ".join((*self.lost, *self.doubled, *self.disordered))
        changes = f", {self.changes} changed" if self.changes else ""
        gone = f", {self.gone} typed into a page that went" if self.gone else ""
        return f"{self.messages} messages{changes}{gone}: {wrong or 'all there, once, in order'}"


def balance(kept: Sequence[Said], people: Iterable[Told]) -> Account:
    """kept: what the host's database holds, in its order. people: what each tells, all of them
    silent since a while."""
    account = Account(len(kept))
    people = list(people)
    _check_copy(account, "the host", kept)
    held, places = set(kept), {said: place for place, said in enumerate(kept)}
    for one in people:
        unsure = {Said(one.name, number) for number in one.unsure}
        account.gone += len(unsure - held)
        said = {Said(one.name, number) for number in range(1, one.said + 1)} - unsure
        confirmed = {Said(one.name, number) for number in one.confirmed}
        _tell(account.lost, "confirmed, not kept by the host", confirmed - held)
        _tell(account.lost, "never confirmed", said - confirmed)
        _check_copy(account, one.name, one.view)
        shown = held
        if one.partly and one.view:  # what is of one millisecond may stand in another order there
            shown = set(kept[places.get(one.view[len(one.view) // 8], 0) :])
        if one.since:
            shown = set(kept[places.get(one.since, 0) :])
            there = [said for said in one.view if said in places]
            late = {b for a, b in pairwise(there) if places[b] < places[a]}
            _tell(account.disordered, f"not in the host's order with {one.name}", late)
        _tell(account.lost, f"kept, not in the window of {one.name}", shown - set(one.view))
    account.changes = sum(len(one.did) for one in people)
    for name, which in not_done(people):
        _tell(account.lost, f"changed, not so in the window of {name}", which)
    return account


def not_done(people: Sequence[Told]) -> Iterator[tuple[str, set[Said]]]:
    """For each window that tells all whose it is, and the messages that do not stand there as they
    are to."""
    did = {change for one in people for change in one.did}
    for one in (one for one in people if not one.partly):
        shown = set(one.view) if one.since else {Said(*change[:2]) for change in did}
        theirs = {change for change in did if Said(*change[:2]) in shown}
        wrong: set[Changed] = theirs ^ set(one.changed)
        yield one.name, {Said(change.sender, change.number) for change in wrong}


def _check_copy(account: Account, where: str, copy: Sequence[Said]) -> None:
    twice = {one for one, times in Counter(copy).items() if times > 1}
    _tell(account.doubled, f"more than once with {where}", twice)
    last: dict[str, int] = {}
    late = set()
    for one in copy:
        if one.number < last.get(one.sender, 0):
            late.add(one)
        last[one.sender] = max(one.number, last.get(one.sender, 0))
    _tell(account.disordered, f"behind a later one with {where}", late)


def _tell(lines: list[str], what: str, which: set[Said]) -> None:
    if which:
        first = ", ".join(f"{one.sender} {one.number}" for one in sorted(which)[:3])
        lines.append(f"{len(which)} {what}: {first}")
