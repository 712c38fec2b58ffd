"""Whose name is whose: protected nicks, ghosts, and names that look like another's."""

import pytest

from desktopchat.irc import closings
from tests.host.people import PASSWORD, come_in, on_tls, plain, scram, with_account
from tests.host.world import SERVER, Client, World

CYRILLIC_ADA = "аdа"
"""Both a's are Cyrillic."""


@pytest.fixture
def world() -> World:
    return World()


def codes(lines: list[str]) -> list[str]:
    return [line.split(" :")[0].removeprefix(f":{SERVER} ") for line in lines]


def logging_in(world: World, nick: str, account: str, *, caps: str = "") -> Client:
    """Somebody who has logged in and not yet ended the negotiation."""
    client = on_tls(world)
    client.send("CAP LS 302", f"CAP REQ :sasl {caps}")
    client.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    client.read()
    assert scram(client, account)[-1].split()[1] == "903"
    return client


# Protected names


def test_the_name_of_an_account_is_nobody_elses(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    bo = world.client("bo")
    (line,) = bo.ask("NICK Ada")
    assert line.startswith(f":{SERVER} 433 bo Ada :Ada belongs to somebody else here.")
    assert world.connect().commands("NICK ada") == ["433"]


def test_a_name_without_an_account_is_free_when_they_go(world: World) -> None:
    world.client("ada").send("QUIT")
    assert world.connect().commands("NICK ada", "USER a 0 * :A")[0] == "001"


def test_the_nick_chosen_last_belongs_to_the_account_and_the_one_before_is_free(
    world: World,
) -> None:
    ada = with_account(world, "ada", account="lovelace")
    bo = world.client("bo")
    ada.send("NICK countess")
    assert bo.commands("NICK countess") == ["433"]
    ada.send("QUIT")
    assert bo.commands("NICK countess", "NICK lovelace", "NICK ada") == ["433", "433", "NICK"]


def test_the_nick_chosen_last_is_kept_in_the_database(world: World) -> None:
    with_account(world, "ada").send("NICK countess", "QUIT")
    with world.kept.reading() as reader:
        assert reader.accounts.find("ada").nick == "countess"


def test_a_nick_belongs_to_the_account_from_coming_in_with_it(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    again = logging_in(world, "ada-laptop", "ada")
    again.send("CAP END", "QUIT")
    assert world.client("bo").commands("NICK ada-laptop") == ["433"]


def test_who_owns_a_name_goes_back_to_it(world: World) -> None:
    ada = with_account(world, "ada")
    assert ada.commands("NICK countess", "NICK ada", "NICK Ada") == ["NICK"] * 3


def test_a_name_is_asked_for_before_it_is_known_whose_it_is(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    ada = on_tls(world)
    ada.send("CAP LS 302", "CAP REQ sasl")
    ada.read()
    assert ada.ask("NICK ada", "USER a 0 * :A") == []
    scram(ada, "ada")
    assert ada.ask("CAP END")[0].startswith(f":{SERVER} 001 ada ")


def test_who_does_not_log_in_does_not_get_it_and_chooses_another(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    bo = on_tls(world)
    bo.send("CAP LS 302", "NICK ada", "USER b 0 * :B")
    bo.read()
    assert codes(bo.ask("CAP END")) == ["433 * ada"]
    assert not bo.person.registered
    assert bo.commands("NICK bo")[0] == "001"


def test_another_account_does_not_get_it_either(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    with_account(world, "bo").send("QUIT")
    bo = logging_in(world, "ada", "bo")
    assert codes(bo.ask("CAP END")) == ["433 * ada"]


def test_a_name_taken_by_somebody_without_an_account_is_taken(world: World) -> None:
    world.client("ada")
    bo = on_tls(world)
    bo.send("CAP LS 302", "NICK ada", "USER b 0 * :B")
    bo.read()
    assert bo.ask("CAP END") == [f":{SERVER} 433 * ada :Nickname is already in use"]


def test_of_two_nicks_the_last_that_can_be_had_counts(world: World) -> None:
    world.client("ada")
    bo = on_tls(world)
    bo.send("CAP LS 302", "NICK bo", "NICK ada", "USER b 0 * :B")
    assert bo.commands("CAP END")[-1] == "422"
    assert bo.person.nick == "bo"
    cy = on_tls(world)
    cy.send("CAP LS 302", "NICK ada", "NICK cy", "USER c 0 * :C", "CAP END")
    assert cy.person.nick == "cy"


def test_a_stranger_under_a_name_that_was_given_to_an_account_gets_another(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    account = world.core.names.get("ada")
    assert account is not None
    world.core.names.replace([])
    guest = world.client("ada", rooms=["#a"])
    world.core.names.put(account)
    bo = world.client("bo", rooms=["#a"])
    guest.read()
    ada = logging_in(world, "ada", "ada")
    assert ada.ask("CAP END")[0].startswith(f":{SERVER} 001 ada ")
    renamed = ":ada!ada@10.0.0.7 NICK :ada_2"
    assert guest.read() == [renamed]
    assert bo.read() == [renamed]
    assert world.core.find("ada_2") is guest.person


# Ghosts


def test_a_ghost_is_replaced_at_once_and_its_room_is_told(world: World) -> None:
    ghost = with_account(world, "ada", "#a")
    bo = world.client("bo", rooms=["#a"])
    ghost.read()
    ada = logging_in(world, "ada", "ada")
    assert not ghost.gone, "nothing happens before it is needed"
    assert ada.ask("CAP END")[0].startswith(f":{SERVER} 001 ada ")
    words = "Replaced by a new connection"
    assert ghost.read() == [f":{SERVER} FAIL * {closings.REPLACED} :{words}", f"ERROR :{words}"]
    assert bo.read() == [":ada!ada@10.0.0.7 QUIT :Replaced by a new connection"]
    assert world.core.find("ada") is ada.person
    assert len(world.core.people) == 2


def test_a_ghost_goes_also_when_the_name_is_asked_for_late(world: World) -> None:
    ghost = with_account(world, "ada")
    ada = logging_in(world, "ada-2", "ada")
    ada.send("CAP END")
    ada.read()
    assert ada.ask("NICK ada") == [":ada-2!ada-2@10.0.0.7 NICK :ada"]
    assert ghost.gone


def test_a_ghost_goes_when_the_end_of_negotiation_came_before_the_nick(world: World) -> None:
    ghost = with_account(world, "ada")
    ada = on_tls(world)
    ada.send("CAP REQ sasl", "USER a 0 * :A")
    ada.read()
    scram(ada, "ada")
    ada.send("CAP END")
    assert ada.commands("NICK ada")[0] == "001"
    assert ghost.gone


def test_nobody_else_is_replaced(world: World) -> None:
    owner = with_account(world, "ada")
    with_account(world, "bo").send("QUIT")
    bo = logging_in(world, "ada", "bo")
    bo.send("CAP END")
    assert not owner.gone
    assert bo.person.nick == ""


def test_two_connections_of_one_account_under_two_names_stay(world: World) -> None:
    laptop = with_account(world, "ada")
    phone = logging_in(world, "ada-phone", "ada")
    phone.send("CAP END")
    assert not laptop.gone
    assert not phone.gone


# What was said before


def test_a_room_that_shows_what_was_said_since_somebody_came_knows_them_after_they_log_in(
    world: World,
) -> None:
    world.client("owner", rooms=["#a"])
    channel = world.core.channel("#a")
    assert channel is not None
    world.now += 1000
    guest = come_in(on_tls(world), "guest", "#a")
    channel.joined[guest.person.identity] = since = world.now
    world.now += 1000
    guest.send("NICK ada", f"REGISTER * * :{PASSWORD}", "NICK countess")
    assert guest.person.identity == "ada"
    assert channel.since(guest.person) == since


# Look-alikes


def test_a_name_that_looks_like_that_of_an_account_is_marked(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    fake = world.client(CYRILLIC_ADA)
    honest = world.client("bo")
    assert world.core.lookalike(fake.person) == "ada"
    assert world.core.lookalike(honest.person) == ""


def test_of_two_that_look_alike_the_later_is_marked(world: World) -> None:
    first, second = world.client("ada"), world.client(CYRILLIC_ADA)
    assert world.core.lookalike(first.person) == ""
    assert world.core.lookalike(second.person) == "ada"
    first.send("QUIT")
    assert world.core.lookalike(second.person) == ""


def test_who_owns_a_name_is_never_marked(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    fake = world.client(CYRILLIC_ADA)
    owner = logging_in(world, "ada", "ada")
    owner.send("CAP END")
    assert world.core.lookalike(owner.person) == ""
    assert world.core.lookalike(fake.person) == "ada"


def test_ones_own_names_may_look_alike(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    again = logging_in(world, CYRILLIC_ADA, "ada")
    again.send("CAP END")
    assert world.core.lookalike(again.person) == ""


def test_a_nick_is_compared_again_when_it_changes(world: World) -> None:
    world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    seer = world.client("cy", ["message-tags"], ["#a"])
    bo.send(f"NICK {CYRILLIC_ADA}")
    assert world.core.lookalike(bo.person) == "ada"
    (message,) = seer.messages()
    assert message.tags["desktopchat/lookalike"] == "ada"
    bo.send("NICK bo")
    assert world.core.lookalike(bo.person) == ""
    assert "desktopchat/lookalike" not in seer.messages()[0].tags


def test_whois_says_who_is_not_who_they_seem(world: World) -> None:
    ada, fake = world.client("ada"), world.client(CYRILLIC_ADA)
    line = f":{SERVER} 320 ada {CYRILLIC_ADA} :looks like ada, who is somebody else"
    assert line in ada.ask(f"WHOIS {CYRILLIC_ADA}")
    assert "320" not in fake.commands("WHOIS ada")


def test_a_join_carries_the_mark(world: World) -> None:
    ada = world.client("ada", ["message-tags"], ["#a"])
    fake = world.client(CYRILLIC_ADA)
    fake.send("JOIN #a")
    (message,) = ada.messages()
    assert message.tags["desktopchat/lookalike"] == "ada"


def test_who_comes_later_is_told_after_the_names(world: World) -> None:
    world.client("ada", rooms=["#a"])
    world.client(CYRILLIC_ADA, rooms=["#a"])
    note = f":{SERVER} NOTE * LOOKALIKE {CYRILLIC_ADA} ada :"
    knows = world.client("cy", ["desktopchat/lookalike"])
    lines = knows.ask("JOIN #a")
    assert lines[-1].startswith(note)
    assert "366" in lines[-2]
    does_not = world.client("dee")
    assert not any("LOOKALIKE" in line for line in does_not.ask("JOIN #a"))


def test_a_name_with_a_log_in_of_another_kind_is_found_too(world: World) -> None:
    """With PLAIN the ghost goes as well."""
    ghost = with_account(world, "ada")
    ada = on_tls(world)
    ada.send("CAP LS 302", "CAP REQ sasl", "NICK ada", "USER a 0 * :A")
    ada.read()
    plain(ada, "ada")
    ada.send("CAP END")
    assert ghost.gone
    assert world.core.find("ada") is ada.person
