"""How far others have read: SEEN, mode S and the capability desktopchat/seen."""

from collections.abc import Callable

import pytest

from desktopchat.irc import caps
from desktopchat.irc.seen import ALL_MOST, FEW_MOST
from desktopchat.irc.timestamps import write
from tests.host.people import come_in, on_tls, plain, with_account
from tests.host.world import MOMENT, SERVER, Client, World

CAPS = (caps.SEEN, caps.READ_MARKER, caps.SERVER_TIME)


def log_in(world: World, nick: str) -> Client:
    """Somebody with an account of that name."""
    return with_account(world, nick, caps=" ".join(CAPS))


def moment(back: int = 0) -> str:
    return f"timestamp={write(MOMENT - back)}"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def come(world: World) -> Callable[..., Client]:
    def come(nick: str, *more: str) -> Client:
        return world.client(nick, (*CAPS, *more), ["#lab"])

    return come


Come = Callable[..., Client]


def seen(client: Client) -> list[str]:
    """The lines of SEEN that came, without tags."""
    lines = [line.partition(" ")[2] if line[0] == "@" else line for line in client.read()]
    return [line for line in lines if " SEEN " in line]


def source(client: Client) -> str:
    return client.person.source


def test_a_room_learns_how_far_somebody_has_read_who_lets_it_know(come: Come) -> None:
    ada, bo, cy = come("ada"), come("bo"), come("cy")
    answer = ada.ask(f"SEEN #Lab {moment()}")
    assert [line.partition(" ")[2] for line in answer] == [f":{SERVER} MARKREAD #Lab {moment()}"]
    for other in (bo, cy):
        assert seen(other) == [f":{source(ada)} SEEN #lab {moment()}"]


def test_markread_stays_ones_own(come: Come) -> None:
    ada, bo = come("ada"), come("bo")
    ada.send(f"MARKREAD #lab {moment()}")
    assert bo.read() == []
    newcomer = come("cy")
    assert seen(newcomer) == []


def test_programs_without_the_capability_hear_nothing(world: World, come: Come) -> None:
    ada = come("ada")
    irssi = world.client("bo", [cap for cap in CAPS if cap != caps.SEEN], ["#lab"])
    plain = world.client("cy", rooms=["#lab"])
    ada.read()
    ada.send(f"SEEN #lab {moment()}", "SEEN #lab *")
    assert irssi.read() == plain.read() == []
    assert not any(" SEEN " in line for line in irssi.ask("PART #lab", "JOIN #lab"))


def test_it_moves_ones_marker_on_all_devices(world: World) -> None:
    ada = log_in(world, "ada")
    phone = on_tls(world)
    phone.send(f"CAP REQ :{caps.READ_MARKER} sasl")
    plain(phone, "ada")
    come_in(phone, "phone", caps=caps.READ_MARKER)
    ada.send(f"SEEN #lab {moment(5)}")
    assert phone.read() == [f":{SERVER} MARKREAD #lab {moment(5)}"]


def test_who_comes_later_is_told_with_when_it_was_read(world: World, come: Come) -> None:
    ada = come("ada")
    ada.send(f"SEEN #lab {moment(9)}")
    read_at = write(MOMENT)
    world.now += 60_000
    bo = world.client("bo", CAPS)
    lines = bo.ask("JOIN #lab")
    told = f"@time={read_at} :{source(ada)} SEEN #lab {moment(9)}"
    assert told in lines
    assert bo.ask("SEEN #lab") == [told]


def test_when_is_not_told_of_what_was_read_before(world: World) -> None:
    ada = log_in(world, "ada")
    ada.send("JOIN #lab", f"MARKREAD #lab {moment(9)}")
    bo = world.client("bo", CAPS, ["#lab"])
    ada.send(f"SEEN #lab {moment(9)}")
    assert bo.read() == [f":{source(ada)} SEEN #lab {moment(9)}"]


def test_it_only_goes_on_and_the_same_is_told_once(come: Come) -> None:
    ada, bo = come("ada"), come("bo")
    ada.send(f"SEEN #lab {moment(5)}", f"SEEN #lab {moment(5)}", f"SEEN #lab {moment(9)}")
    assert seen(bo) == [f":{source(ada)} SEEN #lab {moment(5)}"]


def test_it_can_be_taken_back(come: Come) -> None:
    ada, bo = come("ada"), come("bo")
    ada.send(f"SEEN #lab {moment()}", "SEEN #lab *", "SEEN #lab *")
    assert seen(bo) == [f":{source(ada)} SEEN #lab {moment()}", f":{source(ada)} SEEN #lab *"]
    assert seen(come("cy")) == []
    assert f"MARKREAD #lab {moment()}" in ada.ask("MARKREAD #lab")[-1]


def test_nobody_is_told_of_those_who_left(come: Come) -> None:
    ada, bo = come("ada"), come("bo")
    ada.send(f"SEEN #lab {moment()}", "PART #lab")
    bo.read()
    assert bo.ask("SEEN #lab") == []
    ada.send(f"SEEN #lab {moment()}")  # from outside it is as good as MARKREAD
    assert bo.read() == []


@pytest.mark.parametrize(
    ("rule", "members", "told"),
    [
        ("", FEW_MOST, True),
        ("", FEW_MOST + 1, False),
        ("+S all", FEW_MOST + 1, True),
        ("+S all", ALL_MOST + 1, False),
        ("+S none", 2, False),
    ],
)
def test_a_room_chooses_and_its_size_is_a_limit(
    world: World, come: Come, rule: str, members: int, told: bool
) -> None:
    ada, bo = come("ada"), come("bo")
    for number in range(members - 2):
        world.client(f"guest{number}", rooms=["#lab"])
    if rule:
        ada.send(f"MODE #lab {rule}")
    bo.read()
    ada.send(f"SEEN #lab {moment()}")
    assert bool(seen(bo)) is told
    assert bool(bo.ask("SEEN #lab")) is told


def test_the_rule_is_a_mode_like_others(come: Come) -> None:
    ada, bo = come("ada"), come("bo")
    assert " 696 " in ada.ask("MODE #lab +S some")[0]
    ada.send("MODE #lab +S none")
    assert bo.read()[0].endswith("MODE #lab +S none")
    assert bo.ask("MODE #lab")[0].endswith("+ntS none")
    ada.send("MODE #lab -S")
    assert bo.ask("MODE #lab")[1].endswith("+nt")


def test_of_direct_messages_the_other_one_is_told(world: World) -> None:
    ada, bo = log_in(world, "ada"), log_in(world, "bo")
    cy = world.client("cy", CAPS)
    ada.send(f"SEEN bo {moment()}")
    told = f"@time={write(MOMENT)} :{source(ada)} SEEN bo {moment()}"
    assert bo.read() == [told]
    assert bo.ask("SEEN ada") == [told]
    assert cy.read() == cy.ask("SEEN ada") == []
    ada.send("SEEN bo *")
    assert seen(bo) == [f":{source(ada)} SEEN bo *"]
    assert bo.ask("SEEN ada") == []


def test_a_stranger_of_the_same_name_learns_nothing(world: World) -> None:
    ada, bo = world.client("ada", CAPS), world.client("bo", CAPS)
    ada.send(f"SEEN bo {moment()}")
    assert seen(bo) == [f":{source(ada)} SEEN bo {moment()}"]
    bo.send("QUIT")
    assert world.client("bo", CAPS).ask("SEEN ada") == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("SEEN", "NEED_MORE_PARAMS"),
        ("SEEN #lab soon", "INVALID_PARAMS #lab soon"),
        ("SEEN not!a!nick", "INVALID_PARAMS not!a!nick"),
    ],
)
def test_what_makes_no_sense_is_refused(come: Come, line: str, answer: str) -> None:
    (told,) = come("ada").ask(line)
    assert f" FAIL SEEN {answer}" in told


def test_the_rule_is_kept(world: World) -> None:
    ada = log_in(world, "ada")
    ada.send("JOIN #lab", "MODE #lab +S all", "PRIVMSG #lab :hello")
    again = World()
    with world.kept.reading() as reader:
        again.core.restore(reader)
    assert again.core.channels["#lab"].seen_rule == "all"
