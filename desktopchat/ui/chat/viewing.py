"""Looking at the shared pictures of a conversation, one after the other, over the whole window."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.client.files.whole_file import WholeFile
from desktopchat.client.model import Conversation, Entry, EntryChanged
from desktopchat.irc.filehost import parse_link
from desktopchat.ui.look.moving import looked_at
from desktopchat.ui.outside import show_in_folder
from desktopchat.ui.parts.clipboard import can_copy_pictures, copy_picture
from desktopchat.ui.parts.transfer_words import state_words
from desktopchat.ui.sheets.picture_viewer import PictureViewer, Seen
from desktopchat.ui.timeline.markup import picture_links
from desktopchat.ui.timeline.rows import clock, day_line
from desktopchat.words import tr

if TYPE_CHECKING:
    from pathlib import Path

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
        self._saves: dict[str, Transfer] = {}
        """The files that are made of what is looked at, by token."""
        self._source = WholeFile(partial(looked_at, most=SHARP), context.window.news)
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
                on_folder=self._show_folder,
                on_copy=self._copy if can_copy_pictures(context.sheets.root) else None,
            )
            return self._viewer

        context.sheets.open(make, on_closed=self._closed)
        assert self._viewer is not None
        self._viewer.open()
        self._look_at(token)

    def draw(self) -> None:
        """Show what came. Called often."""
        if self._viewer is None:
            return
        self._tell_saving(self._viewer)
        came = self._source.take()
        if came is None or came.token != self._token:
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
        name = tr("You") if entry.own else context.name_of(entry.sender)
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
        saving, shown = self._saves.get(self._token), self._shown().get(self._token)
        if saving is not None:
            saving.again()  # where it has failed; else it is saved already, or about to be
        elif shown is not None and (made := self._sharing.save(shown[1])) is not None:
            self._saves[self._token] = made
        elif self._viewer is not None:
            self._viewer.tell(
                tr("The host is away. Save the picture when it is back."), failed=True
            )
        self.draw()

    def _tell_saving(self, viewer: PictureViewer) -> None:
        """Say how far the file of what is looked at is, and where it lies."""
        saving = self._saves.get(self._token)
        viewer.can_save(saving is None or saving.state is State.FAILED)
        if saving is None:
            return
        if saving.state is State.DONE:
            viewer.tell(tr("Saved as {path}", path=saving.path), saving.path)
        else:
            failed = saving.state is State.FAILED
            words = state_words(saving)
            viewer.tell(words if failed else tr("Saving: {words}", words=words), failed=failed)

    def _show_folder(self, path: Path) -> None:
        if (wrong := show_in_folder(path)) and self._viewer is not None:
            self._viewer.tell(wrong, failed=True)

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
        self._saves.clear()
        self._source.close()
