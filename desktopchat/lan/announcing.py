"""The host's side: telling everybody near that there is a host, by heartbeat and DNS-SD."""

import logging
import random
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.irc.address import Address
from desktopchat.lan.addresses import own_addresses
from desktopchat.lan.datagram import ADDRESSES_MAX, Datagram, key_to_text
from desktopchat.lan.found import HostFacts, Service
from desktopchat.lan.radio import INTERVAL, PORT
from desktopchat.lan.sharing import reachable
from desktopchat.lan.worker import Worker

_ANSWER_EVERY = 0.5  # seconds between two answers to those who seek
_ANSWER_WITHIN = 0.1  # seconds
_LOOK_EVERY = 1.0  # seconds between two looks who else is there
_TELL_EVERY = 3.0  # seconds between two changes that DNS-SD is told of

if TYPE_CHECKING:
    from desktopchat.lan.dnssd import Announcer

log = logging.getLogger(__name__)


class Announcement(Worker):
    """facts: gives what is to be told, whenever it is asked. listening: where the host listens, on
    its real ports. fingerprint: of its key, "" without. only, port, interval: as for `Discovery`.
    """

    def __init__(
        self,
        facts: Callable[[], HostFacts],
        listening: Sequence[Address],
        fingerprint: str = "",
        *,
        only: Collection[str] = (),
        port: int = PORT,
        interval: float = INTERVAL,
    ) -> None:
        super().__init__("announce", only, port, interval)
        self._facts, self._listening, self._fingerprint = facts, listening, fingerprint
        self._short = fingerprints.short(fingerprint) if fingerprint else ""
        self._announcer: Announcer | None = None
        self._tell_at = self._look_at = 0.0

    def find(self, fingerprint: str) -> list[Address]:
        """As `Directory.find`, of those whose heartbeat is heard; from any thread."""
        return self._directory.find(fingerprint)

    def _work(self, now: float) -> None:
        if now >= self._look_at:
            self._look_at = now + _LOOK_EVERY
            self._directory.refresh(now)

    def _tuned(self) -> None:
        announcer, self._announcer = self._announcer, None
        if announcer is not None:
            announcer.close()
        if self._radio.interfaces:
            # Imported here, on this thread: zeroconf takes longer than all else at the start.
            from desktopchat.lan.dnssd import Announcer

            try:
                self._announcer = Announcer(self._radio.interfaces)
            except OSError as error:
                log.info("DNS-SD can't be used: %s", error)
        self._tell_at = 0.0

    def _beat(self) -> None:
        facts = self._facts()
        own = [one.host for one in own_addresses([one.name for one in self._radio.interfaces])]
        ways = [way for tls in (True, False) if (way := reachable(self._listening, own, tls=tls))]
        if not ways:
            return
        hosts, port, tls = ways[0]
        self._radio.send(
            self._signer.write(
                "host",
                title=facts.title,
                room=facts.room,
                people=facts.people,
                lock=int(facts.password),
                at=hosts[:ADDRESSES_MAX],
                port=port,
                key=key_to_text(self._fingerprint) if tls else "",
                pin=self._short if tls else "",
                version=facts.version,
            )
        )
        if self._announcer is not None and self._now >= self._tell_at:
            self._tell_at = self._now + _TELL_EVERY
            for hosts, port, tls in ways:
                if hosts:
                    key = (self._fingerprint, self._short)
                    self._announcer.tell(Service(self._signer.id, facts, *key, hosts, port, tls))

    def _heard(self, datagram: Datagram) -> None:
        if datagram.kind == "seek":
            # At most so often, and not all hosts in one moment.
            soon = self._now + random.uniform(0.0, _ANSWER_WITHIN)
            self._beat_at = min(self._beat_at, max(soon, self._beaten + _ANSWER_EVERY))

    def _goodbye(self) -> None:
        self._radio.send(self._signer.write("bye"))
        if self._announcer is not None:
            self._announcer.close()
