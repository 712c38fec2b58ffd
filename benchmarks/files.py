"""Files through a host over TLS, by `curl`, beside nginx with TLS and its dav module.

All over loopback and in memory (/dev/shm where there is one), on Linux.
"""

import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.chat import spread
from benchmarks.peers import find, free_port, make_certificate
from benchmarks.row import Effort
from desktopchat.irc.address import Address, parse_address
from tests.host.filehost import token
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

_CROWDS = 200 * 1_000_000
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


def missing() -> str:
    """What to do to have files measured beside nginx; "" where they can be."""
    lacks = [name for name in ("curl", "nginx", "openssl") if not find(name)]
    return f"it needs {' and '.join(lacks)} (apt-get install {' '.join(lacks)})" if lacks else ""


@contextmanager
def in_memory() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def hosted(folder: Path) -> Iterator[tuple[Serve, Address, Address]]:
    """A host that shares files; its encrypted and its plain address."""
    settings = folder / "host.toml"
    settings.write_text("[files]\nkeep_free_megabytes = 0\nfiles_of_one_megabytes = 0\n")
    options = ("--title=Lab", "--no-discovery", "--no-throttle", "--config", str(settings))
    data = ("--data", str(folder / "host"), "--listen=ircs://127.0.0.1:0")
    with Serve(*options, *data) as host:
        wait_until(lambda: len(host.told("listening")) == 2)
        tls, plain = sorted(map(parse_address, host.told("listening")), key=lambda one: not one.tls)
        yield host, tls, plain


@contextmanager
def _nginx(folder: Path) -> Iterator[int]:
    """Its port."""
    port = free_port()
    make_certificate(folder)
    (folder / "www").mkdir()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    process = subprocess.Popen([find("nginx"), "-c", str(folder / "nginx.conf")])
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


def host(effort: Effort) -> dict[str, float]:
    """up and down (MB/s) of a large one."""
    with in_memory() as folder:
        source = _make(folder / "source", effort.megabytes * 1_000_000)
        with hosted(folder) as (_, tls, plain), Raw(plain).register("ada", "#Lab") as ada:
            up, link = _upload(f"https://{tls.authority}", token(ada), source)
            down, _ = _curl("-o", "/dev/null", link)
    return _rates(effort, up, down)


def nginx(effort: Effort) -> dict[str, float]:
    """The same, by PUT and GET."""
    with in_memory() as folder:
        source = _make(folder / "source", effort.megabytes * 1_000_000)
        with _nginx(folder) as port:
            there = f"https://127.0.0.1:{port}/file"
            up, _ = _curl("-T", str(source), there)
            down, _ = _curl("-o", "/dev/null", there)
    return _rates(effort, up, down)


def _rates(effort: Effort, up: float, down: float) -> dict[str, float]:
    return {"up": effort.megabytes / up, "down": effort.megabytes / down}


def downloads(_effort: Effort) -> dict[str, float]:
    """The chat while 50 people download 200 MB each: quiet p99 and busy p99 (ms), all (MB/s) and
    memory (MB more)."""
    with (
        in_memory() as folder,
        hosted(folder) as (serve, tls, plain),
        Raw(plain).register("ada", "#Lab") as ada,
        Raw(plain).register("bo", "#Lab") as bo,
    ):
        source = _make(folder / "source", _CROWDS)
        _, link = _upload(f"https://{tls.authority}", token(ada), source)
        before = most = _memory(serve)
        quiet = _talk(ada, bo, lambda seconds: seconds < _SECONDS)
        began = time.perf_counter()
        people = [
            subprocess.Popen(["curl", "-sSkf", "-o", "/dev/null", link]) for _ in range(_PEOPLE)
        ]

        def on(_seconds: float) -> bool:
            nonlocal most
            most = max(most, _memory(serve))
            return any(one.poll() is None for one in people)

        busy = _talk(ada, bo, on)
        took = time.perf_counter() - began
        assert all(one.wait() == 0 for one in people), "a download failed"
    return {
        "quiet p99": spread(quiet)["p99"],
        "busy p99": spread(busy)["p99"],
        "all": _PEOPLE * _CROWDS / 1e6 / took,
        "memory": most - before,
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


def _memory(host: Serve) -> float:
    """MB that it holds in RAM."""
    status = Path(f"/proc/{host.process.pid}/status").read_text()
    return float(status.partition("VmRSS:")[2].split()[0]) / 1000
