"""Pins of a room: what the host tells of them, and what is asked of it."""

import pytest

from desktopchat.client.model import Conversation, Entry, PinsChanged
from tests.client.talking import OWN_CAPS, Talk, last

TAGS = "time=2024-05-01T10:00:00.000Z"
HOST = "CASEMAPPING=ascii PREFIX=(qov)~@+ CHANMODES=beI,k,lfH,Wimnst desktopchat/PINS=W"


@pytest.fixture
def talk() -> Talk:
    return Talk(caps=OWN_CAPS).online(HOST)


@pytest.fixture
def room(talk: Talk) -> Conversation:
    return talk.in_room("#lab", "@Bo")


def says(talk: Talk, room: Conversation, msgid: str, text: str = "tea") -> Entry:
    talk.hears(f"@msgid={msgid};{TAGS} :Bo!b@h PRIVMSG #lab :{text}")
    return last(room)


def changed(talk: Talk, *lines: str) -> list[set[str]]:
    """What each change names that these lines bring."""
    return [set(one.msgids) for one in talk.hears(*lines) if isinstance(one, PinsChanged)]


def test_a_pin_is_known_with_its_message_and_said_in_the_room(
    talk: Talk, room: Conversation
) -> None:
    entry = says(talk, room, "m1")
    assert changed(talk, f"@{TAGS} :Bo!b@h PIN #lab m1") == [{"m1"}]
    pin = room.pins["m1"]
    assert (pin.by, pin.time, pin.entry) == ("Bo", entry.time, entry)
    assert last(room).text == "Bo pinned a message"
    assert changed(talk, ":Bo!b@h UNPIN #lab m1") == [{"m1"}]
    assert room.pins == {}


def test_the_list_of_the_host_takes_the_place_of_what_was_known(
    talk: Talk, room: Conversation
) -> None:
    talk.hears(":Bo!b@h PIN #lab m1", ":Bo!b@h PIN #lab m2")
    lines = [
        ":h BATCH +p desktopchat/pins #lab",
        f"@batch=p;{TAGS} :Bo!b@h PIN #lab m2",
        f"@batch=p;{TAGS} :Cy!c@h PIN #lab m3",
        f"@batch=p;{TAGS};msgid=m3 :Bo!b@h PRIVMSG #lab :tee",
        f"@batch=p;{TAGS};msgid=m9;+desktopchat/edit=m3 :Bo!b@h PRIVMSG #lab :tea",
    ]
    before = len(room.entries)
    assert changed(talk, *lines, ":h BATCH -p") == [{"m1", "m3"}]
    assert list(room.pins) == ["m2", "m3"]
    entry = room.pins["m3"].entry
    assert entry is not None
    assert (entry.text, entry.edited) == ("tea", True)
    assert len(room.entries) == before
    assert changed(talk, ":h BATCH +q desktopchat/pins #lab", ":h BATCH -q") == [{"m2", "m3"}]


def test_pinning_is_for_those_who_run_the_room_or_for_all_with_its_mode(
    talk: Talk, room: Conversation
) -> None:
    entry, pins = says(talk, room, "m1"), talk.session.pins
    assert not pins.may_pin(room, entry)
    talk.hears(":Bo!b@h MODE #lab +W")
    assert pins.may_pin(room, entry)
    assert last(room).target == "let everyone pin messages"
    talk.hears(":Bo!b@h MODE #lab -W+o Ada")
    assert pins.may_pin(room, entry)
    talk.hears(":Bo!b@h PIN #lab m1")
    assert not pins.may_pin(room, entry)
    assert pins.may_unpin(room, "m1")
    talk.session.disconnected()
    assert pins.may_unpin(room, "m1")  # it waits
    assert "m1" in room.pins


def test_it_asks_the_host(talk: Talk, room: Conversation) -> None:
    talk.session.pins.pin(room, "m1")
    talk.session.pins.unpin(room, "m1")
    talk.session.pins.ask(room)
    sent = [line.partition(" ")[2] for line in talk.sent()]
    assert sent == ["PIN #lab m1", "UNPIN #lab m1", "PINS #lab"]


def test_a_host_without_pins_is_asked_nothing(talk: Talk) -> None:
    other = Talk().online(HOST)
    room = other.in_room("#lab")
    other.session.pins.ask(room)
    assert other.sent() == []
    assert not other.session.pins.may_change(room)


def test_what_the_host_refuses_is_said_in_the_words_of_the_window(
    talk: Talk, room: Conversation
) -> None:
    talk.hears("FAIL PIN TOO_MANY_PINS #lab m1 :50 messages are pinned here, and that is the most")
    assert last(room).text == "No more messages can be pinned here. Unpin one first."
    talk.hears("FAIL PIN TEMPORARILY_UNAVAILABLE #lab :The disk is full.")
    assert last(room).text == "The host can't do this just now (The disk is full)."
    talk.hears("FAIL PIN OTHER_TROUBLE #lab :Words of another server")
    assert last(room).text == "Words of another server"
