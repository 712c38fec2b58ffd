"""What the doctor says of what it sees."""

import socket
import threading
from dataclasses import replace
from ipaddress import ip_interface
from pathlib import Path
from typing import cast

import pytest

from desktopchat.host.deputies.standby import Standby
from desktopchat.host.net.listening import Ports
from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address, parse_address
from desktopchat.lan.doctor.cards import look_at_cards
from desktopchat.lan.doctor.echo import EchoResult, look_at_echo, look_at_others
from desktopchat.lan.doctor.examination import examine, is_well
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.host import _clock, look_at_host
from desktopchat.lan.doctor.port import look_at_port
from desktopchat.lan.doctor.reach import HostToReach, not_reached
from desktopchat.lan.doctor.talk import ConnectResult
from desktopchat.lan.doctor.walls import look_at_walls, stops_joining
from desktopchat.lan.firewall.packets import Destination, Firewall, Packet, Route, packets
from desktopchat.lan.found import FoundHost, FoundPerson
from desktopchat.lan.interfaces import Interface
from desktopchat.lan.radio import GROUP4, BroadcastPath
from tests import LOOPBACK
from tests.host.standing_by import StandsBy
from tests.host.wire import free_port, running

LAN = Interface("eth0", 2, (ip_interface("192.168.1.5/24"),), "eth0")
WIFI = Interface("wlan0", 3, (ip_interface("192.168.2.5/24"),), "wlan0")
VPN = Interface("wg0", 4, (ip_interface("10.8.0.2/24"),), "wg0")
CABLE = Interface("eth0", 2, (ip_interface("169.254.3.4/16"),), "eth0")
LOCAL = Interface("lo", 1, (ip_interface("127.0.0.1/8"),), "lo")
NO_SOCKET = cast("socket.socket", None)
MULTICAST = BroadcastPath(LAN, (GROUP4, 6697), NO_SOCKET)
BROADCAST = BroadcastPath(LAN, ("192.168.1.255", 6697), NO_SOCKET)
HOST = FoundHost("a", "Lab 3", "#lab", 2, False, "0.1", "ab" * 32, "", ("192.168.1.9",), 6697)
NEVER = threading.Event()


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.title) for finding in findings]


# The network cards


def test_one_network_is_good_and_named() -> None:
    (finding,) = look_at_cards([LAN], chosen=False)
    assert (finding.verdict, finding.words) == (Verdict.GOOD, "eth0: 192.168.1.5")


def test_no_network_is_bad_unless_it_was_chosen() -> None:
    assert [one.verdict for one in look_at_cards([], chosen=True)] == [Verdict.BAD]
    assert [one.verdict for one in look_at_cards([LOCAL], chosen=False)] == [Verdict.BAD]
    assert [one.verdict for one in look_at_cards([LOCAL], chosen=True)] == [Verdict.NOTE]


def test_a_vpn_and_several_cards_are_named() -> None:
    findings = list(look_at_cards([LAN, WIFI, VPN], chosen=False))
    assert said(findings)[1:] == [
        ("note", "A VPN is on: wg0"),
        ("note", "This computer is on several networks: eth0, wlan0"),
    ]
    assert "wg0 (VPN): 10.8.0.2" in findings[0].words


def test_a_link_without_any_order_is_named() -> None:
    assert said(list(look_at_cards([CABLE], chosen=False)))[1:] == [
        ("note", "No address was given to this computer")
    ]


# The firewall


def test_what_a_firewall_says() -> None:
    blocked = (
        (Packet("tcp", 6697), "default deny"),
        (Packet("udp", 6697, Destination.MULTICAST, 6), "default deny"),
        (Packet("udp", 6697, Destination.MULTICAST, 4), "default deny"),
    )
    wanted = [one for one, _ in blocked]
    assert said(list(look_at_walls([], wanted))) == [
        ("good", "No firewall was found on this computer")
    ]
    (off, good, hidden, bad, unsure) = look_at_walls(
        [
            Firewall("ufw", False),
            Firewall("ufw", True),
            Firewall("ufw", None, look="sudo ufw status"),
            Firewall("the firewall of macOS", True, blocked, commands=("open sesame",)),
            Firewall("ufw", True, (), blocked),
        ],
        wanted,
    )
    assert [one.verdict.value for one in (off, good, hidden, bad, unsure)] == [
        *("good", "good", "note", "bad", "note")
    ]
    assert hidden.commands == ("sudo ufw status",)
    assert bad.title == "The firewall of macOS on this computer blocks the chat"
    assert bad.words.splitlines()[:1] == [
        (
            "Nobody else can join a chat that is hosted here. People near are not listed here;"
            " chats are, by multicast DNS. A code or link joins a chat all the same."
        ),
    ]
    assert bad.details == (
        "Connections from others to TCP port 6697 – stopped by: default deny",
        "Multicast received at UDP port 6697 – stopped by: default deny",
    )
    assert unsure.details[0].endswith("– perhaps stopped by: default deny")
    assert bad.commands == ("open sesame",)


ON_LAN = packets(6697, [LAN])


def stopped(*packets: Packet) -> Finding:
    (finding,) = look_at_walls(
        [Firewall("ufw", True, tuple((one, "deny") for one in packets))], ON_LAN
    )
    return finding


def test_what_a_firewall_stops_is_told_by_what_comes_of_it() -> None:
    joining = stopped(*(one for one in ON_LAN if one.is_joining and one.reply))
    assert joining.verdict is Verdict.BAD
    assert joining.words == "What others host can't be joined from here."
    assert joining.details == ("Answers of others from TCP port 6697 – stopped by: deny",)
    hosting = stopped(*(one for one in ON_LAN if one.protocol == "tcp" and not one.is_joining))
    assert hosting.words.startswith("Nobody else can join a chat that is hosted here.")
    mdns = stopped(*(one for one in ON_LAN if one.is_mdns))
    assert (mdns.verdict, mdns.title) == (
        Verdict.NOTE,
        "ufw on this computer blocks a part of what finds others",
    )
    group = stopped(*(one for one in ON_LAN if one.to is Destination.MULTICAST))
    assert group.verdict is Verdict.NOTE
    assert group.words.startswith("Some chats and people near may not be listed")
    deaf = stopped(*(one for one in ON_LAN if one.protocol == "udp" and not one.outgoing))
    assert deaf.verdict is Verdict.BAD
    assert "Chats and people near are not listed here." in deaf.words
    mute = stopped(*(one for one in ON_LAN if one.protocol == "udp" and one.outgoing))
    assert "Others near do not see this computer" in mute.words


def test_of_several_addresses_of_a_host_one_is_enough() -> None:
    own = ip_interface("192.168.1.5/24").ip
    ways = [Route(ip_interface(ip).ip, "eth0", own, (6697,)) for ip in ("10.0.0.7", "10.0.0.8")]
    wanted = packets(6697, [LAN], 0, ways)
    first = [one for one in wanted if one.peer == "10.0.0.7"]
    assert not stops_joining(first, wanted)
    assert stops_joining([one for one in wanted if one.peer], wanted)


# Why a host is not reached

THERE = parse_address("ircs://192.168.1.9")
SILENT = ConnectResult(silent=["192.168.1.9"])


def reached(
    *walls: Firewall, heard: EchoResult | None = None, tried: ConnectResult = SILENT
) -> Finding:
    asked = HostToReach(THERE, 6697, [LAN], ["192.168.1.9"], walls, ON_LAN)
    return not_reached(asked, tried, heard or EchoResult())


def test_a_host_is_not_blamed_for_this_computers_firewall() -> None:
    own = ip_interface("192.168.1.5/24").ip
    route = Route(ip_interface("192.168.1.9").ip, "eth0", own, (6697,))
    there = tuple((one, "deny") for one in packets(6697, [LAN], 0, [route]) if one.peer)
    plain = reached(Firewall("ufw", True))
    assert plain.title == "192.168.1.9 does not answer at port 6697"
    assert plain.words.startswith("The computer is off")
    for tried in (
        SILENT,
        ConnectResult(refused=["192.168.1.9"]),
        ConnectResult(unreachable=["192.168.1.9"]),
    ):
        blocked = reached(Firewall("ufw", True, there), tried=tried, heard=EchoResult(hosts=[HOST]))
        assert blocked.title == (
            "This computer's own firewall keeps it from reaching 192.168.1.9 at port 6697"
        )
        assert blocked.words.startswith("First open the firewall of this computer: see above")
    assert reached(Firewall("ufw", True, (), there)).words.startswith(
        "Perhaps it is the firewall of this computer (ufw): see above"
    )
    assert "can't be read here (ufw, see above)" in reached(Firewall("ufw", None)).words
    refused = reached(
        tried=ConnectResult(unreachable=["192.168.1.9"]), heard=EchoResult(hosts=[HOST])
    )
    assert refused.title == "The chat is seen, but 192.168.1.9 lets nobody in at port 6697"


# What comes back


def test_what_comes_back_is_good() -> None:
    heard = EchoResult([MULTICAST, BROADCAST], {MULTICAST, BROADCAST})
    assert said(list(look_at_echo(heard))) == [
        ("good", "Multicast comes back"),
        ("good", "Broadcast comes back"),
    ]


def test_one_way_is_enough_but_the_other_is_named() -> None:
    heard = EchoResult([MULTICAST, BROADCAST], {BROADCAST})
    (lost, _) = look_at_echo(heard)
    assert (lost.verdict, lost.title) == (Verdict.NOTE, "Multicast does not come back")
    assert lost.words.startswith("Not on eth0 (IPv4).")


def test_no_way_is_bad_and_says_what_the_system_said() -> None:
    heard = EchoResult([MULTICAST, BROADCAST], set(), {BROADCAST: "Operation not permitted"})
    multicast, broadcast = look_at_echo(heard)
    assert multicast.verdict is broadcast.verdict is Verdict.BAD
    assert "Operation not permitted" in broadcast.words


def test_a_taken_port_is_all_that_there_is_to_say() -> None:
    (finding,) = look_at_echo(EchoResult([MULTICAST], trouble="Another program has it."))
    assert finding.verdict is Verdict.BAD
    assert finding.words.startswith("Another program has it. ")
    assert finding.title == "People near can't be heard"
    assert "by that, none was heard" in finding.words
    (finding,) = look_at_echo(
        EchoResult([MULTICAST], by_dns={"a"}, trouble="Another program has it.")
    )
    assert "Chats are listed all the same: multicast DNS tells of them." in finding.words


def test_what_is_lost_is_said_once_and_no_way_out_promised_that_is_shut() -> None:
    multicast, broadcast = look_at_echo(EchoResult([MULTICAST, BROADCAST]))
    assert "A code or link joins all the same." in multicast.words
    assert "So people near" not in broadcast.words
    shut, _ = look_at_echo(EchoResult([MULTICAST, BROADCAST]), joins=False)
    assert "A code or link" not in shut.words


def test_who_is_heard_is_counted_without_this_computer() -> None:
    heard = EchoResult(hosts=[HOST], people=[FoundPerson("b", "Ada"), FoundPerson("me", "Me")])
    heard.here.add("me")
    (finding,) = look_at_others(heard)
    assert finding.title == "Heard near: 1 chat, 1 person"
    assert finding.words == "Lab 3, Ada"
    (finding,) = look_at_others(replace(heard, here={"a", "b", "me"}))
    assert finding.verdict is Verdict.NOTE
    (finding,) = look_at_others(replace(heard, here={"a", "b", "me"}), mend_first=True)
    assert finding.words.startswith("First mend what is wrong on this computer")


# With real sockets


@pytest.mark.sockets
def test_a_port_is_free_taken_or_a_chat() -> None:
    port = free_port()
    assert [one.verdict for one in look_at_port(port, NEVER)] == [Verdict.GOOD]
    with running() as host:
        (chat,) = look_at_port(host.listeners[0].address.port, NEVER)
        assert chat.title == f"A chat is hosted here, at port {host.listeners[0].address.port}"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = threading.Thread(target=lambda: _answer_twice(other))
        answer.start()
        (taken,) = look_at_port(port, NEVER)
        answer.join()
        assert taken.title == f"Another program uses port {port}"


@pytest.mark.sockets
def test_a_copy_that_waits_at_a_port_is_no_other_program(tmp_path: Path) -> None:
    here = Address("127.0.0.1", 0, True)
    standby = Standby([here], load_key(tmp_path), StandsBy(), Ports())
    port = standby.addresses[0].port
    try:
        (waits,) = look_at_port(port, NEVER)
    finally:
        standby.stop()
    assert waits.verdict is Verdict.GOOD
    assert waits.title == f"The copy of a chat waits here, at port {port}"


def _answer_twice(server: socket.socket) -> None:
    """As a program that is no chat: HTTP, in answer to anything."""
    for _ in range(2):
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


@pytest.mark.sockets
def test_the_way_to_a_host_and_back_over_plain_irc() -> None:
    with running() as host:
        where = parse_address(f"irc://127.0.0.1:{host.listeners[0].address.port}")
        asked = HostToReach(where, free_port(), [LOCAL], ["127.0.0.1"])
        findings = list(look_at_host(asked, EchoResult(), NEVER))
        assert said(findings) == [
            ("good", f"{where.authority} is reached"),
            ("good", "The clocks agree"),
            ("good", "The host can connect to this computer as well"),
        ]


@pytest.mark.parametrize(
    ("clock", "stamps", "said"),
    [
        (0.2, 0.3, "The clocks agree"),
        (None, 0.3, "The clocks agree"),
        (0.1, 7200.0, "The times of messages are 2 hours ahead of the clocks, which agree"),
        (7200.0, 7200.0, "The host's clock is 2 hours ahead of this computer's"),
        (-7200.0, 0.1, "The host's clock is 2 hours behind this computer's"),
        (None, -7200.0, "The host's clock is 2 hours behind this computer's"),
    ],
)
def test_the_clock_that_is_wrong_is_the_one_that_is_named(
    clock: float | None, stamps: float, said: str
) -> None:
    assert _clock(clock, stamps).title == said


@pytest.mark.sockets
def test_a_server_that_is_no_chat_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        answer = threading.Thread(target=lambda: _answer_once(other))
        answer.start()
        where = parse_address(f"irc://127.0.0.1:{other.getsockname()[1]}")
        findings = list(
            look_at_host(
                HostToReach(where, free_port(), [LOCAL], ["127.0.0.1"]), EchoResult(), NEVER
            )
        )
        answer.join()
    assert said(findings)[1:] == [("bad", "It does not talk as a chat does")]


def _answer_once(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


@pytest.mark.sockets
def test_it_ends_early_when_told_so() -> None:
    stop = threading.Event()
    stop.set()
    steps: list[str] = []
    findings = list(examine(only=[LOOPBACK], stop=stop, on_step=steps.append))
    assert is_well(findings)
    assert steps == ["Looking at the network cards…", "Asking the firewall of this computer…"]
