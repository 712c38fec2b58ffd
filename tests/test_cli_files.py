"""Files that are named on the command line: what can't be read is one line and exit code 2."""

import os
from pathlib import Path

import pytest

from desktopchat import cli

FILES = {
    "--config": ["serve", "--config"],
    "--motd": ["serve", "--motd"],
    "--password-file": ["serve", "--password-file"],
    "--oper-file": ["host", "--oper-file"],
    "--file": ["send", "127.0.0.1", "#lab", "--file"],
    "import": ["import"],
}
"""Each way to name a file that is read."""
TEXTS = ["--config", "--motd", "--password-file", "--oper-file"]


def refused(capsys: pytest.CaptureFixture[str], option: str, path: Path | str) -> str:
    """What is said of a named file that can't be used, in one line and with exit code 2."""
    assert cli.main([*FILES[option], str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(path) in said.err
    return said.err


@pytest.mark.parametrize("option", FILES)
def test_what_is_no_file_is_refused_before_it_is_read(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "There is no file" in refused(capsys, option, "/no/such/file")
    assert "is a folder" in refused(capsys, option, tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "is a pipe or a device" in refused(capsys, option, tmp_path / "pipe")
        assert "is a pipe or a device" in refused(capsys, option, "/dev/zero")


@pytest.mark.parametrize("option", TEXTS)
def test_a_text_is_of_utf_8_and_has_an_end(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, huge = tmp_path / "picture.png", tmp_path / "huge"
    picture.write_bytes(b"\x89PNG\xff")
    assert f"{picture} is not UTF-8 text." in refused(capsys, option, picture)
    with huge.open("wb") as file:
        file.truncate(5_000_000_000)
    assert f"{huge} is larger than 1 MB." in refused(capsys, option, huge)


@pytest.mark.parametrize("option", FILES)
def test_a_file_without_the_right_to_read_it_is_refused(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    closed = tmp_path / "closed"
    closed.write_text("x")
    monkeypatch.setattr(Path, "open", deny)
    assert f"{closed} can't be read: Permission denied." in refused(capsys, option, closed)
