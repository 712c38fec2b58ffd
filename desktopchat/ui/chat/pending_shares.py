"""What is being sent stands at the end of its conversation, as messages do that are on their way:
the words that go with it, and how far its files are. It goes once its messages are there.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktopchat.client.files.shares import Share
from desktopchat.client.files.transfers import Transfer
from desktopchat.client.model import Delivery, Entry, EntryKind

if TYPE_CHECKING:
    from desktopchat.ui.chat.context import Context

APPEARS = 0.4
"""Seconds that something takes before it is shown: what is small is a message by then."""


@dataclass(slots=True)
class _Pending:
    """entry: what stands for it, once it is shown. said: the messages that came of it."""

    since: float = field(default_factory=time.monotonic)
    entry: Entry | None = None
    said: list[Entry] = field(default_factory=list)

    @property
    def is_said(self) -> bool:
        """Whether its messages are in the conversation, not only about to be kept."""
        return all(one.number for one in self.said)


class PendingShares:
    """Of one page. None of its entries is ever sent or kept: `Sharing` says and keeps."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._all: dict[Share, _Pending] = {}

    @property
    def empty(self) -> bool:
        return not self._all

    def begin(self, share: Share) -> None:
        self._all[share] = _Pending()

    def said(self, share: Share, entries: Sequence[Entry]) -> None:
        """Some of its files are messages now."""
        self._all[share].said += entries

    def take_over(self, other: PendingShares) -> None:
        self._all = other._all

    def draw(self) -> dict[str, list[Transfer]]:
        """Let entries come and go. Returns the files of each, by its label."""
        for share, one in list(self._all.items()):
            if not share.files and one.is_said:
                del self._all[share]
                if one.entry is not None:
                    self._context.session.model.remove_entry(share.conversation, one.entry)
            elif one.entry is None:
                if share.files and time.monotonic() - one.since > APPEARS:
                    one.entry = self._shown(share)
            elif one.entry.text != share.words:  # they were said with its first files
                one.entry.text = share.words
                self._context.session.model.changed(share.conversation, one.entry)
        return {
            one.entry.label: share.files
            for share, one in self._all.items()
            if one.entry is not None and share.files
        }

    def _shown(self, share: Share) -> Entry:
        model = self._context.session.model
        entry = Entry(
            0,
            EntryKind.MESSAGE,
            model.clock.now(),
            model.nick,
            share.words,
            own=True,
            delivery=Delivery.SENDING,
            label=f"files-{uuid.uuid4().hex}",
        )
        model.append(share.conversation, entry)
        return entry
