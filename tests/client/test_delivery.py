"""My own messages, from the key press to their end, on hosts of every kind."""

from datetime import timedelta

import pytest

from desktopchat.client.model import Conversation, Delivery, EntryChanged, EntryKind, Phase
from tests.client.talking import ALL_CAPS, OWN_CAPS, Talk, last, notices, page, texts

FAILED, RECEIVED, SENDING, SENT = (
    Delivery.FAILED,
    Delivery.RECEIVED,
    Delivery.SENDING,
    Delivery.SENT,
)
LABELS = "batch labeled-response message-tags"


def messages(conversation: Conversation) -> list[tuple[str, Delivery]]:
    said = (EntryKind.MESSAGE, EntryKind.ACTION)
    return [(entry.text, entry.delivery) for entry in conversation.entries if entry.kind in said]


def test_a_message_is_shown_as_sending_until_its_echo_comes_and_is_no_second_one() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "hello")
    assert entry.delivery is SENDING
    assert talk.sent() == [f"@label={entry.label} PRIVMSG #lab hello"]
    events = talk.hears(
        f"@label={entry.label};msgid=m1;time=2024-05-01T10:00:00.000Z :Ada!ada@here PRIVMSG #lab "
        ":hello"
    )
    assert EntryChanged(room, entry) in events
    assert messages(room) == [("hello", SENT)]
    assert (entry.msgid, entry.time.hour) == ("m1", 10)


def test_echoes_that_come_in_another_order_find_their_messages_by_label() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (one,), (two,) = (
        talk.session.delivery.say(room, "same"),
        talk.session.delivery.say(room, "same"),
    )
    talk.hears(f"@label={two.label};msgid=m2 :Ada!a@h PRIVMSG #lab same")
    assert (one.delivery, two.delivery) == (SENDING, SENT)
    talk.hears(f"@label={one.label};msgid=m1 :Ada!a@h PRIVMSG #lab same")
    assert (one.msgid, two.msgid) == ("m1", "m2")


def test_without_labels_echoes_find_the_oldest_message_with_their_words() -> None:
    talk = Talk(caps="echo-message").online()
    room = talk.in_room()
    for text in ("one", "two", "one"):
        talk.session.delivery.say(room, text)
    assert talk.sent() == ["PRIVMSG #lab one", "PRIVMSG #lab two", "PRIVMSG #lab one"]
    talk.hears(":Ada!a@h PRIVMSG #lab two", ":Ada!a@h PRIVMSG #lab one")
    assert messages(room) == [("one", SENT), ("two", SENT), ("one", SENDING)]


def test_words_that_the_host_changed_are_shown_as_others_see_them() -> None:
    talk = Talk(caps="echo-message").online()
    room = talk.in_room()
    talk.session.delivery.say(room, "\x02bold\x02")
    talk.hears(":Ada!a@h PRIVMSG #lab bold")
    assert messages(room) == [("bold", SENT)]


def test_without_echo_a_ping_behind_the_messages_confirms_them() -> None:
    talk = Talk(caps="").online()
    room = talk.in_room()
    talk.session.delivery.say(room, "one\ntwo")
    lines = talk.sent()
    assert lines[:2] == ["PRIVMSG #lab one", "PRIVMSG #lab two"]
    token = lines[2].removeprefix("PING ")
    (three,) = talk.session.delivery.say(room, "three")
    talk.hears(f":h PONG h {token}")
    assert messages(room) == [("one", SENT), ("two", SENT), ("three", SENDING)]
    assert three.delivery is SENDING


def test_without_echo_a_refusal_before_the_pong_fails_the_oldest_message() -> None:
    talk = Talk(caps="").online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "psst")
    token = talk.sent()[-1].removeprefix("PING ")
    talk.hears(":h 404 Ada #lab :Cannot send to channel", f":h PONG h {token}")
    assert entry.delivery is FAILED
    assert "operator" in entry.failure


def test_an_ack_confirms_where_the_host_has_labels_but_no_echo() -> None:
    talk = Talk(caps=LABELS).online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "hello")
    assert len(talk.sent()) == 1
    talk.hears(f"@label={entry.label} :h ACK")
    assert entry.delivery is SENT


def test_a_refusal_finds_its_message_by_label_even_for_another_target() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (one,), (two,) = talk.session.delivery.say(room, "one"), talk.session.delivery.say(room, "two")
    talk.hears(f"@label={two.label} :h 404 Ada #elsewhere :Cannot send")
    assert (one.delivery, two.delivery) == (SENDING, FAILED)


def test_a_refusal_in_a_batch_finds_its_message() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "one")
    talk.hears(
        f"@label={entry.label} :h BATCH +x labeled-response",
        "@batch=x :h 404 Ada #lab :Cannot send",
        "@batch=x :h NOTICE Ada :Really not",
        ":h BATCH -x",
    )
    assert entry.delivery is FAILED
    assert not talk.session.wire.requests


def test_a_fail_of_standard_replies_fails_the_message_with_the_hosts_words() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "one")
    talk.hears(f"@label={entry.label} FAIL PRIVMSG SPAM #lab :Please slow down.")
    assert (entry.delivery, entry.failure) == (FAILED, "Please slow down.")


def test_a_message_to_nobody_fails_in_its_conversation() -> None:
    talk = Talk().online()
    direct = talk.session.open_direct("Nobody")
    (entry,) = talk.session.delivery.say(direct, "are you there?")
    talk.hears(f"@label={entry.label} :h 401 Ada Nobody :No such nick")
    assert entry.failure == "Nobody is not here. Check the name, or wait until they are back."


def without_bo(talk: Talk) -> Conversation:
    """I am back after a break, before Bo, who was here; gives the conversation with him."""
    talk.online().in_room("#lab", "Bo")
    direct = talk.session.open_direct("Bo")
    talk.session.disconnected()
    return direct


@pytest.mark.parametrize("caps", [OWN_CAPS, ALL_CAPS, "echo-message"])
def test_what_waited_for_somebody_who_was_here_waits_until_they_are_back_too(caps: str) -> None:
    talk = Talk(caps=caps)
    direct = without_bo(talk)
    (one,) = talk.session.delivery.say(direct, "one")
    talk.online().in_room()
    label = f"@label={one.label} " if "label" in caps else ""
    talk.hears(f"{label}:h 401 Ada Bo :No such nick")
    assert one.delivery is SENDING
    (two,) = talk.session.delivery.say(direct, "two")
    talk.sent()
    talk.session.delivery.try_expected()
    first, second = talk.sent()
    assert first.endswith("PRIVMSG Bo one")
    assert second.endswith("PRIVMSG Bo two")
    talk.hears(f"{label}:Ada!a@h PRIVMSG Bo one")
    assert one.delivery is SENT
    assert two.delivery is SENDING
    talk.session.delivery.try_expected()
    assert not talk.sent()


def test_what_waited_is_for_somebody_who_comes_back_also_where_i_have_not_seen_them() -> None:
    """As in a window that was started again while nobody hosted."""
    talk = Talk(caps=OWN_CAPS)
    direct = talk.session.open_direct("Bo")
    (entry,) = talk.session.delivery.say(direct, "one")
    talk.online()
    talk.hears(f"@label={entry.label} :h 401 Ada Bo :No such nick")
    assert entry.delivery is SENDING
    talk.session.delivery.try_expected()
    assert [line for line in talk.sent() if line.endswith("PRIVMSG Bo one")]


def test_who_does_not_come_back_within_a_minute_is_not_waited_for_any_longer() -> None:
    talk = Talk(caps=OWN_CAPS)
    direct = without_bo(talk)
    (entry,) = talk.session.delivery.say(direct, "one")
    talk.online()
    talk.hears(f"@label={entry.label} :h 401 Ada Bo :No such nick")
    assert entry.delivery is SENDING
    talk.moment += timedelta(seconds=60)
    talk.session.delivery.try_expected()
    talk.hears(f"@label={entry.label} :h 401 Ada Bo :No such nick")
    assert entry.failure == "Bo is not here. Check the name, or wait until they are back."


def test_a_reaction_waits_for_somebody_who_was_here_too() -> None:
    talk = Talk(caps=OWN_CAPS)
    direct = without_bo(talk)
    talk.hears("@msgid=m1 :Bo!b@h PRIVMSG Ada :tea?")
    talk.session.messages.react(direct, direct.by_msgid["m1"], "👍")
    talk.online()
    (line,) = [one for one in talk.sent() if "TAGMSG" in one]
    talk.hears(f"{line.split(';')[0]} :h 401 Ada Bo :No such nick")
    talk.session.delivery.try_expected()
    (again,) = talk.sent()
    assert "react=👍" in again
    assert "not here" not in last(direct).text


def test_what_failed_is_sent_again_in_its_place_with_its_label() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    (entry,) = talk.session.delivery.say(room, "hello")
    talk.hears(f"@label={entry.label} :h 404 Ada #lab :no", ":Bo!b@h PRIVMSG #lab :later")
    talk.sent()
    talk.session.delivery.resend(room, entry)
    assert talk.sent() == [f"@label={entry.label} PRIVMSG #lab hello"]
    assert entry.delivery is SENDING
    talk.hears(f"@label={entry.label};msgid=m :Ada!a@h PRIVMSG #lab hello")
    assert messages(room) == [("hello", SENT), ("later", RECEIVED)]


def test_what_failed_can_be_taken_away_but_what_is_on_its_way_can_not() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (one,), (two,) = talk.session.delivery.say(room, "one"), talk.session.delivery.say(room, "two")
    talk.hears(f"@label={one.label} :h 404 Ada #lab :no")
    talk.session.delivery.discard(room, one)
    talk.session.delivery.discard(room, two)
    assert messages(room) == [("two", SENDING)]


def test_what_is_written_offline_waits_and_goes_out_in_order_after_the_rejoin() -> None:
    talk = Talk().online()
    room, direct = talk.in_room(), talk.session.open_direct("Bo")
    talk.session.disconnected()
    assert not room.joined
    for text in ("one", "two"):
        talk.session.delivery.say(room, text)
    talk.session.delivery.say(direct, "psst")
    assert talk.sent() == []
    talk.online()
    lines = talk.sent()
    assert "JOIN #lab" in lines
    assert [line.split(" ", 1)[1] for line in lines if "PRIVMSG" in line] == ["PRIVMSG Bo psst"]
    talk.hears(":Ada!a@h JOIN #lab * :Ada")
    assert [line.split(" ", 1)[1] for line in talk.sent() if "PRIVMSG" in line] == [
        "PRIVMSG #lab one",
        "PRIVMSG #lab two",
    ]
    assert [delivery for _, delivery in messages(room)] == [SENDING, SENDING]


def test_a_waiting_message_can_be_taken_back() -> None:
    talk = Talk().online()
    room = talk.in_room()
    talk.session.disconnected()
    (entry,) = talk.session.delivery.say(room, "never mind")
    talk.session.delivery.discard(room, entry)
    talk.online()
    talk.hears(":Ada!a@h JOIN #lab * :Ada")
    assert not any("never" in line for line in talk.sent())


def test_a_break_fails_unconfirmed_messages_on_other_servers() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "hello")
    talk.session.disconnected()
    assert entry.delivery is FAILED
    assert "broke" in entry.failure


def test_a_break_lets_unconfirmed_messages_go_again_under_their_label_on_desktopchat() -> None:
    tokens = "CASEMAPPING=rfc7613 desktopchat/ROOM=#lab"
    talk = Talk(caps=OWN_CAPS).online(tokens)
    room = talk.in_room()
    page(talk, "0A Bo hello")
    (one,) = talk.session.delivery.say(room, "one")
    talk.session.disconnected()
    talk.session.delivery.say(room, "two")
    talk.online(tokens)
    talk.sent()
    talk.hears(
        ":Ada!a@h JOIN #lab * :Ada",
        "@msgid=0Z;time=2030-01-01T00:00:00.000Z :Bo!b@h PRIVMSG #lab :live already",
    )
    asked = talk.sent()
    assert not [line for line in asked if "PRIVMSG" in line]
    (query,) = [line for line in asked if "CHATHISTORY" in line]
    assert query.endswith("CHATHISTORY AFTER #lab msgid=0A 100")
    page(talk, "0B Bo missed")
    sent = [line for line in talk.sent() if "PRIVMSG" in line]
    assert sent[0] == f"@label={one.label};desktopchat/resend PRIVMSG #lab one"
    assert sent[1].endswith("PRIVMSG #lab two")
    assert [text for text in texts(room) if text] == [
        "hello",
        "missed",
        "one",
        "two",
        "live already",
    ]


def test_a_break_fails_what_the_log_does_not_show_where_sending_again_could_double_it() -> None:
    caps = OWN_CAPS.replace("desktopchat/resend", "")
    talk = Talk(caps=caps).online()
    room = talk.in_room()
    page(talk, "0A Bo hello")
    arrived, lost = (
        talk.session.delivery.say(room, "arrived"),
        talk.session.delivery.say(room, "lost"),
    )
    talk.session.disconnected()
    talk.online()
    talk.hears(":Ada!a@h JOIN #lab * :Ada")
    page(talk, "0B Ada arrived")
    assert [e.text for e in room.entries if e.delivery is Delivery.SENT] == ["arrived"]
    assert [e.text for e in room.entries if e.delivery is Delivery.FAILED] == ["lost"]
    assert len(arrived) == len(lost) == 1


def test_the_same_words_of_another_device_leave_nothing_on_its_way() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    page(talk, "0A Bo hello")
    (mine,) = talk.session.delivery.say(room, "yes")
    talk.session.disconnected()
    talk.online()
    talk.hears(":Ada!a@h JOIN #lab * :Ada")
    page(talk, "0B Ada yes", "0C Ada yes")
    talk.hears(f"@label={mine.label};msgid=0C :Ada!a@h PRIVMSG #lab yes")
    said = [(e.msgid, e.delivery) for e in room.entries if e.text == "yes"]
    assert said == [("0B", Delivery.SENT), ("0C", Delivery.SENT)]
    assert mine.delivery is Delivery.SENT


def test_writing_to_a_room_that_one_was_put_out_of_fails_at_once() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    talk.hears(":Bo!b@h KICK #lab Ada :enough")
    (entry,) = talk.session.delivery.say(room, "why?")
    assert entry.delivery is FAILED
    assert talk.sent() == []


def test_a_refused_rejoin_fails_what_waited_for_the_room() -> None:
    talk = Talk().online()
    room = talk.in_room()
    talk.session.disconnected()
    (entry,) = talk.session.delivery.say(room, "hello")
    talk.online()
    talk.hears(":h 474 Ada #lab :Cannot join channel (+b)")
    assert entry.delivery is FAILED
    assert last(room).kind is EntryKind.ERROR
    assert "banned" in entry.failure


def test_a_long_text_is_several_messages_that_fit_the_line_as_others_get_it() -> None:
    talk = Talk("王伟").online("CASEMAPPING=rfc7613")
    room = talk.in_room("#部屋")
    words = " ".join(f"字{number}" for number in range(300))
    entries = talk.session.delivery.say(room, words)
    assert len(entries) > 1
    assert "".join(entry.text for entry in entries) == words
    for entry in entries:
        line = f":王伟!ada@here PRIVMSG #部屋 :{entry.text}\r\n"
        assert len(line.encode()) <= 512


def test_lines_are_messages_of_their_own_and_empty_ones_are_none() -> None:
    talk = Talk().online()
    room = talk.in_room()
    assert [e.text for e in talk.session.delivery.say(room, "one\r\n\r\n  \ntwo\n")] == [
        "one",
        "two",
    ]


def test_no_text_can_smuggle_a_line_of_its_own() -> None:
    talk = Talk().online()
    room = talk.in_room()
    talk.session.delivery.say(room, "a\rQUIT\nb\0c\ud800")
    talk.session.delivery.act(room, "x\nJOIN #evil")
    talk.session.room_settings.set_topic(room, "t\r\nQUIT")
    talk.session.moderation.kick(room, "Bo", "r\nQUIT")
    talk.session.me.set_away("gone\nQUIT")
    for line in talk.sent():
        assert not {"\r", "\n", "\0"} & set(line)
        line.encode()
        assert line.startswith(("@label", "AWAY"))


def test_labels_that_come_during_the_connection_leave_earlier_messages_to_their_echoes() -> None:
    talk = Talk(caps="cap-notify echo-message").online()
    room = talk.in_room()
    (early,) = talk.session.delivery.say(room, "early")
    talk.hears(":h CAP Ada NEW :labeled-response", ":h CAP Ada ACK :labeled-response")
    (late,) = talk.session.delivery.say(room, "late")
    talk.hears(":Ada!a@h PRIVMSG #lab early", f"@label={late.label} :Ada!a@h PRIVMSG #lab late")
    assert (early.delivery, late.delivery) == (SENT, SENT)
    assert messages(room) == [("early", SENT), ("late", SENT)]


def test_nothing_is_sent_from_where_the_host_speaks() -> None:
    talk = Talk().online()
    talk.sent()
    assert talk.session.delivery.say(talk.session.model.console, "hello?") == []
    assert talk.sent() == []
    assert len(notices(talk.session.model.take_events())) == 1


def test_pasted_control_characters_make_no_ctcp() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.say(room, "\x01VERSION\x01")
    assert entry.text == "VERSION"


def test_an_action_is_sent_as_ctcp_and_shown_as_an_action() -> None:
    talk = Talk().online()
    room = talk.in_room()
    (entry,) = talk.session.delivery.act(room, "waves")
    assert talk.sent() == [f"@label={entry.label} PRIVMSG #lab :\x01ACTION waves\x01"]
    talk.hears(f"@label={entry.label};msgid=m :Ada!a@h PRIVMSG #lab :\x01ACTION waves\x01")
    assert (entry.kind, entry.text, entry.delivery) == (EntryKind.ACTION, "waves", SENT)


def test_what_another_program_says_in_my_name_is_mine_and_sent() -> None:
    talk = Talk().online()
    room = talk.in_room()
    talk.hears("@msgid=m9 :Ada!a@h PRIVMSG #lab :from my phone")
    entry = last(room)
    assert (entry.own, entry.delivery, entry.msgid) == (True, SENT, "m9")
    talk.hears(":Ada!a@h PRIVMSG Bo :to Bo from my phone")
    assert texts(talk.session.model.conversations["bo"]) == ["to Bo from my phone"]


def test_a_note_to_myself_is_there_once_though_it_comes_twice() -> None:
    for caps in ("", "echo-message", "batch echo-message labeled-response message-tags"):
        talk = Talk(caps=caps).online()
        me = talk.session.open_direct("Ada")
        (entry,) = talk.session.delivery.say(me, "remember")
        label = f"@label={entry.label} " if "labeled" in caps else ""
        talk.hears(f"{label}:Ada!a@h PRIVMSG Ada remember", ":Ada!a@h PRIVMSG Ada remember")
        assert messages(me) == [("remember", SENT)], caps


def test_a_refusal_without_target_is_told_once_where_it_may_be_of_any_message() -> None:
    talk = Talk(caps="").online()
    room = talk.in_room()
    (one,), (two,) = talk.session.delivery.say(room, "one"), talk.session.delivery.say(room, "two")
    events = talk.hears(":h 417 Ada :Input line was too long")
    assert (one.delivery, two.delivery) == (SENDING, SENDING)
    assert notices(events) == ["This was too long for the host. Send it in shorter pieces."]


def test_the_session_is_idle_without_a_connection() -> None:
    talk = Talk().online()
    talk.session.disconnected()
    assert talk.session.wire.phase is Phase.IDLE


def test_what_had_come_to_another_half_before_stands_where_it_was_said() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=rfc7613")
    room = talk.in_room()
    for msgid, second in (("m1", 1), ("m3", 3)):
        talk.hears(
            f"@msgid={msgid};time=2024-05-01T10:00:0{second}.000Z :Bo!b@h PRIVMSG #lab :{msgid}"
        )
    (one,) = talk.session.delivery.say(room, "m2")
    talk.hears(
        f"@label={one.label};msgid=m2;time=2024-05-01T10:00:02.000Z :Ada!a@h PRIVMSG #lab :m2"
    )
    assert [text for text in texts(room) if text] == ["m1", "m2", "m3"]
    assert one.delivery is SENT
    assert room.by_msgid["m2"] is one
    rising = [entry.number for entry in room.entries]
    assert rising == sorted(set(rising))


def test_a_message_of_mine_stands_in_the_order_of_the_host_once_that_has_it() -> None:
    talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=rfc7613")
    room = talk.in_room()
    one, two = (talk.session.delivery.say(room, text)[0] for text in ("mine", "mine too"))
    bo = "@msgid=b;time=2024-05-01T10:00:01.000Z :Bo!b@h PRIVMSG #lab :late"
    echo = "@label={};msgid=a{};time=2024-05-01T10:00:0{}.000Z :Ada!a@h PRIVMSG #lab :{}"
    talk.hears(bo, echo.format(one.label, 1, 2, one.text), echo.format(two.label, 2, 3, two.text))
    assert [text for text in texts(room) if text] == ["late", "mine", "mine too"]
