"""`python -m benchmarks.nearby`: a first window among 200 announced hosts and 200 people.

All is sent over loopback: each host by a heartbeat of its own every 1.5 seconds, with a count of
people that changes, and by DNS-SD; each person by heartbeat. Measured in the window's process: how
soon all are listed, how late a timer fires that should every 10 ms (what people feel as jerks)
while the list is scrolled, and the share of one processor that the window takes.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import LOOPBACK
from tests.display import started

RESULTS = Path(__file__).with_name("nearby.json")
HOSTS = PEOPLE = 200
_STEP = 10  # milliseconds
_INTERVAL = 1.5  # seconds


def announce(port: int) -> None:
    """The others, until this process is ended."""
    from desktopchat.lan.datagram import Signer, key_to_text
    from desktopchat.lan.dnssd import Announcer, describe
    from desktopchat.lan.found import HostFacts, Service
    from desktopchat.lan.radio import Radio

    radio = Radio([LOOPBACK], port)
    radio.tune()
    announcer = Announcer(radio.interfaces)
    hosts = [(Signer(), f"Chat {number}", f"{number:064x}") for number in range(HOSTS)]
    people = [(Signer(), f"Person {number}") for number in range(PEOPLE)]
    for number, (signer, title, key) in enumerate(hosts):
        facts = HostFacts(title, "#chat", 1, password=False, version="0")
        service = Service(signer.id, facts, key, "", ("127.0.0.1",), 10_000 + number, tls=True)
        announcer._run(announcer._zeroconf.async_register_service(describe(service)))
    while True:
        for number in range(HOSTS):
            signer, title, key = hosts[number]
            radio.send(
                signer.write(
                    "host",
                    title=title,
                    room="#chat",
                    people=random.randrange(50),
                    lock=0,
                    at=("127.0.0.1",),
                    port=10_000 + number,
                    key=key_to_text(key),
                    pin="",
                    version="0",
                )
            )
            signer, name = people[number]
            radio.send(signer.write("person", name=name, place=""))
            time.sleep(_INTERVAL / HOSTS * 0.8)


def watch(seconds: float) -> dict[str, float]:
    """The window, and how it goes."""
    import tkinter as tk

    from desktopchat.ui.app import Window
    from desktopchat.ui.start_request import StartRequest

    root = tk.Tk()
    window = Window(root, StartRequest(interfaces=[LOOPBACK], name="Ada"))
    began = time.monotonic()
    window.begin()
    late: list[float] = []
    listed = 0.0
    due = time.monotonic() + _STEP / 1000

    def fire() -> None:
        nonlocal due, listed
        now = time.monotonic()
        late.append((now - due) * 1000)
        rows = window.start.join_card.list
        if not listed and len(window.nearby.hosts) == HOSTS and len(window.nearby.people) == PEOPLE:
            listed = now - began
        rows.canvas.yview_moveto((now * 0.2) % 1.0)
        due = time.monotonic() + _STEP / 1000
        if now - began < seconds:
            root.after(_STEP, fire)
        else:
            root.quit()

    root.after(_STEP, fire)
    processor = time.process_time()
    root.mainloop()
    used = (time.process_time() - processor) / (time.monotonic() - began)
    rows_there = len(window.start.join_card.list.rows)
    window.leave_window(end_host=True)
    late.sort()
    return {
        "all listed after, s": round(listed, 2),
        "rows": rows_there,
        "timer late p50, ms": round(late[len(late) // 2], 1),
        "timer late p99, ms": round(late[len(late) * 99 // 100], 1),
        "timer late most, ms": round(late[-1], 1),
        "processor, share of one": round(used, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--announce", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.announce:
        announce(options.announce)
    port = 40_000 + os.getpid() % 10_000
    with started() as _, tempfile.TemporaryDirectory() as home:
        os.environ["DESKTOPCHAT_HOME"] = home
        Path(home, "config").mkdir()
        kept = {"heartbeat_port": port, "name": "Ada"}
        Path(home, "config", "settings.json").write_text(json.dumps(kept), encoding="utf-8")
        others = subprocess.Popen([sys.executable, "-m", "benchmarks.nearby", f"--announce={port}"])
        try:
            time.sleep(8)  # DNS-SD asks for each name whether it is free
            result = watch(options.seconds)
        finally:
            others.kill()
            others.wait()
    print(json.dumps(result, indent=1))
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
