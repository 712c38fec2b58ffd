"""How long one connection has to wait, and when it asks for too much."""

import threading
from types import SimpleNamespace

from desktopchat.host.config import HostConfig
from desktopchat.host.net.pace import Pace

FAST = 1e6  # lines a second: nobody waits long


def pace(*, rate: float = FAST, throttle: bool = True, records: int = 0) -> Pace:
    config = HostConfig(throttle=throttle, lines_per_second=rate, lines_burst=10, debt_limit=5.0)
    stream = SimpleNamespace(records=records)
    return Pace(config, threading.Event(), stream)  # type: ignore[arg-type]


def test_who_stays_within_the_burst_never_waits() -> None:
    one = pace()
    assert one.spend(10)
    assert (one.waited, one.flooded) == (False, False)


def test_who_says_more_waits() -> None:
    one = pace()
    assert one.spend(11)
    assert (one.waited, one.flooded) == (True, False)


def test_who_has_more_to_say_than_could_run_in_time_floods() -> None:
    one = pace(rate=1.0)
    assert not one.spend(1, more=20)
    assert one.flooded


def test_a_host_that_stops_lets_nobody_wait() -> None:
    config = HostConfig(lines_per_second=1.0, lines_burst=10, debt_limit=100.0)
    stopping = threading.Event()
    stopping.set()
    one = Pace(config, stopping, None)
    assert not one.spend(50)
    assert not one.flooded


def test_without_a_throttle_nothing_counts() -> None:
    one = pace(throttle=False)
    assert one.spend(10_000, more=10_000)
    assert not one.limits


def test_a_record_of_tls_counts_once() -> None:
    one = pace(records=3)
    assert one.cost(0) > one.cost(0)


def test_a_file_pays_for_the_reads_that_bring_it() -> None:
    one = pace(rate=1.0)
    assert all(one.spend_read(64 * 1024) for _ in range(1000))
    assert not one.waited


def test_who_had_to_wait_is_read_by_sips() -> None:
    one = pace()
    calm = one.next_read(4096, 4096)
    one.spend(11)
    assert one.next_read(4096, 4096) < calm
    assert pace(throttle=False).next_read(4096, 4096) > calm
