"""A chat that is ended for everyone: who keeps a copy does not carry it on, and people are told."""

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.client.model import Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.host.net.tls import load_key
from desktopchat.hosting.protocol import ENDED, STOP
from desktopchat.irc.address import Address, parse_address
from tests.host.places import Person, deputy, free_port, hosting
from tests.host.wire import Process
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

LONGER = 5.0
"""Seconds; a deputy whose host has died, and to whom people come, carries on before."""


def is_told(person: Person) -> bool:
    """Whether they read that the chat was ended."""
    person.client.poll()
    problem = person.client.problem
    return problem is not None and problem.kind is ProblemKind.ENDED


def knows_of(person: Person, count: int) -> bool:
    """Whether they know of so many who could carry on."""
    person.client.poll()
    return len(person.client.session.model.isupport.deputies) == count


def again(of: Address, folder: Path, port: int) -> Process:
    """A deputy by the same command, whose host is not there."""
    options = (f"--deputy-of={of}", f"--data={folder}", "--no-throttle", "--no-discovery")
    return Process("serve", *options, f"--listen=ircs://127.0.0.1:{port}")


def test_nobody_carries_on_a_chat_that_was_ended_and_all_are_there_once_it_is_hosted_again(
    tmp_path: Path,
) -> None:
    ports = free_port(), free_port(), free_port()
    with contextlib.ExitStack() as undo:
        host, there = undo.enter_context(hosting(tmp_path / "host", ports[0], attended=True))
        first, second = (
            undo.enter_context(deputy(there, tmp_path / f"copy-{port}", port)) for port in ports[1:]
        )
        person = Person(tmp_path / "Ada", there, "Ada")
        undo.callback(lambda: person.client.quit(""))
        wait_until(person.is_in)
        wait_until(lambda: knows_of(person, 2))
        person.say("before")
        wait_until(lambda: person.reads("before") and person.has_sent_all())
        host.tell(STOP)
        assert host.wait() == 0
        since = time.monotonic()
        wait_until(lambda: first.told("standing")[-1] == second.told("standing")[-1] == ENDED)
        wait_until(lambda: is_told(person), what=lambda: person.client.problem)
        # By then, too, that one is started again.
        first.close()
        with again(there, tmp_path / f"copy-{ports[1]}", ports[1]) as first:
            wait_until(lambda: first.told("standing") == [ENDED], what=lambda: first.err)
            wait_until(lambda: not person.is_in() and time.monotonic() - since > LONGER)
            assert not first.told("listening")
            assert not second.told("listening")
            with hosting(tmp_path / "host", ports[0]):
                for one in (first, second):
                    wait_until(lambda one=one: one.told("standing")[-1] == "in-sync")
                wait_until(lambda: person.is_in() and person.reads("before"))


def test_who_is_there_is_told_that_a_chat_was_ended_of_which_nobody_keeps_a_copy(
    tmp_path: Path,
) -> None:
    port = free_port()
    with hosting(tmp_path / "host", port, attended=True) as (host, there):
        person = Person(tmp_path / "Ada", there, "Ada")
        wait_until(person.is_in)
        host.tell(STOP)
        assert host.wait() == 0
    for phase in (Phase.WAITING, Phase.CONNECTING, Phase.WAITING):
        wait_until(
            lambda phase=phase: is_told(person) and person.client.phase is phase,
            what=lambda: person.client.problem,
        )
    with hosting(tmp_path / "host", port):
        wait_until(person.is_in)
    person.client.quit("")


@contextlib.contextmanager
def cut_off_at_the_end(folder: Path) -> Iterator[tuple[Process, Process]]:
    """Two deputies of a host that ended the chat: one that heard so, and one, that stands still,
    whose connection was gone by then."""
    with contextlib.ExitStack() as undo:
        host, there = undo.enter_context(hosting(folder / "host", attended=True))
        heard, cut_off = (
            undo.enter_context(deputy(there, folder / name, free_port()))
            for name in ("heard", "cut-off")
        )
        ada = Person(folder / "Ada", there, "Ada")
        undo.callback(lambda: ada.client.quit(""))
        wait_until(lambda: ada.is_in() and knows_of(ada, 2))
        ada.say("before")
        wait_until(lambda: ada.reads("before") and ada.has_sent_all())
        ada.client.quit("")
        cut_off.signal(signal.SIGSTOP)
        undo.callback(lambda: cut_off.signal(signal.SIGCONT))
        key = load_key(folder / "cut-off").fingerprint
        wait_until(lambda: f"gone {key}" in host.told("deputy"), what=lambda: host.out)
        host.tell(STOP)
        assert host.wait() == 0
        wait_until(lambda: heard.told("standing")[-1] == ENDED, what=lambda: heard.out)
        yield heard, cut_off


def test_who_was_cut_off_at_the_end_learns_of_it_from_who_heard_it(tmp_path: Path) -> None:
    with cut_off_at_the_end(tmp_path) as (heard, cut_off):
        cut_off.signal(signal.SIGCONT)
        wait_until(lambda: cut_off.told("standing")[-1] == ENDED, what=lambda: cut_off.out)
        assert not cut_off.told("listening")
        assert not heard.told("listening")


def test_who_carried_on_what_was_ended_ends_it_once_it_meets_who_heard_so(tmp_path: Path) -> None:
    """And the other one does not follow it. Once the chat is hosted again, both do."""
    with cut_off_at_the_end(tmp_path) as (heard, cut_off):
        heard.signal(signal.SIGSTOP)
        cut_off.signal(signal.SIGCONT)
        wait_until(lambda: cut_off.told("listening"), what=lambda: (cut_off.out, cut_off.err))
        heard.signal(signal.SIGCONT)
        wait_until(
            lambda: cut_off.told("standing")[-1] == ENDED,
            what=lambda: (cut_off.out, cut_off.err, heard.out),
        )
        assert heard.told("standing")[-1] == ENDED
        with hosting(tmp_path / "host", parse_address(heard.told("copy-of")[0]).port):
            for one in (heard, cut_off):
                wait_until(
                    lambda one=one: one.told("standing")[-1] == "in-sync",
                    what=lambda: (heard.out, heard.err, cut_off.out, cut_off.err),
                )
