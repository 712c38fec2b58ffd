"""The command line: one line and an exit code for every mistake, and `serve` for real."""

import argparse
import io
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktopchat import __version__, cli
from desktopchat.cli import commands as all_commands
from desktopchat.cli import host_settings, serving, terminal
from desktopchat.cli.cells import cells
from desktopchat.cli.nearby import _table
from desktopchat.host import config_file, serve
from desktopchat.host.config import HostConfig
from desktopchat.hosting.protocol import Failure, Reason, Word
from desktopchat.lan.found import FoundHost
from tests.child import SOURCE
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

STOPS_WITHIN = 2.0


def run(*arguments: str, give: str = "") -> subprocess.CompletedProcess[str]:
    """The program from start to end."""
    return subprocess.run(
        [sys.executable, "-m", "desktopchat", *arguments],
        input=give,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        cwd=SOURCE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=False,
    )


def test_what_is_secret_comes_from_files_and_the_environment_too(
    served: Callable[..., HostConfig], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opers, password = tmp_path / "opers", tmp_path / "password"
    opers.write_text("ada:a b\n\nbo:c\n", encoding="utf-8")
    password.write_text("open sesame\n", encoding="utf-8")
    monkeypatch.setenv("DESKTOPCHAT_OPER", "cy:d\ndee:e:f")
    config = served("--oper-file", str(opers), "--password-file", str(password), "--oper", "bo:b")
    assert config.opers == {"ada": "a b", "bo": "b", "cy": "d", "dee": "e:f"}
    assert config.password == "open sesame"


# Wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["serve", "--nosuch"],
        ["serve", "word"],
        ["serve", "--listen"],
        ["serve", "--listen", "127.0.0.1:99999"],
        ["serve", "--listen", "http://127.0.0.1"],
        ["serve", "--listen", ""],
        ["serve", "--oper", "ada"],
        ["serve", "--password-file", "/dev/null"],
        ["serve", "--oper", ":x"],
        ["serve", "--server-name", "no dot"],
        ["serve", "--server-name", "x\r\ny.z"],
        ["serve", "--legacy-encoding", "klingon"],
        ["serve", "--legacy-encoding", "g\0b"],
        ["serve", "--legacy-encoding", "unicode_escape"],
        ["serve", "--legacy-encoding", "iso2022_jp"],
        ["serve", "--data", ""],
        ["serve", "--deputy-of", "", "--data", "/tmp/copy"],
        ["serve", "--deputy-of", "irc://127.0.0.1:1", "--data", "/tmp/copy"],
        ["serve", "--deputy-of", "ircs://127.0.0.1:1", "--data", "/tmp/copy"],
        ["serve", "--deputy-of", "babid-hajov-kohid-balaf"],
        ["account", "list", "--data", ""],
        ["serve", "--listen", "irc://127.0.0.1:7000", "--listen", "ircs://127.0.0.1:7000"],
        ["serve", "--listen", "irc://127.0.0.1:7000/lab"],
        ["serve", "--listen", "lab-pc?fingerprint=" + "ab" * 32],
        ["serve", "--oper", "a b:c"],
        ["serve", "--oper", "a\tb:c"],
        ["serve", "--oper", "ada:\x07"],
        ["serve", "--title", "Lab\x07"],
        ["serve", "--password", "a\r\nb"],
        ["account", "add", "no spaces", "--data", "/nowhere"],
        ["account"],
        ["export", "--format", "pdf"],
        ["import"],
        ["serve", "--room", ","],
        ["serve", "--room", "#a,b"],
        ["serve", "--room", "x" * 70],
        ["join", "127.0.0.1", "--room", "a,b"],
        ["serve", "--title", "x" * 65],
        ["serve", "--title", "\udcff"],
        ["serve", "--password", "\udcff"],
        ["serve", "--oper", "ada:\udcff"],
        ["join"],
        ["join", "x:y:z"],
        ["join", "[::1"],
        ["join", "host:0"],
        ["send"],
        ["send", "127.0.0.1"],
        ["send", "127.0.0.1", "#lab"],
        ["send", "ftp://x", "#lab", "hi"],
        ["send", "127.0.0.1", "", "hi"],
        ["send", "127.0.0.1", " ", "hi"],
        ["send", "127.0.0.1", "#a b", "hi"],
        ["send", "127.0.0.1", "#a,#b", "hi"],
        ["send", "127.0.0.1", "ada\r\nQUIT", "hi"],
        ["send", "127.0.0.1", ":ada", "hi"],
        ["tail", "127.0.0.1", "#a b"],
        ["tail", "127.0.0.1"],
        ["tail", "", "#lab"],
        ["send", "127.0.0.1", "#lab", " \n "],
        ["get", "foo"],
        ["get", "ftp://host/files/" + "A" * 22 + "/a"],
        ["get", "https://host:99999/files/" + "A" * 22 + "/a"],
        ["get", "https://host/files/" + "A" * 22 + "/a", "--out", "/no/such/a"],
        ["get", "https://host/files/" + "A" * 22 + "/a", "--out", "/no/"],
        ["export", "--out", "/no/such/a"],
        ["export", "--out", "/dev/null/a"],
        ["export", "--out", "/"],
        ["host", "--oper", "x"],
        ["--scale", "big"],
        ["--theme", "pink"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("desktopchat: ")
    assert said.err.count("\n") == 1
    assert said.err.endswith("\n")
    assert len(said.err) < 300


def test_an_address_that_is_there_twice_is_named(
    capsys: pytest.CaptureFixture[str], served: Callable[..., HostConfig]
) -> None:
    assert cli.main(["serve", "--listen", "irc://[::1]:7000", "--listen", "irc://[::1]:7000"]) == 2
    said = capsys.readouterr().err
    assert said == "desktopchat: [::1]:7000 is there twice among the places to listen on.\n"
    free = ["--listen", "irc://127.0.0.1:0"]
    assert len(served(*free, *free).listen) == 2, "any free port is another one each time"


def test_a_port_to_listen_on_is_from_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--listen", "127.0.0.1:99999"]) == 2
    assert "from 0 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["gb18030", "GBK", "big5", "shift_jis", "EUC-JP", "euc-kr", "latin-1", "windows-1251"]
)
def test_text_may_come_in_encodings_that_chats_were_written_in(
    name: str, served: Callable[..., HostConfig]
) -> None:
    assert served("--legacy-encoding", name).legacy_encoding == name


def test_a_mistake_in_a_real_process_shows_no_traceback() -> None:
    done = run("serve", "--listen", "nonsense:port")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_help_and_version_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--version"], ["--help"], ["serve", "--help"], ["send", "--help"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        assert ended.value.code == 0
        assert capsys.readouterr().err == ""
    assert run("--version").stdout.strip() == f"desktopchat {__version__}"


def commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command that is listed, and its options."""
    options: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word in (one.dest for one in action._choices_actions):
                inner = action.choices[word]
                yield from commands(inner, f"{name} {word}".strip())
        elif action.help != argparse.SUPPRESS:
            options.update(o for o in action.option_strings if o.startswith("--"))
    yield name, options - {"--help", "--version"}


def test_every_command_and_option_is_in_the_reference_and_every_command_in_the_readme() -> None:
    reference = (SOURCE / "docs/reference/command-line.md").read_text(encoding="utf-8")
    readme = (SOURCE / "README.md").read_text(encoding="utf-8")
    rows: dict[str, set[str]] = {}
    for call, options in re.findall(r"^\| `desktopchat(.*?)` \| (.*) \|$", reference, re.MULTILINE):
        names = re.fullmatch(r" ?([a-z ]*)((?:\\?\|[a-z]+)*).*", call)
        assert names is not None
        first, *more = re.split(r"\\\|", (names[1] + names[2]).strip())
        for name in (first, *(f"{first.rpartition(' ')[0]} {other}" for other in more)):
            rows[name] = set(re.findall(r"--[a-z-]+", options))
    rows["host"] = rows[""] | rows["serve"]
    rows["join"] |= rows[""]
    for name, options in commands(all_commands._parser()):
        if name != "account":
            assert options <= rows.get(name, set()), (name, options - rows.get(name, set()))
        assert not name or re.search(rf"`(desktopchat )?{name.split()[0]}\b", readme), name


# What the options of serve become


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., HostConfig]:
    """The configuration that `serve` would run with."""
    configs: list[HostConfig] = []

    def serve(config: HostConfig, **_: object) -> int:
        configs.append(config)
        return 0

    monkeypatch.setattr("desktopchat.host.serve.serve", serve)

    def look(*arguments: str) -> HostConfig:
        assert cli.main(["serve", *arguments]) == 0
        return configs.pop()

    return look


def test_a_host_without_options_is_encrypted_for_all_and_plain_for_this_computer(
    served: Callable[..., HostConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_settings, "_can_listen", lambda host: ":" not in host)
    config = served()
    assert [str(address) for address in config.listen] == [
        "ircs://0.0.0.0:6697",
        "irc://127.0.0.1:6667",
    ]
    plain = [str(address) for address in served("--plain").listen]
    assert plain == ["ircs://0.0.0.0:6697", "irc://0.0.0.0:6667"]
    assert config.throttle
    assert config.password == ""


def test_a_title_names_the_room_and_a_room_the_title(served: Callable[..., HostConfig]) -> None:
    config = served("--title", "Lab 3")
    assert (config.title, config.room) == ("Lab 3", "#Lab-3")
    config = served("--room", "实验室")
    assert (config.title, config.room) == ("实验室", "#实验室")
    config = served("--title", "Lab\n3 👩‍💻", "--room", "#tea")
    assert (config.title, config.room) == ("Lab 3 👩‍💻", "#tea")


def test_a_room_is_called_as_it_was_named_or_refused_with_one_that_can_be(
    served: Callable[..., HostConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--room", "a,b"]) == 2
    said = capsys.readouterr().err
    assert said == "desktopchat: “a,b” can't be the name of a room, but #ab can.\n"
    for typed, named in (
        ("tea", "#tea"),
        ("Lab 3", "#Lab-3"),
        ("#tea", "#tea"),
        ("&tea", "&tea"),
        ("cafe\u0301", "#café"),
    ):
        assert served("--room", typed).room == named


def test_a_name_that_other_programs_show_otherwise_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert terminal._name("a b") == "a b"
    assert capsys.readouterr().err == (
        "desktopchat: DesktopChat shows “a b”, other programs show a_b.\n"
    )
    assert (terminal._name("Ada"), terminal._name("")) == ("Ada", "")
    assert capsys.readouterr().err == ""


def test_the_other_options_arrive(served: Callable[..., HostConfig], tmp_path: Path) -> None:
    motd = tmp_path / "motd.txt"
    motd.write_text("Hello\0.\r\n\n" + "word " * 200, encoding="utf-8")
    config = served(
        "--listen", "irc://127.0.0.1:0", "--listen", "irc://[::1]:7000", "--no-throttle",
        "--oper", "ada:a:b", "--oper", "bo:c", "--server-name", "lab.example",
        "--motd", str(motd), "--data", str(tmp_path),
    )  # fmt: skip
    assert [str(one) for one in config.listen] == ["irc://127.0.0.1:0", "irc://[::1]:7000"]
    assert not config.throttle
    assert config.opers == {"ada": "a:b", "bo": "c"}
    assert config.server_name == "lab.example"
    assert config.motd[:2] == ["Hello.", ""]
    assert all(len(line.encode()) <= config_file.MOTD_WIDTH for line in config.motd)
    assert config.data == tmp_path


# serve for real


@pytest.mark.sockets
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("attended", [True, False])
def test_a_signal_ends_a_host_with_a_goodbye(number: signal.Signals, attended: bool) -> None:
    with Serve(attended=attended) as serve, Raw(serve.address) as ada:
        ada.register("ada", "#lobby")
        serve.signal(number)
        assert serve.wait(STOPS_WITHIN) == 0
        assert ada.to_the_end()[-1] == "ERROR :The host has stopped"
        assert serve.err == []
        assert [line.split()[0] for line in serve.out] == ["listening", "link"]


@pytest.mark.sockets
def test_a_host_whose_guest_reads_nothing_stops_in_time_too() -> None:
    with Serve("--no-throttle") as serve, Raw(serve.address) as ada, Raw(serve.address) as stuck:
        stuck.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.register("stuck", "#lobby")
        ada.register("ada", "#lobby")
        for _ in range(60):
            ada.send(*["PRIVMSG #lobby :" + "x" * 400] * 100, "PING x")
            ada.until("PONG")
        serve.signal(signal.SIGTERM)
        assert serve.wait(STOPS_WITHIN) == 0
        assert serve.err == []


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_of_a_failure_has_a_sentence_on_the_command_line(reason: Reason) -> None:
    words = serving.failure_words(Failure(reason, "[::1]:80", "Why."))
    assert words.endswith(".")
    assert not re.search("[{}]", words)
    assert "::1" in words or ":80" in words or words == "Why."


@pytest.mark.sockets
def test_a_host_with_a_parent_says_for_machines_why_it_does_not_start(tmp_path: Path) -> None:
    wrong = tmp_path / "host.toml"
    wrong.write_text("title = 3\n")
    with Serve(f"--config={wrong}", attended=True) as serve:
        assert serve.wait() == 2
        assert [line.split()[:3] for line in serve.out] == [["failed", "settings", "*"]]
        assert serve.err == []
    with Serve("--listen=irc://192.0.2.1:7000", attended=True) as serve:
        assert serve.wait() == 1
        assert serve.out == ["failed not-an-address 192.0.2.1:7000"]


@pytest.mark.sockets
def test_a_taken_port_is_one_line_and_exit_code_1() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--listen", "irc://127.0.0.1:0", "--listen", f"irc://127.0.0.1:{port}")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"desktopchat: Port {port} is taken by another program. "
        f"Choose another port for 127.0.0.1:{port}.\n"
    )


@pytest.mark.sockets
def test_an_address_of_another_computer_can_not_be_listened_on() -> None:
    done = run("serve", "--listen", "irc://192.0.2.1:0")
    assert done.returncode == 1
    assert done.stderr == "desktopchat: 192.0.2.1 is not an address of this computer.\n"


@pytest.mark.sockets
def test_the_word_stop_from_its_window_ends_a_host() -> None:
    with Serve(attended=True) as serve, Raw(serve.address) as ada:
        ada.register("ada")
        serve.tell("")
        serve.tell("something else")
        ada.send("PING x")
        ada.until("PONG")
        serve.tell("stop")
        assert serve.wait(STOPS_WITHIN) == 0
        assert ada.to_the_end()[-1] == "ERROR :Whoever hosted this chat has ended it"
        assert serve.err == []


@pytest.mark.sockets
def test_a_host_without_a_window_ends_when_nobody_is_there() -> None:
    with Serve(attended=True) as serve:
        assert serve.address.port
        serve.hang_up()
        assert serve.wait() == 0
        assert serve.err == []


@pytest.mark.sockets
def test_a_host_without_a_window_lives_on_until_the_last_has_left() -> None:
    with Serve(attended=True) as serve, Raw(serve.address) as ada, Raw(serve.address) as bo:
        ada.register("ada", "#lobby")
        bo.register("bo", "#lobby")
        serve.hang_up()
        bo.send("QUIT")
        ada.until("QUIT")
        with Raw(serve.address) as cy:  # newcomers are welcome, too
            cy.register("cy", "#lobby")
            ada.send("PRIVMSG cy :still here")
            cy.says("still here")
            cy.send("QUIT")
            cy.to_the_end()
        assert serve.process.poll() is None
        ada.send("QUIT")
        assert serve.wait() == 0
        assert serve.err == []


@pytest.mark.sockets
def test_a_host_whose_output_nobody_reads_ends(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "-m", "desktopchat", "serve", "--listen=irc://127.0.0.1:0"],
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=SOURCE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    os.close(writing)
    try:
        _, said = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    assert said == b""


@pytest.mark.sockets
def test_what_the_options_say_is_so_on_the_wire(tmp_path: Path) -> None:
    motd = tmp_path / "motd.txt"
    motd.write_text("欢迎 to the lab.\n", encoding="utf-8")
    options = [
        f"--motd={motd}", "--oper=root:toor", "--password=open sesame",
        "--server-name=lab.example", "--title=Lab 3", "--room=#Tea", f"--data={tmp_path / 'data'}",
        "--listen=irc://[::1]:0",
    ]  # fmt: skip
    with Serve(*options) as serve:
        wait_until(lambda: len(serve.out) == 2, what=lambda: serve.err)
        assert {line.partition(" ")[0] for line in serve.out} == {"listening"}
        with Raw(serve.address) as wrong:
            wrong.send("PASS nonsense", "NICK ada", "USER a 0 * :A")
            assert wrong.until("464").source == "lab.example"
            assert wrong.to_the_end() == ["ERROR :Password incorrect"]
        with Raw(serve.address) as ada:
            assert ada.socket.getpeername()[0] == "::1"
            ada.send("PASS :open sesame", "NICK ada", "USER a 0 * :A")
            assert ada.until("001").params[-1] == "Welcome to Lab 3, ada"
            tokens: list[str] = []
            ada.until(lambda m: tokens.extend(m.params) or m.command == "251")
            assert "NETWORK=Lab\\x203" in tokens
            assert "desktopchat/ROOM=#Tea" in tokens
            assert ada.until("372").params[-1] == "- 欢迎 to the lab."
            ada.send("OPER root toor", "LIST")
            ada.until("381")
            assert ada.until("322").params[1:3] == ["#Tea", "0"]


@pytest.mark.sockets
def test_a_renamed_first_room_is_told_and_old_links_lead_to_it() -> None:
    with (
        Serve("--room=#lobby", "--oper=root:toor") as serve,
        Raw(serve.address) as ada,
        Raw(serve.address) as bo,
    ):
        wait_until(lambda: len(serve.out) == 2, what=lambda: serve.err)
        assert serve.out[1].endswith("/lobby")
        ada.register("ada", "#lobby")
        ada.send("OPER root toor", "RENAME #lobby #hall")
        wait_until(lambda: len(serve.out) == 3, 20, what=lambda: (serve.out, serve.err))
        assert serve.out[2] == serve.out[1].replace("/lobby", "/hall")
        bo.register("bo")
        bo.send("JOIN #lobby")
        assert bo.until("JOIN").params == ["#hall"]
        done = run("send", str(serve.address), "#lobby", "hi")
        assert done.returncode == 0, done.stderr
        assert bo.until("PRIVMSG").params == ["#hall", "hi"]


@pytest.mark.sockets
def test_a_host_prints_its_key_in_the_words_that_others_see(tmp_path: Path) -> None:
    with Serve("--listen=ircs://127.0.0.1:0", f"--data={tmp_path}", listen=False) as serve:
        wait_until(lambda: any(line.startswith("link ") for line in serve.out))
        key = next(line for line in serve.out if line.startswith("key ")).removeprefix("key ")
        found = run("doctor", serve.address.authority, "--json")
        assert f"Its key in words: {key} " in found.stdout


def test_a_link_is_in_quotes_on_a_terminal_and_as_it_is_for_programs() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    link = "ircs://lab-pc/room?fingerprint=00&also=10.0.0.1"
    for stream, said in ((Terminal(), f'link "{link}"\n'), (io.StringIO(), f"link {link}\n")):
        serve._tell(stream, None, Word.LINK, link)
        assert stream.getvalue() == said
    terminal = Terminal()
    for word, text in ((Word.LINK, ""), (Word.CODE, "babid-hajov")):
        serve._tell(terminal, None, word, text)
    assert terminal.getvalue() == "link\ncode babid-hajov\n"


def test_hosts_cuts_long_titles_by_the_cells_that_they_take() -> None:

    def host(title: str) -> FoundHost:
        return FoundHost(title, title, "#lab", 2, False, "1", "", "", ("10.0.0.1",), 6697)

    lines = _table([host("x" * 100), host("数" * 50), host("e\u0301" * 30), host("Lab")])
    assert lines[0].startswith("x" * 39 + "…  2 people  10.0.0.1:6697")
    assert lines[1].startswith("数" * 19 + "…")
    assert lines[2].startswith("e\u0301" * 30 + " ")
    assert len({cells(line) for line in lines}) == 1


def test_options_stand_anywhere_among_the_words() -> None:
    parser = all_commands._parser()
    for words in (
        ["send", "--name", "Bo", "lab", "#r", "hello", "you"],
        ["send", "lab", "--name", "Bo", "#r", "hello", "you"],
        ["send", "lab", "#r", "--name", "Bo", "hello", "you"],
        ["send", "lab", "#r", "hello", "--name", "Bo", "you"],
        ["send", "lab", "#r", "hello", "you", "--name", "Bo"],
    ):
        options = parser.parse_args(words)
        assert (options.address, options.target) == ("lab", "#r")
        assert (options.text, options.name) == (["hello", "you"], "Bo")
    options = parser.parse_args(["join", "--room", "x", "lab", "--name", "Bo"])
    assert (options.address, options.room, options.name) == ("lab", "x", "Bo")


@pytest.mark.parametrize("words", [["send", "lab", "#r", "hello"], ["tail", "lab", "#r"]])
def test_a_name_that_can_t_be_is_told_at_once(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert cli.main([*words, "--name", "!!!"]) == 2
    assert "“!!!” can't be a name" in capsys.readouterr().err


def test_options_that_a_command_shares_with_the_program_count_before_it_too() -> None:
    parser = all_commands._parser()
    given = ["--name", "Bo", "--scale", "2", "--no-discovery", "--interface", "lo"]
    for command in (["join", "lab"], ["host"], ["hosts"]):
        options = parser.parse_args([*given, *command])
        assert (options.name, options.scale) == ("Bo", 2.0), command
        assert (options.no_discovery, options.interface) == (True, ["lo"]), command
    options = parser.parse_args(["--name", "Bo", "join", "lab", "--name", "Ada"])
    assert (options.name, options.mode) == ("Ada", "join")
    assert parser.parse_args(["host"]).mode == "host"
