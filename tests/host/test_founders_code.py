"""The code and the link of who began a place lead to who hosts it now, by way of the computer of
who began it, where that keeps a copy or hosts again by another key."""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.client.model import Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import short
from desktopchat.store.paths import HOME_VARIABLE, host_dir
from tests.host.places import ROOM, Person, deputy, free_port, hosting
from tests.host.wire import Process
from tests.test_cli import run
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@pytest.fixture
def undo() -> Iterator[contextlib.ExitStack]:
    with contextlib.ExitStack() as stack:
        yield stack


def gone_on(tmp_path: Path, undo: contextlib.ExitStack) -> tuple[Process, Address, Address]:
    """A place that was begun in the usual folder of this computer, and that another one, of which
    the process is, carries on: where it was, and where it is."""
    with hosting(host_dir()) as (host, there):
        heir = undo.enter_context(deputy(there, tmp_path / "heir", free_port()))
        host.signal(signal.SIGTERM)
        host.wait()
    wait_until(lambda: heir.told("listening"))
    key = load_key(tmp_path / "heir").fingerprint
    port = int(heir.told("listening")[0].rpartition(":")[2])
    return heir, there, replace(there, port=port, fingerprint=key)


def came_in(undo: contextlib.ExitStack, folder: Path, address: Address) -> Person:
    person = Person(folder, address, folder.name)
    undo.callback(lambda: person.client.quit(""))
    wait_until(person.is_in, 20, lambda: (person.client.phase, person.client.problem))
    return person


def test_a_newcomer_with_the_first_code_comes_to_who_hosts_now(
    tmp_path: Path, undo: contextlib.ExitStack
) -> None:
    heir, there, now = gone_on(tmp_path, undo)
    copy = undo.enter_context(deputy(now, tmp_path / "copy", there.port))
    code = replace(there, fingerprint=short(there.fingerprint))
    for number, address in enumerate((code, there)):
        person = came_in(undo, tmp_path / f"Newt{number}", address)
        assert person.client.fingerprint == now.fingerprint
        assert person.trust.root(now.fingerprint) == there.fingerprint
    sent = run("send", str(code), ROOM, "hi", "--name", "Cy")
    assert (sent.returncode, sent.stderr) == (0, "")
    # The copy carries on, with a key that is not the first one either.
    heir.signal(signal.SIGKILL)
    heir.wait()
    wait_until(lambda: copy.told("listening"), 30, lambda: (copy.out, copy.err))
    for number, address in enumerate((code, there)):
        person = came_in(undo, tmp_path / f"Eve{number}", address)
        assert person.client.fingerprint == load_key(tmp_path / "copy").fingerprint


def test_no_copy_on_another_computer_speaks_for_who_began_the_place(
    tmp_path: Path, undo: contextlib.ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, there, now = gone_on(tmp_path, undo)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv(HOME_VARIABLE, os.fspath(tmp_path / "elsewhere"))
        undo.enter_context(deputy(now, tmp_path / "copy", there.port))
    code = replace(there, fingerprint=short(there.fingerprint))
    for address, kind in ((code, ProblemKind.WRONG_CODE), (there, ProblemKind.KEY_CHANGED)):
        newt = Person(tmp_path / kind.name, address, "Newt")
        undo.callback(newt.client.quit, "")
        wait_until(lambda one=newt: one.client.poll() and one.client.phase is Phase.ENDED)
        assert newt.client.problem is not None
        assert newt.client.problem.kind is kind
