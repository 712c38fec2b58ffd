"""Two windows that find each other by themselves: one click joins, and one click calls."""

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN

pytestmark = pytest.mark.timeout(240)


def test_a_chat_is_in_the_list_and_one_press_joins_it(open_window: Opener) -> None:
    grace = open_window("--name", "Grace")
    grace.shows("the first page", lambda s: s.get("page") == "start", 30)
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    seen = grace.shows("the chat in the list", lambda s: "Lab 3" in s["near"])
    below = ["Down"] * seen["near"].index("Lab 3")  # others on this computer may host too
    grace.press("Tab", "Tab", "Tab", "Tab", *below, "Return")  # name, room, password, hosting
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    grace.say("Found you.")
    ada.reads("Found you.")


def test_somebody_nearby_is_invited_and_comes(open_window: Opener) -> None:
    grace = open_window("--name", "Grace")
    grace.shows("the first page", lambda s: s.get("page") == "start", 30)
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    ada.shows("the code", lambda s: s["share"])
    ada.press("ctrl+i")
    ada.shows("Grace nearby", lambda s: s["sheet_rows"] == ["Grace"])
    ada.press("Tab", "Tab", "Return")
    grace.shows("the call", lambda s: s["call"] == "Ada, who is nearby, invites you to Lab 3")
    grace.press("shift+Tab", "shift+Tab", "Return")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    ada.shows("nobody left to invite", lambda s: s["sheet_rows"] == [])


def test_who_is_invisible_is_not_seen_but_sees(open_window: Opener) -> None:
    hidden = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", "--invisible")
    hidden.in_chat()
    seen = open_window("host", *LISTEN, "--name", "Bo", "--title", "Kitchen")
    seen.in_chat()
    grace = open_window("--name", "Grace")
    grace.shows("the chat that is seen", lambda s: "Kitchen" in s.get("near", ()), 30)
    grace.shows("Bo nearby", lambda s: "Bo" in s["near"])
    assert not {"Lab 3", "Ada"} & set(grace.seen()["near"])
