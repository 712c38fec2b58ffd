"""The own host's page for browsers, as the conversation's page switches and shows it."""

import pytest

from desktopchat.hosting.own_host import OwnHost
from desktopchat.hosting.protocol import Failure, Reason
from desktopchat.ui.chat.context import WindowVerbs
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.share import ShareSheet
from desktopchat.ui.start.hosting import Hosting
from desktopchat.ui.start.page import HostForm
from tests.waiting import texts

pytestmark = pytest.mark.gui

LINK = "ircs://192.168.1.20"
DOOR = "http://192.168.1.20:6680/#k3JxWq0bZ1mT9aRr5uVY2g"


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Failure(Reason.FILES, words="The disk is full."), "The disk is full."),
        (Failure(Reason.PORT_REFUSED, "0.0.0.0:80"), "does not let you listen on 0.0.0.0:80"),
        (Failure(Reason.NOT_LISTENING, "0.0.0.0:80", "No such thing"), "opened: No such thing"),
        (None, ""),
    ],
)
def test_what_is_wrong_with_the_door_is_not_said_of_the_chat(
    failure: Failure | None, words: str
) -> None:
    host = OwnHost()
    host.door_failure = failure
    said = Hosting(HostForm("Ada", "Lab", ""), "#lab", [], host).door_problem
    assert words in said
    assert "hosted" not in said


def share(page: ChatPage) -> ShareSheet:
    page.context.press("share")
    sheet = page.context.sheets.current
    assert isinstance(sheet, ShareSheet)
    return sheet


def test_the_sheet_follows_what_the_host_says_of_its_door(page: ChatPage) -> None:
    asked: list[bool] = []
    page.context.window = WindowVerbs(switch_door=asked.append)
    page.show_hosting("Lab 3", "", LINK)
    phones = share(page).phones
    assert phones is not None
    phones.switch.invoke()
    page.show_hosting("Lab 3", "", LINK, DOOR)
    assert (asked, phones.on, phones.link) == ([True], True, DOOR)
    page.context.sheets.close()
    phones = share(page).phones
    assert phones is not None
    assert phones.on
    phones.switch.invoke()
    page.show_hosting("Lab 3", "", LINK, "", "The disk is full.")
    assert (asked, phones.on) == ([True, False], False)
    assert "The disk is full." in texts(phones)


def test_where_the_host_is_anothers_there_is_no_switch(page: ChatPage) -> None:
    assert share(page).phones is None
