"""How a real window feels, on a screen of its own: start, Enter, a flood, doing nothing.

All over loopback, on Linux with Xvfb. The flood has its window in a process of its own
(`python -m benchmarks.window ADDRESS`), which looks at the lateness of a timer in it and prints its
figures as JSON.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.chat import processor, spread
from benchmarks.row import Effort
from desktopchat.irc.address import Address
from tests.display import started
from tests.e2e.windows import HEARTBEAT_PORT, RealWindow, xdotool
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

BUILT = Path(__file__).parents[1] / "dist" / "desktopchat" / "desktopchat"
_PROGRAM = (sys.executable, "-m", "desktopchat")
_BARE = "import time, tkinter; r = tkinter.Tk(); r.update(); print(time.time(), flush=True)"
_WORDS = 12
_PER_SECOND, _SECONDS = 2000, 10
_STEP = 10  # milliseconds


def missing() -> str:
    """What to do to have windows measured; "" where they can be."""
    lacks = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    return f"it needs {' and '.join(lacks)} (sh tests/requirements.sh)" if lacks else ""


def missing_built() -> str:
    return missing() or ("" if BUILT.exists() else "there is no built program yet (make dist)")


@contextmanager
def screen() -> Iterator[Path]:
    """A screen, and a folder for homes."""
    before = dict(os.environ)
    with started(), tempfile.TemporaryDirectory() as folder:
        os.environ["DESKTOPCHAT_HOME"] = folder  # the hosts' too
        # Compiled once, as everybody has it, also where developers have that turned off.
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.pop("DESKTOPCHAT_INTERFACE", None)  # it takes the way of a window with options
        try:
            yield Path(folder)
        finally:
            for name in (
                "DESKTOPCHAT_HOME",
                "DESKTOPCHAT_INTERFACE",
                "PYTHONPYCACHEPREFIX",
                "PYTHONDONTWRITEBYTECODE",
            ):
                os.environ.pop(name, None)
                if name in before:
                    os.environ[name] = before[name]


def start_bare(effort: Effort) -> dict[str, float]:
    """start (ms): from the start of the process to an empty Tk window on the screen."""
    took = []
    with screen():
        for _ in range(effort.starts + 1):
            began = time.time()
            done = subprocess.run([sys.executable, "-c", _BARE], stdout=subprocess.PIPE, check=True)
            took.append(float(done.stdout) - began)
    return {"start": spread(took[1:])["p50"]}  # the first one reads from the disk


def start_source(effort: Effort) -> dict[str, float]:
    """start (ms) to a window that takes keys, and memory (MB)."""
    return _start(_PROGRAM, effort)


def start_built(effort: Effort) -> dict[str, float]:
    return _start((str(BUILT),), effort)


def _start(program: tuple[str, ...], effort: Effort) -> dict[str, float]:
    took, held = [], 0.0
    with screen() as folder:
        for number in range(effort.starts + 1):
            home = folder / f"start-{number}"
            settings = home / "config" / "settings.json"
            settings.parent.mkdir(parents=True)
            settings.write_text(
                json.dumps({"name": "Ada", "interfaces": ["lo"], "heartbeat_port": HEARTBEAT_PORT})
            )
            began = time.time()
            window = RealWindow(program, (), home)
            try:
                wait_until(window.probe.exists, 30)
                took.append(window.probe.stat().st_mtime - began)
                held = memory(window.process.pid)
            finally:
                window.end()
    return {"start": spread(took[1:])["p50"], "memory": held}


@contextmanager
def _window(host: Serve, name: str, folder: Path) -> Iterator[RealWindow]:
    words = ("join", str(host.address), "--name", name, "--no-discovery")
    window = RealWindow(_PROGRAM, words, folder / name)
    try:
        window.in_chat()
        yield window
    finally:
        window.end()


def enter(_effort: Effort) -> dict[str, float]:
    """p50 and p95 (ms) from Enter in one window to the words drawn in the other.

    What it takes to start `xdotool`, which presses the key, is in it.
    """
    took = []
    with (
        screen() as folder,
        Serve("--title=Lab", "--no-throttle", "--no-discovery") as host,
        _window(host, "Grace", folder) as grace,
        _window(host, "Ada", folder) as ada,
    ):
        for number in range(_WORDS):
            words = f"number {number} is said"
            ada.type(words)
            ada.shows("the typed text", lambda seen, words=words: seen.get("composer") == words)
            began = time.time()
            xdotool("key", "--delay", "0", "Return")
            _until(lambda words=words: words in grace.probe.read_text())  # type: ignore[misc]
            took.append(grace.probe.stat().st_mtime - began)
    return spread(took)


def _until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not there():
        assert time.monotonic() < end
        time.sleep(0.001)


def idle(_effort: Effort) -> dict[str, float]:
    """idle (%): the share of one processor, in a room, without the focus of a person."""
    with (
        screen() as folder,
        Serve("--title=Lab", "--no-discovery") as host,
        _window(host, "Ada", folder) as window,
    ):
        time.sleep(3)
        began, used = time.monotonic(), processor(window.process.pid)
        time.sleep(10)
        used = processor(window.process.pid) - used
        return {"idle": used / (time.monotonic() - began) * 100}


def flood(_effort: Effort) -> dict[str, float]:
    """2,000 messages a second for 10 s. late p99 and late most (ms): of a timer of 10 ms; lost:
    how many never came; after (s): from the last sent to the last seen.

    Medians of three floods, as a machine with other work stands still for longer than a window
    ever does; what was lost, of all of them.
    """
    runs = [_flood_once() for _ in range(3)]
    found = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    return found | {"lost": sum(run["lost"] for run in runs)}


def _flood_once() -> dict[str, float]:
    with screen(), Serve("--title=Lab", "--no-throttle", "--no-discovery") as host:
        show = [sys.executable, "-m", "benchmarks.window", str(host.address)]
        done = subprocess.run(show, stdout=subprocess.PIPE, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _show(address: str) -> None:
    """In a process of its own: the window; the one that floods is another one."""
    from desktopchat.irc.address import parse_address

    flooder = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.window", "--flood", address], stdin=subprocess.PIPE
    )
    try:
        print(json.dumps(_flooded(parse_address(address), flooder)))
    finally:
        flooder.kill()
        flooder.wait()


def _flooded(address: Address, flooder: "subprocess.Popen[bytes]") -> dict[str, float]:
    import tkinter as tk

    from desktopchat.ui import garbage
    from desktopchat.ui.app import Window
    from desktopchat.ui.start_request import StartRequest

    root = tk.Tk()
    garbage.only_here()
    request = StartRequest(mode="join", address=str(address), name="Ada", discovery=False)
    window = Window(root, request)
    window.begin()
    late: list[float] = []
    state = {"due": 0.0, "seen": 0.0, "began": 0.0}
    last = f"word {_PER_SECOND * _SECONDS - 1} "

    def fire() -> None:
        now = time.monotonic()
        if state["began"]:
            late.append(now - state["due"])
        elif window.chat is not None and flooder.stdin is not None:
            flooder.stdin.write(b"!")
            flooder.stdin.close()
            state["began"] = now
        newest = window.chat.timeline.text.plain("end-3l", "end-1c") if window.chat else ""
        if last in newest:
            state["seen"] = now
        if state["seen"] or (state["began"] and now - state["began"] > 4 * _SECONDS):
            root.quit()
            return
        state["due"] = time.monotonic() + _STEP / 1000
        root.after(_STEP, fire)

    root.after(_STEP, fire)
    root.mainloop()
    count = 0
    if window.chat is not None and window.chat.active is not None:
        count = sum(entry.text.startswith("word ") for entry in window.chat.active.entries)
    window.leave_window(end_host=True)
    late.sort()
    return {
        "lost": _PER_SECOND * _SECONDS - count,
        "after": state["seen"] - state["began"] - _SECONDS,
        "late p99": late[len(late) * 99 // 100] * 1000,
        "late most": late[-1] * 1000,
    }


def _flood(address: str) -> None:
    """In a process of its own: begins when it is told, by a byte."""
    from desktopchat.irc.address import parse_address

    with Raw(parse_address(address)) as grace:
        grace.register("Grace", "#Lab")
        sys.stdin.buffer.read(1)
        began = time.monotonic()
        step = _PER_SECOND // 50
        for at in range(0, _PER_SECOND * _SECONDS, step):
            grace.send(
                *(f"PRIVMSG #Lab :word {number} of many more" for number in range(at, at + step))
            )
            time.sleep(max(0.0, began + (at + step) / _PER_SECOND - time.monotonic()))
        time.sleep(3)


def memory(pid: int) -> float:
    """Resident, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    _flood(sys.argv[2]) if sys.argv[1] == "--flood" else _show(sys.argv[1])
