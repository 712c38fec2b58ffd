"""BATCH from people: messages of several lines (IRCv3 draft/multiline)."""

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, Steps, command
from desktopchat.irc import batch_types
from desktopchat.irc.message import Message

from .batches import OpenBatch
from .messages import pass_on


@command("BATCH", params=1, whole=True)
def batch(call: Call) -> Steps | None:
    """BATCH +<reference> draft/multiline <target>, and BATCH -<reference> to end it."""
    sign, reference = call.params[0][:1], call.params[0][1:]
    if sign == "-":
        return _close(call, reference)
    if sign == "+":
        _open(call, reference)
    else:
        call.fail("MULTILINE_INVALID", text="Use BATCH +<reference> and BATCH -<reference>")
    return None


def _open(call: Call, reference: str) -> None:
    person = call.person
    fresh = OpenBatch(reference, call.param(2), call.message.tags)
    before, person.batch = person.batch, fresh
    if not person.has(capabilities.MULTILINE | capabilities.BATCH):
        fresh.fail(call, "MULTILINE_INVALID", text="Ask for draft/multiline and batch first")
    elif call.param(1) != batch_types.MULTILINE:
        fresh.fail(call, "MULTILINE_INVALID", text="Only draft/multiline batches are taken")
    elif not reference or not fresh.target:
        fresh.fail(call, "MULTILINE_INVALID", text="A reference and a target are needed")
    elif before is not None and not before.failed:
        fresh.fail(call, "MULTILINE_INVALID", text="Another batch is open")
    else:
        # The label is for what comes of the whole.
        call.message.tags = {}


def _close(call: Call, reference: str) -> Steps | None:
    person = call.person
    whole: OpenBatch | None = person.batch
    if whole is None or whole.reference != reference:
        call.fail("MULTILINE_INVALID", text="There is no such batch open")
        return None
    person.batch = None
    if whole.failed:
        return None
    if not any(line.strip() for line, _ in whole.pieces):
        whole.fail(call, "MULTILINE_INVALID", text="There is nothing in the batch")
        return None
    # From here on it is as if it had come in one line.
    call.message = Message(whole.verb, [whole.target, whole.text], tags=whole.tags)
    call.params = call.message.params
    return pass_on(call, [whole.target], tuple(whole.pieces))
