"""The thread that both sides of the heartbeat have: sockets, a clock, and calls from others."""

import contextlib
import logging
import random
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Collection

from desktopchat.lan.datagram import Datagram, Signer
from desktopchat.lan.directory import Directory
from desktopchat.lan.radio import INTERVAL, PORT, Radio, Source

_TUNE_EVERY = 3.0  # seconds between looks at the network cards
_LONGEST_WAIT = 0.5  # seconds

log = logging.getLogger(__name__)


class Worker:
    """A heartbeat's thread, from `start` to `close`. What has an underscore is called on it."""

    def __init__(
        self,
        name: str,
        only: Collection[str] = (),
        port: int = PORT,
        interval: float = INTERVAL,
        signer: Signer | None = None,
    ) -> None:
        self.interval = interval
        self._signer = signer or Signer()
        self._radio = Radio(only, port)
        self._directory = Directory(self._signer.id, interval, near=self._radio.is_near)
        self._wake_up, self._woken = socket.socketpair()
        self._wake_up.setblocking(False)
        self._woken.setblocking(False)
        self._radio.selector.register(self._woken, selectors.EVENT_READ)
        self._calls: deque[Callable[[], object]] = deque()
        self._ending = threading.Event()
        self._now = time.monotonic()
        self._beat_at = self._tune_at = self._beaten = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def trouble(self) -> str:
        """Why no heartbeat can be heard, in plain words; "" where all is well."""
        return self._radio.trouble

    def start(self) -> None:
        self._thread.start()

    def close(self, wait: float = 2.0) -> None:
        """Say farewell and end; waits at most so many seconds."""
        self._ending.set()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join(wait)
        else:
            self._shut()

    def use(self, only: Collection[str]) -> None:
        """Use these network cards from now on, none for all."""

        def change() -> None:
            self._radio.only = only
            self._tune_at = 0.0

        self.call(change)

    def call(self, what: Callable[[], object]) -> None:
        """Have something done on the thread, soon."""
        self._calls.append(what)
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # it has been woken, or is over
            self._wake_up.send(b"!")

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                try:
                    self._round()
                except Exception:  # whatever it was, the next round is worth a try
                    log.exception("The search of the network went on after a mistake")
                    self._ending.wait(_LONGEST_WAIT)
        finally:
            self._goodbye()
            self._shut()

    def _round(self) -> None:
        now = self._now = time.monotonic()
        while self._calls:
            self._calls.popleft()()
        if now >= self._tune_at:
            self._tune_at = now + _TUNE_EVERY
            if self._radio.tune():
                self._beat_at = now
                self._tuned()
        if now >= self._beat_at:
            # Not all programs that were started together in one beat.
            self._beat_at = now + self.interval * random.uniform(0.9, 1.0)
            self._beaten = now
            self._beat()
        self._work(now)
        until = min(self._beat_at, self._tune_at, now + _LONGEST_WAIT)
        ready = self._radio.selector.select(max(0.0, until - time.monotonic()))
        self._now = time.monotonic()
        for key, _ in ready:
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            if sock is self._woken:
                with contextlib.suppress(OSError):
                    sock.recv(4096)
            elif key.data is not None:
                key.data()
            else:
                for data, source in self._radio.receive(sock):
                    datagram = self._directory.hear(data, source, self._now)
                    if datagram is None:
                        continue
                    if datagram.kind == "ask":
                        self._asked(datagram, source)
                    elif datagram.kind != "here":  # which only the directory asked for
                        self._heard(datagram)

    def _asked(self, asked: Datagram, source: Source) -> None:
        """Somebody does not know whether I am still there."""
        if self._is_seen and asked.fields["to"] == self._signer.id:
            data = self._signer.write("here", to=asked.sender, ask=asked.n)
            self._radio.send_to(data, source)

    def _shut(self) -> None:
        self._radio.close()
        self._wake_up.close()
        self._woken.close()

    # what the two sides do

    @property
    def _is_seen(self) -> bool:
        """Whether others may know that somebody is here."""
        return True

    def _tuned(self) -> None:
        """The network cards are known, or others than before."""

    def _beat(self) -> None:
        """It is time for a sign of life."""

    def _work(self, now: float) -> None:
        """Whatever else there is to do."""

    def _heard(self, datagram: Datagram) -> None:
        """Something new came."""

    def _goodbye(self) -> None:
        """The end."""
