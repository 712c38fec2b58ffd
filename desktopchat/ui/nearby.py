"""The window's look around the network: who is near, for the first page and the conversation.

It owns the `Discovery`, is asked in each tick, and hands on only what has changed.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from desktopchat.irc.address import Address
from desktopchat.lan.discovery import Discovery
from desktopchat.lan.found import Answer, FoundHost, FoundPerson, Invitation
from desktopchat.store.settings import Settings
from desktopchat.ui.start.join_card import JoinCard
from desktopchat.ui.start_request import StartRequest

_PATIENCE = 5.0  # seconds of finding nobody before that is said


class Nearby:
    """Nothing is listened to or sent where the request says so."""

    def __init__(self, request: StartRequest, settings: Settings) -> None:
        self._discovery: Discovery | None = None
        self.news: list[Invitation | Answer] = []
        """What came and nobody has looked at yet; whoever does takes it out."""
        if request.discovery:
            self._discovery = Discovery(
                interfaces=request.interfaces or settings.interfaces,
                port=settings.heartbeat_port,
                interval=settings.heartbeat_seconds,
                visible=request.visible and settings.visible,
            )
        self._shown = -1
        self._card: JoinCard | None = None
        self._search = ""
        self._since = time.monotonic()

    def start(self) -> None:
        if self._discovery is not None:
            self._discovery.start()
            self._since = time.monotonic()

    def close(self) -> None:
        """Say farewell."""
        if self._discovery is not None:
            self._discovery.close(0.5)

    @property
    def on(self) -> bool:
        """Whether there is any looking around."""
        return self._discovery is not None

    @property
    def hosts(self) -> Sequence[FoundHost]:
        return self._discovery.hosts if self._discovery is not None else ()

    @property
    def people(self) -> Sequence[FoundPerson]:
        return self._discovery.people if self._discovery is not None else ()

    def find(self, fingerprint: str) -> Sequence[Address]:
        """Where the host with this key is seen, for a client."""
        return self._discovery.find(fingerprint) if self._discovery is not None else ()

    def be(self, name: str, place: str) -> None:
        """What others see of me. place: the title of the chat that I am in, "" for none."""
        if self._discovery is not None:
            self._discovery.be(name, place)

    def show(self, visible: bool) -> None:
        """Whether others see me."""
        if self._discovery is not None:
            self._discovery.show(visible)

    def invite(self, person: FoundPerson, address: Address, title: str, room: str) -> None:
        if self._discovery is not None:
            self._discovery.invite(person, address, title, room)

    def answer(self, invitation: Invitation, accepted: bool) -> None:
        if self._discovery is not None:
            self._discovery.answer(invitation, accepted)

    def poll(self) -> bool:
        """Take in what came; whether who is near has changed since the last time."""
        if self._discovery is None:
            return False
        self.news += self._discovery.poll()
        version = self._discovery.version
        changed, self._shown = version != self._shown, version
        return changed

    def draw(self, card: JoinCard, *, changed: bool) -> None:
        """Have the Join card show who is near. changed: whether that is not as it was."""
        if self._discovery is None:
            return
        if card is not self._card:
            self._card, changed = card, True
        if changed:
            card.show_near(self.hosts, self.people, datetime.now(UTC))
        if self.hosts:
            search = "found"
        elif self._discovery.trouble:
            search = self._discovery.trouble
        else:
            late = time.monotonic() - self._since > _PATIENCE
            search = "nobody" if late else "looking"
        if search != self._search or changed:
            self._search = search
            card.say_search(search)
