"""What was typed is there after the worst end of a window, and what was seen without a host."""

import signal
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Delivery
from desktopchat.irc.address import parse_address
from tests.client.scripted import until
from tests.e2e.conftest import Opener
from tests.e2e.test_failures import serving
from tests.e2e.windows import TURN
from tests.host.places import free_port, hosting

pytestmark = pytest.mark.timeout(240)


def test_a_killed_window_sends_what_waited_once_when_it_starts_again(
    open_window: Opener, tmp_path: Path
) -> None:
    with serving(0, tmp_path / "host") as (host, port):
        ada = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", "--room", "#lab")
        grace = open_window("join", f"127.0.0.1:{port}", "--name", "Grace", "--room", "#lab")
        ada.in_chat()
        grace.in_chat()
        ada.shows("Grace", lambda s: "Grace" in s["people"])
        ada.say("Before the host fell asleep")
        grace.reads("Before the host fell asleep")
        host.send_signal(signal.SIGSTOP)
        ada.say("Said to a sleeping host")
        ada.shows("that it is on its way", lambda s: "Said to a sleeping host" in s["timeline"])
        ada.type("half a thou")
        ada.shows("the draft", lambda s: s["composer"] == "half a thou")
        # The draft is on the disk within a second; what was sent was before it was shown.
        logbook = tmp_path / "window-0" / "data" / "logbooks"
        ada.shows("the draft on the disk", lambda _s: _in_files(logbook, b"half a thou"))
        ada.process.kill()
        ada.process.wait(TURN)

        again = open_window(
            "join", f"127.0.0.1:{port}", "--name", "Ada", "--room", "#lab", home="window-0"
        )
        seen = again.shows(
            "all of it, without the host",
            lambda s: "Said to a sleeping host" in s.get("timeline", ""),
            30,
        )
        assert "Before the host fell asleep" in seen["timeline"]
        assert seen["composer"] == "half a thou"
        again.press("End")
        again.type("t, and another one")
        again.shows("both", lambda s: s["composer"] == "half a thout, and another one")
        again.press("Return")
        host.send_signal(signal.SIGCONT)
        grace.reads("half a thout, and another one")
        again.shows("all is well", lambda s: s["status"] == "" and "sending" not in s["timeline"])
        for window in (grace, again):
            timeline = window.seen()["timeline"]
            assert timeline.count("Said to a sleeping host") == 1
            assert timeline.count("half a thout, and another one") == 1
            assert timeline.index("Said to a sleeping") < timeline.index("half a thout")


def test_new_words_and_a_reaction_for_a_host_that_died_are_there_when_it_is_back(
    open_window: Opener, tmp_path: Path
) -> None:
    port = free_port()
    with hosting(tmp_path / "host", port) as (host, there):
        address = str(there)
        ada = open_window("join", address, "--name", "Ada", "--room", "#lab")
        grace = open_window("join", address, "--name", "Grace", "--room", "#lab")
        ada.in_chat()
        grace.in_chat()
        grace.say("Shall we meet at four?")
        ada.reads("Shall we meet at four?")
        ada.say("Five is beter")
        grace.reads("Five is beter")
        ada.shows("that it arrived", lambda s: "sending" not in s["timeline"])
        host.signal(signal.SIGSTOP)
        ada.press("Up")
        ada.shows("my words", lambda s: s["composer"] == "Five is beter")
        ada.press("BackSpace", "BackSpace", "BackSpace")
        ada.type("tter")
        ada.press("Return")
        ada.reads("Five is beter   sending…")
        ada.to_pane(".!rowtext")
        ada.press("Up", "Up", "plus")
        ada.shows("the picker", lambda s: s["emoji"])
        ada.type("thumbs up")
        ada.shows("the emoji", lambda s: s["emoji"] == "👍")
        ada.press("Return")
        ada.reads("Shall we meet at four?   sending…")
        ada.process.kill()
        ada.process.wait(TURN)
        host.signal(signal.SIGKILL)
    again = open_window("join", address, "--name", "Ada", "--room", "#lab", home="window-0")
    again.shows("both", lambda s: s.get("timeline", "").count("sending…") == 2)
    with hosting(tmp_path / "host", port):
        for window in (again, grace):
            window.reads("Five is better")
            window.reads("👍 1")
            assert "sending" not in window.seen()["timeline"]


def test_new_words_while_the_host_is_gone_change_the_message_and_double_none(
    open_window: Opener, tmp_path: Path
) -> None:
    port = free_port()
    with hosting(tmp_path / "host", port) as (host, there):
        ada = open_window("join", str(there), "--name", "Ada", "--room", "#lab")
        grace = open_window("join", str(there), "--name", "Grace", "--room", "#lab")
        ada.in_chat()
        grace.in_chat()
        ada.say("Five is beter")
        grace.reads("Five is beter")
        ada.shows("that it arrived", lambda s: "sending" not in s["timeline"])
        host.signal(signal.SIGKILL)
    ada.shows("that there is no host", lambda s: s["status"])
    for old, new in (("Five is beter", "Five is better"), ("At the dor", "At the door")):
        if new == "At the door":
            ada.say(old)
            ada.reads(f"{old}   waiting for the host…")
        ada.press("Up")
        ada.shows("my words", lambda s, old=old: s["composer"] == old)
        ada.press("BackSpace", "BackSpace")
        ada.type(new[len(old) - 2 :])
        ada.shows("the new words", lambda s, new=new: s["composer"] == new)
        ada.press("Return")
        ada.shows("an empty field", lambda s: not s["composer"])
    ada.reads("At the door   waiting for the host…")
    with hosting(tmp_path / "host", port):
        for window in (ada, grace):
            window.reads("Five is better")
            window.reads("At the door")
            timeline = window.seen()["timeline"]
            assert "beter" not in timeline
            assert "dor" not in timeline.replace("door", "")


def _in_files(folder: Path, words: bytes) -> bool:
    return any(words in part.read_bytes() for part in folder.iterdir())


def test_a_place_shows_what_was_said_there_when_its_host_is_gone(
    open_window: Opener, tmp_path: Path
) -> None:
    with serving(0, tmp_path / "host") as (_host, port):
        ada = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", "--room", "#lab")
        ada.in_chat()
        ada.say("Remember the milk")
        ada.reads("✓")
        ada.press("ctrl+q")
        assert ada.process.wait(TURN) == 0
    again = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", home="window-0")
    again.shows("what was said", lambda s: "Remember the milk" in s.get("timeline", ""), 30)
    again.shows("that there is no host", lambda s: "Reconnecting" in s.get("status", ""))
    again.press("Up")
    again.shows("the edit", lambda s: s["composer"] == "Remember the milk")
    again.press("Escape")
    again.say("Written into the dark")
    again.shows("that it waits", lambda s: "waiting for the host" in s["timeline"])
    again.press("ctrl+q")
    assert again.process.wait(TURN) == 0
    with serving(port, tmp_path / "host"):
        third = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", home="window-0")
        third.shows("it sent", lambda s: "Written into the dark  ✓" in s.get("timeline", ""), 30)


def test_a_line_shows_where_something_new_begins_after_a_restart(
    open_window: Opener, tmp_path: Path
) -> None:
    with serving(0, tmp_path / "host") as (_host, port):
        ada = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", "--room", "#lab")
        ada.in_chat()
        ada.say("See you tomorrow")
        ada.reads("✓")
        ada.press("ctrl+q")
        assert ada.process.wait(TURN) == 0
        grace = Client(parse_address(f"127.0.0.1:{port}"), "Grace", rooms=["#lab"])
        grace.connect()
        try:
            until(grace, lambda: "#lab" in grace.session.model.conversations)
            room = grace.session.model.conversations["#lab"]
            until(grace, lambda: room.joined)
            for number in range(1, 61):
                grace.session.delivery.say(room, f"Meanwhile {number}")
            until(grace, lambda: all(e.delivery is not Delivery.SENDING for e in room.entries))
        finally:
            grace.quit()
        again = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", home="window-0")
        seen = again.shows("the way to what is new", lambda s: s.get("new_line"), 30)
        assert "New since you left" in seen["new_line"]
        again.press("ctrl+j")
        seen = again.shows("it is seen", lambda s: not s["new_line"])
        before, after = seen["timeline"].split("\nNew\n")
        assert before.count("See you tomorrow") == 1
        assert "Meanwhile" not in before
        assert "Meanwhile 1\n" in after


def test_a_place_that_does_not_let_me_in_any_more_says_so_beside_the_field(
    open_window: Opener, tmp_path: Path
) -> None:
    with serving(0, tmp_path / "host") as (_host, port):
        address = f"127.0.0.1:{port}"
        ada = open_window("join", address, "--name", "Ada", "--room", "#lab")
        ada.in_chat()
        ada.say("My words")
        ada.reads("✓")
        ada.press("ctrl+q")
        assert ada.process.wait(TURN) == 0
        other = Client(parse_address(address), "Ada", rooms=["#lab"])
        other.connect()
        try:
            until(other, lambda: other.session.wire.online)
            again = open_window("join", address, "--name", "Ada", home="window-0")
            seen = again.shows(
                "that the name is taken", lambda s: s.get("words", {}).get("name"), 30
            )
            assert seen["name"] == "Ada 2"
        finally:
            other.quit()


def test_what_can_t_be_kept_is_said_so_and_closing_asks(
    open_window: Opener, tmp_path: Path
) -> None:
    home = tmp_path / "window-0" / "data"
    home.mkdir(parents=True)
    (home / "logbooks").write_text("a file where the folder should be")
    with serving(0, tmp_path / "host") as (_host, port):
        ada = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", "--room", "#lab")
        ada.in_chat()
        ada.shows("that nothing is kept", lambda s: "Nothing is kept on" in s["status"])
        ada.say("Said while it was there")
        ada.reads("✓")
    ada.shows("that it is gone", lambda s: "in this window only" in s["status"])
    ada.say("Written into the dark")
    ada.shows("the message", lambda s: "in this window only: leave it open" in s["status"])
    assert "message is kept" not in ada.seen()["status"]
    ada.press("ctrl+q")
    seen = ada.shows("the question", lambda s: s["sheet"] == "QuestionSheet")
    assert "A message has not gone out yet and can't be kept" in seen["sheet_words"]
    ada.press("Return")  # stay
    ada.shows("the window", lambda s: not s["sheet"])
    ada.press("ctrl+q")
    ada.shows("the question again", lambda s: s["sheet"] == "QuestionSheet")
    ada.press("Tab", "Return")
    assert ada.process.wait(TURN) == 0
