"""Watches one test: nothing goes wrong unseen, and nothing is left behind.

Seen: an error that was logged, a Tk callback or a thread that raised, a thread, a socket or a child
process that outlives the test.
"""

import gc
import logging
import os
import re
import socket
import threading
import tkinter
import traceback
from pathlib import Path
from types import TracebackType

from tests.waiting import wait_until

GRACE = 15.0  # seconds that threads, sockets and processes get to end after the test


class Guard(logging.Handler):
    """Collects what goes wrong between `start` and `stop`; `stop` returns it, and what was left.

    A test about an error says so afterwards with `expect(pattern)`.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.troubles: list[str] = []

    def start(self) -> None:
        self._threads = set(threading.enumerate())
        self._sockets = open_sockets()
        self._children = child_processes()
        self._thread_hook = threading.excepthook
        self._tk_hook = tkinter.Tk.report_callback_exception
        guard = self

        def report_callback_exception(
            root: tkinter.Tk,
            kind: type[BaseException],
            error: BaseException,
            trace: TracebackType | None,
        ) -> None:
            guard._raised("a Tk callback raised", error)

        threading.excepthook = self._thread_raised
        tkinter.Tk.report_callback_exception = report_callback_exception  # type: ignore[assignment]
        logging.getLogger().addHandler(self)

    def stop(self) -> list[str]:
        """What went wrong, and what is still there after GRACE seconds."""
        try:
            left = self._left()
        finally:  # last, for what the ending threads may still say
            logging.getLogger().removeHandler(self)
            threading.excepthook = self._thread_hook
            tkinter.Tk.report_callback_exception = self._tk_hook  # type: ignore[method-assign]
        return self.troubles + left

    def expect(self, pattern: str) -> None:
        """Take away the troubles that match; AssertionError when there is none."""
        kept = [trouble for trouble in self.troubles if not re.search(pattern, trouble)]
        assert len(kept) < len(self.troubles), f"{pattern!r} never happened: {self.troubles}"
        self.troubles = kept

    def emit(self, record: logging.LogRecord) -> None:
        said = f"{record.name} logged at {record.levelname}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            said += "\n" + _trace(record.exc_info[1])
        self.troubles.append(said)

    def _thread_raised(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit and args.exc_value is not None:
            name = args.thread.name if args.thread else "?"
            self._raised(f"thread {name} raised", args.exc_value)

    def _raised(self, what: str, error: BaseException) -> None:
        self.troubles.append(f"{what}\n{_trace(error)}")

    def _left(self) -> list[str]:
        try:
            wait_until(lambda: not self._leftovers(), GRACE)
        except AssertionError:
            return self._leftovers()
        return []

    def _leftovers(self) -> list[str]:
        threads = [
            f"left behind: thread {thread.name} ({'daemon' if thread.daemon else 'not daemon'})"
            for thread in threading.enumerate()
            if thread not in self._threads
        ]
        if not threads and open_sockets().keys() - self._sockets.keys():
            gc.collect()  # a socket in a dead cycle is nobody's, but not a leak that lasts
        sockets = [
            f"left behind: {described}"
            for link, described in open_sockets().items()
            if link not in self._sockets
        ]
        children = [
            f"left behind: process {pid} ({command})"
            for pid, command in child_processes().items()
            if pid not in self._children
        ]
        return threads + sockets + children


def open_sockets() -> dict[str, str]:
    """This process's sockets by their inode's name, each described; {} where /proc is not there.

    Without the connection to the X server, which Tk keeps for the life of the process.
    """
    found = {}
    for entry in _listed(Path("/proc/self/fd")):
        try:
            link = str(entry.readlink())
        except OSError:  # closed meanwhile
            continue
        if link.startswith("socket:"):
            described = _describe_socket(int(entry.name))
            if described is not None:
                found[link] = described
    return found


def child_processes() -> dict[int, str]:
    """This process's children, by pid, with their command; {} where /proc is not there."""
    found = {}
    for task in _listed(Path("/proc/self/task")):
        try:
            pids = (task / "children").read_text().split()
        except OSError:  # the thread ended meanwhile
            continue
        for pid in pids:
            try:
                command = Path("/proc", pid, "cmdline").read_bytes()
            except OSError:
                continue
            found[int(pid)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _describe_socket(fd: int) -> str | None:
    try:
        with socket.socket(fileno=os.dup(fd)) as twin:
            here, there = _name(twin.getsockname), _name(twin.getpeername)
    except OSError:  # closed meanwhile
        return None
    if ".X11-unix" in there:
        return None
    return f"socket {here or '?'}{f' to {there}' if there else ''}"


def _name(ask: object) -> str:
    try:
        name = ask()  # type: ignore[operator]
    except OSError:
        return ""
    if isinstance(name, bytes):
        return name.decode(errors="replace").replace("\0", "@")
    return str(name)


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).rstrip()
