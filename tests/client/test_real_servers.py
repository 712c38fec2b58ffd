"""The client against real servers: our own host, ngIRCd and InspIRCd, where they are installed.

The same behaviour is asked of each of them.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktopchat.cli import talking
from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, Delivery, EntryKind, Phase
from desktopchat.client.problems import ProblemKind
from desktopchat.irc.address import Address
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PASSWORD = "open sesame"

NGIRCD = """
[Global]
  Name = irc.example.test
  Info = test
  AdminEMail = admin@example.test
  Listen = 127.0.0.1
  Ports = {port}
{password}
[Limits]
  MaxPenaltyTime = 0
  MaxConnectionsIP = 0
  MaxJoins = 0
  MaxNickLength = 20
[Options]
  DNS = no
  Ident = no
  PAM = no
"""

INSPIRCD = """
<server name="irc.example.test" description="test" network="Test" id="00A">
<admin name="a" nick="a" email="a@example.test">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="all" allow="*" {password} fakelag="no" threshold="10000000" commandrate="100000000"
 recvq="64K" softsendq="32M" hardsendq="64M" useident="no" resolvehostnames="no" localmax="20000"
 globalmax="20000">
<options casemapping="ascii">
<module name="cap"><module name="ircv3"><module name="ircv3_servertime">
<module name="ircv3_echomessage"><module name="ircv3_labeledresponse"><module name="ircv3_msgid">
<module name="ircv3_batch"><module name="ircv3_ctctags"><module name="ircv3_capnotify">
<module name="ircv3_invitenotify"><module name="namesx"><module name="uhnames">
<log method="file" type="*" level="normal" target="{folder}/log.txt">
"""


class Server:
    """A real server as a subprocess, which can be killed and started again on its port."""

    def __init__(self, kind: str, folder: Path, password: str = "") -> None:
        self.kind, self.folder, self.password = kind, folder, password
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        self.address = Address("127.0.0.1", port)
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=dict(os.environ, PYTHONPATH=str(ROOT)),
        )
        wait_until(self._listens, 30, f"{self.kind} listens")

    def kill(self) -> None:
        """End it without a goodbye."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def _listens(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"{self.kind} ended by itself"
        try:
            socket.create_connection(("127.0.0.1", self.address.port), 1).close()
        except OSError:
            return False
        return True

    def _command(self) -> list[str]:
        port, file = self.address.port, self.folder / "server.conf"
        if self.kind == "ngircd":
            line = f"  Password = {self.password}" if self.password else ""
            file.write_text(NGIRCD.format(port=port, password=line))
            return [which("ngircd"), "-n", "-f", str(file)]
        if self.kind == "inspircd":
            line = f'password="{self.password}"' if self.password else ""
            file.write_text(INSPIRCD.format(port=port, password=line, folder=self.folder))
            return [which("inspircd"), "--nofork", "--runasroot", "--nopid", "--config", str(file)]
        options = [f"--password={self.password}"] if self.password else []
        listen = f"--listen=irc://127.0.0.1:{port}"
        return [sys.executable, "-m", "desktopchat", "serve", listen, "--no-throttle", *options]


def which(name: str) -> str:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


KINDS = ["desktopchat", "ngircd", "inspircd"]


@pytest.fixture(params=KINDS)
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server of each kind."""
    kind = request.param
    if kind != "desktopchat" and not which(kind):
        pytest.skip(f"{kind} is not installed")
    started: list[Server] = []

    def make(password: str = "") -> Server:
        started.append(Server(kind, tmp_path, password))
        return started[-1]

    yield make
    for server in started:
        server.kill()


class Visitors:
    """Clients that are driven together."""

    def __init__(self) -> None:
        self.clients: list[Client] = []

    def add(self, server: Server, name: str, **options: str) -> Client:
        client = Client(server.address, name, rooms=["#lab"], **options)  # type: ignore[arg-type]
        self.clients.append(client)
        client.connect()
        return client

    def poll(self) -> None:
        for client in self.clients:
            client.poll()

    def until(self, condition: Callable[[], object], timeout: float = 20) -> None:
        wait_until(condition, timeout, self.describe, self.poll)

    def describe(self) -> str:
        return "\n".join(
            f"{c.session.model.nick} {c.phase} {c.problem} "
            + str([(e.kind.name, e.sender, e.text, e.delivery.name) for e in lab(c).entries])
            if "#lab" in c.session.model.conversations
            else f"{c.session.model.nick} {c.phase} {c.problem}"
            for c in self.clients
        )


@pytest.fixture
def visitors() -> Iterator[Visitors]:
    visitors = Visitors()
    yield visitors
    for client in visitors.clients:
        client.quit(wait=0.2)


def lab(client: Client) -> Conversation:
    return client.session.model.conversations["#lab"]


def nicks(client: Client) -> set[str]:
    room = client.session.model.conversations.get("#lab")
    return {m.person.nick for m in room.members.values()} if room is not None else set()


def said(client: Client) -> list[tuple[str, str]]:
    return [(e.sender, e.text) for e in lab(client).entries if e.kind is EntryKind.MESSAGE]


def test_two_people_talk_see_each_other_come_and_go_and_each_message_arrives_once(
    start: Callable[..., Server], visitors: Visitors
) -> None:
    server = start()
    ada = visitors.add(server, "Ada")
    visitors.until(lambda: nicks(ada) == {"Ada"})
    bo = visitors.add(server, "Bo")
    visitors.until(lambda: nicks(ada) == nicks(bo) == {"Ada", "Bo"})
    words = ["hello 王伟 😀", "hello 王伟 😀", ":) colon", " spaces  kept"]
    for text in words:
        ada.session.delivery.say(lab(ada), text)
    visitors.until(lambda: all(e.delivery is not Delivery.SENDING for e in lab(ada).entries))
    visitors.until(lambda: len(said(bo)) == len(words))
    assert said(ada) == said(bo) == [("Ada", text) for text in words]
    mine = [e.delivery for e in lab(ada).entries if e.kind is EntryKind.MESSAGE]
    assert mine == [Delivery.SENT] * len(words)
    direct = bo.session.open_direct("Ada")
    (private,) = bo.session.delivery.say(direct, "psst")
    visitors.until(lambda: "bo" in ada.session.model.conversations)
    visitors.until(lambda: private.delivery is Delivery.SENT)
    assert ada.session.model.conversations["bo"].entries[-1].text == "psst"
    ada.session.room_settings.set_topic(lab(ada), "what it is about")
    visitors.until(lambda: lab(bo).topic == "what it is about")
    bo.quit("see you")
    visitors.until(lambda: nicks(ada) == {"Ada"})
    assert lab(ada).entries[-1].kind is EntryKind.QUIT
    assert "see you" in lab(ada).entries[-1].text


def test_a_long_text_arrives_whole_in_several_messages(
    start: Callable[..., Server], visitors: Visitors
) -> None:
    server = start()
    ada, bo = visitors.add(server, "Ada"), visitors.add(server, "Bo")
    visitors.until(lambda: nicks(ada) == nicks(bo) == {"Ada", "Bo"})
    text = " ".join(f"wörd{number}" for number in range(150))
    entries = ada.session.delivery.say(lab(ada), text)
    visitors.until(lambda: len(said(bo)) == len(entries))
    # Not joined as they are: ngIRCd drops the space at the end of a message.
    assert " ".join(piece.rstrip() for _, piece in said(bo)) == text


def test_a_message_that_can_not_be_delivered_is_marked_in_place(
    start: Callable[..., Server], visitors: Visitors
) -> None:
    ada = visitors.add(start(), "Ada")
    visitors.until(lambda: nicks(ada) == {"Ada"})
    (entry,) = ada.session.delivery.say(ada.session.open_direct("Nobody"), "hello?")
    visitors.until(lambda: entry.delivery is Delivery.FAILED)
    assert entry.failure.startswith("Nobody is not here")


def test_a_killed_server_is_come_back_to_and_what_was_written_meanwhile_arrives(
    start: Callable[..., Server], visitors: Visitors
) -> None:
    server = start()
    ada, bo = visitors.add(server, "Ada"), visitors.add(server, "Bo")
    visitors.until(lambda: nicks(ada) == nicks(bo) == {"Ada", "Bo"})
    server.kill()
    visitors.until(lambda: ada.phase is bo.phase is Phase.WAITING)
    (entry,) = ada.session.delivery.say(lab(ada), "written while it was gone")
    server.start()
    for client in visitors.clients:
        client.retry_now()
    visitors.until(lambda: entry.delivery is Delivery.SENT)
    visitors.until(lambda: nicks(ada) == nicks(bo) == {"Ada", "Bo"})
    assert said(ada) == [("Ada", "written while it was gone")]


def test_a_taken_name_and_a_wrong_password_are_told(
    start: Callable[..., Server], visitors: Visitors
) -> None:
    server = start(PASSWORD.replace(" ", "-"))
    ada = visitors.add(server, "Ada", password=server.password)
    visitors.until(lambda: nicks(ada) == {"Ada"})
    other = visitors.add(server, "Ada", password=server.password)
    visitors.until(lambda: other.phase is Phase.ENDED)
    assert other.problem is not None
    assert other.problem.kind is ProblemKind.NAME_TAKEN
    for wrong in ("wrong", ""):
        stranger = visitors.add(server, "Eve", password=wrong)
        visitors.until(lambda stranger=stranger: stranger.phase is Phase.ENDED)
        assert stranger.problem is not None
        assert stranger.problem.kind is ProblemKind.WRONG_PASSWORD, stranger.problem


def test_a_ghost_of_mine_is_stood_aside_for_until_it_is_gone(
    start: Callable[..., Server], visitors: Visitors
) -> None:
    server = start()
    bo, ada = visitors.add(server, "Bo"), visitors.add(server, "Ada")
    visitors.until(lambda: nicks(ada) == nicks(bo) == {"Ada", "Bo"})
    # The ghost: a second client that takes the nick while the first is away.
    visitors.clients.remove(ada)
    ada.session.quit()
    ada.poll()
    visitors.until(lambda: nicks(bo) == {"Bo"})
    ghost = visitors.add(server, "Ada")
    visitors.until(lambda: nicks(bo) == {"Ada", "Bo"})
    visitors.clients.append(ada)
    visitors.until(lambda: ada.phase is Phase.ONLINE and ada.session.model.nick == "Ada_")
    visitors.until(lambda: nicks(bo) == {"Ada", "Ada_", "Bo"} == nicks(ada))
    ghost.quit()
    visitors.clients.remove(ghost)
    visitors.until(lambda: ada.session.model.nick == "Ada" and nicks(bo) == {"Ada", "Bo"})


def test_send_is_confirmed_by_the_server_and_heard_in_the_room(
    start: Callable[..., Server], visitors: Visitors, capsys: pytest.CaptureFixture[str]
) -> None:
    server = start()
    bo = visitors.add(server, "Bo")
    visitors.until(lambda: nicks(bo) == {"Bo"})
    assert talking.send(server.address, "#lab", "from a script", name="Cy") == 0
    visitors.until(lambda: said(bo) == [("Cy", "from a script")])
    assert talking.send(server.address, "Nobody", "hello?", name="Cy") == 1
    said_at_the_end = capsys.readouterr().err
    assert said_at_the_end.count("\n") == 1
    assert "Nobody is not here" in said_at_the_end
