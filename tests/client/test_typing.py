"""Who is writing: what is told of me, and what I am told of others."""

from datetime import timedelta

import pytest

from desktopchat.client.model import Conversation, ConversationKind, Phase
from desktopchat.client.session.my_typing import MyTyping
from desktopchat.client.session.typing import Typing
from desktopchat.client.session.wire import Wire
from desktopchat.irc.isupport import ISupport
from tests.client.talking import OWN_CAPS, START, Talk


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


class Hand:
    """Somebody at the keys: `at` gives what is told at a moment."""

    def __init__(self) -> None:
        self.mine = MyTyping()

    def key(self, when: float, *, writing: bool = True) -> None:
        self.mine.changed("#lab", START + seconds(when), writing=writing)

    def at(self, when: float) -> list[str]:
        return [state for _key, state in self.mine.due(START + seconds(when))]


def test_writing_is_told_at_once_and_then_every_three_seconds() -> None:
    hand = Hand()
    told = []
    for tenth in range(100):
        hand.key(tenth / 10)
        told += [(tenth / 10, state) for state in hand.at(tenth / 10)]
    assert told == [(0.0, "active"), (3.0, "active"), (6.0, "active"), (9.0, "active")]


def test_a_pause_is_told_once_after_six_seconds_and_writing_on_again() -> None:
    hand = Hand()
    hand.key(0)
    assert hand.at(0) == ["active"]
    assert hand.at(5.9) == []
    assert hand.at(6) == ["paused"]
    assert hand.at(60) == []
    hand.key(61)
    assert hand.at(61) == ["active"]


def test_an_emptied_field_is_told_but_never_within_three_seconds() -> None:
    hand = Hand()
    hand.key(0)
    assert hand.at(0) == ["active"]
    hand.key(1, writing=False)
    assert hand.at(1) == hand.at(2.9) == []
    assert hand.at(3) == ["done"]
    assert hand.at(10) == []
    assert not hand.mine.busy


def test_what_was_sent_needs_no_word_and_the_next_is_told_as_soon_as_it_may() -> None:
    hand = Hand()
    hand.key(0)
    assert hand.at(0) == ["active"]
    hand.mine.said("#lab")
    hand.key(1)
    assert hand.at(1) == []
    hand.mine.arrived("#lab")  # the echo of the first, while the second is written
    assert hand.at(3) == ["active"]


def test_a_field_that_stays_empty_is_never_told() -> None:
    hand = Hand()
    hand.key(0, writing=False)
    assert hand.at(0) == []
    assert not hand.mine.busy


def test_those_who_were_told_hear_the_end_when_it_is_turned_off() -> None:
    hand = Hand()
    hand.key(0)
    assert hand.at(0) == ["active"]
    hand.mine.stop()
    assert hand.at(3) == ["done"]


def typed(
    text: str, *, isupport: str = "", on: bool = True, others: tuple[str, ...] = ("Grace",)
) -> list[str]:
    talk = Talk(caps=OWN_CAPS).online(f"CASEMAPPING=ascii {isupport}")
    room = talk.in_room("#lab", *others)
    talk.session.typing.show_others(on)
    talk.session.typing.writes(room, text)
    talk.session.typing.tell()
    return talk.sent()


def test_the_host_hears_it_of_words_but_not_of_commands() -> None:
    assert typed("hello") == ["@+typing=active TAGMSG #lab"]
    assert typed("//odd") == ["@+typing=active TAGMSG #lab"]
    for nothing in ("", " \n", "/nick Zed", "/"):
        assert typed(nothing) == []


def test_nobody_hears_it_where_i_do_not_want_it_the_host_denies_it_or_i_am_alone() -> None:
    assert typed("hello", on=False) == []
    assert typed("hello", isupport="CLIENTTAGDENY=typing") == []
    assert typed("hello", others=()) == []


def test_what_i_wrote_where_i_am_not_any_more_is_told_to_nobody() -> None:
    wire = Wire("t", ISupport(), print)
    wire.phase = Phase.ONLINE
    wire.caps.enabled.add("message-tags")
    open_ones = {"bo": Conversation("bo", "Bo", ConversationKind.DIRECT, joined=True)}
    typing = Typing(wire, lambda: START, open_ones.get, print)
    typing.writes(open_ones["bo"], "hello")
    typing.tell()
    assert wire.out == ["@+typing=active TAGMSG Bo"]
    typing = Typing(wire, lambda: START, open_ones.get, print)
    typing.writes(open_ones.pop("bo"), "hello")
    typing.tell()
    assert wire.out == ["@+typing=active TAGMSG Bo"]


def other(state: str) -> str:
    return f"@+typing={state} :Grace!x@h TAGMSG #lab"


@pytest.mark.parametrize(("state", "lasts"), [("active", 6), ("paused", 30)])
def test_others_are_shown_for_as_long_as_the_specification_says(state: str, lasts: int) -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Grace")
    talk.hears(other(state))
    start = talk.moment
    talk.moment = start + seconds(lasts - 1.5)
    assert talk.session.typing.who(room) == ["Grace"]
    talk.moment = start + seconds(lasts)
    assert talk.session.typing.who(room) == []


@pytest.mark.parametrize(
    "end",
    [
        "@+typing=done :Grace!x@h TAGMSG #lab",
        ":Grace!x@h PRIVMSG #lab :there",
        "@msgid=m2;+desktopchat/edit=m1 :Grace!x@h PRIVMSG #lab :better",
        ":Grace!x@h PART #lab",
        ":Grace!x@h QUIT :bye",
        ":Ada!x@h KICK #lab Grace",
    ],
)
def test_it_ends_with_the_message_and_when_they_go(end: str) -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    talk.hears("@msgid=m1 :Grace!x@h PRIVMSG #lab :first", other("active"))
    assert talk.session.typing.who(room) == ["Grace"]
    talk.hears(end)
    assert talk.session.typing.who(room) == []
    talk.hears(":Grace!x@h JOIN #lab * :Grace")
    assert talk.session.typing.who(room) == []


def test_it_goes_with_a_new_nick_and_ends_with_the_connection() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Grace")
    talk.hears(other("paused"), ":Grace!x@h NICK Hopper")
    assert talk.session.typing.who(room) == ["Hopper"]
    talk.session.disconnected()
    assert talk.session.typing.who(room) == []


def test_i_and_strangers_are_never_shown() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Grace")
    talk.hears("@+typing=active :Ada!a@h TAGMSG #lab", "@+typing=active :Eve!e@h TAGMSG #lab")
    assert talk.session.typing.who(room) == []
