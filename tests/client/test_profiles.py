"""What people say of themselves, and what stays theirs under another name."""

from datetime import timedelta

from desktopchat.client.model import EntryChanged
from desktopchat.client.session.profile import STATUS_MOST
from tests.client.talking import ALL_CAPS, OWN_CAPS, Talk, last


def status(talk: Talk, nick: str) -> str:
    return talk.session.model.people[talk.session.model.fold(nick)].status


def test_what_people_say_is_asked_for_before_any_room_and_shown() -> None:
    talk = Talk(caps=OWN_CAPS, rooms=["#lab"]).online()
    sent = talk.sent()
    assert sent.index("METADATA * SUB status avatar") < sent.index("JOIN #lab")
    talk.hears(
        ":Ada!ada@here JOIN #lab * :Ada",
        ":h METADATA Grace status * :In the lab",  # a host tells it before their names
        ":h 353 Ada = #lab :Ada Grace",
        ":h 366 Ada #lab :End",
    )
    assert status(talk, "Grace") == "In the lab"
    talk.hears(":Grace!x@h METADATA Grace status * :At lunch")
    assert status(talk, "Grace") == "At lunch"
    talk.hears(":Grace!x@h METADATA Grace status *")
    assert status(talk, "Grace") == ""
    talk.hears(":Grace!x@h METADATA Grace avatar * :https://example.test/a.png")
    assert status(talk, "Grace") == ""


FACE = "https://lab-pc:6697/files/abcdefghijklmnopqrstuv/me.jpg"


def test_a_face_is_a_picture_of_this_host_and_stays_with_an_account() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    talk.in_room("#lab", "Grace", "Bo")
    face = talk.session.profile.face
    for nick in ("Grace", "Bo"):
        talk.hears(f":h METADATA {nick} avatar * :{FACE}")
    assert face("Grace") == "abcdefghijklmnopqrstuv"
    talk.session.model.people["grace"].account = "grace"
    assert face("grace") == face("Bo") == "abcdefghijklmnopqrstuv"
    talk.hears(":Grace!x@h QUIT :away", ":Bo!x@h QUIT :away")
    assert face("Grace") == "abcdefghijklmnopqrstuv"
    assert face("Bo") == ""  # the next one of that name may be anybody
    for other in ("https://example.test/me.jpg", FACE.replace("me.jpg", "me.svg"), ""):
        talk.hears(f":h METADATA Ada avatar * :{FACE}", f":h METADATA Ada avatar * :{other}")
        assert face("Ada") == ""


def test_ones_own_face_is_said() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    talk.sent()
    talk.session.profile.show_face(FACE)
    assert talk.sent()[0].endswith(f"METADATA * SET avatar {FACE}")
    talk.session.profile.show_face("")
    assert talk.sent()[0].endswith("METADATA * SET avatar")


def test_ones_own_is_said_and_counts_when_the_host_says_so() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    talk.sent()
    talk.session.profile.say(" Here\r\nuntil five ")
    (line,) = talk.sent()
    assert line.endswith("METADATA * SET status :Here  until five")
    assert status(talk, "Ada") == ""
    talk.hears(":h 761 Ada Ada status * :Here until five")
    assert status(talk, "Ada") == "Here until five"
    talk.hears(":h 766 Ada Ada status :is not set")
    assert status(talk, "Ada") == ""


def test_a_hostile_status_is_one_short_line_of_what_can_be_seen() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    talk.in_room("#lab", "Grace")
    talk.hears(f":h METADATA Grace status * :\u202eevil\x1b[31m {'x' * 400}")
    assert status(talk, "Grace").startswith("evil[31m xxx")
    assert len(status(talk, "Grace")) <= STATUS_MOST


def test_a_host_with_too_many_is_asked_again_when_it_wants() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    talk.in_room("#lab", "Grace")
    talk.hears(":h 774 Ada #lab 5")
    talk.session.profile.ask_due()
    assert talk.sent() == []
    talk.moment += timedelta(seconds=5)
    talk.session.profile.ask_due()
    (line,) = talk.sent()
    assert line.endswith("METADATA #lab SYNC")
    talk.session.profile.ask_due()
    assert talk.sent() == []


def test_a_host_without_it_is_not_bothered() -> None:
    talk = Talk(caps=ALL_CAPS).online()
    talk.sent()
    talk.session.profile.say("hello")
    talk.session.profile.ask("Grace")
    assert talk.sent() == []
    assert not talk.session.profile.can_say


def test_reactions_stay_whose_they_are_under_another_nick() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    talk.hears(
        "@msgid=m1 :Grace!x@h PRIVMSG #lab :hello",
        "@+draft/react=👍;+draft/reply=m1 :Ada!ada@here TAGMSG #lab",
        "@+draft/react=👍;+draft/reply=m1 :Grace!x@h TAGMSG #lab",
    )
    entry = last(room)
    events = talk.hears(":Ada!ada@here NICK Countess", ":Grace!x@h NICK Hopper")
    assert entry.reactions == {"👍": ["Countess", "Hopper"]}
    assert any(isinstance(event, EntryChanged) and event.entry is entry for event in events)
    talk.hears("@+draft/unreact=👍;+draft/reply=m1 :Countess!ada@here TAGMSG #lab")
    assert entry.reactions == {"👍": ["Hopper"]}


def test_a_reaction_of_the_log_is_mine_by_account_whatever_i_was_called() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "Grace")
    talk.hears(":h 900 Ada Ada!ada@here ada :You are logged in", ":Grace!x@h ACCOUNT grace")
    talk.hears(
        "@account=grace;msgid=m1 :Grace!x@h PRIVMSG #lab :hello",
        "@account=ada;+draft/react=👍;+draft/reply=m1 :Before!ada@here TAGMSG #lab",
        "@account=grace;+draft/react=👍;+draft/reply=m1 :Gone!x@h TAGMSG #lab",
        "@account=eve;+draft/react=👍;+draft/reply=m1 :Eve!x@h TAGMSG #lab",
    )
    assert last(room).reactions == {"👍": ["Ada", "Grace", "Eve"]}
