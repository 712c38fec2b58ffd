"""BATCH: messages that belong together, and what is done when their last is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.batches import HISTORY, MULTILINE, SEARCH, TARGETS, Batch
from desktopchat.client.handlers.table import dispatch, on
from desktopchat.irc.message import Message

if TYPE_CHECKING:
    from desktopchat.client.session import Session


@on("BATCH")
def batch(session: Session, message: Message) -> None:
    sign, reference = message.param(0)[:1], message.param(0)[1:]
    if sign == "+" and reference:
        outer = message.tags.get("batch", "")
        around = session.batches.get(outer)
        label = message.tags.get("label")
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
        case kind if kind == MULTILINE:
            joined = ended.joined()
            if joined is not None:
                _hand_on(session, ended, joined)
        case kind if kind == HISTORY:
            session.history.page(ended)
        case kind if kind == TARGETS:
            for name in session.history.targets(ended):
                session.open_direct(name)  # which asks for its last page
        case kind if kind == SEARCH:
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
