"""`join --plain`: a conversation in lines over pipes, at a real host and with another person."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.child import SOURCE
from tests.host.wire import Process, Raw, Serve
from tests.test_cli import run
from tests.tmux import Terminal
from tests.waiting import wait_until


class Plain(Process):
    """The program with its pipes."""

    def __init__(self, *words: str) -> None:
        super().__init__("join", "--plain", *words)

    def until(self, pattern: str) -> re.Match[str]:
        """The first line that has it."""
        found: list[re.Match[str]] = []

        def look() -> bool:
            found.extend(one for line in list(self.out) if (one := re.search(pattern, line)))
            return bool(found)

        wait_until(look, 30, lambda: (pattern, self.out))
        return found[0]

    def end(self) -> int:
        self.hang_up()
        code = self.wait()
        assert self.err == []
        return code


Opener = Callable[..., Plain]


@pytest.fixture
def opener() -> Iterator[Opener]:
    with contextlib.ExitStack() as opened:
        yield lambda *words: opened.enter_context(Plain(*words))


pytestmark = pytest.mark.sockets


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with Serve(f"--data={tmp_path / 'host'}", "--room=#lab") as serve:
        yield serve


def test_a_whole_conversation_over_pipes(serve: Serve, opener: Opener, tmp_path: Path) -> None:
    ada = opener(f"irc://{serve.address.authority}", "--name", "Ada")
    ada.until("You are in lab as Ada. 1 are here.")
    with Raw(serve.address) as bo:
        bo.send("CAP REQ :message-tags echo-message", "CAP END")
        bo.register("bo", "#lab")
        ada.until(r"^\d\d:\d\d bo came in$")
        bo.send("PRIVMSG #lab :hello there")
        number = ada.until(r"^\[(\d+)\] \d\d:\d\d bo: hello there$")[1]
        ada.tell("/names")
        ada.until(r"In lab are 2: Ada(?: \(\w+\))?, bo")
        ada.tell(f"/reply {number} and to you")
        bo.says("and to you")
        ada.until(r"Ada: and to you \(answers bo: hello there\)$")
        ada.tell(f"/react {number} 👍")
        ada.until(f"Reactions to message {number} of bo: 👍 by Ada")
        mine = ada.until(r"^\[(\d+)\] .*and to you")[1]
        ada.tell(f"/edit {mine} and to all")
        ada.until(f"Ada changed message {mine} to: and to all")
        ada.tell(f"/delete {mine}")
        ada.until(f"Message {mine} of Ada was deleted")
        (tmp_path / "notes.txt").write_text("some notes")
        ada.tell(f"/share {tmp_path / 'notes.txt'}")
        link = str(bo.until(lambda m: "/files/" in m.params[-1]).params[1])
        assert link.endswith("/notes.txt#10B")
        shared = ada.until(r"^\[(\d+)\] .*Ada: \(file: notes\.txt, 10 B\)$")[1]
        bo.send(f"PRIVMSG #lab :look {link[: -len('notes.txt#10B')]}%E7%8E%8B.png#4x3, and that")
        ada.until(r"bo: look \(picture: 王\.png\), and that$")
        bo.send(f"PRIVMSG #lab :{link[: -len('notes.txt#10B')]}said.ogg#12.4s,0v")
        ada.until(r"bo: \(voice message, 12 seconds\)$")
        ada.tell(f"/save {shared}")
        saved = Path(ada.until(r"notes\.txt is saved: (.*)$")[1])
        assert saved.read_text() == "some notes"
        ada.tell("/search hello from:bo")
        ada.until("^1 found")
        bo.send("PRIVMSG Ada :between us")
        ada.until(r"with bo, bo: between us$")
        ada.tell("/go bo")
        ada.until("You talk with bo")
        ada.tell("yes")
        bo.says("yes")
        ada.tell("/delete 999")
        ada.until("It is used like this: /delete NUMBER")
        ada.tell("/nonsense")
        ada.until("There is no command /nonsense")
        bo.send("PRIVMSG #lab :\x1b[31mred\x07")
        ada.until(r"in lab, bo: \[?3?1?m?red")
        assert not any("\x1b" in line or "\x07" in line for line in ada.out)
    assert ada.end() == 0


def test_what_a_pipe_said_last_has_arrived_when_it_ends(serve: Serve) -> None:
    with Raw(serve.address) as bo:
        bo.register("bo", "#lab")
        words = ["join", "--plain", f"irc://{serve.address.authority}", "--name", "Ada"]
        done = subprocess.run(
            [sys.executable, "-m", "desktopchat", *words],
            cwd=SOURCE, input="one\ntwo\n/me waves\nthree\n", text=True, capture_output=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        for said in ("one", "two", "\x01ACTION waves\x01", "three"):
            bo.says(said)


def test_programs_get_an_object_a_line(serve: Serve, opener: Opener) -> None:
    ada = opener(f"irc://{serve.address.authority}", "--name", "Ada", "--json")
    ada.until('"open": "#lab"')
    with Raw(serve.address) as bo:
        bo.register("bo", "#lab")
        bo.send("PRIVMSG #lab :hello")
        ada.until('"text": "hello"')
        ada.tell("/rooms")
        ada.until('"event": "rooms"')
    ada.until('"event": "quit"')
    events = [json.loads(line) for line in ada.out]
    said = next(one for one in events if one["event"] == "message")
    assert (said["nick"], said["room"], said["number"]) == ("bo", "#lab", 1)
    assert said["msgid"]
    assert ada.end() == 0


def test_a_host_that_comes_back_is_told_and_what_was_said_meanwhile_waits(
    tmp_path: Path, opener: Opener
) -> None:
    data = f"--data={tmp_path / 'host'}"
    with Serve(data, "--room=#lab") as serve:
        ada = opener(f"irc://{serve.address.authority}", "--name", "Ada")
        ada.until("You are in lab")
        ada.tell("said before")
        ada.until("said before")
        ada.tell("/join Tee")
        ada.until("You are in Tee")
        listen = f"--listen=irc://{serve.address.authority}"
    ada.until("The connection is lost")
    ada.tell("said meanwhile")
    ada.until("said meanwhile .*waits for the host")
    ada.tell("/delete 1")
    ada.until("^That is done once the connection is back")
    with Serve(data, "--room=#lab", listen, listen=False):
        ada.until("The connection is back")
        # Nobody can tell that she is the one who wrote it, for this connection is not encrypted.
        ada.until("in lab, Only who wrote a message, or an operator .*may delete it")
        assert ada.end() == 0


def test_where_there_is_no_host_one_line_says_so() -> None:
    done = run("join", "--plain", "irc://127.0.0.1:1", "--name", "Ada")
    assert done.returncode == 1
    assert "127.0.0.1" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert run("join", "--json", "irc://127.0.0.1:1").returncode == 2


def test_what_others_say_stays_out_of_what_is_typed(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    with Raw(serve.address) as bo:
        bo.register("Bo", "#lab")
        program = [sys.executable, "-m", "desktopchat", "join", "--plain", "--name=Ada"]
        terminal = Terminal([*program, f"irc://{serve.address.authority}"], tmp_path)
        try:
            terminal.shows("/help")
            terminal.press("-l", "half " * 40)  # of more than one row
            wait_until(lambda: terminal.screen().count("half") == 40)
            bo.send("PRIVMSG #lab :in between")
            terminal.shows("in between")
            above, _, below = terminal.screen().partition("in between")
            assert "half" not in above
            assert below.split()[-40:] == ["half"] * 40
            terminal.press("-l", "done")
            terminal.press("Enter")
            assert bo.until("PRIVMSG").params[1].endswith("half done")
        finally:
            terminal.end()
