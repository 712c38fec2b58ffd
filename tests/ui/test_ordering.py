"""In which order the left side lists rooms and people, and that nothing moves under the pointer."""

import tkinter as tk
from collections.abc import Callable
from datetime import timedelta

import pytest

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.ordering import Order
from desktopchat.ui.chat.page import ChatPage
from tests.client.talking import START, Talk
from tests.ui.chatting import Wire
from tests.waiting import wait_until


def room(name: str, minutes: int | None) -> Conversation:
    kind = ConversationKind.ROOM if name[0] == "#" else ConversationKind.DIRECT
    at = None if minutes is None else START + timedelta(minutes=minutes)
    return Conversation(name.casefold(), name, kind, talked_at=at)


def names(found: list[Conversation]) -> list[str]:
    return [one.name for one in found]


def no_favourite(_conversation: Conversation) -> bool:
    return False


ALL = [room("#quiet", None), room("#Art", 1), room("Zoe", 9), room("#zoo", 5), room("#bees", None)]


def test_by_talk_the_last_one_spoken_in_comes_first_and_silent_ones_by_name() -> None:
    found = Order().arrange(ALL, no_favourite, by_talk=True)
    assert names(found) == ["#zoo", "#Art", "#bees", "#quiet", "Zoe"]


def test_by_name_talk_changes_nothing() -> None:
    found = Order().arrange(ALL, no_favourite, by_talk=False)
    assert names(found) == ["#Art", "#bees", "#quiet", "#zoo", "Zoe"]


def test_favourites_are_before_all_others_in_either_order() -> None:
    for by_talk in (True, False):
        found = Order().arrange(ALL, lambda one: one.name == "Zoe", by_talk=by_talk)
        assert names(found)[0] == "Zoe"


def test_while_it_is_held_the_order_stays_and_new_ones_come_last() -> None:
    order = Order()
    one, two = room("#one", 1), room("#two", 2)
    assert names(order.arrange([one, two], no_favourite, by_talk=True)) == ["#two", "#one"]
    one.talked_at = START + timedelta(minutes=3)
    all_three = [one, two, room("#three", 4)]
    assert names(order.arrange(all_three, no_favourite, by_talk=True, held=True)) == [
        "#two",
        "#one",
        "#three",
    ]
    assert names(order.arrange(all_three, no_favourite, by_talk=True)) == ["#three", "#one", "#two"]


def test_words_count_as_talk_and_coming_and_going_does_not() -> None:
    talk = Talk().online()
    lab = talk.in_room("#lab", "Grace")
    talk.hears(":Grace!x@h PART #lab")
    assert lab.talked_at is None
    talk.hears("@time=2024-05-01T10:00:00.000Z :Zoe!x@h PRIVMSG #lab :hi")
    first = lab.talked_at
    assert first is not None
    talk.hears("@time=2024-05-01T09:00:00.000Z :Zoe!x@h PRIVMSG #lab :from before")
    assert lab.talked_at == first
    talk.session.delivery.say(lab, "hello")
    assert lab.talked_at > first


@pytest.mark.gui
def test_a_room_moves_up_only_when_the_pointer_has_left_the_list(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    page.handle(wire.enter("#Kitchen", "Ada Grace"))

    def rooms() -> list[str]:
        page.draw()
        return [row.text for row in page.sidebar.list.rows if not row.heading]

    page.focus_composer()
    page.mark("side")
    assert rooms() == ["Kitchen", "Lab-3"]
    canvas = page.sidebar.list.canvas
    canvas.event_generate("<Enter>", x=20, y=50)
    hear(":Grace!g@host PRIVMSG #Lab-3 :hello")
    root.update()
    assert rooms() == ["Kitchen", "Lab-3"]
    canvas.event_generate("<Leave>", x=20, y=50)
    wait_until(lambda: rooms() == ["Lab-3", "Kitchen"], step=root.update)


@pytest.mark.gui
def test_another_order_that_is_chosen_is_seen_at_the_next_drawing(
    root: tk.Tk, page: ChatPage, wire: Wire, settings: Settings, hear: Callable[..., None]
) -> None:
    page.handle(wire.enter("#Kitchen", "Ada Grace"))
    hear(":Grace!g@host PRIVMSG #Lab-3 :hello")

    def rooms() -> list[str]:
        return [row.text for row in page.sidebar.list.rows if not row.heading]

    assert rooms() == ["Lab-3", "Kitchen"]
    settings.by_talk = False
    page.context.setting_changed("by_talk")
    page.draw()
    assert rooms() == ["Kitchen", "Lab-3"]
