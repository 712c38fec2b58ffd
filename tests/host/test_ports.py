"""A port stays open while a deputy becomes the host there, and a host a deputy."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.host.asked import open_plain
from desktopchat.host.config import HostConfig
from desktopchat.host.deputies.roster import Roster
from desktopchat.host.deputies.standby import Standby
from desktopchat.host.net.listening import ListenError, Ports
from desktopchat.host.net.tls import HostKey, load_key
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from tests.host.places import free_port
from tests.host.standing_by import StandsBy
from tests.host.wire import Raw

pytestmark = pytest.mark.sockets

ENCRYPTED, PLAIN = Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)


@pytest.fixture
def ports() -> Iterator[Ports]:
    with Ports() as made:
        yield made


@pytest.fixture
def key(tmp_path: Path) -> HostKey:
    return load_key(tmp_path)


def standby(address: Address, key: HostKey, ports: Ports) -> Standby:
    return Standby([address], key, StandsBy(), ports)


def is_free(address: Address) -> bool:
    try:
        socket.create_server((address.host, address.port)).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def hosting(folder: Path, listen: list[Address], ports: Ports) -> Iterator[Host]:
    host = Host(HostConfig(data=folder, listen=listen), ports)
    host.start()
    try:
        yield host
    finally:
        host.stop()


def encrypted(plain: Raw) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    plain.socket = context.wrap_socket(plain.socket)


def test_who_comes_between_a_deputy_and_the_host_that_it_becomes_is_served(
    tmp_path: Path, key: HostKey, ports: Ports
) -> None:
    deputy = standby(ENCRYPTED, key, ports)
    deputy.let_go(ports)
    with (
        Raw(deputy.addresses[0]) as between,
        hosting(tmp_path, deputy.addresses, ports) as host,
    ):
        assert [one.address for one in host.listeners] == deputy.addresses
        encrypted(between)
        between.register("Ada")
        with Raw(host) as later:
            encrypted(later)
            later.register("Bo")


def test_the_port_is_never_free_from_deputy_to_host_to_deputy(
    tmp_path: Path, key: HostKey, ports: Ports
) -> None:
    deputy = standby(ENCRYPTED, key, ports)
    (address,) = deputy.addresses
    assert not is_free(address)
    deputy.let_go(ports)
    assert not is_free(address)
    host = Host(HostConfig(data=tmp_path, listen=[address]), ports)
    host.start()
    assert not is_free(address)
    host.stop(ports=ports)
    assert not is_free(address)
    again = standby(address, key, ports)
    assert again.addresses == [address]
    assert not is_free(address)
    again.stop()
    assert is_free(address)


def test_a_port_that_nobody_goes_on_with_is_free_again(
    tmp_path: Path, key: HostKey, ports: Ports
) -> None:
    host = Host(HostConfig(data=tmp_path, listen=[PLAIN]), ports)
    (address,) = host.start()
    host.stop(ports=ports)
    with Raw(address) as waiting:
        ports.close()
        assert waiting.to_the_end() == []
    assert is_free(address)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as other:
        taken = Address("127.0.0.1", other.getsockname()[1], True)
        with pytest.raises(ListenError):
            standby(taken, key, ports)


def test_who_carries_on_has_the_plain_port_too_that_its_host_had(ports: Ports) -> None:
    plain = free_port()
    there = Address("127.0.0.1", plain)
    (opened, own) = open_plain(plain, [ENCRYPTED, PLAIN], ports)
    assert opened == there
    assert (own.host, own.tls) == ("127.0.0.1", False)
    assert not is_free(opened)
    assert not is_free(own)
    # It is open for everybody then, and need not be for this computer alone.
    ports.close()
    assert list(open_plain(plain, [ENCRYPTED, there], ports)) == [there]
    ports.close()
    assert list(open_plain(0, [ENCRYPTED], ports)) == []


def test_who_carries_on_does_so_where_another_program_has_the_plain_port(
    ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        assert list(open_plain(port, [ENCRYPTED, Address("127.0.0.1", port)], ports)) == []
    assert "unencrypted can't" in caplog.text
    caplog.clear()


def test_only_a_plain_port_that_others_reach_is_told_to_who_may_carry_on(
    tmp_path: Path, ports: Ports
) -> None:
    with hosting(tmp_path, [ENCRYPTED, PLAIN], ports) as host:
        assert host._inheritance(Roster()).plain == 0
        here = host.listeners[1]
        here.asked = replace(here.asked, host="0.0.0.0")  # as others would have it
        assert host._inheritance(Roster()).plain == here.address.port


def test_who_comes_to_a_deputy_is_told_where_the_host_is_as_long_as_that_is_heard(
    key: HostKey, ports: Ports
) -> None:
    host = Address("10.0.0.1", 6697, True, "", "1" * 64)
    hears = StandsBy(host)
    deputy = Standby([ENCRYPTED], key, hears, ports)
    try:
        with Raw(deputy.addresses[0]) as one:
            encrypted(one)
            one.send("NICK ada")
            moved, stands_by = one.until("FAIL"), one.until("FAIL")
        assert moved.params[:3] == ["*", "MOVED", str(host)]
        assert stands_by.params[:2] == ["*", "STANDS_BY"]
        assert hears.came == 1
        hears.heard_host = None
        with Raw(deputy.addresses[0]) as other:
            encrypted(other)
            other.send("NICK bo")
            assert other.until("FAIL").params[:2] == ["*", "STANDS_BY"]
    finally:
        deputy.stop()
