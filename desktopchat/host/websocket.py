"""IRC in WebSocket, for browsers and what runs in them (IRCv3 websocket; RFC 6455).

A message is a line without its CR LF, in the frames of the subprotocol that was agreed on:
`text.ircv3.net` or `binary.ircv3.net`; text where there was none. The handler's thread gives what
it read to `receive`, the pump makes frames with `encode`; a lock is held only for that.
"""

import threading
from collections.abc import Sequence

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

_TEXT, _BINARY = Subprotocol("text.ircv3.net"), Subprotocol("binary.ircv3.net")
_MESSAGE_MAX = 16 * 1024


class WebSocket:
    """The server's side of one connection, without a socket.

    origins: the web pages that may come, such as "https://chat.example". A page that is not among
    them may not: it would act with the rights of whoever looks at it. What is no browser tells
    none, and may.
    """

    def __init__(self, origins: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._protocol = ServerProtocol(
            origins=[None, *map(Origin, origins)],
            subprotocols=[_BINARY, _TEXT],
            select_subprotocol=_choose,
            max_size=_MESSAGE_MAX,
        )
        self._open = self._refused = False
        self._message = b""
        self._whole: list[bytes] = []

    def receive(self, data: bytes) -> bytes:
        """The lines in what came, each with CR LF. Raises EOFError once the connection is over.

        What has to be answered then waits for `encode`.
        """
        with self._lock:
            self._protocol.receive_data(data)
            for event in self._protocol.events_received():
                if self._refused:
                    break
                if isinstance(event, Request):
                    answer = self._protocol.accept(event)
                    self._protocol.send_response(answer)
                    self._open = answer.status_code == 101
                    self._refused = not self._open
                elif isinstance(event, Frame):
                    self._take(event)
            lines = b"".join(self._whole)
            self._whole.clear()
            if self._refused or (not lines and self._protocol.close_expected()):
                raise EOFError
            return lines

    def _take(self, frame: Frame) -> None:
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        self._message += bytes(frame.data)
        if frame.fin:
            self._whole.append(self._message.rstrip(b"\r\n") + b"\r\n")
            self._message = b""

    def encode(self, said: bytes) -> bytes:
        """What is to be sent to say these lines, with all that the protocol itself has to say."""
        with self._lock:
            if self._open:
                binary = self._protocol.subprotocol == _BINARY
                send = self._protocol.send_binary if binary else self._protocol.send_text
                try:
                    for line in said.split(b"\r\n")[:-1]:
                        send(line)
                except InvalidState:  # they have said goodbye already
                    pass
            return b"".join(self._protocol.data_to_send())


def _choose(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The better one of those that the other side knows; who names none gets text."""
    return next((one for one in (_BINARY, _TEXT) if one in offered), None)
