"""What Ada does to messages by keys and mouse in her window, Grace's window shows."""

import re

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.e2e.windows import RealWindow

pytestmark = pytest.mark.timeout(240)


def two(open_window: Opener) -> tuple[RealWindow, RealWindow]:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    ada.shows("Grace among the people", lambda s: "Grace" in s["people"])
    return ada, grace


def to_timeline(window: RealWindow) -> None:
    window.to_pane(".!rowtext")


def test_ada_replies_reacts_edits_and_deletes_and_grace_sees_it(open_window: Opener) -> None:
    ada, grace = two(open_window)
    grace.say("Shall we meet at four?")
    ada.reads("Shall we meet at four?")

    to_timeline(ada)
    ada.press("Up", "r")
    ada.shows("the bar", lambda s: s["doing"] == "Replying to Grace: Shall we meet at four?")
    ada.say("Five is beter")
    answered = "Grace  Shall we meet at four?\nFive is beter"
    for window in (ada, grace):
        window.reads(answered)
    assert ada.seen()["doing"] == ""

    to_timeline(ada)
    ada.press("Up", "Up", "plus")
    ada.shows("the picker", lambda s: s["emoji"])
    ada.type("thumbs up")
    ada.shows("the emoji", lambda s: s["emoji"] == "👍")
    ada.press("Return")
    for window in (ada, grace):
        window.reads("👍 1")

    ada.shows("the composer", lambda s: s["focus"].endswith("!messagefield"))
    ada.press("Up")
    ada.shows("my words", lambda s: s["composer"] == "Five is beter" and "Editing" in s["doing"])
    ada.press("BackSpace", "BackSpace", "BackSpace")
    ada.type("tter")
    ada.press("Return")
    for window in (ada, grace):
        window.reads("Five is better")
        window.shows("that it was edited", lambda s: "edited" in s["timeline"])

    to_timeline(ada)
    ada.press("Up", "Delete")
    ada.reads("Delete this message for everyone?")
    ada.press("Return")
    for window in (ada, grace):
        window.reads("Message deleted")
        window.shows("no words left", lambda s: "Five is" not in s["timeline"])
    assert ada.output() == grace.output() == ""


def test_grace_joins_a_reaction_and_a_late_comer_sees_all(open_window: Opener) -> None:
    ada, grace = two(open_window)
    ada.say("Tea is ready")
    grace.reads("Tea is ready")
    to_timeline(grace)
    grace.press("Up", "plus")
    grace.shows("the picker", lambda s: s["emoji"])
    grace.type("tada")
    grace.shows("the emoji", lambda s: s["emoji"] == "🎉")
    grace.press("Return")
    for window in (ada, grace):
        window.reads("🎉 1")
    to_timeline(ada)
    ada.press("Up", "plus")
    ada.shows("the picker", lambda s: s["emoji"])
    ada.type("tada")
    ada.shows("the emoji", lambda s: s["emoji"] == "🎉")
    ada.press("Return")
    for window in (ada, grace):
        window.reads("🎉 2")
    linus = open_window("join", address_of(ada), "--name", "Linus")
    linus.reads("🎉 2")
    assert re.search(r"Tea is ready.*\n🎉 2", linus.seen()["timeline"])
    assert ada.output() == grace.output() == linus.output() == ""


def test_a_name_between_colons_arrives_as_an_emoji(open_window: Opener) -> None:
    ada, grace = two(open_window)
    ada.type("Done :roc")
    ada.shows("the list", lambda s: s["emoji"] == "🚀")
    ada.press("Return")
    ada.shows("the emoji", lambda s: s["composer"] == "Done 🚀")
    ada.press("Return")
    grace.reads("Done 🚀")


def test_enter_opens_the_menu_of_a_message(open_window: Opener) -> None:
    ada, grace = two(open_window)
    ada.say("Look here")
    grace.reads("Look here")
    to_timeline(grace)
    grace.press("Up", "Return", "Down", "Down", "Return")  # React…, Reply
    grace.shows("the bar", lambda s: s["doing"] == "Replying to Ada: Look here")
    grace.press("Escape")
    grace.shows("no bar", lambda s: s["doing"] == "")


def test_in_a_direct_conversation_it_all_works_too(open_window: Opener) -> None:
    ada, grace = two(open_window)
    ada.type("/msg Grace psst")
    ada.press("Return")
    ada.shows("the conversation with Grace", lambda s: s["conversation"] == "Grace")
    grace.shows("Ada at the left", lambda s: "Ada" in s["rooms"])
    grace.press("alt+Down")
    grace.reads("psst")
    to_timeline(grace)
    grace.press("Up", "plus")
    grace.shows("the picker", lambda s: s["emoji"])
    grace.press("Return")
    for window in (ada, grace):
        window.reads("👍 1")
    to_timeline(grace)
    grace.press("Up", "r")
    grace.shows("the bar", lambda s: s["doing"] == "Replying to Ada: psst")
    grace.say("Yes?")
    for window in (ada, grace):
        window.reads("Ada  psst\nYes?")
    ada.press("Up")
    ada.shows("my words", lambda s: s["composer"] == "psst")
    ada.type("!")
    ada.press("Return")
    for window in (ada, grace):
        window.reads("Ada  psst!\nYes?")
    to_timeline(ada)
    ada.press("Up", "Up", "Delete")
    ada.reads("for everyone?")
    ada.press("Return")
    for window in (ada, grace):
        window.reads("Ada  Message deleted\nYes?")
    assert ada.output() == grace.output() == ""


def test_an_edit_goes_on_when_the_text_grows_and_the_draft_comes_back(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    ada.say("My words")
    ada.reads("My words  ✓")
    ada.press("Up")
    ada.shows("the edit", lambda s: s["composer"] == "My words")
    ada.type(" indeed")
    before = ada.shows("my new words", lambda s: s["composer"] == "My words indeed")["focus"]
    ada.press("ctrl+plus")
    ada.shows("a page built anew", lambda s: s["focus"] not in ("", before))
    ada.shows(
        "the edit still",
        lambda s: s["composer"] == "My words indeed" and "Editing" in s["doing"],
    )
    ada.press("Return")
    ada.reads("My words indeed")
    ada.press("ctrl+0")
    ada.shows("no edit", lambda s: s["doing"] == "" and s["composer"] == "")
    assert ada.output() == ""
