"""Entries as the logbook has them, and back. A moment there is milliseconds since 1970."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Deed,
    Delivery,
    Entry,
    EntryKind,
)
from desktopchat.store.person.logbook import KeptEntry, KeptMessage

DEED = "DEED"
"""The kind of what is in the outbox and no message."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MORE = ("target", "edited", "redacted", "reactions", "reply_to", "bot", "account", "lookalike_of")
"""Attributes that few entries have; each is kept where it says something."""


def millis(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(milliseconds=1)


def moment(value: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=value)


def kept_of(entry: Entry) -> KeptEntry:
    more = {name: value for name in _MORE if (value := getattr(entry, name))}
    return KeptEntry(
        entry.msgid,
        millis(entry.time),
        entry.kind.name,
        entry.sender,
        entry.text,
        entry.own,
        more,
    )


def entry_of(kept: KeptEntry) -> Entry:
    more: dict[str, Any] = {name: kept.more[name] for name in _MORE if name in kept.more}
    kind = EntryKind[kept.kind]
    said = kind in (EntryKind.MESSAGE, EntryKind.ACTION)
    return Entry(
        0,
        kind,
        moment(kept.moment),
        kept.sender,
        kept.text,
        own=kept.own,
        delivery=Delivery.SENT if kept.own and said else Delivery.RECEIVED,
        msgid=kept.msgid,
        **more,
    )


def kept_deed(deed: Deed, key: str) -> KeptMessage:
    """key: of its conversation."""
    room = deed.conversation.kind is ConversationKind.ROOM
    words = json.dumps([deed.command, deed.params, deed.tags], ensure_ascii=False)
    return KeptMessage(
        deed.label, key, room, deed.conversation.name, millis(deed.time), DEED, words, deed.msgid,
        True, "",
    )  # fmt: skip


def deed_of(kept: KeptMessage, conversation: Conversation) -> Deed:
    command, params, tags = json.loads(kept.text)
    return Deed(
        kept.label,
        conversation,
        moment(kept.moment),
        command,
        tuple(params),
        tags,
        kept.reply_to,
        tried=True,
    )
