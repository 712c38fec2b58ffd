"""A page that is built anew for another size of the text goes on where the one before was."""

from collections.abc import Callable

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.timeline.timeline import Timeline
from tests.ui.chatting import Wire
from tests.ui.test_new_line import line_above, said

pytestmark = pytest.mark.gui

Hear = Callable[..., None]


@pytest.fixture
def renewed(page: ChatPage, another_page: Callable[[], ChatPage]) -> Callable[[], ChatPage]:
    def renew() -> ChatPage:
        page.composer.keep_draft()
        made = another_page()
        made.take_over(page)
        page.destroy()
        made.update()
        return made

    return renew


def test_the_line_above_what_is_new_stays(
    page: ChatPage, hear: Hear, renewed: Callable[[], ChatPage]
) -> None:
    hear(said(1))
    page.focused(False)
    hear(said(2), said(3))
    page.focused(True)
    now = renewed()
    assert line_above(now) == "minute 2"
    now.focused(False)
    now.handle(())
    assert line_above(now) == "minute 2"


def test_where_one_read_and_what_came_below_stay(
    page: ChatPage, hear: Hear, renewed: Callable[[], ChatPage]
) -> None:
    hear(*(said(minute) for minute in range(1, 90)))
    page.timeline.scroll_to_start()
    page.update()
    hear(said(91), said(92))
    assert "2 new messages" in page.timeline.edges.newest.cget("text")
    now = renewed()
    assert "minute 1" in now.timeline.text.get("@0,0 linestart", "@0,200 lineend")
    assert "2 new messages" in now.timeline.edges.newest.cget("text")


def test_a_message_that_is_being_fetched_is_gone_to(
    page: ChatPage, hear: Hear, wire: Wire, renewed: Callable[[], ChatPage]
) -> None:
    hear(*(said(minute) for minute in range(50, 60)))
    assert page.active is not None
    page.searching._goal = page.active, "0001", Timeline.go_to
    wire.session.history.going_back = lambda _conversation: True  # type: ignore[method-assign,assignment]
    now = renewed()
    now.handle(wire.hear(said(1)))
    now.searching.arrived()
    assert now.timeline.gutter.current is not None
    entry = now.timeline.entry_of(now.timeline.gutter.current)
    assert entry is not None
    assert entry.text == "minute 1"


def test_what_was_said_above_the_field_and_the_hidden_people_stay(
    page: ChatPage, renewed: Callable[[], ChatPage]
) -> None:
    page.columns.toggle_people()
    page.composer.insert("/nonsense")
    page.update()
    page.composer.submit()
    said_before = page.composer.said
    assert said_before
    now = renewed()
    assert now.composer.said == said_before
    assert now.composer.content == "/nonsense"
    assert not now.people.winfo_ismapped()


def test_who_waits_before_a_door_waits_on(
    page: ChatPage, hear: Hear, renewed: Callable[[], ChatPage]
) -> None:
    hear(":Grace!g@host INVITE Ada #Garden")
    assert "Grace invites you to Garden" in page.knocks.words
    assert "Grace invites you to Garden" in renewed().knocks.words
