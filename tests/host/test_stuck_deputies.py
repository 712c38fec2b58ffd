"""A deputy whose disk takes nothing more says so, counts as no copy, and goes on once it can."""

import contextlib
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from desktopchat.hosting.protocol import STUCK
from desktopchat.irc.address import Address
from desktopchat.store.events import kind_number
from desktopchat.store.place.host_store import DATABASE
from tests.host.places import Person, deputy, free_port, hosting, starting
from tests.host.wire import Process
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
