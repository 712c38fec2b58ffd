"""The window's look around the network: who is near, for the first page and the conversation.

It owns the `Discovery`, is asked in each tick, and hands on only what has changed. What that takes
is loaded after the first page is drawn.
"""

import importlib
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktopchat.irc.address import Address
from desktopchat.store.person.settings import Settings
from desktopchat.ui.start_request import StartRequest
from desktopchat.words import tr, tr_noop

if TYPE_CHECKING:
    from desktopchat.lan.discovery import Discovery
    from desktopchat.lan.found import FoundHost, FoundPerson, Invitation, Outcome

_OUTCOMES: "dict[Outcome, str]" = {
    "accepted": tr_noop("Coming"),
    "declined": tr_noop("Not now"),
    "silent": tr_noop("No answer"),
}
_SHOW_EVERY = 0.4  # seconds: where hundreds come and go, nobody reads faster
_PATIENCE = 5.0  # seconds of finding nobody before that is said


class Nearby:
    """Nothing is listened to or sent where the request says so."""

    def __init__(self, request: StartRequest, settings: Settings) -> None:
        self._discovery: Discovery | None = None
        self._invitations: list[Invitation] = []
        self.outcomes: dict[str, str] = {}
        """By the name of whom I invited: what became of it."""
        self._request, self._settings = request, settings
        self._me = "", ""
        self._loaded = False
        self._shown, self._show_at = -1, 0.0
        self._since = time.monotonic()

    @property
    def interfaces(self) -> list[str]:
        """The names of the network cards to be used; none for all."""
        return self._request.interfaces or self._settings.interfaces

    @property
    def _visible(self) -> bool:
        return self._request.visible and self._settings.visible

    @property
    def host_words(self) -> list[str]:
        """What a host that this window starts is to be told of all this, as `serve`'s options."""
        from desktopchat.lan.interfaces import interfaces

        there = [card.name for card in interfaces(self.interfaces)]
        if not self.on or not self._visible or not there:
            return ["--no-discovery"]
        # Not those that have been taken out since: the host would not start for them.
        words = [f"--interface={name}" for name in there] if self.interfaces else []
        settings, usual = self._settings, Settings()
        if settings.heartbeat_port != usual.heartbeat_port:
            words.append(f"--heartbeat-port={settings.heartbeat_port}")
        if settings.heartbeat_seconds != usual.heartbeat_seconds:
            words.append(f"--heartbeat-seconds={settings.heartbeat_seconds:g}")
        return words

    @classmethod
    def nobody(cls) -> "Nearby":
        """One that looks at nothing."""
        return cls(StartRequest(discovery=False), Settings())

    def load(self) -> None:
        """Have ready what looking around takes, on any thread; then it begins with a `poll`."""
        if self.on:
            importlib.import_module("desktopchat.lan.discovery")
            self._loaded = True

    def _start(self) -> None:
        from desktopchat.lan.discovery import Discovery

        self._discovery = Discovery(
            interfaces=self.interfaces,
            port=self._settings.heartbeat_port,
            interval=self._settings.heartbeat_seconds,
            visible=self._visible,
        )
        self._discovery.be(*self._me)
        self._discovery.start()
        self._since = time.monotonic()

    def close(self) -> None:
        """Say farewell."""
        if self._discovery is not None:
            self._discovery.close(0.5)

    @property
    def on(self) -> bool:
        """Whether there is any looking around."""
        return self._request.discovery

    @property
    def hosts(self) -> "Sequence[FoundHost]":
        return self._discovery.hosts if self._discovery is not None else ()

    @property
    def people(self) -> "Sequence[FoundPerson]":
        return self._discovery.people if self._discovery is not None else ()

    def find(self, fingerprint: str) -> Sequence[Address]:
        """Where the host with this key is seen, for a client."""
        return self._discovery.find(fingerprint) if self._discovery is not None else ()

    def be(self, name: str, place: str) -> None:
        """What others see of me. place: the title of the chat that I am in, "" for none."""
        self._me = name, place
        if self._discovery is not None:
            self._discovery.be(name, place)

    def heed_settings(self) -> None:
        """Whether others see me, or by which network cards, has changed in the settings."""
        if self._discovery is not None:
            self._discovery.show(self._visible)
            self._discovery.use(self.interfaces)

    def invite(self, person: "FoundPerson", address: Address, title: str, room: str) -> None:
        """Ask somebody to come; `outcomes` tells what became of it."""
        from desktopchat.lan.sharing import invited_to

        to = invited_to(address, self.find(address.fingerprint))
        if self._discovery is not None and to.fingerprint:
            self.outcomes[person.name] = tr("Invited…")
            self._discovery.invite(person, to, title, room)

    def answer(self, invitation: "Invitation", accepted: bool) -> None:
        if self._discovery is not None:
            self._discovery.answer(invitation, accepted)

    def poll(self) -> bool:
        """Take in what came; whether who is near has changed since the last time."""
        if self._discovery is None:
            if self._loaded:
                self._start()
            return False
        from desktopchat.lan.found import Invitation

        news = self._discovery.poll()
        for one in news:
            if isinstance(one, Invitation):
                self._invitations.append(one)
            else:
                self.outcomes[one.person] = tr(_OUTCOMES[one.outcome])
        version, now = self._discovery.version, time.monotonic()
        changed = version != self._shown and now >= self._show_at
        if changed:
            self._shown, self._show_at = version, now + _SHOW_EVERY
        return changed or bool(news)

    @property
    def search(self) -> str:
        """How the search goes: "off", "looking", "nobody", "found", or why it can't be made."""
        if not self.on:
            return "off"
        if self.hosts:
            return "found"
        if self._discovery is not None and self._discovery.trouble:
            return self._discovery.trouble
        return "nobody" if time.monotonic() - self._since > _PATIENCE else "looking"

    def take_invitations(self) -> "list[Invitation]":
        """Those that came since the last time."""
        taken, self._invitations = self._invitations, []
        return taken
