"""WHO with chosen fields (WHOX), and who sees whom."""

import pytest

from tests.host.people import with_account
from tests.host.world import SERVER, World


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"})


def test_fields_come_in_one_order_whatever_was_asked_for_first(world: World) -> None:
    ada = world.client("ada")
    with_account(world, "bo", "#a", account="robert")
    world.now += 5_000
    assert (
        ada.ask("WHO #a %tcuihsnfdlaor,42", "WHO #a %roaldfnshiuct,42")
        == [
            f":{SERVER} 354 ada 42 #a bo 10.0.0.7 10.0.0.7 {SERVER} bo H~ 0 5 robert n/a :Bo Name",
            f":{SERVER} 315 ada #a :End of WHO list",
        ]
        * 2
    )


def test_only_the_fields_asked_for_come(world: World) -> None:
    ada = world.client("ada")
    world.client("bo")
    assert ada.ask("WHO bo %na", "WHO bo %", "WHO bo %tn,1234", "WHO bo %tnzZ,007") == [
        f":{SERVER} 354 ada bo 0",
        f":{SERVER} 315 ada bo :End of WHO list",
        f":{SERVER} 354 ada",
        f":{SERVER} 315 ada bo :End of WHO list",
        f":{SERVER} 354 ada bo",
        f":{SERVER} 315 ada bo :End of WHO list",
        f":{SERVER} 354 ada 007 bo",
        f":{SERVER} 315 ada bo :End of WHO list",
    ]


def test_who_is_said_to_be_offered(world: World) -> None:
    tokens = [word for m in world.client("ada").answers("VERSION") for word in m.params]
    assert "WHOX" in tokens
    assert "MONITOR=100" in tokens


def test_only_operators_are_listed_where_asked_for(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo")
    bo.send("OPER root toor")
    assert [m.params[-1] for m in ada.answers("WHO * o%n")][:-1] == ["bo"]
    assert [m.params[5] for m in ada.answers("WHO * o") if m.command == "352"] == ["bo"]


def test_a_bot_is_marked(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo", rooms=["#a"])
    bo.person.bot = True
    assert " bo HB@ :" in ada.ask("WHO #a")[0]
    assert f":{SERVER} 335 ada bo :is a bot" in ada.ask("WHOIS bo")


def test_a_secret_room_shows_nobody_to_those_outside(world: World) -> None:
    ada, bo, root = world.client("ada"), world.client("bo", rooms=["#a"]), world.client("root")
    world.core.channels["#a"].flags.add("s")
    root.send("OPER root toor")
    root.read()
    assert ada.commands("WHO #a") == ["315"]
    assert ada.ask("WHO bo")[0].startswith(f":{SERVER} 352 ada * bo ")
    assert "319" not in ada.commands("WHOIS bo")
    assert bo.commands("WHO #a") == ["352", "315"]
    assert root.commands("WHO #a") == ["352", "315"]
    assert "319" in root.commands("WHOIS bo")


def test_the_invisible_are_seen_by_name_and_in_rooms_shared(world: World) -> None:
    ada, bo, root = world.client("ada", rooms=["#b"]), world.client("bo"), world.client("root")
    bo.send("MODE bo +i", "JOIN #a")
    root.send("OPER root toor")
    root.read()
    ada.read()
    assert ada.commands("WHO #a") == ["315"]
    assert ada.commands("WHO b*") == ["315"]
    assert ada.commands("WHO bo") == ["352", "315"]
    assert root.commands("WHO b*") == ["352", "315"]
    bo.send("JOIN #b")
    ada.read()
    assert ada.commands("WHO b*") == ["352", "315"]


def test_a_mask_of_a_whole_source_finds_who_comes_from_there(world: World) -> None:
    ada = world.client("ada")
    other = world.connect("10.9.9.9")
    other.send("NICK Far", "USER far 0 * :Far")
    assert [m.params[5] for m in ada.answers("WHO *@10.9.*") if m.command == "352"] == ["Far"]
    assert [m.params[5] for m in ada.answers("WHO FAR!*") if m.command == "352"] == ["Far"]
