"""The command line speaks the person's language, and English to programs."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat import words
from desktopchat.cli import commands
from desktopchat.cli.cells import cells, wrapped
from desktopchat.store.database import failure
from desktopchat.store.person import settings
from desktopchat.store.person.settings import Settings
from tests.host.wire import Raw, Serve


@pytest.fixture(autouse=True)
def chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    yield
    words.use(words.ENGLISH, None)


def run(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    """What is said to somebody who types this."""
    try:
        commands.run(typed)
    except SystemExit:  # after --help
        pass
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.parametrize("command", [(), ("join",), ("serve",), ("tail",), ("account", "add")])
def test_help_is_in_the_systems_language_and_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    said = run(capsys, *command, "--help")
    assert said.startswith(f"用法：{' '.join(('desktopchat', *command))} [-h]")
    assert "显示这份帮助并退出" in said
    assert max(map(cells, said.splitlines())) <= 80


def test_what_is_wrong_is_said_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(capsys, "join") == "desktopchat: 缺少这些参数：ADDRESS（见 desktopchat join --help）\n"
    )
    assert run(capsys, "join", "1.2.3").startswith("desktopchat: “1.2.3”不是地址：")
    assert (
        run(capsys, "hosts", "--wait", "0") == "desktopchat: --wait 是大于 0 的秒数，最多 3600。\n"
    )


def test_the_language_that_was_chosen_in_the_window_goes_before_the_systems(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.save(Settings(language="en"))
    assert run(capsys, "--help").startswith("usage: desktopchat")
    settings.save(Settings(language="zh_CN"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert run(capsys, "--help").startswith("用法：desktopchat")


@pytest.mark.parametrize("kept", ["no json", "[]", '{"language": 3}', '{"language": "xx"}'])
def test_settings_that_say_nothing_of_use_are_no_trouble(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kept: str
) -> None:
    file = tmp_path / "home/config/settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(kept)
    said = run(capsys, "--help")
    assert said.startswith("usage: desktopchat" if "xx" in kept else "用法：desktopchat")
    assert file.read_text() == kept


def test_a_catalogue_that_is_broken_is_told_of_and_english_is_spoken(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "home/config/languages"
    folder.mkdir(parents=True)
    (folder / "zh_CN.po").write_text("no catalogue")
    said = run(capsys, "join")
    assert said.splitlines()[0].startswith("desktopchat: zh_CN.po is no catalogue")
    assert said.endswith(
        "the following arguments are required: ADDRESS (see desktopchat join --help)\n"
    )


def test_programs_are_told_the_same_in_every_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktopchat.lan.doctor import examination

    monkeypatch.setattr(examination, "interfaces", lambda _only: [])
    assert "本机没有连上网络" in run(capsys, "doctor")
    found = json.loads(run(capsys, "doctor", "--json"))["findings"]
    assert [one["title"] for one in found] == ["This computer is on no network"]


def test_irc_is_told_of_trouble_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--help")
    with sqlite3.connect(":memory:") as connection:
        trouble = failure(sqlite3.Error("odd"), connection)
    assert "数据库" in str(trouble)
    assert trouble.plain == "Using the host's database failed."


def test_lines_break_between_wide_letters_but_not_before_a_comma() -> None:
    assert wrapped("只用这个网卡，查找 DesktopChat 的人", 13) == [
        "只用这个网",
        "卡，查找",
        "DesktopChat",
        "的人",
    ]
    assert wrapped("只用这个网卡", 12) == ["只用这个网卡"]
    assert wrapped("", 10) == []


def test_why_a_host_does_not_start_is_said_in_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "host.toml").write_text("[limits]\nmax_connections = true")
    assert "limits.max_connections 是整数" in run(capsys, "serve", "--data", str(tmp_path))
    assert "最多 32 个字符" in run(capsys, "account", "add", "a" * 33, "--data", str(tmp_path))


def test_a_running_host_speaks_english_to_irc(tmp_path: Path) -> None:
    with Serve("--data", str(tmp_path)) as host, Raw(host.address) as ada:
        ada.send("NICK " + "a" * 33)
        assert "at most 32 characters" in ada.until("432").param(-1)
