"""Looking after a room and a host: what the verbs send, and what the answers become."""

from datetime import UTC, datetime

from desktopchat.client.model import EntryKind, NoticeShown, Rank
from desktopchat.client.model.administration import (
    AuditArrived,
    BanList,
    HostBans,
    HostPeople,
    Invited,
    JoinRefused,
    KnockReceived,
    ListedMask,
    ListKind,
    RoomLedOn,
    RoomLookedUp,
    RoomRenamed,
    RunsHostChanged,
)
from tests.client.talking import Talk, last, notices

HOST = (
    "CASEMAPPING=ascii PREFIX=(qov)~@+ CHANMODES=beI,k,lfH,imnst EXTBAN=,am EXCEPTS INVEX KNOCK "
    "desktopchat/SLOWMODE=f desktopchat/HISTORY=H"
)


def at_host(caps: str = "") -> Talk:
    return Talk(caps=caps).online(HOST)


def test_ranks_are_given_and_taken() -> None:
    talk = at_host()
    room = talk.in_room("#lab", "@Bo")
    session = talk.session
    session.moderation.op(room, "Bo")
    session.moderation.op(room, "Bo", False)
    session.moderation.voice(room, "Bo")
    session.moderation.voice(room, "Bo", False)
    session.moderation.make_owner(room, "Bo")
    session.moderation.make_owner(room, "Bo", False)
    assert talk.sent() == [f"MODE #lab {c} Bo" for c in ("+o", "-o", "+v", "-v", "+q", "-q")]
    talk.hears(":Ada!a@h MODE #lab +q Bo")
    assert (room.members["bo"].prefixes, room.members["bo"].rank) == ("~@", Rank.OWNER)
    assert room.members["ada"].rank is Rank.NONE


def test_a_host_without_owners_is_not_asked_for_one() -> None:
    talk = Talk(caps="").online()
    talk.session.moderation.make_owner(talk.in_room("#lab", "Bo"), "Bo")
    assert talk.sent() == []
    assert notices(talk.session.model.take_events()) == [
        "Rooms have no owners on this host. Make them an operator instead."
    ]


def test_bans_by_name_account_and_address_and_mutes_are_masks_of_the_host() -> None:
    talk = at_host()
    room = talk.in_room("#lab", "Bo!bo@10.0.0.7")
    session = talk.session
    session.moderation.ban(room, "Bo")
    session.moderation.ban(room, "*!*@evil")
    session.moderation.ban_account(room, "bo")
    session.moderation.ban_address(room, "Bo")
    session.moderation.mute(room, "Bo")
    session.moderation.unmute(room, "m:bo!*@*")
    session.moderation.unban(room, "a:bo")
    assert talk.sent() == [
        "MODE #lab +b Bo!*@*",
        "MODE #lab +b *!*@evil",
        "MODE #lab +b a:bo",
        "MODE #lab +b *!*@10.0.0.7",
        "MODE #lab +b m:Bo!*@*",
        "MODE #lab -b m:bo!*@*",
        "MODE #lab -b a:bo",
    ]


def test_mutes_are_what_the_server_calls_them() -> None:
    unreal = Talk(caps="").online("CASEMAPPING=ascii EXTBAN=~,qjncrRa CHANMODES=beI,k,l,imnst")
    unreal.session.moderation.mute(unreal.in_room(), "Bo")
    assert unreal.sent() == ["MODE #lab +b ~q:Bo!*@*"]
    libera = Talk(caps="").online("CASEMAPPING=ascii EXTBAN=$,ajrxz CHANMODES=beIq,k,l,imnst")
    libera.session.moderation.mute(libera.in_room(), "Bo")
    assert libera.sent() == ["MODE #lab +q Bo!*@*"]
    plain = Talk(caps="").online()
    plain.session.moderation.mute(plain.in_room(), "Bo")
    assert plain.sent() == []


def test_the_ban_list_comes_once_and_says_who_is_meant() -> None:
    talk = at_host()
    room = talk.in_room()
    talk.session.moderation.ask_list(room)
    assert talk.sent() == ["MODE #lab +b"]
    events = talk.hears(
        ":h 367 Ada #lab m:bo!*@* Cy!c@h 1700000000",
        ":h 367 Ada #lab a:dan Cy!c@h 1700000000",
        ":h 367 Ada #lab *!*@10.0.0.7",
        ":h 368 Ada #lab :End of list",
    )
    since = datetime.fromtimestamp(1700000000, UTC)
    assert events == [
        BanList(
            room,
            ListKind.BANS,
            (
                ListedMask("m:bo!*@*", "bo", True, "Cy", since),
                ListedMask("a:dan", "the account dan", False, "Cy", since),
                ListedMask("*!*@10.0.0.7", "everyone from 10.0.0.7"),
            ),
        )
    ]
    talk.hears(":h 367 Ada #lab Bo!*@*", ":h 368 Ada #lab :End of list")
    assert (last(room).kind, last(room).text) == (EntryKind.INFO, "Kept out: Bo (Bo!*@*)")


def test_exceptions_and_invites_are_lists_too() -> None:
    talk = at_host()
    room = talk.in_room()
    talk.session.moderation.ask_list(room, ListKind.EXCEPTIONS)
    talk.session.moderation.ask_list(room, ListKind.INVITES)
    talk.session.moderation.change_list(room, ListKind.INVITES, "Bo")
    talk.session.moderation.change_list(room, ListKind.EXCEPTIONS, "Bo!*@*", on=False)
    assert talk.sent() == [
        "MODE #lab +e",
        "MODE #lab +I",
        "MODE #lab +I Bo!*@*",
        "MODE #lab -e Bo!*@*",
    ]
    assert talk.hears(":h 349 Ada #lab :End") == [BanList(room, ListKind.EXCEPTIONS, ())]
    assert talk.hears(":h 347 Ada #lab :End") == [BanList(room, ListKind.INVITES, ())]


def test_a_rooms_settings_are_modes_and_are_known_from_modes() -> None:
    talk = at_host()
    room = talk.in_room()
    session = talk.session
    talk.hears(":h 324 Ada #lab +fknst 5 secret")
    assert (
        room.modes,
        session.room_settings.slow_mode(room),
        session.room_settings.history_rule(room),
    ) == (
        "fknst",
        5,
        "all",
    )
    session.room_settings.set_key(room, "new")
    session.room_settings.set_key(room, "")
    session.room_settings.set_limit(room, 20)
    session.room_settings.set_limit(room, 0)
    session.room_settings.set_flag(room, "m", True)
    session.room_settings.set_flag(room, "m", False)
    session.room_settings.set_slow_mode(room, 30)
    session.room_settings.set_slow_mode(room, 0)
    session.room_settings.set_history(room, "joined")
    assert talk.sent() == [
        "MODE #lab +k new",
        "MODE #lab -k secret",
        "MODE #lab +l 20",
        "MODE #lab -l",
        "MODE #lab +m",
        "MODE #lab -m",
        "MODE #lab +f 30",
        "MODE #lab -f",
        "MODE #lab +H joined",
    ]
    talk.hears(":Bo!b@h MODE #lab +Hf-k joined 60 secret")
    assert (session.room_settings.slow_mode(room), session.room_settings.history_rule(room)) == (
        60,
        "joined",
    )
    assert "k" not in room.mode_values


def test_a_closed_room_can_be_knocked_at_and_its_operators_hear_it() -> None:
    talk = at_host()
    talk.session.rooms.join("#den")
    talk.sent()
    events = talk.hears(":h 473 Ada #den :Cannot join channel (+i)")
    (refused,) = [event for event in events if isinstance(event, JoinRefused)]
    assert (refused.name, refused.can_knock, refused.needs_password) == ("#den", True, False)
    talk.session.rooms.knock("#den", "It is me")
    assert talk.sent() == ["KNOCK #den :It is me"]
    room = talk.in_room()
    for line in (
        ":h 710 Ada #lab Cy!c@h :let me in",
        ":h 710 #lab #lab Cy!c@h :let me in",
    ):
        assert talk.hears(line) == [KnockReceived(room, "Cy", "Cy!c@h", "let me in")]
    silent = talk.hears(":h 710 Ada #lab Cy!c@h :has asked for an invite.")
    assert silent == [KnockReceived(room, "Cy", "Cy!c@h", "")]  # the server's words, not Cy's
    talk.session.moderation.invite(room, "Cy")
    assert talk.sent() == ["INVITE Cy #lab"]


def test_a_wrong_password_is_told_as_such() -> None:
    talk = at_host()
    talk.session.rooms.join("#den", "guess")
    events = talk.hears(":h 475 Ada #den :Cannot join channel (+k)")
    (refused,) = [event for event in events if isinstance(event, JoinRefused)]
    assert (refused.can_knock, refused.needs_password) == (False, True)


def test_who_runs_the_host_goes_back_to_rooms_with_that_right() -> None:
    talk = at_host()
    talk.in_room("#den")
    talk.session.admin.log_in("owner", "pw")
    talk.session.disconnected()
    talk.sent()
    talk.online(HOST)
    lines = talk.sent()
    assert lines.index("OPER owner pw") < lines.index("JOIN #den")


def test_only_who_asked_for_a_room_is_asked_what_next_when_it_refuses() -> None:
    talk = at_host()
    talk.in_room("#den")
    talk.session.disconnected()
    talk.online(HOST)
    for asked in (False, True):
        events = talk.hears(":h 475 Ada #den :Cannot join channel (+k)")
        assert [e.asked for e in events if isinstance(e, JoinRefused)] == [asked]
        talk.session.rooms.join("#den")


def test_a_room_keeps_everything_but_its_name_when_it_is_renamed() -> None:
    talk = Talk(caps="draft/channel-rename").online(HOST)
    room = talk.in_room("#lab", "Bo")
    talk.session.room_settings.rename(room, "studio", "more room")
    assert talk.sent() == ["RENAME #lab #studio :more room"]
    events = talk.hears(":Bo!b@h RENAME #lab #Studio :more room")
    assert RoomRenamed(room, "#lab") in events
    assert (room.name, room.key, talk.session.model.conversations["#studio"]) == (
        "#Studio",
        "#studio",
        room,
    )
    assert set(talk.session.rooms.wanted) == {"#studio"}
    assert last(room).text == "Bo renamed the room from #lab to #Studio (more room)"
    plain = at_host()
    plain.session.room_settings.rename(plain.in_room(), "#studio")
    assert plain.sent() == []


def test_a_room_that_has_another_name_by_now_is_gone_into_under_that() -> None:
    talk = at_host()
    talk.session.rooms.join("#lab", "key")
    talk.hears(":h 470 Ada #lab #hall :It has another name now")
    assert talk.session.rooms.joining == {"#hall"}
    assert talk.session.rooms.wanted == {"#hall": ("#hall", "key")}
    assert NoticeShown("The room #lab is called #hall now.") in talk.events
    assert RoomLedOn("#lab", "#hall") in talk.events
    hall = talk.in_room("#hall")
    talk.session.rooms.join("#lab")
    talk.hears(":h 470 Ada #lab #hall :It has another name now")
    assert (talk.session.rooms.joining, set(talk.session.rooms.wanted)) == (set(), {"#hall"})
    assert hall.joined
    talk.hears(":h 470 Ada #x #y :nobody asked")
    assert set(talk.session.rooms.wanted) == {"#hall"}
    talk.events.clear()
    talk.session.rooms.look_up("#lab")
    talk.hears(":h 470 Ada #lab #hall :It has another name now")
    assert talk.events == [RoomLookedUp("#lab", True), RoomLedOn("#lab", "#hall")]


def test_a_room_that_was_renamed_while_i_was_away_is_the_same_room() -> None:
    talk = at_host()
    room = talk.in_room("#lab")
    talk.session.disconnected()
    talk.online(HOST)
    talk.hears(":h 470 Ada #lab #hall :It has another name now")
    assert talk.session.model.conversations == {"#hall": room}
    assert last(room).text == "The room #lab is called #hall now"
    assert talk.session.rooms.joining == {"#hall"}
    assert talk.in_room("#hall") is room


def test_who_runs_the_host_says_so_after_each_connection() -> None:
    talk = Talk(caps="")
    talk.session.admin.log_in("owner", "pw")
    talk.online(HOST)
    assert "OPER owner pw" in talk.sent()
    assert talk.hears(":h 381 Ada :You are now an operator") == [RunsHostChanged(True)]
    assert RunsHostChanged(False) in talk.session.disconnected()
    talk.online(HOST)
    assert "OPER owner pw" in talk.sent()


def test_the_hosts_people_come_as_rows() -> None:
    talk = at_host()
    talk.sent()
    session = talk.session
    session.admin.ask_people()
    session.admin.ask_bans()
    session.admin.disconnect("Bo", "too loud")
    session.admin.ban("Bo!*@*", "spam", minutes=60)
    session.admin.ban("*!*@10.0.0.7")
    session.admin.unban("Bo!*@*")
    session.admin.announce("Tea at four")
    session.admin.ask_audit(20)
    assert talk.sent() == [
        "STATS l",
        "STATS k",
        "KILL Bo :too loud",
        "KLINE 60 Bo!*@* spam",
        "KLINE *!*@10.0.0.7 :No reason given",
        "UNKLINE Bo!*@*",
        "NOTICE $* :Tea at four",
        "AUDIT 20",
    ]
    assert talk.hears(":h 219 Ada l :End") == [HostPeople(())]
    assert talk.hears(":h 219 Ada k :End") == [HostBans(())]
    assert talk.hears(":h AUDIT *") == [AuditArrived(())]


def test_an_invitation_is_told_with_the_room_and_who_sent_it() -> None:
    talk = at_host()
    assert Invited("#lab", "Bo") in talk.hears(":Bo!b@h INVITE Ada #lab")


def test_whose_name_looks_like_anothers_is_known_from_joins_names_and_new_nicks() -> None:
    talk = at_host()
    talk.in_room("#lab", "Bo")
    people = talk.session.model.people
    talk.hears("@desktopchat/lookalike=Bo :B0!x@h JOIN #lab")
    assert people["b0"].lookalike_of == "Bo"
    talk.hears(":host NOTE * LOOKALIKE Bo Ada :Bo looks like Ada, who is somebody else")
    assert people["bo"].lookalike_of == "Ada"
    talk.hears(":B0!x@h NICK Zed")
    assert people["zed"].lookalike_of == ""
    talk.hears("@desktopchat/lookalike=Bo :Zed!x@h NICK B0")
    assert people["b0"].lookalike_of == "Bo"


def test_the_mark_of_a_look_alike_stays_with_what_they_said() -> None:
    talk = at_host()
    lab = talk.in_room("#lab", "Bo")
    talk.hears(
        "@desktopchat/lookalike=Bo :B0!x@h JOIN #lab",
        ":B0!x@h PRIVMSG #lab :hello",
        ":B0!x@h QUIT :bye",
    )
    assert [entry.lookalike_of for entry in lab.entries[-3:]] == ["Bo"] * 3
    assert talk.session.model.names.like("b0") == "Bo"
    talk.hears(":B0!y@h JOIN #lab", ":B0!y@h PRIVMSG #lab :hi")  # and Bo is not here any more
    assert [entry.lookalike_of for entry in lab.entries[-2:]] == ["", ""]
    assert talk.session.model.names.like("b0") == ""


def test_the_log_tells_look_alikes_too_but_nothing_of_who_is_here_now() -> None:
    talk = at_host()
    lab = talk.in_room("#lab", "Bo", "Zed")
    talk.hears(
        ":h BATCH +p chathistory #lab",
        "@batch=p;msgid=1;desktopchat/lookalike=Bo :B0!x@h JOIN #lab",
        "@batch=p;msgid=2 :B0!x@h PRIVMSG #lab :hello",
        "@batch=p;msgid=3;desktopchat/lookalike=Bo :Zed!x@h JOIN #lab",
        "@batch=p;msgid=4 :Zed!x@h PRIVMSG #lab :hello",
        ":h BATCH -p",
    )
    assert [lab.by_msgid[msgid].lookalike_of for msgid in "1234"] == ["Bo", "Bo", "Bo", ""]
