"""What is seen and written is there again at the next start: real SQLite, a script as the host."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktopchat.client.model import Delivery, EntryKind, NoticeShown
from desktopchat.irc.timestamps import stamp
from desktopchat.store import database
from desktopchat.store.person import logbook as store_logbook
from desktopchat.store.person import logbook_store
from tests.client.remembering import Kept, run
from tests.client.talking import OWN_CAPS, Talk, page, texts
from tests.waiting import wait_until

TOKENS = "CASEMAPPING=rfc7613 desktopchat/ROOM=#lab"
OTHER = "CASEMAPPING=ascii NETWORK=Test"
SAID = ("0A Bo hello", "0B Bo how are you?", "0C Ada fine")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logbooks" / "ada.db"


def come(talk: Talk, tokens: str = TOKENS) -> None:
    """Be let in, and into the room."""
    if "#lab" not in talk.session.rooms.wanted:
        talk.session.rooms.join("#lab")
    talk.online(tokens)
    talk.sent()
    talk.hears(":Ada!a@h JOIN #lab * :Ada")


def visit(path: Path) -> None:
    """A first visit, with a few words."""
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)


def said(talk: Talk, room: str = "#lab") -> list[str]:
    return [
        e.text
        for e in talk.session.model.conversations[room].entries
        if e.kind is EntryKind.MESSAGE
    ]


def test_what_was_said_is_here_again_before_there_is_a_host(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as talk:
        assert talk.book.has_any
        assert said(talk) == ["hello", "how are you?", "fine"]
        room = talk.session.model.conversations["#lab"]
        assert [e.own for e in room.entries[-3:]] == [False, False, True]
        assert not room.joined
        assert room.by_msgid["0A"].text == "hello"


def test_what_was_missed_meanwhile_is_asked_for_from_there_on(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        (query,) = [line for line in talk.sent() if "CHATHISTORY AFTER" in line]
        assert query.endswith("CHATHISTORY AFTER #lab msgid=0C 100")
        page(talk, "0D Bo missed")
        assert said(talk)[-1] == "missed"
        assert talk.session.model.conversations["#lab"].unread == 1
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk) == ["hello", "how are you?", "fine", "missed"]


def test_a_crash_while_catching_up_leaves_no_hole(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        talk.hears("@msgid=0Z;time=2030-01-01T00:00:00.000Z :Bo!b@h PRIVMSG #lab :live already")
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk)[-1] == "live already"
        come(talk)
        assert any("AFTER #lab msgid=0C " in line for line in talk.sent())


def test_what_is_older_comes_from_the_logbook_then_from_the_host(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *(f"{number:04} Bo word {number}" for number in range(100, 340)))
        assert talk.session.model.conversations["#lab"].has_older
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        assert said(talk)[0] == "word 240"
        assert talk.session.history.older(room)  # though there is no host
        assert room.loading
        talk.on_disk()
        assert said(talk)[0] == "word 140"
        come(talk)
        page(talk)
        talk.sent()
        assert talk.session.history.older(room)
        talk.on_disk()
        assert said(talk)[0] == "word 100"
        assert talk.session.history.older(room)
        (query,) = [line for line in talk.sent() if "BEFORE" in line]
        assert "BEFORE #lab msgid=0100" in query
        assert said(talk) == [f"word {number}" for number in range(100, 340)]


def test_edits_and_reactions_are_in_it_also_of_what_is_not_on_the_screen(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *(f"{number:04} Bo word {number}" for number in range(100, 340)))
        talk.hears(
            "@+desktopchat/edit=0339;msgid=e1 :Bo!b@h PRIVMSG #lab :better",
            "@+draft/react=👍;+reply=0338 :Cy!c@h TAGMSG #lab",
        )
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        assert (room.entries[-1].text, room.entries[-1].edited) == ("better", True)
        assert room.entries[-2].reactions == {"👍": ["Cy"]}
        talk.hears(
            "@+desktopchat/edit=0101;msgid=e2 :Bo!b@h PRIVMSG #lab :older and better",
            "@+draft/react=👍;+reply=0101 :Cy!c@h TAGMSG #lab",
            "@+draft/react=🎉;+reply=0101 :Cy!c@h TAGMSG #lab",
            "@+desktopchat/edit=0102;msgid=e3 :Eve!e@h PRIVMSG #lab :not hers",
        )
        talk.on_disk()
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        for _ in range(2):
            assert talk.session.history.older(room)
            talk.on_disk()
        entry = room.by_msgid["0101"]
        assert (entry.text, entry.reactions) == ("older and better", {"👍": ["Cy"], "🎉": ["Cy"]})
        assert room.by_msgid["0102"].text == "word 102"


@pytest.mark.parametrize("msgid", ["0101", "0339"], ids=["not on the screen", "on the screen"])
def test_what_was_deleted_is_in_no_file_any_more(path: Path, msgid: str) -> None:
    secret = "the-secret-that-slipped-out"
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        rows = [f"{number:04} Bo word {number}" for number in range(100, 340)]
        rows[int(msgid) - 100] = f"{msgid} Bo {secret}"
        page(talk, *rows)
    with run(path, caps=OWN_CAPS) as talk:
        assert secret.encode() in b"".join(part.read_bytes() for part in path.parent.iterdir())
        talk.hears(f":Bo!b@h REDACT #lab {msgid}")
        talk.on_disk()
        talk.on_disk()
        assert secret.encode() not in b"".join(p.read_bytes() for p in path.parent.iterdir())
        talk.session.history.older(talk.session.model.conversations["#lab"])
        talk.on_disk()
        talk.session.history.older(talk.session.model.conversations["#lab"])
        talk.on_disk()
        entry = talk.session.model.conversations["#lab"].by_msgid[msgid]
        assert (entry.redacted, entry.text) == (True, "")


def test_a_message_is_shown_and_sent_when_it_is_on_the_disk_not_before(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)
        talk.sent()
        room = talk.session.model.conversations["#lab"]
        (entry,) = talk.session.delivery.say(room, "kept first")
        assert entry not in room.entries
        assert talk.sent() == []
        talk.on_disk()
        assert room.entries[-1] is entry
        assert talk.sent() == [f"@label={entry.label} PRIVMSG #lab :kept first"]


def test_what_was_on_its_way_at_a_crash_goes_again_under_its_label(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)
        talk.sent()
        (line,) = talk.says("did it arrive?")
        label = line.split()[0].removeprefix("@label=")
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk)[-1] == "did it arrive?"
        come(talk)
        talk.session.delivery.say(
            talk.session.model.conversations["#lab"], "typed while it catches up"
        )
        talk.on_disk()
        assert not [line for line in talk.sent() if "PRIVMSG" in line]
        page(talk)
        again, new = [line for line in talk.sent() if "PRIVMSG" in line]
        assert again == f"@label={label};desktopchat/resend PRIVMSG #lab :did it arrive?"
        assert new.endswith(":typed while it catches up")
        talk.hears(f"@label={label};msgid=0D :Ada!a@h PRIVMSG #lab :did it arrive?")
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        assert [(e.text, e.delivery) for e in room.entries if e.own][-2:] == [
            ("did it arrive?", Delivery.SENT),
            ("typed while it catches up", Delivery.SENDING),
        ]


def test_what_the_log_shows_already_is_there_once(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)
        (line,) = [line for line in talk.says("once") if "PRIVMSG" in line]
    label = line.split()[0].removeprefix("@label=")
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, "0D Ada once")
        talk.hears(f"@label={label};msgid=0D :Ada!a@h PRIVMSG #lab :once")
        assert said(talk).count("once") == 1
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk).count("once") == 1
        assert talk.session.model.conversations["#lab"].by_msgid["0D"].delivery is Delivery.SENT


def test_what_waits_offline_waits_over_restarts_in_order_and_can_be_taken_back(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as talk:
        for text in ("one", "two", "three"):
            assert talk.says(text) == []
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        mine = [entry for entry in room.entries if entry.label]
        assert [(e.text, e.delivery) for e in mine] == [
            (text, Delivery.WAITING) for text in ("one", "two", "three")
        ]
        talk.session.delivery.discard(room, mine[1])
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk)
        sent = [line for line in talk.sent() if "PRIVMSG" in line]
        assert [line.rsplit(" ", 1)[1].lstrip(":") for line in sent] == ["one", "three"]
        assert all("desktopchat/resend" in line for line in sent)


def test_another_server_gets_what_waited_but_nothing_that_may_have_arrived(path: Path) -> None:
    plain = "batch echo-message labeled-response message-tags server-time"
    with run(path, caps=plain) as talk:
        come(talk, OTHER)
        talk.sent()
        assert len(talk.says("in flight")) == 1
        talk.session.disconnected()
        talk.turn()
        talk.says("typed offline")
    with run(path, caps=plain) as talk:
        room = talk.session.model.conversations["#lab"]
        flight, offline = (entry for entry in room.entries if entry.label)
        assert (flight.delivery, offline.delivery) == (Delivery.FAILED, Delivery.WAITING)
        assert "not sure whether this arrived" in flight.failure
        come(talk, OTHER)
        assert not [line for line in talk.sent() if "PRIVMSG" in line]  # not before it is marked
        talk.on_disk()
        (sent,) = [line for line in talk.sent() if "PRIVMSG" in line]
        assert sent == f"@label={offline.label} PRIVMSG #lab :typed offline"
    with run(path, caps=plain) as talk:  # killed before the echo came
        come(talk, OTHER)
        talk.on_disk()
        assert not [line for line in talk.sent() if "PRIVMSG" in line]
        room = talk.session.model.conversations["#lab"]
        assert {e.delivery for e in room.entries if e.label} == {Delivery.FAILED}
        (again,) = [e for e in room.entries if e.text == "typed offline"]
        talk.session.delivery.resend(room, again)
        talk.on_disk()
        assert [line.split(" ", 1)[1] for line in talk.sent()] == ["PRIVMSG #lab :typed offline"]


def refuse(talk: Kept, text: str) -> None:
    """The host does not take what I say."""
    talk.sent()
    (line,) = talk.says(text)
    label = line.split()[0].removeprefix("@label=")
    talk.hears(f"@label={label} FAIL PRIVMSG SPAM #lab :Please slow down.")


def test_a_refusal_and_its_reason_stay_until_something_is_done_about_it(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)
        refuse(talk, "no")
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        failed = room.entries[-1]
        assert (failed.delivery, failed.failure) == (Delivery.FAILED, "Please slow down.")
        talk.session.delivery.discard(room, failed)
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk) == ["hello", "how are you?", "fine"]


def test_what_was_refused_stays_above_what_was_said_later(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)
        refuse(talk, "no")
        later = stamp(talk.moment + timedelta(seconds=9))
        talk.hears(f"@msgid=0D;time={later} :Bo!b@h PRIVMSG #lab :later")
        there = said(talk)
        assert there[-2:] == ["no", "later"]
    for _ in range(2):
        with run(path, caps=OWN_CAPS) as talk:
            assert said(talk) == there


def test_what_waited_for_a_room_that_was_left_says_so_and_can_be_sent_later(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as talk:
        talk.says("too late")
        talk.session.rooms.part(talk.session.model.conversations["#lab"])
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        assert room.entries[-1].delivery is Delivery.FAILED
        assert "not in this room" in room.entries[-1].failure
        come(talk)
        page(talk)
        talk.sent()
        talk.session.delivery.resend(room, room.entries[-1])
        talk.on_disk()
        assert any("too late" in line for line in talk.sent())


def test_messages_without_names_are_kept_too_and_once(path: Path) -> None:
    with run(path, caps="") as talk:
        come(talk, OTHER)
        talk.hears(":Bo!b@h PRIVMSG #lab :no names here")
        token = next(line for line in talk.says("nor here") if "PING" in line)
        talk.hears(f":h PONG h {token.removeprefix('PING ')}")
        talk.on_disk()
    with run(path, caps="") as talk:
        assert said(talk) == ["no names here", "nor here"]


def test_drafts_and_rooms_are_as_they_were(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        room.draft = "half a thou"
        talk.session.model.book.drafted(room)
        talk.session.open_direct("Bo")
        talk.session.rooms.join("#den", "secret")
        come(talk)
        talk.hears(":Ada!a@h JOIN #den * :Ada")
    with run(path, caps=OWN_CAPS) as talk:
        assert set(talk.session.model.conversations) == {"#lab", "#den", "bo"}
        assert talk.session.model.conversations["#lab"].draft == "half a thou"
        assert talk.session.rooms.wanted["#den"] == ("#den", "secret")
        talk.session.close(talk.session.model.conversations["#den"])
        talk.says("sent")
    with run(path, caps=OWN_CAPS) as talk:
        assert set(talk.session.model.conversations) == {"#lab", "bo"}
        assert talk.session.model.conversations["#lab"].draft == ""


def test_what_is_unread_is_unread_at_the_next_start(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        page(talk, *SAID)
        room = talk.session.model.conversations["#lab"]
        talk.session.messages.mark_read(room)
        time = stamp(talk._now())
        talk.hears(
            f"@msgid=0D;time={time} :Bo!b@h PRIVMSG #lab :unseen",
            f"@msgid=0E;time={time} :Bo!b@h PRIVMSG #lab :Ada, unseen too",
        )
    with run(path, caps=OWN_CAPS) as talk:
        room = talk.session.model.conversations["#lab"]
        assert (room.unread, room.mentions) == (2, 1)
        come(talk)
        page(talk, "0F Bo missed")
        assert room.unread == 3
        talk.session.messages.mark_read(room)
        talk.hears(":h MARKREAD #lab *")
        assert any("MARKREAD #lab timestamp=" in line for line in talk.sent())
        later = datetime(2031, 1, 1, tzinfo=UTC)
        talk.hears(f":h MARKREAD #lab timestamp={stamp(later)}")
    with run(path, caps=OWN_CAPS) as talk:
        assert talk.session.model.conversations["#lab"].read_until == later


def test_a_conversation_that_was_closed_has_its_words_when_it_is_opened_again(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        talk.online(TOKENS)
        talk.hears(f"@msgid=0A;time={stamp(talk._now())} :Bo!b@h PRIVMSG Ada :psst")
        talk.turn()
        talk.session.close(talk.session.model.conversations["bo"])
        talk.turn()
        talk.session.open_direct("Bo")
        talk.on_disk()
        assert said(talk, "bo") == ["psst"]
        talk.session.close(talk.session.model.conversations["bo"])
    with run(path, caps=OWN_CAPS) as talk:
        assert "bo" not in talk.session.model.conversations
        talk.session.open_direct("Bo")
        talk.on_disk()
        assert said(talk, "bo") == ["psst"]


def test_a_person_with_another_name_keeps_what_was_said(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        talk.hears(
            f"@msgid=0A;time={stamp(talk._now())} :Bo!b@h PRIVMSG Ada :psst",
            ":Bo!b@h JOIN #lab * :Bo",
            ":Bo!b@h NICK Robert",
        )
    with run(path, caps=OWN_CAPS) as talk:
        assert "bo" not in talk.session.model.conversations
        assert said(talk, "robert") == ["psst"]


def test_people_who_are_gone_are_called_what_they_were_called(path: Path) -> None:
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        talk.hears(
            ":Bo_Li!b@h JOIN #lab * :Bo Li",
            ":Cy_Ho!c@h JOIN #lab * :Cy_Ho",
            ":Cy_Ho!c@h SETNAME :Cy Ho",
            ":Di_Ey!d@h JOIN #lab * :Di Ey",
            ":Di_Ey!d@h SETNAME :Somebody",
        )
        page(talk, "0A Bo_Li hello")
        talk.hears(":Bo_Li!b@h QUIT :bye")
        assert talk.session.model.name_of("bo_li") == "Bo Li"
        talk.session.open_direct("Cy_Ho")
    with run(path, caps=OWN_CAPS) as talk:
        names = [talk.session.model.name_of(nick) for nick in ("Bo_Li", "cy_ho", "Di_Ey", "Ed_X")]
        assert names == ["Bo Li", "Cy Ho", "Di_Ey", "Ed_X"]
        assert talk.session.model.conversations["cy_ho"].title == "Cy Ho"
        come(talk)
        talk.hears(":Bo_Li!x@h JOIN #lab * :somebody else")
        assert talk.session.model.name_of("Bo_Li") == "Bo_Li"


def test_a_file_of_before_names_were_kept_is_read_as_ever(path: Path) -> None:
    visit(path)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE names")
        connection.execute("DROP TABLE known_as")
        connection.execute("DROP TABLE host")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk) == ["hello", "how are you?", "fine"]
        come(talk)
        talk.hears(":Bo_Li!b@h JOIN #lab * :Bo Li")
    with run(path, caps=OWN_CAPS) as talk:
        assert talk.session.model.name_of("Bo_Li") == "Bo Li"


def test_of_names_the_newest_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_logbook, "NAMES_KEPT", 2)
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        for nick in ("A_A", "B_B", "C_C"):
            talk.hears(f":{nick}!u@h JOIN #lab * :{nick.replace('_', ' ')}")
    with run(path, caps=OWN_CAPS) as talk:
        names = [talk.session.model.name_of(nick) for nick in ("A_A", "B_B", "C_C")]
        assert names == ["A_A", "B B", "C C"]


def test_two_windows_share_the_logbook_and_each_sends_its_own(path: Path) -> None:
    visit(path)
    with run(path, caps=OWN_CAPS) as first, run(path, caps=OWN_CAPS) as second:
        first.says("of the first")
        second.says("of the second")
        assert [text for text in said(second) if "of the" in text] == ["of the second"]
        with run(path, caps=OWN_CAPS) as third:
            assert [text for text in said(third) if "of the" in text] == []
    with run(path, caps=OWN_CAPS) as talk:
        assert [text for text in said(talk) if "of the" in text] == [
            "of the first",
            "of the second",
        ]


def test_a_damaged_file_is_set_aside_and_named(path: Path) -> None:
    visit(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with run(path, caps=OWN_CAPS) as talk:
        (aside,) = path.parent.glob("*.broken-*")
        told = [event.text for event in talk.events if isinstance(event, NoticeShown)]
        assert len(told) == 1
        assert str(aside) in told[0]
        come(talk)
        page(talk, *SAID)
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk) == ["hello", "how are you?", "fine"]


def test_where_nothing_can_be_kept_it_goes_on_without(tmp_path: Path) -> None:
    (tmp_path / "logbooks").write_text("a file where a folder should be")
    with run(tmp_path / "logbooks" / "ada.db", caps=OWN_CAPS) as talk:
        assert any(isinstance(event, NoticeShown) for event in talk.events)
        come(talk)
        page(talk, *SAID)
        talk.sent()
        (line,) = talk.says("hello all the same")
        assert line.endswith("PRIVMSG #lab :hello all the same")
        assert texts(talk.session.model.conversations["#lab"])[-1] == "hello all the same"


def test_the_tables_of_a_newer_version_are_left_alone(path: Path) -> None:
    visit(path)
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with run(path, caps=OWN_CAPS) as talk:
        assert isinstance(talk, Kept)
        told = [event.text for event in talk.events if isinstance(event, NoticeShown)]
        assert "newer version" in told[0]
    assert not list(path.parent.glob("*.broken-*"))


def test_a_full_disk_is_trouble_for_as_long_as_it_lasts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = database.transaction
    full = True

    @contextmanager
    def transaction(connection: sqlite3.Connection) -> Iterator[None]:
        if full:
            raise sqlite3.OperationalError("database or disk is full")
        with real(connection):
            yield

    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        assert talk.book.trouble == ""
        monkeypatch.setattr(logbook_store, "transaction", transaction)
        monkeypatch.setattr(logbook_store, "_AGAIN", 0.05)
        talk.session.disconnected()
        talk.says("written into a full disk")
        assert "disk is full" in talk.book.trouble
        full = False
        wait_until(lambda: talk.book.trouble == "", step=talk.turn)
    with run(path, caps=OWN_CAPS) as talk:
        assert said(talk)[-1] == "written into a full disk"


def test_a_home_that_nothing_can_be_written_to_is_trouble_from_the_start(path: Path) -> None:
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.write_text("a file where the folder should be")
    with run(path, caps=OWN_CAPS) as talk:
        come(talk)
        assert str(path.parent) in talk.book.trouble
        talk.says("hello")
        assert str(path.parent) in talk.book.trouble
        noticed = [event for event in talk.events if isinstance(event, NoticeShown)]
        assert len(noticed) == 1
