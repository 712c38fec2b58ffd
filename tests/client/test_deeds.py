"""What I do to what is there goes out, waits, goes out again, and is given up."""

from pathlib import Path

from desktopchat.client.model import Conversation, Entry, EntryKind
from desktopchat.irc.timestamps import stamp
from tests.client.remembering import run
from tests.client.talking import ALL_CAPS, OWN_CAPS, START, Talk, last


def said(talk: Talk, room: Conversation, msgid: str = "m1", nick: str = "Ada") -> Entry:
    talk.hears(f"@msgid={msgid};time={stamp(START)} :{nick}!x@h PRIVMSG #lab :coffee")
    return last(room)


def back(talk: Talk) -> Conversation:
    """After a break, as far as to what was missed."""
    talk.session.disconnected()
    room = talk.online().in_room()
    talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
    return room


def test_new_words_that_nobody_has_answered_go_out_again_under_their_label() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    entry = said(talk, room)
    talk.session.messages.edit(room, entry, "tea")
    (line,) = talk.sent()
    assert line.startswith("@label=s-")
    assert line.endswith("+desktopchat/edit=m1 PRIVMSG #lab tea")
    assert (entry.text, entry.changing) == ("coffee", True)
    back(talk)
    (again,) = talk.sent()
    assert again.replace(";desktopchat/resend", "") == line
    label = line.split(";")[0]
    talk.hears(f"{label};msgid=m2;+desktopchat/edit=m1 :Ada!a@h PRIVMSG #lab :tea")
    assert (entry.text, entry.changing) == ("tea", False)
    back(talk)
    assert not talk.sent()


def test_what_is_done_after_a_message_goes_out_after_it() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    entry = said(talk, room)
    talk.session.messages.react(room, entry, "👍")
    talk.session.delivery.say(room, "one")
    talk.session.messages.react(room, entry, "👍", on=False)
    talk.session.delivery.say(room, "two")
    talk.sent()
    back(talk)
    first, one, second, two = talk.sent()
    assert "react=👍" in first
    assert one.endswith("PRIVMSG #lab one")
    assert "unreact=👍" in second
    assert two.endswith("PRIVMSG #lab two")


def test_what_is_done_before_it_is_known_what_was_missed_comes_after_what_was_done_before() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    entry = said(talk, room)
    talk.session.messages.edit(room, entry, "tea")
    talk.session.disconnected()
    talk.online().in_room()
    talk.session.messages.edit(room, entry, "cocoa")
    assert not talk.sent()
    talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
    assert [line.rsplit(" ", 1)[1] for line in talk.sent()] == ["tea", "cocoa"]


def test_what_is_done_without_a_connection_waits_for_one() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    talk.hears(":h MODE #lab +o Ada")
    entry, other = said(talk, room), said(talk, room, "m2")
    session = talk.session
    session.disconnected()
    session.connected()
    talk.sent()
    assert session.messages.edit(room, entry, "tea\nwith milk")
    assert session.messages.react(room, entry, "👍")
    session.delivery.say(room, "answer", reply_to=entry)
    assert session.messages.redact(room, other)
    session.pins.pin(room, "m1")
    session.room_settings.set_topic(room, "hot drinks")
    assert not talk.sent()
    assert (entry.changing, other.changing) == (True, True)
    back(talk)
    edit, _tea, _milk, _end, reaction, answer, gone, pin, topic = talk.sent()
    assert "+desktopchat/edit=m1 BATCH" in edit
    assert "react=👍" in reaction
    assert answer.endswith("PRIVMSG #lab answer")
    assert "+draft/reply=m1" in answer
    assert gone.endswith("REDACT #lab m2")
    assert pin.endswith("PIN #lab m1")
    assert topic.endswith("TOPIC #lab :hot drinks")


def test_a_message_that_still_waits_gets_its_new_words_itself(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.online().in_room()
        talk.session.disconnected()
        (entry,) = talk.session.delivery.say(room, "coffee")
        talk.on_disk()
        assert talk.session.messages.may_edit(room, entry)
        assert talk.session.messages.edit(room, entry, "tea")
        assert entry.text == "tea"
        assert len([one for one in room.entries if one.own and one.text]) == 1
        talk.on_disk()
    with run(path, caps=OWN_CAPS) as talk:
        talk.online()
        room = talk.in_room()
        (entry,) = [one for one in room.entries if one.text == "tea"]
        talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
        (line,) = talk.sent()
        assert line.endswith("PRIVMSG #lab tea")
        assert not talk.session.messages.edit(room, entry, "cocoa")  # nobody knows who has it


def test_what_may_be_done_is_known_before_there_is_a_host(tmp_path: Path) -> None:
    path, tokens = tmp_path / "book.db", "CASEMAPPING=ascii CLIENTTAGDENY=*,-draft/reply"
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.online(tokens).in_room()
        talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
        said(talk, room)
    for _ in range(2):  # what is known stays so
        with run(path, caps=OWN_CAPS) as talk:
            room, messages = talk.session.model.conversations["#lab"], talk.session.messages
            (entry,) = [one for one in room.entries if one.text == "coffee"]
            assert messages.may_edit(room, entry)
            assert messages.may_redact(room, entry)
            assert messages.may_reply(room, entry)
            assert not messages.may_react(room, entry)
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        (entry,) = [one for one in room.entries if one.text == "coffee"]
        assert talk.session.messages.edit(room, entry, "tea\nwith milk")
        talk.on_disk()
        talk.online(tokens).in_room()
        talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
        assert [line.rsplit(" ", 1)[1] for line in talk.sent()[1:3]] == ["tea", "milk"]
    with run(path) as talk:  # a host that can do nothing of it any more
        room = talk.online().in_room()
        (entry,) = [one for one in room.entries if one.text == "coffee"]
        assert not talk.session.messages.may_edit(room, entry)
    with run(path) as talk:
        room = talk.session.model.conversations["#lab"]
        (entry,) = [one for one in room.entries if one.text == "coffee"]
        assert not talk.session.messages.may_edit(room, entry)


def test_what_is_so_already_is_not_asked_for_again() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    entry, other = said(talk, room), said(talk, room, "m2")
    talk.session.messages.redact(room, entry)
    talk.session.room_settings.set_topic(room, "tea")
    talk.session.pins.pin(room, "m2")
    assert len(talk.sent()) == 3
    talk.session.disconnected()
    talk.online().in_room()
    talk.hears(":h 332 Ada #lab :tea", ":h BATCH +q desktopchat/pins #lab")
    talk.hears("@batch=q :Ada!a@h PIN #lab m2", ":h BATCH -q")
    talk.hears(":h BATCH +p chathistory #lab", "@batch=p :Ada!a@h REDACT #lab m1", ":h BATCH -p")
    assert not talk.sent()
    assert not entry.changing
    assert not other.changing


def test_a_refusal_is_told_in_the_room_and_ends_it() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    entry = said(talk, room)
    message = talk.session.delivery.say(room, "on its way")
    talk.session.messages.edit(room, entry, "tea")
    label = talk.sent()[-1].split(";")[0]
    talk.hears(f"{label} :h 404 Ada #lab :Cannot send to channel")
    assert last(room).kind is EntryKind.ERROR
    assert "You can't write in #lab now" in last(room).text
    assert not message[0].failure
    back(talk)
    assert len(talk.sent()) == 1  # the message alone


def test_where_a_room_does_not_let_me_in_again_it_is_told_that_it_was_not_done() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room()
    talk.session.messages.edit(room, said(talk, room), "tea")
    talk.session.disconnected()
    talk.online()
    talk.hears(":h 474 Ada #lab :Cannot join channel (+b)")
    assert last(room).text == "What you last changed here did not reach the host."
    assert not room.entries[0].changing


def test_a_host_without_labels_is_asked_once() -> None:
    talk = Talk(caps=ALL_CAPS.replace("labeled-response", "")).online()
    room = talk.in_room()
    talk.session.room_settings.set_topic(room, "tea")
    assert talk.sent() == ["TOPIC #lab tea"]
    talk.session.disconnected()
    talk.online().in_room()
    assert not talk.sent()


def test_what_was_done_is_kept_over_a_restart_until_it_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.online().in_room()
        entry = said(talk, room)
        talk.session.messages.edit(room, entry, "tea\nwith milk")
        assert not talk.sent()  # it is kept first
        talk.on_disk()
        lines = talk.sent()
    with run(path, caps=OWN_CAPS) as talk:
        talk.online()
        room = talk.in_room()
        assert room.entries[0].changing
        talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
        again = [line.replace(";desktopchat/resend", "") for line in talk.sent()]
        assert again[0].split(";")[0] == lines[0].split(";")[0]
        assert [line.rsplit(" ", 1)[1] for line in again[1:3]] == ["tea", "milk"]
        talk.hears(f"{again[0].split(';')[0]} :h FAIL PRIVMSG UNKNOWN_MSGID #lab m1 :It is gone")
        assert last(room).kind is EntryKind.ERROR
    with run(path, caps=OWN_CAPS) as talk:
        talk.online().in_room()
        talk.hears(":h BATCH +p chathistory #lab", ":h BATCH -p")
        assert not talk.sent()
