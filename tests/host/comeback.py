"""A client that never gives up: it sends, loses its connection, catches up, and sends again.

It keeps what every client of its kind may count on (docs/protocol.md): what it saw once it finds
again, what it sent arrives once. `views` are compared by the tests.
"""

import contextlib
import secrets
import socket
import threading
import time
from collections.abc import Callable

from desktopchat.irc.message import Message

CAPS = (
    "message-tags server-time batch labeled-response echo-message draft/chathistory "
    "desktopchat/resend"
)
IN_FLIGHT = 16
PAGE = 200
ROOM = "#lobby"


class Comeback(threading.Thread):
    """Says `name 1`, `name 2`, … until `enough` is set and all of it has been confirmed.

    port: where the host is now. heard: every message by msgid, as it came live or from history.
    seen_twice: msgids that came live again, or texts under two msgids.
    """

    def __init__(self, name: str, port: Callable[[], int], enough: threading.Event) -> None:
        super().__init__(name=f"client {name}")
        self.nick = name
        self.port = port
        self.enough = enough
        self.give_up = threading.Event()
        """Set to have the thread end although not all is confirmed."""
        self.heard: dict[str, str] = {}
        self.seen_twice: list[str] = []
        self.waiting: dict[str, str] = {}
        """Label -> text of what is not confirmed."""
        self.said = 0
        self.comebacks = 0
        self.failed: BaseException | None = None
        self._rest = b""
        self._by_text: dict[str, str] = {}
        self._last = ""
        self._seen_to = ""
        self._complete = True  # all up to `_last` is heard
        self._last_live = ""

    def run(self) -> None:
        try:
            while not (self.give_up.is_set() or (self.enough.is_set() and not self.waiting)):
                with contextlib.suppress(OSError, EOFError):
                    self._visit()
        except BaseException as error:  # noqa: BLE001 - the test raises it
            self.failed = error

    def _visit(self) -> None:
        """One connection, to its end."""
        self._rest = b""
        self._last_live = ""
        self._begin_where_it_ended()
        try:
            self.socket = socket.create_connection(("127.0.0.1", self.port()), timeout=30)
        except OSError:
            time.sleep(0.02)  # the host is away; there is nothing to wait for but time
            raise
        with self.socket:
            self._send(f"CAP REQ :{CAPS}", f"NICK {self.nick}", f"USER {self.nick} 0 * :x")
            self._send("CAP END", f"JOIN {ROOM}")
            self._until("366")
            self.comebacks += 1
            self._catch_up()
            self._complete = True
            for label, text in list(self.waiting.items()):
                self._send(f"@label={label};desktopchat/resend PRIVMSG {ROOM} :{text}")
            while not (self.enough.is_set() and not self.waiting):
                while len(self.waiting) < IN_FLIGHT and not self.enough.is_set():
                    self.said += 1
                    text, label = f"{self.nick} {self.said}", secrets.token_hex(12)
                    self.waiting[label] = text
                    self._send(f"@label={label} PRIVMSG {ROOM} :{text}")
                self._take(self._line(), live=True)
            self._send("QUIT")
            with contextlib.suppress(EOFError):
                while True:
                    self._take(self._line(), live=True)

    def _begin_where_it_ended(self) -> None:
        """Catch up from what was seen last, and not from what arrives live before history does: the
        gap is before that, also when the connection breaks before it is filled."""
        if self._complete:
            self._seen_to = self._last
        self._complete = False

    def catch_up(self) -> None:
        """Once more, after all is over: what others said while this one was leaving."""
        self._rest = b""
        self._begin_where_it_ended()
        with socket.create_connection(("127.0.0.1", self.port()), timeout=30) as self.socket:
            self._send(f"CAP REQ :{CAPS}", f"NICK {self.nick}", f"USER {self.nick} 0 * :x")
            self._send("CAP END", f"JOIN {ROOM}")
            self._until("366")
            self._catch_up()

    def _catch_up(self) -> None:
        while True:
            seen = self._seen_to
            bound = f"msgid={seen}" if seen else "timestamp=2020-01-01T00:00:00.000Z"
            self._send(f"CHATHISTORY AFTER {ROOM} {bound} {PAGE}")
            found = 0
            live = []
            while True:
                message = self._line()
                if "batch" in message.tags:
                    found += 1
                    self._seen_to = message.tags["msgid"]
                    self._take(message, live=False)
                elif message.command == "BATCH" and message.params[0][0] == "-":
                    break
                elif message.command == "PRIVMSG":
                    live.append(message)
            for message in live:
                self._take(message, live=True)
            if found < PAGE:
                return

    def _take(self, message: Message, *, live: bool) -> None:
        if message.command != "PRIVMSG":
            assert message.command not in ("FAIL", "404"), message
            return
        msgid, text = message.tags["msgid"], message.params[1]
        self.waiting.pop(message.tags.get("label", ""), None)
        known = self.heard.setdefault(msgid, text)
        if known != text or self._by_text.setdefault(text, msgid) != msgid:
            self.seen_twice.append(f"{msgid} {text}")
        # An answer to what was sent again is about something old.
        if live and "label" not in message.tags:
            if msgid <= self._last_live:
                self.seen_twice.append(f"late {msgid} {text}")
            self._last_live = msgid
        self._last = max(self._last, msgid)

    def _send(self, *lines: str) -> None:
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _line(self) -> Message:
        while b"\r\n" not in self._rest:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\r\n")
        message = Message.parse(line.decode())
        assert message is not None
        return message

    def _until(self, command: str) -> None:
        while True:
            message = self._line()
            if message.command == command:
                return
            if message.command == "433":
                raise EOFError  # the ghost of the last connection is still there
            if message.command == "PRIVMSG":
                self._take(message, live=True)
