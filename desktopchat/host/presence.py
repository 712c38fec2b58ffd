"""How people find the host: it is announced, and its link and join code are told to its owner."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktopchat import __version__
from desktopchat.hosting.protocol import Tell, Word
from desktopchat.irc.address import Address
from desktopchat.lan.sharing import for_code, is_link_local, shared_address

if TYPE_CHECKING:
    from desktopchat.lan.announcing import Announcement

    from .server import Host

_LOOK_EVERY = 5.0
"""Seconds between looks at this computer's addresses: it comes to other networks."""


class Presence:
    """listening: where the host listens, on its real ports. tell: takes the link and the
    code each time that they change; "" when nobody else can come any more. Without encryption
    there is no code."""

    def __init__(self, host: "Host", listening: Sequence[Address], tell: Tell) -> None:
        self._host, self._listening, self._tell = host, listening, tell
        # A key that only the page for browsers has is none of the chat's.
        encrypted = host.key is not None and any(one.tls for one in listening)
        self._fingerprint = host.key.fingerprint if host.key is not None and encrypted else ""
        self._shared: Address | None = None
        self._told = False  # whether anything was told of it: that there is no link, too
        self._door = ""
        self._look_at = 0.0
        self._announcement: Announcement | None = None
        if host.config.announce:
            self._announce()
            from desktopchat.lan.found import place_domain

            if domain := place_domain(host.copies.roster.root):
                tell(Word.NAME, domain)

    def _announce(self) -> None:
        # Imported late: people can come already.
        from desktopchat.lan.announcing import Announcement
        from desktopchat.lan.found import HostFacts

        host, config = self._host, self._host.config

        def facts() -> HostFacts:
            password = bool(config.password)
            people, place = host.people(), host.copies.roster.root
            return HostFacts(config.title, host.first_room, people, password, __version__, place)

        self._announcement = Announcement(
            facts,
            self._listening,
            self._fingerprint,
            only=config.interfaces,
            port=config.heartbeat_port,
            interval=config.heartbeat_seconds,
        )
        host.copies.find = self._announcement.find
        self._announcement.start()

    def look(self) -> None:
        """Called often: whether others reach the host as they did."""
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_EVERY
        room, only = self._host.first_room, self._host.config.interfaces
        shared = shared_address(self._listening, self._fingerprint, room, only)
        if shared != self._shared or not self._told:
            before, self._shared, self._told = self._shared, shared, True
            hosts = shared.hosts if shared is not None else ()
            self._host.known_at = next((one for one in hosts if not is_link_local(one)), "")
            self._tell(Word.LINK, str(shared or ""))
            if self._fingerprint and (shared or before):
                self._tell(Word.CODE, self._code(shared))
        self.look_at_door()

    def look_at_door(self) -> None:
        """Tell where browsers find their page, if that has changed."""
        door = " ".join(filter(None, (self._door_url(tls) for tls in (False, True))))
        if door != self._door:
            self._door = door
            self._tell(Word.DOOR, door)

    def _door_url(self, tls: bool) -> str:
        """Where browsers find the page, at the likeliest address for others; "" for none. tls: the
        one that is encrypted."""
        host, token = self._host, self._host.doors.token(tls=tls)
        if not token:
            return ""
        doors = [one for one in host.doors.addresses if one.tls is tls]
        shared = shared_address(doors, "", "", host.config.interfaces)
        # A browser does not take an address with the name of a card in it.
        fit = [one for one in (shared.hosts if shared else ()) if "%" not in one]
        local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(doors[0].host, doors[0].host)
        where = Address(fit[0] if fit else local, doors[0].port)
        return f"{'https' if tls else 'http'}://{where.authority}/#{token}"

    def _code(self, shared: Address | None) -> str:
        if shared is None or not shared.fingerprint:
            return ""
        from desktopchat.lan.join_code import join_code

        return join_code(for_code(shared))

    def close(self) -> None:
        """Say farewell."""
        if self._announcement is not None:
            self._announcement.close()
