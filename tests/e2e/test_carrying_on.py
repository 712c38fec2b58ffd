"""A chat goes on at another window's computer when its host goes, as both have agreed."""

import json
import os
import signal
import socket
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.e2e.windows import RealWindow
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(240)
linux = pytest.mark.skipif(sys.platform != "linux", reason="finds a window's host in /proc")

GRACE = "Grace’s computer carries this chat on now."


@pytest.fixture(autouse=True)
def at_the_usual_port_alone() -> Iterator[None]:
    """A copy waits at the usual port: a window that comes back there while another of these tests
    runs on this computer would find the host of that."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (Path(tempfile.gettempdir()) / "desktopchat-tests-at-the-usual-port").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def to(window: RealWindow, name: str) -> None:
    """Tab until a widget has the keyboard: `name` is a part of its path."""
    window.to_pane("sidebar")
    for _ in range(20):
        focus = window.seen()["focus"]
        if name in focus:
            return
        window.press("Tab")
        window.shows("the next one", lambda s, was=focus: s["focus"] not in ("", was))
    raise AssertionError(f"Tab never reached {name}")


def asked(ada: RealWindow, grace: str) -> None:
    """Ada asks somebody for a copy, by the keyboard."""
    ada.shows("the bar", lambda s: s["copies"] == "Keep a copy elsewhere…")
    to(ada, "copies")
    ada.press("space")
    ada.shows("who can be asked", lambda s: grace in s["sheet_rows"][:1])
    ada.press("Tab", "Home", "Return", "Tab", "space")


def agreed(ada: RealWindow, grace: RealWindow, one: str = "Ada", other: str = "Grace") -> None:
    """Ada asks Grace for a copy, who agrees; until it is in step. one, other: their names."""
    asked(ada, other)
    grace.shows("the question", lambda s: f"{one} asks whether" in s["knock"])
    to(grace, "admit")
    grace.press("space")
    grace.shows("what it means", lambda s: "direct messages too" in s["sheet_words"])
    grace.press("Return")
    grace.shows("that it is kept", lambda s: s["copy"] == "Your computer keeps a copy of this chat")
    ada.shows("that it is safe", lambda s: s["copies"] == "Safe on 2 computers")
    ada.press("Escape")
    ada.shows("the chat", lambda s: not s["sheet"])


def joined(open_window: Opener, password: str = "") -> tuple[RealWindow, RealWindow]:
    """Ada, who hosts, and Grace, who is there. password: of the chat, "" for none."""
    more = ["--password", password] if password else []
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", *more, home="ada")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace", *more, home="grace")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    return ada, grace


def hosted_by_two(open_window: Opener) -> tuple[RealWindow, RealWindow, RealWindow]:
    """Ada, who hosts, Grace, who keeps a copy, and Linus, who has said "Before"."""
    ada, grace = joined(open_window)
    linus = open_window("join", address_of(ada), "--name", "Linus", home="linus")
    linus.in_chat()
    agreed(ada, grace)
    linus.say("Before")
    grace.reads("Before")
    ada.reads("Before")
    return ada, grace, linus


def test_who_agreed_hosts_when_the_hosts_window_is_closed(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    ada.press("ctrl+q")
    ada.shows("who carries on", lambda s: "Grace’s carries on" in s["sheet_words"])
    ada.press("Return")
    assert ada.process.wait(20) == 0
    linus.say("Still here?")
    grace.reads("Still here?")
    grace.say("As ever")
    linus.reads("As ever")
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    assert grace.seen()["copy"] == ""


def test_nobody_hosts_what_was_ended_for_everyone(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    ada.press("ctrl+q")
    ada.shows("who carries on", lambda s: "Grace’s carries on" in s["sheet_words"])
    ada.press("Tab", "Tab", "Return")  # End the chat for everyone
    assert ada.process.wait(20) == 0
    grace.shows("that it keeps the copy", lambda s: s["copy"].endswith("which its host has ended"))
    for one in (linus, grace):
        one.shows(
            "that it was ended", lambda s: "Whoever hosted this chat has ended it" in s["status"]
        )
    assert grace.seen()["hosting"] == ""


def test_the_menu_ends_no_chat_for_others_without_a_question(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    to(ada, "place_menu")
    ada.press("space")
    ada.shows("the menu", lambda s: "place_menu" not in s["focus"])
    ada.press("Down", "Up", "Return", front=False)  # the last item: End this chat…
    ada.shows("the question", lambda s: "Someone else is in it." in s["sheet_words"])
    ada.press("Escape")
    ada.shows("the chat", lambda s: not s["sheet"])
    ada.say("Still here")
    grace.reads("Still here")
    to(ada, "place_menu")
    ada.press("space")
    ada.shows("the menu", lambda s: "place_menu" not in s["focus"])
    ada.press("Down", "Up", "Return", front=False)
    ada.shows("the question", lambda s: "Someone else is in it." in s["sheet_words"])
    ada.press("Return")
    ada.shows("the first page", lambda s: s["page"] == "start")
    grace.shows("the end", lambda s: "Whoever hosted this chat has ended it" in s["status"])


def handed_over(ada: RealWindow, grace: RealWindow, people: int = 2) -> None:
    """Ada has Grace's computer carry on, and stays. people: who are there then."""
    to(ada, "place_menu")
    ada.press("space")
    ada.shows("the menu", lambda s: "place_menu" not in s["focus"])
    ada.press("Down", "Up", "Return", front=False)  # the last item: End this chat
    ada.shows("who carries on", lambda s: "computer carries on" in s["sheet_words"])
    ada.press("Return")
    hosts = f"Hosting “Lab 3” · {people} people"
    grace.shows("the bar of who hosts", lambda s: hosts in s["hosting"])
    ada.shows("no such bar", lambda s: not s["hosting"])


def test_who_hosted_hands_over_and_stays_and_gets_it_back(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    agreed(ada, grace)
    ada.say("Before")
    handed_over(ada, grace)
    ada.say("I am still here")
    grace.reads("I am still here")
    grace.say("And it is mine now")
    ada.reads("And it is mine now")
    assert "Before" in ada.seen()["timeline"]

    agreed(grace, ada, "Grace", "Ada")
    handed_over(grace, ada)
    grace.say("Yours again")
    ada.reads("Yours again")
    # Grace has agreed once and for all, and Ada has noted it: nobody is asked again.
    ada.shows("that it is safe", lambda s: s["copies"] == "Safe on 2 computers")
    grace.shows("that it is kept", lambda s: s["copy"] == "Your computer keeps a copy of this chat")


def test_what_is_being_written_stays_when_the_chat_goes_on_elsewhere(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    linus.press("Up")
    linus.shows("the edit", lambda s: s["composer"] == "Before")
    linus.type(", and after")
    begun = linus.shows("the new words", lambda s: s["composer"] == "Before, and after")["doing"]
    handed_over(ada, grace, people=3)
    ada.say("Elsewhere")
    linus.reads("Elsewhere")
    assert linus.seen()["composer"] == "Before, and after"
    assert linus.seen()["doing"] == begun
    linus.press("Return")
    grace.reads("Before, and after")


def test_a_copy_is_kept_again_when_its_window_comes_back(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    agreed(ada, grace)
    grace.press("ctrl+q")
    assert grace.process.wait(20) == 0
    ada.shows("that it is safe no more", lambda s: s["copies"] == "No copy elsewhere just now")
    back = open_window(home="grace")
    back.in_chat()
    ada.shows("that it is safe", lambda s: s["copies"] == "Safe on 2 computers")
    back.shows("that it is kept", lambda s: s["copy"] == "Your computer keeps a copy of this chat")
    to(back, "copybar")
    back.press("space")
    back.shows("a question", lambda s: "Keep no copy any more?" in s["sheet_words"])
    back.press("Return")
    back.shows("no copy", lambda s: not s["copy"])
    ada.shows("that it is safe no more", lambda s: s["copies"] == "Keep a copy elsewhere…")


def test_the_last_one_who_hosted_a_chat_that_began_elsewhere_hosts_it_again(
    open_window: Opener,
) -> None:
    ada, grace = joined(open_window)
    agreed(ada, grace)
    ada.say("Yesterday")
    grace.reads("Yesterday")
    ada.press("ctrl+q")
    ada.shows("who carries on", lambda s: "Grace’s carries on" in s["sheet_words"])
    ada.press("Return")
    assert ada.process.wait(20) == 0
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 1 person" in s["hosting"])
    grace.press("ctrl+q")  # nobody else is there: the host ends, too
    assert grace.process.wait(20) == 0
    back = open_window(home="grace")
    back.shows(
        "the bar of who hosts", lambda s: "Hosting “Lab 3” · 1 person" in s.get("hosting", "")
    )
    linus = open_window("join", address_of(back), "--name", "Linus", home="linus")
    linus.in_chat()
    linus.reads("Yesterday")
    linus.say("Today")
    back.reads("Today")
    assert back.seen()["timeline"].count("Yesterday") == 1


def test_who_carried_a_chat_on_and_ended_it_is_offered_to_host_it_again(
    open_window: Opener,
) -> None:
    ada, grace = joined(open_window)
    agreed(ada, grace)
    ada.say("Yesterday")
    grace.reads("Yesterday")
    handed_over(ada, grace)
    grace.press("ctrl+q")
    grace.shows("what becomes of it", lambda s: "End the chat for everyone" in s["sheet_words"])
    grace.press("Tab", "Return")
    assert grace.process.wait(20) == 0
    ada.shows("the end", lambda s: "Whoever hosted this chat has ended it" in s["status"])
    back = open_window(home="grace")
    back.shows("the offer", lambda s: "You have ended this chat." in s.get("hosting", ""))
    back.shows("what is so", lambda s: s["status"].startswith("Nobody hosts this chat now."))
    assert back.seen()["lock"] == "lock"
    to(back, "again")
    back.press("space")
    back.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    ada.say("Here again")
    back.reads("Here again")


def test_a_question_that_is_taken_back_goes_from_the_other_screen(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    asked(ada, "Grace")
    grace.shows("the question", lambda s: "Ada asks whether" in s["knock"])
    to(grace, "admit")
    grace.press("space")
    grace.shows("what it means", lambda s: "direct messages too" in s["sheet_words"])
    ada.press("Tab", "space")
    grace.shows("that it is taken back", lambda s: not s["sheet"] and "no longer" in s["note"])
    ada.press("Escape")
    ada.shows("the chat", lambda s: not s["sheet"])
    asked(ada, "Grace")
    grace.shows("the question alone", lambda s: "Ada asks whether" in s["knock"] and not s["note"])


def test_who_leaves_a_chat_chooses_what_becomes_of_the_copy(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    agreed(ada, grace)
    copies = grace.log.parent / "data" / "copies"
    assert list(copies.iterdir())
    to(grace, "place_menu")
    grace.press("space")
    grace.shows("the menu", lambda s: "place_menu" not in s["focus"])
    grace.press("Down", "Up", "Return", front=False)  # the last item: Leave this chat
    grace.shows("the question", lambda s: "Leave, and keep the copy?" in s["sheet_words"])
    grace.press("Tab", "Return")
    grace.shows("the first page", lambda s: s["page"] == "start")
    assert not list(copies.iterdir())
    ada.shows("that it is safe no more", lambda s: s["copies"] == "Keep a copy elsewhere…")


def test_a_copy_is_cleared_in_the_settings(open_window: Opener) -> None:
    ada, grace = joined(open_window)
    agreed(ada, grace)
    copies = grace.log.parent / "data" / "copies"
    assert list(copies.iterdir())
    grace.press("ctrl+comma")
    grace.shows("the settings", lambda s: s["sheet"] == "SettingsSheet")
    grace.type("disk")
    grace.shows("the copy", lambda s: "Copy of Lab 3" in s["sheet_words"])
    focus = grace.seen()["focus"]
    while "_storagerow6" not in focus:
        grace.press("Tab")
        seen = grace.shows("the next one", lambda s, was=focus: s["focus"] not in ("", was))
        focus = seen["focus"]
    grace.press("Tab", "space")  # Clear, which is behind Open folder
    grace.shows("what is lost", lambda s: "does not carry it on" in s["sheet_words"])
    grace.press("space")
    grace.shows("that it is gone", lambda s: "Cleared." in s["sheet_words"])
    assert not list(copies.iterdir())
    ada.shows("that it is safe no more", lambda s: s["copies"] == "Keep a copy elsewhere…")


# hosts that die


def process_of(window: RealWindow, option: str) -> int:
    """The process of a window's that was started with this in its command line."""
    pid = window.process.pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
        if option in Path(f"/proc/{child}/cmdline").read_text("utf-8"):
            return int(child)
    raise AssertionError("no such process")


def host_of(window: RealWindow) -> int:
    """The process of a window's host."""
    return process_of(window, "\0serve\0")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@linux
def test_who_keeps_a_copy_hosts_when_window_and_host_die(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    linus.to_front()
    host = host_of(ada)
    kill(ada.process.pid)
    kill(host)
    ada.process.wait(20)
    died = time.monotonic()
    linus.type("Still")
    linus.press("Return", front=False)
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"], 8)
    linus.shows("who carries on", lambda s: s["note"] == GRACE)
    assert time.monotonic() - died < 10
    linus.shows("nothing alarming", lambda s: not s["status"])
    linus.say("here?")
    grace.reads("here?")
    grace.say("As ever")
    linus.reads("As ever")
    for window in (grace, linus):
        assert [window.seen()["timeline"].count(said) for said in ("Before", "Still", "here?")] == [
            1,
            1,
            1,
        ]
    assert grace.seen()["note"] == ""

    back = open_window(home="ada")
    back.in_chat()
    back.reads("As ever")
    back.shows("no bar", lambda s: not s["hosting"] and not s["status"])
    assert back.seen()["timeline"].count("Before") == 1
    assert len(back.seen()["places"]) <= 1
    back.say("So it is")
    linus.reads("So it is")


@linux
def test_who_began_a_chat_hosts_it_again_once_who_carried_it_on_is_gone(
    open_window: Opener,
) -> None:
    """At another port than it was, too."""
    ada, grace, linus = hosted_by_two(open_window)
    dying = ada
    for bar in ("Hosting “Lab 3” · 2 people", ""):
        host = host_of(dying)
        kill(dying.process.pid)
        kill(host)
        dying.process.wait(20)
        if bar:
            dying = grace
            grace.shows("the bar of who hosts", lambda s, bar=bar: bar in s["hosting"])
            linus.shows("who carries on", lambda s: s["note"] == GRACE)
    linus.shows("that nobody is there", lambda s: "Reconnecting" in s["status"])
    back = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", home="ada")
    back.in_chat()
    back.shows("both", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    linus.say("Ada again")
    back.reads("Ada again")
    assert linus.seen()["timeline"].count("Before") == 1


@linux
def test_a_window_that_comes_back_to_its_host_knows_of_the_copies(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    kill(ada.process.pid)
    ada.process.wait(20)
    back = open_window(home="ada")
    back.shows("the way back", lambda s: s.get("buttons", {}).get("host") == "Go back to it")
    back.press("Return")
    back.in_chat()
    back.shows("that it is safe", lambda s: s["copies"] == "Safe on 2 computers")
    to(back, "copies")
    back.press("space")
    back.shows("Linus, too", lambda s: any("Linus" in one for one in s["sheet_rows"]))
    back.shows("Grace once", lambda s: sum("Grace" in one for one in s["sheet_rows"]) == 1)
    back.press("Escape")
    back.shows("the chat", lambda s: not s["sheet"])
    handed_over(back, grace, people=3)
    linus.say("Still here")
    back.reads("Still here")


@linux
def test_a_window_follows_to_the_copy_when_its_host_dies(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    kill(host_of(ada))
    ada.shows("no bar", lambda s: not s["hosting"])
    ada.shows("who carries on", lambda s: s["note"] == GRACE)
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 3 people" in s["hosting"])
    ada.say("My host has died")
    linus.reads("My host has died")
    linus.say("We hardly noticed")
    ada.reads("We hardly noticed")
    assert ada.seen()["timeline"].count("Before") == 1


def is_stopped(process: int) -> bool:
    """Whether all of it stands still, a moment after the signal for that."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return all((one / "stat").read_text().rpartition(")")[2].split()[0] == "T" for one in tasks)


@linux
def test_a_window_is_one_of_all_after_its_host_was_asleep(open_window: Opener) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    host, port = host_of(ada), int(address_of(ada).rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        ssl._create_unverified_context().wrap_socket(plain) as mia,
    ):
        mia.sendall(b"NICK Mia\r\nUSER mia 0 * :Mia\r\nJOIN #Lab-3\r\n")
        linus.shows("Mia among the people", lambda s: "Mia" in s["people"])
        os.kill(host, signal.SIGSTOP)
        wait_until(lambda: is_stopped(host))
        # Her program knows of no other host, and says it to that one.
        mia.sendall(b"PRIVMSG #Lab-3 :Half a word\r\nPRIVMSG #Lab-3 :and another\r\n")
        ada.say("Into the void")
        grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 3 people" in s["hosting"])
        linus.say("Meanwhile")
        grace.reads("Into the void")
        os.kill(host, signal.SIGCONT)
        ada.reads("Meanwhile")
        ada.shows("no bar", lambda s: not s["hosting"] and not s["status"])
        for window in (ada, grace, linus):
            window.reads("came from the other half of this chat.")
            window.reads("Half a word")
            window.reads("and another")
            assert window.seen()["timeline"].count("Into the void") == 1
    grace.shows("all of them", lambda s: all(one in s["people"] for one in ("Ada", "Linus")))
    grace.say("Together again")
    ada.reads("Together again")


@linux
def test_what_went_over_is_the_copy_of_the_chat_and_carries_on_after_its_window_came_back(
    open_window: Opener,
) -> None:
    ada, grace, linus = hosted_by_two(open_window)
    host = host_of(ada)
    os.kill(host, signal.SIGSTOP)
    wait_until(lambda: is_stopped(host))
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 3 people" in s["hosting"])
    os.kill(host, signal.SIGCONT)
    ada.shows("that it is kept", lambda s: s["copy"] == "Your computer keeps a copy of this chat")
    grace.shows("that it is safe", lambda s: s["copies"] == "Safe on 2 computers")
    data = ada.log.parent / "data"
    assert not (data / "host").exists()
    kept = json.loads((ada.log.parent / "config" / "settings.json").read_text("utf-8"))
    assert not kept["last_host"]["title"]  # or a new chat would bear it
    linus.say("Both are one")
    ada.reads("Both are one")
    ada.press("ctrl+q")
    assert ada.process.wait(20) == 0
    back = open_window(home="ada")
    back.in_chat()
    back.shows("that it is kept", lambda s: s["copy"] == "Your computer keeps a copy of this chat")
    grace.shows("that it is safe", lambda s: s["copies"] == "Safe on 2 computers")
    assert len(back.seen()["places"]) <= 1
    host = host_of(grace)
    kill(grace.process.pid)
    kill(host)
    grace.process.wait(20)
    back.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    linus.say("Ada again")
    back.reads("Ada again")
    assert back.seen()["timeline"].count("Both are one") == 1
    assert [one.name.partition("-")[2] for one in (data / "copies").iterdir()] == [""]


@linux
def test_who_comes_back_to_a_chat_with_a_password_is_asked_for_it(open_window: Opener) -> None:
    ada, grace = joined(open_window, "tea")
    grace.press("ctrl+q")
    assert grace.process.wait(20) == 0
    back = open_window(home="grace")
    back.shows("the question", lambda s: s.get("password", "").startswith("This chat has a pass"))
    assert not back.seen()["status"]
    back.type("coffee")
    back.press("Return", front=False)
    back.shows("that it is wrong", lambda s: s["password"].endswith("This is not the password."))
    back.type("tea")
    back.press("Return", front=False)
    back.shows("that it is there", lambda s: not s["password"] and "Ada" in s["people"])
    back.say("Me again")
    ada.reads("Me again")


@linux
def test_who_comes_back_to_the_chat_that_their_copy_hosts_is_in_at_once(
    open_window: Opener,
) -> None:
    ada, grace = joined(open_window, "tea")
    agreed(ada, grace)
    linus = open_window(
        "join", address_of(ada), "--name", "Linus", "--password", "tea", home="linus"
    )
    linus.in_chat()
    ada.press("ctrl+q")
    ada.shows("who carries on", lambda s: "Grace’s carries on" in s["sheet_words"])
    ada.press("Return")
    assert ada.process.wait(20) == 0
    grace.shows("the bar of who hosts", lambda s: "Hosting “Lab 3” · 2 people" in s["hosting"])
    kill(grace.process.pid)
    grace.process.wait(20)
    back = open_window(home="grace")
    back.shows("the bar", lambda s: "Hosting “Lab 3” · 2 people" in s.get("hosting", ""), 12)
    assert not back.seen()["password"]
    back.say("Me again")
    linus.reads("Me again")
