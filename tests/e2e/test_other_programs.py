"""HexChat and ZNC, as people have them, with a host.

Neither likes to be run by root: then both are run as nobody, with a home of their own.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.child import PATIENCE
from tests.host.wire import Raw, free_port, running
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

HEXCHAT = """gui_slist_skip = 1
irc_nick1 = bo
irc_user_name = bo
irc_real_name = Bo
irc_logging = 1
irc_logmask = %c.txt
"""
ZNC = """Version = 1.8.2
<Listener l>
    Port = PORT
    IPv4 = true
    IPv6 = false
    SSL = false
    Host = 127.0.0.1
</Listener>
<User bo>
    Nick = bo
    Ident = bo
    RealName = Bo
    Pass = sha256#HASH#salt#
    <Network lab>
        Server = 127.0.0.1 HOST
        <Chan #lab>
        </Chan>
    </Network>
</User>
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextlib.contextmanager
def program(command: list[str], home: Path) -> Iterator[None]:
    """A program at home in a folder of its own."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed here")
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        for path in (home, *home.rglob("*")):
            shutil.chown(path, user)
    running = subprocess.Popen(
        command,
        user=user,
        env={
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "DISPLAY": os.environ.get("DISPLAY", ""),
            "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory",
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        running.terminate()
        running.wait(PATIENCE)


def test_a_client_behind_znc_talks_both_ways(home: Path) -> None:
    (home / "configs").mkdir()
    port = free_port()
    with running() as host, Raw(host).register("ada", "#lab") as ada:
        text = ZNC.replace("PORT", str(port))
        text = text.replace("HASH", hashlib.sha256(b"secret" + b"salt").hexdigest())
        text = text.replace("HOST", str(host.listeners[0].address.port))
        (home / "configs" / "znc.conf").write_text(text, encoding="utf-8")
        with program(["znc", "-d", str(home), "-f"], home):
            assert ada.until("JOIN").nick == "bo"
            ada.send("PRIVMSG #lab :said while the client was away, 早")
            ada.send("PRIVMSG bo :\x01VERSION\x01")  # ZNC answers while nobody is there
            assert "ZNC" in ada.until("NOTICE").params[-1]  # so it has what came before
            with Raw(port) as bo:
                bo.send("CAP REQ :multi-prefix server-time", "PASS bo/lab:secret")
                bo.send("NICK bo", "USER bo 0 * :Bo", "CAP END")
                assert bo.until("JOIN").params == ["#lab"]
                assert bo.until("353").params[-1].split() == ["@ada", "bo"]
                assert bo.says("said while the client was away, 早").tags["time"]
                bo.send("PRIVMSG #lab :你好 through ZNC")
                ada.says("你好 through ZNC")
                ada.send("TOPIC #lab :Tea at four", "KICK #lab bo :shoo")
                assert bo.until("TOPIC").params == ["#lab", "Tea at four"]
                assert bo.until("KICK").params == ["#lab", "bo", "shoo"]


@pytest.mark.gui
@pytest.mark.usefixtures("display")
def test_hexchat_joins_and_talks_both_ways(home: Path) -> None:
    (home / "hexchat.conf").write_text(HEXCHAT, encoding="utf-8")
    log = home / "logs" / "#lab.txt"

    def shows(words: str) -> None:
        wait_until(lambda: log.exists() and words in log.read_text("utf-8"), PATIENCE, words)

    def enter(line: str) -> None:
        subprocess.run(["xdotool", "type", "--delay", "5", line], check=True)
        subprocess.run(["xdotool", "key", "Return"], check=True)

    with running() as host, Raw(host).register("ada", "#lab") as ada:
        url = f"--url=irc://127.0.0.1:{host.listeners[0].address.port}/lab"
        with program(["hexchat", "-d", str(home), url], home):
            assert ada.until("JOIN").nick == "bo"
            window = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "#lab"]
            subprocess.run([*window, "windowfocus", "--sync"], check=True, timeout=PATIENCE)
            enter("hello from HexChat")
            ada.says("hello from HexChat")
            ada.send("PRIVMSG #lab :欢迎", "MODE #lab +o bo")
            shows("欢迎")
            enter("/topic Tea at four")
            assert ada.until("TOPIC").params == ["#lab", "Tea at four"]
            enter("/kick ada shoo")
            assert ada.until("KICK").params == ["#lab", "ada", "shoo"]
            enter("/part #lab bye")
            shows("You have left channel #lab (bye)")
