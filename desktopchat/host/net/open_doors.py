"""The pages for browsers that are open just now: the plain one, the encrypted one, or both."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from desktopchat.host.config import HostConfig
from desktopchat.hosting.protocol import Reason
from desktopchat.irc.address import Address

from .listening import ListenError, Listening

if TYPE_CHECKING:
    from .door import Door

# What a door is, is imported where one is opened: most hosts have none.


class OpenDoors:
    """listen: listens at an address, for a door; raises ListenError or StoreError. key: gives the
    fingerprint of the host's, "" where it has none yet. closed: told of one that is open no more.
    """

    def __init__(
        self,
        config: HostConfig,
        listen: Callable[[Address, "Door"], Listening],
        key: Callable[[], str],
        closed: Callable[["Door"], object],
    ) -> None:
        self._config = config
        self._listen, self._key, self._closed = listen, key, closed
        self._open: dict[bool, tuple[Door, list[Listening]]] = {}
        """With where each is, by whether it is the encrypted one."""

    @property
    def addresses(self) -> list[Address]:
        """Where browsers find their page, once it has started; the plain ones first."""
        found = [one.address for _, listeners in self._open.values() for one in listeners]
        return sorted(found, key=lambda one: one.tls)

    def token(self, *, tls: bool) -> str:
        """What the link of a door ends in; "" for one that is not open."""
        return self._open[tls][0].token if tls in self._open else ""

    def prepare(self) -> None:
        """Listen where the settings say, for who is let in from `start` on. Raises ListenError or
        StoreError."""
        for tls in (False, True):
            if wanted := self._wanted(tls):
                door = self._door(tls)
                self._open[tls] = door, self._listeners(wanted, door)

    def start(self) -> None:
        for _, listeners in self._open.values():
            for listener in listeners:
                listener.start()

    def open(self, *, tls: bool = False) -> None:
        """Let browsers in by a page of the host's own from now on. tls: by the encrypted one.

        Raises ListenError or StoreError, and then nobody comes in by it."""
        from .door import addresses

        if tls in self._open:
            return
        door = self._door(tls)
        wanted = self._wanted(tls) or addresses(self._config, tls=tls)
        try:
            listeners = self._listeners(wanted, door)
        except ListenError as error:
            if error.failure.reason is not Reason.PORT_TAKEN:
                raise
            # Another host of this computer may have the usual port; the link names the other one.
            listeners = self._listeners([replace(wanted[0], port=0)], door)
        self._open[tls] = door, listeners
        for listener in listeners:
            listener.start()

    def close(self, *, tls: bool = False) -> None:
        """Close it at once, for those too who came in by it."""
        if tls in self._open:
            door, listeners = self._open.pop(tls)
            for listener in listeners:
                listener.stop()
            self._closed(door)

    def stop(self) -> None:
        """Let nobody in any more. Their links are still told: who comes next has the same."""
        for _, listeners in self._open.values():
            for listener in listeners:
                listener.stop()

    def _wanted(self, tls: bool) -> list[Address]:
        """Where the settings have it."""
        return [one for one in self._config.doors if one.tls is tls]

    def _door(self, tls: bool) -> "Door":
        """Raises StoreError."""
        from .door import open_door

        return open_door(self._config.folder, tls=tls, key=self._key())

    def _listeners(self, wanted: Sequence[Address], door: "Door") -> list[Listening]:
        """Raises ListenError or StoreError, and then none listens."""
        listeners: list[Listening] = []
        try:
            listeners.extend(self._listen(address, door) for address in wanted)
        except BaseException:
            for listener in listeners:  # those before it
                listener.stop()
            raise
        return listeners
