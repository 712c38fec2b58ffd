"""What Ada does as a person (writing, renaming, going away), Grace's window shows."""

import pytest

from desktopchat.ui.chat.people import TYPING
from tests.e2e.conftest import Opener
from tests.e2e.test_on_a_message import two
from tests.e2e.windows import xdotool

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
    ada.press(*["Tab"] * 7, "space")
    ada.press("Escape")
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
