"""Who may not come to the host at all, by name, address, network or account."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desktopchat.host.lines import Line
from desktopchat.irc import numerics as n
from desktopchat.store.place.bans import HostBan
from desktopchat.store.place.host_store import Reader

from .masks import Mask, read_mask
from .people import Person

if TYPE_CHECKING:
    from desktopchat.host.core import Core


class Bans:
    """The host's bans, in the order they were made; those that have run out are none.

    Each `now` and `until` is in ticks, as the clock may jump: what the database says of a ban's
    end counts only at the start, and for people to read.
    """

    def __init__(self) -> None:
        self._bans: dict[str, tuple[Mask, HostBan, int | None]] = {}
        """By mask, with the end; None for no end."""

    def restore(self, reader: Reader, fold: Callable[[str], str], moment: int, now: int) -> None:
        """moment: that of `now` in milliseconds since 1970."""
        for ban in reader.bans.all():
            # A clock that was set back since must not make it longer than it ever was.
            left = min(ban.expires - moment, ban.expires - ban.moment)
            if not ban.expires or left > 0:
                self.add(ban, fold, now + left if ban.expires else None)

    def add(self, ban: HostBan, fold: Callable[[str], str], until: int | None) -> Mask:
        """Take a ban up, in the place of one with the same mask. Raises ValueError."""
        mask = read_mask(ban.mask, fold)
        self._bans[mask.folded] = (mask, ban, until)
        return mask

    def remove(self, mask: str, fold: Callable[[str], str]) -> HostBan | None:
        """The ban that there was with this mask. Raises ValueError."""
        _, ban, _ = self._bans.pop(read_mask(mask, fold).folded, (None, None, None))
        return ban

    def current(self, now: int) -> Iterator[HostBan]:
        for _, ban, until in self._bans.values():
            if until is None or until > now:
                yield ban

    def of(self, person: Person, now: int) -> HostBan | None:
        """The ban that keeps somebody out."""
        for mask, ban, until in self._bans.values():
            if mask.matches(person) and (until is None or until > now):
                return ban
        return None

    def of_visit(self, person: Person, account: str, now: int) -> HostBan | None:
        """The ban that keeps off somebody who came with HTTP and has only shown an account.

        account: its folded name, "" for none.
        """
        # Only for this look: a connection of HTTP is never one of the account's sessions.
        before, person.folded_account = person.folded_account, account
        try:
            return self.of(person, now)
        finally:
            person.folded_account = before


def reason_of(ban: HostBan) -> str:
    """For whom it keeps off."""
    return f"You are banned from this host: {ban.reason}"


def turn_away(core: "Core", person: Person, ban: HostBan) -> None:
    """Close the connection of somebody who is kept off."""
    server, text = core.config.server_name, reason_of(ban)
    body = f":{server} {n.ERR_YOUREBANNEDCREEP} {person.target} :{text}"
    core.wire.post(person.only, Line(body, core.clock()))
    core.drop(person, f"Banned: {ban.reason}")
