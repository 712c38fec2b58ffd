"""Finding each other across computers: network namespaces joined by bridges and a router."""

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.child import PATIENCE, Child
from tests.lan.networks import Computer, Networks
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(120)]

PROGRAM = (sys.executable, "-m", "desktopchat")


@contextmanager
def hosting(computer: Computer, title: str = "Lab 3", *options: str) -> Iterator[Child]:
    """A host there, once others can come to it."""
    with computer.running(*PROGRAM, "serve", f"--title={title}", *options) as host:
        wait_until(lambda: host.told("code") or not host.alive, PATIENCE)
        assert host.told("code"), host.err
        yield host


def seen_by(computer: Computer, wait: float = 1.0) -> list[dict[str, Any]]:
    """What `desktopchat hosts` lists there."""
    done = computer.run(*PROGRAM, "hosts", "--json", "--wait", str(wait))
    assert done.returncode == (0 if json.loads(done.stdout) else 1), done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def sends(computer: Computer, where: str, words: str = "hello") -> None:
    """Somebody there joins and says something, which the host confirms."""
    done = computer.run(*PROGRAM, "send", "--name", computer.name, where, "#Lab-3", words)
    assert done.returncode == 0, done.stderr


def test_all_on_one_network_see_a_host_and_join_it(networks: Networks) -> None:
    host, ada, bo = (networks.computer(name) for name in ("host", "ada", "bo"))
    with hosting(host) as hosted:
        for one in (ada, bo):
            (found,) = seen_by(one)
            assert (found["title"], found["room"]) == ("Lab 3", "#Lab-3")
            assert host.addresses[0] in found["addresses"]
            assert not any(address.startswith("127.") for address in found["addresses"])
            assert found["link"].startswith("ircs://10.77.1.")
        sends(ada, found["link"])
        sends(bo, hosted.told("code")[0])
        sends(bo, hosted.told("link")[0])
        assert len(hosted.told("code")[0].split("-")) == 5
        hosted.signal(signal.SIGTERM)
        hosted.wait(5)
        assert seen_by(ada) == []


def test_without_multicast_the_heartbeat_finds_the_host(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    host.block_multicast()
    ada.block_multicast()
    with hosting(host):
        (found,) = seen_by(ada, 3.0)
        assert found["title"] == "Lab 3"
        sends(ada, found["link"])


def test_without_multicast_and_broadcast_the_code_joins(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    host.block_multicast_and_broadcast()
    with hosting(host) as hosted:
        assert seen_by(ada, 3.0) == []
        sends(ada, hosted.told("code")[0])


def test_behind_a_router_the_code_joins(networks: Networks) -> None:
    host, ada = networks.computer("host", "10.77.1"), networks.computer("ada", "10.77.2")
    networks.router("10.77.1", "10.77.2")
    with hosting(host) as hosted:
        assert seen_by(ada, 3.0) == []
        sends(ada, hosted.told("code")[0])


def test_with_ipv6_alone_a_host_is_found_and_joined(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    for one in (host, ada):
        one.ip("-4", "addr", "flush", "dev", "eth0")
    with hosting(host) as hosted:
        (found,) = seen_by(ada)
        assert [address for address in found["addresses"] if address.startswith("fd77:")]
        sends(ada, found["link"])
        sends(ada, hosted.told("code")[0])


def test_on_a_link_without_any_order_a_host_is_found_and_joined(networks: Networks) -> None:
    """Two computers and a cable: there are only link-local addresses."""
    host, ada = networks.computer("host"), networks.computer("ada")
    for one in (host, ada):
        one.ip("-4", "addr", "flush", "dev", "eth0")
        one.ip("-6", "addr", "flush", "dev", "eth0", "scope", "global")
    with host.running(*PROGRAM, "serve", "--title=Lab 3") as process:
        wait_until(lambda: process.out, what=lambda: process.err)
        (found,) = seen_by(ada, 3.0)
        assert found["addresses"][0].startswith("fe80::")
        sends(ada, found["link"])


def test_a_host_on_two_networks_is_one_on_each(networks: Networks) -> None:
    host, ada, bo = (
        networks.computer("host", "10.77.1"),
        networks.computer("ada", "10.77.1"),
        networks.computer("bo", "10.77.2"),
    )
    networks.plug_in(host, "eth1", "10.77.2")
    with hosting(host) as hosted:
        assert all(address in hosted.told("link")[0] for address in host.addresses)
        for one in (ada, bo):
            (found,) = seen_by(one)
            sends(one, found["link"])
            sends(one, hosted.told("code")[0])


def test_only_the_chosen_card_is_used(networks: Networks) -> None:
    host, ada, bo = (
        networks.computer("host", "10.77.1"),
        networks.computer("ada", "10.77.1"),
        networks.computer("bo", "10.77.2"),
    )
    networks.plug_in(host, "eth1", "10.77.2")
    with hosting(host, "Lab 3", "--interface=eth1"):
        assert len(seen_by(bo)) == 1
        assert seen_by(ada, 2.0) == []


# Over time


WATCH = """
import json, time
from desktopchat.lan.discovery import Discovery
near = Discovery()
near.start()
version = -1
while True:
    if near.version != version:
        version = near.version
        print(json.dumps([h.title for h in near.hosts]), flush=True)
    time.sleep(0.01)
"""


class Watcher:
    """What a computer finds, for as long as it looks."""

    def __init__(self, process: Child) -> None:
        self._process = process

    def until(self, titles: list[str]) -> None:
        """Wait until it finds just these."""
        out = self._process.out
        wait_until(lambda: out[-1:] == [json.dumps(titles)], 60, lambda: (out, self._process.err))


@contextmanager
def watching(computer: Computer, first: str = "") -> Iterator[Watcher]:
    """first: Python that runs before it looks."""
    with computer.running(sys.executable, "-c", first + WATCH) as process:
        yield Watcher(process)


NOTHING_LAPSES = "from desktopchat.lan import directory as d\nd.SILENT_INTERVALS = 1_000_000\n"
"""To whom silence says nothing."""

STILL_REMEMBERED = 45.0
"""Seconds. For 60 others remember what DNS-SD told them (desktopchat/lan/dnssd.py)."""


@pytest.mark.parametrize("blocked", ["nothing", "heartbeat", "multicast"])
def test_a_host_appears_and_a_killed_one_is_soon_gone(networks: Networks, blocked: str) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    if blocked == "heartbeat":
        host.block("udp dport 6697")
    elif blocked == "multicast":
        host.block_multicast()
    with watching(ada) as watcher:
        watcher.until([])
        with hosting(host) as hosted:
            watcher.until(["Lab 3"])
            hosted.signal(signal.SIGKILL)
            killed = time.monotonic()
            watcher.until([])
            assert time.monotonic() - killed < STILL_REMEMBERED


def test_a_farewell_is_heard(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    with watching(ada, NOTHING_LAPSES) as watcher, hosting(host) as hosted:
        watcher.until(["Lab 3"])
        hosted.signal(signal.SIGTERM)
        watcher.until([])


def test_a_host_that_is_cut_off_is_gone_and_comes_back(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    with watching(ada) as watcher, hosting(host):
        watcher.until(["Lab 3"])
        host.ip("link", "set", "eth0", "down")
        cut = time.monotonic()
        watcher.until([])
        assert time.monotonic() - cut < STILL_REMEMBERED
        host.ip("link", "set", "eth0", "up")
        watcher.until(["Lab 3"])


def test_a_host_whose_address_changes_is_found_again_by_who_joined_it(
    networks: Networks,
) -> None:
    host, ada, bo = (networks.computer(name) for name in ("host", "ada", "bo"))
    with hosting(host) as hosted:
        (found,) = seen_by(ada)
        script = JOINER.replace("LINK", found["link"])
        with ada.running(sys.executable, "-c", script) as joiner:
            came, there = joiner.told, host.addresses[0]
            wait_until(lambda: came("ONLINE") == [there], PATIENCE, lambda: joiner.err)
            host.move("10.77.1.99/24")
            # Through a break, or without one where the new address is seen first.
            wait_until(lambda: "10.77.1.99" in came("ONLINE"), PATIENCE, lambda: joiner.err)
        wait_until(lambda: len(hosted.told("code")) == 2, 15.0)
        sends(bo, hosted.told("code")[1])


JOINER = """
import time
from desktopchat.client.client import Client
from desktopchat.client.model import Phase
from desktopchat.irc.address import parse_address
from desktopchat.lan.discovery import Discovery
near = Discovery()
near.start()
client = Client(parse_address("LINK"), "Ada", find=near.find)
client.connect()
shown = None
while True:
    client.poll()
    state = f"{client.phase.name} {client.address.host}"
    if state != shown and client.phase is Phase.ONLINE:
        print(state, flush=True)
        shown = state
    time.sleep(0.02)
"""
