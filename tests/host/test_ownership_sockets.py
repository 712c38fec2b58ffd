"""What is whose on a real host: after it was killed, and with files brought over HTTP."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.host.server import Host
from desktopchat.irc.message import Message
from tests.child import SOURCE
from tests.host.filehost import Web, sharing, token
from tests.host.people import PASSWORD
from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

CAPS = "CAP REQ :message-tags batch draft/chathistory echo-message draft/message-redaction sasl"
TUS = {"Tus_Resumable": "1.0.0"}


def history(client: Raw, target: str) -> list[str]:
    """The words in the history of a conversation."""
    client.send(CAPS, f"CHATHISTORY LATEST {target} * 50")
    found: list[str] = []

    def end(message: Message) -> bool:
        if message.command == "PRIVMSG" and "batch" in message.tags:
            found.append(message.params[1])
        return message.command == "BATCH" and message.params[0][0] == "-"

    client.until(end)
    return found


def answered(client: Raw) -> None:
    client.send("PING :done")
    client.until("PONG")


def test_a_killed_host_opens_no_closed_room(tmp_path: Path) -> None:
    closed = {"#i": "+i", "#k": "+k sesame", "#s": "+s", "#h": "+H joined", "#b": "+b eve!*@*"}
    with Serve(f"--data={tmp_path}") as host, Raw(host.address).register("bo", *closed) as bo:
        for room, mode in closed.items():
            bo.send(f"PRIVMSG {room} :before", f"MODE {room} {mode}", f"PRIVMSG {room} :secret")
        answered(bo)
        assert [room for room in closed if "secret" in history(bo, room)] == list(closed)
        host.signal(signal.SIGKILL)
        host.wait()
    with Serve(f"--data={tmp_path}") as host, Raw(host.address).register("eve") as eve:
        eve.send(*(f"JOIN {room}" for room in closed))
        answered(eve)
        assert [room for room in closed if "secret" in history(eve, room)] == []
        host.signal(signal.SIGTERM)
        assert host.wait() == 0
        assert host.err == []


def test_the_next_of_an_accounts_name_reads_nothing_of_before(tmp_path: Path) -> None:
    """The account is removed by another process, while the host runs."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with (
        Serve(f"--data={tmp_path}") as host,
        Raw(host.address).register("ada") as ada,
        Raw(host.address).register("bo", "#b") as bo,
    ):
        for one in (ada, bo):
            one.send(f"REGISTER * * :{PASSWORD}")
            one.until("900")
        bo.send("PRIVMSG ada :secret", "PRIVMSG #b :mine")
        ada.says("secret")
        answered(bo)
        command = [sys.executable, "-m", "desktopchat", "account", "remove", "bo"]
        subprocess.run([*command, f"--data={tmp_path}"], check=True, env=environment)

        def gone() -> bool:
            bo.send("PRIVMSG ada :still here", "WHOIS bo")
            with_account = bo.until(lambda m: m.command in ("330", "318")).command == "330"
            if with_account:
                bo.until("318")
            return not with_account

        wait_until(gone, 20)
        bo.send("QUIT")
        bo.to_the_end()
        with Raw(host.address).register("bo") as new:
            new.send(f"REGISTER * * :{PASSWORD} 2")
            new.until("900")
            assert history(new, "ada") == []
            ada.send("PRIVMSG bo :to the new one")
            new.says("to the new one")
            assert history(new, "ada") == ["to the new one"]
        assert "secret" in history(ada, "bo")


@pytest.fixture
def lab() -> Iterator[tuple[Host, Raw, Web]]:
    with sharing() as sharing_now:
        yield sharing_now


def test_guests_of_one_address_have_no_files_together(lab: tuple[Host, Raw, Web]) -> None:
    host, ada, web = lab
    whole = web.post("whole", b"x" * 10)
    with Raw(host).register("bo", "#lab") as bo:
        other = Web(host, bearer=token(bo))
        assert other.ask("DELETE", whole.path, **TUS).status == 403
        other.close()
    with Raw(host).register("ada2") as again:
        ada.send("QUIT")
        ada.to_the_end()
        again.send("NICK ada")
        again.until("NICK")
        other = Web(host, bearer=token(again))
        assert other.ask("DELETE", whole.path, **TUS).status == 403
        other.close()
    assert web.ask("DELETE", whole.path, **TUS).status == 204


def test_a_guest_who_comes_again_goes_on_by_the_token_it_was_begun_with(
    lab: tuple[Host, Raw, Web],
) -> None:
    host, ada, web = lab
    begun = web.begin("mine", 10)
    web.piece(begun.path, 0, b"0123")
    ada.send("QUIT")
    ada.to_the_end()
    with Raw(host).register("ada", "#lab") as again:
        other = Web(host, bearer=token(again))
        assert other.piece(begun.path, 4, b"456789").status == 403
        assert other.ask("DELETE", begun.path, **TUS).status == 403
        assert web.piece(begun.path, 4, b"456789").status == 204
        assert web.ask("DELETE", begun.path, **TUS).status == 204
        other.close()


def test_whose_a_guests_files_are_once_they_log_in(lab: tuple[Host, Raw, Web]) -> None:
    _, ada, web = lab
    begun = web.begin("mine", 10)
    web.piece(begun.path, 0, b"0123")
    ada.send(f"REGISTER * * :{PASSWORD}")
    ada.until("900")
    assert web.piece(begun.path, 4, b"456789").status == 204, "the token is the account's now"
    web.bearer = token(ada)
    assert web.ask("DELETE", begun.path, **TUS).status == 204


def test_nobody_makes_a_file_go_by_naming_it(lab: tuple[Host, Raw, Web]) -> None:
    host, _, web = lab
    shared = web.post("one.bin", b"x" * 10)
    with Raw(host).register("bo", "#lab") as bo:
        bo.send(CAPS)
        bo.send(f"PRIVMSG #lab :look: {shared.headers['Location']}")
        msgid = bo.until("PRIVMSG").tags["msgid"]
        bo.send(f"REDACT #lab {msgid}")
        bo.until("REDACT")
    host.files._tidy()
    assert web.ask("GET", shared.path).status == 200
