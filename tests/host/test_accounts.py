"""REGISTER and VERIFY (IRCv3 draft/account-registration), without sockets."""

import pytest

from desktopchat.host.state import accounts
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write
from tests.host.people import PASSWORD, come_in, on_tls, scram, with_account
from tests.host.world import SERVER, World

real_iterations = accounts.iterations


@pytest.fixture
def world() -> World:
    return World()


def codes(lines: list[str]) -> list[str]:
    return [line.split(" :")[0].removeprefix(f":{SERVER} ") for line in lines]


def test_registering_logs_in_and_the_neighbours_are_told(world: World) -> None:
    ada = come_in(on_tls(world), "ada", "#a", caps="labeled-response batch")
    bo = world.client("bo", ["account-notify"], ["#a"])
    ada.read()
    lines = ada.ask(f"REGISTER * * :{PASSWORD}")
    owns = f":{SERVER} MODE #a +q ada"
    assert owns in lines, "what somebody has made is theirs once they have an account"
    lines.remove(owns)
    assert codes(lines) == ["REGISTER SUCCESS ada", "900 ada ada!ada@10.0.0.7 ada"]
    assert ada.person.account == "ada"
    assert bo.read() == [":ada!ada@10.0.0.7 ACCOUNT ada", owns]


def test_who_has_registered_logs_in_on_another_connection(world: World) -> None:
    ada = with_account(world, "ada")
    phone = come_in(on_tls(world), "ada-phone", caps="sasl")
    assert codes(scram(phone, "ada"))[0] == "900 ada-phone ada-phone!ada-phone@10.0.0.7 ada"
    assert not ada.gone, "one account may be here twice, under two names"


def test_an_account_is_kept_before_its_success_is_told(world: World) -> None:
    ada = come_in(on_tls(world), "ada")
    kept: list[int] = []
    commit = world.kept.commit

    def watch(writes: list[Write]) -> None:
        commit(writes)
        if "accounts" in writes[0][0]:
            kept.append(len(ada.inbox))

    world.kept.commit = watch  # type: ignore[assignment]
    ada.send(f"REGISTER * * :{PASSWORD}")
    assert kept[0] == 0
    with world.kept.reading() as reader:
        assert reader.accounts.find("ada").name == "ada"


def test_accounts_are_known_again_after_a_restart(world: World) -> None:
    with_account(world, "Ada").send("QUIT")
    again = World()
    again.kept = world.kept
    with again.kept.reading() as reader:
        again.core.restore(reader)
    assert again.connect().commands("NICK ada") == ["433"]
    ada = on_tls(again)
    ada.send("CAP REQ sasl", "NICK ada", "USER ada 0 * :Ada")
    ada.read()
    scram(ada, "ada")
    ada.send("CAP END")
    assert ada.person.account == "Ada"


def test_the_account_may_have_another_name_than_the_nick(world: World) -> None:
    ada = come_in(on_tls(world), "ada")
    assert codes(ada.ask(f"REGISTER lovelace * :{PASSWORD}"))[0] == "REGISTER SUCCESS lovelace"
    ada.send("QUIT")
    assert world.connect().commands("NICK Lovelace", "NICK Ada") == ["433", "433"]


def test_others_see_the_account_when_somebody_joins_and_speaks(world: World) -> None:
    bo = world.client("bo", ["extended-join", "account-tag"], ["#a"])
    ada = with_account(world, "ada")
    ada.send("JOIN #a", "PRIVMSG #a :hi")
    assert bo.read() == [
        "@account=ada :ada!ada@10.0.0.7 JOIN #a ada :Ada Name",
        "@account=ada :ada!ada@10.0.0.7 PRIVMSG #a :hi",
    ]
    guest = world.client("guest")
    guest.send("JOIN #a")
    assert bo.read() == [":guest!guest@10.0.0.7 JOIN #a * :Guest Name"]


def test_whois_names_the_account(world: World) -> None:
    with_account(world, "ada")
    lines = world.client("bo").ask("WHOIS ada")
    assert f":{SERVER} 330 bo ada ada :is logged in as" in lines


def test_a_password_does_not_cross_a_connection_that_others_hear(world: World) -> None:
    ada = come_in(world.connect(), "ada")
    (line,) = ada.ask(f"REGISTER * * :{PASSWORD}")
    assert line.startswith(f":{SERVER} FAIL REGISTER SECURE_CONNECTION_REQUIRED ada :")
    assert "TLS" in line
    ada.person.local = True
    assert codes(ada.ask(f"REGISTER * * :{PASSWORD}"))[0] == "REGISTER SUCCESS ada"


def test_registering_comes_after_connecting(world: World) -> None:
    ada = on_tls(world)
    (line,) = ada.ask(f"REGISTER foo * :{PASSWORD}")
    assert line.startswith(f":{SERVER} FAIL REGISTER COMPLETE_CONNECTION_REQUIRED foo :")
    for before in ("CAP LS 302", "NICK ada"):
        ada.send(before)
        ada.read()
        for what in (f"REGISTER * * :{PASSWORD}", "VERIFY ada 123"):
            name = what.split()[0]
            (line,) = ada.ask(what)
            assert line.startswith(f":{SERVER} FAIL {name} COMPLETE_CONNECTION_REQUIRED ")


def test_who_is_logged_in_does_not_register(world: World) -> None:
    ada = with_account(world, "ada")
    assert codes(ada.ask(f"REGISTER other * :{PASSWORD}", "VERIFY other 123")) == [
        "FAIL REGISTER ALREADY_AUTHENTICATED other",
        "FAIL VERIFY ALREADY_AUTHENTICATED other",
    ]


def test_there_is_nothing_to_verify(world: World) -> None:
    bo = world.client("bo")
    assert codes(bo.ask("VERIFY bo 123")) == ["FAIL VERIFY INVALID_CODE bo"]
    assert bo.commands("VERIFY bo") == ["461"]


def test_one_name_is_registered_once_whatever_its_case(world: World) -> None:
    with_account(world, "ada")
    bo = come_in(on_tls(world), "bo")
    assert codes(bo.ask(f"REGISTER ADA * :{PASSWORD}")) == ["FAIL REGISTER ACCOUNT_EXISTS ADA"]


def test_the_nick_of_somebody_with_an_account_is_no_name_for_another(world: World) -> None:
    with_account(world, "ada", account="lovelace").send("QUIT")
    bo = come_in(on_tls(world), "bo")
    assert codes(bo.ask(f"REGISTER ada * :{PASSWORD}")) == ["FAIL REGISTER ACCOUNT_EXISTS ada"]


def test_the_nick_of_somebody_here_is_no_name_for_another(world: World) -> None:
    world.client("ada")
    bo = come_in(on_tls(world), "bo")
    assert codes(bo.ask(f"REGISTER ada * :{PASSWORD}")) == ["FAIL REGISTER BAD_ACCOUNT_NAME ada"]


@pytest.mark.parametrize("name", ["0", "a.b", "#a", "a!b", "x" * 65])
def test_a_name_that_can_be_none_is_refused_with_a_reason(world: World, name: str) -> None:
    bo = come_in(on_tls(world), "bo")
    (line,) = bo.ask(f"REGISTER {name} * :{PASSWORD}")
    assert line.startswith(f":{SERVER} FAIL REGISTER BAD_ACCOUNT_NAME {name} :A")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "WEAK_PASSWORD"),
        ("", "WEAK_PASSWORD"),
        ("Adalovelace", "WEAK_PASSWORD"),
        ("é" * 151, "UNACCEPTABLE_PASSWORD"),
        ("tab\tin password", "UNACCEPTABLE_PASSWORD"),
    ],
)
def test_a_password_that_is_too_little_or_none_is_refused(
    world: World, password: str, code: str
) -> None:
    ada = come_in(on_tls(world), "AdaLovelace")
    assert codes(ada.ask(f"REGISTER * * :{password}")) == [f"FAIL REGISTER {code} AdaLovelace"]
    assert len(world.core.names) == 0


def test_a_password_of_any_script_works(world: World) -> None:
    wang = come_in(on_tls(world), "王伟", caps="sasl")
    wang.send("REGISTER * * :密码密码密码密码")
    wang.send("QUIT")
    again = on_tls(world)
    again.send("CAP REQ sasl")
    again.read()
    assert codes(scram(again, "王伟", "密码密码密码密码"))[-1] == "903 *"


def test_too_few_parameters_are_answered_461(world: World) -> None:
    ada = world.client("ada")
    assert ada.commands("REGISTER", "REGISTER *", "REGISTER * *") == ["461"] * 3


def test_an_email_is_taken_and_not_kept(world: World) -> None:
    ada = come_in(on_tls(world), "ada")
    lines = ada.ask(f"REGISTER * ada@example.org :{PASSWORD}")
    assert codes(lines)[0] == "REGISTER SUCCESS ada"


def test_an_account_that_another_process_made_belongs_to_its_name(world: World) -> None:
    with_account(world, "ada").send("QUIT")
    world.core.names.replace([])  # as if it had been made in the database alone
    world.now += 10_000
    bo = come_in(on_tls(world), "bo")
    assert codes(bo.ask(f"REGISTER ada * :{PASSWORD}")) == ["FAIL REGISTER ACCOUNT_EXISTS ada"]
    assert world.connect().commands("NICK ada") == ["433"]


def test_who_loses_the_account_is_logged_out(world: World) -> None:
    ada = with_account(world, "ada", "#a")
    bo = world.client("bo", ["account-notify"], ["#a"])
    ada.read()
    world.kept.commit([("DELETE FROM accounts", ())])
    world.now += 10_000
    with_account(world, "cy")
    assert codes(ada.read()) == ["901 ada ada!ada@10.0.0.7", "MODE #a -q ada"]
    assert ada.person.account == ""
    assert bo.read() == [":ada!ada@10.0.0.7 ACCOUNT *", f":{SERVER} MODE #a -q ada"]
    assert world.core.names.account_of("ada") == ""


def test_two_who_register_one_name_at_once_get_one_account(world: World) -> None:
    ada, bo = come_in(on_tls(world), "ada"), come_in(on_tls(world), "bo")
    lines = [f"REGISTER shared * :{PASSWORD}".encode()] * 2
    first = world.core.receive(ada.person, lines[0])
    second = world.core.receive(bo.person, lines[1])
    assert first is not None
    assert second is not None
    outcomes = [first.work(world.kept), second.work(world.kept)]
    for waiting, outcome in ((first, outcomes[0]), (second, outcomes[1])):
        more = world.core.resume(waiting, outcome)
        while more is not None:
            more = world.core.resume(more, more.work(world.kept))
    assert codes(ada.read())[0] == "REGISTER SUCCESS shared"
    assert codes(bo.read()) == ["FAIL REGISTER ACCOUNT_EXISTS shared"]
    assert bo.person.account == ""


def test_a_database_that_does_not_take_it_leaves_no_account(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = come_in(on_tls(world), "ada")

    def fail() -> None:
        raise StoreError("The disk with /srv is full.", "The disk is full.")

    monkeypatch.setattr(world.kept, "reading", fail)
    assert ada.ask(f"REGISTER * * :{PASSWORD}") == [
        f":{SERVER} FAIL REGISTER TEMPORARILY_UNAVAILABLE ada :The disk is full."
    ]
    assert ada.person.account == ""
    assert len(world.core.names) == 0


def test_an_account_that_could_not_be_written_is_not_made_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = come_in(on_tls(world), "ada")

    def fail(_writes: object) -> None:
        raise StoreError("The disk with /srv is full.", "The disk is full.")

    monkeypatch.setattr(world.kept, "write_now", fail)
    assert ada.ask(f"REGISTER * * :{PASSWORD}") == [
        f":{SERVER} FAIL REGISTER TEMPORARILY_UNAVAILABLE ada :The disk is full."
    ]
    monkeypatch.undo()
    with world.kept.reading() as reader:
        assert reader.accounts.find("ada") is None
    assert codes(ada.ask(f"REGISTER * * :{PASSWORD}"))[0] == "REGISTER SUCCESS ada"


def test_an_account_is_not_what_it_was_when_somebody_else_has_made_it_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = come_in(on_tls(world), "ada")
    waiting = world.core.receive(ada.person, f"REGISTER * * :{PASSWORD}".encode())
    assert waiting is not None
    outcome = waiting.work(world.kept)
    # Another process makes it between the look and the write.
    other = come_in(on_tls(world), "cy")
    other.send("REGISTER temporary * :another password")
    world.kept.commit([("UPDATE accounts SET folded = 'ada', name = 'ada'", ())])
    more = world.core.resume(waiting, outcome)
    while more is not None:
        more = world.core.resume(more, more.work(world.kept))
    assert codes(ada.read()) == ["FAIL REGISTER ACCOUNT_EXISTS ada"]
    assert ada.person.account == ""


def test_an_address_makes_only_so_many_accounts(world: World) -> None:
    world.core.config.accounts_per_address = 3
    for number in range(3):
        with_account(world, f"guest{number}").send("QUIT")
    more = come_in(on_tls(world), "more")
    (line,) = more.ask(f"REGISTER * * :{PASSWORD}")
    assert line.startswith(f":{SERVER} FAIL REGISTER TEMPORARILY_UNAVAILABLE more :")
    with_account(world, "elsewhere", host="10.0.0.8")


def test_new_keys_take_enough_work_and_not_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "iterations", real_iterations)
    number = accounts.iterations()
    assert accounts.ITERATIONS_LEAST <= number <= accounts.ITERATIONS_MOST
    assert accounts.new_keys(PASSWORD).iterations == number
    assert accounts.new_keys(PASSWORD).salt != accounts.new_keys(PASSWORD).salt
