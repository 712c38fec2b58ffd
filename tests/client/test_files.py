"""Files to and from a real host, over ways that are cut."""

import contextlib
import random
import threading
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from desktopchat.client.files import web as web_module
from desktopchat.client.files.download import download
from desktopchat.client.files.transfers import State, Transfer, Transfers
from desktopchat.client.files.upload import FileError, Job, StoppedError, ask_largest, upload
from desktopchat.client.files.web import Web
from desktopchat.client.model import Conversation, ConversationKind, FileToken
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.store.person.uploads import Source, StartedUpload, Uploads
from tests.client.cutting import cable
from tests.host.filehost import Web as Other
from tests.host.filehost import sharing, token
from tests.host.wire import Raw
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

Sharing = tuple[Host, Raw, Other]
SIZE = 3_000_000


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "_PAUSES", (0.01,))


@pytest.fixture
def lab() -> Iterator[Sharing]:
    with sharing() as lab:
        yield lab


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "notes 你好.bin"
    path.write_bytes(random.Random(7).randbytes(SIZE))
    return path


def host_web(lab: Sharing, tls: int = 1, pin: str | None = None) -> Web:
    host = lab[0]
    assert host.key is not None
    return Web(host.listeners[tls].address, (host.key.fingerprint if pin is None else pin) * tls)


def tokens(lab: Sharing) -> Callable[[], str]:
    return lambda: token(lab[1], "#lab")


@pytest.mark.parametrize("tls", [0, 1])
def test_a_file_goes_up_and_comes_down(
    lab: Sharing, source: Path, tmp_path: Path, tls: int
) -> None:
    seen: list[int] = []
    stop = threading.Event()
    job = Job(source, source.name, tokens(lab), on_progress=seen.append)
    place = upload(host_web(lab, tls), job, stop)
    assert seen == sorted(seen)
    assert seen[-1] == SIZE
    down = tmp_path / "down"
    for name in (source.name, "notes 你好 (2).bin", "notes 你好 (3).bin"):
        got = download(host_web(lab, tls), place, down, source.name, stop)
        assert got == down / name
        assert got.read_bytes() == source.read_bytes()
    got = download(host_web(lab, tls), place, down, "x.bin", stop, exactly=True)
    assert download(host_web(lab, tls), place, down, "x.bin", stop, exactly=True) == got
    assert sorted(path.name for path in down.iterdir()) == sorted(
        [source.name, "notes 你好 (2).bin", "notes 你好 (3).bin", "x.bin"]
    )


def test_an_empty_file(lab: Sharing, tmp_path: Path) -> None:
    empty, stop = tmp_path / "empty", threading.Event()
    empty.touch()
    place = upload(host_web(lab), Job(empty, "empty", tokens(lab)), stop)
    got = download(host_web(lab), place, tmp_path / "down", "empty", stop)
    assert got.read_bytes() == b""


def test_twenty_cuts_cost_little(lab: Sharing, source: Path, tmp_path: Path) -> None:
    host, stop, waits = lab[0], threading.Event(), []
    chance = random.Random(3)
    cuts = [chance.randrange(1, 2 * SIZE // 20) for _ in range(20)]
    with cable(host.listeners[1].address, *cuts) as way:
        web = Web(way.address)
        job = Job(source, source.name, tokens(lab), on_wait=waits.append)
        place = upload(web, job, stop)
        assert way.connections >= 10
        assert True in waits
        assert waits[-1] is False
        # What was on its way when it was cut is sent again, and heads; not what had come.
        assert way.sent < SIZE + way.connections * 400_000
    with cable(host.listeners[1].address, *cuts) as way:
        got = download(Web(way.address), place, tmp_path / "down", source.name, stop)
        assert got.read_bytes() == source.read_bytes()
        assert way.connections >= 10
        assert way.received < SIZE + way.connections * 400_000


def test_what_was_stopped_goes_on_later(lab: Sharing, source: Path, tmp_path: Path) -> None:
    kept: list[StartedUpload] = []
    stop = threading.Event()

    def progress(there: int) -> None:
        if there > SIZE // 3:
            stop.set()

    job = Job(source, source.name, tokens(lab), on_begun=kept.append, on_progress=progress)
    with pytest.raises(StoppedError):
        upload(host_web(lab), job, stop)
    wait_until(lambda: not lab[0].files._uploads)
    there: list[int] = []
    again = Job(source, source.name, tokens(lab), kept[0], on_progress=there.append)
    place = upload(host_web(lab), again, threading.Event())
    assert place == kept[0].place
    assert there[0] > 0
    stop.clear()
    folder = tmp_path / "down"
    with pytest.raises(StoppedError):
        download(host_web(lab), place, folder, "a", stop, on_progress=progress)
    (part,) = folder.iterdir()
    assert part.suffix == ".part"
    there.clear()
    got = download(host_web(lab), place, folder, "a", threading.Event(), on_progress=there.append)
    assert there[0] > 0
    assert got.read_bytes() == source.read_bytes()
    assert list(folder.iterdir()) == [got]


def test_a_token_that_is_too_old_is_asked_for_again(lab: Sharing, source: Path) -> None:
    given = iter(["long ago", token(lab[1])])
    assert upload(host_web(lab), Job(source, "a", lambda: next(given)), threading.Event())


def test_an_upload_that_the_host_has_forgotten_begins_anew(lab: Sharing, source: Path) -> None:
    gone = "/files/AAAAAAAAAAAAAAAAAAAAAA/a"
    place = upload(
        host_web(lab), Job(source, "a", tokens(lab), StartedUpload(gone)), threading.Event()
    )
    assert place != gone


def test_a_guest_who_comes_again_goes_on_with_the_token_and_without_it_begins_anew(
    lab: Sharing, source: Path
) -> None:
    path = str(lab[2].begin(source.name, SIZE).path)
    begun = StartedUpload(path, lab[2].bearer)
    lab[2].piece(path, 0, source.read_bytes()[:1000])
    with Raw(lab[0]).register("ada2", "#lab") as later:
        fresh = lambda: token(later, "#lab")  # noqa: E731
        kept: list[StartedUpload] = []
        there: list[int] = []
        web = host_web(lab)
        job = Job(source, source.name, fresh, StartedUpload(path), kept.append)
        assert upload(web, job, threading.Event()) == kept[0].place != path
        job = Job(source, source.name, fresh, begun, on_progress=there.append)
        assert upload(web, job, threading.Event()) == path
        assert there[0] == 1000


def test_what_an_older_version_began_is_known(tmp_path: Path) -> None:
    path = tmp_path / "uploads.json"
    source = Source("h", "/a", 1, 2)
    for kept, begun in (
        ('"/files/x"', StartedUpload("/files/x")),
        ('["/files/x", "t"]', StartedUpload("/files/x", "t")),
        ('["/files/x", 1]', StartedUpload()),
        ("[]", StartedUpload()),
        ("{}", StartedUpload()),
    ):
        path.write_text(f'{{"{source.key}": {kept}}}')
        assert Uploads(path).begun(source) == begun


def test_another_key_gets_nothing(lab: Sharing, source: Path) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("")
        return token(lab[1])

    with pytest.raises(FileError, match="another key"):
        upload(host_web(lab, pin="0" * 64), Job(source, "a", ask), threading.Event())
    assert asked == []


def test_what_the_host_says_is_told(lab: Sharing, tmp_path: Path, source: Path) -> None:
    lab[0].config.file_megabytes = 1
    with pytest.raises(FileError, match="up to 1 MB each"):
        upload(host_web(lab), Job(source, "a", tokens(lab)), threading.Event())
    with pytest.raises(FileError, match="has this file no more"):
        download(host_web(lab), "/files/AAAAAAAAAAAAAAAAAAAAAA", tmp_path, "a", threading.Event())
    missing = Job(tmp_path / "none", "none", tokens(lab))
    with pytest.raises(FileError, match="can't be read: No such file"):
        upload(host_web(lab), missing, threading.Event())


def test_a_file_that_changes_meanwhile_is_not_taken_for_whole(lab: Sharing, source: Path) -> None:
    def change(there: int) -> None:
        if there > SIZE // 2:
            with source.open("r+b") as file:
                file.truncate(SIZE - 10)

    places: list[StartedUpload] = []
    job = Job(source, "a", tokens(lab), on_progress=change, on_begun=places.append)
    stop = threading.Event()
    web = host_web(lab)
    with pytest.raises(FileError, match="has changed while it was sent"):
        upload(web, job, stop)
    assert places[-1] == StartedUpload()  # the next time it goes anew


def test_waiting_can_be_broken_off(lab: Sharing, source: Path) -> None:
    stop = threading.Event()
    with cable(lab[0].listeners[1].address) as way:
        web = Web(way.address)
        entered = threading.Event()

        def never() -> str:
            entered.set()
            stop.wait(10)
            return "x"

        failed: list[BaseException] = []

        def work() -> None:
            try:
                upload(web, Job(source, "a", never), stop)
            except StoppedError as error:
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        assert entered.wait(5)
        stop.set()
        web.break_off()
        thread.join(5)
        assert failed


# A few at a time, for a window


class Desk:
    """Transfers with a host, driven as a window drives them."""

    def __init__(self, lab: Sharing) -> None:
        self.lab = lab
        self.news = threading.Event()
        self.transfers = Transfers(self.news.set, lambda _path: (640, 480))
        self.room = Conversation("#lab", "#lab", ConversationKind.ROOM)
        self.way: Address | None = None

    def turn(self) -> None:
        host = self.lab[0]
        assert host.key is not None
        self.transfers.go_on(self.way or host.listeners[1].address, host.key.fingerprint)
        if self.transfers.wants_token() is not None:
            self.transfers.give(FileToken(token(self.lab[1], "#lab")))

    def until(self, done: Callable[[], object]) -> None:
        wait_until(done, 20, lambda: str(self.transfers.items), self.turn)

    @contextlib.contextmanager
    def half_a_way(self) -> Iterator[None]:
        """A part of each file goes here, and no more; at the end of this its host is gone."""
        progress, gone = Transfers._progress, threading.Event()

        def holding(one: Transfer, there: int) -> None:
            progress(one, there)
            if there:
                gone.wait(20)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Transfers, "_progress", staticmethod(holding))
            # What is cut is held as well: else it may be whole, over a further connection, before
            # anybody looks.
            with cable(self.lab[0].listeners[1].address, SIZE // 3, SIZE // 3) as way:
                self.way = way.address
                yield
            gone.set()
        # It is tried there further, where nobody listens any more.


@pytest.fixture
def desk(lab: Sharing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    desk = Desk(lab)
    yield desk
    desk.transfers.close()


def test_several_go_in_a_line_and_one_that_fails_may_be_tried_again(
    desk: Desk, tmp_path: Path, source: Path
) -> None:
    late = tmp_path / "late.txt"
    sent = [desk.transfers.send(path, desk.room) for path in (source, source, source, late)]
    desk.until(lambda: sum(one.state is State.DONE for one in sent) == 3)
    desk.until(lambda: sent[3].state is State.FAILED)
    assert "No such file" in sent[3].why
    late.write_text("here")
    sent[3].again()
    desk.until(lambda: sent[3].state is State.DONE)
    down = tmp_path / "down"
    for one in sent:
        found = one.link.split("/")[2]
        desk.transfers.fetch(found, one.name, down)
    desk.until(lambda: all(one.state is State.DONE for one in desk.transfers.items))
    assert sorted(path.name for path in down.iterdir()) == [
        "late.txt", "notes 你好 (2).bin", "notes 你好 (3).bin", "notes 你好.bin"
    ]  # fmt: skip
    assert {one.there == one.size for one in desk.transfers.items} == {True}


def test_a_host_that_is_away_for_long_is_waited_for(
    desk: Desk, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "GIVE_UP", 0.05)
    with desk.half_a_way():
        one = desk.transfers.send(source, desk.room)
        desk.until(lambda: one.there)
    wait_until(lambda: one.thread is None, 20, lambda: str(one))
    assert one.state is State.LOST
    waiting = desk.transfers.send(source, desk.room)
    desk.transfers.disconnected()
    assert waiting.state is State.LOST
    desk.way = None
    desk.until(lambda: one.state is waiting.state is State.DONE)


def test_what_is_on_its_way_begins_anew_where_another_host_carries_on(
    desk: Desk, source: Path, tmp_path: Path
) -> None:
    there = desk.transfers.send(source, desk.room)
    desk.until(lambda: there.state is State.DONE)
    desk.transfers.said(there)
    old, down = there.place.split("/")[2], tmp_path / "down"
    with desk.half_a_way():
        up = desk.transfers.send(source, desk.room, name="again.bin")
        fetched = desk.transfers.fetch(old, "old.bin", down)
        desk.until(lambda: up.there and fetched.there)
    wait_until(
        lambda: up.state is fetched.state is State.LOST, 20, lambda: str(desk.transfers.items)
    )
    with sharing() as other:
        desk.lab, desk.way = other, None
        desk.until(lambda: up.state is State.DONE)
        desk.until(lambda: fetched.state is State.FAILED)
        assert "no more" in fetched.why
        new = desk.transfers.fetch(up.place.split("/")[2], "new.bin", down)
        desk.until(lambda: new.state is State.DONE)
        assert new.path.read_bytes() == source.read_bytes()


def test_what_is_paused_goes_on_where_it_was_and_holds_up_nothing(
    desk: Desk, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress, seen, paused = Transfers._progress, list[tuple[str, int]](), set[str]()

    def pausing(one: Transfer, there: int) -> None:
        progress(one, there)
        seen.append((one.name, there))
        if there > SIZE // 3 and one.name not in paused:
            paused.add(one.name)
            one.pause()

    monkeypatch.setattr(Transfers, "_progress", staticmethod(pausing))
    (tmp_path / "other.bin").write_bytes(b"short")
    one = desk.transfers.send(source, desk.room, name="up.bin")
    two = desk.transfers.send(tmp_path / "other.bin", desk.room)
    desk.until(lambda: two.state is State.DONE and one.thread is None)
    assert one.state is State.PAUSED
    one.again()
    desk.until(lambda: one.state is State.DONE)
    three = desk.transfers.fetch(one.place.split("/")[2], "down.bin", tmp_path / "down")
    desk.until(lambda: three.state is State.PAUSED and three.thread is None)
    three.again()
    desk.until(lambda: three.state is State.DONE)
    assert three.path.read_bytes() == source.read_bytes()
    for name in ("up.bin", "down.bin"):
        went = [there for which, there in seen if which == name]
        # What was on its way goes again; not what had come.
        assert all(before - after < 400_000 for before, after in pairwise(went))


def test_a_link_tells_the_pixels_of_a_picture_and_the_bytes_of_another_file(
    desk: Desk, tmp_path: Path
) -> None:
    for name in ("sea.png", "notes.txt"):
        (tmp_path / name).write_text("anything")
    sent = [desk.transfers.send(tmp_path / name, desk.room) for name in ("sea.png", "notes.txt")]
    desk.until(lambda: all(one.state is State.DONE for one in sent))
    assert sent[0].link.endswith("/sea.png#640x480")
    assert sent[1].link.endswith("/notes.txt#8B")


def test_a_link_tells_how_long_a_sound_is(desk: Desk, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "tone.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 7))
    (tmp_path / "none.mp3").write_bytes(b"no sound" * 50)
    sent = [desk.transfers.send(tmp_path / name, desk.room) for name in ("tone.wav", "none.mp3")]
    desk.until(lambda: all(one.state is State.DONE for one in sent))
    assert sent[0].link.endswith("/tone.wav#112044B7s")
    assert sent[1].link.endswith("/none.mp3#400B")


def test_what_is_cancelled_ends_and_is_forgotten(desk: Desk, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(400_000_000)
    one = desk.transfers.send(large, desk.room)
    desk.until(lambda: one.there > 1_000_000)
    thread = one.thread
    desk.transfers.forget(one)
    assert desk.transfers.items == []
    wait_until(lambda: thread is None or not thread.is_alive())
    assert Uploads().begun(Source.of(desk.lab[0].key.fingerprint, large)) == StartedUpload()  # type: ignore[union-attr]


@pytest.mark.parametrize("paused", [False, True])
def test_nothing_stays_of_a_download_that_is_cancelled(
    desk: Desk, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, paused: bool
) -> None:
    progress, came, go_on = Transfers._progress, threading.Event(), threading.Event()

    def halting(one: Transfer, there: int) -> None:
        progress(one, there)
        if not one.is_upload and there > SIZE // 3:
            came.set()
            assert go_on.wait(20)

    monkeypatch.setattr(Transfers, "_progress", staticmethod(halting))
    up = desk.transfers.send(source, desk.room)
    desk.until(lambda: up.state is State.DONE)
    down = tmp_path / "down"
    one = desk.transfers.fetch(up.place.split("/")[2], "down.bin", down)
    desk.until(came.is_set)
    assert list(down.iterdir())
    if paused:
        one.pause()
        go_on.set()
        desk.until(lambda: one.thread is None)
        assert list(down.iterdir())
    desk.transfers.forget(one)
    go_on.set()
    wait_until(lambda: not list(down.iterdir()))


def test_the_host_tells_how_large_a_file_may_be() -> None:
    for megabytes, told in ((2, 2_000_000), (0, None)):
        with sharing(file_megabytes=megabytes) as (host, _, _web):
            assert host.key is not None
            address, key = host.listeners[1].address, host.key.fingerprint
            assert ask_largest(address, key) == told
            assert ask_largest(address, "0" * 64) is None
    assert ask_largest(address, key) is None  # it has gone
