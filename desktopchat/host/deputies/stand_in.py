"""What a deputy is besides a copy: it stands in for its host once that is gone.

The deputy's own thread says what it hears of the host, and looks around while it hears nothing; who
comes to where it waits (`standby`) asks and tells, each on a thread of its own.
"""

import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desktopchat.host.net.tls import HostKey, key_here
from desktopchat.hosting.protocol import ENDED, Tell, Word
from desktopchat.irc.address import Address
from desktopchat.store.errors import StoreError
from desktopchat.words import tr
from desktopchat.words.reasons import reason

from .asking import Answer, ask
from .copy import Copy
from .roster import Inheritance, KeptInheritance, carry_on
from .succession import SILENCE, Succession

log = logging.getLogger(__name__)


class StandIn:
    """folder, copy, kept: of this deputy; key: the fingerprint of its own. waits: whether people
    can come to it; else it is a copy and no more. tell: told how it goes. apart: told why it does
    not carry on though it is time to. make_room: has less be kept beside words on a full disk;
    whether something went.

    heir: what it carries on with, once it does. in_sync: whether it has all, as the host said last.
    """

    def __init__(
        self,
        folder: Path,
        copy: Copy,
        kept: KeptInheritance,
        key: str,
        *,
        waits: bool,
        tell: Tell,
        apart: Callable[[str], object],
        make_room: Callable[[], bool],
    ) -> None:
        self._folder, self._copy, self._kept, self._key = folder, copy, kept, key
        self._waits, self._tell, self._apart = waits, tell, apart
        self._make_room = make_room
        self._succession = Succession(time.monotonic())
        self._connected = self._was_connected = False
        self.in_sync = False
        self.heir: Inheritance | None = None

    # what it hears of the host

    def connected(self) -> None:
        self._connected = self._was_connected = True
        self.in_sync = False
        self.host_spoke()

    def host_spoke(self) -> None:
        self._succession.host_spoke(time.monotonic())

    def lost(self) -> None:
        """There is no connection to the host just now."""
        self._connected = False

    # what others hear, as `standby.Deputy`

    def answer(self) -> Answer:
        roster, ended = self._kept.roster, self._kept.ended
        return Answer(roster.root, roster.epoch, serves=False, hears=self._hears, ended=ended)

    @property
    def heard_host(self) -> Address | None:
        return self._kept.host if self._hears else None

    @property
    def was_ended(self) -> bool:
        return self._kept.ended > 0

    def founders_key(self) -> HostKey | None:
        root = self._kept.roster.root
        return key_here(root) if root not in ("", self._key) else None

    def member_came(self) -> None:
        self._succession.member_came(time.monotonic())

    @property
    def _hears(self) -> bool:
        return self._connected and time.monotonic() - self._succession.heard < SILENCE

    # what becomes of that

    @property
    def can_carry_on(self) -> bool:
        kept = self._kept
        return self._waits and self._copy.exists and bool(kept.inheritance) and not kept.ended

    def look_around(self) -> bool:
        """The host is lost: carry on, if it is time to; whether somebody else is the host now, whom
        to follow."""
        if self._somebody_serves():
            return True
        if self.can_carry_on and self._succession.due(time.monotonic(), in_sync=self.in_sync):
            self.carry_on()
        return False

    def _somebody_serves(self) -> bool:
        """Ask all that could; whether one of them is the host now, whom to follow from now on."""
        roster, host = self._kept.roster, self._kept.host
        others = [one.address for one in roster.candidates if one.key != self._key]
        if not self._was_connected:  # what is kept may be old, and who started this may know better
            others.append(self._kept.given)
        asked = [host, *(one for one in others if one.fingerprint != host.fingerprint)]
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = list(pool.map(ask, asked))
        now, mine = time.monotonic(), roster.rank(self._key)
        self._succession.unanswered = answers[0] is None
        for address, answer in zip(asked, answers, strict=True):
            if answer is not None and answer.tells_end(
                roster.root, roster.epoch, self._copy.newest
            ):
                self.end(answer.ended)  # this one was cut off when the host said so
                return False
            if (
                answer is not None
                and answer.serves
                and answer.follows(roster)
                and not answer.knows_not_of_end(roster, self._kept.ended)
            ):
                at = self._copy.position
                if self.can_carry_on and answer.lacks(at.run, at.number):
                    # What people saw would be lost with this copy: it is given over as that of
                    # another half of the place.
                    self.carry_on(beside=True)
                    return False
                if address is not host:
                    self._kept.follow(address)
                    self._tell(Word.COPY_OF, str(address))
                return True
            if address is not host:
                rank = roster.rank(address.fingerprint)
                self._succession.deputy_said(
                    address.fingerprint,
                    now,
                    hears=answer.hears if answer is not None else None,
                    before=rank is not None and (mine is None or rank < mine),
                )
        return False

    def carry_on(self, *, beside: bool = False) -> None:
        """Unless it can't be written down which chat is carried on here: a host that has forgotten
        that serves another place. It is tried again, and another deputy may be quicker. beside: as
        for `Roster.succeeded`."""
        heir = self._kept.inherit(beside=beside)
        if heir is None:
            return
        try:
            carry_on(self._folder, heir, self._key)
        except (OSError, sqlite3.Error, StoreError) as error:
            if self._make_room():
                self.carry_on(beside=beside)
                return
            why = reason(error) if isinstance(error, OSError) else str(error)
            self._apart(
                tr(
                    "this computer is to carry the chat on, and can't write that down: {why}",
                    why=why,
                )
            )
            return
        self.heir = heir

    def end(self, moment: int) -> None:
        """The host has ended the chat for everyone at that moment: nobody carries on."""
        if not self._kept.ended:
            try:
                self._kept.end(moment)
            except OSError as error:
                log.warning("That this chat was ended can't be remembered: %s", reason(error))
            self._tell(Word.STANDING, ENDED)
