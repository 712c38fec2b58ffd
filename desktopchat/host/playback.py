"""What is in the log as lines again, for those who ask for it later."""

from collections.abc import Iterable, Iterator

from desktopchat.irc import batch_types
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.multiline import Piece, split
from desktopchat.irc.tags import BATCH, MULTILINE_CONCAT
from desktopchat.store.events import Event

from . import capabilities
from .lines import Line

WORDS = ("PRIVMSG", "NOTICE")
"""Kinds of events that everybody gets."""
EVENTS = (*WORDS, "TAGMSG", "JOIN", "PART", "QUIT", "KICK", "NICK", "TOPIC", "MODE", "REDACT")
"""Kinds that those get who have draft/event-playback."""

_NEEDED = {
    "TAGMSG": capabilities.MESSAGE_TAGS,
    "REDACT": capabilities.MESSAGE_REDACTION,
}
"""Without which a kind is not shown."""


def kinds_for(caps: int) -> tuple[str, ...]:
    return EVENTS if caps & capabilities.EVENT_PLAYBACK else WORDS


def lines_of(events: Iterable[Event], name: str, new_batch: Iterator[str]) -> Iterator[Line]:
    """The lines of events in a conversation that who asks calls `name`.

    A message of several lines is a batch of its own within (draft/multiline) for those who have
    that, and a message a line for others; new_batch gives its names.
    """
    for event in events:
        pieces = _pieces(event, name) if event.kind in WORDS else []
        if len(pieces) > 1:
            yield from multiline(
                event.source,
                event.kind,
                name,
                pieces,
                event.moment,
                _tags(event),
                event.account,
                next(new_batch),
            )
        else:
            yield Line(
                _body(event, name),
                event.moment,
                tags=_tags(event),
                account=event.account,
                needs=_NEEDED.get(event.kind, 0),
            )


def _body(event: Event, name: str) -> str:
    head, params = f":{event.source} {event.kind}", event.params
    match event.kind:
        case "QUIT" | "NICK":
            return f"{head} :{params}"
        case "JOIN" | "TAGMSG":
            return f"{head} {name}"
        case "KICK" | "MODE" | "REDACT":
            return f"{head} {name} {params}"
        case "PART" if not params:
            return f"{head} {name}"
    return f"{head} {name} :{params}"


def _tags(event: Event) -> str:
    return f"msgid={event.msgid};{event.tags}" if event.tags else f"msgid={event.msgid}"


def _pieces(event: Event, name: str) -> list[Piece]:
    """The lines of what was said, where one line does not hold it."""
    room = MAX_LINE - len(f":{event.source} {event.kind} {name} :".encode())
    if "\n" not in event.params and len(event.params) * 4 <= room:
        return []
    return split(event.params, room)


def multiline(
    source: str,
    kind: str,
    name: str,
    pieces: Iterable[Piece],
    moment: int,
    tags: str,
    account: str,
    batch: str,
) -> Iterator[Line]:
    """A message of several lines: a batch for those who know such, a line a message for others.

    Of those the first alone has the msgid, which leads the tags.
    """
    whole = capabilities.MULTILINE | capabilities.BATCH
    head = f":{source} {kind} {name} :"
    yield Line(
        f":{source} BATCH +{batch} {batch_types.MULTILINE} {name}",
        moment,
        tags=tags,
        account=account,
        needs=whole,
    )
    for line, goes_on in pieces:
        own_tags = f"{BATCH}={batch};{MULTILINE_CONCAT}" if goes_on else f"{BATCH}={batch}"
        yield Line(head + line, 0, own_tags=own_tags, needs=whole)
        if line:
            yield Line(head + line, moment, tags=tags, account=account, lacks=whole)
            if tags.startswith("msgid="):
                tags = tags.partition(";")[2]
    yield Line(f":{source} BATCH -{batch}", 0, needs=whole)
