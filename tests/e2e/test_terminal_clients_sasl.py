"""People with the IRC clients of the terminal log in over TLS, with the host's own key."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from tests.host.people import PASSWORD, Secure, registered
from tests.host.wire import Raw, running
from tests.tmux import Terminal

pytestmark = [pytest.mark.sockets, pytest.mark.timeout(240)]

WORD = PASSWORD.replace(" ", "-")


@pytest.fixture
def host() -> Iterator[Host]:
    with running(listen=[Address("127.0.0.1", 0, True)], title="Lab 3") as host:
        yield host


@pytest.fixture
def ada(host: Host) -> Iterator[Raw]:
    """Somebody in the room who sees the accounts of others."""
    with registered(host, "ada") as ada:
        ada.send("CAP REQ :account-tag extended-join", "JOIN #lab")
        ada.until("366")
        yield ada


@pytest.fixture
def bo(host: Host) -> None:
    """Bo has an account, and is not here."""
    with Secure(host).register("bo") as bo:
        bo.send(f"REGISTER * * {WORD}")
        bo.until("900")
        bo.send("QUIT")
        bo.to_the_end()


def irssi(host: Host, folder: Path) -> Terminal:
    """irssi with SASL PLAIN, which trusts only the host's key."""
    home = folder / "irssi"
    home.mkdir()
    # Without its own brake on what it sends, which makes a join last 13 seconds.
    settings = 'settings = { "irc/core" = { cmd_queue_speed = "1msec"; }; };'
    (home / "config").write_text(settings, encoding="utf-8")
    terminal = Terminal(["irssi", f"--home={home}", "--nick=bo"], folder)
    terminal.shows("Irssi v")
    assert host.key is not None
    pin = ":".join(re.findall("..", host.key.fingerprint.upper()))
    port = host.listeners[0].address.port
    sasl = f"-sasl_mechanism PLAIN -sasl_username bo -sasl_password {WORD}"
    terminal.enter(f"/network add {sasl} lab")
    terminal.shows("Network lab saved")
    tls = f"-tls -notls_verify -tls_pinned_cert {pin}"
    terminal.enter(f"/server add {tls} -network lab 127.0.0.1 {port}")
    terminal.shows("Server 127.0.0.1 saved")
    terminal.enter("/connect lab")
    return terminal


def weechat(host: Host, folder: Path) -> Terminal:
    """WeeChat with all capabilities and SASL SCRAM-SHA-256, which trusts only the host's key."""
    home = folder / "weechat"
    home.mkdir()
    assert host.key is not None
    port = host.listeners[0].address.port
    commands = [
        "/set irc.server_default.capabilities *",
        "/set weechat.look.paste_max_lines -1",  # lines typed at once are no question
        "/set irc.look.smart_filter off",
        f"/server add lab 127.0.0.1/{port} -ssl -nicks=bo",
        f"/set irc.server.lab.ssl_fingerprint {host.key.fingerprint}",
        "/set irc.server.lab.sasl_mechanism scram-sha-256",
        "/set irc.server.lab.sasl_username bo",
        f"/set irc.server.lab.sasl_password {WORD}",
        "/connect lab",
        "/buffer lab",
    ]
    words = ["weechat", "--dir", str(home)]
    return Terminal(words + [w for c in commands for w in ("--run-command", c)], folder)


@pytest.mark.usefixtures("bo")
@pytest.mark.parametrize("client", [irssi, weechat])
def test_a_terminal_client_logs_in_over_tls_and_talks(
    host: Host, ada: Raw, tmp_path: Path, client: "type[Terminal]"
) -> None:
    terminal = client(host, tmp_path)  # type: ignore[call-arg,arg-type]
    try:
        terminal.shows("You are now logged in as bo")
        terminal.shows("Welcome to Lab 3, bo")
        terminal.enter("/join #lab")
        join = ada.until("JOIN")
        assert (join.nick, join.params[:2]) == ("bo", ["#lab", "bo"])
        terminal.shows("#lab(+")  # the room is where one types, not only told of

        terminal.enter("Hello from the terminal, 你好")
        said = ada.says("Hello from the terminal, 你好")
        assert said.tags["account"] == "bo"
        ada.send("PRIVMSG #lab :欢迎 welcome")
        terminal.shows("欢迎 welcome")

        ada.send("WHOIS bo")
        account = ada.until("330")
        assert account.params[1:3] == ["bo", "bo"]
        terminal.enter("/whois ada")
        terminal.enter("/window goto 1" if client is irssi else "/buffer lab")
        terminal.shows("logged in as")
        terminal.enter("/quit")
        assert ada.until("QUIT").nick == "bo"
    finally:
        terminal.end()
