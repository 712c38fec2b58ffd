"""A window looks for what was said before it came, and goes there."""

import pytest

from tests.e2e.conftest import Opener
from tests.host.wire import Raw, Serve

pytestmark = pytest.mark.timeout(240)


def test_what_was_said_long_before_is_found_and_gone_to(open_window: Opener) -> None:
    with Serve("--title=Lab 3", "--no-throttle") as host, Raw(host.address) as grace:
        grace.register("Grace", "#Lab-3")
        grace.send("PRIVMSG #Lab-3 :the kettle is in the cupboard")
        for number in range(450):
            grace.send(f"PRIVMSG #Lab-3 :remark number {number}")
        grace.send("PING done")
        grace.until("PONG")
        ada = open_window("join", str(host.address), "--name", "Ada")
        ada.in_chat()
        ada.reads("remark number 449")
        ada.press("ctrl+f")
        ada.shows("the search", lambda s: s["sheet"] == "SearchSheet")
        ada.type("kettle")
        ada.shows("the message", lambda s: s["sheet_rows"] == ["Grace"])
        ada.press("Return")
        ada.reads("the kettle is in the cupboard")
        ada.shows("the room from there on", lambda s: "remark number 3" in s["timeline"])
        ada.press("Escape")
        ada.reads("remark number 449")
