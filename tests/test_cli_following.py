"""Commands that begin with an old address find who carries the chat on, and wait for that."""

import os
import signal
from hashlib import sha256
from pathlib import Path

import pytest
from tqdm import tqdm

from desktopchat.cli import files
from desktopchat.store.place.blobs import FOLDER, Blobs
from tests.host.places import ROOM, deputy, free_port, hosting
from tests.host.test_stuck_deputies import ROOMY, may_write, on_linux
from tests.host.wire import Process
from tests.test_cli import run
from tests.waiting import wait_until


@pytest.mark.sockets
@pytest.mark.parametrize("first", ["send", "get"])
def test_send_and_get_follow_to_who_carries_on(tmp_path: Path, first: str) -> None:
    file, out = tmp_path / "notes.bin", tmp_path / "came.bin"
    file.write_bytes(os.urandom(70_000))
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()) as heir,
    ):
        sent = run("send", str(there), ROOM, "--file", str(file), "--name", "Ada")
        assert (sent.returncode, sent.stderr) == (0, "")
        words = run("export", "--data", str(tmp_path / "host")).stdout.replace('"', " ").split()
        link = next(word for word in words if word.startswith("https://"))
        commands = {
            "send": ["send", str(there), ROOM, "said just then", "--name", "Ada"],
            "get": ["get", link, "--out", str(out)],
        }
        copied = Blobs(tmp_path / "copy" / FOLDER).path(sha256(file.read_bytes()).hexdigest())
        wait_until(copied.exists)
        host.signal(signal.SIGKILL)
        host.wait()
        for command in sorted(commands, key=lambda one: one != first):
            done = run(*commands[command])
            assert done.returncode == 0, done.stderr
            # At first nobody hosts, which is said in a line.
            waited = "carries it on soon" in done.stderr
            assert (waited, done.stderr.count("\n")) == (command == first, command == first)
            assert heir.told("listening")
        assert out.read_bytes() == file.read_bytes()
        out.unlink()
        with hosting(tmp_path / "host", there.port) as (again, _):
            # It only keeps a copy now, and the link still names it.
            wait_until(lambda: "in-sync" in again.told("standing"), 40, lambda: again.out)
            got = run(*commands["get"])
            assert (got.returncode, got.stderr) == (0, "")
        assert out.read_bytes() == file.read_bytes()


def shared_links(folder: Path) -> list[str]:
    """All that were said at a host."""
    words = run("export", "--data", str(folder)).stdout.replace('"', " ").split()
    return [word for word in words if word.startswith("https://")]


def kill_midway(monkeypatch: pytest.MonkeyPatch, host: Process) -> None:
    """Have the host die once some of a file has come or gone."""
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # no thread of its own, which stays
    there = files._Bar.there

    def watched(bar: files._Bar, bytes_: int) -> None:
        if bytes_ and host.alive:
            host.signal(signal.SIGKILL)
            host.wait()
        there(bar, bytes_)

    monkeypatch.setattr(files._Bar, "there", watched)


@pytest.mark.sockets
def test_get_goes_on_where_another_carries_the_chat_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "film.bin", tmp_path / "came.bin"
    file.write_bytes(os.urandom(30_000_000))
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()),
    ):
        sent = run("send", str(there), ROOM, "--file", str(file), "--name", "Ada")
        assert sent.returncode == 0, sent.stderr
        (link,) = shared_links(tmp_path / "host")
        copied = Blobs(tmp_path / "copy" / FOLDER).path(sha256(file.read_bytes()).hexdigest())
        wait_until(copied.exists, 30)
        kill_midway(monkeypatch, host)
        assert files.get(link, str(out)) == 0, capsys.readouterr().err
        assert not host.alive
    assert out.read_bytes() == file.read_bytes()


@pytest.mark.sockets
def test_a_file_that_is_sent_begins_anew_where_another_carries_the_chat_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "film.bin"
    file.write_bytes(os.urandom(30_000_000))
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()),
    ):
        kill_midway(monkeypatch, host)
        assert files.send(there, ROOM, [file], name="Ada") == 0, capsys.readouterr().err
        assert not host.alive
        assert len(shared_links(tmp_path / "copy")) == 1
        kept = Blobs(tmp_path / "copy" / FOLDER).path(sha256(file.read_bytes()).hexdigest())
        assert kept.read_bytes() == file.read_bytes()


@pytest.mark.sockets
@on_linux
def test_who_shared_a_file_gives_it_again_to_a_host_that_lacks_it(tmp_path: Path) -> None:
    file, out = tmp_path / "film.bin", tmp_path / "came.bin"
    file.write_bytes(os.urandom(9_000_000))
    digest = sha256(file.read_bytes()).hexdigest()
    with (
        hosting(tmp_path / "host") as (host, there),
        deputy(there, tmp_path / "copy", free_port()) as heir,
        Process("join", "--plain", "--json", str(there), "--name", "Cy") as cy,
    ):
        may_write(heir, 4_000_000)  # the chat, and not the film
        wait_until(lambda: any('"open"' in line for line in cy.out), 30, lambda: cy.err)
        cy.tell(f"/share {file}")
        wait_until(lambda: any("https://" in line for line in cy.out), 30, lambda: cy.out)
        (link,) = shared_links(tmp_path / "host")
        wait_until(lambda: any("not copied for now" in line for line in heir.err), 30)
        may_write(heir, ROOMY)
        host.signal(signal.SIGKILL)
        host.wait()
        copied = Blobs(tmp_path / "copy" / FOLDER).path(digest)
        wait_until(copied.exists, 60, lambda: (cy.out, heir.out, heir.err))
        assert shared_links(tmp_path / "copy") == [link]
        got = run("get", link, "--out", str(out))
        assert (got.returncode, got.stderr) == (0, "")
        assert out.read_bytes() == file.read_bytes()
