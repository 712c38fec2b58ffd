"""What people do is written down, and how that names the lines that tell it."""

from desktopchat.host.event_log import EventLog
from desktopchat.host.lines import MessageIds
from desktopchat.host.state.channels import Channel
from desktopchat.host.state.people import Person
from desktopchat.store.events import Write

NOW = 1_700_000_000_000


def somebody(nick: str) -> Person:
    person = Person(None, "10.0.0.1", NOW, 0)
    person.nick = person.folded = nick
    person.source = f"{nick}!user@10.0.0.1"
    return person


def test_an_event_has_one_name_in_each_room_and_in_the_line_that_tells_it() -> None:
    written: list[Write] = []
    log = EventLog(MessageIds(), written.append)
    rooms = [Channel("#Lab", "#lab", NOW), Channel("#Off", "#off", NOW), Channel("#B", "#b", NOW)]
    rooms[1].history = "none"
    tags = log.add(NOW, somebody("ada"), "QUIT", "Bye", rooms, tags="+x=1")
    name, _, others = tags.partition(";")
    assert others == "+x=1"
    assert [values[:2] for _, values in written] == [
        (room, name.removeprefix("msgid=")) for room in ("#lab", "#b")
    ]


def test_what_two_people_say_to_each_other_is_one_conversation_from_both_sides() -> None:
    written: list[Write] = []
    log = EventLog(MessageIds(), written.append)
    ada, bo = somebody("ada"), somebody("bo")
    ada.bot = True
    assert log.add_direct(NOW, ada, "PRIVMSG", "hello", bo).endswith(";bot")
    assert log.add_direct(NOW, bo, "PRIVMSG", "hello", ada).startswith("msgid=")
    (_, first), (_, second) = written
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_a_file_that_a_message_names_is_noted_with_it() -> None:
    written: list[Write] = []
    log = EventLog(MessageIds(), written.append)
    log.add_at(NOW, somebody("ada"), "PRIVMSG", "no file", "#lab")
    assert len(written) == 1
    link = f"http://10.0.0.2/files/{'a' * 22}/plan.pdf"
    log.add_at(NOW, somebody("ada"), "PRIVMSG", link, "#lab")
    assert any("a" * 22 in values for _, values in written[2:])
    written.clear()
    assert log.add_at(NOW, somebody("ada"), "PRIVMSG", link).startswith("msgid=")
    assert not written
