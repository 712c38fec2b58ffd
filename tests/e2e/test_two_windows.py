"""Two people, two windows, two processes: one hosts, the other joins, they talk."""

import re

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.windows import RealWindow, Words

pytestmark = pytest.mark.timeout(240)

LISTEN = ("--listen", "ircs://127.0.0.1:0")


def address_of(host: RealWindow) -> str:
    """The address as the host's own window shows it to its owner."""

    def shown(seen: Words) -> bool:
        return bool(re.search(r"127\.0\.0\.1:\d+", seen.get("share", "")))

    seen = host.shows("the address of the chat", shown, 30)
    found = re.search(r"127\.0\.0\.1:\d+", seen["share"])
    assert found is not None
    return found[0]


def test_two_windows_host_join_and_talk_in_several_scripts(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada Lovelace", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace Hopper")
    grace.in_chat()

    ada.shows("Grace among the people", lambda s: "Grace Hopper" in s["people"])
    grace.shows("Ada among the people", lambda s: "Ada Lovelace" in s["people"])
    grace.shows("the room's title", lambda s: s["rooms"] == ["Lab-3"])

    ada.say("Good morning, Grace!")
    grace.reads("Good morning, Grace!")
    grace.say("Morning, Ada. Is the kettle on?")
    ada.reads("Morning, Ada. Is the kettle on?")

    ada.say("你好，世界")
    grace.reads("你好，世界")
    grace.paste("Tea \N{HOT BEVERAGE}\N{VARIATION SELECTOR-16} and 🎉 at four")
    grace.press("Return")
    ada.reads("Tea \N{HOT BEVERAGE}\N{VARIATION SELECTOR-16} and 🎉 at four")


def test_shift_enter_breaks_the_line_and_enter_sends_both(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    grace.type("first line")
    grace.press("shift+Return")
    grace.type("second line")
    grace.shows("two lines", lambda s: s["composer"] == "first line\nsecond line")
    grace.press("Return")
    ada.reads("first line")
    ada.reads("second line")


def test_who_quits_is_seen_leaving(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    grace.press("ctrl+q")
    ada.shows("Grace no more among the people", lambda s: "Grace" not in s["people"])
    ada.shows("a line that says so", lambda s: "Grace went offline" in s["timeline"])
    assert grace.process.wait(15) == 0


def test_closing_the_hosts_window_asks_while_others_are_there(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    ada.press("ctrl+q")
    ada.shows("the question", lambda s: s["sheet"] == "QuestionSheet")
    ada.press("Return")  # keep hosting in the background
    assert ada.process.wait(15) == 0
    grace.shows("Ada gone", lambda s: "Ada" not in s["people"])
    grace.say("Still here?")
    grace.reads("Still here?")
    assert grace.seen()["status"] == ""
    grace.press("ctrl+q")
    assert grace.process.wait(15) == 0


def test_a_chat_that_was_left_running_is_come_back_to_and_ended(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", home="ada")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    ada.press("ctrl+q")
    ada.shows("the question", lambda s: s["sheet"] == "QuestionSheet")
    ada.press("Return")  # keep hosting in the background
    assert ada.process.wait(15) == 0
    grace.shows("Ada gone", lambda s: "Ada" not in s["people"])

    back = open_window(home="ada")
    back.shows("the way back", lambda s: _host_button(s) == "Go back to it", 30)
    back.press("Return")
    back.in_chat()
    back.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    grace.shows("Ada back", lambda s: "Ada" in s["people"])
    grace.say("Welcome back")
    back.reads("Welcome back")
    back.press("ctrl+q")
    back.shows("the question", lambda s: s["sheet"] == "QuestionSheet")
    back.press("Tab", "Return")  # end it for everyone
    assert back.process.wait(15) == 0
    grace.shows("the end", lambda s: "Whoever hosted this chat has ended it" in s["status"], 20)

    new = open_window(home="ada")
    # It ended with the window, as one does with nobody in it, and is offered as such a one is.
    new.shows("the two choices", lambda s: _host_button(s) == "Host it again", 30)


def _host_button(seen: Words) -> str:
    return str(seen.get("buttons", {}).get("host", ""))
