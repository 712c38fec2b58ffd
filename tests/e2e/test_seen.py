"""Who has seen what Ada says, in real windows; programs of the terminal know nothing of it."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_on_a_message import two
from tests.e2e.test_terminal_clients import CLIENTS, PLAIN, Client, port_of
from tests.e2e.test_two_windows import address_of

pytestmark = pytest.mark.timeout(240)


def test_ada_sees_that_grace_has_read_it_until_grace_keeps_that_to_herself(
    open_window: Opener,
) -> None:
    ada, grace = two(open_window)
    ada.say("Tea at four?")
    assert ada.seen()["seen"] == []
    grace.to_front()
    ada.shows("who has seen it", lambda s: s["seen"] and s["seen"][0].startswith("Seen by Grace"))

    grace.press("ctrl+comma")
    grace.shows("the settings", lambda s: s["sheet"] == "SettingsSheet")
    grace.type("have read")
    grace.press("Down", "space")
    ada.shows("nothing of it any more", lambda s: not s["seen"])
    grace.press("Escape", "Escape")
    settings = (grace.probe.parent / "config" / "settings.json").read_text(encoding="utf-8")
    assert '"tell_seen": false' in settings
    assert ada.output() == grace.output() == ""


@pytest.mark.parametrize("client", CLIENTS)
def test_who_talks_from_a_terminal_neither_tells_nor_sees_it(
    open_window: Opener, tmp_path: Path, client: Client
) -> None:
    ada = open_window("host", *PLAIN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    with client(port_of(ada), "bo", tmp_path) as terminal:
        terminal.shows("Welcome to Lab 3")
        terminal.enter("/join #Lab-3")
        ada.shows("bo among the people", lambda s: "bo" in s["people"])
        ada.say("Tea at four?")
        terminal.shows("Tea at four?")
        grace.to_front()
        ada.shows("who has seen it", lambda s: s["seen"] and "Grace" in s["seen"][0])
        assert "bo" not in ada.seen()["seen"][0]
        ada.say("Or at five?")
        screen = terminal.shows("Or at five?")
        assert "SEEN" not in screen
        assert "timestamp=" not in screen
