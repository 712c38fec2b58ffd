"""What Ada does as a person (writing, renaming, going away), Grace's window shows."""

import pytest

from desktopchat.ui.chat.people import TYPING
from tests.e2e.conftest import Opener
from tests.e2e.test_on_a_message import to_timeline, two
from tests.e2e.windows import RealWindow, xdotool

pytestmark = pytest.mark.timeout(240)


def test_grace_sees_that_ada_writes_until_she_sends_or_gives_it_up(open_window: Opener) -> None:
    ada, grace = two(open_window)
    ada.type("Good morn")
    grace.shows("that she types", lambda s: s["typing"] == "Ada is typing…")
    grace.shows("it among the people", lambda s: s["marks"].get("Ada") == TYPING)
    assert ada.seen()["typing"] == ""
    ada.type("ing")
    ada.press("Return")
    grace.reads("Good morning")
    grace.shows("nobody typing", lambda s: not s["typing"] and not s["marks"])

    ada.type("oh no")
    grace.shows("that she types again", lambda s: s["typing"] == "Ada is typing…")
    ada.press(*["BackSpace"] * len("oh no"))
    ada.shows("an empty composer", lambda s: not s["composer"])
    grace.shows("that she gave it up", lambda s: not s["typing"])
    assert ada.output() == grace.output() == ""


def test_a_command_is_nobodys_business_and_neither_is_what_ada_keeps_to_herself(
    open_window: Opener,
) -> None:
    ada, grace = two(open_window)
    ada.type("/topic Tea")
    ada.press("Return")
    grace.shows("the new topic", lambda s: "Tea" in s["header"])
    assert grace.seen()["typing"] == ""

    ada.press("ctrl+comma")
    ada.shows("the settings", lambda s: s["sheet"] == "SettingsSheet")
    ada.type("typing")
    ada.press("Down", "space", "Escape", "Escape")
    ada.shows("the chat", lambda s: not s["sheet"])
    ada.say("unseen until said")
    grace.reads("unseen until said")
    assert grace.seen()["typing"] == ""
    settings = (ada.probe.parent / "config" / "settings.json").read_text(encoding="utf-8")
    assert '"tell_typing": false' in settings
    assert ada.output() == grace.output() == ""


def test_the_room_in_which_somebody_spoke_last_comes_first(open_window: Opener) -> None:
    ada, grace = two(open_window)
    for name in ("Alpha", "Beta"):
        grace.say(f"/join #{name}")
        grace.shows("the room", lambda s, name=name: s["conversation"] == f"#{name}")
        ada.say(f"/join #{name}")
        ada.shows("the room", lambda s, name=name: s["conversation"] == f"#{name}")
    grace.shows("the order of names", lambda s: s["rooms"] == ["Alpha", "Beta", "Lab-3"])
    xdotool("mousemove", "1", "1")
    ada.say("here I am")
    grace.shows("the last one first", lambda s: s["rooms"] == ["Beta", "Alpha", "Lab-3"])
    assert ada.output() == grace.output() == ""


def to_people(window: RealWindow) -> None:
    window.to_pane(".!people.")


def test_ada_says_what_she_does_and_goes_away_by_her_own_card(open_window: Opener) -> None:
    ada, grace = two(open_window)
    to_people(ada)
    ada.press("Home", "Return")
    ada.shows("my card", lambda s: s["sheet"] == "OwnCard")
    ada.type("In the lab")
    ada.press("Return")
    ada.shows("the chat", lambda s: not s["sheet"])

    to_people(grace)
    grace.press("Home", "Return")
    grace.shows("her card", lambda s: s["sheet"] == "PersonCard")
    grace.shows("what she says", lambda s: "In the lab" in s["sheet_words"])
    assert {"Ada", "Owner", "Message"} <= set(grace.seen()["sheet_words"].split("\n"))

    to_people(ada)
    ada.press("Home", "Return")
    ada.shows("my card", lambda s: s["sheet"] == "OwnCard")
    ada.press("Tab", "Tab", "Return")
    ada.shows("that I am away", lambda s: s["marks"] == {"Ada (you)": "away"})
    grace.shows("it on the open card", lambda s: "Away: In the lab" in s["sheet_words"])
    grace.shows("it in the list", lambda s: s["marks"] == {"Ada": "away"})
    ada.press("shift+Tab", "Return", "Escape")
    grace.shows("that she is back", lambda s: "Here" in s["sheet_words"] and not s["marks"])

    grace.press("Return")
    grace.shows("a direct message", lambda s: s["conversation"] == "Ada")
    assert ada.output() == grace.output() == ""


def test_ada_is_called_otherwise_and_her_reaction_stays_hers(open_window: Opener) -> None:
    ada, grace = two(open_window)
    grace.say("Tea is ready")
    ada.reads("Tea is ready")
    to_timeline(ada)
    ada.press("Up", "plus")
    ada.shows("the picker", lambda s: s["emoji"])
    ada.type("thumbs up")
    ada.shows("the emoji", lambda s: s["emoji"] == "👍")
    ada.press("Return")
    grace.reads("👍 1")

    to_people(ada)
    ada.press("Home", "Return")
    ada.shows("my card", lambda s: s["sheet"] == "OwnCard")
    ada.press("shift+Tab", "ctrl+slash", "BackSpace")
    ada.type("Countess L")
    ada.press("Return")
    grace.reads("Ada is now called Countess L")
    grace.shows("her new name", lambda s: "Countess L" in s["people"])

    for window in (ada, grace):  # what is hers already stays one; Grace's makes two
        to_timeline(window)
        window.press("Up", "Up", "plus")
        window.shows("the picker", lambda s: s["emoji"])
        window.type("thumbs up")
        window.shows("the emoji", lambda s: s["emoji"] == "👍")
        window.press("Return")
    for window in (ada, grace):
        window.reads("👍 2")
    assert ada.output() == grace.output() == ""
