"""A deputy whose disk takes nothing more says so, counts as no copy, and goes on once it can."""

import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.hosting.protocol import STUCK
from desktopchat.irc.address import Address
from desktopchat.store.events import kind_number
from desktopchat.store.place.blobs import FOLDER, Blobs
from desktopchat.store.place.host_store import DATABASE
from tests.child import Child
from tests.host.filehost import Web, token
from tests.host.places import Person, deputy, free_port, hosting, starting
from tests.host.test_deputies import Deputy, copying
from tests.host.wire import Process, Raw
from tests.waiting import wait_until

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="limits of another process are Linux's"
)
pytestmark = [pytest.mark.sockets, on_linux]

FULL, ROOMY = 4096, -1


def may_write(process: Process, most: int) -> None:
    """How large a file of that program may become, in bytes; -1 for any size."""
    import resource  # here: not on Windows

    limits = most, resource.RLIM_INFINITY
    resource.prlimit(process.process.pid, resource.RLIMIT_FSIZE, limits)


def said_in(folder: Path) -> list[str]:
    there = f"file:{folder / DATABASE}?mode=ro"
    with contextlib.closing(sqlite3.connect(there, uri=True)) as database:
        rows = database.execute(
            "SELECT params FROM events WHERE kind = ? ORDER BY msgid", (kind_number("PRIVMSG"),)
        )
        return [row[0] for row in rows]


def says_nothing_odd(*processes: Process) -> bool:
    return all(one.alive and "Traceback" not in "".join(one.err) for one in processes)


class Ada:
    """Somebody who talks there, wherever it is hosted."""

    def __init__(self, folder: Path, where: Address) -> None:
        self._person = Person(folder, where, "Ada")
        wait_until(self._person.is_in)

    def says(self, *words: str) -> None:
        """Until the host has confirmed them."""
        wait_until(self._person.is_in, 30)
        for one in words:
            self._person.say(one)
        wait_until(lambda: self._person.reads(*words) and self._person.has_sent_all(), 30)

    def close(self) -> None:
        self._person.client.quit("")


def test_one_that_can_not_write_is_no_copy_until_it_has_all_again(tmp_path: Path) -> None:
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()) as heir,
        contextlib.closing(Ada(tmp_path / "ada", there)) as ada,
    ):
        ada.says("on two computers")
        wait_until(lambda: said_in(tmp_path / "copy") == ["on two computers"])
        may_write(heir, FULL)
        ada.says("on one computer")
        wait_until(lambda: heir.told(STUCK), what=lambda: (heir.out, heir.err))
        wait_until(lambda: any("nothing new is copied" in line for line in heir.err))
        wait_until(lambda: host.told("deputy")[-1].startswith(STUCK), what=lambda: host.out)
        wait_until(lambda: any("its disk may be full" in line for line in host.err))
        meanwhile = [f"meanwhile {number}" for number in range(20)]
        ada.says(*meanwhile)
        assert said_in(tmp_path / "copy") == ["on two computers"]
        assert says_nothing_odd(host, heir)
        before = len(heir.told("standing"))
        may_write(heir, ROOMY)
        wait_until(lambda: "in-sync" in heir.told("standing")[before:], 30, lambda: heir.out)
        assert len(heir.told(STUCK)) == 1
        ada.says("on two again")
        host.signal(signal.SIGKILL)
        host.wait()
        wait_until(lambda: heir.told("listening"), 30, lambda: heir.out)
        ada.says("who carries on has all")
        said = ["on two computers", "on one computer", *meanwhile, "on two again"]
        assert said_in(tmp_path / "copy") == [*said, "who carries on has all"]
        assert says_nothing_odd(heir)


def test_a_first_copy_for_which_there_is_no_room_comes_once_there_is(tmp_path: Path) -> None:
    with (
        hosting(tmp_path / "host") as (host, there),
        starting(tmp_path / "copy", free_port(), there) as heir,
    ):
        may_write(heir, 50_000)
        wait_until(lambda: heir.told(STUCK), 30, lambda: (heir.out, heir.err))
        wait_until(lambda: host.told("deputy")[-1].startswith(STUCK), what=lambda: host.out)
        assert not any("in-sync" in line for line in host.told("deputy"))
        may_write(heir, ROOMY)
        wait_until(lambda: "in-sync" in heir.told("standing"), 30, lambda: heir.out)
        assert says_nothing_odd(host, heir)


@contextlib.contextmanager
def on_small_disk(of: Address, folder: Path, megabytes: int) -> Iterator[tuple[Child, Path]]:
    """A deputy in step whose copy has a disk of its own; where others than it find that."""
    folder.mkdir()
    mount = f'mount -t tmpfs -o size={megabytes}m none "$0" && exec "$@"'
    alone = "unshare", "--mount", "--map-root-user", "sh", "-c", mount, str(folder)
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    options = f"--deputy-of={of}", f"--data={folder}", "--no-discovery"
    listen = "--listen=ircs://127.0.0.1:0"
    serve = sys.executable, "-m", "desktopchat", "serve", *options, listen
    with Child(*alone, *serve) as process:
        wait_until(
            lambda: "in-sync" in process.told("standing"), 30, lambda: (process.out, process.err)
        )
        yield process, Path(f"/proc/{process.process.pid}/root{folder}")


@contextlib.contextmanager
def sharing(folder: Path) -> Iterator[tuple[Address, Raw, Web]]:
    """A host that deputies may copy, somebody in its room, and their HTTP."""
    with (
        copying(data=folder, keep_free_megabytes=0) as host,
        Raw(host.listeners[1].address).register("ada", "#lab") as ada,
    ):
        there = Deputy.host_of(host)
        host.listeners.reverse()  # the helper takes the first for the plain one
        with contextlib.closing(Web(host, bearer=token(ada, "#lab"))) as web:
            yield there, ada, web


def say(ada: Raw, *words: str) -> None:
    for one in words:
        ada.send(f"@label={one} PRIVMSG #lab :{one}")
    ada.send("PING all")
    ada.until("PONG")


def seen_here(there: Path, folder: Path) -> Path:
    """The same copy in a folder of ours: SQLite does not find its way to another disk like that."""
    folder.mkdir()
    for name in (DATABASE, f"{DATABASE}-wal"):
        shutil.copyfile(there / name, folder / name)
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    return folder


def carries_on_with(heir: Child, there: Path, folder: Path, said: list[str]) -> None:
    """The host has died."""
    wait_until(lambda: heir.told("listening"), 30, lambda: (heir.out, heir.err))
    assert said_in(seen_here(there, folder)) == said
    assert heir.alive


def test_a_file_for_which_a_copy_has_no_room_leaves_it_in_step(tmp_path: Path) -> None:
    with contextlib.ExitStack() as undo:
        with sharing(tmp_path / "host") as (of, ada, web):
            heir, there = undo.enter_context(on_small_disk(of, tmp_path / "copy", 6))
            large = web.post("film", os.urandom(10_000_000))
            say(ada, f"http://h{large.path}")
            wait_until(lambda: any("too little room" in line for line in heir.err))
            say(ada, "one", "two")
            assert not heir.told(STUCK)
            assert heir.told("standing")[-1] == "in-sync"
        carries_on_with(heir, there, tmp_path / "seen", [f"http://h{large.path}", "one", "two"])


def test_on_a_full_disk_files_of_a_copy_give_way_to_words(tmp_path: Path) -> None:
    with contextlib.ExitStack() as undo:
        with sharing(tmp_path / "host") as (of, ada, web):
            heir, there = undo.enter_context(on_small_disk(of, tmp_path / "copy", 64))
            body = os.urandom(8_000_000)
            large = web.post("film", body)
            say(ada, f"http://h{large.path}")
            copied = Blobs(there / FOLDER).path(hashlib.sha256(body).hexdigest())
            wait_until(copied.exists, 30)
            fill(there)
            words = [f"word-{number}-{'x' * 300}" for number in range(20)]
            before = len(heir.told("standing"))
            say(ada, *words)
            wait_until(lambda: not copied.exists())
            wait_until(lambda: "in-sync" in heir.told("standing")[before:], 30, lambda: heir.out)
            say(ada, "last")
        carries_on_with(heir, there, tmp_path / "seen", [f"http://h{large.path}", *words, "last"])


def fill(folder: Path) -> None:
    """Another program takes all that is free of the disk there."""
    with (folder / "of-another").open("wb", buffering=0) as other, contextlib.suppress(OSError):
        while other.write(bytes(4096)):
            pass
