"""Whether people could come to a deputy, should it carry on, and what its computer runs on."""

from pathlib import Path

import pytest

from desktopchat.host.deputies import reach
from desktopchat.host.deputies.asking import Answer
from desktopchat.host.deputies.frames import Kind
from desktopchat.host.deputies.power import power
from desktopchat.host.deputies.reach import Known, Reach
from desktopchat.hosting.protocol import BATTERY, MAINS
from desktopchat.irc.address import Address
from tests.waiting import wait_until


class FakeFeed:
    def __init__(self, key: str, address: Address | None) -> None:
        self.fingerprint, self.address = key, address
        self.confirmed, self.power, self.heard = 0, "", 0.0

    def give(self, kind: Kind, body: bytes) -> None:
        raise AssertionError("it is only asked")

    def break_off(self) -> None:
        raise AssertionError("it is only asked")


def test_who_does_not_answer_where_it_waits_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"10.0.0.2"}

    def ask(address: Address) -> Answer | None:
        return Answer("a", 1, serves=False) if address.host in answers else None

    monkeypatch.setattr(reach, "ask", ask)
    monkeypatch.setattr(reach, "_EVERY", 0.0)
    monkeypatch.setattr(reach, "_AGAIN", 0.0)
    feeds = [
        FakeFeed("ada", Address("10.0.0.2", 6697, True)),
        FakeFeed("bo", Address("10.0.0.3", 6697, True)),
        FakeFeed("cy", None),
    ]
    told: dict[str, Known] = {}
    known = Reach(lambda: feeds, lambda feed, said: told.update({feed.fingerprint: said}))
    known.look()
    wait_until(lambda: len(told) == 3)
    assert [reached for reached, _ in told.values()] == [True, False, False]
    assert known.is_cut_off("bo")
    assert not known.is_cut_off("ada")
    assert not known.is_cut_off("nobody")

    answers.add("10.0.0.3")
    feeds[1].power = BATTERY
    wait_until(lambda: told["bo"] == (True, BATTERY), step=known.look)
    feeds.clear()
    wait_until(lambda: not known.is_cut_off("cy"), step=known.look)


def supply(folder: Path, name: str, **words: str) -> None:
    (folder / name).mkdir(parents=True)
    for file, word in words.items():
        (folder / name / file).write_text(f"{word}\n", "ascii")


def test_a_computer_tells_mains_from_battery(tmp_path: Path) -> None:
    assert power(tmp_path / "none") == ""
    supply(tmp_path / "mouse", "hid", type="Battery", scope="Device", status="Discharging")
    assert power(tmp_path / "mouse") == ""
    supply(tmp_path / "away", "AC", type="Mains", online="0")
    supply(tmp_path / "away", "BAT0", type="Battery", status="Discharging")
    assert power(tmp_path / "away") == BATTERY
    supply(tmp_path / "desk", "AC", type="Mains", online="1")
    supply(tmp_path / "desk", "BAT0", type="Battery", status="Full")
    assert power(tmp_path / "desk") == MAINS
