"""A host that goes on purpose hands over to its deputy, and people follow without noticing."""

import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Phase
from desktopchat.client.model.conversation import EntryKind
from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address, parse_address
from desktopchat.store.person.trust import Trust
from tests.client.scripted import Host as ScriptedHost
from tests.host.places import Person, deputy, free_port, hosting
from tests.host.wire import Process
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@pytest.fixture
def people() -> Iterator[list[Person]]:
    made: list[Person] = []
    yield made
    for one in made:
        one.client.quit("")


def test_people_follow_and_nothing_is_lost_or_doubled(tmp_path: Path, people: list[Person]) -> None:
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", port) as heir,
    ):
        people += [Person(tmp_path / name, there, name) for name in ("Ada", "Bo")]
        ada, bo = people

        def all_in() -> bool:
            return sum(one.is_in() for one in people) == len(people)

        def all_read(*said: str) -> bool:
            return sum(one.reads(*said) for one in people) == len(people)

        wait_until(all_in)
        ada.say("before")
        wait_until(lambda: all_read("before"))
        account = ada.client.session.login.known
        host.signal(signal.SIGTERM)
        # They go on typing: what finds no host waits.
        for number in range(20):
            people[number % 2].say(f"meanwhile {number}")
        said = [f"meanwhile {number}" for number in range(20)]
        wait_until(lambda: all_read("before", *said), what=lambda: (ada.texts, bo.texts, heir.out))
        assert host.wait() == 0
        assert heir.told("listening") == [f"ircs://127.0.0.1:{port}"]
        assert all(one.client.address.port == port for one in people)
        assert all_in()
        # Nobody has left the chat, and nobody has come.
        assert [one.kinds_since("before") for one in people] == [{EntryKind.MESSAGE}] * 2
        # The same place: with the account, and what was kept of it.
        assert ada.client.session.login.known == account
        ada.come_again()
        wait_until(lambda: ada.is_in() and ada.reads("before", *said), what=lambda: ada.texts)
        assert ada.client.session.login.known == account
        assert len(list((ada.folder / "logbooks").glob("*.db"))) == 1


def test_a_service_that_keeps_a_copy_lives_on_when_it_is_to_read_its_settings(
    tmp_path: Path, people: list[Person]
) -> None:
    """And when it has become the host: the settings are those of the host before it."""
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", port) as heir,
    ):
        ada = Person(tmp_path / "Ada", there, "Ada")
        people.append(ada)
        wait_until(ada.is_in)
        heir.signal(signal.SIGHUP)
        ada.say("still copied")
        wait_until(ada.has_sent_all)
        host.signal(signal.SIGTERM)
        wait_until(lambda: heir.told("listening"), what=lambda: (host.out, heir.out, heir.err))
        wait_until(lambda: ada.is_in() and ada.client.address.port == port)
        heir.signal(signal.SIGHUP)
        ada.say("still hosted")
        wait_until(ada.has_sent_all, what=lambda: (heir.out, heir.err))
        assert heir.process.poll() is None


def test_nobody_is_refused_where_the_deputy_becomes_the_host(tmp_path: Path) -> None:
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", port) as heir,
    ):
        host.signal(signal.SIGTERM)
        while not heir.told("listening"):
            socket.create_connection(("127.0.0.1", port)).close()
        assert host.wait() == 0


def test_who_carries_on_opens_the_page_for_browsers_with_the_same_link(tmp_path: Path) -> None:
    door, link = free_port(), free_port()
    here, there = "127.0.0.2", "127.0.0.1"
    options = ("--no-discovery", "--no-throttle")
    host_options = (
        "--deputies=any",
        "--door=both",
        f"--door-port={door}",
        "--door-tls-port=0",
        f"--listen=ircs://{here}:0",
        f"--data={tmp_path / 'host'}",
    )
    with Process("serve", *host_options, *options) as host:
        wait_until(lambda: host.told("door"), what=lambda: host.err)
        key = load_key(tmp_path / "host").fingerprint
        address = replace(parse_address(host.told("listening")[0]), fingerprint=key)
        with deputy(address, tmp_path / "copy", link) as heir:
            before = host.told("door")[0]
            host.signal(signal.SIGTERM)
            wait_until(lambda: heir.told("door")[-1:] == [before.replace(here, there)])
            assert f"http://{there}:{door}/#" in heir.told("door")[-1]


def test_a_host_without_a_deputy_ends_as_always(tmp_path: Path, people: list[Person]) -> None:
    with hosting(tmp_path / "host") as (host, there):
        people.append(Person(tmp_path / "Ada", there, "Ada"))
        wait_until(people[0].is_in)
        host.signal(signal.SIGTERM)
        assert host.wait() == 0
        wait_until(lambda: people[0].client.poll() is not None and not people[0].is_in())
        assert people[0].client.address.port == there.port


def test_nobody_is_sent_elsewhere_by_a_host_that_is_not_known_by_its_key(tmp_path: Path) -> None:
    """Else who is in between could lead people anywhere."""
    elsewhere = Address("127.0.0.1", free_port(), True, "", "a" * 64)
    moved = f":host FAIL * MOVED {elsewhere} :over there"
    greeting = f":host 001 Ada :Hello\r\n:host 422 Ada :None\r\n{moved}\r\nERROR :there\r\n"
    with ScriptedHost(greeting=greeting.encode()) as host:
        client = Client(host.address, "Ada", trust=Trust(tmp_path / "trust.json"))
        client.connect()
        wait_until(lambda: client.poll() is not None and client.session.registration.moved_to)
        host.drop()
        wait_until(lambda: client.poll() is not None and client.phase is not Phase.ONLINE)
        assert client.address == host.address
        client.quit("")


def test_a_copy_that_has_become_a_host_is_it_again_and_never_copied_over(tmp_path: Path) -> None:
    port = free_port()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", port) as heir,
    ):
        host.signal(signal.SIGTERM)
        host.wait()
        wait_until(lambda: heir.told("listening"))
        heir.signal(signal.SIGTERM)
        heir.wait()
    options = (f"--data={tmp_path / 'copy'}", "--no-discovery")
    listen = f"--listen=ircs://127.0.0.1:{port}"
    with Process("serve", f"--deputy-of={there}", listen, *options) as again:
        wait_until(lambda: again.told("listening"), what=lambda: again.err)
        again.signal(signal.SIGTERM)
        again.wait()
    another = Address("127.0.0.1", port, True, "", "ab" * 32)
    with Process("serve", f"--deputy-of={another}", listen, *options) as wrong:
        assert wrong.wait() == 1
        assert "host's own" in "".join(wrong.err)
