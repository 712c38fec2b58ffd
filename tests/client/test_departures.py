"""Who was at the host of the other half has not left, whatever the one that is no more has said."""

import pytest

from desktopchat.client.model import Conversation, EntryKind
from desktopchat.irc import timestamps
from tests.client.talking import OWN_CAPS, Talk

TOKENS = "CASEMAPPING=ascii CHATHISTORY=100"
CUT = timestamps.parse("2024-05-01T11:30:00.000Z")


def left(conversation: Conversation) -> list[str]:
    """Who is said to have left, or to have come again."""
    told = {EntryKind.QUIT: "-", EntryKind.PART: "-", EntryKind.JOIN: "+"}
    return [told[one.kind] + one.sender for one in conversation.entries if one.kind in told][1:]


@pytest.fixture
def talk() -> Talk:
    """Of the cut-off half, whose host has lost sight of Bo, Cy and Di, and Di came again."""
    talk = Talk(caps=OWN_CAPS).online(TOKENS)
    talk.in_room("#lab", "Bo", "Cy", "Di", "Eve")
    talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
    talk.session.open_direct("Bo")
    talk.hears(
        "@msgid=m0;time=2024-05-01T11:29:00.000Z :Eve!e@h QUIT :bye",
        "@msgid=m1;time=2024-05-01T11:30:01.000Z :Bo!b@h QUIT :Connection lost",
        "@msgid=m2;time=2024-05-01T11:30:01.000Z :Cy!c@h QUIT :Connection lost",
        "@msgid=m3;time=2024-05-01T11:30:01.000Z :Di!d@h QUIT :Connection lost",
        "@msgid=m4;time=2024-05-01T11:30:30.000Z :Di!d@h JOIN #lab * :Di",
    )
    return talk


def follows(talk: Talk, *page: str, here: str) -> Conversation:
    """To the host of the other half, where these are, and which has both: with that page."""
    talk.session.disconnected()
    talk.online(f"{TOKENS} desktopchat/HEALED=abcd:{CUT}")
    room = talk.in_room("#lab", *here.split())
    talk.hears(
        ":h BATCH +p chathistory #lab",
        *(line.replace("@", "@batch=p;", 1) for line in page),
        ":h BATCH -p",
    )
    return room


def test_who_is_here_when_halves_became_one_is_not_said_to_have_left(talk: Talk) -> None:
    room = follows(
        talk, "@msgid=m9;time=2024-05-01T11:31:00.000Z :Bo!b@h PRIVMSG #lab :hi", here="Bo Eve Di"
    )
    assert left(room) == ["-Eve", "-Cy", "-Di", "+Di"]
    assert "m1" not in room.by_msgid
    assert left(talk.session.open_direct("Bo")) == []


def test_who_left_and_came_to_the_other_half_has_done_both(talk: Talk) -> None:
    came = "@msgid=m5;time=2024-05-01T11:31:00.000Z :Bo!b@h JOIN #lab * :Bo"
    assert left(follows(talk, came, here="Bo Cy Di"))[1:] == ["-Bo", "-Di", "+Di", "+Bo"]


def test_who_left_before_a_connection_broke_is_told_of_though_they_are_here(talk: Talk) -> None:
    """Without halves nobody knows better."""
    talk.session.disconnected()
    talk.online(TOKENS)
    room = talk.in_room("#lab", "Bo", "Cy")
    talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
    assert left(room)[1:4] == ["-Bo", "-Cy", "-Di"]
