"""The whole window by keyboard, in a real process: no shortcut may do nothing, or break."""

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN

pytestmark = pytest.mark.timeout(240)


def test_sheets_open_and_leave_and_the_composer_has_the_focus_again(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    for key, sheet in (
        ("ctrl+k", "Jump"),
        ("ctrl+n", "RoomDialog"),
        ("ctrl+comma", "SettingsSheet"),
        ("F1", "HelpSheet"),
    ):
        ada.press(key)
        ada.shows(sheet, lambda s, sheet=sheet: s["sheet"] == sheet)
        ada.press("F6", "alt+Down", "Escape")  # nothing of it goes beneath the sheet
        ada.shows("no sheet", lambda s: s["sheet"] == "" and s["focus"].endswith("messagefield"))
    assert ada.output() == ""


def test_a_room_is_made_and_left_for_another_by_keys_alone(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    ada.press("ctrl+n")
    ada.shows("the rooms", lambda s: s["sheet"] == "RoomDialog")
    ada.type("Tea kitchen")
    ada.press("Return")
    ada.shows("the new room", lambda s: s["conversation"] == "#Tea-kitchen")
    ada.type("half a thought")
    ada.press("alt+Up")
    ada.shows("the first room", lambda s: s["conversation"] == "#Lab-3" and not s["composer"])
    ada.press("ctrl+k")
    ada.shows("the palette", lambda s: s["sheet"] == "Jump")
    ada.type("tea")
    ada.press("Return")
    ada.shows("the draft again", lambda s: s["composer"] == "half a thought")
    assert ada.output() == ""


def test_one_goes_on_in_a_sheet_when_the_text_grows(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    ada.press("ctrl+n")
    ada.shows("the rooms", lambda s: s["sheet"] == "RoomDialog")
    ada.type("Tea ")
    for key in ("ctrl+plus", "ctrl+minus"):
        ada.press(key)
    ada.type("kitchen")
    ada.press("Return")
    ada.shows("the new room", lambda s: s["conversation"] == "#Tea-kitchen")
    assert ada.output() == ""


def test_one_reads_on_at_the_same_place_when_the_text_grows(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    for number in range(60):
        ada.type(f"line {number}")
        ada.press("Return")
    ada.shows("the last one", lambda s: "line 59" in s["timeline"])
    ada.press("Prior", "Prior")
    ada.shows("what was before", lambda s: not s["at_end"])
    page = ada.seen()["focus"]
    ada.press("ctrl+plus")
    ada.shows("the page built anew", lambda s, was=page: s["focus"] not in ("", ".", was))
    ada.shows("the same place", lambda s: not s["at_end"])
    assert ada.output() == ""


def test_a_host_opens_the_room_it_is_told_whatever_its_title(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", "--room", "Kitchen")
    ada.in_chat()
    ada.shows("the room", lambda s: s["conversation"] == "#Kitchen")
    assert ada.output() == ""


def test_the_text_grows_and_shrinks_and_the_draft_stays(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    ada.say("Before")
    ada.type("a draft")
    ada.shows("the draft", lambda s: s["composer"] == "a draft")
    for key in ("ctrl+plus", "ctrl+plus", "ctrl+minus", "ctrl+0"):
        page = ada.seen()["focus"]
        ada.press(key)
        ada.shows(
            "the page built for this size",
            lambda s, was=page: s["focus"] != was and s["focus"].endswith("!messagefield"),
        )
        ada.shows(
            "all as it was", lambda s: s["composer"] == "a draft" and "Before" in s["timeline"]
        )
    ada.press("F6", "F6", "F6")
    ada.type("!")
    ada.shows("typing goes to the composer", lambda s: s["composer"] == "a draft!")
    panes = []
    for key in ("F6", "F6", "shift+F6", "shift+F6"):
        before = ada.seen()["focus"]
        ada.press(key)
        panes.append(ada.shows("another pane", lambda s, was=before: s["focus"] != was)["focus"])
    assert panes[2] == panes[0]
    ada.press("ctrl+a")
    ada.type("new words")
    ada.shows("the old ones gone", lambda s: s["composer"] == "new words")
    assert ada.output() == ""


def test_leaving_by_command_brings_the_first_page_with_the_place_remembered(
    open_window: Opener,
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    ada.type("/quit")
    ada.press("Return")
    ada.shows("the first page", lambda s: s["page"] == "start" and s["name"] == "Ada")
    assert ada.output() == ""
