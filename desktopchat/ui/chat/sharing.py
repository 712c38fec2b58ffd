"""Files in a conversation: choosing, sending, saving, and telling how far they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.client.files.shares import Share
from desktopchat.client.files.transfers import State, Transfer, Transfers
from desktopchat.client.files.upload import ask_largest
from desktopchat.client.model import Conversation, FileToken, Phase
from desktopchat.irc.address import parse_address
from desktopchat.irc.filehost import PATH, Voice, parse_link
from desktopchat.store.paths import downloads_dir
from desktopchat.store.person.sending import KeptFile
from desktopchat.ui.chat.kept_shares import KeptShares
from desktopchat.ui.chat.pending_shares import PendingShares
from desktopchat.ui.look.thumbnail import size_of
from desktopchat.ui.outside import play_film, show_in_folder
from desktopchat.ui.parts.clipboard import Files, Picture
from desktopchat.ui.parts.file_dialog import choose_files
from desktopchat.ui.parts.outgoing import Choices, Outgoing
from desktopchat.ui.parts.transfer_bar import Acts, TransferBar
from desktopchat.ui.parts.transfer_words import state_words
from desktopchat.ui.sheets.send_files import SendFiles
from desktopchat.words import number, tr, tr_noop
from desktopchat.words.reasons import reason

if TYPE_CHECKING:
    import tkinter as tk

    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.timeline.row_transfers import RowTransfers

MOST = 100  # things that are shared at once
SHOWN_FOR = 20.0  # seconds that what was saved is told
_NO_FILES = tr_noop("This chat takes no files.")


class Sharing:
    """The page's files."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.on_key("attach", self.choose)
        self._outgoing: dict[Transfer, Outgoing] = {}
        """What is sent, with what was made of it, which is deleted once it is there."""
        self._shares: list[Share] = []
        self._kept = KeptShares()
        self._pending = PendingShares(context)
        self._links: dict[Transfer, Callable[[str], object]] = {}
        """Who gets the links of what is no message."""
        self._films: dict[str, Transfer] = {}
        """Those that were saved to be played, by link."""
        self._to_play: list[Transfer] = []
        """Those that are to be played as soon as they are here."""
        self.transfers = Transfers(context.window.news, size_of)
        context.listeners.listen(FileToken, self._took)
        self.bar: TransferBar | None = None
        self._rows: RowTransfers | None = None
        self._drawn: list[str] = []
        self._done: dict[int, float] = {}
        """When what is whole was first shown as that (time.monotonic), by the transfer's id."""

    def build(self, parent: tk.Misc, rows: RowTransfers) -> TransferBar:
        """The bar for what no row of the conversation tells; not shown while there is nothing.
        rows: tell what belongs to a message that is shown."""
        acts = Acts(
            pause=self._each(Transfer.pause),
            again=self._each(Transfer.again),
            close=self._each(self._forget),
            show=self._each(self._show),
        )
        self._rows, rows.acts, rows.on_done = rows, acts, self._context.focus
        self.bar = TransferBar(parent, self._context.theme, acts, on_done=self._context.focus)
        return self.bar

    def _each(self, act: Callable[[Transfer], object]) -> Callable[[Sequence[Transfer]], None]:
        def acts(transfers: Sequence[Transfer]) -> None:
            for one in transfers:
                act(one)
            for share in self._shares:
                self._kept.changed(share)
            self.draw()

        return acts

    def _forget(self, transfer: Transfer) -> None:
        self._done.pop(id(transfer), None)
        if transfer.state is not State.DONE:
            self._films = {url: one for url, one in self._films.items() if one is not transfer}
            self._to_play = [one for one in self._to_play if one is not transfer]
        self.transfers.forget(transfer)
        for share in self._shares:
            share.take_out(transfer)
        self._clear(transfer)

    def _show(self, transfer: Transfer) -> None:
        if wrong := show_in_folder(transfer.path):
            self._context.say(wrong)

    def take_over(self, other: Sharing) -> None:
        """Go on with the files of a page that goes."""
        self.transfers, self._outgoing = other.transfers, other._outgoing
        self._shares, self._links, self._kept = other._shares, other._links, other._kept
        self._pending.take_over(other._pending)

    @property
    def possible(self) -> bool:
        """Whether the host of this conversation takes files."""
        return self._context.active is not None and self._context.session.filehost.takes_files

    # what the person asks for

    def choose(self) -> None:
        """Let the person choose files of this computer."""
        if not self.possible:
            self._context.warn(tr(_NO_FILES))
            return
        paths = choose_files(self._context.sheets.root, self._context.theme, tr("Share files"))
        self.ask(paths)

    def ask_pasted(self, what: Picture | Files) -> None:
        """Show what was pasted; it goes only when the person says so."""
        if isinstance(what, Files):
            self.ask(what.paths)
            return
        try:
            made = Outgoing.of_data(_new_name(tr("Picture"), what.suffix), what.data, what.preview)
        except OSError as error:
            self._context.warn(_not_kept(error))
            return
        self._ask([made])

    def ask(self, paths: Sequence[Path]) -> None:
        """Show files and folders that were chosen or dropped."""
        if len(paths) > MOST:
            self._context.warn(
                tr(
                    "These are {n} files. Put them into a folder: that goes as one.",
                    n=number(len(paths)),
                )
            )
        elif paths:
            self._ask([Outgoing(path) for path in paths])

    def _ask(self, items: list[Outgoing]) -> None:
        context, conversation = self._context, self._context.active
        if conversation is None or not self.possible:
            context.warn(tr(_NO_FILES))
            for one in items:
                one.clear()
            return
        client = context.client
        address, key = client.address, client.fingerprint
        # Into the conversation that it was meant for, whichever is shown by then.
        context.sheets.open(
            lambda: SendFiles(
                context.sheets.root,
                context.theme,
                items,
                place=conversation.title,
                on_send=partial(self._send, conversation),
                ask_most=lambda: ask_largest(address, key),
                on_left=partial(self._left, conversation),
            )
        )

    def _left(self, conversation: Conversation, words: str) -> None:
        """Words that were to go with files can still be said without them."""
        if self._context.active is conversation:
            self._context.keep(words)

    def send_text(self, words: str) -> str:
        """Share a long text as a file; gives what is wrong, or ""."""
        conversation = self._context.active
        if conversation is None or not self.possible:
            return tr(_NO_FILES)
        try:
            made = Outgoing.of_data(_new_name(tr("Pasted text"), ".txt"), words.encode())
        except OSError as error:
            return _not_kept(error)
        return self._send(conversation, "", [made], Choices())

    def send_voice(self, conversation: Conversation, data: bytes, voice: Voice) -> str:
        """Send a voice message, an Ogg file; gives what is wrong, or ""."""
        try:
            made = Outgoing.of_data(_new_name(tr("Voice message"), ".ogg"), data)
        except OSError as error:
            return _not_kept(error)
        return self._send(conversation, "", [made], Choices(), voice)

    def _send(
        self,
        conversation: Conversation,
        words: str,
        items: Sequence[Outgoing],
        choices: Choices,
        voice: Voice | None = None,
    ) -> str:
        if not self._context.session.filehost.takes_files:
            return tr(_NO_FILES)
        files: dict[Transfer, Outgoing] = {}
        for one in items:
            make = partial(one.make, choices)
            sent = self.transfers.send(
                one.path, conversation, name=one.name, make=make, voice=voice
            )
            sent.size = one.size(choices)
            files[sent] = one
        share = Share.of(conversation, words, [*files])
        self._add(share)
        self._outgoing |= files
        self._kept.begin(share, self._host, files, choices)
        self.draw()
        return ""

    def _add(self, share: Share) -> None:
        self._shares.append(share)
        self._pending.begin(share)

    @property
    def _host(self) -> str:
        """What the place is known by."""
        return self._context.client.place

    def _bring_back(self) -> None:
        """Go on with what an earlier window left, as soon as its conversation is there."""
        for left in self._kept.left(self._host):
            name, session = left.share.conversation, self._context.session
            room = session.model.conversation(name) if left.share.is_room else None
            conversation = room if left.share.is_room else session.open_direct(name)
            if conversation is None or not conversation.joined:
                continue
            files: dict[KeptFile, Transfer] = {}
            for one, item in left.items.items():
                make = partial(item.make, left.choices)
                sent = self.transfers.send(item.path, conversation, name=one.name, make=make)
                if one.paused:
                    sent.pause()
                files[one], self._outgoing[sent] = sent, item
            messages = [[files[one] for one in message] for message in left.share.messages]
            share = Share(conversation, left.share.words, messages)
            self._add(share)
            self._kept.came_back(left, share, files)

    def bring(self, name: str, data: bytes, on_link: Callable[[str], object]) -> str:
        """Bring a file to the host that is no message; `on_link` gets its link when it is there.
        Gives what is wrong, or ""."""
        if not self._context.session.filehost.takes_files:
            return tr(_NO_FILES)
        try:
            made = Outgoing.of_data(name, data)
        except OSError as error:
            return _not_kept(error)
        sent = self.transfers.send(made.path, None, name=name)
        self._outgoing[sent], self._links[sent] = made, on_link
        self.draw()
        return ""

    def _clear(self, transfer: Transfer) -> None:
        self._links.pop(transfer, None)
        made = self._outgoing.pop(transfer, None)
        if made is not None:
            made.clear()

    def save(self, url: str) -> Transfer | None:
        """Save the file of a link; None where the link is none of this host's."""
        found = parse_link(url)
        if found is None or not self._context.session.filehost.takes_files:
            return None
        saving = self.transfers.fetch(*found, downloads_dir())
        self.draw()
        return saving

    def watch(self, url: str) -> None:
        """Save the film of a link, if that was not done before, and play it outside."""
        saving = self._films.get(url)
        if saving is not None and (saving.state is not State.DONE or saving.path.exists()):
            saving.again()
        elif (made := self.save(url)) is not None:
            saving = self._films[url] = made
        if saving is not None and saving not in self._to_play:
            self._to_play.append(saving)

    def _play_what_is_here(self) -> None:
        for one in [one for one in self._to_play if one.state is State.DONE]:
            self._to_play.remove(one)
            if wrong := play_film(one.path):
                self._context.warn(wrong)

    def _took(self, event: FileToken) -> None:
        self.transfers.give(event)

    # what the window calls

    def draw(self) -> None:
        """Let all go on, say what is whole, and show how far the rest is. Called often."""
        client, transfers = self._context.client, self.transfers
        if client.phase is Phase.ONLINE and self._context.session.filehost.takes_files:
            self._bring_back()
        self._play_what_is_here()
        if transfers.idle and not self._drawn and self._pending.empty:
            return
        if client.phase is Phase.ONLINE:
            transfers.go_on(client.address, client.fingerprint)
            wanting = transfers.wants_token()
            if wanting is not None:
                self._context.session.filehost.ask_token(wanting.conversation)
        else:
            transfers.disconnected()
        if self._context.session.filehost.origin is not None:  # else once the host is back
            self._say_what_is_whole()
        for one in list(transfers.items):
            if one.state is State.DONE and not one.is_upload:
                since = self._done.setdefault(id(one), time.monotonic())
                if time.monotonic() - since > SHOWN_FOR:
                    self._forget(one)
        self._drawn = [f"{one.name}: {state_words(one)}" for one in transfers.items]
        self._tell_where_they_belong()

    def _tell_where_they_belong(self) -> None:
        """In the rows of their messages, and of others in the bar."""
        transfers = self.transfers
        if self.bar is None or self._rows is None:
            return
        files = self._pending.draw()
        for one in transfers.items:
            if not one.is_upload:
                files.setdefault(one.place.removeprefix(f"{PATH}/"), []).append(one)
        told = self._rows.show(files)
        rest = [one for one in transfers.items if one not in told]
        self.bar.show(rest)
        if rest:
            self.bar.grid()
        else:
            self.bar.grid_remove()

    @property
    def words(self) -> str:
        """What is said of all files."""
        return "\n".join(self._drawn)

    def _say_what_is_whole(self) -> None:
        """The links of what is at the host are messages, or for whoever asked for them."""
        delivery = self._context.session.delivery
        for share in self._shares:
            while files := share.due(time.monotonic()):
                line = self._context.session.lines.room(share.conversation)
                text = share.say([self._link(one) for one in files], line)
                self._pending.said(share, delivery.say(share.conversation, text))
                share.take_out(*files)
                self._kept.changed(share)
                for one in files:
                    self._said(one)
        self._shares = [share for share in self._shares if share.messages]
        for one, on_link in list(self._links.items()):
            if one.state is State.DONE:
                on_link(self._link(one))
                self._said(one)

    def _link(self, one: Transfer) -> str:
        """Where others find an upload that is whole."""
        there = self._context.session.filehost.origin
        assert there is not None
        scheme, authority = there
        if self._context.link:  # of the own host others know another address than its window does
            authority = parse_address(self._context.link).authority
        return f"{scheme}://{authority}{one.link}"

    def _said(self, one: Transfer) -> None:
        self.transfers.said(one)
        self.transfers.items.remove(one)
        self._clear(one)

    def close(self) -> None:
        self.transfers.close()
        for one in self._outgoing.values():
            one.release()
        self._outgoing.clear()
        self._kept.close()


def _new_name(title: str, suffix: str) -> str:
    return f"{title} {datetime.now().astimezone():%Y-%m-%d %H.%M.%S}{suffix}"


def _not_kept(error: OSError) -> str:
    return tr("It could not be kept as a file: {why}", why=reason(error))
