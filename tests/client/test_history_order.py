"""Where pages of the log stand among what is here already."""

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
