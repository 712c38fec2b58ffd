"""Finding each other across computers: network namespaces joined by bridges and a router."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.lan.networks import Computer, Networks
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(120)]

PROGRAM = (sys.executable, "-m", "desktopchat")


class Hosted:
    """A host on one of the computers, with what it told its owner."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        while not any(line.startswith("code ") for line in self.lines):
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            self.lines.append(line.rstrip("\n"))

    def told(self, word: str) -> str:
        return next(line for line in self.lines if line.startswith(f"{word} ")).partition(" ")[2]


@contextmanager
def hosting(computer: Computer, title: str = "Lab 3", *options: str) -> Iterator[Hosted]:
    with computer.running(*PROGRAM, "serve", f"--title={title}", *options) as process:
        yield Hosted(process)


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
        sends(bo, hosted.told("code"))
        sends(bo, hosted.told("link"))
        assert len(hosted.told("code").split("-")) == 5
        hosted.process.send_signal(signal.SIGTERM)
        hosted.process.wait(5)
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
        sends(ada, hosted.told("code"))


def test_behind_a_router_the_code_joins(networks: Networks) -> None:
    host, ada = networks.computer("host", "10.77.1"), networks.computer("ada", "10.77.2")
    networks.router("10.77.1", "10.77.2")
    with hosting(host) as hosted:
        assert seen_by(ada, 3.0) == []
        sends(ada, hosted.told("code"))


def test_with_ipv6_alone_a_host_is_found_and_joined(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    for one in (host, ada):
        one.ip("-4", "addr", "flush", "dev", "eth0")
    with hosting(host) as hosted:
        (found,) = seen_by(ada)
        assert [address for address in found["addresses"] if address.startswith("fd77:")]
        sends(ada, found["link"])
        sends(ada, hosted.told("code"))


def test_on_a_link_without_any_order_a_host_is_found_and_joined(networks: Networks) -> None:
    """Two computers and a cable: there are only link-local addresses."""
    host, ada = networks.computer("host"), networks.computer("ada")
    for one in (host, ada):
        one.ip("-4", "addr", "flush", "dev", "eth0")
        one.ip("-6", "addr", "flush", "dev", "eth0", "scope", "global")
    with host.running(*PROGRAM, "serve", "--title=Lab 3") as process:
        assert process.stdout is not None
        process.stdout.readline()
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
        assert all(address in hosted.told("link") for address in host.addresses)
        for one in (ada, bo):
            (found,) = seen_by(one)
            sends(one, found["link"])
            sends(one, hosted.told("code"))


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


class Watcher:
    """Prints what it finds for as long as it runs."""

    SCRIPT = (
        "import json, time\n"
        "from desktopchat.lan.discovery import Discovery\n"
        "near = Discovery()\n"
        "near.start()\n"
        "version = -1\n"
        "while True:\n"
        "    if near.version != version:\n"
        "        version = near.version\n"
        "        print(json.dumps([h.title for h in near.hosts]), flush=True)\n"
        "    time.sleep(0.01)\n"
    )

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def until(self, titles: list[str]) -> None:
        """Wait until it lists just these."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            if json.loads(line) == titles:
                return
        raise AssertionError(self.process.stderr.read() if self.process.stderr else "")


@contextmanager
def watching(computer: Computer, first: str = "") -> Iterator[Watcher]:
    """first: Python that runs before it looks."""
    with computer.running(sys.executable, "-c", first + Watcher.SCRIPT) as process:
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
            hosted.process.kill()
            killed = time.monotonic()
            watcher.until([])
            assert time.monotonic() - killed < STILL_REMEMBERED


def test_a_farewell_is_heard(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    with watching(ada, NOTHING_LAPSES) as watcher, hosting(host) as hosted:
        watcher.until(["Lab 3"])
        hosted.process.terminate()
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
            assert joiner.stdout is not None
            assert joiner.stdout.readline() == f"ONLINE {host.addresses[0]}\n"
            host.move("10.77.1.99/24")
            # Through a break, or without one where the new address is seen first.
            while (line := joiner.stdout.readline()) != "ONLINE 10.77.1.99\n":
                assert line, joiner.stderr.read() if joiner.stderr else ""
        code = wait_until(lambda: new_code(hosted), 15.0)
        sends(bo, code)


def new_code(hosted: Hosted) -> str:
    assert hosted.process.stdout is not None
    line = hosted.process.stdout.readline()
    return line.partition(" ")[2].strip() if line.startswith("code ") else ""


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
