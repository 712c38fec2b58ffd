"""`send` and `tail` as processes, at a real host."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.child import SOURCE
from tests.host.wire import Process, Raw, Serve
from tests.test_cli import run
from tests.waiting import wait_until


class Tail(Process):
    """`tail --json` as a process."""

    def __init__(self, *words: str) -> None:
        super().__init__("tail", *words)

    @property
    def heard(self) -> list[str]:
        """What was said."""
        entries = [json.loads(line) for line in self.out]
        return [entry["text"] for entry in entries if entry["kind"] == "message"]


@pytest.mark.sockets
def test_tail_stays_over_a_new_start_of_the_host_and_neither_loses_nor_doubles_a_line(
    tmp_path: Path,
) -> None:
    data = f"--data={tmp_path / 'host'}"
    with (
        Serve(data, "--room=#lab") as serve,
        Tail(serve.address.authority, "#lab", "--json", "--name", "ear") as tail,
    ):
        listen = f"--listen=irc://{serve.address.authority}"
        with Raw(serve.address) as ada:
            ada.register("ada", "#lab")
            ada.send("PRIVMSG #lab :once upon a time")
            wait_until(lambda: any("ear" in line for line in tail.out), 20, lambda: tail.err)
            ada.send("PRIVMSG #lab :one")
            wait_until(lambda: "one" in tail.heard, what=lambda: (tail.out, tail.err))
        serve.signal(signal.SIGTERM)
        assert serve.wait() == 0
        before = tail.heard
        with Serve(data, "--room=#lab", listen, listen=False) as again:
            with Raw(again.address) as bo:
                bo.register("bo", "#lab")
                bo.send("PRIVMSG #lab :two", "PRIVMSG #lab :three")
                wait_until(lambda: "three" in tail.heard, 60, lambda: (tail.out, tail.err))
                bo.send("PRIVMSG #lab :four")
                wait_until(lambda: "four" in tail.heard, what=lambda: (tail.out, tail.err))
            assert tail.heard == [*before, "two", "three", "four"]
            tail.signal(signal.SIGINT)
            assert tail.wait() == 0
    lost, back = tail.err
    assert "The host has stopped" in lost
    assert "Ctrl-C" in lost
    assert back == "desktopchat: The connection is back."


@pytest.mark.sockets
def test_send_makes_no_room_unless_it_is_asked_to() -> None:
    with Serve("--room=#lobby") as serve, Raw(serve.address) as ada:
        ada.register("ada", "#lobby", "#Tea")
        where = serve.address.authority
        for command in (["send", where, "#loby", "hi"], ["tail", where, "#loby"]):
            done = run(*command)
            assert done.returncode == 1
            assert done.stderr == (
                "desktopchat: There is no room #loby here. There are: #Tea, #lobby. --create makes "
                "it.\n"
            )
        assert run("send", where, "#LOBBY", "hi", "--name", "bo").returncode == 0
        ada.says("hi")
        ada.send("MODE #loby")
        ada.until("403")
        assert run("send", where, "#loby", "hi", "--create").returncode == 0


@pytest.mark.sockets
def test_send_says_something_and_tail_hears_it() -> None:
    with Serve() as serve, Raw(serve.address) as ada:
        ada.register("ada", "#lab")
        where = serve.address.authority
        tail = subprocess.Popen(
            [sys.executable, "-m", "desktopchat", "tail", where, "#lab", "--json", "--name", "ear"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=SOURCE,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        try:
            ada.until("JOIN")
            done = run("send", where, "#lab", "你好", "there", "--name", "mouth")
            assert (done.returncode, done.stderr) == (0, "")
            assert ada.says("你好 there").nick == "mouth"
            assert tail.stdout is not None
            heard = json.loads(tail.stdout.readline())
            while heard["kind"] != "message":
                heard = json.loads(tail.stdout.readline())
            assert (heard["nick"], heard["text"]) == ("mouth", "你好 there")
            assert heard["msgid"]
            tail.send_signal(signal.SIGINT)
            _, said = tail.communicate(timeout=60)
            assert (tail.returncode, said) == (0, b"")
        finally:
            if tail.poll() is None:
                tail.kill()
                tail.communicate()


@pytest.mark.sockets
def test_send_that_can_not_says_why_in_one_line() -> None:
    with Serve("--password=sesame") as serve:
        where = serve.address.authority
        for arguments in (
            [where, "#lab", "hi"],
            [where, "#lab", "hi", "--password", "wrong"],
            [where, "nobody", "hi", "--password", "sesame"],
        ):
            done = run("send", *arguments)
            assert done.returncode == 1, arguments
            assert done.stdout == ""
            assert len(done.stderr.splitlines()) == 1
            assert "Traceback" not in done.stderr
