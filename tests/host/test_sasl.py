"""AUTHENTICATE (IRCv3 sasl-3.1, sasl-3.2), without sockets."""

import base64

import pytest

from desktopchat.host.state import accounts, passwords
from desktopchat.irc import closings
from desktopchat.irc.sasl import encode_chunks, plain_message
from desktopchat.irc.scram import ScramClient
from desktopchat.store.errors import StoreError
from desktopchat.store.place.accounts import AccountRecord, write_account
from tests.host.people import PASSWORD, come_in, on_tls, plain, said, scram, with_account
from tests.host.world import SERVER, Client, World


@pytest.fixture
def world() -> World:
    """Ada has an account and is not here."""
    world = World()
    with_account(world, "ada").send("QUIT")
    return world


def negotiating(world: World, nick: str = "ada", *, tls: bool = True) -> Client:
    """Somebody with the capability sasl who has not ended the negotiation."""
    client = on_tls(world) if tls else world.connect()
    client.send("CAP LS 302", "CAP REQ sasl", f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    client.read()
    return client


def test_the_example_of_the_specification_logs_in_with_plain() -> None:
    world = World()
    come_in(on_tls(world), "jilles").send("REGISTER * * :sesame open", "QUIT")
    client = on_tls(world)
    lines = client.ask("CAP REQ :sasl", "NICK jilles", "USER jilles cheetah 1 :Jilles Tjoelker")
    assert lines == [f":{SERVER} CAP * ACK :sasl"]
    assert client.ask("AUTHENTICATE PLAIN") == ["AUTHENTICATE +"]
    message = base64.b64encode(b"jilles\0jilles\0sesame open").decode()
    assert client.ask(f"AUTHENTICATE {message}") == [
        f":{SERVER} 900 * *!jilles@10.0.0.7 jilles :You are now logged in as jilles",
        f":{SERVER} 903 * :SASL authentication successful",
    ]
    assert client.ask("CAP END")[0] == f":{SERVER} 001 jilles :Welcome to Lab 3, jilles"
    assert client.person.account == "jilles"


@pytest.mark.parametrize("tls", [True, False])
def test_scram_logs_in_on_any_connection(world: World, tls: bool) -> None:
    ada = negotiating(world, tls=tls)
    lines = scram(ada, "ada")
    assert [line.split()[1] for line in lines] == ["900", "903"]
    assert ada.commands("CAP END")[0] == "001"
    assert ada.person.account == "ada"
    assert ada.person.nick == "ada"


def test_an_account_is_found_whatever_the_case_and_keeps_the_way_it_is_written(
    world: World,
) -> None:
    ada = negotiating(world)
    assert scram(ada, "ADA")[0].endswith(" ada :You are now logged in as ada")


def test_plain_is_for_connections_nobody_listens_to(world: World) -> None:
    ada = negotiating(world, tls=False)
    lines = ada.ask("AUTHENTICATE PLAIN")
    assert lines[0] == f":{SERVER} 908 * SCRAM-SHA-256 :are available SASL mechanisms"
    assert lines[1].startswith(f":{SERVER} 904 * :PLAIN ")
    assert "TLS" in lines[1]
    ada.person.local = True
    assert ada.ask("AUTHENTICATE PLAIN") == ["AUTHENTICATE +"]


def test_cap_ls_names_the_mechanisms_that_are_for_this_connection(world: World) -> None:
    far, near = world.connect(), on_tls(world)
    assert " sasl=SCRAM-SHA-256 " in " ".join(far.ask("CAP LS 302"))
    assert " sasl=SCRAM-SHA-256,PLAIN " in " ".join(near.ask("CAP LS 302"))
    assert " sasl " in " ".join(world.connect().ask("CAP LS")), "no values before 302"


def test_an_unknown_mechanism_is_answered_with_the_known_ones(world: World) -> None:
    ada = negotiating(world)
    codes = [line.split(" :")[0] for line in ada.ask("AUTHENTICATE EXTERNAL")]
    assert codes == [f":{SERVER} 908 * SCRAM-SHA-256,PLAIN", f":{SERVER} 904 *"]
    assert [line.split()[1] for line in plain(ada, "ada")] == ["900", "903"], "another may be tried"


def test_without_the_capability_nothing_begins(world: World) -> None:
    ada = on_tls(world)
    (line,) = ada.ask("AUTHENTICATE PLAIN")
    assert line.startswith(f":{SERVER} 904 * :")
    assert ada.person.sasl is None


@pytest.mark.parametrize("login", [plain, scram])
def test_a_wrong_password_fails_and_another_try_may_be_right(
    world: World, login: "type[object]"
) -> None:
    ada = negotiating(world)
    assert login(ada, "ada", "wrong") == [f":{SERVER} 904 * :SASL authentication failed"]  # type: ignore[call-arg]
    assert ada.person.account == ""
    assert login(ada, "ada")[0].split()[1] == "900"  # type: ignore[call-arg]


@pytest.mark.parametrize("login", [plain, scram])
def test_an_account_that_is_not_there_fails_as_a_wrong_password_does(
    world: World, login: "type[object]"
) -> None:
    one = negotiating(world, "x")
    assert login(one, "ada", "wrong") == login(one, "nobody", "wrong")  # type: ignore[call-arg]


def test_scram_asks_for_the_same_salt_each_time_also_of_nobody(world: World) -> None:
    def asked_of(user: str) -> tuple[str, str]:
        client = negotiating(world, "x")
        client.send("AUTHENTICATE SCRAM-SHA-256")
        client.read()
        (line,) = said(client, ScramClient(user, PASSWORD).first())
        words = base64.b64decode(line.removeprefix("AUTHENTICATE ")).decode().split(",")
        client.send("QUIT")
        return words[1], words[2]

    assert asked_of("ada") == asked_of("ada")
    assert asked_of("nobody") == asked_of("nobody")
    assert asked_of("ada")[0] != asked_of("nobody")[0]
    assert asked_of("ada")[1] == asked_of("nobody")[1], "and as many iterations"


def test_an_asterisk_aborts(world: World) -> None:
    ada = negotiating(world)
    aborted = [f":{SERVER} 906 * :SASL authentication aborted"]
    ada.send("AUTHENTICATE PLAIN")
    ada.read()
    assert ada.ask("AUTHENTICATE *") == aborted
    assert ada.ask("AUTHENTICATE *") == aborted
    assert scram(ada, "ada")[0].split()[1] == "900"


def test_the_end_of_negotiation_aborts_what_is_under_way(world: World) -> None:
    bo = negotiating(world, "bo")
    bo.send("AUTHENTICATE PLAIN")
    bo.read()
    codes = bo.commands("CAP END")
    assert codes[:2] == ["906", "001"]
    assert bo.person.account == ""
    assert bo.person.sasl is None


def test_a_chunk_over_400_bytes_is_too_long(world: World) -> None:
    ada = negotiating(world)
    ada.send("AUTHENTICATE PLAIN")
    ada.read()
    too_long = [f":{SERVER} 905 * :SASL message too long"]
    assert ada.ask("AUTHENTICATE " + "A" * 401) == too_long
    assert ada.ask("AUTHENTICATE PLAIN") == ["AUTHENTICATE +"], "it can be begun again"


def test_a_message_without_an_end_fails_at_some_point(world: World) -> None:
    ada = negotiating(world)
    ada.send("AUTHENTICATE PLAIN")
    ada.read()
    lines: list[str] = []
    for _ in range(200):
        lines = ada.ask("AUTHENTICATE " + "A" * 400)
        if lines:
            break
    assert lines == [f":{SERVER} 904 * :That is longer than any SASL message"]
    assert ada.commands("AUTHENTICATE " + "A" * 401) == ["908", "904"]  # anew


def test_one_piece_of_over_400_bytes_is_too_long(world: World) -> None:
    ada = negotiating(world)
    ada.send("AUTHENTICATE PLAIN")
    ada.read()
    assert ada.ask("AUTHENTICATE " + "A" * 401) == [f":{SERVER} 905 * :SASL message too long"]


def test_two_pieces_of_exactly_400_bytes_end_with_an_empty_one(world: World) -> None:
    name, secret = "dan", "p" * (600 - len("\0dan\0"))
    keys = accounts.new_keys(secret)
    world.store(write_account(AccountRecord(name, name, name, keys, world.now, "10.0.0.7")))
    ada = negotiating(world, name)
    chunks = encode_chunks(plain_message(name, secret))
    assert [len(chunk) for chunk in chunks] == [400, 400, 1]
    ada.send("AUTHENTICATE PLAIN")
    ada.read()
    ada.send(*(f"AUTHENTICATE {chunk}" for chunk in chunks))
    assert [line.split()[1] for line in ada.read()] == ["900", "903"]


def test_a_message_of_exactly_400_bytes_ends_with_an_empty_one(world: World) -> None:
    secret = "p" * (300 - len("\0ada2\0"))
    come_in(on_tls(world), "ada2").send(f"REGISTER * * :{secret}", "QUIT")
    ada = negotiating(world, "ada2")
    chunks = encode_chunks(plain_message("ada2", secret))
    assert [len(chunk) for chunk in chunks] == [400, 1]
    assert [line.split()[1] for line in plain(ada, "ada2", secret)] == ["900", "903"]


@pytest.mark.parametrize("data", ["not base64!", "YWRh", "PLAIN", "AAAA", "+", "/////w=="])
def test_what_is_no_message_fails(world: World, data: str) -> None:
    ada = negotiating(world)
    ada.send("AUTHENTICATE PLAIN")
    ada.read()
    assert [line.split()[1] for line in ada.ask(f"AUTHENTICATE :{data}")] == ["904"]
    ada.send("AUTHENTICATE SCRAM-SHA-256")
    ada.read()
    assert [line.split()[1] for line in ada.ask(f"AUTHENTICATE :{data}")] == ["904"]
    assert ada.person.account == ""


def test_nobody_acts_for_another(world: World) -> None:
    ada = negotiating(world)
    assert plain(ada, "ada", acts_for="bo")[0].split()[1] == "904"
    assert plain(ada, "ada", acts_for="Ada")[0].split()[1] == "900"


def test_a_scram_exchange_ends_only_when_the_client_has_checked_the_host(world: World) -> None:
    ada = negotiating(world)
    side = ScramClient("ada", PASSWORD)
    ada.send("AUTHENTICATE SCRAM-SHA-256")
    ada.read()
    (first,) = said(ada, side.first())
    answer = side.answer(base64.b64decode(first.removeprefix("AUTHENTICATE ")).decode())
    (final,) = said(ada, answer)
    assert base64.b64decode(final.removeprefix("AUTHENTICATE ")).startswith(b"v=")
    assert ada.person.account == ""
    assert ada.ask("AUTHENTICATE *")[0].split()[1] == "906"
    assert ada.person.account == ""


def test_people_who_are_here_already_log_in_and_change_accounts(world: World) -> None:
    with_account(world, "bo").send("QUIT")
    cy = come_in(on_tls(world), "cy", "#a", caps="sasl")
    witness = world.client("dee", ["account-notify", "account-tag"], ["#a"])
    cy.read()
    codes = [line.split()[1] for line in scram(cy, "ada")]
    assert codes == ["MODE", "900", "903"], "a room that they have made is their account's"
    assert witness.read() == [
        ":cy!cy@10.0.0.7 ACCOUNT ada",
        f":{SERVER} MODE #a +q cy",
    ]
    assert plain(cy, "bo")[0] == (
        f":{SERVER} 900 cy cy!cy@10.0.0.7 bo :You are now logged in as bo"
    )
    assert witness.read() == ["@account=ada :cy!cy@10.0.0.7 ACCOUNT bo"], "the one before"


def test_nobody_is_told_who_did_not_ask_for_it(world: World) -> None:
    cy = come_in(on_tls(world), "cy", "#a", caps="sasl")
    witness = world.client("dee", [], ["#a"])
    cy.read()
    scram(cy, "ada")
    assert witness.read() == [f":{SERVER} MODE #a +q cy"]


def test_a_label_is_on_the_answer(world: World) -> None:
    cy = come_in(on_tls(world), "cy", caps="sasl labeled-response batch")
    assert cy.ask("@label=7 AUTHENTICATE PLAIN") == ["@label=7 AUTHENTICATE +"]
    (chunk,) = encode_chunks(plain_message("ada", PASSWORD))
    lines = cy.ask(f"@label=8 AUTHENTICATE {chunk}")
    assert lines[0].startswith("@label=8 ")
    assert [line.split(" ", 2)[1] for line in lines[1:-1]] == [f":{SERVER}"] * 2


def test_passwords_that_were_set_from_outside_count_at_once(world: World) -> None:
    keys = accounts.new_keys("another password")
    statement = "UPDATE accounts SET salt=?, iterations=?, stored_key=?, server_key=?"
    values = (keys.salt, keys.iterations, keys.stored_key, keys.server_key)
    world.kept.commit([(statement, values)])
    ada = negotiating(world)
    assert scram(ada, "ada")[0].split()[1] == "904"
    assert scram(ada, "ada", "another password")[0].split()[1] == "900"


def test_a_database_that_can_not_be_read_is_said_in_plain_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StoreError("The disk with /srv is gone.", "The disk is gone.")

    monkeypatch.setattr(world.kept, "reading", fail)
    ada = negotiating(world)
    assert plain(ada, "ada") == [f":{SERVER} 904 * :The disk is gone."]
    assert scram(ada, "ada") == [f":{SERVER} 904 * :The disk is gone."]


# Wrong passwords


def test_a_few_wrong_tries_cost_nothing_and_more_cost_time(world: World) -> None:
    waits: list[float] = []
    world.core.pause = waits.append
    ada = negotiating(world)
    for _ in range(passwords.FREE + 3):
        plain(ada, "ada", "wrong")
    assert waits == [0.0] * passwords.FREE + [0.5, 1.0, 2.0]
    plain(ada, "ada")
    assert waits[-1] == 4.0
    plain(ada, "ada")
    assert waits[-1] == 0.0, "the right one wipes it out"


def test_tries_are_forgotten_after_a_while(world: World) -> None:
    waits: list[float] = []
    world.core.pause = waits.append
    ada = negotiating(world)
    for _ in range(passwords.FREE + 1):
        plain(ada, "ada", "wrong")
    world.now += passwords.FORGET_AFTER + 1
    plain(ada, "ada", "wrong")
    assert waits[-2:] == [0.5, 0.0]


def test_very_many_wrong_tries_end_the_connection_with_a_reason(world: World) -> None:
    ada = negotiating(world)
    for _ in range(passwords.TRIES_MOST - 1):
        plain(ada, "ada", "wrong")
    assert not ada.gone
    lines = plain(ada, "ada", "wrong")
    assert lines[0].split()[1] == "904"
    assert lines[1].split()[1:4] == ["FAIL", "*", closings.WRONG_PASSWORDS]
    assert lines[2].startswith("ERROR :")
    assert ada.gone


def test_nobody_is_locked_out_because_another_mistypes_for_them(world: World) -> None:
    for _ in range(3):
        mallory = negotiating(world, "mallory")
        while not mallory.gone:
            plain(mallory, "ada", "wrong")
    assert scram(negotiating(world), "ada")[0].split()[1] == "900"


def test_a_class_behind_one_address_that_mistypes_is_not_shut_out(world: World) -> None:
    for number in range(40):
        with_account(world, f"pupil{number}").send("QUIT")
    for number in range(40):
        pupil = negotiating(world, f"pupil{number}")
        for _ in range(passwords.FREE + 1):
            plain(pupil, f"pupil{number}", "wrong")
        assert scram(pupil, f"pupil{number}")[0].split()[1] == "900"
        pupil.send("QUIT")


def test_an_address_that_tries_and_tries_is_shut_out_for_a_while_and_only_that(
    world: World,
) -> None:
    owner = world.client("owner")
    owner.person.oper = True
    mallory = negotiating(world, "mallory")
    while world.core.passwords.begin("10.0.0.7", "ada", world.ticks()) is not None:
        if world.core.passwords.shut_out("10.0.0.7", world.ticks()):
            break
    assert plain(mallory, "ada") == [f":{SERVER} 904 mallory :{passwords.TOO_MANY}"]
    assert scram(mallory, "ada") == [f":{SERVER} 904 mallory :{passwords.TOO_MANY}"]
    elsewhere = on_tls(world, "10.0.0.8")
    elsewhere.send("CAP REQ sasl")
    elsewhere.read()
    assert scram(elsewhere, "ada")[0].split()[1] == "900"
    world.now += passwords.FORGET_AFTER + 1
    assert plain(mallory, "ada")[0].split()[1] == "900"
