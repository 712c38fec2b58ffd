"""Shared files are with the deputies, too, and where a deputy carries on they are there."""

import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from desktopchat.host.deputies.copied_files import (
    PIECE,
    ROOM_FOR_WORDS,
    CopiedFiles,
    piece_of,
    wanted,
)
from desktopchat.host.deputies.frames import FrameError
from desktopchat.store.place.blobs import FOLDER, Blobs
from tests.host.filehost import Web, token
from tests.host.test_deputies import LISTEN, copying, deputy_of
from tests.host.wire import Raw, running
from tests.waiting import wait_until


def blob(blobs: Blobs, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    blobs.begin("t")
    with blobs.append("t") as file:
        file.write(data)
    blobs.finish("t", digest)
    return digest


def fetch(copied: CopiedFiles, source: Blobs, most: int = 1000) -> list[str]:
    """Ask and answer until nothing more is wanted; the hashes in the order of asking."""
    asked = []
    want = copied.ask()
    while want is not None and len(asked) < most:
        digest, at = wanted(want)
        asked.append(digest)
        want = copied.take(piece_of(source, digest, at))
    return asked


def test_the_small_ones_come_first_and_all_are_as_they_were(tmp_path: Path) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    data = [os.urandom(PIECE * 3 + 1), b"small", os.urandom(PIECE)]
    digests = [blob(there, one) for one in data]
    known = {digest: len(one) for digest, one in zip(digests, data, strict=True)}
    copied = CopiedFiles(here, lambda: known, tidy=True)
    asked = fetch(copied, there)
    assert list(dict.fromkeys(asked)) == [digests[1], digests[2], digests[0]]
    assert [here.path(digest).read_bytes() for digest in digests] == data
    assert copied.complete


def test_a_file_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    data = os.urandom(PIECE * 3)
    digest = blob(there, data)
    first = CopiedFiles(here, lambda: {digest: len(data)}, tidy=True)
    fetch(first, there, most=1)
    again = CopiedFiles(here, lambda: {digest: len(data)}, tidy=True)
    want = again.ask()
    assert want is not None
    assert wanted(want) == (digest, PIECE)
    assert again.take(piece_of(there, *wanted(want))) is not None
    assert not again.complete


def test_what_the_host_has_not_or_has_otherwise_is_left_out(tmp_path: Path) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    real, gone = blob(there, b"real"), "0" * 64
    changed = blob(there, b"was otherwise")
    there.path(changed).write_bytes(b"another one!!")
    known = {gone: 10, changed: 13, real: 4}
    copied = CopiedFiles(here, lambda: known, tidy=True)
    fetch(copied, there)
    assert copied.complete
    assert here.path(real).read_bytes() == b"real"
    assert not here.path(changed).exists()


def test_what_the_host_had_not_is_asked_for_again_later(tmp_path: Path) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    digest = hashlib.sha256(b"late").hexdigest()
    copied = CopiedFiles(here, lambda: {digest: 4}, tidy=True)
    assert fetch(copied, there) == [digest]
    blob(there, b"late")
    copied._look_at = copied._again_at = 1e-9  # it is time to
    assert fetch(copied, there) == [digest]
    assert here.path(digest).read_bytes() == b"late"


def test_what_is_shared_no_more_goes_from_a_copy(tmp_path: Path) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    old, new = blob(there, b"old"), blob(there, b"new")
    known = {old: 3}
    copied = CopiedFiles(here, lambda: known, tidy=True)
    fetch(copied, there)
    assert here.path(old).exists()
    known.pop(old)
    known[new] = 3
    copied._look_at = 1e-9  # it is time to look again
    fetch(copied, there)
    assert here.path(new).exists()
    assert not here.path(old).exists()


def test_what_the_disk_does_not_take_is_told_once_and_without_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    digest = blob(there, b"new")
    copied = CopiedFiles(here, lambda: {digest: 3}, tidy=True)

    def full(_digest: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(here, "begin", full)
        for _ in range(3):
            copied._look_at = 1e-9  # it is time to look again
            assert copied.ask() is None
    (told,) = caplog.messages
    assert told.startswith("Shared files are not copied for now: ")
    assert "Errno" not in told
    copied._look_at = 1e-9
    fetch(copied, there)
    assert here.path(digest).exists()


class Room:
    """What is free of the disk of some blobs, in bytes."""

    def __init__(self, blobs: Blobs, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
        self.left = free
        monkeypatch.setattr(blobs, "free", lambda: self.left)


def test_a_file_comes_only_where_it_leaves_room_for_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    data = os.urandom(PIECE * 2)
    small, large = blob(there, b"small"), blob(there, data)
    known = {small: 5, large: len(data)}
    here.begin(large)  # an earlier try has left a piece
    room = Room(here, monkeypatch, ROOM_FOR_WORDS + len(data) - 1)
    copied = CopiedFiles(here, lambda: known, tidy=True)
    assert fetch(copied, there) == [small]
    assert copied.complete
    assert here.there(large) is None
    assert len(caplog.messages) == 1
    room.left += 1
    copied._look_at = copied._again_at = 1e-9  # it is time to look again
    assert fetch(copied, there) == [large, large]
    assert here.path(large).read_bytes() == data


def test_a_file_goes_as_soon_as_it_leaves_no_room_for_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    data = os.urandom(PIECE * 3)
    large = blob(there, data)
    room = Room(here, monkeypatch, ROOM_FOR_WORDS + len(data))
    copied = CopiedFiles(here, lambda: {large: len(data)}, tidy=True)
    want = copied.ask()
    assert want is not None
    room.left = ROOM_FOR_WORDS
    assert copied.take(piece_of(there, *wanted(want))) is None
    assert here.there(large) is None


@pytest.mark.parametrize("tidy", [True, False])
def test_on_a_full_disk_pieces_give_way_and_then_the_largest_of_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tidy: bool
) -> None:
    """Not those of a host that takes another half of its place in: it has shared them itself."""
    there, here = Blobs(tmp_path / "there"), Blobs(tmp_path / "here")
    small, large = blob(here, b"small"), blob(here, b"larger")
    coming = blob(there, os.urandom(PIECE * 2))
    known = {small: 5, large: 6, coming: PIECE * 2}
    copied = CopiedFiles(here, lambda: known, tidy=tidy)
    want = copied.ask()
    assert want is not None
    room = Room(here, monkeypatch, ROOM_FOR_WORDS)
    assert not copied.give_way()
    assert here.there(coming) is not None
    room.left -= 1
    remove = here.remove

    def removed(digest: str) -> None:
        remove(digest)
        room.left = ROOM_FOR_WORDS if digest == large else room.left

    monkeypatch.setattr(here, "remove", removed)
    assert copied.give_way()
    assert here.there(coming) is None
    assert here.path(large).exists() != tidy
    assert here.path(small).exists()
    assert copied.take(piece_of(there, *wanted(want))) is None  # the piece that was on its way
    assert here.there(coming) is None


def test_bytes_that_nobody_asked_for_are_refused(tmp_path: Path) -> None:
    copied = CopiedFiles(Blobs(tmp_path), dict, tidy=True)
    with pytest.raises(FrameError):
        copied.take(b"here you are")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        json.dumps({"hash": "../../../etc/passwd", "at": 0}).encode(),
        json.dumps({"hash": "A" * 64, "at": 0}).encode(),
        json.dumps({"hash": "a" * 64, "at": -1}).encode(),
        json.dumps({"hash": "a" * 64 + "\n", "at": 0}).encode(),
    ],
)
def test_a_deputy_gets_files_of_the_chat_and_no_others(body: bytes) -> None:
    with pytest.raises(FrameError):
        wanted(body)


@pytest.mark.sockets
def test_a_file_is_at_the_deputy_and_served_there(tmp_path: Path) -> None:
    body = os.urandom(3 * PIECE + 5)
    with (
        copying(data=tmp_path / "host", keep_free_megabytes=0) as host,
        deputy_of(host, tmp_path / "copy"),
        Raw(host.listeners[1].address).register("ada", "#lab") as ada,
    ):
        host.listeners.reverse()  # the helper takes the first for the plain one
        web = Web(host, bearer=token(ada, "#lab"))
        answer = web.post("picture.png", body)
        assert answer.status == 201
        ada.send(f"PRIVMSG #lab :http://h{answer.path}")
        digest = hashlib.sha256(body).hexdigest()
        copy = Blobs(tmp_path / "copy" / FOLDER)
        wait_until(lambda: copy.path(digest).exists())
        web.close()
    with running(data=tmp_path / "copy", listen=LISTEN[::-1]) as heir:
        web = Web(heir)
        got = web.ask("GET", answer.path)
        web.close()
    assert got.body == body
