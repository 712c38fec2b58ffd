"""A folder goes as one file that holds the same tree."""

import threading
import zipfile
from pathlib import Path

import pytest

from desktopchat.client.files import folder as folders
from desktopchat.client.files.folder import Contents, contents, pack
from desktopchat.client.files.web import FileError, StoppedError

GOES_ON = threading.Event()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    top = tmp_path / "holiday"
    (top / "day 1").mkdir(parents=True)
    (top / "list.txt").write_text("four")
    (top / "day 1" / "é.txt").write_text("eleven here")
    secret = tmp_path / "secret.txt"
    secret.write_text("not in the folder")
    (top / "link.txt").symlink_to(secret)
    (top / "round").symlink_to(top)
    return top


def test_the_tree_is_the_same_at_the_other_side(tree: Path, tmp_path: Path) -> None:
    assert contents(tree, GOES_ON) == Contents(2, 15)
    packed = tmp_path / "out.zip"
    pack(tree, packed, GOES_ON, lambda path: b"clean" if path.name == "list.txt" else None)
    with zipfile.ZipFile(packed) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == {
            "holiday/day 1/é.txt": b"eleven here",
            "holiday/list.txt": b"clean",
        }


def test_what_cannot_go_is_said(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FileError, match="empty"):
        contents(empty, GOES_ON)
    with pytest.raises(FileNotFoundError):
        contents(tmp_path / "none", GOES_ON)
    monkeypatch.setattr(folders, "FILES_MOST", 1)
    with pytest.raises(FileError, match="more than 1 files"):
        contents(tree, GOES_ON)


def test_it_stops_when_it_is_told_to(tree: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        pack(tree, tmp_path / "out.zip", stop)
