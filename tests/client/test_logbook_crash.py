"""The program is killed at any moment while it sends: nothing is lost, nothing comes twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from desktopchat.store.place.host_store import HostStore
from tests.child import SOURCE
from tests.host.wire import Serve, free_port

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

KILLS = int(os.environ.get("DESKTOPCHAT_KILLS", "12"))


def sender(address: str, folder: Path, *run: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.client.sender", address, str(folder), *run],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        cwd=SOURCE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )


@pytest.mark.timeout(600)
def test_killed_many_times_while_it_sends_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    moments = random.Random(20261124)
    port = free_port()
    options = ("--no-throttle", f"--listen=irc://127.0.0.1:{port}", f"--data={tmp_path / 'host'}")
    shown: list[str] = []
    with Serve(*options, listen=False) as host:
        address = str(host.address)
        for number in range(KILLS):
            with sender(address, tmp_path / "books", f"run-{number}") as process:
                assert process.stdout is not None
                first = process.stdout.readline()
                stopped = number % 3 == 0  # the host does not answer either
                if stopped:
                    host.signal(signal.SIGSTOP)
                time.sleep(moments.uniform(0.0, 0.4))  # the moment is what is tested
                process.kill()
                # A line that was cut off by the end was not shown.
                lines = (first + process.stdout.read()).splitlines(keepends=True)
                if stopped:
                    host.signal(signal.SIGCONT)
            shown += [line.rstrip("\n") for line in lines if line.endswith("\n")]
        with sender(address, tmp_path / "books") as process:
            assert process.stdout is not None
            shown += process.stdout.read().splitlines()
            assert process.wait(60) == 0
        host.signal(signal.SIGTERM)
        assert host.wait() == 0
    store = HostStore(tmp_path / "host")
    with store.reading() as reader:
        log = reader.log.latest(["#lab"], 10_000_000, kinds=["PRIVMSG"])
    store.close()
    arrived = Counter(event.params for event in log)
    assert len(arrived) > KILLS
    lost = set(shown) - set(arrived)
    doubled = {text for text, count in arrived.items() if count > 1}
    assert (len(lost), len(doubled)) == (0, 0), f"lost {sorted(lost)}, doubled {sorted(doubled)}"
    for number in range(KILLS):
        of_one = [e.params for e in log if e.params.startswith(f"run-{number} ")]
        assert of_one == [f"run-{number} {n + 1}" for n in range(len(of_one))], "out of order"
