"""Who gets what of a round of the pump: the same bytes, made once, for all who get the same."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from desktopchat.host.lines import Line
from desktopchat.host.state.people import Person
from desktopchat.host.transactions import Job


def plans(jobs: list[Job], groups: list[list[int]]) -> Mapping[Person, Sequence[int]]:
    """In which groups each person is: in a busy room everybody in the same, the only one."""
    if len(groups) == 1:
        return dict.fromkeys(jobs[groups[0][0]][0], (0,))
    plans: defaultdict[Person, list[int]] = defaultdict(list)
    for number, indexes in enumerate(groups):
        for person in jobs[indexes[0]][0]:
            plans[person].append(number)
    return plans


class SharedBytes:
    """What all people with the same groups and capabilities get in a round, in posted order."""

    __slots__ = ("blob", "indexes", "pieces")

    def __init__(
        self, jobs: list[Job], groups: list[list[int]], plan: tuple[int, ...], caps: int
    ) -> None:
        if len(plan) == 1:
            self.indexes = groups[plan[0]]
        else:
            self.indexes = sorted(index for number in plan for index in groups[number])
        lines: list[Line] = [jobs[index][1] for index in self.indexes]  # type: ignore[misc]
        self.pieces = [line.bytes_for(caps) for line in lines]
        self.blob = b"".join(self.pieces)

    def without(self, left_out: list[int]) -> bytes:
        """The same for somebody who is not to get some of it."""
        pieces = self.pieces.copy()
        for index in left_out:
            at = bisect_left(self.indexes, index)
            if at < len(self.indexes) and self.indexes[at] == index:
                pieces[at] = b""
        return b"".join(pieces)
