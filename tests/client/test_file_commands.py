"""`send --file` and `get` as processes that are killed and called again."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.irc.address import Address, parse_address
from tests.client.cutting import cable
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

SIZE = 30_000_000
PROGRAM = (sys.executable, "-m", "desktopchat")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Address, Address]]:
    """The encrypted and the plain address of a host."""
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    data = ("--data", str(tmp_path / "host"), "--title=Lab", "--no-discovery")
    with Serve("--listen=ircs://127.0.0.1:0", *data) as serve:
        wait_until(lambda: sum(line.startswith("listening") for line in serve.out) == 2)
        told = [line.partition(" ")[2] for line in serve.out if line.startswith("listening")]
        tls, plain = sorted(map(parse_address, told), key=lambda one: not one.tls)
        yield tls, plain


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "übung 1.bin"
    path.write_bytes(random.Random(5).randbytes(SIZE))
    return path


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_file_is_sent_and_fetched_though_each_call_is_killed_once(
    host: tuple[Address, Address], source: Path, tmp_path: Path
) -> None:
    tls, plain = host
    with Raw(plain).register("bo", "#Lab") as bo, cable(tls) as way:
        to = f"ircs://{way.address.authority}"
        words = [*PROGRAM, "send", to, "#Lab", "look:", "--file", str(source), "--name", "Ada"]
        killed = subprocess.Popen(words, stderr=subprocess.PIPE)
        wait_until(lambda: way.sent > SIZE // 3, 20)
        killed.kill()
        killed.communicate()
        before = way.sent
        done = run(*words[3:])
        assert (done.returncode, done.stderr) == (0, "")
        assert way.sent < SIZE * 1.02 + 500_000, (before, way.sent)
        bo.says("look:")
        said = str(
            bo.until(lambda m: m.command == "PRIVMSG" and "/files/" in m.params[1]).params[1]
        )
        assert re.fullmatch(r"https://127\.0\.0\.1:\d+/files/\S{22}/%C3%BCbung%201\.bin#\d+B", said)
        token = said.split("/files/")[1]
        link = f"https://{way.address.authority}/files/{token}"
        down = tmp_path / "down"
        down.mkdir()
        way.received = 0
        fetch = [*PROGRAM, "get", link, "--out", f"{down}/"]
        killed = subprocess.Popen(fetch, stderr=subprocess.PIPE)
        wait_until(lambda: way.received > SIZE // 3, 20)
        killed.kill()
        killed.communicate()
        done = run(*fetch[3:])
        assert done.returncode == 0, done.stderr
        assert Path(done.stdout.strip()).read_bytes() == source.read_bytes()
        assert way.received < SIZE + 8_000_000  # what the kernel held when it was killed


def test_what_is_wrong_is_one_line(host: tuple[Address, Address], tmp_path: Path) -> None:
    tls, _ = host
    to = str(tls)
    for words, says in (
        (["send", to, "#Lab", "--file", str(tmp_path)], "is a folder. Name a file."),
        (["send", to, "#Lab", "--file", str(tmp_path / "none")], "There is no file"),
        (["send", to, "#Lab"], "There is nothing to send"),
        (["get", "https://example.test/x"], "is not the link of a file in a chat"),
        (
            ["get", f"https://{tls.authority}/files/{'A' * 22}/a", "--out", str(tmp_path / "a")],
            "The host has this file no more.",
        ),
    ):
        done = run(*words)
        assert done.returncode in (1, 2)
        assert says in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert not (tmp_path / "a").exists()


def test_several_files_go_in_one_call(host: tuple[Address, Address], tmp_path: Path) -> None:
    tls, plain = host
    names = [f"{number}.txt" for number in range(5)]
    with Raw(plain).register("bo", "#Lab") as bo:
        words = []
        for name in names:
            (tmp_path / name).write_text(name)
            words += ["--file", str(tmp_path / name)]
        done = run("send", str(tls), "#Lab", "--name", "Ada", *words)
        assert (done.returncode, done.stderr) == (0, "")
        for name in names:
            said = bo.until(lambda m: m.command == "PRIVMSG" and "/files/" in m.params[1])
            assert str(said.params[1]).endswith(f"/{name}#5B")


def test_what_is_no_file_at_the_name_stays_what_it_is(
    host: tuple[Address, Address], tmp_path: Path
) -> None:
    tls, plain = host
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9.txt"))
    odd.write_text("text")
    with Raw(plain).register("bo", "#Lab") as bo:
        done = run("send", str(tls), "#Lab", "--name", "Ada", "--file", str(odd))
        assert (done.returncode, done.stderr) == (0, "")
        said = bo.until(lambda m: m.command == "PRIVMSG" and "/files/" in m.params[1]).params[1]
    link = tmp_path / "link"
    link.symlink_to("other.txt")
    assert run("get", said, "--out", str(link)).returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "other.txt").read_text() == "text"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    fetch = subprocess.Popen([*PROGRAM, "get", said, "--out", str(pipe)])
    assert pipe.read_text() == "text"
    assert fetch.wait(20) == 0
    assert pipe.is_fifo()
    assert run("get", said, "--out", "/dev/full").stderr.endswith("No space left on device.\n")
    done = run("get", said, "--out", "/proc/x")
    assert done.returncode == 1
    assert done.stderr == (
        "desktopchat: It can't be written to /proc: No such file or directory.\n"
    )
