"""Where people come in: each on a thread of its own, unless they are too many."""

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING

from desktopchat.irc import closings
from desktopchat.irc.address import Address

from .connection import Connection
from .listening import Listening

if TYPE_CHECKING:
    from desktopchat.host.server import Host

    from .door import Door


class Listener(Listening):
    """Where people come in. door: what is behind it where that is the port for browsers. Raises
    ListenError."""

    def __init__(
        self,
        host: "Host",
        address: Address,
        tls: ssl.SSLContext | None = None,
        door: "Door | None" = None,
    ) -> None:
        self.host = host
        self.door = door
        self.tls = tls
        """What encrypts the connections; None for plain ones."""
        super().__init__(address, Connection, host.stopping, host.ports)

    def process_request_thread(self, request: object, client_address: object) -> None:
        assert isinstance(client_address, tuple)
        this = threading.current_thread()
        self.host.handlers.add(this)
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self.host.admission.leave(client_address[0])
            self.host.handlers.discard(this)

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(client_address, tuple)
        try:
            super().process_request(request, client_address)  # type: ignore[arg-type]
        except RuntimeError:  # no thread can be had
            self.host.admission.leave(client_address[0])
            raise

    def verify_request(self, request: object, client_address: object) -> bool:
        """Turn away those who are too many, with a word."""
        assert isinstance(request, socket.socket)
        assert isinstance(client_address, tuple)
        refusal = self.host.admission.enter(client_address[0])
        if refusal and self.tls is None:
            request.settimeout(0)
            with contextlib.suppress(OSError):
                failed = f"FAIL * {closings.FULL} :{refusal}"
                request.send(f"{failed}\r\nERROR :{refusal}\r\n".encode())
        return not refusal
