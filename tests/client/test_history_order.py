"""Where pages of the log stand among what is here already."""

from datetime import UTC, datetime

from desktopchat.client.model import Delivery, EntryKind
from desktopchat.irc import timestamps
from desktopchat.store.events import bound
from tests.client.talking import OWN_CAPS, Talk, texts

WHO = "Bo!b@h"


def heard(talk: Talk, *rows: tuple[str, str], moment: str = "2024-05-01T12:00:00.000Z") -> None:
    """A page of rows (msgid, text), all of one moment."""
    talk.hears(
        ":h BATCH +p chathistory #lab",
        *(
            f"@batch=p;msgid={msgid};time={moment} :{WHO} PRIVMSG #lab :{text}"
            for msgid, text in rows
        ),
        ":h BATCH -p",
    )


def numbers(first: int, last: int) -> list[tuple[str, str]]:
    return [(f"m{number:04}", str(number)) for number in range(first, last)]


def test_what_bears_the_same_time_stands_before_what_it_was_before() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, *numbers(200, 300))
    assert talk.session.history.older(room)
    heard(talk, *numbers(100, 200))
    assert talk.session.history.older(room)
    heard(talk, *numbers(0, 100))
    said = [text for text in texts(room) if text.isdigit()]
    assert said == [str(number) for number in range(300)]
    rising = [entry.number for entry in room.entries]
    assert rising == sorted(set(rising))


def test_what_was_missing_before_something_of_the_same_time_comes_before_it() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, ("m0", "0"), moment="2024-05-01T11:00:00.000Z")
    heard(talk, *numbers(3, 5))
    heard(talk, *numbers(1, 6))
    said = [text for text in texts(room) if text.isdigit()]
    assert said == [str(number) for number in range(6)]


def test_a_note_stands_before_what_the_host_tells_of_later_moments() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, ("m1", "before"), moment="2024-05-01T11:00:00.000Z")
    talk.hears("@msgid=k;time=2024-05-01T11:30:00.000Z :Bo!b@h KICK #lab Ada :out")
    talk.session.rooms.join("#lab")
    talk.hears("@time=2024-05-01T11:31:00.000Z :h 474 Ada #lab :You are banned")
    banned = texts(room)[-1]
    talk.in_room("#lab", "Bo")
    (waiting,) = talk.session.delivery.say(room, "on its way")
    assert waiting.delivery is Delivery.WAITING
    heard(talk, ("m2", "earlier"), moment="2024-05-01T11:30:30.000Z")
    heard(talk, ("m3", "later"), ("m4", "later still"), moment="2024-05-01T13:00:00.000Z")
    shown = [text for text in texts(room) if text and text != "out"]
    assert shown == ["before", "earlier", banned, "later", "later still", "on its way"]
    rising = [entry.number for entry in room.entries]
    assert rising == sorted(set(rising))


def test_a_clock_that_is_behind_moves_nothing_of_the_host() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, ("m3", "third"), moment="2024-05-01T18:00:00.000Z")
    talk.session.model.add(room, EntryKind.INFO, "", "note")
    heard(talk, ("m2", "second"), moment="2024-05-01T17:00:00.000Z")
    assert [text for text in texts(room) if text] == ["second", "third", "note"]


def test_a_host_that_gives_the_same_page_again_is_not_asked_for_ever() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, *numbers(0, 100))
    assert room.has_older
    talk.sent()
    talk.session.history.back_to(room, "m9999")
    assert any("BEFORE" in line for line in talk.sent())
    heard(talk, *numbers(0, 100))
    assert not any("BEFORE" in line for line in talk.sent())
    assert not room.has_older
    assert not talk.session.history.going_back(room)


def test_going_back_asks_page_by_page_until_the_message_is_here() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, *numbers(200, 300))
    talk.sent()
    talk.session.history.back_to(room, "m0050")
    asked = [line for line in talk.sent() if "BEFORE" in line]
    assert "msgid=m0200" in asked[0]
    heard(talk, *numbers(100, 200))
    asked = [line for line in talk.sent() if "BEFORE" in line]
    assert "msgid=m0100" in asked[0]
    heard(talk, *numbers(0, 100))
    assert not any("BEFORE" in line for line in talk.sent())
    assert "m0050" in room.by_msgid


def test_a_connection_that_breaks_ends_the_way_back() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, *numbers(200, 300))
    talk.session.history.back_to(room, "m0050")
    talk.session.disconnected()
    assert not talk.session.history.going_back(room)


def test_within_a_millisecond_the_names_of_a_host_of_ours_tell_the_order() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    moment = timestamps.parse("2024-05-01T12:00:00.000Z")
    assert moment is not None
    names = [f"{bound(moment)}000{number}" for number in range(4)]
    heard(talk, (names[3], "three"))
    heard(talk, (names[0], "none"), (names[2], "two"))
    heard(talk, (names[1], "one"))
    assert [text for text in texts(room) if text] == ["none", "one", "two", "three"]


def test_what_becomes_of_a_message_while_an_older_page_comes_is_not_undone_by_that() -> None:
    """The host has read the page, and tells what happens next before it gives the page."""
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    heard(talk, ("m1", "before"))
    (entry,) = [one for one in room.entries if one.text == "before"]
    talk.session.disconnected()
    talk.online("CASEMAPPING=ascii CHATHISTORY=100")
    talk.hears(":Ada!a@h JOIN #lab * :Ada", ":h 353 Ada = #lab :Ada Bo", ":h 366 Ada #lab :End")
    changes = (
        f"msgid=m2;+desktopchat/edit=m1 :{WHO} PRIVMSG #lab :first",
        f"msgid=m3;+draft/react=👍;+draft/reply=m1 :{WHO} TAGMSG #lab",
        f"msgid=m4;+desktopchat/edit=m1 :{WHO} PRIVMSG #lab :second",
        f"msgid=m5;+draft/unreact=👍;+draft/reply=m1 :{WHO} TAGMSG #lab",
    )
    talk.hears(*(f"@{one}" for one in changes[2:]))
    page = (f"@batch=p;{one}" for one in changes[:2])
    talk.hears(":h BATCH +p chathistory #lab", *page, ":h BATCH -p")
    assert (entry.text, entry.reactions) == ("second", {})
    assert room.past.told_meanwhile == []


def test_what_came_from_another_half_is_asked_for_again_after_the_connection_broke() -> None:
    tokens = "CASEMAPPING=ascii CHATHISTORY=100"
    cut, asked = "2024-05-01T11:30:00.000Z", "AFTER #lab timestamp=2024-05-01T11:29:59.999Z"
    talk = Talk(caps=OWN_CAPS).online(tokens)
    room = talk.in_room("#lab", "Bo")
    heard(talk, ("m1", "before"), moment="2024-05-01T11:00:00.000Z")
    heard(talk, ("m3", "after"), moment="2024-05-01T12:00:00.000Z")
    moment = timestamps.parse(cut)
    talk.hears(f":h 005 Ada desktopchat/HEALED=abcd:{moment} :are supported by this server")
    assert any(asked in line for line in talk.sent())
    talk.session.disconnected()
    talk.online(f"{tokens} desktopchat/HEALED=abcd:{moment}")
    talk.hears(":Ada!a@h JOIN #lab * :Ada", ":h 353 Ada = #lab :Ada Bo", ":h 366 Ada #lab :End")
    assert any(asked in line for line in talk.sent())
    heard(talk, ("m2", "of the other half"), moment=cut)
    assert [text for text in texts(room) if text][:3] == ["before", "of the other half", "after"]
    assert "1 message came from the other half of this chat." in texts(room)
    assert not room.past.anchor


def test_what_was_not_told_before_the_cut_is_asked_for_with_what_came_from_the_other_half() -> None:
    """The host had written it down, for both halves, and stopped before it told it."""
    tokens = "CASEMAPPING=ascii CHATHISTORY=100"
    talk = Talk(caps=OWN_CAPS).online(tokens)
    room = talk.in_room("#lab", "Bo")
    last = timestamps.parse("2024-05-01T12:00:00.000Z")
    assert last is not None
    heard(talk, (bound(last), "before"))
    talk.session.disconnected()
    talk.online(f"{tokens} desktopchat/HEALED=abcd:{last + 9}")
    talk.hears(":Ada!a@h JOIN #lab * :Ada", ":h 353 Ada = #lab :Ada Bo", ":h 366 Ada #lab :End")
    (asked,) = [line for line in talk.sent() if " AFTER " in line]
    assert " timestamp=2024-05-01T11:59:59.999Z " in asked
    rows = (bound(last), "before"), (bound(last + 3), "not told")
    heard(talk, *rows, moment="2024-05-01T12:00:00.003Z")
    assert [one.text for one in room.entries if one.kind is EntryKind.INFO] == []
    assert room.unread == 1


def targets(talk: Talk, *rows: tuple[str, int]) -> list[str]:
    """Who wrote to me at which milliseconds past noon; what is asked for thereupon."""
    talk.hears(
        ":h BATCH +t draft/chathistory-targets",
        *(
            f"@batch=t :h CHATHISTORY TARGETS {name} 2024-05-01T12:00:00.{moment:03}Z"
            for name, moment in rows
        ),
        ":h BATCH -t",
    )
    return [line for line in talk.sent() if " TARGETS " in line]


def test_nobody_of_many_who_wrote_meanwhile_is_missed() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=3")
    talk.hears(":h 900 Ada Ada!a@h Ada :You are logged in as Ada")
    talk.session.history.come_back(datetime(2024, 5, 1, 12, tzinfo=UTC))
    (asked,) = [line for line in talk.sent() if " TARGETS " in line]
    assert asked.split()[2] == "timestamp=2024-05-01T11:59:59.999Z"
    assert asked.split()[-1] == "3"
    # Those of the last one's millisecond may not all be there.
    (asked,) = targets(talk, ("Bo", 1), ("Cy", 2), ("Dee", 2))
    assert asked.split()[2] == "timestamp=2024-05-01T12:00:00.001Z"
    (asked,) = targets(talk, ("Cy", 2), ("Dee", 2), ("Eve", 2))
    assert asked.split()[2] == "timestamp=2024-05-01T12:00:00.002Z"
    # A host that gives the same ones for ever is not asked for ever.
    assert targets(talk, ("Cy", 2), ("Dee", 2), ("Eve", 2)) == []
    assert targets(talk, ("Flo", 9)) == []
    people = [one.name for one in talk.session.model.conversations.values()]
    assert people == ["Bo", "Cy", "Dee", "Eve", "Flo"]


def test_who_went_or_is_called_otherwise_is_told_of_once_though_the_log_has_it_too() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
    room = talk.in_room("#lab", "Bo")
    tags = "time=2024-05-01T11:30:00.000Z"
    lines = (
        f"@msgid=m1;{tags} :Bo!b@h NICK Bob",
        f"@msgid=m2;{tags} :Bob!b@h QUIT :asleep",
    )
    talk.hears(*lines)
    told = [EntryKind.NICK, EntryKind.QUIT]
    assert [entry.kind for entry in room.entries if entry.sender in ("Bo", "Bob")] == told
    talk.hears(
        ":h BATCH +p chathistory #lab",
        *(line.replace("@", "@batch=p;", 1) for line in lines),
        ":h BATCH -p",
    )
    assert [entry.kind for entry in room.entries if entry.sender in ("Bo", "Bob")] == told
