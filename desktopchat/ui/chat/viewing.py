"""Looking at the shared pictures of a conversation, one after the other, over the whole window."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.files.whole_file import WholeFile
from desktopchat.client.model import Conversation, Entry, EntryChanged
from desktopchat.irc.filehost import parse_link
from desktopchat.ui.look import thumbnail
from desktopchat.ui.parts.clipboard import can_copy_pictures, copy_picture
from desktopchat.ui.sheets.picture_viewer import PictureViewer, Seen
from desktopchat.ui.timeline.markup import picture_links
from desktopchat.ui.timeline.rows import clock, day_line

if TYPE_CHECKING:
    from PIL import Image

    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.pictures import ConversationPictures
    from desktopchat.ui.chat.sharing import Sharing
    from desktopchat.ui.timeline.timeline import Timeline

SHARP = 4096
"""Pixels that each side of a picture keeps at most: 48 megabytes."""


class Viewing:
    """One for the page."""

    def __init__(
        self,
        context: Context,
        timeline: Timeline,
        pictures: ConversationPictures,
        sharing: Sharing,
    ) -> None:
        self._context, self._timeline = context, timeline
        self._pictures, self._sharing = pictures, sharing
        self._viewer: PictureViewer | None = None
        self._conversation: Conversation | None = None
        self._token = ""
        self._source = WholeFile(partial(thumbnail.upright, most=SHARP), context.window.news)
        context.listeners.listen(EntryChanged, self._changed)

    def open(self, entry: Entry, token: str) -> None:
        """Look at a picture of a message."""
        context = self._context
        self._conversation = context.active
        if token not in self._shown() and token in picture_links(entry.text, looked=True):
            self._timeline.reveal(entry)

        def make() -> PictureViewer:
            self._viewer = PictureViewer(
                context.sheets.root,
                context.theme,
                on_step=self._step,
                on_save=self._save,
                on_copy=self._copy if can_copy_pictures(context.sheets.root) else None,
            )
            return self._viewer

        context.sheets.open(make, on_closed=self._closed)
        assert self._viewer is not None
        self._viewer.open()
        self._look_at(token)

    def draw(self) -> None:
        """Show what came. Called often."""
        came = self._source.take() if self._viewer is not None else None
        if came is None or self._viewer is None or came.token != self._token:
            return
        if came.opened is None:
            self._viewer.say(came.why)
        else:
            self._viewer.picture(*came.opened, whole=True)

    def close(self) -> None:
        """The page goes."""
        self._source.close()

    def _shown(self) -> dict[str, tuple[Entry, str]]:
        """The pictures of the conversation that are not hidden: message and link, by token."""
        entries = self._conversation.entries if self._conversation is not None else []
        return {
            token: (entry, link)
            for entry in entries
            for token, link in self._timeline.pictures.links(entry).items()
        }

    def _look_at(self, token: str) -> None:
        shown, context = self._shown(), self._context
        if self._viewer is None or token not in shown:
            return
        self._token = token
        entry, link = shown[token]
        found = parse_link(link)
        name = "You" if entry.own else context.name_of(entry.sender)
        about = f"{name}, {day_line(entry.time)}, {clock(entry.time)}"
        at = [*shown].index(token) + 1, len(shown)
        self._viewer.show(Seen(token, found[1] if found is not None else "", about, at))
        small = self._pictures.small(token)
        if small is not None:
            self._viewer.picture(*small, whole=False)
        reached = context.online and context.session.filehost.takes_files
        client = context.client
        self._source.want((client.address, client.fingerprint) if reached else None, token)

    def _step(self, by: int) -> None:
        """The picture so many before or after, or the first or last one."""
        tokens = [*self._shown()]
        if self._token in tokens:
            at = max(0, min(tokens.index(self._token) + by, len(tokens) - 1))
            if tokens[at] != self._token:
                self._look_at(tokens[at])

    def _save(self) -> None:
        entry_and_link = self._shown().get(self._token)
        if entry_and_link is not None:
            self._sharing.open(entry_and_link[1])
            self._context.sheets.close()  # how far it is, and where it lies, is told there

    def _copy(self, picture: Image.Image) -> None:
        out = io.BytesIO()
        picture.save(out, "PNG")
        copy_picture(self._context.sheets.root, out.getvalue())

    def _changed(self, _event: EntryChanged) -> None:
        """What was deleted is looked at no longer."""
        if self._viewer is not None and self._token not in self._shown():
            self._context.sheets.close()

    def _closed(self) -> None:
        self._viewer = None
        self._token = ""
        self._source.close()
