"""About the host: INFO, TIME, ADMIN, LINKS, HELP."""

import pytest

from desktopchat.host.commands.help import TOPICS
from desktopchat.host.dispatch import COMMANDS
from tests.host.world import SERVER, World


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"})


def test_info_time_and_links(world: World) -> None:
    ada = world.client("ada")
    info = ada.ask("INFO")
    assert info[0].startswith(f":{SERVER} 371 ada :Lab 3 is a DesktopChat host, version ")
    assert info[-1] == f":{SERVER} 374 ada :End of INFO list"
    assert ada.ask("TIME") == [f":{SERVER} 391 ada {SERVER} :2026-11-23T08:30:00.250Z"]
    assert ada.ask("LINKS") == [
        f":{SERVER} 364 ada {SERVER} {SERVER} :0 Lab 3",
        f":{SERVER} 365 ada * :End of LINKS list",
    ]


def test_admin_names_the_operators_who_are_here(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo")
    answers = ada.ask("ADMIN")
    assert [line.split()[1] for line in answers] == ["256", "257", "258", "259"]
    assert answers[1] == f":{SERVER} 257 ada :Lab 3"
    assert answers[2] == f":{SERVER} 258 ada :None of its operators is here now"
    bo.send("OPER root toor")
    assert ada.ask("ADMIN")[2] == f":{SERVER} 258 ada :Here now: bo"


@pytest.mark.parametrize("verb", ["INFO", "TIME", "ADMIN"])
def test_another_server_is_not_there_to_be_asked(world: World, verb: str) -> None:
    ada = world.client("ada")
    assert ada.commands(f"{verb} other.example") == ["402"]
    assert ada.commands(f"{verb} {SERVER}") == ada.commands(f"{verb} ada") == ada.commands(verb)


def test_help_lists_every_command(world: World) -> None:
    answers = world.client("ada").answers("HELP")
    assert answers[0].params == ["ada", "*", "The commands of this host"]
    assert [m.command for m in answers] == ["704", *["705"] * (len(answers) - 2), "706"]
    words = " ".join(m.params[-1] for m in answers[3:]).split()
    assert words == sorted(COMMANDS) == sorted(TOPICS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_tells_what_each_command_does(world: World, name: str) -> None:
    ada = world.client("ada")
    usage, text = TOPICS[name]
    assert ada.ask(f"HELP {name.lower()}") == [
        f":{SERVER} 704 ada {name} :{name} {usage}".rstrip(),
        f":{SERVER} 705 ada {name} :",
        f":{SERVER} 706 ada {name} :{text}",
    ]
    assert ada.ask(f"HELPOP {name}") == ada.ask(f"HELP {name}")


def test_help_about_nothing_known(world: World) -> None:
    assert world.client("ada").ask("HELP :what ever", "HELP 'frob") == [
        f":{SERVER} 524 ada * :There is no help about that: try HELP",
        f":{SERVER} 524 ada 'FROB :There is no help about that: try HELP",
    ]
