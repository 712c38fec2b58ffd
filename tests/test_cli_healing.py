"""What programs that print tell of messages that the host sorts in front of what they told."""

import contextlib
import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.host.places import ROOM
from tests.host.test_healing import Halves
from tests.host.wire import Process
from tests.waiting import wait_until


def heard(process: Process) -> list[str]:
    """What was said, of what it printed."""
    lines = [json.loads(line) for line in list(process.out) if line.startswith("{")]
    said = [one for one in lines if "message" in (one.get("event"), one.get("kind"))]
    return [one["text"] for one in said]


@pytest.mark.sockets
def test_what_the_other_half_said_is_told_late_and_once(tmp_path: Path) -> None:
    with contextlib.ExitStack() as undo:
        halves = Halves(tmp_path, undo)
        halves.begin("before")
        old, at_old = halves.host_old()
        ada = halves.person("Ada", at_old)
        wait_until(ada.is_in)
        for text in ("old 1", "old 2"):
            ada.say(text)
        wait_until(lambda: ada.reads("old 1", "old 2") and ada.has_sent_all())
        ada.client.quit("")
        old.signal(signal.SIGTERM)
        assert old.wait() == 0
        _, at_new = halves.host_new()
        where = str(at_new)
        cy = undo.enter_context(Process("join", "--plain", "--json", where, "--name", "Cy"))
        tail = undo.enter_context(Process("tail", "--json", where, ROOM, "--name", "ear"))
        wait_until(lambda: any('"open"' in line for line in cy.out), 20, lambda: (cy.out, cy.err))
        wait_until(lambda: any('"ear"' in line for line in tail.out), 20, lambda: tail.err)
        cy.tell("new 1")
        wait_until(lambda: "new 1" in heard(tail), 20, lambda: (tail.out, tail.err))
        halves.host_old(at_old.port)
        said = ("old 2", "together")
        for text in said:
            wait_until(
                lambda text=text: text in heard(cy) and text in heard(tail),  # type: ignore[misc]
                60,
                lambda: (cy.out, cy.err, tail.out, tail.err),
            )
            if text != said[-1]:
                cy.tell("/history")
                cy.tell(said[-1])
        for one in (cy, tail):
            assert set(Counter(heard(one)).values()) == {1}
        assert heard(tail)[:3] == ["new 1", "old 1", "old 2"]
        late = [one for one in map(json.loads, cy.out) if one.get("late")]
        assert [one["text"] for one in late] == ["old 1", "old 2"]
