"""When it does not work, the window says what happened and what to do, beside what mends it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.irc.address import parse_address
from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(240)


@contextmanager
def something_else() -> Iterator[int]:
    """A port where a web server would be: it answers, but not with IRC."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        server.settimeout(0.1)

        def answer() -> None:
            while not stop.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=answer, name="not-irc")
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()


def free_port() -> int:
    """A port where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_a_taken_name_is_said_and_another_one_offered(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    other = open_window("join", address_of(ada), "--name", "Ada")
    seen = other.shows("that the name is taken", lambda s: s.get("words", {}).get("name"), 30)
    assert "Ada" in seen["words"]["name"]
    assert seen["name"] == "Ada 2"
    other.press("Return")
    other.in_chat()
    ada.shows("both", lambda s: any("Ada 2" in person for person in s["people"]))


def test_a_wrong_password_is_said_where_it_is_typed(open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", "--password", "tea")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    seen = grace.shows("that a password is needed", lambda s: s["words"]["password"], 30)
    assert "password" in seen["words"]["password"].lower()
    grace.type("tea")
    grace.press("Return")
    grace.in_chat()


def test_an_address_where_nobody_answers_is_named(open_window: Opener) -> None:
    port = free_port()
    grace = open_window("join", f"127.0.0.1:{port}", "--name", "Grace")
    seen = grace.shows("that nobody answers", lambda s: s.get("words", {}).get("address"), 30)
    assert f"127.0.0.1:{port}" in seen["words"]["address"]
    assert "answer" in seen["words"]["address"].lower()


def test_what_is_no_irc_server_is_called_so(open_window: Opener) -> None:
    with something_else() as port:
        grace = open_window("join", f"127.0.0.1:{port}", "--name", "Grace")
        seen = grace.shows("that this is no chat", lambda s: s.get("words", {}).get("address"), 30)
        assert "not a chat" in seen["words"]["address"]


def test_a_taken_port_is_said_and_another_one_is_a_button_away(open_window: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        listen = f"irc://127.0.0.1:{port}"
        ada = open_window("host", "--listen", listen, "--name", "Ada", "--title", "Lab 3")
        seen = ada.shows("that the port is taken", lambda s: s.get("words", {}).get("host"), 30)
        assert str(port) in seen["words"]["host"]
        assert seen["buttons"]["remedy"]
        ada.shows("the keyboard at the remedy", lambda s: s["focus"].endswith("hostcard.!button"))
        ada.press("Return")
        seen = ada.in_chat()
        ada.shows("another port", lambda s: "127.0.0.1:" in s["share"])
        assert f":{port}" not in ada.seen()["share"]


@contextmanager
def serving(port: int, folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A host without a window; gives its process and its port."""
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "desktopchat", "serve",
            "--listen", f"irc://127.0.0.1:{port}", "--data", str(folder),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield process, int(line.rsplit(":", 1)[1])
    finally:
        process.kill()
        process.wait(15)
        process.stdout.close()


def test_a_killed_host_is_told_and_what_is_typed_meanwhile_arrives(
    open_window: Opener, tmp_path: Path
) -> None:
    with serving(0, tmp_path / "host") as (host, port):
        ada = open_window("join", f"127.0.0.1:{port}", "--name", "Ada", "--room", "#lab")
        grace = open_window("join", f"127.0.0.1:{port}", "--name", "Grace", "--room", "#lab")
        ada.in_chat()
        grace.in_chat()
        ada.shows("Grace", lambda s: "Grace" in s["people"])
        host.kill()
        host.wait(15)
        ada.shows("Reconnecting", lambda s: "Reconnecting" in s["status"])
        ada.type("Said while nobody listened")
        ada.press("Return")
        ada.shows("that one message waits", lambda s: "1 waiting" in s["status"])
    with serving(port, tmp_path / "host"):
        witness = Client(parse_address(f"127.0.0.1:{port}"), "Witness", rooms=["#lab"])
        witness.connect()
        try:
            heard = wait_until(lambda: _heard(witness, "Said while nobody listened"), 60)
        finally:
            witness.quit()
        assert heard == ["Ada"]
        ada.shows("all is well", lambda s: s["status"] == "", 60)
        grace.shows("all is well", lambda s: s["status"] == "", 60)
        ada.shows("Grace again", lambda s: "Grace" in s["people"], 30)
        ada.say("And now?")
        grace.reads("And now?")


def _heard(client: Client, words: str) -> list[str]:
    """Who said these words where the client is, each time."""
    client.poll()
    return [
        entry.sender
        for conversation in client.session.model.conversations.values()
        for entry in conversation.entries
        if entry.text == words
    ]
