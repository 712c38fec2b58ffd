"""The servers that are measured, each started on loopback as a user would, its throttles off."""

import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_WITHIN = 20.0
"""Seconds until a server must answer a registration."""

RELAY = Path(__file__).with_name("relay.c")

NGIRCD = """
[Global]
Name = bench.local
Info = benchmark
Listen = 127.0.0.1
Ports = {port}
ServerUID = 0
ServerGID = 0
[Limits]
MaxPenaltyTime = 0
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
[Options]
DNS = no
Ident = no
PAM = no
"""

INSPIRCD = """
<server name="bench.local" description="benchmark" network="bench">
<admin name="bench" nick="bench" email="bench@bench.local">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect allow="*" fakelag="no" threshold="10000000" commandrate="100000000" recvq="64K"
 softsendq="32M" hardsendq="64M" useident="no" resolvehostnames="no"
 localmax="20000" globalmax="20000" maxchans="100">
<performance somaxconn="1024" softlimit="20000">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/log">
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server under its name in the table. command: from a port and an empty folder of its own."""

    name: str
    command: Callable[[int, Path], list[str]]
    installed: Callable[[], bool]


def _desktopchat(port: int, folder: Path) -> list[str]:
    serve = [sys.executable, "-m", "desktopchat", "serve", "--no-throttle", "--no-discovery"]
    return [*serve, "--listen", f"irc://127.0.0.1:{port}", "--data", str(folder)]


def _ngircd(port: int, folder: Path) -> list[str]:
    (folder / "ngircd.conf").write_text(NGIRCD.format(port=port))
    return [_find("ngircd"), "-n", "-f", str(folder / "ngircd.conf")]


def _inspircd(port: int, folder: Path) -> list[str]:
    (folder / "inspircd.conf").write_text(INSPIRCD.format(port=port, folder=folder))
    config = str(folder / "inspircd.conf")
    return [_find("inspircd"), "--nofork", "--runasroot", "--nopid", "--config", config]


def _relay(port: int, folder: Path) -> list[str]:
    program = folder / "relay"
    subprocess.run(["cc", "-O2", "-o", str(program), str(RELAY)], check=True)
    return [str(program), str(port)]


def _find(name: str) -> str:
    """Where a server is; Debian puts them beside the administrator's tools."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") or ""


PEERS = [
    Peer("desktopchat", _desktopchat, lambda: True),
    Peer("inspircd", _inspircd, lambda: bool(_find("inspircd"))),
    Peer("ngircd", _ngircd, lambda: bool(_find("ngircd"))),
    Peer("C relay", _relay, lambda: bool(shutil.which("cc"))),
]


@contextmanager
def running(peer: Peer) -> Iterator[tuple[int, int]]:
    """A started peer's port and process id; it ends with the block."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = _free_port()
        process = subprocess.Popen(
            peer.command(port, folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_answers(process, peer, port)
            yield port, process.pid
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_answers(process: subprocess.Popen[bytes], peer: Peer, port: int) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{peer.name} ended at once with code {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.sendall(b"NICK probe\r\nUSER probe 0 * :probe\r\n")
                got = b""
                while b" 001 " not in got:
                    some = probe.recv(4096)
                    if not some:
                        break
                    got += some
                else:
                    probe.sendall(b"QUIT\r\n")
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{peer.name} did not answer within {START_WITHIN:.0f} s")


def allow_many_files() -> None:
    """Let this process, and the servers it starts, have a socket for each client."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
