"""What is being sent, kept over the end of the program."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from desktopchat.store.person import sending
from desktopchat.store.person.sending import KeptFile, KeptShare, left_over
from desktopchat.store.person.uploads import Source, StartedUpload, Uploads

SHARE = KeptShare(
    "ab:cd",
    "#lab",
    is_room=True,
    words="Look",
    messages=[[KeptFile(0, "/a/1.png", "1.png"), KeptFile(1, "/a/\udcff", "x")]],
    keeps_data=True,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    return tmp_path / "data" / sending.FOLDER


def test_a_share_is_found_by_the_next_window_of_its_host_alone() -> None:
    assert left_over("ab:cd") == []
    begun = sending.begin()
    begun.write(SHARE)
    assert left_over("ab:cd") == []  # this window has it
    begun.release()
    assert left_over("12:34") == []
    ((again, share),) = left_over("ab:cd")
    assert share == SHARE
    assert left_over("ab:cd") == []
    again.write(replace(share, words=""))
    again.release()
    ((again, share),) = left_over("ab:cd")
    assert share == replace(SHARE, words="")
    again.drop()


def test_what_is_said_leaves_nothing(folder: Path) -> None:
    begun = sending.begin()
    begun.write(SHARE)
    begun.folder_of(0).mkdir()
    (begun.folder_of(0) / "whole.png").write_bytes(b"made")
    begun.drop()
    assert [*folder.iterdir()] == []


def test_what_is_too_old_and_what_is_too_much_is_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "KEPT_MOST", 3)
    for number in range(5):
        begun = sending.begin()
        begun.write(replace(SHARE, words=str(number)))
        begun.release()
    newest = max(folder.iterdir())
    long_ago = time.time() - sending.KEPT_FOR - 10
    os.utime(newest, (long_ago, long_ago))
    found = left_over("ab:cd")
    assert [share.words for _, share in found] == ["2", "3"]
    assert len([*folder.iterdir()]) == 2
    for begun, _ in found:
        begun.release()


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", json.dumps({"host": "ab:cd"}), json.dumps({"messages": [[{}]]})]
)
def test_what_is_damaged_is_no_share(folder: Path, damage: str) -> None:
    begun = sending.begin()
    begun.release()
    (path,) = folder.iterdir()
    (path / "share.json").write_text(damage)
    assert left_over("ab:cd") == []


def test_uploads_that_begin_at_once_are_all_remembered(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads.json")
    sources = [Source("ab:cd", f"/a/{number}", 1, 1) for number in range(40)]
    begun = [StartedUpload(f"/files/{number}", "token") for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        [*threads.map(uploads.remember, sources, begun)]
    assert [uploads.begun(source) for source in sources] == begun
