"""Which of a computer's addresses are told to others, and in which order."""

from dataclasses import dataclass

import pytest

from desktopchat.lan.addresses import OwnAddress, own_addresses
from desktopchat.lan.interfaces import NetworkKind


@dataclass
class Ip:
    ip: str | tuple[str, int, int]
    network_prefix: int = 24


@dataclass
class Adapter:
    name: str
    ips: list[Ip]
    nice_name: str = ""
    index: int = 1


def v4(name: str, *addresses: str, nice: str = "") -> Adapter:
    return Adapter(name, [Ip(address) for address in addresses], nice)


def v6(name: str, *addresses: str) -> Adapter:
    return Adapter(name, [Ip((address, 0, 0)) for address in addresses])


def hosts(*adapters: Adapter) -> list[str]:
    return [own.host for own in own_addresses(adapters=lambda: adapters)]


LOOPBACK = Adapter("lo", [Ip("127.0.0.1"), Ip(("::1", 0, 0))])


def test_the_network_comes_before_vpns_and_those_before_virtual_networks() -> None:
    found = own_addresses(
        adapters=lambda: [
            LOOPBACK,
            v4("docker0", "172.17.0.1"),
            v4("tun0", "10.8.0.2"),
            v6("eth0", "fe80::1", "fd00::2", "2001:db8::2"),
            v4("eth0", "192.168.1.20"),
        ]
    )
    assert [(own.host, own.reach) for own in found] == [
        ("192.168.1.20", NetworkKind.NETWORK),
        ("fd00::2", NetworkKind.NETWORK),
        ("2001:db8::2", NetworkKind.NETWORK),
        ("10.8.0.2", NetworkKind.VPN),
        ("172.17.0.1", NetworkKind.VIRTUAL),
    ]
    assert found[3] == OwnAddress("10.8.0.2", "tun0", NetworkKind.VPN)


def test_loopback_is_told_only_where_there_is_nothing_else() -> None:
    assert hosts(LOOPBACK) == ["127.0.0.1", "::1"]
    assert hosts(LOOPBACK, v4("wlan0", "10.0.0.5")) == ["10.0.0.5"]
    assert hosts(LOOPBACK, v4("eth0", "169.254.3.4"), v6("eth0", "fe80::1%3")) == [
        "127.0.0.1",
        "::1",
    ]


@pytest.mark.parametrize(
    ("adapter", "reach"),
    [
        (v4("br-12ab", "172.18.0.1"), NetworkKind.VIRTUAL),
        (v4("veth1", "172.18.0.2"), NetworkKind.VIRTUAL),
        (v4("virbr0", "192.168.122.1"), NetworkKind.VIRTUAL),
        (v4("{GUID}", "172.30.0.1", nice="Hyper-V Virtual Ethernet Adapter"), NetworkKind.VIRTUAL),
        (v4("{GUID}", "192.168.56.1", nice="VirtualBox Host-Only Ethernet"), NetworkKind.VIRTUAL),
        (v4("wg0", "10.9.0.1"), NetworkKind.VPN),
        (v4("utun3", "10.9.0.1"), NetworkKind.VPN),
        (v4("{GUID}", "10.9.0.1", nice="WireGuard Tunnel"), NetworkKind.VPN),
        (v4("anything", "100.100.1.2"), NetworkKind.VPN),
        (v4("enp3s0", "192.168.1.5"), NetworkKind.NETWORK),
        (v4("bridge", "192.168.1.5"), NetworkKind.NETWORK),
        (v4("{GUID}", "192.168.1.5", nice="Intel(R) Ethernet"), NetworkKind.NETWORK),
    ],
)
def test_interfaces_are_told_apart_by_the_names_systems_give_them(
    adapter: Adapter, reach: NetworkKind
) -> None:
    (own,) = own_addresses(adapters=lambda: [adapter])
    assert own.reach is reach


def test_a_system_that_tells_nothing_gives_nothing() -> None:
    def refuse() -> list[Adapter]:
        raise OSError("not permitted")

    assert own_addresses(adapters=refuse) == []
    assert hosts(v4("eth0", "not an address")) == []


def test_this_computer_has_some_address() -> None:
    assert own_addresses()
