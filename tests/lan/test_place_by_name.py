"""Other IRC programs that join a place by its name on the network, and whose host goes."""

import contextlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from desktopchat.host.net.tls import load_key
from desktopchat.store.place.host_store import DATABASE
from tests.child import Child
from tests.lan.networks import Computer, Networks
from tests.lan.test_avahi import avahi, with_own_avahi
from tests.lan.test_networks import PROGRAM
from tests.tmux import Terminal
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(180)]

Program = Callable[[Path, str, int], list[str]]
"""The command of one with a home of its own, that joins a name at a port."""
PATIENCE = 60.0  # seconds
_TOOLS = ("dbus-daemon", "avahi-daemon", "unshare", "tmux", "irssi", "weechat")
_IRSSI = """servers = (
 {{ address = "{name}"; port = "{port}"; chatnet = "lab"; autoconnect = "yes"; {tls} }}
);
chatnets = {{ lab = {{ type = "IRC"; }}; }};
channels = ( {{ name = "#a"; chatnet = "lab"; autojoin = "yes"; }} );
settings = {{
 core = {{ real_name = "Bo"; user_name = "bo"; nick = "bo"; server_reconnect_time = "10s"; }};
 "irc/core" = {{ cmd_queue_speed = "1msec"; }};
}};
"""


def irssi(home: Path, name: str, port: int) -> list[str]:
    home.mkdir()
    tls = 'use_tls = "yes"; tls_verify = "no";' if port == 6697 else ""
    (home / "config").write_text(_IRSSI.format(name=name, port=port, tls=tls), "utf-8")
    return ["irssi", f"--home={home}"]


def weechat(home: Path, name: str, port: int) -> list[str]:
    # Up to version 3 the words are the second ones, and what is unknown is passed over.
    tls = "-tls -ssl" if port == 6697 else "-notls -nossl"
    commands = [
        f"/server add lab {name}/{port} {tls} -nicks=bo -autojoin=#a -autoreconnect_delay=1",
        "/set irc.server.lab.tls_verify off",
        "/set irc.server.lab.ssl_verify off",
        "/connect lab",
        "/wait 1 /buffer lab.#a",
    ]
    words = ["weechat", "--dir", str(home)]
    return words + [word for one in commands for word in ("--run-command", one)]


def serving(computer: Computer, folder: Path, *options: str) -> Child:
    computer.more_environment["DESKTOPCHAT_INTERFACE"] = "eth0"
    return computer.running(*PROGRAM, "serve", f"--data={folder}", *options)


def kept(folder: Path, words: str) -> bool:
    """Whether somebody has said that to the host in a folder."""
    with contextlib.closing(sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)) as log:
        found = log.execute("SELECT 1 FROM events WHERE params LIKE ?", (f"%{words}%",))
        return found.fetchone() is not None


@pytest.mark.parametrize("program", [irssi, weechat])
@pytest.mark.parametrize(
    ("port", "end"),
    [
        pytest.param(6697, signal.SIGKILL, id="whose host is killed"),
        pytest.param(6667, signal.SIGTERM, id="unencrypted, whose host goes on purpose"),
    ],
)
def test_a_program_comes_back_by_the_name_of_the_place(
    networks: Networks, tmp_path: Path, program: Program, port: int, end: signal.Signals
) -> None:
    missing = [
        one for one in _TOOLS if shutil.which(one, path=f"{os.environ['PATH']}:/usr/sbin") is None
    ]
    if not list(Path("/usr/lib").glob("*/libnss_mdns4_minimal.so.2")):
        missing.append("libnss-mdns")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    host, ada, bo = (networks.computer(name, ipv6=False) for name in ("host", "ada", "bo"))
    folder, copy = tmp_path / "host", tmp_path / "copy"
    plain = ["--plain"] if port == 6667 else []
    with contextlib.ExitStack() as open_:
        first = open_.enter_context(
            serving(host, folder, "--deputies=any", "--title=Lab", "--room=#a", *plain)
        )
        wait_until(lambda: first.told("name"), PATIENCE, lambda: first.err)
        name = first.told("name")[0]
        link = f"ircs://{host.addresses[0]}:6697?fingerprint={load_key(folder).fingerprint}"
        heir = open_.enter_context(serving(ada, copy, f"--deputy-of={link}"))
        wait_until(lambda: "in-sync" in heir.told("standing"), PATIENCE, lambda: heir.err)
        open_.enter_context(avahi(bo, tmp_path))
        resolve = with_own_avahi(tmp_path)

        def there() -> str:
            return bo.run(*resolve, "getent", "ahostsv4", name).stdout

        wait_until(lambda: host.addresses[0] in there(), PATIENCE, there)
        command = program(tmp_path / "program", name, port)
        terminal = Terminal(
            ["ip", "netns", "exec", bo.namespace, *resolve, "env", "LC_ALL=C.UTF-8", *command],
            tmp_path,
        )
        open_.callback(terminal.end)
        if program is irssi:
            terminal.shows("Mode change")
            terminal.enter("/window 2")
        terminal.shows("has joined #a")
        terminal.enter("at the first host")
        wait_until(lambda: kept(folder, "at the first host"), PATIENCE, terminal.screen)

        first.signal(end)
        wait_until(lambda: heir.told("listening"), PATIENCE, lambda: heir.err)
        wait_until(lambda: terminal.screen().count("has joined #a") == 2, PATIENCE, terminal.screen)
        terminal.enter("at the second one")
        wait_until(lambda: kept(copy, "at the second one"), PATIENCE, terminal.screen)
