"""A deputy has what its host has: all of it, in order, also after either was gone for a while."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.host.config import HostConfig
from desktopchat.host.deputies import REQUEST, RefusedError, deputies, feed, identity
from desktopchat.host.deputies.allowed import may_copy
from desktopchat.host.deputies.copies import Copies
from desktopchat.host.deputies.copy import BEFORE, Copy, _authorize, await_copy
from desktopchat.host.deputies.deputies import Deputies, Standing
from desktopchat.host.deputies.follower import Follower
from desktopchat.host.deputies.frames import (
    MESSAGE_MAX,
    Chain,
    FrameError,
    Kind,
    MessageBuffer,
    Position,
    message,
    read_frame,
)
from desktopchat.host.deputies.host_link import HostLink
from desktopchat.host.deputies.roster import Roster, copied_from, keep_roster
from desktopchat.host.net.tls import load_key
from desktopchat.host.server import Host
from desktopchat.hosting.chosen import FILE
from desktopchat.hosting.protocol import Word
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address, parse_address
from desktopchat.irc.tls import SecureStream
from desktopchat.store.errors import StoreError
from desktopchat.store.lock import in_use
from desktopchat.store.paths import INHERITANCE_FILE
from desktopchat.store.place.blobs import Blobs
from desktopchat.store.place.host_store import DATABASE, SNAPSHOT, HostStore
from tests.child import PATIENCE
from tests.host.places import deputy, free_port, hosting
from tests.host.wire import Process, Raw, Serve, running
from tests.waiting import wait_until

LISTEN = [Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)]
WRITES = st.lists(
    st.tuples(
        st.text(),
        st.lists(st.none() | st.text() | st.binary() | st.integers(-(2**60), 2**60)).map(tuple),
    )
)

# the wire, as values


@given(st.lists(WRITES, max_size=5))
def test_frames_say_what_was_written_in_order(
    rounds: list[list[tuple[str, tuple[object, ...]]]],
) -> None:
    chain, at = Chain("run"), Position("run")
    for writes in rounds:
        at, read = read_frame(chain.next(writes), at)
        assert read == writes
    assert at == chain.at


def test_a_frame_that_is_not_the_next_one_is_refused() -> None:
    chain = Chain("run")
    first, second = chain.next([("a", ())]), chain.next([("b", ())])
    at, _ = read_frame(first, Position("run"))
    for frame, where in ((second, Position("run")), (first, at), (first, Position("other"))):
        with pytest.raises(FrameError):
            read_frame(frame, where)
    forged = json.loads(second)
    forged["before"] = "0" * 64
    with pytest.raises(FrameError):
        read_frame(json.dumps(forged).encode(), at)


@pytest.mark.parametrize(
    "writes",
    [None, 1, [1], [["a"]], [["a", 1]], [[1, []]], [["a", [{"bytes": "!"}]]], [["a", [[]]]]],
)
def test_what_is_no_write_is_refused(writes: object) -> None:
    frame = {"run": "run", "number": 1, "before": "", "writes": writes}
    with pytest.raises(FrameError):
        read_frame(json.dumps(frame).encode(), Position("run"))


@given(st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=50))), st.integers(1, 20))
def test_messages_come_whole_in_pieces_of_any_size(
    said: list[tuple[Kind, bytes]], size: int
) -> None:
    data = b"".join(message(kind, body) for kind, body in said)
    buffer, came = MessageBuffer(), []
    for begin in range(0, len(data), size):
        came += buffer.feed(data[begin : begin + size])
    assert came == said


@pytest.mark.parametrize("data", [b"\0\0\0\0A", b"\xff\xff\xff\xffA", b"\0\0\0\x01?"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        MessageBuffer(100).feed(data + b"more")


# who it is


def test_a_deputy_is_known_by_its_key_to_this_host_alone(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    said = identity.answer(key.file, "host", b"challenge")
    assert identity.verified(said, "host", b"challenge") == key.fingerprint
    for host, challenge in (("another", b"challenge"), ("host", b"another")):
        with pytest.raises(FrameError):
            identity.verified(said, host, challenge)
    other = tmp_path / "other"
    other.mkdir()
    parts = json.loads(said) | {
        "certificate": json.loads(identity.answer(load_key(other).file, "host", b"challenge"))[
            "certificate"
        ]
    }
    with pytest.raises(FrameError):
        identity.verified(json.dumps(parts).encode(), "host", b"challenge")


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"certificate": "", "signature": ""}'])
def test_an_answer_that_is_none_is_nobodys(said: bytes) -> None:
    with pytest.raises(FrameError):
        identity.verified(said, "host", b"challenge")


def test_who_may_copy_is_the_hosts_choice(tmp_path: Path) -> None:
    who, other = "a" * 64, "b" * 64
    assert not may_copy("none", tmp_path, who)
    assert may_copy("any", tmp_path, who)
    assert not may_copy("known", tmp_path, who)
    (tmp_path / FILE).write_text(f"{fingerprint.words(who)}  Grace's laptop\n\n# nobody else\n")
    assert may_copy("known", tmp_path, who)
    assert not may_copy("known", tmp_path, other)


# what the host waits for


class FakeFeed:
    def __init__(self, fingerprint: str) -> None:
        self.fingerprint, self.confirmed = fingerprint, 0
        self.address: Address | None = None
        self.power, self.heard = "", 0.0
        self.given: list[bytes] = []

    def give(self, kind: Kind, body: bytes) -> None:
        if kind is Kind.FRAME:
            self.given.append(body)

    def break_off(self) -> None:
        raise AssertionError("it comes once")


def test_who_was_cut_off_a_moment_ago_could_still_carry_on_but_after_those_that_are_here() -> None:
    deputies = Deputies()
    ada, bo = FakeFeed("a"), FakeFeed("b")
    for one in (ada, bo):
        one.address = Address("10.0.0.1", 6697, True, "", one.fingerprint)
        deputies.confirm(one, deputies.begin(one))
    deputies.leave(ada, cut_off=True)
    assert [(one.key, one.in_sync) for one in deputies.candidates] == [("b", True), ("a", False)]
    deputies.begin(ada)
    assert [one.key for one in deputies.candidates] == ["b", "a"]
    deputies.leave(ada)
    assert [one.key for one in deputies.candidates] == ["b"]


def test_one_that_does_not_confirm_in_time_is_in_sync_no_longer() -> None:
    told: list[tuple[str, Standing]] = []
    all_of_them = Deputies(lambda *said: told.append(said))
    feed = FakeFeed("a")
    at = all_of_them.begin(feed)
    all_of_them.confirm(feed, at)
    all_of_them.publish([("a", ())])
    all_of_them.settle()  # nobody confirms
    all_of_them.publish([("b", ())])
    all_of_them.settle()  # nobody is waited for
    all_of_them.confirm(feed, replace(all_of_them.position, run="another"))
    all_of_them.confirm(feed, all_of_them.position)
    assert all_of_them.stuck(feed)
    assert not all_of_them.stuck(feed)
    all_of_them.leave(feed)
    assert told == [
        ("a", Standing.BEHIND),
        ("a", Standing.IN_SYNC),
        ("a", Standing.BEHIND),
        ("a", Standing.IN_SYNC),
        ("a", Standing.STUCK),
        ("a", Standing.GONE),
    ]
    assert len(feed.given) == 2


@pytest.mark.parametrize("one_has_it", [True, False])
def test_longer_is_waited_where_no_other_computer_has_what_was_said(
    monkeypatch: pytest.MonkeyPatch, one_has_it: bool
) -> None:
    monkeypatch.setattr(deputies, "CONFIRM_WITHIN", 0.0)
    all_of_them = Deputies()
    slow, other = FakeFeed("slow"), FakeFeed("other")
    for one in (slow, other):
        all_of_them.confirm(one, all_of_them.begin(one))
    all_of_them.publish([("a", ())])
    if one_has_it:
        all_of_them.confirm(other, all_of_them.position)
    waiting = threading.Thread(target=all_of_them.settle)
    waiting.start()
    if not one_has_it:
        all_of_them.confirm(slow, all_of_them.position)
    waiting.join()
    kept = {"slow": not one_has_it, "other": one_has_it}
    assert all_of_them.standings == {
        who: Standing.IN_SYNC if kept[who] else Standing.BEHIND for who in kept
    }


def test_who_comes_back_gets_what_it_lacks_and_no_more() -> None:
    all_of_them = Deputies()
    feed = FakeFeed("a")
    at = all_of_them.begin(feed)
    all_of_them.publish([("a", ())])
    at, _ = read_frame(feed.given[0], at)
    all_of_them.leave(feed)
    all_of_them.publish([("b", ())])
    again = FakeFeed("a")
    assert all_of_them.resume(again, at)
    assert [read_frame(one, at)[1] for one in again.given] == [[("b", ())]]
    stranger = FakeFeed("b")
    assert not all_of_them.resume(stranger, Position("another run", at.number, at.digest))
    assert not all_of_them.resume(stranger, replace(at, digest="0" * 64))
    assert not all_of_them.resume(stranger, Position())


def test_who_comes_when_rounds_have_gone_by_unseen_begins_anew() -> None:
    all_of_them = Deputies()
    feed = FakeFeed("a")
    at = all_of_them.begin(feed)
    all_of_them.leave(feed)
    all_of_them._left_at -= 100
    all_of_them.publish([("unseen", ())])
    assert not all_of_them.resume(feed, at)
    assert all_of_them.begin(feed).run != at.run


def test_one_that_has_gone_is_not_taken_for_one_that_carries_on() -> None:
    all_of_them = Deputies()
    feed = FakeFeed("a")
    all_of_them.begin(feed)
    assert not all_of_them.hand_over("a", b"", within=0.0)  # it stays
    all_of_them.leave(feed)
    assert not all_of_them.hand_over("a", b"", within=0.0)


# the copy


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy(tmp_path / "copy")
    yield made
    made.close()


def kept(folder: Path) -> dict[str, list[str]]:
    """All that a host keeps in a folder, or a copy of it, by table."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as there:
        names = there.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: sorted(map(repr, there.execute(f"SELECT * FROM {name}")))
            for (name,) in names
            if name != "copied"
        }


def snapshot(folder: Path) -> bytes:
    """A host's database with nothing said in it."""
    with running(data=folder):
        pass
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as there:
        there.execute("PRAGMA journal_mode = DELETE")
    return (folder / DATABASE).read_bytes()


@pytest.mark.parametrize(
    "statement",
    ["ATTACH 'file:{}' AS other", "PRAGMA journal_mode = OFF", "CREATE TABLE more (a)",
     "DROP TABLE accounts", "VACUUM INTO '{}'", "no statement", "SELECT load_extension('{}')"],
)  # fmt: skip
def test_a_host_reaches_nothing_but_the_rows_of_its_copy(
    copy: Copy, tmp_path: Path, statement: str
) -> None:
    data = snapshot(tmp_path / "host")
    copy.begin(Position("run"), len(data))
    assert copy.piece(data)
    before = kept(tmp_path / "copy")
    outside = tmp_path / "outside.db"
    frame = Chain("run").next([(statement.format(outside), ())])
    with pytest.raises(StoreError):
        copy.apply(frame)
    assert not outside.exists()
    assert kept(tmp_path / "copy") == before
    assert copy.position == Position("run")


@pytest.mark.parametrize("value", [2**64, "\ud800", "half \udfff"])
def test_a_value_that_no_database_has_room_for_changes_nothing(
    copy: Copy, tmp_path: Path, value: object
) -> None:
    data = snapshot(tmp_path / "host")
    copy.begin(Position("run"), len(data))
    assert copy.piece(data)
    insert = "INSERT INTO targets (name) VALUES (?)"
    writes = [[insert, ["#a"]], [insert, [value]]]
    frame = {"run": "run", "number": 1, "before": "", "writes": writes}
    before = kept(tmp_path / "copy")
    with pytest.raises(FrameError):
        copy.apply(json.dumps(frame).encode())
    assert kept(tmp_path / "copy") == before
    copy.apply(Chain("run").next([(insert, ("#a",))]))
    assert copy.position.number == 1


def test_a_full_disk_is_said_as_such(copy: Copy, tmp_path: Path) -> None:
    data = snapshot(tmp_path / "host")
    copy.begin(Position("run"), len(data))
    assert copy.piece(data)
    there = copy._connection
    assert there is not None
    there.set_authorizer(None)
    there.execute("PRAGMA max_page_count = 1")  # no more than it has
    there.set_authorizer(_authorize)
    insert = "INSERT INTO targets (name) VALUES (?)"
    with pytest.raises(StoreError, match=f"disk with .*{tmp_path.name}.* is full"):
        copy.apply(Chain("run").next([(insert, ("#a" * 1_000_000,))]))


def test_a_damaged_snapshot_takes_the_place_of_nothing(copy: Copy, tmp_path: Path) -> None:
    data = snapshot(tmp_path / "host")
    copy.begin(Position("run", 3, "digest"), len(data))
    assert not copy.piece(data[:5000])
    assert copy.piece(data[5000:])
    before = kept(tmp_path / "copy")
    copy.begin(Position("other"), len(data))
    with pytest.raises((FrameError, StoreError)):
        copy.piece(bytes(len(data)))
    with pytest.raises(FrameError):
        copy.piece(b"more")
    assert kept(tmp_path / "copy") == before
    assert copy.position == Position("run", 3, "digest")


def test_a_hosts_own_files_are_never_taken_for_a_copy(tmp_path: Path) -> None:
    data = snapshot(tmp_path)
    with pytest.raises(StoreError, match="no copy"):
        Copy(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == data


def test_a_damaged_database_is_called_so_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"sixteen bytes ..")
    with pytest.raises(StoreError, match="is damaged"):
        Copy(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == b"sixteen bytes .."


def test_what_a_host_kept_that_went_over_stays_until_the_copy_is_whole(tmp_path: Path) -> None:
    data = snapshot(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as own:
        own.execute("CREATE TABLE only_here (one)")
    await_copy(tmp_path)
    with contextlib.closing(Copy(tmp_path)) as copy:
        assert copy.exists
        assert copy.position == Position()
        with pytest.raises(FrameError, match="before a copy"):
            copy.apply(b"")
        copy.begin(Position("run", 3, "digest"), len(data))
        copy.piece(data[:-1])
    with contextlib.closing(Copy(tmp_path)) as copy:
        assert "only_here" in kept(tmp_path)
        assert not (tmp_path / BEFORE).exists()
        copy.begin(Position("run", 3, "digest"), len(data))
        copy.piece(data)
        assert copy.position.run
    assert "only_here" not in kept(tmp_path)
    # As if the program had ended right before the copy was there.
    (tmp_path / DATABASE).unlink()
    with contextlib.closing(Copy(tmp_path)) as copy:
        assert copy.exists
        assert not copy.position.run
    assert "only_here" in kept(tmp_path)


def test_two_programs_keep_no_copy_in_one_folder(copy: Copy, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="already"):
        Copy(tmp_path / "copy")


# both together


class Deputy:
    """A deputy of a host, in a thread of its own."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.told: list[tuple[str, ...]] = []
        self.folder, self.error = folder, ""
        self.clock_at_copy = 0
        """The host's, as it had said it when the copy began to come."""
        self.follower = Follower(self.host_of(host), folder, self._tell)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @staticmethod
    def host_of(host: Host) -> Address:
        assert host.key is not None
        return replace(host.listeners[0].address, fingerprint=host.key.fingerprint)

    def _tell(self, *said: str) -> None:
        self.told.append(said)
        if said[0] == Word.COPYING:
            self.clock_at_copy = self.follower.clock()

    def _run(self) -> None:
        try:
            with self.follower:
                self.follower.run()
        except (RefusedError, StoreError) as error:
            self.error = str(error)

    def has_all_of(self, host: Host) -> bool:
        """Everybody has gone, and what is kept of that is here."""
        if host.people():
            return False
        host.pump.settle()
        return self.follower.position == host.deputies.position

    def end(self) -> None:
        self.follower.stop()
        self._thread.join(30)
        assert not self._thread.is_alive()


@contextlib.contextmanager
def deputy_of(host: Host, folder: Path) -> Iterator[Deputy]:
    deputy = Deputy(host, folder)
    try:
        yield deputy
    finally:
        deputy.end()


def copying(**more: object) -> contextlib.AbstractContextManager[Host]:
    return running(listen=LISTEN, deputies="any", throttle=False, **more)


def said_by(host: Host, nick: str, *words: str) -> None:
    """Somebody comes, says these in a room, has their echo, and goes."""
    with Raw(host.listeners[1].address) as raw:
        raw.send("CAP REQ :echo-message", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END")
        raw.send("JOIN #a", *(f"PRIVMSG #a :{one}" for one in words))
        for one in words:
            raw.says(one)


def compare(host_folder: Path, copy_folder: Path) -> None:
    ours, theirs = kept(host_folder), kept(copy_folder)
    assert ours["events"]
    assert ours == theirs


@pytest.mark.sockets
def test_a_deputy_has_all_that_was_said_before_and_after_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever else this computer does.
    monkeypatch.setattr(deputies, "FIRST_CONFIRMS_WITHIN", 30.0)
    host_folder, copy_folder = tmp_path / "host", tmp_path / "copy"
    with copying(data=host_folder) as host, deputy_of(host, copy_folder) as deputy:
        said_by(host, "ada", "before")
        wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
        # What somebody has had an echo for is there at once, with no waiting here.
        for number in range(20):
            said_by(host, f"ada{number}", f"round {number}")
            with contextlib.closing(sqlite3.connect(copy_folder / DATABASE)) as there:
                row = there.execute(
                    "SELECT 1 FROM events WHERE params LIKE ?", (f"%round {number}",)
                )
                assert row.fetchone()
        wait_until(lambda: deputy.has_all_of(host))
    compare(host_folder, copy_folder)
    words = [word for word, _ in deputy.told]
    assert words[:2] == ["copying", "standing"]


@pytest.mark.sockets
def test_what_is_said_passes_though_nobody_hears_how_deputies_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def on_deputy(_who: str, standing: Standing) -> None:
        told.append(standing)
        raise BrokenPipeError

    # Each round takes longer than a deputy may take, and so each tells how it stands.
    monkeypatch.setattr(deputies, "FIRST_CONFIRMS_WITHIN", 0.0)
    with copying(data=tmp_path / "host") as host:
        host.on_deputy = on_deputy
        with deputy_of(host, tmp_path / "copy") as deputy:
            wait_until(lambda: Standing.IN_SYNC in told)
            said_by(host, "ada", "one", "two", "three")
            wait_until(lambda: deputy.has_all_of(host))
    assert told.count(Standing.BEHIND) > 1


@pytest.mark.sockets
def test_a_host_says_that_it_is_there_while_it_gets_a_copy_ready(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(feed, "ALIVE_EVERY", 0.0)
    monkeypatch.setattr(feed, "_PAGES", 1)
    with copying() as host, deputy_of(host, tmp_path / "copy") as deputy:
        wait_until(lambda: deputy.has_all_of(host), what=lambda: deputy.told)
        assert deputy.clock_at_copy


def test_a_copy_has_what_another_half_has_handed_over(tmp_path: Path) -> None:
    with copying() as host:
        host.store.whole.clear()
        with deputy_of(host, tmp_path / "copy") as deputy:
            wait_until(deputy.follower.clock, what=lambda: deputy.told)
            assert not any(word == Word.COPYING for word, *_ in deputy.told)
            host.store.whole.set()
            wait_until(lambda: deputy.has_all_of(host), what=lambda: deputy.told)


def test_a_deputy_that_was_away_goes_on_where_it_was(tmp_path: Path) -> None:
    host_folder, copy_folder = tmp_path / "host", tmp_path / "copy"
    with copying(data=host_folder) as host:
        with deputy_of(host, copy_folder):
            said_by(host, "ada", "one")
            wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
        wait_until(lambda: not host.deputies.standings)
        said_by(host, "bo", "two", "three")
        with deputy_of(host, copy_folder) as again:
            wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
            wait_until(lambda: again.has_all_of(host))
            assert "copying" not in [word for word, _ in again.told]
    compare(host_folder, copy_folder)


@pytest.mark.sockets
def test_a_host_that_was_started_again_gives_a_new_copy(tmp_path: Path) -> None:
    host_folder, copy_folder = tmp_path / "host", tmp_path / "copy"
    with copying(data=host_folder) as host, deputy_of(host, copy_folder):
        said_by(host, "ada", "one")
        wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
    with copying(data=host_folder) as host, deputy_of(host, copy_folder) as deputy:
        said_by(host, "ada", "two")
        wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
        wait_until(lambda: deputy.has_all_of(host))
    compare(host_folder, copy_folder)


@pytest.mark.sockets
def test_the_copy_of_one_place_is_never_replaced_by_that_of_another(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    with copying() as host:
        said_by(host, "ada", "said at the first")
        with deputy_of(host, folder) as deputy:
            wait_until(lambda: deputy.has_all_of(host))
    before, inherited = kept(folder), (folder / INHERITANCE_FILE).read_bytes()
    with copying() as other:
        said_by(other, "bo", "said at the second")
        with deputy_of(other, folder) as deputy:
            wait_until(lambda: deputy.error)
        assert "the copy of another chat" in deputy.error
        assert kept(folder) == before
        assert (folder / INHERITANCE_FILE).read_bytes() == inherited
        # Where the copy was taken away, another place's may come, again and again.
        (folder / DATABASE).unlink()
        for _ in range(2):
            with deputy_of(other, folder) as deputy:
                wait_until(lambda: deputy.has_all_of(other))


def take_away(folder: Path) -> None:
    """Delete it though its files come and go, as the deputy writes them anew."""
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("alone", [False, True])
def test_a_copy_that_somebody_takes_away_is_told_and_not_in_sync(
    tmp_path: Path, *, alone: bool
) -> None:
    folder = tmp_path / "copy"
    with contextlib.ExitStack() as stack:
        with copying() as host:
            said_by(host, "ada", "hi")
            deputy = stack.enter_context(deputy_of(host, folder))
            wait_until(lambda: deputy.has_all_of(host))
            if not alone:
                take_away(folder)
                wait_until(lambda: not host.deputies.standings)
        if alone:
            take_away(folder)
        wait_until(lambda: deputy.error)
    assert "was taken away" in deputy.error


def test_a_folder_whose_first_copy_never_became_whole_is_still_a_deputys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    monkeypatch.setattr(Copy, "piece", lambda *_: begun.set())  # as if it ended before the last one
    with copying() as host:
        said_by(host, "ada", "hi")
        with deputy_of(host, tmp_path):
            wait_until(begun.is_set)
        assert not (tmp_path / DATABASE).exists()
        there = copied_from(tmp_path)
        assert there is not None
        assert host.key is not None
        assert there.fingerprint == host.key.fingerprint


def test_a_host_goes_on_without_a_deputy_that_hangs(tmp_path: Path) -> None:
    with copying(data=tmp_path / "host") as host:
        assert host.key is not None
        with deputy_of(host, tmp_path / "copy") as deputy:
            wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
            holding = threading.Event()
            apply = deputy.follower._copy.apply

            def hang(frame: bytes) -> Position:
                holding.wait(30)
                return apply(frame)

            deputy.follower._copy.apply = hang  # type: ignore[method-assign]
            said_by(host, "ada", "nobody waits for it")
            wait_until(lambda: Standing.BEHIND in host.deputies.standings.values())
            said_by(host, "bo", "nor for this")
            holding.set()
            wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
            wait_until(lambda: deputy.has_all_of(host))
    compare(tmp_path / "host", tmp_path / "copy")


@pytest.mark.sockets
def test_of_two_programs_with_one_copied_folder_the_second_is_told_so(tmp_path: Path) -> None:
    with copying(data=tmp_path / "host") as host, deputy_of(host, tmp_path / "copy") as first:
        wait_until(lambda: Standing.IN_SYNC in host.deputies.standings.values())
        there, twin = tmp_path / "copy", tmp_path / "twin"
        shutil.copytree(there, twin, ignore=shutil.ignore_patterns(".*"))  # what is half written
        with deputy_of(host, tmp_path / "twin") as second:
            wait_until(lambda: second.error, what=lambda: second.told)
            assert f"the folder {tmp_path / 'twin'} was copied" in second.error
        said_by(host, "ada", "still in step")
        wait_until(lambda: first.has_all_of(host))
        assert list(host.deputies.standings.values()) == [Standing.IN_SYNC]
        assert not first.error


def has_ended(link: HostLink) -> bool:
    try:
        link.receive(1)
    except TimeoutError:
        return False
    except (EOFError, OSError):
        return True
    return False


@pytest.mark.sockets
def test_who_comes_again_after_its_line_was_cut_is_no_second_one(tmp_path: Path) -> None:
    """The host has not noticed: it was preparing a copy, and does not wait for a word then."""
    with copying() as host:
        host.store.whole.clear()
        with HostLink(Deputy.host_of(host)) as cut:
            cut.ask()
            ((_, challenge),) = cut.receive(20)
            cut.send(Kind.ANSWER, identity.answer(load_key(tmp_path).file, cut.key, challenge))
            while Kind.ALIVE not in [kind for kind, _ in cut.receive(20)]:
                pass
            with deputy_of(host, tmp_path) as deputy:
                wait_until(lambda: has_ended(cut) or deputy.error)
                host.store.whole.set()
                wait_until(lambda: deputy.has_all_of(host) or deputy.error)
                assert not deputy.error


@pytest.mark.sockets
def test_who_may_not_copy_is_told_so_and_gets_nothing(tmp_path: Path) -> None:
    for rule in ("none", "known"):
        with (
            running(listen=LISTEN, deputies=rule, data=tmp_path / rule) as host,
            deputy_of(host, tmp_path / f"copy {rule}") as deputy,
        ):
            wait_until(lambda: deputy.error, what=lambda: deputy.told)
            assert not (tmp_path / f"copy {rule}" / DATABASE).exists()
            assert not host.deputies.standings


@pytest.mark.sockets
def test_who_began_the_place_may_have_a_copy_of_whoever_hosts_it_now(tmp_path: Path) -> None:
    keep_roster(tmp_path / "host", Roster(load_key(tmp_path / "began").fingerprint, 2))
    with (
        running(listen=LISTEN, deputies="known", data=tmp_path / "host") as host,
        deputy_of(host, tmp_path / "began") as deputy,
    ):
        wait_until(lambda: deputy.has_all_of(host), what=lambda: (deputy.told, deputy.error))


@pytest.mark.sockets
def test_a_copy_is_made_of_no_host_with_another_key(tmp_path: Path) -> None:
    with copying(data=tmp_path / "host") as host:
        where = replace(host.listeners[0].address, fingerprint="0" * 64)
        told: list[tuple[str, str]] = []
        with Follower(where, tmp_path / "copy", lambda *said: told.append(said)) as follower:
            thread = threading.Thread(target=follower.run)
            thread.start()
            wait_until(lambda: told)
            follower.stop()
            thread.join(30)
        assert told[0][0] == "apart"
        assert not host.deputies.standings
    with pytest.raises(ValueError, match="no key"):
        Follower(Address("127.0.0.1", 1, True), tmp_path / "other", bool)  # type: ignore[arg-type]


@pytest.mark.sockets
@pytest.mark.parametrize("attended", [True, False])
def test_a_copy_ends_to_which_nobody_listens(tmp_path: Path, attended: bool) -> None:
    """The window that started it was closed before it could say a word."""
    nowhere = Address("127.0.0.1", 1, True, "", "0" * 64)
    options = [f"--deputy-of={nowhere}", f"--data={tmp_path}", "--listen=ircs://127.0.0.1:0"]
    options += ["--attended"] if attended else []
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as nobody_reads:
        ended = subprocess.run(
            [sys.executable, "-m", "desktopchat", "serve", *options],
            stdin=subprocess.DEVNULL,
            stdout=nobody_reads,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.sockets
def test_whatever_is_raised_where_one_waits_ends_that(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    there = Address("127.0.0.1", 1, True, "", "0" * 64)
    listen = [Address("127.0.0.1", 0, True)]
    with (
        contextlib.suppress(ZeroDivisionError),
        Follower(there, tmp_path, lambda *_: None, listen=listen) as follower,
    ):
        port = follower.addresses[0].port
        assert set(threading.enumerate()) > before
        raise ZeroDivisionError
    assert set(threading.enumerate()) <= before
    assert not in_use(tmp_path)
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.sockets
def test_a_host_that_can_not_start_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(threading.enumerate())
    host = Host(HostConfig(data=tmp_path, listen=[Address("127.0.0.1", 0, True)]))

    def no_thread() -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(host.doors, "start", no_thread)
    with pytest.raises(RuntimeError, match="thread"):
        host.start()
    assert set(threading.enumerate()) <= before
    assert not in_use(tmp_path)


@pytest.mark.sockets
def test_why_there_is_no_connection_is_told_once_in_plain_words(tmp_path: Path) -> None:
    port = free_port()
    nowhere = Address("127.0.0.1", port, True, "", "0" * 64)
    options = (f"--deputy-of={nowhere}", f"--data={tmp_path}", "--listen=ircs://127.0.0.1:0")
    with Process("serve", *options, "--no-discovery") as process:
        wait_until(lambda: process.told("apart"), what=lambda: process.err)
        # It is tried again: something else answers there by then.
        with contextlib.ExitStack() as open_:
            other = open_.enter_context(socket.create_server(("127.0.0.1", port)))
            other.settimeout(0.05)

            def answer() -> None:
                with contextlib.suppress(TimeoutError):
                    open_.enter_context(other.accept()[0]).sendall(b"nothing encrypted\r\n")

            wait_until(lambda: len(process.told("apart")) == 2, step=answer)
    assert process.told("apart") == [
        "Connection refused",
        "what answers there does not encrypt as a host does",
    ]
    assert process.err == [
        f"desktopchat: No connection to the host: {why}. It is tried again."
        for why in process.told("apart")
    ]


@pytest.mark.sockets
def test_a_copy_of_a_copy_is_told_of_whom_it_is_one(tmp_path: Path) -> None:
    port = free_port()
    with hosting(tmp_path / "host") as (_, there), deputy(there, tmp_path / "copy", port):
        at = replace(there, port=port, fingerprint=load_key(tmp_path / "copy").fingerprint)
        options = (f"--deputy-of={at}", f"--data={tmp_path / 'other'}", "--no-discovery")
        with Process("serve", *options, "--listen=ircs://127.0.0.1:0") as other:
            wait_until(lambda: other.told("apart"), what=lambda: other.err)
            assert other.told("apart") == [
                f"that computer keeps a copy itself, of {there}: give that link"
            ]


@contextlib.contextmanager
def secured(host: Host) -> Iterator[ssl.SSLSocket]:
    """An encrypted connection to a host by somebody who trusts any key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    port = host.listeners[0].address.port
    with (
        socket.create_connection(("127.0.0.1", port), 30) as plain,
        context.wrap_socket(plain) as link,
    ):
        yield link


@pytest.mark.sockets
@pytest.mark.parametrize("begin", [b"nothing of sense", message(Kind.CONFIRM, b"{}")])
def test_who_does_not_say_who_they_are_gets_nothing(tmp_path: Path, begin: bytes) -> None:
    with copying(data=tmp_path / "host") as host:
        with secured(host) as link:
            link.sendall(REQUEST + b"\r\nHost: h\r\n\r\n" + begin)
            came = b""
            with contextlib.suppress(OSError):
                while data := link.recv(65536):
                    came += data
        assert came.startswith(b"HTTP/1.1 101 ")
        assert len(came) < 300  # the challenge, and no more
        said_by(host, "ada", "and nobody notices")


@pytest.mark.sockets
def test_who_never_ends_asking_for_a_copy_is_sent_away_and_no_error() -> None:
    """That no error was logged is seen to for each test."""
    with running(listen=LISTEN, deputies="any") as host:
        with secured(host) as link:
            host.config.handshake_within = 0.1  # seconds; the handshake had longer
            link.sendall(REQUEST + b"\r\n")
            with contextlib.suppress(OSError):
                assert link.recv(1) == b""
        wait_until(lambda: not host.handlers)


def test_what_a_killed_host_was_getting_ready_for_a_deputy_is_removed(tmp_path: Path) -> None:
    left, other = tmp_path / f"{SNAPSHOT}4711", tmp_path / f"{SNAPSHOT}of-mine.txt"
    left.mkdir()
    (left / DATABASE).write_bytes(b"as large as all that was said")
    other.write_text("no folder")
    with contextlib.closing(HostStore(tmp_path)):
        assert not left.exists()
        assert other.exists()


def test_no_more_waits_for_a_deputy_than_the_host_keeps_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_BACKLOG", 100_000)
    ours, theirs = socket.socketpair()
    with ours, theirs, contextlib.closing(HostStore(tmp_path)) as store:
        slow = feed.DeputyFeed(
            ours,
            SecureStream(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), server_side=True),
            store,
            Deputies(),
            host="",
            may_copy=bool,
            inheritance=bytes,
            clock=int,
            blobs=Blobs(tmp_path),
            yields=Copies(tmp_path, store, Deputies(), lambda _: None),  # type: ignore[arg-type]
            stopping=threading.Event(),
            ended=bool,
        )
        for _ in range(20):
            slow.give(Kind.FRAME, bytes(10_000))
        assert 90_000 <= sum(map(len, slow._given)) <= 100_000
        with pytest.raises(EOFError, match="slow"):
            slow._check_pace()
        slow.give(Kind.FRAME, bytes(MESSAGE_MAX))  # whoever commits is not held up by that
        slow.serve()  # nobody is there: it ends, and closes what it has


class Killed:
    """A host and its deputy as processes of their own, which end as if the power failed."""

    def __init__(self, folder: Path) -> None:
        self.host_folder, self.copy_folder = folder / "host", folder / "copy"
        self.ports = ""
        self.people = 0

    @contextlib.contextmanager
    def host(self) -> Iterator[tuple[Address, str]]:
        """Where programs on this computer come in, and the link that a deputy needs."""
        listen = self.ports.split() or ["--listen=irc://127.0.0.1:0", "--listen=ircs://127.0.0.1:0"]
        options = [
            "--deputies=any",
            "--no-throttle",
            "--no-discovery",
            f"--data={self.host_folder}",
        ]
        with Serve(*options, *listen, listen=False) as process:
            wait_until(lambda: len(process.told("listening")) == 2)
            plain, secure = map(parse_address, process.told("listening"))
            self.ports = f"--listen={plain} --listen={secure}"
            key = load_key(self.host_folder).fingerprint
            yield plain, str(replace(secure, fingerprint=key))
            process.signal(signal.SIGKILL)

    @contextlib.contextmanager
    def deputy(self, link: str) -> Iterator[Process]:
        listen = "--listen=ircs://127.0.0.1:0"
        options = ("serve", f"--deputy-of={link}", f"--data={self.copy_folder}", listen)
        with Process(*options) as process:
            wait_until(
                lambda: "in-sync" in process.told("standing"),
                what=lambda: process.out + process.err,
            )
            yield process
            process.signal(signal.SIGKILL)

    def says(self, where: Address, *words: str) -> None:
        with Raw(where) as raw:
            raw.send("CAP REQ :echo-message", "CAP END")
            self.people += 1
            raw.register(f"ada{self.people}", "#a")
            for one in words:
                raw.send(f"PRIVMSG #a :{one}")
                raw.says(one)

    def copied(self, *words: str) -> bool:
        said = "".join(kept(self.copy_folder)["events"])
        return all(one in said for one in words)


@pytest.mark.sockets
def test_nothing_is_lost_or_doubled_when_either_is_killed(tmp_path: Path) -> None:
    both = Killed(tmp_path)
    with both.host() as (where, link):
        both.says(where, "alone")
        for number in range(3):  # the deputy is killed each time, and goes on
            with both.deputy(link):
                both.says(where, f"with a deputy {number}")
                wait_until(lambda: both.copied("alone", f"with a deputy {number}"))  # noqa: B023
        both.says(where, "without one")
        with both.deputy(link):
            both.says(where, "the last words")
            wait_until(lambda: both.copied("without one", "the last words"))
            # Now the host is killed, and with it nothing of that.
    assert both.copied("without one", "the last words")
    with both.host() as (where, link), both.deputy(link):
        both.says(where, "the host is back")
        wait_until(lambda: both.copied("the host is back"))
    said = "".join(kept(both.copy_folder)["events"])
    for one in ("alone", "with a deputy 0", "without one", "the last words", "the host is back"):
        assert said.count(f"'{one}'") == 1


@pytest.mark.sockets
def test_a_copy_is_served_like_any_host(tmp_path: Path) -> None:
    """By hand: whoever has the copy hosts it."""
    both = Killed(tmp_path)
    with both.host() as (where, link), both.deputy(link):
        both.says(where, "said elsewhere")
        wait_until(lambda: both.copied("said elsewhere"))
    with running(data=both.copy_folder) as host, Raw(host) as raw:
        raw.send("CAP REQ :draft/chathistory message-tags server-time batch", "CAP END")
        raw.register("bo", "#a")
        raw.send("CHATHISTORY LATEST #a * 50")
        raw.says("said elsewhere")
