"""The pump alone: order, shared bytes, backlogs, and those who can't or won't read."""

import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktopchat.host.capabilities import MESSAGE_TAGS, SERVER_TIME
from desktopchat.host.lines import Line
from desktopchat.host.net import pump as pump_module
from desktopchat.host.net.port import Port
from desktopchat.host.net.pump import Pump
from desktopchat.host.state.people import Person
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write
from tests.guard import Guard
from tests.host.world import MOMENT
from tests.waiting import wait_until

SENDQ = 256 * 1024
WRITE: Write = ("INSERT INTO said VALUES (?)", (1,))


class Listening:
    """A pump, who was given up, and people of several kinds."""

    def __init__(self) -> None:
        self.lost: list[tuple[Person, str]] = []
        self.kept: list[Write] = []
        self.pump = Pump(
            SENDQ,
            lambda person, reason: self.lost.append((person, reason)),
            self.kept.extend,
            lambda why: None,
        )
        self.ends: list[socket.socket] = []
        self.started = False

    def start(self) -> None:
        self.started = True
        self.pump.start()

    def stop(self) -> None:
        """Everything that was posted is out, and everybody hung up on is closed."""
        self.pump.stop()
        for end in self.ends:
            end.close()
        self.started = False
        self.ends = []

    def person(self, write: Callable[[bytes], int], caps: int = 0) -> Person:
        """Somebody whose bytes go to a function."""
        closed: list[bool] = []
        port = Port(write, lambda: closed.append(True), -1)  # type: ignore[arg-type]
        return Person(port, "10.0.0.7", MOMENT, caps=caps)

    def reader(self, buffer: int = 4096) -> tuple[Person, socket.socket]:
        """Somebody behind a real socket with small buffers, and the end they read from."""
        near, far = socket.socketpair()
        self.ends += [near, far]
        near.setblocking(False)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        far.settimeout(10)
        port = Port(near.send, lambda: near.shutdown(socket.SHUT_RDWR), near.fileno())
        return Person(port, "10.0.0.7", MOMENT), far


@pytest.fixture
def hall() -> Iterator[Listening]:
    hall = Listening()
    yield hall
    hall.stop()


class Blobs(list[bytes]):
    """Takes all that is written."""

    def write(self, blob: bytes) -> int:
        self.append(blob)
        return len(blob)

    @property
    def text(self) -> bytes:
        return b"".join(self)


def read_all(end: socket.socket) -> bytes:
    parts = []
    while part := end.recv(65536):
        parts.append(part)
    return b"".join(parts)


def say(number: int) -> Line:
    return Line(f":a!a@x PRIVMSG #a :{number}", MOMENT, tags=f"msgid=m{number}")


def joined(number: int) -> Line:
    return Line(f":u{number}!u@x JOIN #a", MOMENT, extended=f":u{number}!u@x JOIN #a * :U")


jobs = st.lists(
    st.tuples(
        st.integers(0, 3),  # which recipients: three rooms or one person
        st.integers(0, 5),  # which person, for a line to one
        st.none() | st.integers(0, 5),  # who is left out
        st.booleans(),  # whether it needs message-tags
    ),
    max_size=30,
)


@settings(deadline=None)
@given(jobs=jobs, cut=st.integers(0, 30))
def test_everybody_gets_their_lines_in_the_order_of_posting(
    jobs: list[tuple[int, int, int | None, bool]], cut: int
) -> None:
    hall = Listening()
    inboxes = [Blobs() for _ in range(6)]
    people = [
        hall.person(inbox.write, (0, MESSAGE_TAGS, SERVER_TIME)[number % 3])
        for number, inbox in enumerate(inboxes)
    ]
    rooms = [tuple(people), tuple(people[:3]), tuple(people[2:])]
    expected = [b""] * 6
    for number, (kind, one, excluded, tagged) in enumerate(jobs):
        if number == cut:
            hall.start()
        recipients = people[one].only if kind == 3 else rooms[kind]
        exclude = None if excluded is None else people[excluded]
        line = Line(f"LINE {number}", MOMENT, tags="a=b", needs=MESSAGE_TAGS if tagged else 0)
        hall.pump.post(recipients, line, exclude)
        for index, person in enumerate(people):
            if person in recipients and person is not exclude:
                expected[index] += line.bytes_for(person.caps)
    if not hall.started:
        hall.start()
    hall.stop()
    assert [inbox.text for inbox in inboxes] == expected
    assert not hall.lost


def test_a_round_is_one_write_of_the_very_same_bytes_for_all_who_are_alike(
    hall: Listening,
) -> None:
    inboxes = [Blobs() for _ in range(4)]
    people = [hall.person(inbox.write) for inbox in inboxes[:3]]
    timed = hall.person(inboxes[3].write, SERVER_TIME)
    room = (*people, timed)
    for number in range(5):
        hall.pump.post(room, say(number))
    hall.start()
    hall.stop()
    assert [len(inbox) for inbox in inboxes] == [1, 1, 1, 1]
    assert inboxes[0][0] is inboxes[1][0] is inboxes[2][0]
    assert inboxes[3][0] != inboxes[0][0]


def test_many_hear_together_of_those_who_come_one_after_another(
    hall: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump_module, "_GATHER", 1.0)
    inboxes = [Blobs() for _ in range(pump_module._MANY)]
    room = tuple(hall.person(inbox.write) for inbox in inboxes)
    few = Blobs()
    hall.start()
    hall.pump.post((hall.person(few.write),), joined(0))
    wait_until(lambda: len(few) == 1)
    hall.pump.post(room, joined(1))
    wait_until(lambda: len(inboxes[-1]) == 1)
    for number in range(2, 5):
        hall.pump.post(room, joined(number))
    hall.pump.post(room, say(5))
    wait_until(lambda: len(inboxes[-1]) == 2)
    lines = [joined(number).bytes_for(0) for number in range(1, 5)]
    assert all(inbox == [lines[0], b"".join(lines[1:]) + say(5).bytes_for(0)] for inbox in inboxes)


def test_what_the_kernel_does_not_take_waits_and_comes_in_order(hall: Listening) -> None:
    person, far = hall.reader()
    lines = [say(number) for number in range(3000)]
    hall.start()
    for line in lines[:2000]:
        hall.pump.post(person.only, line)
    wait_until(lambda: person.port.backlogged)
    for line in lines[2000:]:
        hall.pump.post(person.only, line)
    hall.pump.hang_up(person)
    assert read_all(far) == b"".join(line.bytes_for(0) for line in lines)
    person.port.wait_closed()
    assert not hall.lost


def test_who_never_reads_is_closed_and_nobody_else_notices(hall: Listening) -> None:
    stuck, stuck_end = hall.reader()
    slow, slow_end = hall.reader()
    inbox = Blobs()
    quick = hall.person(inbox.write)
    room = (stuck, quick)
    hall.start()
    sent = 0
    while not hall.lost:
        hall.pump.post(room, say(sent))
        sent += 1
    hall.pump.post(slow.only, say(0))
    hall.pump.post(room, say(sent))
    hall.pump.hang_up(slow)
    assert hall.lost == [(stuck, "SendQ exceeded")]
    stuck.port.wait_closed()
    assert read_all(slow_end) == say(0).bytes_for(0)
    got = read_all(stuck_end).splitlines(keepends=True)
    whole = [say(number).bytes_for(0) for number in range(len(got))]
    assert got[:-2] == whole[:-2], "as much as there was room for, in order"
    hall.stop()
    assert inbox.text == b"".join(say(number).bytes_for(0) for number in range(sent + 1))


def test_a_broken_connection_is_told_once_and_the_others_get_theirs(hall: Listening) -> None:
    def broken(blob: bytes) -> int:
        raise ConnectionResetError

    inbox = Blobs()
    lost, fine = hall.person(broken), hall.person(inbox.write)
    hall.start()
    for number in range(3):
        hall.pump.post((lost, fine), say(number))
        wait_until(lambda number=number: inbox.text.count(b"\n") == number + 1)
    assert hall.lost == [(lost, "Connection lost")]
    assert lost.port.closed


def test_a_connection_that_breaks_with_a_backlog_is_told_too(hall: Listening) -> None:
    person, far = hall.reader()
    hall.start()
    hall.pump.post(person.only, Line("x" * 500, MOMENT))
    for _ in range(100):
        hall.pump.post(person.only, Line("x" * 500, MOMENT))
    wait_until(lambda: person.port.backlogged)
    far.close()
    wait_until(lambda: hall.lost)
    assert hall.lost == [(person, "Connection lost")]
    person.port.wait_closed()


def test_a_connection_is_closed_after_its_last_line(hall: Listening) -> None:
    person, far = hall.reader()
    hall.start()
    hall.pump.post(person.only, Line("ERROR :bye", MOMENT))
    hall.pump.hang_up(person)
    assert read_all(far) == b"ERROR :bye\r\n"
    hall.pump.post(person.only, say(1))
    hall.pump.hang_up(person)
    hall.stop()
    assert not hall.lost


def test_a_port_that_two_close_at_the_same_time_is_closed() -> None:
    port = Port(len, lambda: None, -1)
    port.close()
    port.close()
    port.wait_closed()


def test_who_does_not_take_the_last_lines_is_closed_all_the_same(hall: Listening) -> None:
    person, _far = hall.reader()
    hall.start()
    for _ in range(200):
        hall.pump.post(person.only, Line("x" * 500, MOMENT))
    wait_until(lambda: person.port.backlogged)
    hall.pump.hang_up(person)
    wait_until(lambda: person.port.closed)
    person.port.wait_closed()


def test_a_line_that_can_not_be_written_does_not_end_the_pump(
    hall: Listening, guard: Guard
) -> None:
    inbox = Blobs()
    person = hall.person(inbox.write)
    hall.pump.post(person.only, Line("\udc80", MOMENT))
    hall.start()
    wait_until(lambda: guard.troubles)
    hall.pump.post(person.only, say(1))
    wait_until(lambda: inbox)
    guard.expect("The pump failed in a round")


def test_a_pump_that_waits_is_woken_by_every_line(hall: Listening) -> None:
    inbox = Blobs()
    person = hall.person(inbox.write)
    hall.start()
    for number in range(2000):
        hall.pump.post(person.only, say(number))
        wait_until(lambda number=number: inbox.text.count(b"\n") == number + 1) if (
            number % 100 == 0
        ) else None
    hall.stop()
    assert inbox.text.count(b"\n") == 2000


class Busy:
    """Encryption whose handler is at work: it keeps what is said until that is done."""

    def __init__(self) -> None:
        self.busy = True
        self.kept = b""
        self.asked = 0

    def encrypt(self, said: bytes) -> bytes | None:
        self.asked += 1
        self.kept += said
        if self.busy:
            return None
        said, self.kept = self.kept, b""
        return said


def test_who_is_at_work_holds_up_nobody_else_and_gets_all_afterwards(hall: Listening) -> None:
    inboxes = Blobs(), Blobs()
    slow, other = (hall.person(inbox.write) for inbox in inboxes)
    busy = Busy()
    slow.port.encrypt = busy.encrypt
    hall.start()
    hall.pump.post((slow, other), say(1))
    hall.pump.hang_up(slow)
    wait_until(lambda: inboxes[1])
    wait_until(lambda: slow.port.waiting)
    assert not slow.port.closed
    busy.busy = False
    hall.pump.nudge(slow)
    wait_until(lambda: slow.port.closed)
    assert inboxes[0].text == inboxes[1].text


def test_many_nudges_are_one_while_none_is_seen_to(hall: Listening) -> None:
    person = hall.person(Blobs().write)
    busy = Busy()
    person.port.encrypt = busy.encrypt
    for _ in range(50):
        hall.pump.nudge(person)
    hall.start()
    wait_until(lambda: busy.asked)
    hall.stop()
    assert busy.asked == 1


class Disk:
    """Takes writes while it has room, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.room = False
        self.kept: list[Write] = []
        self.told: list[Exception | None] = []
        self.asked = 0

    def commit(self, writes: list[Write]) -> None:
        self.asked += 1
        if not self.room:
            raise StoreError("The disk is full.")
        self.kept.extend(writes)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def pump(disk: Disk) -> Pump:
    pump = Pump(SENDQ, lambda person, reason: None, disk.commit, disk.told.append)
    pump.start()
    return pump


def test_what_a_full_disk_refused_is_not_tried_again_with_every_write(
    disk: Disk, pump: Pump
) -> None:
    for _ in range(100):
        pump.store(WRITE)
        pump.settle()
    assert disk.asked < 100
    assert [str(one) for one in disk.told] == ["The disk is full."]
    disk.room = True
    pump.stop()
    assert len(disk.kept) == 100
    assert disk.told[-1] is None
    assert pump.lost == 0


def test_what_a_full_disk_refused_is_written_though_nothing_more_is_said(
    disk: Disk, pump: Pump
) -> None:
    pump.store(WRITE)
    pump.settle()
    disk.room = True
    wait_until(lambda: disk.told[-1] is None)
    assert disk.kept == [WRITE]
    pump.stop()


def test_what_was_never_written_is_counted_at_the_end(
    disk: Disk, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktopchat.host.net.pump.UNWRITTEN_MAX", 4)
    for _ in range(7):
        pump.store(WRITE)
        pump.settle()
    pump.stop()
    assert pump.lost == 7


def test_a_pump_ends_whatever_its_last_try_comes_to(disk: Disk, guard: Guard) -> None:
    def troubled(_error: Exception | None) -> None:
        raise RuntimeError

    pump = Pump(SENDQ, lambda person, reason: None, disk.commit, troubled)
    pump.store(WRITE)
    pump.start()
    pump.settle()
    pump.stop()
    assert pump.lost == 1
    guard.expect("The pump failed in a round")
