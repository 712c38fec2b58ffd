"""Networks of their own for tests: computers are network namespaces, joined by bridges.

Nothing of it touches the network that this computer is on: even the bridges live in namespaces.
Linux only, as root, with `ip` (iproute2) and for what is blocked `nft` (nftables).
"""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.child import SOURCE, Child

_numbers = itertools.count(1)


def why_not() -> str:
    """Why no networks can be made here, "" where they can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "network namespaces need root"
    for tool in ("ip", "nft"):
        if shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
            return f"network namespaces need {tool}"
    name = f"dc-{os.getpid()}-try"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"no network namespace can be made: {made.stderr.strip()}"
    _ip("netns", "del", name)
    return ""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


class Computer:
    """One network namespace; its network card is eth0."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.namespace = f"dc-{os.getpid()}-{next(_numbers)}-{name}"
        self.addresses: list[str] = []
        self.more_environment: dict[str, str] = {}
        """For what runs there."""
        _ip("netns", "add", self.namespace)
        self.ip("link", "set", "lo", "up")

    def ip(self, *words: str) -> None:
        _ip("-n", self.namespace, *words)

    def run(self, *words: str, timeout: float = 30.0) -> "subprocess.CompletedProcess[str]":
        """Run a command there until it ends."""
        return subprocess.run(
            ["ip", "netns", "exec", self.namespace, *words],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env=self.environment,
            cwd=SOURCE,
        )

    def running(self, *words: str) -> Child:
        """Have a command running there; its process is the command's own, so signals reach it."""
        inside = ("ip", "netns", "exec", self.namespace)
        return Child(*inside, *words, environment=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        """Without the limit to loopback: here all cards reach only the test's own computers."""
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
        environment.pop("DESKTOPCHAT_INTERFACE", None)
        environment["DESKTOPCHAT_HOME"] = f"{environment['DESKTOPCHAT_HOME']}/{self.name}"
        return environment | self.more_environment

    def block(self, *rules: str) -> None:
        """Drop what fits an nftables match, coming in and going out."""
        lines = [f"  {rule} drop" for rule in rules]
        chains = [
            f" chain {hook} {{ type filter hook {hook} priority 0;\n" + "\n".join(lines) + "\n }"
            for hook in ("input", "output")
        ]
        text = "add table inet test\ndelete table inet test\ntable inet test {\n"
        self.rules(text + "\n".join(chains) + "\n}\n")

    def rules(self, text: str) -> None:
        """Give its nftables these rules beside those that it has."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.namespace, "nft", "-f", "-"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def block_multicast(self) -> None:
        self.block(*NO_MULTICAST)

    def block_multicast_and_broadcast(self) -> None:
        self.block(*NO_MULTICAST, *NO_BROADCAST)

    def move(self, address: str) -> None:
        """Get another IPv4 address, as from a DHCP server."""
        self.ip("addr", "flush", "dev", "eth0")
        self.ip("addr", "add", address, "brd", "+", "dev", "eth0")
        self.addresses = [address.partition("/")[0]]

    def close(self) -> None:
        _ip("netns", "del", self.namespace)


NO_MULTICAST = ("ip daddr 224.0.0.0/4 meta l4proto udp", "ip6 daddr ff00::/8 meta l4proto udp")
NO_BROADCAST = ("fib daddr type broadcast meta l4proto udp",)


class Networks:
    """Makes computers, and takes all away at the end. subnet: of IPv4 by its first three bytes."""

    def __init__(self) -> None:
        self._computers: list[Computer] = []
        self._switches: dict[str, Computer] = {}
        self._plugs: dict[tuple[Computer, str], str] = {}
        """By computer and subnet: the end of its cable in the switch."""

    def computer(self, name: str, subnet: str = "10.77.1", *, ipv6: bool = True) -> Computer:
        """A computer on the network of that subnet."""
        computer = self._made(name)
        self.plug_in(computer, "eth0", subnet, ipv6=ipv6)
        return computer

    def router(self, *subnets: str) -> Computer:
        """What joins subnets; their computers made from now on or before know the way."""
        router = self._made("router")
        for number, subnet in enumerate(subnets):
            self.plug_in(router, f"eth{number}", subnet, 1, ipv6=False)
        done = router.run("sysctl", "-w", "net.ipv4.ip_forward=1")
        assert done.returncode == 0, done.stderr
        for one in self._computers:
            for subnet in subnets:
                if one is not router and any(ip.startswith(f"{subnet}.") for ip in one.addresses):
                    one.ip("route", "add", "default", "via", f"{subnet}.1")
        return router

    def _made(self, name: str) -> Computer:
        computer = Computer(name)
        self._computers.append(computer)
        return computer

    def plug_in(
        self, computer: Computer, card: str, subnet: str, number: int = 0, *, ipv6: bool = True
    ) -> None:
        """Give a computer one more card, on the network of that subnet."""
        number = number or 10 + next(_numbers) % 80
        switch = self._switches.get(subnet)
        if switch is None:
            switch = self._switches[subnet] = self._made("switch")
            switch.ip("link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
            switch.ip("link", "set", "br0", "up")
        plug = f"p{next(_numbers)}"
        switch.ip(
            "link", "add", plug, "type", "veth", "peer", "name", card, "netns", computer.namespace
        )
        switch.ip("link", "set", plug, "master", "br0", "up")
        self._plugs[computer, subnet] = plug
        if not ipv6:
            computer.run("sysctl", "-w", f"net.ipv6.conf.{card}.disable_ipv6=1")
        computer.ip("link", "set", card, "up")
        address = f"{subnet}.{number}"
        computer.ip("addr", "add", f"{address}/24", "brd", "+", "dev", card)
        computer.addresses.append(address)
        if ipv6:
            last = subnet.rpartition(".")[2]
            computer.ip("addr", "add", f"fd77:{last}::{number}/64", "dev", card, "nodad")

    def split(self, half: Sequence[Computer], subnet: str = "10.77.1") -> Callable[[], None]:
        """Cut a network in two: these computers reach each other and nobody else, and no card
        notices. What makes it one again."""
        switch = self._switches[subnet]
        switch.ip("link", "add", "br1", "type", "bridge", "mcast_snooping", "0")
        switch.ip("link", "set", "br1", "up")
        plugs = [self._plugs[computer, subnet] for computer in half]
        for plug in plugs:
            switch.ip("link", "set", plug, "master", "br1")

        def join() -> None:
            for plug in plugs:
                switch.ip("link", "set", plug, "master", "br0")
            switch.ip("link", "del", "br1")

        return join

    def close(self) -> None:
        for computer in reversed(self._computers):
            computer.close()


@pytest.fixture
def networks(home: Path) -> Iterator[Networks]:
    """Networks of this test's own; skips where none can be made."""
    if why := why_not():
        pytest.skip(why)
    made = Networks()
    try:
        yield made
    finally:
        made.close()
