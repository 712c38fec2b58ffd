"""Who is in a room, what happens there, and what of it someone should read."""

import pytest

from desktopchat.client.model import (
    ConversationRemoved,
    EntryKind,
    ListedRoom,
    MembersChanged,
    NickChanged,
    PersonChanged,
    RoomListChanged,
    TopicChanged,
    UnreadChanged,
)
from desktopchat.client.model.administration import Invited
from tests.client.talking import Talk, last, notices, texts


def test_names_tell_who_is_in_a_room_and_what_they_may_do() -> None:
    talk = Talk().online("CASEMAPPING=ascii PREFIX=(ohv)@%+")
    room = talk.in_room("#lab", "@+Bo!b@h.example", "%Cy", "+Di")
    assert {key: member.prefixes for key, member in room.members.items()} == {
        "ada": "",
        "bo": "@+",
        "cy": "%",
        "di": "+",
    }
    assert room.joined


def test_names_of_a_rejoin_take_away_who_left_meanwhile() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo", "Cy")
    talk.session.disconnected()
    assert "bo" in room.members
    talk.online()
    talk.in_room("#lab", "Cy")
    assert set(room.members) == {"ada", "cy"}
    assert set(talk.session.model.people) == {"ada", "cy"}


def test_names_in_several_lines_are_one_list() -> None:
    talk = Talk().online()
    talk.hears(":Ada!a@h JOIN #lab * :Ada")
    talk.hears(":h 353 Ada = #lab :Ada Bo", ":h 353 Ada = #lab :Cy")
    events = talk.hears(":h 366 Ada #lab :End")
    room = talk.session.model.conversations["#lab"]
    assert set(room.members) == {"ada", "bo", "cy"}
    assert events == [MembersChanged(room)]


def test_who_is_asked_in_rooms_of_bearable_size_alone() -> None:
    few = Talk().online()
    few.hears(":Ada!a@h JOIN #lab * :Ada", ":h 353 Ada = #lab :Ada Bo", ":h 366 Ada #lab :End")
    assert "WHO #lab" in few.sent()
    crowd = Talk().online()
    crowd.hears(":Ada!a@h JOIN #lab * :Ada")
    for hundred in range(6):
        nicks = " ".join(f"n{hundred * 100 + number}" for number in range(100))
        crowd.hears(f":h 353 Ada = #lab :{nicks}")
    crowd.hears(":h 366 Ada #lab :End")
    assert not any(line.startswith("WHO") for line in crowd.sent())


@pytest.mark.parametrize(
    ("isupport", "line"),
    [
        ("WHOX", ":h 354 Ada 152 #lab Bo_Li G@ boli :Bo Li"),
        ("", ":h 352 Ada #lab b h.example h Bo_Li G@ :0 Bo Li"),
    ],
)
def test_who_tells_names_and_who_is_away(isupport: str, line: str) -> None:
    talk = Talk().online(f"CASEMAPPING=ascii {isupport}".strip())
    room = talk.in_room("#lab", "Bo_Li")
    person = room.members["bo_li"].person
    assert talk.hears(line) == [PersonChanged(person)]
    assert (person.name, bool(person.away)) == ("Bo Li", True)
    assert talk.hears(line) == []


def test_people_come_and_go() -> None:
    talk = Talk().online()
    room = talk.in_room()
    talk.hears(":Bo_Li!b@h JOIN #lab boli :Bo Li")
    person = talk.session.model.people["bo_li"]
    assert (person.name, person.account) == ("Bo Li", "boli")
    talk.hears(":Bo_Li!b@h PART #lab :see you")
    assert set(room.members) == {"ada"}
    assert set(talk.session.model.people) == {"ada"}
    talk.hears(":Bo_Li!b@h JOIN #lab * :Bo Li", ":Bo_Li!b@h QUIT :asleep")
    assert [(e.kind, e.sender, e.text) for e in room.entries[1:]] == [
        (EntryKind.JOIN, "Bo_Li", ""),
        (EntryKind.PART, "Bo_Li", "see you"),
        (EntryKind.JOIN, "Bo_Li", ""),
        (EntryKind.QUIT, "Bo_Li", "asleep"),
    ]


def test_nobody_is_said_to_have_come_who_was_at_the_host_before_this_one() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab")
    before = len(room.entries)
    talk.hears(
        "@desktopchat/stayed :Bo!b@h JOIN #lab * :Bo",
        "@desktopchat/stayed :h MODE #lab +o Bo",
    )
    assert room.members["bo"].prefixes == "@"
    assert len(room.entries) == before
    talk.hears("@desktopchat/stayed :Eve!e@h MODE #lab +v Bo")
    assert last(room).kind is EntryKind.MODE


def test_a_netsplit_and_its_end_leave_the_rooms_right() -> None:
    talk = Talk().online()
    lab, den = talk.in_room("#lab", "Bo", "Cy", "Di"), talk.in_room("#den", "Bo")
    talk.hears(
        ":h BATCH +n netsplit a.example b.example",
        "@batch=n :Bo!b@h QUIT :a.example b.example",
        "@batch=n :Cy!c@h QUIT :a.example b.example",
        ":h BATCH -n",
    )
    assert (set(lab.members), set(den.members)) == ({"ada", "di"}, {"ada"})
    talk.hears(
        ":h BATCH +j netjoin a.example b.example",
        "@batch=j :Bo!b@h JOIN #lab * :Bo",
        "@batch=j :Bo!b@h JOIN #den * :Bo",
        ":h BATCH -j",
    )
    assert (set(lab.members), set(den.members)) == ({"ada", "di", "bo"}, {"ada", "bo"})
    assert lab.members["bo"].person is den.members["bo"].person


def test_a_person_is_known_while_any_room_has_them() -> None:
    talk = Talk().online()
    talk.in_room("#lab", "Bo")
    talk.in_room("#den", "Bo")
    talk.hears(":Bo!b@h PART #lab")
    assert "bo" in talk.session.model.people
    talk.hears(":Bo!b@h PART #den")
    assert "bo" not in talk.session.model.people


def test_a_new_nick_is_told_in_each_shared_room_and_the_direct_conversation_follows() -> None:
    talk = Talk().online()
    lab = talk.in_room("#lab", "@Bo")
    talk.hears(":Bo!b@h PRIVMSG Ada :psst")
    direct = talk.session.model.conversations["bo"]
    events = talk.hears(":Bo!b@h NICK Bob")
    assert NickChanged("Bo", "Bob") in events
    assert lab.members["bob"].prefixes == "@"
    assert (last(lab).kind, last(lab).sender, last(lab).text) == (EntryKind.NICK, "Bo", "Bob")
    assert talk.session.model.conversations["bob"] is direct
    assert (direct.name, direct.title, direct.key) == ("Bob", "Bob", "bob")


def test_my_own_new_nick_is_mine_and_brings_the_new_name_along() -> None:
    talk = Talk("Ada").online()
    room = talk.in_room("#lab", "Bo")
    talk.session.me.change_nick("Ada Lovelace")
    assert talk.sent()[0].endswith("NICK Ada_Lovelace")
    talk.hears(":Ada!a@h NICK Ada_Lovelace")
    assert talk.sent()[0].endswith("SETNAME :Ada Lovelace")
    talk.hears(":Ada_Lovelace!a@h SETNAME :Ada Lovelace")
    assert talk.session.model.nick == talk.session.me.wanted_nick == "Ada_Lovelace"
    assert room.members["ada_lovelace"].person.name == "Ada Lovelace"
    assert last(room).own


def test_a_new_name_stays_as_it_is_written_whatever_the_nick_has_to_look_like() -> None:
    talk = Talk("Ada").online()
    room = talk.in_room("#lab", "Bo")
    talk.session.me.change_name("Countess L")
    name, nick = talk.sent()
    assert name.endswith("SETNAME :Countess L")
    assert nick.endswith("NICK Countess_L")
    talk.hears(":Ada!a@h SETNAME :Countess L", ":Ada!a@h NICK Countess_L")
    assert talk.sent() == []
    assert room.members["countess_l"].person.name == "Countess L"


def test_a_labelled_answer_that_already_bears_the_new_nick_is_understood() -> None:
    talk = Talk("Ada").online()
    talk.in_room()
    talk.session.me.change_nick("Zed")
    label = talk.sent()[0].split()[0]
    talk.hears(f"{label} :Zed!a@h NICK :Zed")
    assert talk.session.model.nick == "Zed"


def test_a_taken_nick_is_told_and_the_name_stays() -> None:
    talk = Talk("Ada").online()
    talk.session.me.change_nick("Bo")
    label = talk.sent()[-1].split()[0]
    said = notices(talk.hears(f"{label} :h 433 Ada Bo :Nickname is already in use"))
    assert said == ["Someone is already called Bo. Choose another name."]
    assert (talk.session.model.nick, talk.session.model.realname) == ("Ada", "Ada")


def test_a_kick_says_who_whom_and_why() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "@Bo", "Cy")
    talk.hears(":Bo!b@h KICK #lab Cy :enough")
    entry = last(room)
    assert (entry.kind, entry.sender, entry.target, entry.text) == (
        EntryKind.KICK,
        "Bo",
        "Cy",
        "enough",
    )
    assert set(room.members) == {"ada", "bo"}
    talk.hears(":Bo!b@h KICK #lab Ada :you too")
    assert not room.joined
    assert room.members == {}
    assert "#lab" not in talk.session.rooms.wanted


def test_the_topic_and_who_set_it() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    events = talk.hears(":h 332 Ada #lab :old words", ":h 333 Ada #lab Cy!c@h 1700000000")
    assert (room.topic, room.topic_by) == ("old words", "Cy")
    assert TopicChanged(room) in events
    assert texts(room) == [""]
    talk.hears(":Bo!b@h TOPIC #lab :new words")
    assert (room.topic, room.topic_by, last(room).kind) == ("new words", "Bo", EntryKind.TOPIC)
    talk.hears(":Bo!b@h TOPIC #lab :")
    assert room.topic == ""


def test_modes_change_ranks_and_rooms_and_are_told_in_plain_words() -> None:
    talk = Talk().online("CASEMAPPING=ascii PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnst")
    room = talk.in_room("#lab", "+Bo")
    talk.hears(":h 324 Ada #lab +nt")
    assert room.modes == "nt"
    talk.hears(":Ada!a@h MODE #lab +ok-t+bl Bo secret *!*@evil 5")
    assert room.members["bo"].prefixes == "@+"
    assert room.modes == "kln"
    assert last(room).target == (
        "made Bo an operator, set a password, let everyone change the topic, "
        "keeps everyone from evil out, let at most 5 people in"
    )
    talk.hears(":Ada!a@h MODE #lab -o Bo")
    assert room.members["bo"].prefixes == "+"
    assert last(room).target == "made Bo no operator any more"


def test_whom_a_ban_or_a_mute_is_about_is_told_in_plain_words() -> None:
    talk = Talk().online("CHANMODES=b,k,l,imnst EXTBAN=,am")
    room = talk.in_room("#lab")
    talk.hears(":Ada!a@h MODE #lab +bb-b Bo!*@* m:Cy!*@* a:Di")
    assert last(room).target == "keeps Bo out, muted Cy, no longer keeps the account Di out"


def test_away_account_and_name_changes_are_seen() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo_Li")
    person = room.members["bo_li"].person
    assert talk.hears(":Bo_Li!b@h AWAY :lunch") == [PersonChanged(person)]
    assert person.away == "lunch"
    talk.hears(":Bo_Li!b@h AWAY")
    talk.hears(":Bo_Li!b@h ACCOUNT boli", ":Bo_Li!b@h SETNAME :Bo Li")
    assert (person.away, person.account, person.name) == ("", "boli", "Bo Li")
    talk.hears(":Bo_Li!b@h ACCOUNT *")
    assert person.account == ""


def test_my_away_is_told_again_after_a_break() -> None:
    talk = Talk().online()
    talk.session.me.set_away("lunch")
    talk.hears(":h 306 Ada :You are away")
    assert talk.session.model.people["ada"].away == "lunch"
    talk.session.disconnected()
    talk.sent()
    talk.online()
    assert "AWAY lunch" in talk.sent()
    talk.session.me.set_away("")
    assert talk.sent() == ["AWAY"]
    talk.hears(":h 305 Ada :You are back")
    assert talk.session.model.people["ada"].away == ""


def test_that_someone_i_write_to_is_away_is_told_once_until_it_changes() -> None:
    talk = Talk().online()
    direct = talk.session.open_direct("Bo")
    for words in ("lunch", "lunch", "gone home"):
        talk.session.delivery.say(direct, "there?")
        talk.hears(f":h 301 Ada Bo :{words}")
    told = [entry.text for entry in direct.entries if entry.kind is EntryKind.INFO]
    assert told == ["Bo is away: lunch", "Bo is away: gone home"]


def test_unread_counts_what_others_say_where_i_do_not_look() -> None:
    talk = Talk().online()
    lab, den = talk.in_room("#lab", "Bo"), talk.in_room("#den", "Bo")
    talk.session.model.unread.active = lab
    events = talk.hears(
        ":Bo!b@h PRIVMSG #lab :seen",
        ":Bo!b@h PRIVMSG #den :one",
        ":Bo!b@h PRIVMSG #den :hey ada, two",
        ":Bo!b@h PART #den",
        ":Ada!a@h PRIVMSG #den :mine",
    )
    assert (lab.unread, lab.mentions, den.unread, den.mentions) == (0, 0, 2, 1)
    assert UnreadChanged(den) in events
    assert UnreadChanged(lab) not in events
    talk.session.messages.mark_read(den)
    assert (den.unread, den.mentions) == (0, 0)
    assert UnreadChanged(den) in talk.session.model.take_events()


def test_a_direct_message_opens_its_conversation_and_counts_as_one_for_me() -> None:
    talk = Talk().online()
    talk.hears("@msgid=m1 :Bo!b@h PRIVMSG ada :hi")
    direct = talk.session.model.conversations["bo"]
    assert (direct.unread, direct.mentions, last(direct).msgid) == (1, 1, "m1")
    assert direct.joined


def test_a_message_to_the_operators_stands_in_the_room() -> None:
    talk = Talk().online("CASEMAPPING=ascii STATUSMSG=@+")
    room = talk.in_room("#lab", "Bo")
    talk.hears(":Bo!b@h PRIVMSG @#lab :operators only")
    assert last(room).text == "operators only"


def test_ctcp_is_answered_politely_and_not_too_often() -> None:
    talk = Talk().online()
    talk.sent()
    talk.hears(":Bo!b@h PRIVMSG Ada :\x01VERSION\x01", ":Bo!b@h PRIVMSG Ada :\x01PING 1\x01")
    (answer,) = talk.sent()
    assert answer.startswith("NOTICE Bo :\x01VERSION DesktopChat ")
    talk.hears(":Bo!b@h PRIVMSG Ada :\x01DCC SEND x 1 2\x01", ":Bo!b@h NOTICE Ada :\x01PING 1\x01")
    assert talk.sent() == []
    assert "bo" not in talk.session.model.conversations


def test_a_notice_from_the_host_is_shown_but_one_before_the_welcome_is_not() -> None:
    talk = Talk()
    talk.session.connected()
    assert notices(talk.hears(":h NOTICE * :*** Looking up your hostname")) == []
    talk.online()
    assert notices(talk.hears(":h NOTICE Ada :The host restarts soon")) == [
        "The host restarts soon"
    ]
    assert "The host restarts soon" in texts(talk.session.model.console)


def test_an_invitation_says_where_and_by_whom_and_nothing_else() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    assert talk.hears(":Bo!b@h INVITE Ada #den") == [Invited("#den", "Bo")]
    talk.hears(":Bo!b@h INVITE Cy #lab")
    assert last(room).text == "Bo invited Cy"


def test_the_list_of_rooms_is_given_when_it_is_whole() -> None:
    talk = Talk().online()
    talk.session.rooms.list_rooms()
    assert talk.hears(":h 321 Ada Channel :Users", ":h 322 Ada #lab 3 :words") == []
    events = talk.hears(":h 322 Ada #den 1 :", ":h 323 Ada :End")
    assert events == [RoomListChanged()]
    assert talk.session.rooms.listed == [ListedRoom("#lab", 3, "words"), ListedRoom("#den", 1, "")]


def test_whois_is_one_line_where_it_was_asked() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    talk.session.model.unread.active = room
    talk.session.whois.ask("Bo")
    talk.hears(
        ":h 311 Ada Bo b h.example * :Bo Li",
        ":h 312 Ada Bo h :server",
        ":h 319 Ada Bo :@#lab",
        ":h 301 Ada Bo :lunch",
        ":h 317 Ada Bo 300 1700000000 :seconds idle",
        ":h 318 Ada Bo :End",
    )
    assert last(room).text == "Bo: Bo Li (b@h.example), in @#lab, away: lunch, quiet for 5 min"


def test_whois_of_nobody_says_so_where_it_was_asked() -> None:
    talk = Talk().online()
    room = talk.in_room()
    talk.session.model.unread.active = room
    talk.session.whois.ask("Nobody")
    label = talk.sent()[0].split()[0]
    talk.hears(f"{label} :h 401 Ada Nobody :No such nick", ":h 318 Ada Nobody :End")
    assert (last(room).kind, last(room).text[:18]) == (EntryKind.ERROR, "Nobody is not here")


@pytest.mark.parametrize(
    "numeric", ["403", "405", "471", "473", "474", "475", "476", "477", "437", "489", "520"]
)
def test_a_room_that_does_not_let_me_in_is_told_in_words_and_not_tried_again(numeric: str) -> None:
    talk = Talk().online()
    talk.session.rooms.join("#den", "wrong")
    assert talk.sent()[-1] == "JOIN #den wrong"
    (words,) = notices(talk.hears(f":h {numeric} Ada #den :Cannot join channel"))
    assert words.endswith(".")
    assert talk.session.model.conversations == {}
    assert not talk.session.rooms.wanted
    assert not talk.session.rooms.joining


def test_what_i_may_not_do_is_told_in_the_room_it_was_about() -> None:
    for caps in ("", "batch labeled-response message-tags"):
        talk = Talk(caps=caps).online()
        room = talk.in_room("#lab", "Bo")
        talk.session.room_settings.set_topic(room, "mine")
        line = talk.sent()[-1]
        label = line.split()[0] + " " if line.startswith("@") else ""
        talk.hears(f"{label}:h 482 Ada #lab :You're not a channel operator")
        assert last(room).kind is EntryKind.ERROR
        assert last(room).text == "Only operators (@) of #lab may do this. Ask one of them."


def test_leaving_keeps_what_was_said_and_closing_takes_it_away() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    talk.session.rooms.part(room, "later")
    assert talk.sent()[0].endswith("PART #lab later")
    talk.hears(":Ada!a@h PART #lab :later")
    assert not room.joined
    assert set(talk.session.model.people) == {"ada"}
    assert last(room).kind is EntryKind.PART
    talk.session.close(room)
    assert ConversationRemoved(room) in talk.session.model.take_events()
    talk.session.disconnected()
    talk.online()
    assert not any("JOIN" in line for line in talk.sent())


def test_rooms_with_passwords_are_come_back_to_with_them() -> None:
    talk = Talk(rooms=["#staff secret"]).online()
    assert "JOIN #staff secret" in talk.sent()
    talk.in_room("#staff")
    talk.session.disconnected()
    talk.sent()
    talk.online()
    assert "JOIN #staff secret" in talk.sent()


def test_a_password_that_was_set_meanwhile_is_what_one_comes_back_with() -> None:
    talk = Talk().online("CHANMODES=b,k,l,imnst")
    talk.in_room("#staff")
    for change, line in (
        ("+k secret", "JOIN #staff secret"),
        ("-k+k * *", "JOIN #staff secret"),  # which is no password: this host hides it
        ("-k *", "JOIN #staff"),
    ):
        talk.hears(f":Bo!b@h MODE #staff {change}")
        talk.session.disconnected()
        talk.sent()
        talk.online("CHANMODES=b,k,l,imnst")
        assert line in talk.sent()
        talk.in_room("#staff")


def test_a_room_that_is_made_with_a_password_gets_it() -> None:
    talk = Talk(caps="").online("CHANMODES=b,k,l,imnst")
    talk.session.rooms.join("#club", "secret")
    room = talk.in_room("#club")
    room.members["ada"].prefixes = "@"
    talk.hears(":h 324 Ada #club +nt")
    assert talk.sent() == ["MODE #club +k secret"]
    talk.hears(":h 324 Ada #club +nt")  # somebody took it away since, and it is asked again
    assert talk.sent() == []


@pytest.mark.parametrize(
    ("prefixes", "others", "modes"),
    [("", [], "+nt"), ("@", ["Bo"], "+nt"), ("@", [], "+ntk secret")],
)
def test_a_room_that_was_there_keeps_the_password_that_it_has(
    prefixes: str, others: list[str], modes: str
) -> None:
    talk = Talk().online("CHANMODES=b,k,l,imnst")
    talk.session.rooms.join("#club", "secret")
    talk.in_room("#club", *others).members["ada"].prefixes = prefixes
    talk.hears(f":h 324 Ada #club {modes}")
    assert talk.sent() == []


def test_a_password_is_not_set_again_where_one_comes_back_to() -> None:
    talk = Talk(rooms=["#club secret"]).online("CHANMODES=b,k,l,imnst")
    talk.in_room("#club").members["ada"].prefixes = "@"
    talk.hears(":h 324 Ada #club +nt")
    assert talk.sent() == []


def test_a_room_that_can_not_be_named_is_refused_without_asking_the_host() -> None:
    talk = Talk().online()
    talk.sent()
    talk.session.rooms.join("#two words")
    assert talk.sent() == []
    assert len(notices(talk.session.model.take_events())) == 1


def test_a_room_with_a_longer_name_than_the_host_takes_is_refused_at_once() -> None:
    talk = Talk().online("CHANNELLEN=64")
    talk.sent()
    talk.session.rooms.join("#" + "b" * 64)
    assert talk.sent() == []
    assert talk.session.rooms.joining == set()
    assert "64" in notices(talk.session.model.take_events())[0]
    talk.session.rooms.join("#" + "b" * 63)
    assert talk.sent() == ["JOIN #" + "b" * 63]


def test_messages_for_rooms_that_i_am_not_in_are_let_go_by() -> None:
    talk = Talk().online()
    talk.hears(":Bo!b@h PRIVMSG #elsewhere :hi", ":Bo!b@h JOIN #elsewhere", ":Bo!b@h TOPIC #x :y")
    assert talk.session.model.conversations == {}


def test_bad_times_of_the_host_are_not_taken() -> None:
    talk = Talk().online()
    room = talk.in_room("#lab", "Bo")
    for stamp in ("yesterday", "2024-05-01T10:00:00", ""):
        talk.hears(f"@time={stamp} :Bo!b@h PRIVMSG #lab :hi")
        assert last(room).time.tzinfo is not None


def test_the_rank_of_who_comes_back_is_in_the_list_at_once_and_says_nothing_more() -> None:
    talk = Talk().online("CASEMAPPING=ascii PREFIX=(qov)~@+ CHANMODES=b,k,l,imnst")
    room = talk.in_room("#lab", "Bo")
    talk.hears(":Cy!c@h JOIN #lab * :Cy", ":h.test MODE #lab +qo Cy Cy")
    assert room.members["cy"].prefixes == "~@"
    assert room.entries[-1].kind is EntryKind.JOIN
    talk.hears(":h.test MODE #lab +o Bo")
    assert (room.entries[-1].sender, room.entries[-1].target) == ("Bo", "is now an operator")
