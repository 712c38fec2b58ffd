"""Messages of several lines on their way in: what has come of one so far (draft/multiline)."""

from dataclasses import dataclass, field

from desktopchat.host.capabilities import MULTILINE_BYTES, MULTILINE_LINES
from desktopchat.host.dispatch import Call
from desktopchat.irc import tags
from desktopchat.irc.multiline import Piece, join


@dataclass(slots=True)
class OpenBatch:
    """What a person has sent since BATCH +reference.

    tags: those of its first line, its label among them. verb: what its lines are, "" before the
    first. failed: it was refused, and what still comes of it is passed over.
    """

    reference: str
    target: str
    tags: dict[str, str]
    verb: str = ""
    pieces: list[Piece] = field(default_factory=list)
    size: int = 0
    failed: bool = False

    @property
    def text(self) -> str:
        return join(self.pieces)

    def fail(self, call: Call, code: str, *context: str, text: str) -> None:
        """Refuse all of it, as an answer to its first line."""
        self.failed = True
        self.pieces.clear()
        call.message.tags = self.tags
        call.fail(code, *context, text=text, name="BATCH")


def collect(call: Call) -> None:
    """Take in a line that says it is of a batch."""
    batch: OpenBatch | None = call.person.batch
    reference = call.message.tags[tags.BATCH]
    if batch is None or batch.reference != reference:
        call.fail("MULTILINE_INVALID", text="There is no such batch open", name="BATCH")
        if batch is not None:
            batch.failed = True
    elif not batch.failed:
        _add(call, batch)


def _add(call: Call, batch: OpenBatch) -> None:
    target, line = call.param(0), call.param(1)
    goes_on = tags.MULTILINE_CONCAT in call.message.tags
    verb = call.message.command
    if call.core.fold(target) != call.core.fold(batch.target):
        batch.fail(
            call, "MULTILINE_INVALID_TARGET", batch.target, target, text="Not the batch's target"
        )
    elif verb == "TAGMSG" or verb != (batch.verb or verb):
        batch.fail(call, "MULTILINE_INVALID", text="A batch has lines of one kind")
    elif goes_on and not line:
        batch.fail(call, "MULTILINE_INVALID", text="An empty line can't go on in another")
    elif len(batch.pieces) == MULTILINE_LINES:
        limit = str(MULTILINE_LINES)
        batch.fail(call, "MULTILINE_MAX_LINES", limit, text=f"At most {limit} lines at once")
    else:
        batch.verb = verb
        goes_on = goes_on and bool(batch.pieces)
        batch.size += len(line.encode()) + (1 if batch.pieces and not goes_on else 0)
        batch.pieces.append((line, goes_on))
        call.person.parts += 1
        if batch.size > MULTILINE_BYTES:
            limit = str(MULTILINE_BYTES)
            batch.fail(call, "MULTILINE_MAX_BYTES", limit, text=f"At most {limit} bytes at once")
