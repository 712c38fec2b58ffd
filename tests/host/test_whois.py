"""WHOIS, as far as test_queries does not have it, and WHOWAS."""

import pytest

from desktopchat.host.state.departures import REMEMBERED
from tests.host.people import with_account
from tests.host.world import SERVER, World


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"})


def test_an_account_and_a_secure_connection_are_told(world: World) -> None:
    ada = world.client("ada")
    with_account(world, "bo", account="robert")
    lines = ada.ask("WHOIS bo")
    assert f":{SERVER} 330 ada bo robert :is logged in as" in lines
    assert f":{SERVER} 671 ada bo :is using a secure connection" in lines
    assert "671" not in ada.commands("WHOIS ada")


def test_where_somebody_comes_from_is_told_to_them_and_operators_only(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo")
    own = bo.ask("WHOIS bo")
    assert f":{SERVER} 378 bo bo :is connecting from bo@10.0.0.7 10.0.0.7" in own
    assert f":{SERVER} 338 bo bo bo@10.0.0.7 10.0.0.7 :actually using host" in own
    assert {"378", "338"}.isdisjoint(ada.commands("WHOIS bo"))
    ada.send("OPER root toor")
    assert {"378", "338"} <= set(ada.commands("WHOIS bo"))


def test_another_server_is_not_there_to_be_asked(world: World) -> None:
    assert world.client("ada").commands("WHOIS other.example ada") == ["402"]


def test_whowas_tells_who_left_and_who_changed_names_latest_first(world: World) -> None:
    ada = world.client("ada")
    first = world.client("bo")
    first.send("QUIT")
    world.now += 60_000
    second = world.connect("10.9.9.9")
    second.send("NICK BO", "USER other 0 * :Other Bo", "NICK cy")
    assert ada.ask("WHOWAS Bo") == [
        f":{SERVER} 314 ada BO other 10.9.9.9 * :Other Bo",
        f":{SERVER} 312 ada BO {SERVER} :2026-11-23T08:31:00.250Z",
        f":{SERVER} 314 ada bo bo 10.0.0.7 * :Bo Name",
        f":{SERVER} 312 ada bo {SERVER} :2026-11-23T08:30:00.250Z",
        f":{SERVER} 369 ada Bo :End of WHOWAS",
    ]
    assert ada.commands("WHOWAS bo 1") == ["314", "312", "369"]
    assert len(ada.commands("WHOWAS bo 0")) == len(ada.commands("WHOWAS bo -1")) == 5


def test_whowas_of_nobody(world: World) -> None:
    ada = world.client("ada")
    world.connect().send("NICK half", "QUIT")  # never was in
    assert ada.commands("WHOWAS half") == ["406", "369"]
    assert ada.commands("WHOWAS ada") == ["406", "369"]
    assert ada.commands("WHOWAS") == ["431"]


def test_a_change_of_case_is_no_departure(world: World) -> None:
    ada = world.client("ada")
    ada.send("NICK ADA")
    ada.read()
    assert ada.commands("WHOWAS ada") == ["406", "369"]


def test_only_the_last_departures_are_remembered(world: World) -> None:
    ada, bo = world.client("ada"), world.client("n0")
    for number in range(1, REMEMBERED + 2):
        bo.send(f"NICK n{number}")
    ada.read()
    assert ada.commands("WHOWAS n0") == ["406", "369"]
    assert ada.commands("WHOWAS n1") == ["314", "312", "369"]
