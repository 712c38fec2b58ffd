"""BATCH: messages that belong together, and what is done when their last is here."""

from desktopchat.client.session.batches import Batch
from desktopchat.client.session.dispatch import dispatch, on
from desktopchat.client.session.session import Session
from desktopchat.irc import batch_types, tags
from desktopchat.irc.message import Message


@on("BATCH")
def batch(session: Session, message: Message) -> None:
    sign, reference = message.param(0)[:1], message.param(0)[1:]
    if sign == "+" and reference:
        outer = message.tags.get(tags.BATCH, "")
        around = session.batches.get(outer)
        label = message.tags.get(tags.LABEL)
        request = session.wire.requests.get(label) if label is not None else None
        if request is None and around is not None:
            request = around.request
        opened = Batch(message.param(1), message.params[2:], message, outer, request)
        session.batches.open(reference, opened)
    elif sign == "-":
        ended = session.batches.close(reference)
        if ended is not None:
            _end(session, ended)


def _end(session: Session, ended: Batch) -> None:
    match ended.kind:
        case batch_types.MULTILINE:
            joined = ended.joined()
            if joined is not None:
                _hand_on(session, ended, joined)
        case batch_types.CHATHISTORY:
            session.history.page(ended)
        case batch_types.CHATHISTORY_TARGETS:
            for name in session.history.targets(ended):
                session.open_direct(name)  # which asks for its last page
        case batch_types.PINS:
            session.pins.told(ended)
        case batch_types.SEARCH:
            session.searches.answered(ended)
    request = ended.request
    if request is not None and all(b.request is not request for b in session.batches):
        for name, asked in list(session.wire.requests.items()):
            if asked is request:
                session.delivery.finish(name)


def _hand_on(session: Session, ended: Batch, message: Message) -> None:
    """A message made of a batch takes the batch's place in the one around it."""
    outer = session.batches.get(ended.outer)
    if outer is not None and outer.gathers:
        session.batches.gather(outer, message)
        return
    session.wire.request = ended.request
    dispatch(session, message)
    session.wire.request = None
