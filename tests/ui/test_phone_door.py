"""The own host's page for browsers, as the conversation's page switches and shows it."""

import pytest

from desktopchat.hosting.doors import Doors
from desktopchat.hosting.own_host import OwnHost
from desktopchat.hosting.protocol import Failure, Reason
from desktopchat.ui.chat.context import WindowVerbs
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.sheets.phone_door import PhoneDoor
from desktopchat.ui.sheets.share import ShareSheet
from desktopchat.ui.start.hosting import Hosting
from desktopchat.ui.start.page import HostForm
from tests.ui.test_copies import Hosted
from tests.waiting import texts

pytestmark = pytest.mark.gui

LINK = "ircs://192.168.1.20"
DOOR = "http://192.168.1.20:6680/#k3JxWq0bZ1mT9aRr5uVY2g"
ENCRYPTED = "https://192.168.1.20:6681/#aRr5uVY2gk3JxWq0bZ1mT9"


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
    said = Hosting(HostForm("Ada", "Lab", ""), "#lab", [], host).doors.problem
    assert words in said
    assert "hosted" not in said


def share(page: ChatPage) -> ShareSheet:
    page.context.press("share")
    sheet = page.context.sheets.current
    assert isinstance(sheet, ShareSheet)
    return sheet


def pages(page: ChatPage) -> tuple[PhoneDoor, PhoneDoor]:
    found = share(page).phones
    assert found is not None
    return found


def test_the_sheet_follows_what_the_host_says_of_its_door(page: ChatPage) -> None:
    hosted = Hosted()
    page.context.window = WindowVerbs(hosted=lambda: hosted)
    page.show_hosting("Lab 3", "", LINK)
    phones, _ = pages(page)
    phones.switch.invoke()
    page.show_hosting("Lab 3", "", LINK, Doors(DOOR))
    assert (hosted.doors, phones.on, phones.link) == ([(True, False)], True, DOOR)
    page.context.sheets.close()
    phones, encrypted = pages(page)
    assert phones.on
    phones.switch.invoke()
    page.show_hosting("Lab 3", "", LINK, Doors(problem="The disk is full."))
    assert (hosted.doors, phones.on) == ([(True, False), (False, False)], False)
    assert "The disk is full." in texts(phones)
    assert "The disk is full." not in texts(encrypted)


def test_the_encrypted_page_is_switched_on_its_own(page: ChatPage) -> None:
    hosted = Hosted()
    page.context.window = WindowVerbs(hosted=lambda: hosted)
    page.show_hosting("Lab 3", "", f"{LINK}?fingerprint={'3a5f' * 16}", Doors(DOOR))
    plain, encrypted = pages(page)
    encrypted.switch.invoke()
    page.show_hosting("Lab 3", "", f"{LINK}?fingerprint={'3a5f' * 16}", Doors(DOOR, ENCRYPTED))
    assert hosted.doors == [(True, True)]
    assert (plain.link, encrypted.link) == (DOOR, ENCRYPTED)
    # What the browser's warning is compared with.
    assert "3A:5F:3A:5F:3A" in texts(encrypted)


@pytest.mark.parametrize(("which", "link"), [(0, DOOR), (1, ENCRYPTED)])
def test_either_page_is_shown_on_a_projector(page: ChatPage, which: int, link: str) -> None:
    opened: list[str] = []
    page.context.window = WindowVerbs(hosted=Hosted, open_link=opened.append)
    page.show_hosting("Lab 3", "", LINK, Doors(DOOR, ENCRYPTED))
    phones = pages(page)[which]
    phones.wall.invoke()
    assert opened == [link.replace("/#", "/?wall#")]


def test_where_the_host_is_anothers_there_is_no_switch(page: ChatPage) -> None:
    assert share(page).phones is None
