"""Where a deputy can be reached while its host lives: it says how it stands, and that it waits.

Whoever comes here to chat has lost the host, and that they come tells the deputy something. They
are told in one line that nobody hosts here yet, or that the chat was ended, and come again.
"""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Sequence
from typing import Protocol, cast

from desktopchat.host.net.http_head import is_request
from desktopchat.host.net.listening import Listening, Ports
from desktopchat.host.net.tls import HostKey
from desktopchat.irc import closings
from desktopchat.irc.address import Address

from . import COPY_ITSELF, LOCATION
from . import REQUEST as COPY_REQUEST
from .asking import REQUEST, Answer

_WITHIN = 3.0
"""Seconds for the handshake, and for a first word."""
_READ = 4096
_MOST = 64
"""Visits at one time; a crowd that has lost its host comes one after the other."""


class Deputy(Protocol):
    """Of which those are told who come, each on a thread of its own."""

    def answer(self) -> Answer:
        """What is said to who asks for the place."""

    @property
    def heard_host(self) -> Address | None:
        """Where the place is hosted, as far as that is heard just now."""

    @property
    def was_ended(self) -> bool:
        """Whether the host has ended the chat for everyone."""

    def founders_key(self) -> HostKey | None:
        """That of who began the place, where this is their computer."""

    def member_came(self) -> None:
        """Somebody has come here to chat."""


class Standby:
    """Listens from when it is made to `stop` or `let_go`. ports: where its sockets may be kept.
    Raises ListenError."""

    def __init__(
        self, addresses: Sequence[Address], key: HostKey, deputy: Deputy, ports: Ports
    ) -> None:
        self._stopping = threading.Event()
        self._listeners: list[_Listener] = []
        try:
            if addresses:
                # Who has the code of that host finds the place by it.
                key.give_way(deputy.founders_key)
            for address in addresses:
                listener = _Listener(address, key.context, deputy, self._stopping, ports)
                self._listeners.append(listener)
            for listener in self._listeners:
                listener.start()
        except BaseException:
            self.stop()
            raise

    @property
    def addresses(self) -> list[Address]:
        """Where it listens, with the ports that it really has."""
        return [listener.address for listener in self._listeners]

    def stop(self) -> None:
        self._stopping.set()
        for listener in self._listeners:
            listener.stop()

    def let_go(self, ports: Ports) -> None:
        """Accept no more, and keep the ports for who hosts here from now on."""
        self._stopping.set()
        for listener in self._listeners:
            ports.keep(listener)


class _Listener(Listening):
    def __init__(
        self,
        address: Address,
        context: ssl.SSLContext,
        deputy: Deputy,
        stopping: threading.Event,
        ports: Ports,
    ) -> None:
        self.context, self.deputy = context, deputy
        self._free = threading.BoundedSemaphore(_MOST)
        super().__init__(address, _Visit, stopping, ports)

    def process_request(self, request: object, client_address: object) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)  # type: ignore[arg-type]
        else:
            self.shutdown_request(request)  # type: ignore[arg-type]

    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self._free.release()


class _Visit(socketserver.BaseRequestHandler):
    request: socket.socket

    def handle(self) -> None:
        listener = cast("_Listener", self.server)
        deputy = listener.deputy
        self.request.settimeout(_WITHIN)
        # Whoever goes in the midst of it, or speaks nothing that is known, is no error here.
        with (
            contextlib.suppress(OSError),
            listener.context.wrap_socket(self.request, server_side=True) as link,
        ):
            first = link.recv(_READ).partition(b"\r\n")[0]
            if first == REQUEST:
                link.sendall(deputy.answer().response())
            elif first == COPY_REQUEST:
                there = deputy.heard_host
                found = LOCATION + f"{there}\r\n".encode() if there else b""
                link.sendall(COPY_ITSELF + b" Misdirected Request\r\n" + found + b"\r\n")
            elif first and not is_request(first):
                deputy.member_came()
                # Where it is hosted may be news to them: by somebody who has carried on meanwhile.
                there = deputy.heard_host
                link.sendall(closings.points_to(there, ended=deputy.was_ended))
                # Until they have gone, so that the words are not lost with the connection.
                link.unwrap()
