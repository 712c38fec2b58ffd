"""Pictures that were shared, seen in the conversation where the person wants that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.moving import Moving, moving_pictures
from desktopchat.client.files.pictures import Pictures, Wanted
from desktopchat.client.model import EntryChanged
from desktopchat.irc.filehost import tokens_in
from desktopchat.store.person.pictures import KeptPictures
from desktopchat.ui.look.thumbnail import PictureError, opened_copy
from desktopchat.ui.timeline.row_pictures import PictureMaker

if TYPE_CHECKING:
    from PIL import Image

    from desktopchat.client.files.pictures import Size
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.timeline.timeline import Timeline


class ConversationPictures:
    """Of one page."""

    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        self._pictures: Pictures | None = None
        self._moving: Bringing[Wanted, Moving] | None = None
        context.listeners.listen(EntryChanged, self._forget)
        context.on_setting("pictures", self.draw)
        self.draw()

    def draw(self) -> None:
        """Let all go on, and show what has come. Called often."""
        context, client = self._context, self._context.client
        if context.settings.pictures != (self._pictures is not None):
            if self._pictures is None:
                self._pictures = self._made()
                self._moving = moving_pictures(PictureMaker().steps, context.window.news)
            else:
                self._pictures = self._moving = None
            self._timeline.pictures.show_from(self._pictures, self._moving)
        if self._pictures is not None and self._moving is not None:
            reached = context.online and context.session.filehost.takes_files
            host = (client.address, client.fingerprint) if reached else None
            self._pictures.go_on(host)
            self._moving.go_on(host)
            self._timeline.pictures.take()

    def small(self, token: str) -> tuple[Image.Image, Size] | None:
        """The small copy of a picture that was shown, and the size of the whole."""
        if self._pictures is None:
            return None
        copy, size = self._pictures.small(token), self._pictures.size(token)
        try:
            return (opened_copy(copy), size) if copy and size is not None else None
        except PictureError:
            return None

    def _forget(self, event: EntryChanged) -> None:
        """What a message does not show any more is not kept; where another one shows it, too, it is
        fetched again."""
        gone = tokens_in(event.before) - tokens_in(event.entry.text)
        if gone:
            pictures = self._pictures or self._made()
            for token in gone:
                pictures.forget(token)

    def _made(self) -> Pictures:
        context, client = self._context, self._context.client
        # The same while the host is away: what was seen is shown then, too.
        return Pictures(PictureMaker(), KeptPictures(), client.place, context.window.news)
