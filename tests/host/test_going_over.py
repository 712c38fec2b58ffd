"""A host that is to go over to another half of its place, and a copy that becomes the host: an
order to end that comes meanwhile counts. Where that half does not take over, the host is as it was.
"""

import contextlib
import itertools
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.host.deputies.asking import ask
from desktopchat.host.deputies.follower import Follower, Hosting
from desktopchat.host.deputies.frames import Kind
from desktopchat.host.deputies.roster import Roster, keep_roster
from desktopchat.host.net.tls import HostKey, load_key
from desktopchat.hosting import sign
from desktopchat.hosting.protocol import ENDED, STOP
from desktopchat.irc.address import Address
from desktopchat.store.place.blobs import Blobs
from tests.child import PATIENCE, Child
from tests.host.places import Person, deputy, free_port, hosting
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


class Half(Follower):
    """The host of another half. takes: whether it takes over what it asked for."""

    def __init__(self, of: Address, folder: Path, key: HostKey, *, takes: bool) -> None:
        other = Hosting(key, 6697, 9, Blobs(folder / "files"))
        super().__init__(of, folder / "healing", lambda *_: None, host=other)
        self._takes = takes
        self.asked = threading.Event()
        """Set once the host asks it to take over."""
        self.go_on = threading.Event()
        """Until then it does not answer that."""

    def _take_will(self, kind: Kind, body: bytes) -> None:
        if kind is not Kind.TAKE_OVER:
            super()._take_will(kind, body)
            return
        self.asked.set()
        if self._takes:
            self.go_on.wait(30)
            super()._take_will(kind, body)


def introduced(folder: Path, other: Path) -> HostKey:
    """The key of who could carry on what is hosted in a folder."""
    for one in (folder, other):
        one.mkdir()
    root, key = load_key(folder).fingerprint, load_key(other)
    there = Address("127.0.0.1", 1, True, "", key.fingerprint)
    keep_roster(folder, Roster(root, introduced=(there,)))
    return key


@contextlib.contextmanager
def going_over(there: Address, folder: Path, key: HostKey, *, takes: bool) -> Iterator[Half]:
    """Until the host there has asked the other half to take over."""
    with Half(there, folder, key, takes=takes) as half:
        thread = threading.Thread(target=half.run_once)
        thread.start()
        try:
            wait_until(half.asked.is_set)
            yield half
        finally:
            half.go_on.set()
            half.stop()
            thread.join()


@contextlib.contextmanager
def coming_in(there: Address) -> Iterator[Iterator[str]]:
    """Somebody who is there meanwhile, and the lines that they are told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((there.host, there.port), PATIENCE) as plain,
        context.wrap_socket(plain) as link,
        link.makefile() as lines,
    ):
        link.sendall(b"NICK Ada\r\nUSER ada 0 * :Ada\r\n")
        yield itertools.takewhile(lambda line: " 376 " not in line and " 422 " not in line, lines)


def motd(there: Address) -> str:
    """What a host greets everybody by."""
    with coming_in(there) as lines:
        return "".join(line for line in lines if " 372 " in line)


@pytest.mark.parametrize("takes", [False, True])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_host_told_to_end_while_it_goes_over_ends(
    tmp_path: Path, how: signal.Signals, takes: bool
) -> None:
    """Where the other half takes over, the copy that would come after it ends, too."""
    key = introduced(tmp_path / "host", tmp_path / "half")
    with (
        hosting(tmp_path / "host") as (host, there),
        going_over(there, tmp_path / "half", key, takes=takes) as half,
    ):
        host.signal(how)
        half.go_on.set()
        assert host.wait() == 0
        assert len(host.told("listening")) == 1
        assert bool(host.told("yielded")) is takes
        assert not host.told("copy-of")


def test_a_host_told_to_stop_while_it_goes_over_ends_the_chat_where_nobody_takes_it(
    tmp_path: Path,
) -> None:
    key = introduced(tmp_path / "host", tmp_path / "half")
    with (
        hosting(tmp_path / "host", attended=True) as (host, there),
        deputy(there, tmp_path / "copy", free_port()) as copy,
        going_over(there, tmp_path / "half", key, takes=False),
    ):
        host.tell(STOP)
        assert host.wait() == 0
        assert len(host.told("listening")) == 1
        wait_until(lambda: copy.told("standing")[-1] == ENDED, what=lambda: copy.out)


def test_a_later_window_ends_the_chat_though_the_host_was_going_over(tmp_path: Path) -> None:
    key, folder = introduced(tmp_path / "host", tmp_path / "half"), tmp_path / "host"
    with (
        hosting(folder, attended=True) as (host, there),
        deputy(there, tmp_path / "copy", free_port()) as copy,
        coming_in(there) as lines,
    ):
        next(lines)
        host.hang_up()
        wait_until(lambda: sign.left_running(folder), what=lambda: host.err)
        with going_over(there, tmp_path / "half", key, takes=False):
            sign.ask_to_end(folder)
            assert host.wait() == 0
        wait_until(lambda: copy.told("standing")[-1] == ENDED, what=lambda: copy.out)
        assert sign.went_over(folder) is None


def test_a_host_whose_half_nobody_has_taken_over_hosts_on_where_it_was(tmp_path: Path) -> None:
    key = introduced(tmp_path / "host", tmp_path / "half")
    with (
        hosting(tmp_path / "host") as (host, there),
        going_over(there, tmp_path / "half", key, takes=False),
    ):
        wait_until(lambda: len(host.told("listening")) == 2, what=lambda: host.out + host.err)
        assert len(set(host.told("listening"))) == 1
        wait_until(lambda: (answer := ask(there)) is not None and answer.serves)
        host.signal(signal.SIGTERM)
        assert host.wait() == 0


def test_people_come_back_to_a_host_without_a_window_that_hosts_on(tmp_path: Path) -> None:
    """For a moment nobody is there, and yet the chat is not over."""
    key = introduced(tmp_path / "host", tmp_path / "half")
    with hosting(tmp_path / "host", attended=True) as (host, there):
        ada = Person(tmp_path / "Ada", there, "Ada")
        try:
            wait_until(ada.is_in)
            host.hang_up()
            with going_over(there, tmp_path / "half", key, takes=False):
                wait_until(lambda: len(host.told("listening")) == 2, what=lambda: host.err)
            wait_until(lambda: ada.is_in() or not host.alive)
            ada.say("still here")
            wait_until(lambda: ada.is_in() and ada.has_sent_all(), what=lambda: host.err)
        finally:
            ada.client.quit("")
        assert host.wait() == 0


def test_what_was_read_again_counts_on_where_a_host_hosts_on(tmp_path: Path) -> None:
    """And what is to be read again while it goes over is, once it hosts."""
    key = introduced(tmp_path / "host", tmp_path / "half")
    file = tmp_path / "host" / "host.toml"
    with hosting(tmp_path / "host") as (host, there):
        file.write_text('motd = ["the first"]')
        host.signal(signal.SIGHUP)
        wait_until(lambda: "the first" in motd(there), what=lambda: host.err)
        file.unlink()
        with going_over(there, tmp_path / "half", key, takes=False):
            wait_until(lambda: len(host.told("listening")) == 2, what=lambda: host.out)
        assert "the first" in motd(there)
        with going_over(there, tmp_path / "half", key, takes=False):
            file.write_text('motd = ["the second"]')
            host.signal(signal.SIGHUP)
            wait_until(lambda: len(host.told("listening")) == 3, what=lambda: host.out)
        wait_until(lambda: "the second" in motd(there), what=lambda: host.err)


def test_who_carried_on_has_the_settings_of_the_host_before_where_it_hosts_on(
    tmp_path: Path,
) -> None:
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, first),
        deputy(first, tmp_path / "copy", port) as heir,
    ):
        host.signal(signal.SIGTERM)
        wait_until(lambda: heir.told("listening"), what=lambda: (heir.out, heir.err))
        assert host.wait() == 0
        there = Address("127.0.0.1", port, True, "", load_key(tmp_path / "copy").fingerprint)
        (tmp_path / "half").mkdir()
        key = load_key(tmp_path / "host")
        with going_over(there, tmp_path / "half", key, takes=False):
            heir.signal(signal.SIGHUP)
            wait_until(lambda: len(heir.told("listening")) == 2, what=lambda: heir.out)
        with deputy(there, tmp_path / "another", free_port()) as another:
            # By then it has looked what it was asked.
            wait_until(lambda: another.told("reach"), what=lambda: another.out)
        assert not any("read again" in line for line in heir.err)


TOLD_TO_END_AS_IT_CARRIES_ON = """
import os, signal, sys
from desktopchat.cli import main
from desktopchat.host import serve

def made(*said, **more):
    os.kill(os.getpid(), signal.SIGTERM)
    return host(*said, **more)

host, serve.Host = serve.Host, made
sys.exit(main(sys.argv[1:]))
"""


def test_a_copy_told_to_end_in_the_moment_in_which_it_becomes_the_host_ends(tmp_path: Path) -> None:
    with hosting(tmp_path / "host") as (host, there):
        options = [f"--deputy-of={there}", f"--data={tmp_path / 'copy'}", "--no-discovery"]
        listen = f"--listen=ircs://127.0.0.1:{free_port()}"
        script = (sys.executable, "-c", TOLD_TO_END_AS_IT_CARRIES_ON)
        with Child(*script, "serve", *options, listen) as heir:
            wait_until(lambda: "in-sync" in heir.told("standing"), what=lambda: heir.err)
            host.signal(signal.SIGTERM)
            assert host.wait() == 0
            assert heir.wait() == 0, heir.err
