"""A host whose HTTP says what no honest one does: nothing is written but what was asked for."""

import hashlib
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.cli import files
from desktopchat.client.files import web as web_module
from desktopchat.client.files.download import download
from desktopchat.client.files.upload import FileError, Job, upload
from desktopchat.client.files.web import Web
from desktopchat.irc.address import Address
from desktopchat.store.person.uploads import StartedUpload

pytestmark = pytest.mark.sockets

BODY = b"what was asked for"
DIGEST = hashlib.sha256(BODY).hexdigest()
Headers = list[tuple[str, str]]


class Hostile(http.server.ThreadingHTTPServer):
    """Answers each request with these headers, and GET with this body."""

    headers: Headers
    body: bytes

    class Answer(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            assert isinstance(self.server, Hostile)
            self.send_response(201 if self.command == "POST" else 200)
            for name, value in self.server.headers:
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(self.server.body)
            self.close_connection = self.command == "GET"

        do_HEAD = do_GET = do_POST = do_PATCH = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing: the test says what went wrong."""


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "_PAUSES", (0.01,))
    monkeypatch.setattr(web_module, "GIVE_UP", 0.1)


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile(("127.0.0.1", 0), Hostile.Answer) as server:
        server.headers, server.body = [], BODY
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def web(server: Hostile) -> Web:
    return Web(Address("127.0.0.1", server.server_address[1], tls=False))


def fetch(server: Hostile, folder: Path) -> Path:
    return download(web(server), f"/files/{'A' * 22}", folder, "notes.txt", threading.Event())


@pytest.mark.parametrize(
    "tag",
    [
        "/../../other/evil",
        "../secret",
        f"/{'x' * 31}",
        "..",
        "a\\..\\b",
        "0" * 65,
        DIGEST.upper(),
        f"W/{DIGEST}",
        "\u0663" * 64,
        "",
    ],
)
def test_no_name_in_the_download_folder_is_chosen_by_the_host(
    hostile: Hostile, tmp_path: Path, tag: str
) -> None:
    folder, other = tmp_path / "Downloads", tmp_path / "other"
    other.mkdir()
    (tmp_path / "secret.part").write_text("mine")
    hostile.headers = [
        ("ETag", f'"{tag}"'.encode().decode("latin-1")),
        ("Content-Length", str(len(BODY))),
    ]
    found = fetch(hostile, folder)
    assert (found.parent, found.read_bytes()) == (folder, BODY)
    assert sorted(one.name for one in folder.iterdir()) == ["notes.txt"]
    assert (tmp_path / "secret.part").read_text() == "mine"
    assert list(other.iterdir()) == []


def test_without_a_digest_nothing_of_another_file_is_taken_for_its_beginning(
    hostile: Hostile, tmp_path: Path
) -> None:
    hostile.headers = [("Content-Length", str(len(BODY)))]
    hostile.body = BODY[:5]
    with pytest.raises(FileError, match="not reached"):
        fetch(hostile, tmp_path)
    hostile.body = BODY
    assert fetch(hostile, tmp_path).read_bytes() == BODY


@pytest.mark.parametrize(
    "sizes", [[], ["-1"], ["1e9"], ["\u0661\u0662".encode().decode("latin-1")], ["9" * 5000],
              ["9" * 21], ["18", "18"], ["18", "3"], ["0x12"], ["+18"], [" "]]
)  # fmt: skip
def test_a_size_that_is_none_is_said(hostile: Hostile, tmp_path: Path, sizes: list[str]) -> None:
    hostile.headers = [("Content-Length", size) for size in sizes]
    words = "for the size of the file" if sizes else "does not say how large"
    with pytest.raises(FileError, match=words):
        fetch(hostile, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_more_than_there_is_room_for_is_not_begun(hostile: Hostile, tmp_path: Path) -> None:
    hostile.headers = [("Content-Length", "9" * 15), ("ETag", f'"{DIGEST}"')]
    with pytest.raises(FileError, match="no room"):
        fetch(hostile, tmp_path)


def test_what_is_longer_than_it_said_is_not_kept(hostile: Hostile, tmp_path: Path) -> None:
    class Longer(Hostile.Answer):
        def _answer(self) -> None:
            assert isinstance(self.server, Hostile)
            self.send_response(200)
            if self.command == "HEAD":
                self.send_header("Content-Length", str(len(BODY)))
            else:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(b"20\r\n" + b"x" * 32 + b"\r\n" + b"0\r\n\r\n")

        do_HEAD = do_GET = _answer  # noqa: N815

    hostile.RequestHandlerClass = Longer
    with pytest.raises(FileError, match="not what the host has"):
        fetch(hostile, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "where", ["", "http://[", "/etc/passwd", "/files/short", f"/files/{'A' * 22}/a b \x02words"]
)
def test_an_upload_goes_nowhere_but_to_a_file(hostile: Hostile, tmp_path: Path, where: str) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(BODY)
    hostile.headers = [("Location", where), ("Content-Length", "0")]
    kept: list[StartedUpload] = []
    job = Job(source, "a.txt", lambda: "token", on_begun=kept.append)
    with pytest.raises(FileError, match="where the file is"):
        upload(web(hostile), job, threading.Event())
    assert kept == []


def test_a_host_that_never_answers_is_given_up_soon(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "_NEVER_REACHED", 0.1)
    monkeypatch.setattr(web_module, "GIVE_UP", 600.0)
    nobody = Web(Address("127.0.0.1", 9, tls=False))
    with pytest.raises(FileError, match="does not answer"):
        download(nobody, f"/files/{'A' * 22}", tmp_path, "notes.txt", threading.Event())


def test_a_host_that_takes_connections_and_says_nothing_is_waited_for_in_words_and_given_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(web_module, "PATIENCE", 0.5)
    monkeypatch.setattr(web_module, "_NEVER_REACHED", 0.1)
    monkeypatch.setattr(web_module, "GIVE_UP", 600.0)
    monkeypatch.setattr(files, "_SOON", 0.05)
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)  # a thread that stays
    with socket.create_server(("127.0.0.1", 0)) as silent:
        link = f"http://127.0.0.1:{silent.getsockname()[1]}/files/{'A' * 22}/a.txt"
        assert files.get(link) == 1
    waits, given_up = capsys.readouterr().err.splitlines()
    assert "waiting for the host, for 68 seconds at most" in waits
    assert "The host does not answer." in given_up


def test_what_a_host_answers_is_told_in_one_tame_line(hostile: Hostile, tmp_path: Path) -> None:
    class Refuses(Hostile.Answer):
        def do_HEAD(self) -> None:
            self.send_response(418, "\x1b]0;owned\x07 tea\u202epot".encode().decode("latin-1"))
            self.send_header("Content-Length", "0")
            self.end_headers()

    hostile.RequestHandlerClass = Refuses
    with pytest.raises(FileError) as failed:
        fetch(hostile, tmp_path)
    assert "\x1b" not in str(failed.value)
    assert "418" in str(failed.value)


@pytest.mark.parametrize(
    ("said", "fails"),
    [(b"SSH-2.0-OpenSSH\r\n", "is no chat"), (b"\0\1\2\n", "is no chat"), (b"HTT", "not reached")],
)
def test_what_is_no_host_is_given_up_at_once(
    hostile: Hostile, tmp_path: Path, said: bytes, fails: str
) -> None:
    class Garbage(Hostile.Answer):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(said)

    hostile.RequestHandlerClass = Garbage
    with pytest.raises(FileError, match=fails):
        fetch(hostile, tmp_path)
