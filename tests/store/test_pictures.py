"""Small copies of pictures that are kept on this computer."""

import os
import stat
from pathlib import Path

import pytest

from desktopchat.store.person.pictures import NO_PICTURE, KeptPictures

KEYS = [f"{letter * 22}" for letter in "abc"]


def test_a_copy_is_there_at_the_next_start_with_the_size_of_the_whole(tmp_path: Path) -> None:
    KeptPictures(tmp_path).put(KEYS[0], (640, 480), b"small")
    again = KeptPictures(tmp_path)
    assert again.size(KEYS[0]) == (640, 480)
    assert again.get(KEYS[0]) == b"small"
    assert again.size(KEYS[1]) is None
    assert again.get(KEYS[1]) == b""


def test_what_is_dropped_is_on_the_disk_no_more(tmp_path: Path) -> None:
    kept = KeptPictures(tmp_path)
    for key in KEYS[:2]:
        kept.put(key, (640, 480), b"small")
    kept.drop(KEYS[0])
    kept.drop(KEYS[0])
    assert (kept.get(KEYS[0]), kept.size(KEYS[0])) == (b"", None)
    assert KeptPictures(tmp_path).size(KEYS[0]) is None
    assert kept.get(KEYS[1]) == b"small"


def test_what_is_no_picture_is_remembered(tmp_path: Path) -> None:
    KeptPictures(tmp_path).put(KEYS[0], NO_PICTURE, b"")
    assert KeptPictures(tmp_path).size(KEYS[0]) == NO_PICTURE


def test_what_is_no_picture_is_not_kept_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktopchat.store.person.pictures.FILES_MOST", 2)
    kept = KeptPictures(tmp_path)
    for key in KEYS:
        kept.put(key, NO_PICTURE, b"")
    assert [kept.size(key) for key in KEYS] == [None, NO_PICTURE, NO_PICTURE]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_one_not_looked_at_for_the_longest_time_goes(tmp_path: Path) -> None:
    kept = KeptPictures(tmp_path, bytes_most=25)
    kept.put(KEYS[0], (1, 1), b"x" * 10)
    kept.put(KEYS[1], (1, 1), b"x" * 10)
    assert kept.get(KEYS[0])
    kept.put(KEYS[2], (1, 1), b"x" * 10)
    assert [bool(kept.get(key)) for key in KEYS] == [True, False, True]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    KeptPictures(tmp_path / "pictures").put(KEYS[0], (1, 1), b"small")
    (file,) = (tmp_path / "pictures").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_somebody_emptied_or_filled_is_no_trouble(tmp_path: Path) -> None:
    kept = KeptPictures(tmp_path)
    kept.put(KEYS[0], (1, 1), b"small")
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "notes.txt").write_text("not ours")
    assert kept.get(KEYS[0]) == b""
    assert kept.size(KEYS[0]) is None
    assert KeptPictures(tmp_path).size(KEYS[0]) is None
    (tmp_path / "a file").write_text("")
    KeptPictures(tmp_path / "a file").put(KEYS[0], (1, 1), b"small")
