"""Two windows that find each other by themselves: one click joins, and one click calls."""

import os

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN

# Of this run: by DNS-SD, hosts of others on this computer are heard, too.
TITLE, KITCHEN = f"Lab {os.getpid()}", f"Kitchen {os.getpid()}"

pytestmark = pytest.mark.timeout(240)


def test_a_chat_is_in_the_list_and_one_press_joins_it(open_window: Opener) -> None:
    grace = open_window("--name", "Grace")
    grace.shows("the first page", lambda s: s.get("page") == "start", 30)
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", TITLE)
    ada.in_chat()
    seen = grace.shows("the chat in the list", lambda s: TITLE in s["near"])
    below = ["Down"] * seen["near"].index(TITLE)  # others on this computer may host too
    grace.press("Tab", "Tab", "Tab", "Tab", *below, "Return")  # name, room, password, hosting
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    grace.say("Found you.")
    ada.reads("Found you.")


def test_somebody_nearby_is_invited_and_comes(open_window: Opener) -> None:
    grace = open_window("--name", "Grace")
    grace.shows("the first page", lambda s: s.get("page") == "start", 30)
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", TITLE)
    ada.in_chat()
    ada.shows("the code", lambda s: s["share"])
    ada.press("ctrl+i")
    ada.shows("Grace nearby", lambda s: s["sheet_rows"] == ["Grace"])
    ada.press("Tab", "Tab", "Return")
    grace.shows("the call", lambda s: s["call"] == f"Ada, who is nearby, invites you to {TITLE}")
    # Past the two languages, the help, the settings and "Not now", to "Join".
    grace.press(*["shift+Tab"] * 6, "Return")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    ada.shows("nobody left to invite", lambda s: s["sheet_rows"] == [])


def test_who_is_invisible_is_not_seen_but_sees(open_window: Opener) -> None:
    hidden = open_window("host", *LISTEN, "--name", "Ada", "--title", TITLE, "--invisible")
    hidden.in_chat()
    seen = open_window("host", *LISTEN, "--name", "Bo", "--title", KITCHEN)
    seen.in_chat()
    grace = open_window("--name", "Grace")
    grace.shows("the chat that is seen", lambda s: KITCHEN in s.get("near", ()), 30)
    grace.shows("Bo nearby", lambda s: "Bo" in s["near"])
    assert not {TITLE, "Ada"} & set(grace.seen()["near"])
