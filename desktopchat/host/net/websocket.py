"""IRC in WebSocket, for browsers and what runs in them (IRCv3 websocket; RFC 6455).

A message is a line without its CR LF, in the frames of the subprotocol that was agreed on:
`text.ircv3.net` or `binary.ircv3.net`; text where there was none. The handler's thread gives what
it read to `receive`, the pump makes frames with `encode`. The two share nothing but a queue of
what the protocol has to say by itself, so neither ever waits for the other.
"""

from collections import deque
from collections.abc import Sequence

from websockets.frames import Close, CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

_TEXT, _BINARY = Subprotocol("text.ircv3.net"), Subprotocol("binary.ircv3.net")
_MESSAGE_MAX = 16 * 1024
_GOODBYE = Frame(Opcode.CLOSE, Close(CloseCode.NORMAL_CLOSURE, "").serialize())


class WebSocket:
    """The server's side of one connection, without a socket.

    origins: the web pages that may come, such as "https://chat.example". A page that is not among
    them may not: it would act with the rights of whoever looks at it. What is no browser tells
    none, and may.
    """

    def __init__(self, origins: Sequence[str]) -> None:
        self._protocol = ServerProtocol(
            origins=[None, *map(Origin, origins)],
            subprotocols=[_BINARY, _TEXT],
            select_subprotocol=_choose,
            max_size=_MESSAGE_MAX,
        )
        """The handler's, as all that follows but `_answers` and `_opcode`."""
        self._message = b""
        self._whole: list[bytes] = []
        self.spare_frames = 0
        """Frames that ended no line (pings, pieces, empty ones) in what came last."""
        self._answers: deque[tuple[bytes, Opcode | None]] = deque()
        """What the protocol has to say, and in which frames lines are said after it: None for in
        none, since the connection is not open yet or said to be over. The pump takes them out."""
        self._opcode: Opcode | None = None
        """The frames of now; the pump's, as what follows."""
        self._ending = False

    def receive(self, data: bytes) -> bytes:
        """The lines in what came, each with CR LF. Raises EOFError once the connection is over.

        What has to be answered then waits for `encode`.
        """
        self._protocol.receive_data(data)
        self.spare_frames = 0
        for event in self._protocol.events_received():
            if self._protocol.handshake_exc is not None:
                break
            if isinstance(event, Request):
                self._protocol.send_response(self._protocol.accept(event))
            elif isinstance(event, Frame):
                self._take(event)
        answer = b"".join(self._protocol.data_to_send())
        if self._protocol.handshake_exc is not None and not answer:
            # What is no request at all it passes over in silence.
            answer = self._protocol.reject(400, "This can't be read as HTTP.\n").serialize()
        if answer:
            self._answers.append((answer, self._frames()))
        lines = b"".join(self._whole)
        self._whole.clear()
        if not lines and self._over:
            raise EOFError
        return lines

    @property
    def _over(self) -> bool:
        return self._protocol.handshake_exc is not None or self._protocol.close_expected()

    def _frames(self) -> Opcode | None:
        if self._protocol.state is not OPEN:
            return None
        return Opcode.BINARY if self._protocol.subprotocol == _BINARY else Opcode.TEXT

    def _take(self, frame: Frame) -> None:
        self.spare_frames += 1
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        self._message += bytes(frame.data)
        if not frame.fin:
            return
        line = self._message.rstrip(b"\r\n")
        self._message = b""
        if line:
            self.spare_frames -= 1
            self._whole.append(line + b"\r\n")

    @property
    def has_pending(self) -> bool:
        """Whether the protocol has something to say by itself."""
        return bool(self._answers)

    def end(self) -> None:
        """What is encoded next is the last. A browser that is not told so takes it for a failure
        of the network."""
        self._ending = True

    def encode(self, said: bytes) -> bytes:
        """What is to be sent to say these lines, with all that the protocol itself has to say."""
        sent = []
        while self._answers:
            answer, self._opcode = self._answers.popleft()
            sent.append(answer)
        if self._opcode is not None:
            for line in said.split(b"\r\n")[:-1]:
                sent.append(Frame(self._opcode, line).serialize(mask=False))  # noqa: PERF401
            if self._ending:
                sent.append(_GOODBYE.serialize(mask=False))
                self._opcode = None
        return b"".join(sent)


def _choose(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first that we know, since they name what they like best first; who names none gets
    text."""
    return next((one for one in offered if one in (_TEXT, _BINARY)), None)
