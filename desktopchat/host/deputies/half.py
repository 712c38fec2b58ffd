"""A host as one half of its place, for who looks for the other half and takes it in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktopchat.host.net.tls import HostKey
from desktopchat.host.state import halves
from desktopchat.irc.address import Address
from desktopchat.store.events import Event, Write
from desktopchat.store.place.merging import Cut

from .follower import Hosting
from .roster import Roster

if TYPE_CHECKING:
    from desktopchat.host.server import Host


class Half:
    """folder, store: of the host. settle: waits until what was `put` is committed. ended: told when
    the host before had ended the chat for everyone, as somebody says who heard it."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self.folder, self.store = host.config.folder, host.store
        self.settle, self.ended = host.pump.settle, host.on_ended

    @property
    def roster(self) -> Roster:
        return self._host.copies.roster

    @property
    def elsewhere(self) -> list[Address]:
        """Where the place may be hosted, too."""
        return self._host.copies.elsewhere

    def hosting(self, key: HostKey, port: int) -> Hosting:
        """What it is for the other half. port: where it listens, encrypted."""
        files, epoch = self._host.files.blobs, self.roster.epoch
        return Hosting(key, port, epoch, files, self._is_yielded_to, self._host.go_after)

    def _is_yielded_to(self, key: str, comings: Sequence[Event]) -> None:
        """The host of the other half, with that key, hands over in a moment. comings: who came and
        went there."""
        host = self._host
        self.store.whole.clear()
        cut = Cut.kept(self.folder)
        with self.store.reading() as reader, host.lock:
            host.core.expect(comings, reader, cut.msgid if cut is not None else "")
        if host.config.deputies == "known":
            host.copies.choose(key)

    def put(self, writes: Sequence[Write]) -> None:
        """Have these in the database soon, and with the deputies."""
        with self._host.lock:
            for write in writes:
                self._host.pump.store(write)
        self._host.pump.kick()

    def taken(self, tables: Sequence[str], cut: int, had: Mapping[str, int]) -> None:
        """What the other half had, since that moment (milliseconds since 1970), is in the database.
        tables: those that have changed. had: as for `Copies.healed`."""
        host = self._host
        host.look_at_accounts()
        with self.store.reading() as reader, host.lock:
            halves.take_up(host.core, reader, tables)
        host.copies.healed(cut, had)
        host.place_changed()
