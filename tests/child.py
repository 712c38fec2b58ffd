"""A program beside the tests, as a child process whose lines are read while it runs."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

SOURCE = Path(__file__).resolve().parents[1]
PATIENCE = 30.0  # seconds


class Child:
    """`out` and `err` hold its lines so far."""

    def __init__(self, *command: str, environment: Mapping[str, str] = os.environ) -> None:
        self.command = command
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=SOURCE,
            env={**environment, "PYTHONPATH": str(SOURCE)},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._in = self.process.stdin
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=each, name="reads a child process")
            for each in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: IO[str], lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line.rstrip("\n"))  # noqa: PERF401 - others look at it meanwhile

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, where it has not ended."""
        if self.alive:
            self.process.kill()
        self.wait()
        with contextlib.suppress(BrokenPipeError):
            self._in.close()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def told(self, word: str) -> list[str]:
        """What it has said behind this word (`hosting.protocol.Word`)."""
        return [line.partition(" ")[2] for line in list(self.out) if line.startswith(f"{word} ")]

    def tell(self, line: str) -> None:
        self._in.write(f"{line}\n")
        self._in.flush()

    def hang_up(self) -> None:
        """End its stdin, as a window does that vanishes."""
        self._in.close()

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, timeout: float = PATIENCE) -> int:
        """Its exit code."""
        code = self.process.wait(timeout)
        for reader in self._readers:
            reader.join()
        return code
