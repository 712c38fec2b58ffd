"""A real host on loopback sockets: coming in, talking, limits, timeouts, and the end."""

import re
import socket
from pathlib import Path

import pytest

from desktopchat.host.config import HostConfig
from desktopchat.host.net.listening import ListenError
from desktopchat.host.server import Host
from desktopchat.hosting.protocol import Failure, Reason
from desktopchat.irc import closings
from desktopchat.irc.address import Address, parse_address
from desktopchat.irc.message import Message
from tests.host.wire import Raw, Talk, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


def test_two_people_come_in_talk_and_leave() -> None:
    with running(title="Lab 3") as host, Raw(host) as ada, Raw(host) as bo:
        ada.send("CAP LS 302", "CAP REQ :server-time message-tags echo-message", "CAP END")
        ada.register("ada", "#lab")
        bo.register("王伟", "#lab")
        assert ada.until("JOIN").nick == "王伟"
        bo.send("PRIVMSG #lab :你好 🌍")
        heard = ada.says("你好 🌍")
        assert heard.nick == "王伟"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", heard.tags["time"])
        ada.send("PRIVMSG #lab :hi")
        assert ada.says("hi").tags["msgid"]
        bo.says("hi")
        bo.send("QUIT :to tea")
        assert bo.to_the_end() == ["ERROR :Quit: to tea"]
        assert ada.until("QUIT").params == ["Quit: to tea"]
        wait_until(lambda: host.people() == 1)


def test_ipv4_and_ipv6_are_listened_on_side_by_side() -> None:
    both = [Address("127.0.0.1", 0), Address("::1", 0)]
    with running(listen=both) as host, Talk(host) as talk, Raw(host.listeners[1].address) as six:
        six.register("six", "#talk")
        talk.go_on()
        six.send("PRIVMSG talk-ada :hi")
        assert talk.ada.says("hi").source == "six!six@0::1"


def test_a_goodbye_without_a_goodbye_is_noticed() -> None:
    with running() as host, Raw(host) as ada:
        ada.register("ada", "#lab")
        bo = Raw(host).register("bo", "#lab")
        bo.close()
        assert ada.until("QUIT").params == ["Connection closed"]
        bo = Raw(host).register("bo", "#lab")
        bo.reset()
        assert ada.until("QUIT").params == ["Connection lost"]


def test_who_says_all_and_closes_their_half_is_still_answered() -> None:
    with running() as host, Raw(host) as ada:
        ada.send("NICK ada", "USER a 0 * :A", "PING end")
        ada.socket.shutdown(socket.SHUT_WR)
        lines = ada.to_the_end()
        assert "PONG" in lines[-2]
        assert lines[-1] == "ERROR :Connection closed"


def test_a_stop_says_goodbye_to_everybody() -> None:
    with running() as host:
        guests = [Raw(host).register(f"n{number}", "#lab") for number in range(20)]
        silent = Raw(host)
        wait_until(lambda: len(host.core.connections) == 21)
        host.stop("The host has stopped")
        for guest in [*guests, silent]:
            assert guest.to_the_end()[-1] == "ERROR :The host has stopped"
            guest.close()
        assert not host.core.connections
        assert not host.handlers


def test_those_who_come_while_a_host_stops_do_not_hold_it_up() -> None:
    for _ in range(10):
        with running() as host:
            late = [Raw(host) for _ in range(10)]
            host.stop()
            assert not host.handlers
            for one in late:
                one.close()


def test_a_taken_port_is_told_as_that_and_leaves_nothing_open() -> None:
    with running() as host:
        port = host.listeners[0].address.port
        other = Host(HostConfig(listen=[Address("127.0.0.1", 0), Address("127.0.0.1", port)]))
        with pytest.raises(ListenError) as raised:
            other.start()
        assert raised.value.failure == Failure(Reason.PORT_TAKEN, f"127.0.0.1:{port}")
        with Talk(host) as talk:
            talk.go_on()


def test_a_port_is_free_again_at_once() -> None:
    with running() as host:
        Raw(host).register("ada").close()
        port = host.listeners[0].address.port
    with running(listen=[Address("127.0.0.1", port)]) as host, Raw(host) as ada:
        ada.register("ada")


# Time


def test_silence_is_asked_about_and_then_ends() -> None:
    with running(ping_after=0.15, ping_grace=0.15) as host, Raw(host) as ada, Raw(host) as bo:
        ada.register("ada", "#lab")
        bo.register("bo", "#lab")
        for _ in range(4):  # who answers stays
            ada.send(f"PONG {ada.until('PING').params[0]}")
        assert bo.to_the_end()[-1] == "ERROR :Ping timeout"


def test_who_never_registers_is_shown_out() -> None:
    with running(register_within=0.2) as host, Talk(host) as talk:
        with Raw(host) as silent, Raw(host) as half, Raw(host) as asking:
            half.send("NICK half")
            asking.send("CAP LS 302", "NICK asking", "USER a 0 * :A")
            for one in (silent, half, asking):
                assert one.to_the_end()[-1] == "ERROR :Registration timed out"
        assert not [nick for nick in host.core.people if not nick.startswith("talk")]
        talk.go_on()


# Limits


def test_a_password_opens_and_a_wrong_one_does_not() -> None:
    with running(password="开门 sesame") as host:
        with Raw(host) as ada:
            ada.register("ada", password="开门 sesame")
        with Raw(host) as bo:
            bo.send("PASS :open", "NICK bo", "USER b 0 * :B")
            lines = bo.to_the_end()
            assert " 464 bo " in lines[0]
            assert lines[-1] == "ERROR :Password incorrect"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_too_many_from_one_address_are_told_so(address: str) -> None:
    with running(connections_per_address=3, listen=[Address(address, 0)]) as host:
        guests = [Raw(host).register(f"n{number}") for number in range(3)]
        with Raw(host) as fourth:
            words = "Too many connections from your address. Close one and try again."
            assert fourth.to_the_end() == [f"FAIL * {closings.FULL} :{words}", f"ERROR :{words}"]
        guests.pop().close()
        wait_until(lambda: host.admission.open == 2)
        with Raw(host) as again:
            again.register("again")
        for guest in guests:
            guest.close()


def test_a_full_host_says_so() -> None:
    with running(max_connections=2) as host, Talk(host) as talk:
        with Raw(host) as third:
            assert third.to_the_end()[-1] == "ERROR :This host is full. Try again later."
        talk.go_on()


def test_speed_is_limited_without_losing_a_line() -> None:
    slow = running(lines_per_second=200.0, lines_burst=10)
    with slow as host, Raw(host) as ada, Raw(host) as bo:
        bo.register("bo", "#lab")
        ada.register("ada", "#lab")
        ada.send(*[f"PRIVMSG #lab :{number}" for number in range(150)], "PING end")
        heard = [bo.until("PRIVMSG").params[1] for _ in range(150)]
        assert heard == [str(number) for number in range(150)]
        ada.until("PONG")


def test_without_a_throttle_10000_lines_at_once_all_arrive() -> None:
    with running(throttle=False) as host, Raw(host) as ada, Raw(host) as bo:
        bo.register("bo", "#lab")
        ada.register("ada", "#lab")
        ada.socket.sendall(b"".join(b"PRIVMSG #lab :%d\r\n" % number for number in range(10_000)))
        heard = [bo.until("PRIVMSG").params[1] for _ in range(10_000)]
        assert heard == [str(number) for number in range(10_000)]


def test_who_reads_nothing_is_closed_and_everybody_else_gets_everything() -> None:
    with running(throttle=False, sendq=256 * 1024) as host, Talk(host) as talk, Raw(host) as stuck:
        stuck.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.register("stuck", "#talk")
        number = 0
        heard: list[int] = []

        def is_quit(message: Message) -> bool:
            if message.command == "PRIVMSG":
                heard.append(int(message.params[1].partition(" ")[0]))
            return message.command in ("QUIT", "PONG")

        gone = None
        while gone is None:
            lines = [f"PRIVMSG #talk :{number + extra} {'x' * 400}" for extra in range(50)]
            number += len(lines)
            talk.ada.send(*lines)
            talk.bo.send("PING x")
            while (message := talk.bo.until(is_quit)).command != "PONG":
                gone = message
        assert (gone.nick, gone.params) == ("stuck", ["SendQ exceeded"])
        talk.go_on()
        assert heard == list(range(len(heard)))
        assert len(heard) <= number


def test_a_start_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    there, fresh = tmp_path / "there", tmp_path / "fresh"
    there.mkdir()
    (there / "host.toml").write_text('title = "Lab"\n')
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        listen = [parse_address(f"{scheme}://127.0.0.1:{port}") for scheme in ("ircs", "irc")]
        for folder in (fresh, there):
            with pytest.raises(ListenError):
                Host(HostConfig(data=folder, listen=listen)).start()
    assert not fresh.exists()
    assert [path.name for path in there.iterdir()] == ["host.toml"]
