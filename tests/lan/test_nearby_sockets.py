"""Finding each other for real, over the loopback interface."""

import json
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from zeroconf import Zeroconf
from zeroconf._services.info import AddressResolverIPv4

from desktopchat import cli
from desktopchat.cli import typed
from desktopchat.client.client import Client
from desktopchat.client.model import Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.irc.address import Address
from desktopchat.lan.announcing import Announcement
from desktopchat.lan.datagram import Signer, milliseconds
from desktopchat.lan.discovery import Discovery
from desktopchat.lan.found import (
    FoundHost,
    FoundPerson,
    HostFacts,
    Invitation,
    InvitationAnswer,
    place_domain,
)
from desktopchat.lan.interfaces import UnknownInterfaceError, check_names, interfaces
from desktopchat.lan.join_code import join_code, parse_code
from desktopchat.lan.radio import GROUP4
from desktopchat.lan.sharing import reachable
from tests import LOOPBACK
from tests.host.wire import Serve, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

KEY = secrets.token_hex(32)
"""Of this run alone, as TITLE: by DNS-SD others on this computer are heard, too."""
TITLE = f"Lab {KEY[:6]}"
ROOT = secrets.token_hex(32)
PORT = 40_000 + os.getpid() % 10_000 * 2
"""UDP; of this run alone, so that other runs and programs are not heard. PORT + 1 is free, too."""
INTERVAL = 0.3


@contextmanager
def nearby(name: str = "", **other: Any) -> Iterator[Discovery]:
    other = {"interfaces": [LOOPBACK], "port": PORT, "interval": INTERVAL} | other
    discovery = Discovery(name=name, **other)
    discovery.start()
    try:
        yield discovery
    finally:
        discovery.close()


@contextmanager
def announced(
    facts: Callable[[], HostFacts] | None = None,
    *listening: Address,
    interval: float = INTERVAL,
    key: str = "",
) -> Iterator[Announcement]:
    usual = HostFacts(TITLE, "#lobby", 3, False, "0.2.0")
    announcement = Announcement(
        facts or (lambda: usual),
        listening or [Address("127.0.0.1", 7001, True)],
        key or KEY,
        only=[LOOPBACK],
        port=PORT,
        interval=interval,
    )
    announcement.start()
    try:
        yield announcement
    finally:
        announcement.close()


def host_called(discovery: Discovery, title: str) -> FoundHost | None:
    return next((host for host in discovery.hosts if host.title == title), None)


def person_called(discovery: Discovery, name: str) -> FoundPerson | None:
    return next((person for person in discovery.people if person.name == name), None)


def test_a_host_appears_changes_and_says_farewell() -> None:
    people = 3
    facts = lambda: HostFacts(TITLE, "#lobby", people, True, "0.2.0")  # noqa: E731
    with nearby() as ada:
        with announced(facts):
            host = wait_until(lambda: host_called(ada, TITLE))
            assert (host.people, host.password, host.fingerprint) == (3, True, KEY)
            assert host.address == Address("127.0.0.1", 7001, True, "#lobby", KEY)
            assert ada.find(KEY) == [host.address]
            assert ada.find("f" * 64) == []
            people = 4
            wait_until(lambda: host_called(ada, TITLE).people == 4)
        wait_until(lambda: not host_called(ada, TITLE))


def test_a_place_has_a_name_that_leads_to_who_hosts_it_now() -> None:
    """As other IRC programs look it up."""
    facts = HostFacts(TITLE, "#lobby", 3, False, "0.2.0", place=ROOT)
    name = f"{place_domain(ROOT)}."
    assert name.startswith("chat-")
    with closing(Zeroconf(interfaces=["127.0.0.1"])) as others:
        for key in (KEY, "b" * 64):  # the first host, and who carries on after it
            with announced(lambda: facts, key=key):

                def found() -> list[str]:
                    asked = AddressResolverIPv4(name)
                    asked.request(others, 500)
                    return asked.parsed_addresses()

                wait_until(lambda: found() == ["127.0.0.1"])


def test_who_looks_later_is_told_at_once_and_waits_for_no_heartbeat() -> None:
    with announced(interval=600), nearby(interval=600) as ada:
        wait_until(lambda: host_called(ada, TITLE))


def test_whose_clock_is_wrong_is_seen_as_soon_and_whose_words_are_played_again_is_not() -> None:
    yesterday = lambda: milliseconds() - 86_400_000  # noqa: E731
    old = Signer(yesterday)
    heard = old.write("person", name="Ghost", place="")
    with (
        nearby("Ada") as ada,
        nearby("Bo", signer=Signer(yesterday)),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as replayer,
    ):
        wait_until(lambda: person_called(ada, "Bo"))
        here = socket.inet_aton("127.0.0.1")
        replayer.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)
        replayer.sendto(heard, (GROUP4, PORT))
        wait_until(lambda: ada.dropped.get("replayed"))
        assert {person.name for person in ada.people} == {"Bo"}


def test_people_see_each_other_unless_they_are_invisible() -> None:
    with nearby("Ada") as ada, nearby("Bo") as bo, nearby("Cy", visible=False) as cy:
        wait_until(lambda: person_called(ada, "Bo") and person_called(bo, "Ada"))
        wait_until(lambda: person_called(cy, "Ada") and person_called(cy, "Bo"))
        bo.be("Bo B", "Lab 3")
        wait_until(lambda: (bo_b := person_called(ada, "Bo B")) and bo_b.place == "Lab 3")
        assert {person.name for person in ada.people} == {"Bo B"}
        cy.show(True)
        wait_until(lambda: person_called(ada, "Cy"))
        cy.show(False)
        wait_until(lambda: not person_called(ada, "Cy"))


def test_an_invitation_comes_and_is_answered() -> None:
    place = Address("192.168.1.20", 6697, True, fingerprint=KEY)
    with nearby("Ada") as ada, nearby("Bo") as bo:
        person = wait_until(lambda: person_called(ada, "Bo"))
        wait_until(lambda: person_called(bo, "Ada"))
        for accepted, outcome in ((True, "accepted"), (False, "declined")):
            ada.invite(person, place, "Lab 3", "#lobby")
            (invitation,) = wait_until(bo.poll)
            assert isinstance(invitation, Invitation)
            assert (invitation.sender, invitation.title) == ("Ada", "Lab 3")
            assert invitation.address == parse_code(join_code(place))
            bo.answer(invitation, accepted)
            (answer,) = wait_until(ada.poll)
            assert isinstance(answer, InvitationAnswer)
            assert (answer.person, answer.outcome) == ("Bo", outcome)


def test_a_stranger_can_not_use_up_the_invitations_of_others() -> None:
    place = Address("192.168.1.20", 6697, True, fingerprint=KEY)
    with nearby("Ada") as ada, nearby("Bo") as bo, nearby("Mallory") as mallory:
        victim = wait_until(lambda: person_called(mallory, "Bo"))
        friend = wait_until(lambda: person_called(ada, "Bo"))
        for name in ("Ada", "Mallory"):
            wait_until(lambda name=name: person_called(bo, name))  # type: ignore[misc]
        for number in range(25):
            mallory.invite(victim, place, f"Trap {number}", "#trap")
        came: list[Invitation | InvitationAnswer] = []
        wait_until(lambda: came.extend(bo.poll()) or len(came) >= 3)
        ada.invite(friend, place, "Lab 3", "#lobby")
        wait_until(lambda: came.extend(bo.poll()) or len(came) >= 4)
        senders = [one.sender for one in came if isinstance(one, Invitation)]
        assert senders == ["Mallory"] * 3 + ["Ada"]


def test_rubbish_on_the_port_is_counted_and_has_no_effect() -> None:
    with nearby("Ada") as ada, nearby("Bo") as bo:
        wait_until(lambda: person_called(ada, "Bo"))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.setsockopt(
                socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1")
            )
            for data in (b"", b"x" * 2000, b"DCH1", b"DCH1" + bytes(200), b"DCH9" + bytes(200)):
                sock.sendto(data, (GROUP4, PORT))
        expected = {"not ours": 1, "oversized": 1, "truncated": 1, "forged": 1, "other version": 1}
        wait_until(lambda: ada.dropped == bo.dropped == expected, what=lambda: str(ada.dropped))
        assert person_called(ada, "Bo")


def test_without_the_heartbeat_dns_sd_shows_a_host_until_it_takes_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        where = Address("127.0.0.1", listener.getsockname()[1], True)
        with announced(None, where) as announcement, nearby(port=PORT + 1) as ada:
            host = wait_until(lambda: host_called(ada, TITLE))
            assert host.address == Address(where.host, where.port, True, "#lobby", KEY)
            listener.settimeout(10)
            for _ in range(8):  # tries: more than a silent host would be kept
                listener.accept()[0].close()
            assert host_called(ada, TITLE)
            listener.close()
            wait_until(lambda: not host_called(ada, TITLE))
            assert not announcement.trouble


@pytest.mark.parametrize(
    ("listening", "own", "hosts"),
    [
        (["ircs://0.0.0.0:1"], ["10.0.0.1", "fd00::1"], ["10.0.0.1"]),
        (["ircs://0.0.0.0:1", "ircs://[::]:1"], ["10.0.0.1", "fd00::1"], ["10.0.0.1", "fd00::1"]),
        (["ircs://0.0.0.0:1", "ircs://[::]:2"], ["10.0.0.1", "fd00::1"], ["10.0.0.1"]),
        (["ircs://10.0.0.1:1"], ["10.0.0.1", "10.0.0.2"], ["10.0.0.1"]),
        (["ircs://127.0.0.1:1"], ["10.0.0.1"], None),
        (["irc://0.0.0.0:1"], ["10.0.0.1"], None),
        (["ircs://0.0.0.0:1"], [], []),
        (["ircs://127.0.0.1:1"], [], None),
    ],
)
def test_where_a_host_is_reached(
    listening: list[str], own: list[str], hosts: list[str] | None
) -> None:
    ways = [typed.address(url, listening=True) for url in listening]
    found = reachable(ways, own, tls=True)
    assert (None if found is None else list(found[0])) == hosts


# The program


def listed(capsys: pytest.CaptureFixture[str], *titles: str) -> list[dict[str, Any]]:
    """The listed hosts with these titles; whatever else runs on this computer is listed as well."""
    capsys.readouterr()
    code = cli.main(["hosts", "--json", "--wait", "1.5"])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert code == (0 if found else 1)
    return [host for host in found if host["title"] in titles]


def test_hosts_lists_those_that_are_announced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = f"Seen {os.getpid()}", f"Unseen {os.getpid()}"
    seen, unseen = (
        (f"--title={title}", "--listen=ircs://127.0.0.1:0", f"--data={tmp_path / title}")
        for title in titles
    )
    with (
        Serve(*seen, listen=False) as host,
        Serve(*unseen, "--no-discovery", listen=False) as hidden,
    ):
        port = host.address.port
        assert hidden.address.port
        (found,) = wait_until(lambda: listed(capsys, *titles), 60)
        assert (found["title"], found["people"]) == (titles[0], 0)
        assert found["room"] == "#" + titles[0].replace(" ", "-")
        assert (found["addresses"], found["port"], found["tls"]) == (["127.0.0.1"], port, True)
        host.signal(signal.SIGKILL)
        host.wait()
        wait_until(lambda: not listed(capsys, *titles), 60)


def test_hosts_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, says in (
        (["--wait", "0"], "--wait is a number of seconds"),
        (["--wait", "nan"], "--wait is a number of seconds"),
        (["--interface", "nosuch0"], "no network card called “nosuch0”. There are: "),
        (["--no-discovery"], "unrecognized arguments: --no-discovery"),
    ):
        assert cli.main(["hosts", *arguments]) == 2
        assert says in capsys.readouterr().err
    for command in ("hosts", "doctor"):  # refused, so not offered either
        with pytest.raises(SystemExit):
            cli.main([command, "--help"])
        helped = capsys.readouterr().out
        assert "--interface" in helped
        assert "--no-discovery" not in helped
    with pytest.raises(UnknownInterfaceError, match=LOOPBACK):
        check_names(["nosuch0"])
    assert [one.name for one in interfaces([LOOPBACK])] == [LOOPBACK]
    assert interfaces(["nosuch0"]) == []


# A client that joins by code, and one whose host moves


def client_at(address: Address, **other: Any) -> Client:
    client = Client(address, "Ada", **other)
    client.connect()
    return client


def comes_to(client: Client, phase: Phase) -> None:
    def there() -> bool:
        client.poll()
        return client.phase is phase

    wait_until(there, 30.0, lambda: f"{client.phase} {client.problem}")


def test_a_code_leads_in_and_knows_the_host() -> None:
    with running(listen=[Address("127.0.0.1", 0, True)]) as host:
        assert host.key is not None
        port = host.listeners[0].address.port
        right = Address("127.0.0.1", port, True, fingerprint=host.key.fingerprint)
        by_code = parse_code(join_code(right))
        assert by_code is not None
        client = client_at(by_code)
        comes_to(client, Phase.ONLINE)
        assert client.address.fingerprint == client.fingerprint == host.key.fingerprint
        client.quit()
        wrong = parse_code(join_code(Address("127.0.0.1", port, True, fingerprint=KEY)))
        assert wrong is not None
        client = client_at(wrong)
        comes_to(client, Phase.ENDED)
        assert client.problem is not None
        assert client.problem.kind is ProblemKind.WRONG_CODE
    client = client_at(by_code)
    comes_to(client, Phase.ENDED)
    assert client.problem is not None
    assert client.problem.kind is ProblemKind.OLD_CODE


def test_the_address_that_answers_is_taken_of_several() -> None:
    with running(listen=[Address("127.0.0.1", 0, True)]) as host:
        assert host.key is not None
        port, key = host.listeners[0].address.port, host.key.fingerprint
        others = ("127.0.0.1", "127.0.0.3")
        client = client_at(Address("127.0.0.2", port, True, "", key, others))
        comes_to(client, Phase.ONLINE)
        assert client.address.hosts == ("127.0.0.1", "127.0.0.2", "127.0.0.3")
        client.quit()


def test_a_host_that_moves_is_found_again_by_its_key(tmp_path: Path) -> None:
    seen: list[Address] = []
    with running(listen=[Address("127.0.0.1", 0, True)], data=tmp_path) as host:
        assert host.key is not None
        key = host.key.fingerprint
        first = Address("127.0.0.1", host.listeners[0].address.port, True, "#lobby", key)
        client = client_at(first, find=lambda one: seen if one == key else [])
        comes_to(client, Phase.ONLINE)
    with running(listen=[Address("127.0.0.2", 0, True)], data=tmp_path) as host:
        comes_to(client, Phase.WAITING)
        second = Address("127.0.0.2", host.listeners[0].address.port, True, "#x", key)
        # Somebody else claims the key, too.
        with running(listen=[Address("127.0.0.3", 0, True)]) as liar:
            port = liar.listeners[0].address.port
            seen += [Address("127.0.0.3", port, True, "", key), second]
            comes_to(client, Phase.ONLINE)
        assert (client.address.host, client.address.room) == ("127.0.0.2", "#lobby")
        client.quit()
