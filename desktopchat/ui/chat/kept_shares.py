"""What is being sent, kept on the disk: it goes on after the next start of the window."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desktopchat.client.files.shares import Share
from desktopchat.client.files.transfers import State, Transfer
from desktopchat.client.model import ConversationKind
from desktopchat.store.person import sending
from desktopchat.store.person.sending import KeptFile, KeptShare, ShareFolder
from desktopchat.ui.parts.outgoing import Choices, Outgoing

log = logging.getLogger(__name__)


@dataclass(slots=True)
class LeftOver:
    """A share that an earlier window left, with what is to be sent of each of its files."""

    folder: ShareFolder
    share: KeptShare
    items: dict[KeptFile, Outgoing]
    choices: Choices


@dataclass(slots=True)
class _Kept:
    folder: ShareFolder
    host: str
    choices: Choices
    files: Mapping[Transfer, KeptFile]
    written: KeptShare | None = None


class KeptShares:
    """Of one page."""

    def __init__(self) -> None:
        self._kept: dict[Share, _Kept] = {}
        self._left: list[LeftOver] = []
        self._looked_for = ""
        """The host whose left over shares were looked for."""

    def begin(
        self, share: Share, host: str, items: Mapping[Transfer, Outgoing], choices: Choices
    ) -> None:
        """Keep a new one. Where that can't be it is sent nevertheless."""
        try:
            folder = sending.begin()
        except OSError as error:
            log.warning("What is sent can't be kept: %s", error)
            return
        try:
            for number, one in enumerate(items.values()):
                one.settle(folder.folder_of(number))
        except OSError as error:
            log.warning("What is sent can't be kept: %s", error)
            folder.drop()
            return
        files = {
            sent: KeptFile(number, str(one.path), sent.name, one.is_folder)
            for number, (sent, one) in enumerate(items.items())
        }
        self._kept[share] = _Kept(folder, host, choices, files)
        self.changed(share)

    def changed(self, share: Share) -> None:
        """Some of it was said, taken out, paused."""
        kept = self._kept.get(share)
        if kept is None:
            return
        if not share.messages:
            del self._kept[share]
            kept.folder.drop()
            return
        now = _as_kept(share, kept)
        if now != kept.written:
            try:
                kept.folder.write(now)
                kept.written = now
            except OSError as error:
                log.warning("What is sent can't be kept: %s", error)

    def left(self, host: str) -> list[LeftOver]:
        """What earlier windows left for this host and did not come back yet."""
        if host != self._looked_for:
            self._release_left()
            self._looked_for = host
            self._left = [_opened(*one) for one in sending.left_over(host)]
        return list(self._left)

    def came_back(self, left: LeftOver, share: Share, files: Mapping[KeptFile, Transfer]) -> None:
        """It is sent again."""
        self._left.remove(left)
        kept = {sent: one for one, sent in files.items()}
        self._kept[share] = _Kept(left.folder, left.share.host, left.choices, kept, left.share)

    def close(self) -> None:
        """The window goes; what is left is for the next one."""
        for kept in self._kept.values():
            kept.folder.release()
        self._kept.clear()
        self._release_left()

    def _release_left(self) -> None:
        for left in self._left:
            left.folder.release()
        self._left = []


def _as_kept(share: Share, kept: _Kept) -> KeptShare:
    def file(one: Transfer) -> KeptFile:
        return replace(kept.files[one], paused=one.state is State.PAUSED)

    is_room = share.conversation.kind is ConversationKind.ROOM
    return KeptShare(
        kept.host,
        share.conversation.name,
        is_room,
        share.words,
        [[file(one) for one in message] for message in share.messages],
        kept.choices.smaller,
        kept.choices.keeps_data,
    )


def _opened(folder: ShareFolder, share: KeptShare) -> LeftOver:
    items = {}
    for one in share.files:
        items[one] = Outgoing(Path(one.path), is_folder=one.is_folder)
        items[one].settle(folder.folder_of(one.number))
    return LeftOver(folder, share, items, Choices(share.smaller, share.keeps_data))
