"""Links and folders go to other programs of the computer, where there are any."""

import os
from pathlib import Path

import pytest

from desktopchat.__main__ import keep_own_libraries
from desktopchat.ui.outside import open_link, play_film, show_in_folder
from tests.waiting import wait_until

LINK = "https://lab.test/a?b=c#d"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all the programs of this computer: none."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.fspath(folder))
    return folder


def put(folder: Path, name: str) -> Path:
    """Put a program there that writes down what it is given. Returns the file it writes."""
    written = folder.parent / "given"
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "$1" > {written}.part\n/bin/mv {written}.part {written}\n')
    program.chmod(0o755)
    return written


def test_a_link_goes_to_the_browser(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = put(programs, "a-browser")
    monkeypatch.setenv("BROWSER", "a-browser")
    monkeypatch.setattr("webbrowser._tryorder", None)  # it looks for browsers once
    assert open_link(LINK) == ""
    wait_until(given.exists)
    assert given.read_text().strip() == LINK


def test_without_a_browser_it_says_so(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr("webbrowser._tryorder", None)
    assert "No browser was found" in open_link(LINK)


def test_a_film_goes_to_its_program_and_nothing_else_is_opened(
    programs: Path, tmp_path: Path
) -> None:
    given = put(programs, "xdg-open")
    for name, opened in (("film.MP4", tmp_path / "film.MP4"), ("film.mp4.desktop", tmp_path)):
        assert play_film(tmp_path / name) == ""
        wait_until(given.exists)
        assert given.read_text().strip() == str(opened)
        given.unlink()


def test_a_file_is_shown_in_its_folder(programs: Path, tmp_path: Path) -> None:
    given = put(programs, "xdg-open")
    assert show_in_folder(tmp_path / "a.txt") == ""
    wait_until(given.exists)
    assert given.read_text().strip() == os.fspath(tmp_path)


def test_without_a_file_manager_it_says_where_the_file_is(programs: Path, tmp_path: Path) -> None:
    assert os.fspath(tmp_path) in show_in_folder(tmp_path / "a.txt")


@pytest.mark.parametrize("before", [None, "/opt/lib"])
def test_what_is_started_gets_the_libraries_of_the_computer(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/packaged")
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    keep_own_libraries()
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
