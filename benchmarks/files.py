"""`python -m benchmarks.files [ROW…]`: files through a host, beside nginx with TLS and `curl`.

    file    1 GiB up and down over TLS, by `curl`, to the host and to nginx in turns
    crowd   50 people download 200 MB each at once: what becomes of the chat, and of memory

All over loopback and in memory (/dev/shm where there is one), on Linux. nginx (with its dav module)
is left out where it is not installed. Medians of the rounds.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers import allow_many_files
from desktopchat.irc.address import Address, parse_address
from tests.host.filehost import token
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

RESULTS = Path(__file__).with_name("files.json")
_LARGE, _CROWDS = 1 << 30, 200 * 1_000_000
_PEOPLE = 50
_PER_SECOND, _SECONDS = 50, 10.0

NGINX = """
user root; daemon off; pid {folder}/pid; error_log /dev/null; worker_processes 2;
events {{}}
http {{
  access_log off; client_max_body_size 0; sendfile on; client_body_temp_path {folder}/temporary;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem; root {folder}/www; dav_methods PUT;
  }}
}}
"""

Row = dict[str, float]


@contextmanager
def _host(folder: Path) -> Iterator[tuple[Serve, Address, Address]]:
    """A host that shares files; its encrypted and its plain address."""
    settings = folder / "host.toml"
    settings.write_text("[files]\nkeep_free_megabytes = 0\nfiles_of_one_megabytes = 0\n")
    options = ("--title=Lab", "--no-discovery", "--no-throttle", "--config", str(settings))
    data = ("--data", str(folder / "host"), "--listen=ircs://127.0.0.1:0")
    with Serve(*options, *data) as host:
        wait_until(lambda: sum(line.startswith("listening") for line in host.out) == 2)
        told = [line.partition(" ")[2] for line in host.out if line.startswith("listening")]
        tls, plain = sorted(map(parse_address, told), key=lambda one: not one.tls)
        yield host, tls, plain


@contextmanager
def _nginx(folder: Path) -> Iterator[int | None]:
    """The port of an nginx; None where there is none on this computer."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        print("nginx is not installed: its column is left out.")
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pem = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    make = ["openssl", "req", "-x509", *curve, *pem, "-days", "2", "-subj", "/CN=bench"]
    subprocess.run(make, check=True, capture_output=True)
    (folder / "www").mkdir()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])
    try:
        wait_until(lambda: _listens(port))
        yield port
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _curl(*arguments: str) -> tuple[float, str]:
    """Seconds, and what it said."""
    began = time.perf_counter()
    done = subprocess.run(["curl", "-sSkf", *arguments], stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - began, done.stdout.decode()


def _upload(base: str, bearer: str, source: Path) -> tuple[float, str]:
    """Seconds, and the link."""
    to = ["-T", str(source), "-X", "POST", "-H", f"Authorization: Bearer {bearer}"]
    seconds, said = _curl("-D", "-", *to, f"{base}/files")
    return seconds, next(
        line.split(" ", 1)[1].strip() for line in said.splitlines() if line.startswith("Location")
    )


def _make(path: Path, size: int) -> Path:
    block = os.urandom(1 << 20)
    with path.open("wb") as file:
        for _ in range(size >> 20):
            file.write(block)
        file.write(block[: size & ((1 << 20) - 1)])
    return path


def file(folder: Path, rounds: int) -> Row:
    """A large one, over TLS."""
    source = _make(folder / "source", _LARGE)
    times: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        times.setdefault(name, []).append(seconds)

    with (
        _host(folder) as (_, tls, plain),
        _nginx(folder) as nginx,
        Raw(plain).register("ada", "#Lab") as ada,
    ):
        base = f"https://{tls.authority}"
        for _ in range(rounds):
            seconds, link = _upload(base, token(ada), source)
            note("up", seconds)
            note("down", _curl("-o", "/dev/null", link)[0])
            if nginx is not None:
                there = f"https://127.0.0.1:{nginx}/file"
                note("nginx up", _curl("-T", str(source), there)[0])
                note("nginx down", _curl("-o", "/dev/null", there)[0])
    row: dict[str, float] = {
        f"{name}, MB/s": round(_LARGE / 1e6 / statistics.median(seconds))
        for name, seconds in times.items()
    }
    for way in ("up", "down"):
        if f"nginx {way}" in times:
            ratio = statistics.median(times[f"nginx {way}"]) / statistics.median(times[way])
            row[f"{way}, to nginx"] = round(ratio, 2)
    return row


def crowd(folder: Path, rounds: int) -> Row:
    """The chat while many download: a message every 20 ms, from one person to another."""
    source = _make(folder / "source", _CROWDS)
    quiet, busy, downloads = [], [], []
    with (
        _host(folder) as (host, tls, plain),
        Raw(plain).register("ada", "#Lab") as ada,
        Raw(plain).register("bo", "#Lab") as bo,
    ):
        _, link = _upload(f"https://{tls.authority}", token(ada), source)
        before = most = _memory(host)
        for _ in range(rounds):
            quiet += _talk(ada, bo, lambda seconds: seconds < _SECONDS)
            began = time.perf_counter()
            people = [
                subprocess.Popen(["curl", "-sSkf", "-o", "/dev/null", link]) for _ in range(_PEOPLE)
            ]

            def on(_seconds: float, people: list[subprocess.Popen[bytes]] = people) -> bool:
                nonlocal most
                most = max(most, _memory(host))
                return any(one.poll() is None for one in people)

            busy += _talk(ada, bo, on)
            downloads.append(time.perf_counter() - began)
            assert all(one.wait() == 0 for one in people)
    return {
        "quiet p99, ms": _p99(quiet),
        "busy p99, ms": _p99(busy),
        "all downloads, MB/s": round(_PEOPLE * _CROWDS / 1e6 / statistics.median(downloads)),
        "more memory, MB": round(most - before, 1),
    }


def _talk(ada: Raw, bo: Raw, on: object) -> list[float]:
    """Seconds from saying to hearing, while `on` (of the seconds since the beginning) is true."""
    assert callable(on)
    took: list[float] = []
    stop = threading.Event()

    def hear() -> None:
        while not stop.is_set():
            message = bo.until("PRIVMSG")
            if message.params[1] == "end":
                return
            took.append(time.perf_counter() - float(message.params[1]))

    hearing = threading.Thread(target=hear)
    hearing.start()
    ada.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    began = time.perf_counter()
    while on(time.perf_counter() - began):
        ada.send(f"PRIVMSG #Lab :{time.perf_counter()}")
        time.sleep(1 / _PER_SECOND)
    ada.send("PRIVMSG #Lab :end")
    hearing.join()
    return took


def _p99(seconds: list[float]) -> float:
    return round(sorted(seconds)[len(seconds) * 99 // 100] * 1000, 2)


def _memory(host: Serve) -> float:
    """MB that it holds in RAM."""
    status = Path(f"/proc/{host.process.pid}/status").read_text()
    return float(status.partition("VmRSS:")[2].split()[0]) / 1000


ROWS = {"file": file, "crowd": crowd}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    allow_many_files()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    memory = Path("/dev/shm")
    for name in options.rows or ROWS:
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            Path(folder).chmod(0o755)
            results[name] = ROWS[name](Path(folder), options.rounds)
        print(name, json.dumps(results[name]), flush=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
