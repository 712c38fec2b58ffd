"""Files in a conversation: choosing, sending, saving, and the bar that tells how far they are."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.client.files.transfers import State, Transfer, Transfers
from desktopchat.client.model import Conversation, FileToken, Phase
from desktopchat.irc.address import parse_address
from desktopchat.irc.filehost import parse_link
from desktopchat.store.paths import downloads_dir
from desktopchat.ui.chat.transfer_bar import TransferBar
from desktopchat.ui.look.thumbnail import size_of
from desktopchat.ui.outside import show_in_folder
from desktopchat.ui.parts.clipboard import Files, Picture
from desktopchat.ui.parts.file_dialog import choose_files
from desktopchat.ui.sheets.send_files import SendFiles

if TYPE_CHECKING:
    import tkinter as tk

    from desktopchat.ui.chat.context import Context

SHOWN_FOR = 20.0  # seconds that what was saved is told
_NO_FILES = "This chat takes no files."


class Sharing:
    """The page's files."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.on_key("attach", self.choose)
        self._made: set[Path] = set()
        """Files of what was pasted, each in a folder of its own."""
        self.transfers = Transfers(context.window.news, size_of)
        context.listeners.listen(FileToken, self._took)
        self.bar: TransferBar | None = None
        self._drawn: list[str] = []
        self._done: dict[int, float] = {}
        """When what is whole was first shown as that (time.monotonic), by the transfer's id."""

    def build(self, parent: tk.Misc) -> TransferBar:
        """The bar, not shown while there is nothing to tell."""
        self.bar = TransferBar(
            parent,
            self._context.theme,
            on_again=lambda transfer: transfer.again(),
            on_close=self._forget,
            on_open=self._show,
        )
        return self.bar

    def _forget(self, transfer: Transfer) -> None:
        self._done.pop(id(transfer), None)
        self.transfers.forget(transfer)
        self._delete(transfer.path)

    def _show(self, transfer: Transfer) -> None:
        if wrong := show_in_folder(transfer.path):
            self._context.say(wrong)

    def take_over(self, other: Sharing) -> None:
        """Go on with the files of a page that goes."""
        self.transfers, self._made = other.transfers, other._made

    @property
    def possible(self) -> bool:
        """Whether the host of this conversation takes files."""
        return self._context.active is not None and self._context.session.filehost.takes_files

    # what the person asks for

    def choose(self) -> None:
        """Let the person choose files of this computer."""
        if not self.possible:
            self._context.warn(_NO_FILES)
            return
        self.send(choose_files(self._context.sheets.root, self._context.theme, "Share files"))

    def send(self, paths: list[Path]) -> None:
        """Share files in the conversation that is shown."""
        conversation = self._context.active
        if conversation is None or not paths:
            return
        if not self.possible:
            self._context.warn(_NO_FILES)
            return
        for path in paths:
            if path.is_dir():
                self._context.warn(f"{path.name} is a folder. Pack it into one file first.")
            else:
                self.transfers.send(path, conversation)
        self.draw()

    def ask(self, what: Picture | Files) -> None:
        """Show what was pasted; it goes only when the person says so."""
        conversation = self._context.active
        if conversation is None:
            return
        if not self.possible:
            self._context.warn(_NO_FILES)
            return
        # Into the conversation that it was pasted in, whichever is shown by then.
        sheets, theme = self._context.sheets, self._context.theme
        sheets.open(
            lambda: SendFiles(
                sheets.root,
                theme,
                what,
                place=conversation.title,
                on_send=lambda words: self._send_pasted(what, conversation, words),
            )
        )

    def send_text(self, words: str) -> str:
        """Share a long text as a file; gives what is wrong, or ""."""
        conversation = self._context.active
        if conversation is None or not self.possible:
            return _NO_FILES
        return self._send_new("Pasted text", ".txt", words.encode(), conversation, "")

    def _send_pasted(self, what: Picture | Files, conversation: Conversation, words: str) -> str:
        if not self._context.session.filehost.takes_files:
            return _NO_FILES
        if isinstance(what, Picture):
            return self._send_new("Picture", what.suffix, what.data, conversation, words)
        files = [file.path for file in what.files if file.size is not None]
        if not files:
            return "A folder cannot be sent. Pack it into one file first."
        for path in files:
            self.transfers.send(path, conversation, words)
            words = ""  # said once, with the first
        self.draw()
        return ""

    def _send_new(
        self, title: str, suffix: str, data: bytes, conversation: Conversation, words: str
    ) -> str:
        """Send bytes as a file, which is deleted once it is there."""
        try:
            folder = Path(tempfile.mkdtemp(prefix="desktopchat-"))
            path = folder / f"{title} {datetime.now().astimezone():%Y-%m-%d %H.%M.%S}{suffix}"
            path.write_bytes(data)
        except OSError as error:
            return f"It could not be kept as a file: {error.strerror}"
        self._made.add(path)
        self.transfers.send(path, conversation, words)
        self.draw()
        return ""

    def _delete(self, path: Path) -> None:
        if path in self._made:
            self._made.discard(path)
            shutil.rmtree(path.parent, ignore_errors=True)

    def open(self, url: str) -> bool:
        """Save the file of a link; False where the link is none of this host's."""
        found = parse_link(url)
        if found is None or not self._context.session.filehost.takes_files:
            return False
        self.transfers.fetch(*found, downloads_dir())
        self.draw()
        return True

    def _took(self, event: FileToken) -> None:
        self.transfers.give(event)

    # what the window calls

    def draw(self) -> None:
        """Let all go on, say what is whole, and show how far the rest is. Called often."""
        client, transfers = self._context.client, self.transfers
        if not transfers.items and not self._drawn:
            return
        if client.phase is Phase.ONLINE:
            transfers.go_on(client.address, client.fingerprint)
            if transfers.wants_token():
                self._context.session.filehost.ask_token(self._context.active)
        for one in list(transfers.items):
            if one.state is State.DONE and one.conversation is not None:
                self._say(one, one.conversation)
            elif one.state is State.DONE:
                since = self._done.setdefault(id(one), time.monotonic())
                if time.monotonic() - since > SHOWN_FOR:
                    self._forget(one)
        if self.bar is not None:
            self.bar.show(transfers.items)
            self._drawn = self.bar.said

    @property
    def words(self) -> str:
        """What the bar says."""
        return "\n".join(self._drawn)

    def _say(self, one: Transfer, conversation: Conversation) -> None:
        """An upload is whole: its link is the message."""
        there = self._context.session.filehost.origin
        if there is None:  # the host has ended meanwhile: said once it is back
            return
        scheme, authority = there
        if self._context.link:  # of the own host others know another address than its window does
            authority = parse_address(self._context.link).authority
        link = f"{scheme}://{authority}{one.link}"
        self._context.session.delivery.say(conversation, f"{one.words} {link}".strip())
        self.transfers.said(one)
        self.transfers.items.remove(one)
        self._delete(one.path)

    def close(self) -> None:
        self.transfers.close()
        for path in list(self._made):
            self._delete(path)
