"""How far others have read, and what others are told of me (desktopchat/seen)."""

from datetime import timedelta

import pytest

from desktopchat.client.model import Conversation, Seen, SeenChanged
from desktopchat.irc.seen import FEW_MOST
from desktopchat.irc.timestamps import stamp
from tests.client.talking import OWN_CAPS, START, Talk

HOST = "CASEMAPPING=ascii PREFIX=(qov)~@+ CHANMODES=beI,k,HSfl,CWimnst desktopchat/SEEN=S"


def at(minute: int) -> str:
    return stamp(START + timedelta(minutes=minute))


def moment(minute: int) -> str:
    return f"timestamp={at(minute)}"


@pytest.fixture
def talk() -> Talk:
    talk = Talk(caps=OWN_CAPS).online(HOST)
    talk.session.seen.show_others(True)
    return talk


@pytest.fixture
def room(talk: Talk) -> Conversation:
    room = talk.in_room("#lab", "@Bo", "Cy")
    talk.sent()
    return room


def reads(talk: Talk, room: Conversation, minute: int) -> list[str]:
    """Somebody says something, and I read it; what the host is told."""
    talk.hears(f"@msgid=m{minute};time={at(minute)} :Bo!b@h PRIVMSG {room.name} :tea")
    talk.session.messages.mark_read(room)
    return talk.sent()


def known(talk: Talk, room: Conversation) -> list[tuple[str, Seen]]:
    return talk.session.seen.of(room)


def test_others_are_told_with_the_marker(talk: Talk, room: Conversation) -> None:
    assert reads(talk, room, 1) == [f"SEEN #lab {moment(1)}"]
    talk.hears(f":h MARKREAD #lab {moment(1)}")
    assert talk.sent() == []


def test_who_keeps_it_to_themselves_tells_only_their_own_devices(
    talk: Talk, room: Conversation
) -> None:
    reads(talk, room, 1)
    talk.session.seen.show_others(False)
    assert talk.sent() == ["SEEN #lab *"]
    assert reads(talk, room, 2) == [f"MARKREAD #lab {moment(2)}"]
    talk.session.seen.show_others(True)
    assert talk.sent() == [f"SEEN #lab {moment(2)}"]


def test_nobody_is_told_before_it_is_known_whether_they_may(room: Conversation) -> None:
    talk = Talk(caps=OWN_CAPS).online(HOST)
    room = talk.in_room("#lab", "Bo")
    talk.sent()
    assert reads(talk, room, 1) == [f"MARKREAD #lab {moment(1)}"]


@pytest.mark.parametrize("lines", [(":h 324 Ada #lab +S none",), (":Bo!b@h MODE #lab +S none",)])
def test_a_room_without_it_is_told_nothing(
    talk: Talk, room: Conversation, lines: tuple[str, ...]
) -> None:
    talk.hears(f":Bo!b@h SEEN #lab {moment(1)}", *lines)
    assert known(talk, room) == []
    assert reads(talk, room, 1) == [f"MARKREAD #lab {moment(1)}"]


def test_a_large_room_shows_nothing_unless_it_wants_to(talk: Talk, room: Conversation) -> None:
    talk.hears(f":Bo!b@h SEEN #lab {moment(1)}")
    talk.hears(*(f":g{number}!g@h JOIN #lab" for number in range(FEW_MOST - 3)))
    assert [nick for nick, _ in known(talk, room)] == ["Bo"]
    talk.hears(":one!m@h JOIN #lab")
    assert known(talk, room) == []
    talk.hears(":Bo!b@h MODE #lab +S all")
    assert [nick for nick, _ in known(talk, room)] == ["Bo"]


def test_what_others_read_is_known_with_when(talk: Talk, room: Conversation) -> None:
    events = talk.hears(f"@time={at(5)} :Bo!b@h SEEN #lab {moment(1)}")
    assert events == [SeenChanged(room)]
    assert known(talk, room) == [
        ("Bo", Seen(START + timedelta(minutes=1), START + timedelta(minutes=5)))
    ]
    talk.hears(f":Bo!b@h SEEN #lab {moment(2)}")
    assert known(talk, room) == [("Bo", Seen(START + timedelta(minutes=2)))]
    talk.hears(":Bo!b@h SEEN #lab *")
    assert known(talk, room) == []


def test_it_goes_with_a_person_and_not_with_their_name(talk: Talk, room: Conversation) -> None:
    talk.hears(f":Bo!b@h SEEN #lab {moment(1)}", ":Bo!b@h NICK Bob")
    assert [nick for nick, _ in known(talk, room)] == ["Bob"]
    talk.hears(":Bob!b@h QUIT :bye")
    assert known(talk, room) == []
    talk.hears(":Bob!other@h JOIN #lab")
    assert known(talk, room) == []


@pytest.mark.parametrize("line", ["SEEN #none timestamp=x", "SEEN #lab soon", "SEEN #lab", "SEEN"])
def test_nonsense_is_let_go_by(talk: Talk, room: Conversation, line: str) -> None:
    assert talk.hears(f":Bo!b@h {line}") == []
    assert known(talk, room) == []


def test_of_myself_nothing_is_shown(talk: Talk, room: Conversation) -> None:
    talk.hears(f":Ada!a@h SEEN #lab {moment(1)}")
    assert known(talk, room) == []


def test_who_comes_back_tells_it_again(talk: Talk, room: Conversation) -> None:
    reads(talk, room, 1)
    talk.hears(f":Bo!b@h SEEN #lab {moment(1)}")
    talk.session.disconnected()
    talk.online(HOST)
    talk.sent()
    talk.hears(":Ada!a@h JOIN #lab", f":h MARKREAD #lab {moment(1)}")
    assert f"SEEN #lab {moment(1)}" in talk.sent()
    talk.in_room("#lab", "@Bo", "Cy")
    assert known(talk, room) == []


def test_of_direct_messages_too(talk: Talk) -> None:
    talk.sent()
    direct = talk.session.open_direct("Bo")
    assert "SEEN Bo" in talk.sent()
    assert reads_direct(talk, direct) == [f"SEEN Bo {moment(1)}"]
    talk.hears(f":Bo!b@h SEEN Ada {moment(1)}")
    assert known(talk, direct) == [("Bo", Seen(START + timedelta(minutes=1)))]


def reads_direct(talk: Talk, direct: Conversation) -> list[str]:
    talk.hears(f"@msgid=m1;time={at(1)} :Bo!b@h PRIVMSG Ada :tea")
    talk.session.messages.mark_read(direct)
    return [line for line in talk.sent() if "SEEN" in line or "MARKREAD" in line]


def test_another_device_of_mine_is_not_shown(talk: Talk, room: Conversation) -> None:
    talk.hears(":h 900 Ada Ada!a@h ada :You are logged in as ada")
    talk.hears(":phone!a@h JOIN #lab Ada :Ada", f":phone!a@h SEEN #lab {moment(1)}")
    assert known(talk, room) == []
    talk.hears(f":Bo!b@h SEEN #lab {moment(1)}")
    assert [nick for nick, _ in known(talk, room)] == ["Bo"]


def test_what_another_device_has_read_this_one_does_not_tell(
    talk: Talk, room: Conversation
) -> None:
    reads(talk, room, 1)
    talk.hears(f":h MARKREAD #lab {moment(5)}")
    assert talk.sent() == []
    talk.session.disconnected()
    talk.online(HOST)
    talk.hears(":Ada!a@h JOIN #lab", f":h MARKREAD #lab {moment(5)}")
    assert not any(line.startswith("SEEN") for line in talk.sent())
    assert reads(talk, room, 6) == [f"SEEN #lab {moment(6)}"]
