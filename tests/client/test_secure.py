"""Encrypted connections to a real host: its key, the ways to it, and my account there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.host.server import Host
from desktopchat.irc.address import Address, parse_address
from desktopchat.irc.fingerprint import words
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust
from tests.client import scripted
from tests.client.scripted import until
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

OTHER = "ab" * 32
Maker = Callable[..., Client]


@pytest.fixture
def host() -> Iterator[Host]:
    with running(listen=[Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)]) as host:
        yield host


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(tmp_path / "known-hosts.json")


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets(tmp_path / "accounts.json")


@pytest.fixture
def join() -> Iterator[Maker]:
    """Makes clients and connects them; they say goodbye when the test is over."""
    made: list[Client] = []

    def make(address: Address, name: str = "Ada", **options: object) -> Client:
        client = Client(address, name, **options)  # type: ignore[arg-type]
        made.append(client)
        client.connect()
        return client

    yield make
    for client in made:
        client.quit(wait=0.1)


def online(client: Client) -> Client:
    until(client, lambda: client.session.wire.online)
    return client


def ended(client: Client) -> ProblemKind:
    until(client, lambda: client.phase is Phase.ENDED)
    assert client.problem is not None
    return client.problem.kind


def secure(host: Host) -> Address:
    return host.listeners[0].address


def plain(host: Host) -> Address:
    return host.listeners[1].address


def test_the_key_that_a_host_shows_first_is_remembered(
    host: Host, join: Maker, trust: Trust
) -> None:
    client = online(join(secure(host), trust=trust))
    assert host.key is not None
    assert client.fingerprint == host.key.fingerprint
    assert trust.pin(secure(host).authority) == host.key.fingerprint


def test_another_key_stops_the_connection_until_the_person_trusts_it(
    host: Host, join: Maker, trust: Trust
) -> None:
    trust.remember(secure(host).authority, OTHER)
    client = join(secure(host), trust=trust)
    assert ended(client) is ProblemKind.KEY_CHANGED
    assert host.key is not None
    assert client.problem is not None
    assert words(host.key.fingerprint) in client.problem.what
    assert client.key_before == OTHER
    assert trust.pin(secure(host).authority) == OTHER
    client.trust_new_key()
    online(client)
    assert trust.pin(secure(host).authority) == host.key.fingerprint


def test_a_link_with_a_fingerprint_goes_to_no_other_key(host: Host, join: Maker) -> None:
    assert ended(join(replace(secure(host), fingerprint=OTHER))) is ProblemKind.KEY_CHANGED
    assert host.key is not None
    online(join(replace(secure(host), fingerprint=host.key.fingerprint)))


def test_an_address_without_scheme_is_encrypted_where_the_host_can(host: Host, join: Maker) -> None:
    client = online(join(parse_address(secure(host).authority)))
    assert client.fingerprint
    assert client.address.explicit


def test_an_address_without_scheme_is_plain_where_the_host_can_only_that(join: Maker) -> None:
    with running() as host:
        client = online(join(parse_address(host.listeners[0].address.authority)))
        assert not client.fingerprint
        assert not client.address.tls


def test_who_says_that_a_known_host_can_not_encrypt_is_not_believed(
    join: Maker, trust: Trust
) -> None:
    with running() as host:
        place = host.listeners[0].address.authority
        trust.remember(place, OTHER)
        assert ended(join(parse_address(place), trust=trust)) is ProblemKind.NOT_ENCRYPTED


def test_where_nobody_answers_the_place_is_named_once(join: Maker) -> None:
    with running() as host:
        place = host.listeners[0].address.authority
    client = join(parse_address(place))
    assert ended(client) is ProblemKind.NOBODY_ANSWERS
    assert client.problem is not None
    assert client.problem.address == place


def test_a_plain_client_is_moved_to_tls_and_stays_there(
    host: Host, join: Maker, trust: Trust
) -> None:
    client = online(join(plain(host), trust=trust))
    assert (client.address.tls, client.address.port) == (True, secure(host).port)
    assert trust.secure_port("127.0.0.1", plain(host).port) == secure(host).port
    again = online(join(plain(host), "Bo", trust=trust))
    assert again.address.port == secure(host).port


def test_of_two_hosts_on_a_computer_each_is_reached_by_its_own_plain_port(
    host: Host, join: Maker, trust: Trust
) -> None:
    with running(listen=[Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)]) as other:
        for _ in range(2):  # the first time, and from then on
            for one in (host, other):
                client = online(join(plain(one), trust=trust))
                assert client.address.port == secure(one).port
                client.quit()


def test_a_plain_host_beside_one_that_encrypts_is_reached(
    host: Host, join: Maker, trust: Trust
) -> None:
    online(join(plain(host), trust=trust))
    with running() as other:
        client = online(join(other.listeners[0].address, trust=trust))
        assert (client.address.tls, client.address.port) == (
            False,
            other.listeners[0].address.port,
        )


def test_another_plain_port_of_a_computer_that_encrypts_is_refused_in_words(
    join: Maker, trust: Trust
) -> None:
    trust.keep_secure("192.0.2.7", 6697, 3600)
    client = join(parse_address("irc://192.0.2.7:7051"), trust=trust)
    assert ended(client) is ProblemKind.ENCRYPTED_ONLY
    assert "ircs://192.0.2.7:6697" in str(client.problem)


def test_irc_on_an_encrypted_port_is_told_which_one_it_is(host: Host) -> None:
    with Raw(secure(host)) as raw:
        raw.send("NICK ada")
        assert raw.line() == "ERROR :This port is encrypted. Use ircs:// instead"


def test_a_handshake_that_nobody_answers_is_given_up(
    join: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktopchat.client.link.dialing._HANDSHAKE", 0.2)
    with scripted.Host() as host:
        assert ended(join(replace(host.address, tls=True))) is ProblemKind.SILENT


def test_a_name_becomes_mine_unseen_and_is_mine_the_next_time(
    host: Host, join: Maker, trust: Trust, secrets: Secrets
) -> None:
    first = online(join(secure(host), trust=trust, secrets=secrets))
    until(first, lambda: first.session.model.account == "Ada")
    first.quit(wait=2)
    with Raw(plain(host)) as stranger:
        stranger.send("NICK Ada", "USER x 0 * :x")
        assert stranger.until("433").params[1] == "Ada"
    again = online(join(secure(host), trust=trust, secrets=secrets))
    assert again.session.model.account == "Ada"
    assert again.session.model.nick == "Ada"


def test_who_comes_in_from_elsewhere_takes_their_own_place(
    host: Host, join: Maker, trust: Trust, secrets: Secrets
) -> None:
    first = online(join(secure(host), trust=trust, secrets=secrets))
    until(first, lambda: first.session.model.account == "Ada")
    second = online(join(secure(host), trust=trust, secrets=secrets))
    assert second.session.model.nick == "Ada"
    assert ended(first) is ProblemKind.REPLACED
    wait_until(lambda: host.people() == 1)


def test_an_account_whose_making_was_cut_off_is_made_the_next_time(
    host: Host, join: Maker, trust: Trust, secrets: Secrets
) -> None:
    assert host.key is not None
    key = f"{host.key.fingerprint} ada"
    secrets.put(key, "Ada", "a password that the host never got")
    client = online(join(secure(host), trust=trust, secrets=secrets))
    until(client, lambda: client.session.model.account == "Ada")
    assert secrets.get(key) == ("Ada", "a password that the host never got")


def test_two_who_share_a_computer_have_an_account_each(
    host: Host, join: Maker, trust: Trust, secrets: Secrets
) -> None:
    ada = online(join(secure(host), trust=trust, secrets=secrets))
    bo = online(join(secure(host), "Bo", trust=trust, secrets=secrets))
    until(ada, lambda: ada.session.model.account == "Ada")
    until(bo, lambda: bo.session.model.account == "Bo")


def test_without_a_place_for_passwords_no_account_is_made(host: Host, join: Maker) -> None:
    client = online(join(secure(host)))
    client.session.wire.send("PING", "over")
    until(client, lambda: client.session.model.isupport.tokens)
    assert client.session.model.account == ""
