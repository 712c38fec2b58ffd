"""What is said is written down before anybody hears it, or nobody does.

A command that says something lasting (see `dispatch.command`) runs in a `Transaction`, which takes
the wire's place meanwhile. The pump then has its writes in the database and sends its lines, or
sends the refusal in their stead.
"""

from types import TracebackType
from typing import TYPE_CHECKING

from desktopchat.store.events import Write

from .lines import Line
from .state.people import Person

if TYPE_CHECKING:
    from .dispatch import Call

Job = tuple[tuple[Person, ...], Line | None, Person | None]
"""Recipients, the line (None: hang up on them), and who among them is left out."""

REFUSAL = (
    "This was not passed on: the host can't write it down just now. Send it again later, or tell "
    "who runs the host."
)


class Transaction:
    """A wire that holds back what one command writes and sends, until it has run.

    writes: what is to be in the database before any of `jobs` is sent. refused: set by the pump
    where that can't be.
    """

    __slots__ = ("_call", "_wire", "jobs", "refused", "writes")

    def __init__(self, call: "Call") -> None:
        self._call = call
        self._wire = call.core.wire
        self.writes: list[Write] = []
        self.jobs: list[Job] = []
        self.refused = False

    def __enter__(self) -> "Transaction":
        self._call.core.wire = self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._call.core.wire = self._wire
        if kind is None:
            self._wire.submit(self)

    @property
    def outcome(self) -> list[Job]:
        """What is to be sent."""
        return [(self._call.person.only, self._call.refusal, None)] if self.refused else self.jobs

    # The wire.

    def store(self, write: Write) -> None:
        """What has changed in memory is written whatever becomes of the rest."""
        self._wire.store(write)

    def log(self, write: Write) -> None:
        self.writes.append(write)

    def post(
        self, recipients: tuple[Person, ...], line: Line, exclude: Person | None = None
    ) -> None:
        self.jobs.append((recipients, line, exclude))

    def hang_up(self, person: Person) -> None:
        self.jobs.append((person.only, None, None))

    def submit(self, transaction: "Transaction") -> None:
        """One in another is a part of it."""
        self.writes += transaction.writes
        self.jobs += transaction.jobs
