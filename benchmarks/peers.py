"""The servers that are measured, each started on loopback as a user would, its throttles off."""

import resource
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import unverified

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
<bind address="127.0.0.1" port="{port}" type="clients" {encrypted}>
<connect allow="*" fakelag="no" threshold="10000000" commandrate="100000000" recvq="64K"
 softsendq="32M" hardsendq="64M" useident="no" resolvehostnames="no"
 localmax="20000" globalmax="20000" maxchans="100">
<performance somaxconn="1024" softlimit="20000">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/log">
"""

INSPIRCD_TLS = """
<module name="ssl_gnutls">
<sslprofile name="bench" provider="gnutls" certfile="{folder}/cert.pem" keyfile="{folder}/key.pem"
 hash="sha256">
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server under its name in the table.

    command: from a port, an empty folder of its own and whether it speaks TLS. package: what to
    install where it is missing.
    """

    name: str
    program: str
    package: str
    command: Callable[[int, Path, bool], list[str]]

    def missing(self) -> str:
        """What to do to have it measured; "" where it can be."""
        if not self.program or find(self.program):
            return ""
        return f"it is not installed (on Debian: apt-get install {self.package})"


def _desktopchat(port: int, folder: Path, tls: bool) -> list[str]:
    serve = [sys.executable, "-m", "desktopchat", "serve", "--no-throttle", "--no-discovery"]
    scheme = "ircs" if tls else "irc"
    return [*serve, "--listen", f"{scheme}://127.0.0.1:{port}", "--data", str(folder)]


def _ngircd(port: int, folder: Path, _tls: bool) -> list[str]:
    (folder / "ngircd.conf").write_text(NGIRCD.format(port=port))
    return [find("ngircd"), "-n", "-f", str(folder / "ngircd.conf")]


def _inspircd(port: int, folder: Path, tls: bool) -> list[str]:
    encrypted = 'sslprofile="bench"' if tls else ""
    config = INSPIRCD.format(port=port, folder=folder, encrypted=encrypted)
    if tls:
        make_certificate(folder)
        config += INSPIRCD_TLS.format(folder=folder)
    path = folder / "inspircd.conf"
    path.write_text(config)
    return [find("inspircd"), "--nofork", "--runasroot", "--nopid", "--config", str(path)]


def _relay(port: int, folder: Path, _tls: bool) -> list[str]:
    program = folder / "relay"
    subprocess.run(["cc", "-O2", "-o", str(program), str(RELAY)], check=True)
    return [str(program), str(port)]


def make_certificate(folder: Path) -> None:
    """cert.pem and key.pem, of the kind that DesktopChat makes for itself."""
    pem = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    make = ["openssl", "req", "-x509", *curve, *pem, "-days", "2", "-subj", "/CN=bench"]
    subprocess.run(make, check=True, capture_output=True)


def find(name: str) -> str:
    """Where a server is; Debian puts them beside the administrator's tools."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") or ""


DESKTOPCHAT = Peer("desktopchat", "", "", _desktopchat)
INSPIRCD_3 = Peer("InspIRCd", "inspircd", "inspircd", _inspircd)
NGIRCD_26 = Peer("ngIRCd", "ngircd", "ngircd", _ngircd)
C_RELAY = Peer("C relay", "cc", "gcc", _relay)


@contextmanager
def running(peer: Peer, *, tls: bool = False) -> Iterator[tuple[int, int]]:
    """A started peer's port and process id; it ends with the block."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        process = subprocess.Popen(
            peer.command(port, folder, tls),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_answers(process, peer, port, tls)
            yield port, process.pid
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_answers(process: subprocess.Popen[bytes], peer: Peer, port: int, tls: bool) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{peer.name} ended at once with code {process.returncode}")
        try:
            with _connected(port, tls) as probe:
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


def _connected(port: int, tls: bool) -> socket.socket:
    """OSError (of which SSLError is one) while nobody is there."""
    # InspIRCd looks only once a second whether somebody has done all to be registered.
    probe = socket.create_connection(("127.0.0.1", port), timeout=5)
    try:
        return unverified().wrap_socket(probe) if tls else probe
    except ssl.SSLError:
        probe.close()
        raise


def set_limits() -> None:
    """Let this process, and the servers it starts, have a socket for each client; and leave no core
    file here where one of them crashes, as InspIRCd was seen to."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # InspIRCd takes all that it is let have
