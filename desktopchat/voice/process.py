"""The window's side of its voice process. Never waits for it, save a moment in `close`."""

import contextlib
import subprocess
import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from queue import Empty, SimpleQueue

from desktopchat import itself
from desktopchat.voice.protocol import Order, Told, What, order_line, told_in

_ENDS_WITHIN = 1.0  # seconds


@cache
def can_be() -> bool:
    """Whether the libraries are here that record and play."""
    return find_spec("miniaudio") is not None and find_spec("soundfile") is not None


class VoiceProcess:
    """Starts with the first order; after it has ended, with the next. on_news: called from any
    thread when `take` has something. command: another one than this program's, for tests."""

    def __init__(self, on_news: Callable[[], object], command: Sequence[str] = ()) -> None:
        self._on_news = on_news
        self._command = list(command) or itself.command("voice")
        self._process: subprocess.Popen[str] | None = None
        self._let_go: subprocess.Popen[str] | None = None
        """The one that was to end."""
        self._reader: threading.Thread | None = None
        self._told: SimpleQueue[Told] = SimpleQueue()

    def order(self, order: Order) -> None:
        """Have it do something; what comes of it is told by `take`."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write(order_line(order))
            process.stdin.flush()
        except (OSError, ValueError):
            self._break()

    def take(self) -> list[Told]:
        """What it told since the last time."""
        told = []
        with contextlib.suppress(Empty):
            while True:
                told.append(self._told.get_nowait())
        return told

    def rest(self) -> None:
        """Let it end: there is nothing to do for it now."""
        process, self._process = self._process, None
        if process is not None:
            self._let_go = process
            with contextlib.suppress(OSError):
                assert process.stdin is not None
                process.stdin.close()

    def close(self) -> None:
        """End it, within a second."""
        self.rest()
        if self._reader is not None and self._let_go is not None:
            self._reader.join(_ENDS_WITHIN)
            if self._reader.is_alive():
                self._let_go.kill()
                self._reader.join()

    def _start(self) -> None:
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # where the system's sound library talks to itself
                encoding="utf-8",
                errors="replace",
                env=itself.environment(),
                creationflags=itself.creation_flags(),
            )
        except OSError:
            self._break()
            return
        self._process = process
        self._reader = threading.Thread(
            target=self._read, args=(process,), name="voice process", daemon=True
        )
        self._reader.start()

    def _break(self) -> None:
        self._told.put(Told(What.BROKEN))
        self._on_news()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        """On the reader's thread, until the process ends."""
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                told = told_in(line)
                if told is not None:
                    self._told.put(told)
                    self._on_news()
        if process.wait() and process is not self._let_go:
            self._break()
        with contextlib.suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()
