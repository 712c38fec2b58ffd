"""Passwords of every kind: none crosses a connection that others hear, and none is guessed."""

import threading

import pytest

from desktopchat.host.state import accounts, passwords
from desktopchat.host.state.networks import NETWORK_SHARE, network_of
from desktopchat.host.state.passwords import FailedPasswords
from tests.host.people import come_in, on_tls
from tests.host.world import SERVER, Client, World
from tests.waiting import wait_until


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"})


@pytest.fixture
def room(world: World) -> Client:
    """Who has a room with a key."""
    ada = world.client("ada", rooms=["#k"])
    ada.send("MODE #k +k sesame")
    ada.read()
    return ada


def heard(world: World) -> Client:
    """Somebody on another computer, without encryption."""
    return come_in(world.connect(), "bo")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("0::1", "::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_who_has_one_address_of_ipv6_has_all_of_the_64(address: str, network: str) -> None:
    assert network_of(address) == network


def test_another_address_of_the_64_makes_nobody_quicker() -> None:
    tries = FailedPasswords()
    waits = [tries.begin(f"2001:db8::{one:x}", "ada", 0) for one in range(passwords.FREE + 2)]
    assert waits == [0.0] * passwords.FREE + [0.5, 1.0]
    assert tries.begin("2001:db8:0:1::", "ada", 0) == 0.0


def test_a_64_is_shut_out_at_last_whatever_the_addresses() -> None:
    tries = FailedPasswords()
    count = 0
    while not tries.shut_out("2001:db8::ffff", 0):
        count += 1
        assert count < 2 * NETWORK_SHARE * passwords.ADDRESS_MOST
        tries.begin(f"2001:db8::{count:x}", "ada", 0)
    assert count > passwords.ADDRESS_MOST
    assert not tries.shut_out("2001:db8:0:1::", 0)


def test_the_right_one_takes_back_what_it_cost() -> None:
    tries = FailedPasswords()
    for _ in range(passwords.FREE + 5):
        tries.begin("2001:db8::1", "ada", 0)
    tries.right("2001:db8::1", "ada")
    assert tries._count("2001:db8::1", "", 0) == tries._count("2001:db8::/64", "", 0) == 0


# What others could read


def test_nobody_becomes_an_operator_where_others_hear_the_password(world: World) -> None:
    bo = heard(world)
    assert bo.ask("OPER root toor") == [f":{SERVER} 464 bo :{passwords.READABLE}"]
    assert not bo.person.oper
    assert come_in(on_tls(world), "cy").commands("OPER root toor")[0] == "381"


def test_the_key_of_a_room_is_not_taken_where_others_hear_it(world: World, room: Client) -> None:
    bo = heard(world)
    text = f"Cannot join channel (+k): {passwords.READABLE}"
    assert bo.ask("JOIN #k sesame", "JOIN #k") == [f":{SERVER} 475 bo #k :{text}"] * 2
    assert come_in(on_tls(world), "cy").commands("JOIN #k sesame")[0] == "JOIN"


def test_a_key_is_neither_set_nor_shown_where_others_hear_it(world: World, room: Client) -> None:
    bo = heard(world)
    room.send("INVITE bo #k")
    bo.send("JOIN #k,#mine")
    bo.read()
    room.read()
    assert bo.ask("MODE #mine +k secret") == [f":{SERVER} 525 bo #mine :{passwords.READABLE}"]
    assert bo.ask("MODE #k")[0].endswith(" +ntk *")
    assert room.ask("MODE #k")[0].endswith(" +ntk sesame")


# Guessing


def test_who_guesses_the_key_of_a_room_waits_and_must_connect_anew(
    world: World, room: Client
) -> None:
    waits: list[float] = []
    world.core.pause = waits.append
    bo = come_in(on_tls(world), "bo")
    for number in range(passwords.TRIES_MOST):
        assert not bo.gone
        bo.send(f"JOIN #k guess{number}")
    assert bo.gone
    assert waits[: passwords.FREE + 2] == [0.0] * passwords.FREE + [0.5, 1.0]
    assert waits[-1] == passwords.WAIT_MOST
    assert bo.read()[-1].startswith("ERROR :Too many wrong passwords")
    cy = come_in(on_tls(world), "cy")
    assert cy.commands("JOIN #k sesame")[0] == "JOIN", "who knows it comes in"


def test_who_has_no_key_has_not_guessed(world: World, room: Client) -> None:
    waits: list[float] = []
    world.core.pause = waits.append
    bo = come_in(on_tls(world), "bo")
    for _ in range(passwords.TRIES_MOST + 1):
        assert bo.commands("JOIN #k") == ["475"]
    assert bo.commands("JOIN #open some-key")[0] == "JOIN"
    assert waits == []


def test_who_is_shut_out_is_told_so_by_rooms_and_by_oper(world: World, room: Client) -> None:
    bo = come_in(on_tls(world), "bo")
    while not world.core.passwords.shut_out("10.0.0.7", world.ticks()):
        world.core.passwords.begin("10.0.0.7", "ada", world.ticks())
    assert bo.ask("OPER root toor") == [f":{SERVER} 464 bo :{passwords.TOO_MANY}"]
    assert bo.ask("JOIN #k sesame")[0].endswith(f"(+k): {passwords.TOO_MANY}")


def test_a_room_that_changes_while_one_waits_is_looked_at_anew(world: World, room: Client) -> None:
    bo = come_in(on_tls(world), "bo")
    waiting = world.core.receive(bo.person, b"JOIN #k sesame")
    assert waiting is not None
    outcome = waiting.work(world.kept)
    room.send("MODE #k +k other")
    assert world.core.resume(waiting, outcome) is None
    assert bo.answers()[0].command == "475"
    waiting = world.core.receive(bo.person, b"JOIN #k other")
    assert waiting is not None
    outcome = waiting.work(world.kept)
    room.send("PART #k")
    more = world.core.resume(waiting, outcome)
    while more is not None:
        more = world.core.resume(more, more.work(world.kept))
    assert bo.answers()[0].command == "JOIN"
    assert world.core.channels["#k"].is_operator(bo.person)


def test_passwords_are_tried_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = []
    trying: list[str] = []

    def verify(_: object, password: str) -> bool:
        trying.append(password)
        at_once.append(len(trying))
        wait_until(lambda: len(begun) == 4)  # all others are there
        trying.remove(password)
        return False

    def try_one(password: str) -> None:
        begun.append(password)
        accounts.is_password(keys, password)

    begun: list[str] = []
    keys = accounts.new_keys("correct horse battery")
    monkeypatch.setattr(accounts, "verify_password", verify)
    threads = [threading.Thread(target=try_one, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert at_once == [1] * 4
