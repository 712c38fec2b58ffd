"""CHATHISTORY's bounds and names (IRCv3 draft/chathistory)."""

from datetime import UTC, datetime

import pytest

from desktopchat.irc import timestamps
from tests.host.people import with_account
from tests.host.world import MOMENT, Client, World

CAPS = ["draft/chathistory", "batch", "message-tags", "server-time"]


def words(client: Client, asked: str) -> list[str]:
    return [m.params[1] for m in client.answers(asked) if m.command == "PRIVMSG"]


def stamp(second: int) -> str:
    return f"timestamp={timestamps.write(MOMENT + second * 1000)}"


@pytest.fixture
def ada() -> Client:
    """In a room in which "1" to "5" were said, a second after the other, each twice."""
    world = World()
    ada = world.client("ada", CAPS, ["#lab"])
    bo = world.client("bo", [], ["#lab"])
    for second in range(1, 6):
        world.now = MOMENT + second * 1000
        bo.send(f"PRIVMSG #lab :{second}", f"PRIVMSG #lab :{second}")
    ada.read()
    return ada


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("BEFORE #lab {2} 9", "11"),
        ("AFTER #lab {4} 9", "55"),
        ("AFTER #lab {5} 9", ""),
        ("LATEST #lab {3} 9", "4455"),
        ("LATEST #lab * 3", "455"),
        ("BETWEEN #lab {2} {4} 9", "33"),
        ("BETWEEN #lab {4} {2} 9", "33"),
        ("BETWEEN #lab {1} {5} 4", "2233"),
        ("BETWEEN #lab {5} {1} 4", "3344"),
        ("BETWEEN #lab {3} {3} 9", ""),
        ("AROUND #lab {3} 4", "2233"),
    ],
)
def test_a_moment_itself_is_of_no_page_before_or_after_it(
    ada: Client, asked: str, found: str
) -> None:
    assert "".join(words(ada, "CHATHISTORY " + asked.format(*map(stamp, range(7))))) == found


@pytest.mark.parametrize("ways", [("BEFORE", "AFTER"), ("BETWEEN", "BETWEEN")])
def test_pages_by_msgid_go_on_where_the_last_one_ended(ada: Client, ways: tuple[str, str]) -> None:
    messages = [m for m in ada.answers("CHATHISTORY LATEST #lab * 50") if m.command == "PRIVMSG"]
    ids = [f"msgid={m.tags['msgid']}" for m in messages]
    if ways[0] == "BEFORE":
        assert words(ada, f"CHATHISTORY BEFORE #lab {ids[4]} 2") == ["2", "2"]
        assert words(ada, f"CHATHISTORY AFTER #lab {ids[4]} 2") == ["3", "4"]
    else:
        assert words(ada, f"CHATHISTORY BETWEEN #lab {ids[1]} {ids[8]} 3") == ["2", "2", "3"]
        assert words(ada, f"CHATHISTORY BETWEEN #lab {ids[8]} {ids[1]} 3") == ["3", "4", "4"]


@pytest.mark.parametrize(
    ("early", "late", "found"),
    [(0, 2, True), (1, 2, False), (0, 1, False), (2, 0, True), (1, 1, False)],
)
def test_targets_leave_out_both_moments(early: int, late: int, found: bool) -> None:
    world = World()
    ada = world.client("ada", CAPS, ["#lab"])
    world.now = MOMENT + 1000
    ada.send("PRIVMSG #lab :hello")
    ada.read()
    targets = ada.answers(f"CHATHISTORY TARGETS {stamp(early)} {stamp(late)} 9")
    names = [m.params[1] for m in targets if m.command == "CHATHISTORY"]
    assert names == (["#lab"] if found else [])


@pytest.mark.parametrize(("first", "second", "found"), [(0, 9, ["#a", "#b"]), (9, 0, ["#b", "#c"])])
def test_targets_are_counted_from_the_first_moment(
    first: int, second: int, found: list[str]
) -> None:
    world = World()
    ada = world.client("ada", CAPS, ["#a", "#b", "#c"])
    for second_of, room in enumerate("abc", 1):
        world.now = MOMENT + second_of * 1000
        ada.send(f"PRIVMSG #{room} :hello")
    ada.read()
    targets = ada.answers(f"CHATHISTORY TARGETS {stamp(first)} {stamp(second)} 2")
    assert [m.params[1] for m in targets if m.command == "CHATHISTORY"] == found


def test_targets_name_no_room_of_which_one_may_read_nothing() -> None:
    world = World()
    owner = with_account(world, "owner", "#lab")
    owner.send("MODE #lab +H joined", "PRIVMSG #lab :before anybody came")
    world.now = MOMENT + 1000
    ada = world.client("ada", CAPS, ["#lab"])
    asked = f"CHATHISTORY TARGETS {stamp(-9)} {stamp(9)} 9"
    assert ada.commands(asked) == ["BATCH", "BATCH"]
    world.now = MOMENT + 2000
    owner.send("PRIVMSG #lab :now")
    ada.read()
    assert ada.commands(asked) == ["BATCH", "CHATHISTORY", "BATCH"]


@pytest.mark.parametrize(
    ("asked", "context"),
    [
        ("SNEEZE #lab * 9", "SNEEZE"),
        ("LATEST #lab *", "LATEST"),
        ("LATEST #lab * 9 more", "LATEST"),
        ("BEFORE #lab * 9", "BEFORE"),
        ("BEFORE #lab timestamp=yesterday 9", "BEFORE"),
        ("LATEST #lab * 0", "LATEST"),
        ("BETWEEN #lab msgid=a 9", "BETWEEN"),
        ("TARGETS msgid=a msgid=b 9", "TARGETS"),
        ("TARGETS * * 9", "TARGETS"),
    ],
)
def test_what_can_not_be_read_is_told(ada: Client, asked: str, context: str) -> None:
    (told,) = ada.answers(f"CHATHISTORY {asked}")
    assert told.command == "FAIL"
    assert told.params[:-1] == ["CHATHISTORY", "INVALID_PARAMS", context]


def test_a_direct_conversation_is_named_as_its_person_is() -> None:
    world = World()
    ada = with_account(world, "Ada")
    ada.send("CAP REQ :draft/chathistory batch", "CAP END")
    bo = with_account(world, "Bo")
    ada.send("PRIVMSG Bo :hello")
    bo.send("PRIVMSG Ada :hello to you")
    ada.read()
    for _ in range(2):
        answers = ada.answers("CHATHISTORY LATEST bO * 9")
        assert answers[0].params[2] == "Bo"
        said = {m.params[0] for m in answers if m.command == "PRIVMSG"}
        assert said == {"Bo", "Ada"}
        bo.send("QUIT")  # an account is called the same while nobody is here
        ada.read()


def test_old_words_look_old_to_who_knows_no_times_of_the_hosts() -> None:
    world = World(replay=10)
    ada = world.client("ada", rooms=["#lab"])
    ada.send("PRIVMSG #lab :!shutdown now", "PRIVMSG #lab :\x01ACTION waves\x01")
    world.now = MOMENT + 60_000
    old = world.client("old")
    said = [m.params[1] for m in old.answers("JOIN #lab") if m.command == "PRIVMSG"]
    time = f"{datetime.fromtimestamp(MOMENT / 1000, UTC).astimezone():%H:%M}"
    assert said == [f"[{time}] !shutdown now", f"\x01ACTION [{time}] waves\x01"]
    world.now = MOMENT + 3 * 24 * 3600_000
    later = world.client("later")
    said = [m.params[1] for m in later.answers("JOIN #lab") if m.command == "PRIVMSG"]
    day = f"{datetime.fromtimestamp(MOMENT / 1000, UTC).astimezone():%Y-%m-%d %H:%M}"
    assert said[0] == f"[{day}] !shutdown now"
    knows = world.client("knows", ["server-time"])
    said = [m.params[1] for m in knows.answers("JOIN #lab") if m.command == "PRIVMSG"]
    assert said[0] == "!shutdown now"


def test_a_room_in_which_nothing_was_said_is_not_looked_through_for_each_who_comes() -> None:
    """Many come at once when a class begins: nobody waits for the disk then."""
    world = World(replay=10)
    ada = world.client("ada", rooms=["#lab"])
    assert world.core.receive(world.client("bo").person, b"JOIN #lab") is None
    ada.send("PRIVMSG #lab :hello")
    world.now = MOMENT + 1000
    cy = world.client("cy")
    assert [m.params[1] for m in cy.answers("JOIN #lab") if m.command == "PRIVMSG"] == [
        f"[{datetime.fromtimestamp(MOMENT / 1000, UTC).astimezone():%H:%M}] hello"
    ]


def test_a_list_of_names_fills_its_lines_and_loses_none() -> None:
    world = World(max_connections=400)
    nicks = [f"{'ü' if n % 3 else 'u'}{n:03}{'x' * (n % 9)}" for n in range(120)]
    people = [world.client(nick, rooms=["#lab"]) for nick in nicks]
    lines = [m for m in people[0].answers("NAMES #lab") if m.command == "353"]
    told = [name.lstrip("@~") for line in lines for name in line.params[-1].split(" ")]
    assert told == nicks
    longest = max(map(len, (nick.encode() for nick in nicks))) + 1
    bodies = [len(line.format().encode()) for line in lines]
    assert max(bodies) <= 510
    assert min(bodies[:-1]) > 510 - longest
