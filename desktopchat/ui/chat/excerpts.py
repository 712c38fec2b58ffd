"""The first lines of texts that were shared, where the person wants to see what was shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.files.excerpts import Excerpts
from desktopchat.client.model import EntryChanged
from desktopchat.irc.filehost import tokens_in

if TYPE_CHECKING:
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.timeline.timeline import Timeline


class ConversationExcerpts:
    """Of one page."""

    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        self._excerpts: Excerpts | None = None
        context.listeners.listen(EntryChanged, self._forget)
        context.on_setting("pictures", self.draw)
        self.draw()

    def draw(self) -> None:
        """Let all go on, and show what has come. Called often."""
        context, client = self._context, self._context.client
        if context.settings.pictures != (self._excerpts is not None):
            wanted = self._excerpts is None
            self._excerpts = Excerpts(context.window.news) if wanted else None
            self._timeline.excerpts.show_from(self._excerpts)
        if self._excerpts is not None:
            reached = context.online and context.session.filehost.takes_files
            self._excerpts.go_on((client.address, client.fingerprint) if reached else None)
            self._timeline.excerpts.take()

    def _forget(self, event: EntryChanged) -> None:
        """What a message does not name any more is not kept."""
        if self._excerpts is not None:
            for token in tokens_in(event.before) - tokens_in(event.entry.text):
                self._excerpts.forget(token)
