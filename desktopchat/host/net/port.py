"""Where the pump sends one connection's bytes."""

import contextlib
import threading
from collections import deque
from collections.abc import Callable


class Port:
    """Where one connection's bytes go.

    write: sends without blocking and says how many bytes went, as `socket.send` does.
    shutdown: ends the stream both ways, which wakes the handler from its read. encrypt: makes of
    what is to be said what is sent, and of b"" what encryption itself has to say; None where it
    keeps what is to be said for later, after which somebody nudges. end: has what is encrypted
    next say that nothing follows.
    """

    __slots__ = (
        "_over",
        "backlog",
        "backlogged",
        "closed",
        "deadline",
        "encrypt",
        "end",
        "fileno",
        "lines_in",
        "nudged",
        "received",
        "sent",
        "shutdown",
        "waiting",
        "write",
    )

    def __init__(
        self,
        write: Callable[[memoryview | bytes], int],
        shutdown: Callable[[], None],
        fileno: int,
        encrypt: Callable[[bytes], bytes | None] | None = None,
    ) -> None:
        self.write = write
        self.encrypt = encrypt
        self.end: Callable[[], None] | None = None
        self.shutdown = shutdown
        self.fileno = fileno
        self.backlog: deque[memoryview] = deque()
        """What the kernel has not taken, oldest first."""
        self.backlogged = 0
        """Bytes of that."""
        self.deadline = 0.0
        """When a port that hangs up is closed though not all went out (`time.monotonic`)."""
        self.closed = False
        self.waiting = False
        """Whether encryption keeps something for later; the pump's."""
        self.nudged = False
        """Set by a nudge, and taken back by the pump before it sees to that."""
        self.sent = 0
        """Bytes said; the pump counts."""
        self.received = 0
        """Bytes heard; the handler counts, `lines_in` too."""
        self.lines_in = 0
        self._over = threading.Lock()
        """Held until the pump has closed the port; a Lock is a hundredth of an Event."""
        self._over.acquire()

    def close(self) -> None:
        """The pump will not touch the descriptor again. A visit's handler may say so at the same
        time as the pump."""
        self.closed = True
        self.backlog.clear()
        self.backlogged = 0
        self.shutdown()
        with contextlib.suppress(RuntimeError):  # the other one has
            self._over.release()

    def wait_closed(self) -> None:
        """For the handler, before it closes the descriptor."""
        self._over.acquire()
