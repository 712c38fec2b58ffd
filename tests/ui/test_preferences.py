"""What people choose: it is kept, and everybody who goes by it is told. No Tk here."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from desktopchat.store.person import settings as stored
from desktopchat.store.person.settings import Settings
from desktopchat.ui.app import Window
from desktopchat.ui.preferences import Preferences


class Place:
    def __init__(self) -> None:
        self.told: list[str] = []

    def setting_changed(self, name: str) -> None:
        self.told.append(name)


def window(said: list[str], place: Place) -> Window:
    made = SimpleNamespace(settings=Settings(), places=[place], say=said.append)
    return cast("Window", made)


def test_what_is_chosen_is_kept_and_each_place_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    said, place = list[str](), Place()
    Preferences(window(said, place)).set("by_talk", False)
    assert (place.told, said) == (["by_talk"], [])
    assert not stored.load().by_talk


def test_what_can_not_be_kept_counts_all_the_same_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "file"))
    tmp_path.joinpath("file").touch()
    said, place = list[str](), Place()
    Preferences(window(said, place)).set("by_talk", False)
    assert place.told == ["by_talk"]
    assert len(said) == 1
    assert said[0].startswith("This is not kept for the next start")
    assert "could not be saved" in caplog.text
