"""The host is killed at any moment, again and again: nothing is lost, nothing comes twice."""

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from desktopchat.store.place.host_store import HostStore
from tests.host.comeback import Comeback
from tests.host.wire import Serve, free_port

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

KILLS = int(os.environ.get("DESKTOPCHAT_KILLS", "15"))
PEOPLE = 6


@pytest.mark.timeout(600)
def test_killed_many_times_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    port = free_port()
    enough = threading.Event()
    people = [Comeback(f"p{number}", lambda: port, enough) for number in range(PEOPLE)]
    options = ("--no-throttle", f"--listen=irc://127.0.0.1:{port}", f"--data={tmp_path / 'host'}")
    moments = random.Random(20261123)
    for person in people:
        person.start()
    try:
        for _ in range(KILLS):
            with Serve(*options, listen=False) as host:
                assert host.address.port == port
                time.sleep(moments.uniform(0.0, 0.4))  # the moment is what is tested
                host.signal(signal.SIGKILL)
        with Serve(*options, listen=False) as host:
            assert host.address.port == port
            enough.set()
            for person in people:
                person.join(60)
            assert [person.failed for person in people] == [None] * PEOPLE
            for person in people:
                assert not person.is_alive()
                person.catch_up()
            host.signal(signal.SIGTERM)
            assert host.wait() == 0
            assert host.err == []
    finally:
        for person in people:
            person.give_up.set()
        for person in people:
            person.join(60)
    said = {f"{person.nick} {number + 1}" for person in people for number in range(person.said)}
    assert len(said) > KILLS * PEOPLE
    assert min(person.comebacks for person in people) > KILLS // 4
    for person in people:
        assert person.seen_twice == []
        assert len(person.heard) == len(said), f"{person.nick} has another number of messages"
        assert set(person.heard.values()) == said
    kept = HostStore(tmp_path / "host")
    with kept.reading() as reader:
        log = reader.log.latest(["#lobby"], 10_000_000, kinds=["PRIVMSG"])
    kept.close()
    assert sorted(event.params for event in log) == sorted(said)
