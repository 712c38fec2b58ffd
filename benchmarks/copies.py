"""What it costs a host that another computer keeps a copy: words and floods, without and with one.

Host and deputy share the processors of one computer here, which they would not in use.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import chat
from benchmarks.load import Crowd
from benchmarks.row import Effort
from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address, parse_address
from tests.host.places import deputy, free_port
from tests.host.wire import Serve
from tests.waiting import wait_until

_CLIENTS = 50


def one(effort: Effort) -> dict[str, float]:
    """alone p99, with p99 and later (ms), alone flood and with flood (million delivered lines/s),
    and the share of the one that the other is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _hosted(folder / "host") as (plain, secure):
            alone = _talk(plain, effort)
            with deputy(secure, folder / "copy", free_port()):
                beside = _talk(plain, effort)
    return {
        "alone p99": alone["p99"],
        "with p99": beside["p99"],
        "later": beside["p99"] - alone["p99"],
        "alone flood": alone["flood"],
        "with flood": beside["flood"],
        "share": beside["flood"] / alone["flood"],
    }


@contextmanager
def _hosted(folder: Path) -> Iterator[tuple[Address, Address]]:
    """A host that gives copies; its plain address, and its encrypted one with the key."""
    options = ("--deputies=any", "--no-throttle", "--no-discovery", f"--data={folder}")
    listen = ("--listen=irc://127.0.0.1:0", "--listen=ircs://127.0.0.1:0")
    with Serve(*options, *listen, listen=False) as process:
        wait_until(lambda: len(process.told("listening")) == 2, what=lambda: process.err)
        plain, secure = map(parse_address, process.told("listening"))
        yield plain, replace(secure, fingerprint=load_key(folder).fingerprint)


def _talk(where: Address, effort: Effort) -> dict[str, float]:
    with Crowd(where.port, _CLIENTS) as people:
        found = chat.spread(chat.paced(people, effort.seconds * 1.5))
        people.settle()
        return found | {"flood": chat.flood(people, effort.seconds) / 1e6}
