"""The own host's page for browsers, as the conversation's page switches and shows it."""

import pytest

from desktopchat.ui.chat.context import WindowVerbs
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.share import ShareSheet
from tests.waiting import texts

pytestmark = pytest.mark.gui

LINK = "ircs://192.168.1.20"
DOOR = "http://192.168.1.20:6680/#k3JxWq0bZ1mT9aRr5uVY2g"


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
