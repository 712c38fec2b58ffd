"""The client on real loopback sockets, against a host in the test's hands."""

import socket
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from desktopchat.client.client import Client
from desktopchat.client.link.link import Closed, Link
from desktopchat.client.link.pace import FAR, NEAR, is_near
from desktopchat.client.link.timers import Life
from desktopchat.client.model import Delivery, EntryKind, Phase, PhaseChanged
from desktopchat.client.problems import ProblemKind
from desktopchat.irc.address import Address
from tests.client.scripted import Clock, Host, friendly, until
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@pytest.fixture
def host() -> Iterator[Host]:
    with Host(friendly) as host:
        yield host


Maker = Callable[..., Client]


@pytest.fixture
def new_client() -> Iterator[Maker]:
    """Makes clients, which say goodbye when the test is over."""
    made: list[Client] = []

    def make(address: Address, *, online: bool = False, **options: object) -> Client:
        client = Client(address, "Ada", rooms=["#lab"], **options)  # type: ignore[arg-type]
        made.append(client)
        client.connect()
        if online:
            until(client, lambda: in_lab(client))
        return client

    yield make
    for client in made:
        client.quit(wait=0.1)


@pytest.fixture
def client(host: Host, new_client: Maker) -> Client:
    """Ada, online and in #lab of the friendly host."""
    return new_client(host.address, online=True)


def in_lab(client: Client) -> bool:
    lab = client.session.model.conversations.get("#lab")
    # Bo comes with the last of all that the host says by itself.
    return client.session.wire.online and lab is not None and lab.joined and "bo" in lab.members


def fall_silent(client: Client, host: Host, mute: list[bool]) -> None:
    """The host answers no more."""
    mute[0] = True
    hear_all(client, host)


def hear_all(client: Client, host: Host) -> None:
    """All that the host said is here, so that nothing of it comes late and is taken for a sign of
    life."""
    host.say(f":h NOTICE {client.session.model.nick} :good night")
    until(client, lambda: any("good night" in e.text for e in client.session.model.console.entries))


def test_connecting_goes_through_its_phases_and_says_so(host: Host) -> None:
    client = Client(host.address, "Ada")
    assert client.phase is Phase.IDLE
    client.connect()
    events = until(client, lambda: client.phase is Phase.ONLINE)
    phases = [event.phase for event in events if isinstance(event, PhaseChanged)]
    assert phases == [Phase.CONNECTING, Phase.REGISTERING, Phase.ONLINE]
    client.quit("bye now")
    assert client.phase is Phase.ENDED
    assert client.problem is None
    assert host.has_heard("QUIT :bye now")


def test_what_is_said_reaches_the_host_and_is_confirmed(host: Host, client: Client) -> None:
    lab = client.session.model.conversations["#lab"]
    (entry,) = client.session.delivery.say(lab, "hello 王伟 😀")
    until(client, lambda: entry.delivery is Delivery.SENT)
    assert "PRIVMSG #lab :hello 王伟 😀" in host.heard


def test_a_connection_that_breaks_is_made_again_and_the_room_joined_again(
    host: Host, client: Client
) -> None:
    lab = client.session.model.conversations["#lab"]
    host.drop()
    events = until(client, lambda: client.phase is Phase.WAITING)
    assert PhaseChanged(Phase.WAITING) in events
    assert client.problem is not None
    assert client.problem.kind is ProblemKind.LOST
    assert client.retry_in is not None
    assert 0 < client.retry_in <= 0.5
    (entry,) = client.session.delivery.say(lab, "said while away")
    assert entry.delivery is Delivery.WAITING
    until(client, lambda: in_lab(client) and entry.delivery is Delivery.SENT)
    assert client.problem is None
    assert host.heard.count("JOIN #lab") == 2
    assert "PRIVMSG #lab :said while away" in host.heard


def test_a_host_that_comes_back_is_found_again(new_client: Maker) -> None:
    with Host(friendly) as host:
        client = new_client(host.address, online=True)
    until(client, lambda: client.problem and client.problem.kind is ProblemKind.NOBODY_ANSWERS)
    assert client.phase is Phase.WAITING
    with Host(friendly, port=host.address.port) as again:
        client.retry_now()
        until(client, lambda: client.phase is Phase.ONLINE and in_lab(client))
        assert "JOIN #lab" in again.heard


def test_a_further_try_to_reach_a_host_that_is_away_says_that_it_is_no_more(
    new_client: Maker,
) -> None:
    """So that a window can rest through all of them."""
    with Host(friendly) as host:
        client = new_client(host.address, online=True)
    broke = until(client, lambda: client.phase is Phase.WAITING)
    client.retry_now()
    tried = until(client, lambda: client.phase is Phase.WAITING)
    told = [
        (event.phase, event.still_away)
        for event in [*broke, *tried]
        if isinstance(event, PhaseChanged)
    ]
    assert told[0] == (Phase.WAITING, False)
    assert told[1:] == [(Phase.CONNECTING, True), (Phase.WAITING, True)]


def test_pauses_between_tries_grow_to_a_bound_and_differ_by_chance(new_client: Maker) -> None:
    clock = Clock()
    with Host(friendly) as host:
        client = new_client(host.address, online=True, clock=clock, wall=lambda: 0.0)
    pauses = []
    for _ in range(9):
        until(client, lambda: client.phase is Phase.WAITING)
        assert client.retry_in is not None
        pauses.append(client.retry_in)
        clock.now += client.retry_in
        client.poll()
    limits = [min(NEAR.longest, 0.5 * 2**number) for number in range(9)]
    assert all(limit / 2 <= pause <= limit for pause, limit in zip(pauses, limits, strict=True))
    assert all(a < b * 2 for a, b in pairwise(pauses))


def test_the_first_failure_is_final_until_someone_tries_again(new_client: Maker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = new_client(Address("127.0.0.1", port))
    until(client, lambda: client.phase is Phase.ENDED)
    assert client.problem is not None
    assert client.problem.kind is ProblemKind.NOBODY_ANSWERS
    assert f"127.0.0.1:{port}" in client.problem.what
    client.retry_now()
    assert client.phase is Phase.CONNECTING
    until(client, lambda: client.phase is Phase.ENDED)


@pytest.mark.parametrize(
    "greeting",
    [
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"220 mail.example ESMTP ready\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46\r\n",
        bytes(range(1, 256)) + b"\n",
    ],
)
def test_what_is_no_chat_is_told_apart(new_client: Maker, greeting: bytes) -> None:
    with Host(greeting=greeting) as host:
        client = new_client(host.address)
        until(client, lambda: client.phase is Phase.ENDED)
        assert client.problem is not None
        assert client.problem.kind is ProblemKind.NOT_IRC


def test_half_a_line_and_then_the_end_is_no_chat_either(new_client: Maker) -> None:
    with Host(greeting=b"\x15\x03\x01\x00\x02\x02\x46") as host:
        client = new_client(host.address)
        wait_until(lambda: host.has_heard("NICK"), step=client.poll)
        wait_until(lambda: client._link is not None and client._link.received)
        host.drop()
        until(client, lambda: client.phase is Phase.ENDED)
        assert client.problem is not None
        assert client.problem.kind is ProblemKind.NOT_IRC


def test_a_host_that_never_says_a_word_is_given_up(new_client: Maker) -> None:
    clock = Clock()
    with Host() as host:
        client = new_client(host.address, clock=clock, wall=lambda: 0.0)
        until(client, lambda: client.phase is Phase.REGISTERING)
        clock.now += 9
        client.poll()
        assert client.phase is Phase.REGISTERING
        clock.now += 2
        client.poll()
        assert client.phase is Phase.ENDED
        assert client.problem is not None
        assert client.problem.kind is ProblemKind.SILENT


def test_a_host_that_talks_but_never_lets_in_is_given_up(new_client: Maker) -> None:
    clock = Clock()
    with Host(greeting=b":h NOTICE * :wait\r\n") as host:
        client = new_client(host.address, clock=clock, wall=lambda: 0.0)
        until(client, lambda: client._incoming is not None and client._incoming.spoken)
        clock.now += 60
        client.poll()
        assert client.problem is not None
        assert client.problem.kind is ProblemKind.NOT_LET_IN


def test_a_taken_name_ends_the_attempt_with_that_problem(new_client: Maker) -> None:
    with Host(lambda line: ":h 433 * Ada :in use\r\n" if line.startswith("NICK") else "") as host:
        client = new_client(host.address)
        until(client, lambda: client.phase is Phase.ENDED)
        assert client.problem is not None
        assert (client.problem.kind, client.problem.detail) == (ProblemKind.NAME_TAKEN, "Ada")


def test_a_name_that_no_computer_has_is_told(new_client: Maker) -> None:
    client = new_client(Address("no such name.invalid", 1))
    until(client, lambda: client.phase is Phase.ENDED)
    assert client.problem is not None
    assert client.problem.kind is ProblemKind.UNKNOWN_HOST


def test_a_silent_connection_is_asked_and_then_given_up(new_client: Maker) -> None:
    clock = Clock()
    mute = [False]
    with Host(lambda line: "" if mute[0] else friendly(line)) as host:
        client = new_client(host.address, online=True, clock=clock, wall=lambda: 0.0)
        fall_silent(client, host, mute)
        clock.now += NEAR.idle + 1
        client.poll()
        wait_until(lambda: host.has_heard("PING alive"))
        clock.now += NEAR.answer - 1
        client.poll()
        assert client.phase is Phase.ONLINE
        clock.now += 2
        client.poll()
        assert client.phase is Phase.WAITING


def test_silence_after_something_was_said_is_noticed_sooner(new_client: Maker) -> None:
    clock = Clock()
    mute = [False]
    with Host(lambda line: "" if mute[0] else friendly(line)) as host:
        client = new_client(host.address, online=True, clock=clock, wall=lambda: 0.0)
        fall_silent(client, host, mute)
        (entry,) = client.session.delivery.say(
            client.session.model.conversations["#lab"], "anyone?"
        )
        client.poll()
        clock.now += NEAR.unheard + 0.1
        client.poll()
        wait_until(lambda: host.has_heard("PING alive"))
        clock.now += NEAR.answer + 0.1
        client.poll()
        assert client.phase is Phase.WAITING
        assert NEAR.unheard + NEAR.answer + 0.2 < 10
        mute[0] = False
        client.retry_now()
        until(client, lambda: in_lab(client) and entry.delivery is not Delivery.SENDING)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("192.168.1.20", True),
        ("fe80::1%eth0", True),
        ("fd77:1::5", True),
        ("lab-pc", True),
        ("lab-pc.local", True),
        ("irc.libera.chat", False),
        ("8.8.8.8", False),
        ("2001:4860:4860::8888", False),
    ],
)
def test_a_server_far_away_is_not_hurried(host: str, near: bool) -> None:
    assert is_near(Address(host)) is near
    assert FAR.longest >= 30


def test_an_answer_keeps_the_silent_connection(new_client: Maker) -> None:
    clock = Clock()
    with Host(friendly) as host:
        client = new_client(host.address, online=True, clock=clock, wall=lambda: 0.0)
        hear_all(client, host)
        for times in (1, 2, 3):
            clock.now += NEAR.idle + 1
            client.poll()
            wait_until(lambda times=times: host.heard.count("PING alive") == times)
            until(client, lambda: client._alive.state is not Life.ASKED)
        assert client.phase is Phase.ONLINE


def test_after_sleep_the_connection_is_asked_at_once_and_soon_given_up(new_client: Maker) -> None:
    clock, wall = Clock(), Clock()
    mute = [False]
    with Host(lambda line: "" if mute[0] else friendly(line)) as host:
        client = new_client(host.address, online=True, clock=clock, wall=wall)
        fall_silent(client, host, mute)
        wall.now += 3600
        client.poll()
        wait_until(lambda: host.has_heard("PING alive"))
        clock.now += 6
        client.poll()
        assert client.phase is Phase.WAITING
        wall.now += 3600
        client.poll()
        assert client.phase is Phase.CONNECTING


def test_a_flood_is_taken_in_portions_and_nothing_of_it_is_lost(host: Host, client: Client) -> None:
    host.say(*(f":Bo!b@h PRIVMSG #lab :{number}" for number in range(5000)))
    lab = client.session.model.conversations["#lab"]
    before = len(lab.entries)
    biggest = 0

    def step() -> None:
        nonlocal biggest
        count = len(lab.entries)
        client.poll(max_messages=100)
        biggest = max(biggest, len(lab.entries) - count)

    wait_until(lambda: len(lab.entries) - before >= 5000, 20, step=step)
    said = [entry.text for entry in lab.entries if entry.kind is EntryKind.MESSAGE]
    assert said == [str(number) for number in range(5000)]
    assert 0 < biggest <= 100


def test_other_servers_get_many_lines_slowly_and_answers_to_ping_at_once(new_client: Maker) -> None:
    clock = Clock()
    with Host(friendly) as host:
        client = new_client(host.address, online=True, clock=clock, wall=lambda: 0.0)
        clock.now += 60
        client.poll()
        lab = client.session.model.conversations["#lab"]
        client.session.delivery.say(lab, "\n".join(map(str, range(40))))
        host.say("PING :now")
        until(client, lambda: host.has_heard("PONG now"))
        sent = sum("PRIVMSG" in line for line in host.heard)
        assert sent < 15
        for _ in range(30):
            clock.now += 1
            until(client, lambda: client._alive.state is not Life.ASKED)
        wait_until(lambda: sum("PRIVMSG" in line for line in host.heard) == 40, step=client.poll)
        said = [line.rpartition(" ")[2] for line in host.heard if "PRIVMSG" in line]
        assert said == [str(number) for number in range(40)]


def test_a_reader_that_is_stuck_never_makes_the_owner_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = Link(Address("127.0.0.1", listener.getsockname()[1]))
        link.start()
        connection, _ = listener.accept()
        with connection:
            link.incoming.get(timeout=5)
            line = "x" * 1000
            while not link.backlog:
                link.send([line] * 1000)  # nobody reads: the kernel's buffers fill up
            left = link.backlog
            wait_until(lambda: connection.recv(1 << 20) and link.backlog < left, step=link.flush)
        link.close()


def test_closing_wakes_the_receive_thread_and_ends_it() -> None:
    with Host() as host:
        link = Link(host.address)
        link.start()
        link.incoming.get(timeout=5)
        link.close()
        assert not link._thread.is_alive()
        assert isinstance(link.incoming.get_nowait(), Closed)


def test_each_address_of_a_name_is_tried(
    new_client: Maker, monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    real = socket.getaddrinfo
    port = host.address.port

    def two(_name: str, *args: object, **options: int) -> list[object]:
        return [
            *real("::1", port, type=socket.SOCK_STREAM),
            *real("127.0.0.1", port, type=socket.SOCK_STREAM),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    client = new_client(Address("two.example", port), online=True)
    assert in_lab(client)


def test_old_servers_text_that_is_not_utf8_is_read_all_the_same(new_client: Maker) -> None:
    with Host(friendly) as host:
        client = new_client(host.address, online=True)
        host.connections[-1].sendall(":Bo!b@h PRIVMSG #lab :café\r\n".encode("latin-1"))
        lab = client.session.model.conversations["#lab"]
        until(client, lambda: lab.entries[-1].text == "café")
