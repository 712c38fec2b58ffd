"""The doctor on computers of their own, with something wrong between them."""

import json
import signal
from typing import Any

import pytest

from tests.lan.networks import Computer, Networks
from tests.lan.test_networks import PROGRAM, hosting

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(120)]

Told = dict[str, dict[str, Any]]


def doctor(computer: Computer, *words: str) -> tuple[int, Told]:
    """The exit code of `desktopchat doctor` there, and its findings by check: of those with the
    same one the worst."""
    done = computer.run(*PROGRAM, "doctor", "--json", *words)
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["well"] is (done.returncode == 0)
    worst: Told = {}
    for finding in sorted(
        told["findings"], key=lambda one: ["good", "note", "bad"].index(one["verdict"])
    ):
        worst[finding["check"]] = finding
    return done.returncode, worst


def verdicts(told: Told) -> dict[str, str]:
    return {check: finding["verdict"] for check, finding in told.items()}


def test_on_a_good_network_all_is_well(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    with hosting(host) as hosted:
        code, told = doctor(ada, hosted.told("code")[0])
        assert set(verdicts(told).values()) == {"good"}, told
        assert code == 0
        assert set(told) == {
            *("cards", "firewall", "multicast", "broadcast", "nearby", "port"),
            *("reached", "key", "clock", "back", "heard"),
        }
        assert "Lab 3" in told["nearby"]["words"]
        code, told = doctor(host)
        assert code == 0
        assert told["port"]["title"] == "A chat is hosted here, at port 6697"


def test_without_multicast_and_broadcast_it_names_the_firewall_and_what_opens_it(
    networks: Networks,
) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    host.block_multicast_and_broadcast()
    with hosting(host) as hosted:
        code, told = doctor(host)
        assert code == 1
        assert verdicts(told)["multicast"] == verdicts(told)["broadcast"] == "bad"
        assert verdicts(told)["firewall"] == "bad"
        wall = told["firewall"]
        assert wall["title"] == "nftables on this computer blocks the chat"
        details = "\n".join(wall["details"])
        assert "Multicast received at UDP port 6697" in details
        assert "Broadcast sent to UDP port 6697" in details
        # What it says to do is all that there is to do.
        for command in wall["commands"]:
            done = host.run("sh", "-c", command.removeprefix("sudo "))
            assert done.returncode == 0, (command, done.stderr)
        code, told = doctor(host)
        assert code == 0, told
        host.block_multicast_and_broadcast()
        code, told = doctor(ada, hosted.told("code")[0])
        assert code == 1
        assert verdicts(told)["reached"] == verdicts(told)["key"] == "good"
        assert verdicts(told)["multicast"] == verdicts(told)["broadcast"] == "good"
        assert verdicts(told)["heard"] == "bad"
        assert "does not arrive" in told["heard"]["words"]


def test_a_firewall_that_takes_no_connections_is_named_and_the_way_back_fails(
    networks: Networks,
) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    ada.block("iifname eth0 tcp dport 6697")
    with hosting(host) as hosted:
        code, told = doctor(ada, hosted.told("link")[0])
        assert code == 1
        assert verdicts(told)["reached"] == verdicts(told)["heard"] == "good"
        assert verdicts(told)["firewall"] == verdicts(told)["back"] == "bad"
        assert told["firewall"]["details"][0].startswith("Connections from others to TCP port 6697")
        assert "got no answer" in told["back"]["words"]
        host.block("tcp dport 6697")  # also on its way out
        told = doctor(ada, hosted.told("link")[0])[1]
        assert told["reached"]["title"] == (
            f"The chat is seen, but {host.addresses[0]} lets nobody in at port 6697"
        )
        host.block()
        assert doctor(host, ada.addresses[0])[1]["reached"]["title"] == (
            f"{ada.addresses[0]} does not answer at port 6697"
        )


def test_behind_a_router_it_says_why_nothing_is_listed(networks: Networks) -> None:
    host, ada = networks.computer("host", "10.77.1"), networks.computer("ada", "10.77.2")
    with hosting(host) as hosted:
        _, told = doctor(ada, hosted.told("code")[0])
        assert told["reached"]["title"].startswith("There is no way from here to 10.77.1.")
        networks.router("10.77.1", "10.77.2")
        code, told = doctor(ada, hosted.told("code")[0])
        assert code == 0
        assert verdicts(told)["back"] == "good"
        assert told["heard"]["title"] == "It is on another network, so it is not listed here"


def test_where_nothing_is_hosted_or_another_key_is_shown(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    code, told = doctor(ada, host.addresses[0])
    assert code == 1
    assert (
        told["reached"]["title"]
        == f"{host.addresses[0]} is there, but hosts nothing at port 6697 or 6667"
    )
    with hosting(host) as hosted:
        words = hosted.told("link")[0].partition("fingerprint=")
        other = ("0" if words[2][0] != "0" else "1") + words[2][1:]
        code, told = doctor(ada, words[0] + words[1] + other)
        assert code == 1
        assert told["key"]["verdict"] == "bad"


def test_a_host_that_hangs_is_told_from_one_that_is_none(networks: Networks) -> None:
    host, ada = networks.computer("host"), networks.computer("ada")
    with hosting(host) as hosted:
        hosted.signal(signal.SIGSTOP)
        try:
            _, told = doctor(ada, hosted.told("code")[0])
        finally:
            hosted.signal(signal.SIGCONT)
        assert told["key"]["title"] == "It takes the connection and then says nothing"


def test_a_computer_without_a_network_is_told_so(networks: Networks) -> None:
    alone = networks.computer("alone")
    alone.ip("link", "set", "eth0", "down")
    alone.ip("addr", "flush", "dev", "eth0")
    _, told = doctor(alone)
    assert told["cards"]["title"] == "This computer is on no network"
