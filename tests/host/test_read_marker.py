"""How far people have read (IRCv3 draft/read-marker)."""

import pytest

from desktopchat.host.state.markers import CONVERSATIONS_MAX
from desktopchat.irc import timestamps
from tests.host.people import PASSWORD, come_in, on_tls, plain, with_account
from tests.host.world import MOMENT, SERVER, Client, World

CAP = "draft/read-marker"
EARLY = "timestamp=2019-01-04T14:33:26.123Z"
LATE = "timestamp=2019-06-01T12:00:00.000Z"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ada(world: World) -> Client:
    return with_account(world, "ada", caps=f"{CAP} sasl")


def marks(client: Client, *lines: str) -> list[list[str]]:
    return [one.params for one in client.answers(*lines) if one.command == "MARKREAD"]


def again(world: World, nick: str, caps: str = f"{CAP} sasl") -> Client:
    """Another connection to ada's account."""
    client = on_tls(world)
    client.send(f"CAP REQ :{caps}")
    plain(client, "ada", PASSWORD)
    return come_in(client, nick, caps=caps)


def test_what_was_never_read_is_a_star(ada: Client) -> None:
    assert ada.ask("MARKREAD #nosuchroom") == [f":{SERVER} MARKREAD #nosuchroom *"]


def test_a_marker_is_set_and_asked_for(ada: Client) -> None:
    assert ada.ask(f"MARKREAD #channel {EARLY}") == [f":{SERVER} MARKREAD #channel {EARLY}"]
    assert marks(ada, "MARKREAD #Channel") == [["#Channel", EARLY]]
    assert marks(ada, "MARKREAD target") == [["target", "*"]]


def test_a_marker_only_goes_on(ada: Client) -> None:
    ada.send(f"MARKREAD #channel {LATE}")
    ada.read()
    assert marks(ada, f"MARKREAD #channel {EARLY}") == [["#channel", LATE]]
    assert marks(ada, f"MARKREAD #channel {LATE}") == [["#channel", LATE]]


def test_nobody_has_read_what_is_still_to_come(ada: Client) -> None:
    now = f"timestamp={timestamps.write(MOMENT)}"
    assert marks(ada, "MARKREAD #a timestamp=2099-01-01T00:00:00.000Z") == [["#a", now]]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("MARKREAD", "NEED_MORE_PARAMS"),
        ("MARKREAD :", "NEED_MORE_PARAMS"),
        ("MARKREAD #channel timestamp=not-a-moment", "INVALID_PARAMS #channel"),
        ("MARKREAD #channel *", "INVALID_PARAMS #channel *"),
        ("MARKREAD #channel 2019-01-04T14:33:26.123Z", "INVALID_PARAMS #channel"),
        (f"MARKREAD not!a!nick {EARLY}", "INVALID_PARAMS not!a!nick"),
    ],
)
def test_what_is_wrong_is_told(ada: Client, line: str, answer: str) -> None:
    (told,) = ada.ask(line)
    assert f" FAIL MARKREAD {answer}" in told


def test_a_newcomer_is_told_before_the_names(ada: Client) -> None:
    ada.send(f"MARKREAD #channel {EARLY}")
    ada.read()
    answers = ada.answers("JOIN #channel")
    commands = [one.command for one in answers]
    assert commands.index("JOIN") < commands.index("MARKREAD") < commands.index("366")
    assert answers[commands.index("MARKREAD")].params == ["#channel", EARLY]
    assert ["#other", "*"] in marks(ada, "JOIN #other")


def test_who_does_not_know_markers_is_not_told(world: World) -> None:
    bo = world.client("bo")
    assert "MARKREAD" not in bo.commands("JOIN #channel")


def test_other_connections_of_the_account_are_told(world: World, ada: Client) -> None:
    phone = again(world, "ada-phone")
    old = again(world, "ada-old", "sasl")
    bo = with_account(world, "bo", caps=CAP)
    ada.send(f"MARKREAD #channel {EARLY}")
    assert phone.read() == [f":{SERVER} MARKREAD #channel {EARLY}"]
    assert old.read() == bo.read() == []
    assert len(ada.read()) == 1
    assert marks(phone, "MARKREAD #channel") == [["#channel", EARLY]]
    assert marks(bo, "MARKREAD #channel") == [["#channel", "*"]]
    phone.send(f"MARKREAD #channel {EARLY}")
    assert ada.read() == []
    phone.send("QUIT")
    ada.send(f"MARKREAD #channel {LATE}")
    assert phone.person.gone


def test_a_person_has_one_marker_whatever_they_are_called(world: World, ada: Client) -> None:
    bo = with_account(world, "bo")
    ada.send(f"MARKREAD bo {EARLY}")
    ada.read()
    bo.send("NICK bobby")
    assert marks(ada, "MARKREAD bobby", "MARKREAD bo") == [["bobby", EARLY], ["bo", EARLY]]


def test_without_an_account_it_lasts_as_long_as_the_connection(world: World) -> None:
    bo = world.client("bo", [CAP])
    assert marks(bo, f"MARKREAD #channel {EARLY}", "JOIN #channel") == [["#channel", EARLY]] * 2
    assert marks(bo, "PART #channel", "JOIN #channel") == [["#channel", EARLY]]
    bo.send("QUIT")
    other = world.client("bo", [CAP])
    assert marks(other, "MARKREAD #channel") == [["#channel", "*"]]


def test_an_account_has_its_markers_when_the_host_is_started_anew(
    world: World, ada: Client
) -> None:
    ada.send(f"MARKREAD #channel {LATE}", f"MARKREAD #channel {EARLY}")
    later = World()
    later.kept = world.kept
    with world.kept.reading() as reader:
        later.core.restore(reader)
    client = again(later, "ada")
    assert marks(client, "MARKREAD #channel") == [["#channel", LATE]]


def test_there_are_not_more_markers_than_anybody_needs(world: World) -> None:
    bo = world.client("bo", [CAP])
    bo.send(*(f"MARKREAD #room{number} {EARLY}" for number in range(CONVERSATIONS_MAX)))
    bo.read()
    (told,) = bo.ask(f"MARKREAD #more {EARLY}")
    assert " FAIL MARKREAD INTERNAL_ERROR #more :" in told
    assert marks(bo, f"MARKREAD #room1 {LATE}") == [["#room1", LATE]]


def test_a_room_keeps_its_markers_under_another_name(world: World, ada: Client) -> None:
    bo = world.client("bo", [CAP])
    for one in (ada, bo):
        one.ask(f"MARKREAD #old {EARLY}", f"MARKREAD #new {LATE}")
    for write in world.core.markers.rename("#old", "#new", world.core.connections):
        world.store(write)
    for one in (ada, bo):
        assert marks(one, "MARKREAD #old", "MARKREAD #new") == [["#old", "*"], ["#new", EARLY]]
    with world.kept.reading() as reader:
        assert [target for _, target, _ in reader.markers.all()] == ["#new"]
