"""What a window asks before its computer goes, while the copy on another one comes and goes."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_carrying_on import (
    agreed,
    asked,
    at_the_usual_port_alone,
    host_of,
    hosted_by_two,
    is_stopped,
    joined,
    kill,
    linux,
    process_of,
    to,
)
from tests.e2e.windows import RealWindow
from tests.waiting import wait_until

pytestmark = [pytest.mark.timeout(240), linux]
__all__ = ["at_the_usual_port_alone"]

OFFERED, LEFT = "Grace’s carries on", "End the chat for everyone"


@contextmanager
def asleep(window: RealWindow) -> Iterator[None]:
    """The copy that a window keeps hears and says nothing meanwhile."""
    copy = process_of(window, "--deputy-of")
    os.kill(copy, signal.SIGSTOP)
    try:
        wait_until(lambda: is_stopped(copy))
        yield
    finally:
        if Path(f"/proc/{copy}").exists():
            os.kill(copy, signal.SIGCONT)


def test_who_carries_on_is_offered_while_their_copy_is_in_step(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    with asleep(grace):
        ada.shows("no copy", lambda s: s["copies"] == "No copy elsewhere just now")
        ada.press("ctrl+q")
        ada.shows("what is left", lambda s: LEFT in s["sheet_words"])
        assert OFFERED not in ada.seen()["sheet_words"]
    begun = ada.shows("who carries on", lambda s: OFFERED in s["sheet_words"])["focus"]
    with asleep(grace):
        # The keyboard stays where it was, on what is harmless.
        seen = ada.shows("what is left", lambda s: OFFERED not in s["sheet_words"])
        assert LEFT in seen["sheet_words"]
        assert seen["focus"] == begun
    ada.shows("who carries on", lambda s: OFFERED in s["sheet_words"])
    ada.press("Escape")
    ada.shows("the chat", lambda s: not s["sheet"])
    linus.say("Nobody has gone")
    ada.reads("Nobody has gone")


def test_a_window_stays_where_nobody_takes_over_and_asks_what_is_left(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    ada.press("ctrl+q")
    ada.shows("who carries on", lambda s: OFFERED in s["sheet_words"])
    ada.to_front()
    with asleep(grace):
        ada.press("Return", front=False)
        ada.shows("what has happened", lambda s: "does not answer" in s["sheet_words"])
        assert LEFT in ada.seen()["sheet_words"]
        linus.say("Still here?")
        grace.reads("Still here?")
    ada.shows("who carries on", lambda s: OFFERED in s["sheet_words"])
    ada.press("Escape")
    ada.shows("the chat", lambda s: not s["sheet"])
    ada.press("ctrl+q")
    ada.shows("who carries on", lambda s: OFFERED in s["sheet_words"])
    ada.press("Return")
    assert ada.process.wait(20) == 0
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    linus.say("As ever")
    grace.reads("As ever")
    assert grace.seen()["timeline"].count("Still here?") == 1


def test_who_stays_in_the_chat_is_told_that_nobody_takes_over(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    to(ada, "place_menu")
    ada.press("space")
    ada.shows("the menu", lambda s: "place_menu" not in s["focus"])
    ada.press("Down", "Up", "Return", front=False)  # the last item: End this chat…
    ada.shows("who carries on", lambda s: "computer carries on" in s["sheet_words"])
    with asleep(grace):
        ada.press("Return", front=False)
        ada.shows("what has happened", lambda s: "does not answer" in s["note"])
        assert "Hosting “Lab 3” · 3 people" in ada.seen()["hosting"]
        linus.say("Still here")
        ada.reads("Still here")


def test_no_copy_is_spoken_of_that_never_came(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    asked(ada, "Grace")
    grace.shows("the question", lambda s: "Ada asks whether" in s["knock"])
    to(grace, "admit")
    grace.press("space")
    grace.shows("what it means", lambda s: "direct messages too" in s["sheet_words"])
    host = host_of(ada)
    os.kill(host, signal.SIGSTOP)
    wait_until(lambda: is_stopped(host))
    grace.press("Return", front=False)
    grace.shows("the chat", lambda s: not s["sheet"])
    kill(ada.process.pid)
    kill(host)
    ada.process.wait(20)
    grace.shows("that there is none", lambda s: s["copy"].startswith("Your computer has no copy"))
    grace.press("ctrl+q")
    assert grace.process.wait(20) == 0
    back = open_window(home="grace")
    back.in_chat()
    back.shows("that there is none", lambda s: s["copy"].startswith("Your computer has no copy"))


def hosts_again(open_window: Opener, ada: RealWindow, grace: RealWindow) -> RealWindow:
    """Both computers of a chat fall out; Ada's comes back, and she hosts it again."""
    agreed(ada, grace)
    ada.say("Yesterday")
    grace.reads("Yesterday")
    processes = [host_of(ada), process_of(grace, "--deputy-of")]
    for window in (ada, grace):
        kill(window.process.pid)
        window.process.wait(20)
    for process in processes:
        kill(process)
    back = open_window(home="ada")
    back.in_chat()
    back.shows("the offer", lambda s: s["hosting"].startswith("Nobody carries this chat on"))
    to(back, "again")
    back.press("space")
    return back


def test_what_nobody_carries_on_is_hosted_again_at_one_press(open_window: Opener) -> None:
    back = hosts_again(open_window, *joined(open_window))
    back.shows("the bar", lambda s: "Hosting “Lab 3” · 1 person" in s.get("hosting", ""))
    back.reads("Yesterday")


def test_what_had_a_password_is_hosted_again_with_it(open_window: Opener) -> None:
    back = hosts_again(open_window, *joined(open_window, "tea"))
    back.shows("the first page", lambda s: s["page"] == "start" and "!field" in s["focus"])
    back.press("Return")
    back.shows("that one is missing", lambda s: "had a password" in s["words"]["password"])
    back.press("t", "e", "a", "Return")
    back.shows("the bar", lambda s: "Hosting “Lab 3” · 1 person" in s.get("hosting", ""))
    back.reads("Yesterday")
    share = back.shows("the link", lambda s: len(s["share"].split()) == 2)["share"]
    linus = open_window("join", share.split()[1], "--name", "Linus", home="linus")
    linus.shows("that it has one", lambda s: "password" in s.get("words", {}).get("password", ""))
