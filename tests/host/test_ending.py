"""A chat that is ended for everyone: who keeps a copy does not carry it on, and people are told."""

import contextlib
import time
from pathlib import Path

import pytest

from desktopchat.client.problems import ProblemKind
from desktopchat.hosting.protocol import ENDED, STOP
from desktopchat.irc.address import Address
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
