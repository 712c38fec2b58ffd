"""The doctor where this computer's own firewall keeps it from a host: real nft and iptables.

Each time what the doctor prints is run as it stands, and then the host is reached.
"""

import shutil
import subprocess

import pytest

from tests.lan.networks import Computer, Networks
from tests.lan.test_doctor_networks import Told, doctor, verdicts
from tests.lan.test_networks import hosting

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(120)]

CHAINS = {
    "output default": [
        "output priority 0; policy drop;",
        "meta l4proto { icmp, ipv6-icmp } accept",
    ],
    "output reset": ["output priority 0; policy accept;", "tcp dport 6697 reject with tcp reset"],
    "answers": ["input priority 0; policy accept;", "tcp sport 6697 drop"],
    "input default": [
        "input priority 0; policy drop;",
        "meta l4proto { icmp, ipv6-icmp, udp } accept",
        "tcp dport 6697 accept",
    ],
    "early": ["prerouting priority -300; policy accept;", "tcp sport 6697 drop"],
}


def shut(computer: Computer, hook: str, *rules: str) -> None:
    nft(computer, "add table inet mine")
    nft(computer, f"add chain inet mine wall {{ type filter hook {hook} }}")
    for rule in rules:
        nft(computer, f"add rule inet mine wall {rule}")


def nft(computer: Computer, words: str) -> None:
    done = computer.run("nft", words)
    assert done.returncode == 0, done.stderr


def follow(computer: Computer, told: Told) -> None:
    """Do what the doctor says, as it is printed."""
    assert told["firewall"]["commands"]
    for command in told["firewall"]["commands"]:
        done = computer.run("sh", "-c", command.removeprefix("sudo "))
        assert done.returncode == 0, (command, done.stderr)


def names_itself(told: Told, host: Computer) -> None:
    assert verdicts(told)["firewall"] == verdicts(told)["reached"] == "bad"
    assert f"The chat at {host.addresses[0]} can't be joined" in told["firewall"]["words"]
    assert told["reached"]["title"] == (
        f"This computer's own firewall keeps it from reaching {host.addresses[0]} at port 6697"
    )
    assert told["reached"]["words"].startswith(
        "First open the firewall of this computer: see above"
    )


@pytest.mark.parametrize("name", CHAINS)
def test_what_keeps_in_is_named_and_what_is_said_opens_it(networks: Networks, name: str) -> None:
    host, ada = networks.computer("host", ipv6=False), networks.computer("ada", ipv6=False)
    shut(ada, *CHAINS[name])
    with hosting(host):
        code, told = doctor(ada, host.addresses[0])
        assert code == 1
        names_itself(told, host)
        follow(ada, told)
        code, told = doctor(ada, host.addresses[0])
        assert code == 0, told
        assert verdicts(told)["reached"] == verdicts(told)["back"] == "good"


@pytest.mark.parametrize("hook", ["ingress", "egress"])
def test_chains_of_a_card_are_noted(networks: Networks, hook: str) -> None:
    host, ada = networks.computer("host", ipv6=False), networks.computer("ada", ipv6=False)
    rule = "tcp sport 6697 drop" if hook == "ingress" else "tcp dport 6697 drop"
    nft(ada, "add table netdev mine")
    words = f"type filter hook {hook} device eth0 priority 0; policy accept;"
    if ada.run("nft", f"add chain netdev mine wall {{ {words} }}").returncode:
        pytest.skip(f"this kernel or nft knows no chain for {hook}")
    nft(ada, f"add rule netdev mine wall {rule}")
    with hosting(host):
        code, told = doctor(ada, host.addresses[0])
        assert code == 1
        assert "table netdev mine" in told["firewall"]["details"][0]
        assert "firewall of this computer" in told["reached"]["words"]
        follow(ada, told)
        told = doctor(ada, host.addresses[0])[1]
        assert verdicts(told)["reached"] == "good", told


@pytest.mark.parametrize(
    "rules",
    [
        ["-A INPUT -m conntrack --ctstate ESTABLISHED -p tcp -j DROP"],
        ["-A OUTPUT -p icmp -j ACCEPT", "-P OUTPUT DROP"],
    ],
)
def test_rules_of_iptables_are_named_as_well(networks: Networks, rules: list[str]) -> None:
    if shutil.which("iptables") is None:
        pytest.skip("needs iptables")
    host, ada = networks.computer("host", ipv6=False), networks.computer("ada", ipv6=False)
    for rule in rules:
        done: subprocess.CompletedProcess[str] = ada.run("iptables", *rule.split())
        assert done.returncode == 0, done.stderr
    with hosting(host):
        code, told = doctor(ada, host.addresses[0])
        assert code == 1
        names_itself(told, host)
        follow(ada, told)
        code, told = doctor(ada, host.addresses[0])
        assert code == 0, told


def test_a_host_on_this_computer_is_reached_by_loopback(networks: Networks) -> None:
    host = networks.computer("host", ipv6=False)
    shut(host, "output priority 0; policy accept;", "oifname lo tcp sport 6697 drop")
    with hosting(host):
        code, told = doctor(host, host.addresses[0])
        assert code == 1
        names_itself(told, host)
        follow(host, told)
        assert verdicts(doctor(host, host.addresses[0])[1])["reached"] == "good"


def test_without_a_host_joining_is_looked_at_all_the_same(networks: Networks) -> None:
    ada = networks.computer("ada")
    shut(ada, "output priority 0; policy accept;", "tcp dport 6697 drop")
    code, told = doctor(ada)
    assert code == 1
    assert "What others host can't be joined from here." in told["firewall"]["words"]
    follow(ada, told)
    assert doctor(ada)[0] == 0


def test_multicast_dns_alone_is_a_note(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    ada.block("udp dport 5353")
    with hosting(host) as hosted:
        code, told = doctor(ada, hosted.told("code")[0])
        assert code == 0, told
        assert verdicts(told)["firewall"] == "note"
        assert told["firewall"]["details"][0].startswith("Multicast DNS received at UDP port 5353")
        ada.block("udp dport 6697")
        code, told = doctor(ada, hosted.told("code")[0])
        assert code == 1
        assert "chats are, by multicast DNS" in told["firewall"]["words"]
        assert "multicast DNS tells of them" in told["multicast"]["words"]
        assert verdicts(told)["heard"] == "good"
