"""What is kept by a host, from the command line; and its file of settings."""

import contextlib
import dataclasses
import io
import json
import os
import signal
import sqlite3
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from desktopchat import cli
from desktopchat.host import config_file
from desktopchat.host.config import HostConfig
from desktopchat.host.config_file import SettingsError
from desktopchat.irc.address import Address
from desktopchat.store.place.host_store import COPIED, DATABASE, HostStore
from tests.host.people import PASSWORD, Secure, registered
from tests.host.wire import Raw, Serve, running
from tests.waiting import wait_until

# the file of settings


def test_the_described_settings_are_the_usual_ones_once_the_marks_are_gone(tmp_path: Path) -> None:
    lines = config_file.describe().splitlines()
    live = [line.removeprefix("# ") for line in lines if not line.startswith("##")][2:]
    file = tmp_path / "host.toml"
    file.write_text("\n".join(live), encoding="utf-8")
    read = config_file.load(file)
    assert read.opers == {"root": "a long password"} or not read.opers
    read.opers = {}
    assert read == HostConfig()
    keys = {
        key for key in tomllib.loads("\n".join(live)) if key not in ("files", "limits", "opers")
    }
    assert "keep_days" in keys


def test_as_it_is_printed_the_file_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--print-config"]) == 0
    file = tmp_path / "host.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert config_file.load(file) == HostConfig()


def test_without_a_file_all_is_usual_unless_it_was_asked_for(tmp_path: Path) -> None:
    assert config_file.load(tmp_path / "none.toml") == HostConfig()
    with pytest.raises(SettingsError, match="There is no file"):
        config_file.load(tmp_path / "none.toml", asked=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("titel = 'x'", "there is no setting called titel"),
        ("sendq = 70000", "it belongs into [limits]"),
        ("[limits]\nnosuch = 1", "there is no setting called limits.nosuch"),
        ("title = 3", "title is a text"),
        ("plain = 1", "plain is true or false"),
        ("replay = 2.5", "replay is a whole number"),
        ("replay = true", "replay is a whole number"),
        ("replay = 501", "replay is at most 500"),
        ("[limits]\nlines_burst = 0", "limits.lines_burst is at least 1"),
        ("durable = 'never'", "durable is one of 'second', 'at once'"),
        ("motd = 'hello'", "motd is a list of texts"),
        ("opers = 3", "[opers] has a line for each name"),
        ("[opers]\nroot = ''", "[opers] has a line for each name"),
        ("title = ", "is not right"),
        ("title = " + "[" * 5000, "too many brackets"),
        ("replay = " + "9" * 5000, "is not right"),
        ("replay = 1" + "0" * 30, "replay is at most 500"),
        ("keep_megabytes = 9_000_000_000_000", "keep_megabytes is at most"),
        ("[limits]\nping_after = 1e300", "limits.ping_after is at most"),
        ("[limits]\nping_after = inf", "limits.ping_after is a number, not inf"),
        ("[limits]\nlines_per_second = nan", "limits.lines_per_second is a number, not nan"),
        ("[limits]\nsendq = 1_000_000_000_000", "limits.sendq is at most"),
        (r'title = "a\r\nb"', "title is one line"),
        (r'title = "a\rb"', "title has a control character"),
        (r'password = "a\u0000b"', "password has a control character"),
        (r'room = "#a\u0007"', "room has a control character"),
        (r'motd = ["bell \u0007"]', "motd has a control character"),
        (r'web_origins = ["https://a\r\nb"]', "web_origins is one line"),
        ('[opers]\n"a\\rb" = "x"', "[opers] has"),
        ('[opers]\n":a" = "x"', "[opers] has"),
        ('[opers]\nroot = "a\\u0007b"', "root in [opers] has a control character"),
        ('"ti\\u001btel" = 1', "there is no setting called ti?tel"),
        ('room = "a,b"', "room is a room's name without spaces and commas"),
        ('room = "Lab 3"', "room is a room's name without spaces and commas"),
        ('room = "a b"', "room is a room's name"),
        ("room = '" + "x" * 70 + "'", "room is a room's name"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_name(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "host.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        config_file.load(file)
    assert words in str(caught.value)
    assert str(file) in str(caught.value)


def test_every_number_has_a_least_and_a_most() -> None:
    for one in dataclasses.fields(HostConfig):
        if isinstance(one.default, (int, float)) and not isinstance(one.default, bool):
            assert one.metadata["least"] <= one.default <= one.metadata["most"], one.name


def test_greetings_are_split_as_those_of_the_command_line_are(tmp_path: Path) -> None:
    file = tmp_path / "host.toml"
    long = "word " * 200
    # With the mark that some editors of Windows put first.
    file.write_text(f'motd = ["one\\r\\ntwo\\tthree", "", "{long}"]', encoding="utf-8-sig")
    motd = config_file.load(file).motd
    assert motd[:3] == ["one", "two\tthree", ""]
    assert "".join(motd[3:]) == long
    assert max(map(len, motd)) <= config_file.MOTD_WIDTH


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r'legacy_encoding = "g\u0000b"', "control character"),
        ('legacy_encoding = "unicode_escape"', "There is no encoding called unicode_escape"),
        ('listen_on = ["irc://a:1", "irc://a:1"]', "a:1 is there twice"),
        ('room = "a,b"', "room is a room's name"),
    ],
)
def test_a_host_with_such_settings_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    (tmp_path / "host.toml").write_text(text, encoding="utf-8")
    assert cli.main(["serve", f"--data={tmp_path}"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.sockets
def test_options_go_before_the_file_and_sighup_reads_it_again(tmp_path: Path) -> None:
    file = tmp_path / "host.toml"
    file.write_text('title = "Old"\nmotd = ["one"]\n[opers]\nroot = "toor"\n', encoding="utf-8")
    with Serve(f"--data={tmp_path}", "--room=#tea") as serve:
        with Raw(serve.address).register("ada") as ada:
            ada.send("OPER root toor")
            ada.until("381")
            file.write_text('title = "New"\nroom = "#x"\nmotd = ["two"]\n', encoding="utf-8")
            serve.process.send_signal(signal.SIGHUP)
            told = ada.until("NOTICE").params[1]
            assert told.startswith("The settings were read again.")
            ada.send("MOTD")
            assert ada.until("372").params[1] == "- two"
            file.write_text("motd = ", encoding="utf-8")
            serve.process.send_signal(signal.SIGHUP)
            assert "The settings stay as they were" in ada.until("NOTICE").params[1]
            ada.send("MOTD")
            assert ada.until("372").params[1] == "- two"
        assert serve.process.poll() is None


# accounts


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.sockets
def test_an_account_made_beside_a_running_host_can_be_used_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"--data={tmp_path}"
    monkeypatch.setenv("DESKTOPCHAT_ACCOUNT_PASSWORD", PASSWORD)
    with running(data=tmp_path, listen=[Address("127.0.0.1", 0, True)]) as host:
        code, out, said = run(capsys, "account", "add", "ada", where)
        assert (code, said, str(tmp_path) in out) == (0, "", True)
        assert run(capsys, "account", "add", "Ada", where)[0] == 1
        monkeypatch.setenv("DESKTOPCHAT_ACCOUNT_PASSWORD", "another password")
        code, out, said = run(capsys, "account", "passwd", "ada", where)
        assert (code, said, str(tmp_path) in out) == (0, "", True)
        with Secure(host) as ada:
            ada.send("CAP REQ sasl", "AUTHENTICATE PLAIN")
            ada.until("AUTHENTICATE")
            ada.send("AUTHENTICATE AGFkYQBhbm90aGVyIHBhc3N3b3Jk")
            assert ada.until("900").params[2] == "ada"
    code, out, _ = run(capsys, "account", "list", where)
    assert (code, out.split("\t")[0], out.count("\n")) == (0, "ada", 1)


@pytest.mark.sockets
def test_who_gets_the_name_of_a_removed_account_inherits_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = {"data": tmp_path, "listen": [Address("127.0.0.1", 0, True)]}
    with running(**config) as host, registered(host, "ada") as ada:
        ada.send("JOIN #mine", "PRIVMSG #mine :hello", "PING over")
        ada.until("PONG")
    code, out, said = run(capsys, "account", "remove", "ada", f"--data={tmp_path}")
    assert (code, said, str(tmp_path) in out) == (0, "", True)
    assert run(capsys, "account", "remove", "ada", f"--data={tmp_path}")[0] == 1
    with running(**config) as host:
        assert host.core.channel("#mine") is None, "nobody owns it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A host's, who has been there."""
    HostStore(tmp_path / "host").close()
    return tmp_path / "host"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "A password has at least 8 characters."),
        ("", "No password was given."),
    ],
)
def test_a_password_that_is_none_is_told(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    words: str,
) -> None:
    monkeypatch.delenv("DESKTOPCHAT_ACCOUNT_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    code, _, said = run(capsys, "account", "add", "ada", f"--data={folder}")
    assert (code, said) == (2, f"desktopchat: {words}\n")


KEEPING = [
    ("account", "add", "ada"),
    ("account", "passwd", "ada"),
    ("account", "remove", "ada"),
    ("account", "list"),
    ("audit",),
    ("export",),
]
"""What works on a host's database that is there."""


@pytest.mark.parametrize("words", KEEPING)
def test_where_no_host_was_none_is_made(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    monkeypatch.setenv("DESKTOPCHAT_ACCOUNT_PASSWORD", PASSWORD)
    for more in ((), (f"--data={tmp_path / 'none'}",)):
        code, out, said = run(capsys, *words, *more)
        assert (code, out) == (1, "")
        assert "No host has kept anything in" in said
        assert "--data" in said
        assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "host.db").touch()
    code, out, said = run(capsys, *words, f"--data={tmp_path}")
    assert (code, out) == (1, "")
    assert "No host has kept anything in" in said


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def _foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.execute("CREATE TABLE bookmarks (place TEXT)")
    connection.close()


def _foreign_without_number(path: Path) -> None:
    _foreign(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database at all\n" * 500)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("words", [*KEEPING, ("import", __file__)])
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_newer, "was written by a newer version of DesktopChat"),
        (_foreign, "is a database of another program"),
        (_foreign_without_number, "is a database of another program"),
        (_garbage, "is damaged"),
        (_folder, "host.db can't be"),
    ],
)
def test_a_database_that_is_not_ours_is_refused_in_one_line_and_stays_as_it_is(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    spoil: Callable[[Path], None],
    told: str,
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_ACCOUNT_PASSWORD", PASSWORD)
    path = folder / "host.db"
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    if words[0] == "import" and spoil is _garbage:
        return  # it starts as a host does, which sets that aside
    code, out, said = run(capsys, *words, f"--data={folder}")
    assert (code, out) == (1, "")
    assert told in said
    assert said.count("\n") == 1
    assert (path.read_bytes() if path.is_file() else b"") == before


# what was said and done


@pytest.mark.sockets
def test_what_was_said_goes_out_and_into_another_host(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, file = tmp_path / "first", tmp_path / "second", tmp_path / "log.jsonl"
    with running(data=first) as host, Raw(host).register("ada", "#lab") as ada:
        ada.send("PRIVMSG #lab :你好 <b>", "MODE #lab +k key", "PING over")
        ada.until("PONG")
        code, out, _ = run(capsys, "export", f"--data={first}", f"--out={file}")
        assert code == 0
        assert str(file) in out
        assert file.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
        page = tmp_path / "log.html"
        run(capsys, "export", "--format=html", f"--data={first}", f"--out={page}")
        assert "你好 &lt;b&gt;" in page.read_text(encoding="utf-8")
        code, _, said = run(capsys, "import", str(file), f"--data={first}")
        assert (code, "Stop it" in said) == (1, True)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["params"] for row in rows if row["kind"] == "PRIVMSG"] == ["你好 <b>"]
    assert run(capsys, "import", str(file), f"--data={second}")[0] == 0
    _, out, _ = run(capsys, "import", str(file), f"--data={second}")
    assert out.startswith("0 came in")
    none = tmp_path / "none.txt"
    none.write_text("no export\n")
    code, out, said = run(capsys, "import", str(none), f"--data={second}")
    assert (code, out) == (1, "")
    assert "none.txt may be no export: 1 line was left out, the first of them line 1: " in said
    with running(data=second) as host, Raw(host) as bo:
        bo.register("bo", "#lab")
        bo.send("CAP REQ :draft/chathistory batch", "CHATHISTORY LATEST #lab * 10")
        assert bo.says("你好 <b>").nick == "ada"
    assert run(capsys, "audit", f"--data={first}", "--rows=" + "9" * 25)[0] == 2
    code, out, _ = run(capsys, "audit", f"--data={first}")
    assert code == 0
    assert "MODE #lab +k *" in out


@pytest.mark.sockets
@pytest.mark.skipif(os.name == "nt", reason="rights and devices of POSIX")
def test_what_a_host_keeps_is_its_owner_s_alone(tmp_path: Path) -> None:
    with running(data=tmp_path):
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert "host.lock" in modes
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


@pytest.mark.sockets
@pytest.mark.skipif(os.name == "nt", reason="rights and devices of POSIX")
def test_what_only_reads_is_content_with_a_folder_that_can_t_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(data=tmp_path) as host, Raw(host).register("ada", "#lab") as ada:
        ada.send("PRIVMSG #lab :hello", "PING over")
        ada.until("PONG")
    tmp_path.chmod(0o500)
    access = os.access  # of which root is never refused anything
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    before = sorted(path.name for path in tmp_path.iterdir())
    for words in (["account", "list"], ["export"], ["audit"]):
        code, out, said = run(capsys, *words, f"--data={tmp_path}")
        assert (code, said) == (0, ""), words
        assert ("hello" in out) is (words == ["export"])
        assert sorted(path.name for path in tmp_path.iterdir()) == before, words
    tmp_path.chmod(0o700)


@pytest.mark.sockets
@pytest.mark.skipif(os.name == "nt", reason="rights and devices of POSIX")
def test_an_export_leaves_what_is_no_file_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, link, pipe = tmp_path / "data", tmp_path / "link", tmp_path / "pipe"
    with running(data=data) as host, Raw(host).register("ada", "#lab") as ada:
        ada.send("PING over")
        ada.until("PONG")
    link.symlink_to("other")
    assert run(capsys, "export", f"--data={data}", f"--out={link}")[0] == 0
    assert link.is_symlink()
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()), name="reader")
    reader.start()
    assert run(capsys, "export", f"--data={data}", f"--out={pipe}")[0] == 0
    reader.join()
    assert heard == [(tmp_path / "other").read_text()]
    assert pipe.is_fifo()
    for place, why in (("/dev/full", "No space left on device"), ("/proc/x", "No such file")):
        if Path(place).parent.exists():
            code, out, said = run(capsys, "export", f"--data={data}", f"--out={place}")
            assert (code, out) == (1, "")
            assert said.startswith(f"desktopchat: {place} can't be written: {why}")


# a class behind one address


@pytest.mark.sockets
def test_a_class_behind_one_address_meets_no_limit() -> None:
    with running() as host:
        pupils = [Raw(host).register(f"p{number}") for number in range(40)]
        try:
            for pupil in pupils:
                pupil.send(*(f"JOIN #r{room}" for room in range(20)), "PRIVMSG #r1 :here I am")
            for pupil in pupils:
                pupil.send("PING :over")
                codes: list[str] = []
                pupil.until(lambda m, codes=codes: codes.append(m.command) or m.command == "PONG")  # type: ignore[misc]
                assert not {"437", "404", "ERROR", "FAIL"} & set(codes)
            wait_until(lambda: len(host.core.channels["#r1"].members) == 40)
        finally:
            for pupil in pupils:
                pupil.close()


@pytest.mark.sockets
def test_who_joins_too_fast_is_told_when_to_go_on() -> None:
    with running(joins_burst=3) as host, Raw(host).register("ada") as ada:
        ada.send(*(f"JOIN #r{room}" for room in range(5)))
        refused = ada.until("437").params
        assert refused[1] == "#r3"
        assert refused[2].startswith("You join rooms too fast. Go on in ")


@pytest.mark.sockets
def test_an_account_removed_beside_a_running_host_is_logged_out_and_its_name_free(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = {"data": tmp_path, "listen": [Address("127.0.0.1", 0, True)]}
    with running(**config) as host, registered(host, "ada") as ada:
        host.look_at_accounts()
        assert run(capsys, "account", "remove", "ada", f"--data={tmp_path}")[0] == 0
        host.look_at_accounts()
        assert ada.until("901").params[0] == "ada"
        ada.send("NICK adele")
        ada.until("NICK")
        with Secure(host) as bo:
            bo.register("ada")


def test_a_copy_of_another_host_is_changed_at_that_host_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    HostStore(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute(f"CREATE TABLE {COPIED} (one)")
    export = tmp_path / "export.jsonl"
    export.write_text("")
    monkeypatch.setenv("DESKTOPCHAT_ACCOUNT_PASSWORD", PASSWORD)
    for words in (("account", "add", "ada"), ("import", str(export))):
        assert cli.main([*words, "--data", str(tmp_path)]) == 1
        assert "another computer hosts" in capsys.readouterr().err
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT count(*) FROM accounts").fetchone() == (0,)
        database.execute(f"SELECT * FROM {COPIED}")  # as it was
