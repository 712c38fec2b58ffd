"""`python -m benchmarks.window [ROW…]`: how a real window feels, on a screen of its own.

    start   from the start of the process to a window that takes keys, beside a bare Tk window
    enter   from Enter in one window to the drawn words in another, after a pause and in a talk
    flood   2,000 messages a second for 10 s into a window: how late a timer of 10 ms is
    idle    the share of one processor that a window takes while nothing happens

All over loopback, on Linux with Xvfb. Times are medians and p95.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desktopchat.irc.address import Address
from tests.display import started
from tests.e2e.windows import RealWindow
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

RESULTS = Path(__file__).with_name("window.json")
_PROGRAM = (sys.executable, "-m", "desktopchat")
_BARE = "import time, tkinter; r = tkinter.Tk(); r.update(); print(time.time(), flush=True)"
_ROUNDS = 15
_PER_SECOND, _SECONDS = 2000, 10
_STEP = 10  # milliseconds

Row = dict[str, float]


def _spread(name: str, seconds: list[float]) -> Row:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return {
        f"{name} p50, ms": round(statistics.median(ordered) * 1000, 1),
        f"{name} p95, ms": round(p95 * 1000, 1),
    }


def start(folder: Path) -> Row:
    """Warm starts: the second and later ones."""
    bare, own, memory = [], [], 0.0
    for number in range(_ROUNDS + 1):
        began = time.time()
        done = subprocess.run([sys.executable, "-c", _BARE], stdout=subprocess.PIPE, check=True)
        bare.append(float(done.stdout) - began)
        began = time.time()
        window = RealWindow(
            _PROGRAM, ("--name", "Ada", "--no-discovery"), folder / f"start-{number}"
        )
        try:
            wait_until(window.probe.exists, 30)
            own.append(window.probe.stat().st_mtime - began)
            memory = _memory(window.process.pid)
        finally:
            window.end()
    return {
        **_spread("bare Tk", bare[1:]),
        **_spread("window", own[1:]),
        "memory, MB": round(memory, 1),
    }


def enter(folder: Path) -> Row:
    """What a person in the other room waits for."""
    after_pause, in_talk = [], []
    with Serve("--title=Lab", "--no-throttle", "--no-discovery") as host:
        window = RealWindow(
            _PROGRAM,
            ("join", str(host.address), "--name", "Ada", "--no-discovery"),
            folder / "enter",
        )
        try:
            window.in_chat()
            with Raw(host.address) as grace:
                grace.register("Grace", "#Lab")
                for number in range(_ROUNDS * 2):
                    pause = number % 2 == 0
                    time.sleep(2.5 if pause else 0.1)
                    words = f"number {number} is said"
                    began = time.time()
                    grace.send(f"PRIVMSG #Lab :{words}")
                    _until(lambda words=words: words in window.probe.read_text())  # type: ignore[misc]
                    took = window.probe.stat().st_mtime - began
                    (after_pause if pause else in_talk).append(took)
        finally:
            window.end()
    return {**_spread("after a pause", after_pause), **_spread("in a talk", in_talk)}


def _until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not there():
        assert time.monotonic() < end
        time.sleep(0.001)


def idle(folder: Path) -> Row:
    """In a room, without the focus of a person."""
    with Serve("--title=Lab", "--no-discovery") as host:
        window = RealWindow(
            _PROGRAM,
            ("join", str(host.address), "--name", "Ada", "--no-discovery"),
            folder / "idle",
        )
        try:
            window.in_chat()
            time.sleep(3)
            began, used = time.monotonic(), _processor(window.process.pid)
            time.sleep(20)
            share = (_processor(window.process.pid) - used) / (time.monotonic() - began)
            return {"processor, %": round(share * 100, 2)}
        finally:
            window.end()


def flood(_folder: Path) -> Row:
    """The window in this process, so that its timer can be looked at."""
    with Serve("--title=Lab", "--no-throttle", "--no-discovery") as host:
        script = [sys.executable, "-m", "benchmarks.window", "--flood", str(host.address)]
        flooder = subprocess.Popen(script, stdin=subprocess.PIPE)
        try:
            return _flooded(host.address, flooder)
        finally:
            flooder.kill()
            flooder.wait()


def _flooded(address: Address, flooder: "subprocess.Popen[bytes]") -> Row:
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
        "said": _PER_SECOND * _SECONDS,
        "there": count,
        "seen after the last was sent, s": round(state["seen"] - state["began"] - _SECONDS, 2),
        "timer late p99, ms": round(late[len(late) * 99 // 100] * 1000, 1),
        "timer late most, ms": round(late[-1] * 1000, 1),
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


def _memory(pid: int) -> float:
    """Resident, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _processor(pid: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


ROWS: dict[str, Callable[[Path], Row]] = {
    "start": start,
    "enter": enter,
    "flood": flood,
    "idle": idle,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--flood", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flood:
        _flood(options.flood)
        return
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with started(), tempfile.TemporaryDirectory() as folder:
        os.environ["DESKTOPCHAT_HOME"] = folder  # the hosts' too
        for name in options.rows or ROWS:
            results[name] = ROWS[name](Path(folder))
            print(name, json.dumps(results[name]), flush=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
