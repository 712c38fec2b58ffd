"""A place that has gone on at another computer is hosted again by who hosted it before."""

import contextlib
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.host.net.tls import load_key
from tests.host.places import ROOM, Person, deputy, free_port, hosting
from tests.test_cli import run
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


def all_in(people: list[Person]) -> bool:
    return sum(one.is_in() for one in people) == len(people)


def test_people_find_who_began_a_place_again_once_who_carried_it_on_is_gone(
    tmp_path: Path,
) -> None:
    """Also who has met that one alone, and windows and commands that are started again."""
    port = free_port()
    with contextlib.ExitStack() as undo:
        with hosting(tmp_path / "host") as (host, there):
            heir = undo.enter_context(deputy(there, tmp_path / "copy", port))
            cy = Person(tmp_path / "cy", there, "Cy")
            undo.callback(lambda: cy.client.quit(""))
            wait_until(cy.is_in)
            wait_until(lambda: cy.is_in() and cy.client.session.model.isupport.deputies)
            host.signal(signal.SIGKILL)
            host.wait()
        wait_until(cy.is_in, 30, lambda: (cy.client.phase, cy.client.problem))
        key = load_key(tmp_path / "copy").fingerprint
        heirs = replace(there, port=port, fingerprint=key)
        sent = run("send", str(heirs), ROOM, "before", "--name", "Eve")
        assert (sent.returncode, sent.stderr) == (0, "")
        di = Person(tmp_path / "di", heirs, "Di")
        undo.callback(lambda: di.client.quit(""))
        people = [cy, di]
        wait_until(lambda: all_in(people))
        heir.signal(signal.SIGKILL)
        heir.wait()
        undo.enter_context(hosting(tmp_path / "host", there.port))
        seen = lambda: [(one.client.address, one.client.problem) for one in people]  # noqa: E731
        wait_until(lambda: all_in(people), 20, seen)
        assert {one.client.address.port for one in people} == {there.port}
        for one in people:
            one.come_again_at(replace(heirs, fingerprint=""))
        wait_until(lambda: all_in(people), 20, seen)
        sent = run("send", heirs.authority, ROOM, "here again", "--name", "Eve")
        assert (sent.returncode, sent.stderr) == (0, "")
        wait_until(lambda: cy.reads("here again"))
