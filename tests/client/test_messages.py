"""What may be done to a message, on hosts that can more and less."""

import pytest

from desktopchat.client.model import Conversation, Entry
from tests.client.talking import ALL_CAPS, OWN_CAPS, Talk, last

EVERYTHING = {"reply", "react", "edit", "redact"}


def may(talk: Talk, room: Conversation, entry: Entry) -> set[str]:
    session = talk.session
    verbs = {
        "reply": session.messages.may_reply,
        "react": session.messages.may_react,
        "edit": session.messages.may_edit,
        "redact": session.messages.may_redact,
    }
    return {name for name, verb in verbs.items() if verb(room, entry)}


def said(talk: Talk, room: Conversation, nick: str, msgid: str) -> Entry:
    tag = f"@msgid={msgid} " if msgid else ""
    talk.hears(f"{tag}:{nick}!x@h PRIVMSG #lab :hello")
    return last(room)


def test_ones_own_message_may_be_changed_and_anothers_answered() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    assert may(talk, room, said(talk, room, "Ada", "m1")) == EVERYTHING
    assert may(talk, room, said(talk, room, "Grace", "m2")) == {"reply", "react"}


def test_an_operator_may_take_anybodys_message_away() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    talk.hears(":h MODE #lab +o Ada")
    entry = said(talk, room, "Grace", "m1")
    assert may(talk, room, entry) == {"reply", "react", "redact"}
    talk.hears(":Ada!a@h REDACT #lab m1")
    assert may(talk, room, entry) == set()


@pytest.mark.parametrize("caps", ["", "echo-message server-time"])
def test_on_a_host_without_the_capabilities_nothing_is_offered(caps: str) -> None:
    talk = Talk(caps=caps).online()
    room = talk.in_room("#lab", "Grace")
    assert may(talk, room, said(talk, room, "Grace", "")) == set()


def test_where_only_tags_are_passed_on_one_may_answer_and_react() -> None:
    talk = Talk(caps=ALL_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    assert may(talk, room, said(talk, room, "Ada", "m1")) == {"reply", "react"}


@pytest.mark.parametrize(
    ("denied", "left"),
    [
        ("*", set()),
        ("*,-draft/reply", {"reply"}),
        ("*,-draft/reply,-draft/react", {"reply", "react"}),
        ("draft/react", {"reply"}),
        ("typing", {"reply", "react"}),
    ],
)
def test_a_host_may_deny_single_tags(denied: str, left: set[str]) -> None:
    talk = Talk(caps=ALL_CAPS).online(f"CLIENTTAGDENY={denied}")
    room = talk.in_room("#lab", "Grace")
    assert may(talk, room, said(talk, room, "Grace", "m1")) == left


@pytest.mark.parametrize("connects", [False, True])
def test_without_a_connection_one_may_do_what_one_might_before(connects: bool) -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    talk.hears(":h MODE #lab +o Ada")
    own, others = said(talk, room, "Ada", "m1"), said(talk, room, "Grace", "m2")
    talk.session.disconnected()
    if connects:
        talk.session.connected()  # and nothing was agreed on yet
    assert may(talk, room, own) == EVERYTHING
    assert may(talk, room, others) == {"reply", "react", "redact"}
    assert talk.session.pins.may_pin(room, others)
    talk.session.rooms.part(room)
    assert not may(talk, room, own)
    assert not talk.session.messages.redact(room, own)


def test_another_host_may_know_less_than_the_last() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    own = said(talk, room, "Ada", "m1")
    talk.session.disconnected()
    talk.caps = ALL_CAPS
    talk.online().in_room()
    assert may(talk, room, own) == {"reply", "react"}


def test_an_answer_to_a_message_of_mine_counts_as_a_mention() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    said(talk, room, "Ada", "m1")
    said(talk, room, "Grace", "m2")
    talk.hears("@msgid=m3;+draft/reply=m2 :Grace!x@h PRIVMSG #lab :to myself")
    assert (room.unread, room.mentions) == (2, 0)
    talk.hears("@msgid=m4;+draft/reply=m1 :Grace!x@h PRIVMSG #lab :yes")
    assert (room.unread, room.mentions) == (3, 1)
