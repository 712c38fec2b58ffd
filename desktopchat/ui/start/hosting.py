"""The chat that this window hosts: its process, how to join it, and the address for others."""

import time
from collections.abc import Sequence
from dataclasses import replace

from desktopchat.client.own_host import HostState, OwnHost
from desktopchat.client.problems import Problem
from desktopchat.irc.address import Address, parse_address
from desktopchat.irc.names import channel_from_title
from desktopchat.lan.addresses import own_addresses
from desktopchat.ui.start.page import HostForm
from desktopchat.ui.start_request import HostOptions

_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # listening everywhere: where it is here
_LOOK_EVERY = 10.0  # seconds between looks at this computer's own address: networks change


def listen_urls(listen: Sequence[str], port: int | None) -> list[str]:
    """Where to listen: as asked, on another port if one is given; [] for the usual places."""
    if port is None:
        return list(listen)
    if not listen:
        return [f"ircs://0.0.0.0:{port}"]
    return [str(replace(parse_address(url, listening=True), port=port)) for url in listen]


class Hosting:
    """A host process and what the window wants to know of it."""

    def __init__(self, form: HostForm, options: HostOptions, room: str = "") -> None:
        self.form = form
        self.room = room or channel_from_title(form.title)
        self.told = False  # whether the window has said what went wrong
        self._outside, self._looked_at = "", 0.0
        self._host = OwnHost()
        self._host.start(
            form.title,
            self.room,
            form.password,
            listen_urls(options.listen, form.port),
            options.data,
            options.more,
        )

    def poll(self) -> Address | None:
        """Look after the process; the address to join it by once it listens."""
        if self._host.poll() is not HostState.RUNNING:
            return None
        first = self._host.addresses[0]
        return replace(first, host=_ALL.get(first.host, first.host))

    @property
    def owner_password(self) -> str:
        """What makes its owner of who comes in as OWNER."""
        return self._host.owner_password

    @property
    def problem(self) -> Problem | None:
        """Why there is no host, or no longer one."""
        return self._host.problem

    @property
    def share(self) -> str:
        """The address to give to others, "" before there is one."""
        if not self._host.addresses:
            return ""
        listening = self._host.addresses[0]
        if listening.host not in _ALL:
            return str(listening)
        now = time.monotonic()
        if not self._outside or now - self._looked_at > _LOOK_EVERY:
            self._looked_at = now
            own = own_addresses()
            self._outside = own[0].host if own else _ALL[listening.host]
        return str(replace(listening, host=self._outside))

    def stop(self) -> None:
        """End it for everyone."""
        self._host.stop()

    def let_go(self) -> None:
        """Leave it running until the last one has left."""
        self._host.let_go()
