"""irssi and WeeChat, as people have them, in a terminal: they join a host and talk."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.wire import Raw, Serve
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

PATIENCE = 40.0


class Terminal:
    """A program in a tmux of our own: keys go in, the screen comes out."""

    def __init__(self, home: Path, command: list[str]) -> None:
        self._tmux = ["tmux", "-S", str(home / "tmux"), "-f", "/dev/null"]
        self._environment = {
            **os.environ,
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "TMUX": "",
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": str(home),
        }
        self._run("-u", "new-session", "-d", "-x", "140", "-y", "45", *command)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return done.stdout

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        self._run("send-keys", "-l", "--", line)
        self._run("send-keys", "Enter")

    @property
    def screen(self) -> str:
        return self._run("capture-pane", "-p")

    def shows(self, pattern: str) -> str:
        """Wait until something on the screen matches; the line that does."""
        found = wait_until(lambda: re.search(pattern, self.screen), PATIENCE, lambda: self.screen)
        return found.group()

    @property
    def over(self) -> bool:
        return not self._run("list-panes")

    def close(self) -> None:
        self._run("kill-server")


@pytest.fixture
def serve() -> Iterator[Serve]:
    with Serve("--title=Lab 3", "--room=#hall") as serve:
        yield serve


@pytest.fixture
def ada(serve: Serve) -> Iterator[Raw]:
    """A plain connection in the room, to talk with."""
    with Raw(serve.address) as ada:
        yield ada.register("ada", "#lab")


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None or shutil.which("tmux") is None:
        pytest.skip(f"{program} or tmux is not installed here")
    return found


def test_irssi_joins_talks_both_ways_and_leaves(serve: Serve, ada: Raw, tmp_path: Path) -> None:
    program = needs("irssi")
    home = tmp_path / "i"
    home.mkdir()
    # Without its own brake on what it sends, which makes a join last 13 seconds.
    settings = 'settings = { "irc/core" = { cmd_queue_speed = "1msec"; }; };'
    (home / "config").write_text(settings, encoding="utf-8")
    port = serve.address.port
    command = [program, f"--home={home}", "-c", "127.0.0.1", "-p", str(port), "-n", "irssian"]
    terminal = Terminal(home, command)
    try:
        terminal.shows("Welcome to Lab 3, irssian")
        terminal.type("/join #lab")
        assert ada.until("JOIN").nick == "irssian"
        terminal.shows("Irssi: Join to #lab was synced")
        terminal.shows(r"\[@ada\] +\[ irssian\]")
        terminal.type("hello, 你好 from irssi")
        assert ada.says("hello, 你好 from irssi").params[0] == "#lab"
        ada.send("PRIVMSG #lab :欢迎 welcome")
        terminal.shows("<@ada> 欢迎 welcome")
        terminal.type("/me waves")
        assert ada.until("PRIVMSG").params[1] == "\x01ACTION waves\x01"
        terminal.type("/whois ada")
        terminal.type("/window goto 1")
        terminal.shows(r"End of WHOIS")
        ada.send("PRIVMSG irssian :psst 悄悄")
        terminal.shows(r"Act: 3")
        terminal.type("/window goto 3")
        terminal.shows("<ada> psst 悄悄")
        terminal.type("/window goto 2")
        ada.send("TOPIC #lab :Tea at four 下午四点")
        terminal.shows("Tea at four 下午四点")
        ada.send("MODE #lab +v irssian")
        terminal.shows(r"mode/#lab \[\+v irssian\]")
        terminal.type("/nick irssi2")
        assert ada.until("NICK").params == ["irssi2"]
        terminal.shows("You're now known as irssi2")
        terminal.type("/quit to tea")
        assert ada.until("QUIT").params == ["Quit: to tea"]
        wait_until(lambda: terminal.over, PATIENCE)
    finally:
        terminal.close()


def test_weechat_with_all_capabilities_joins_talks_both_ways_and_leaves(
    serve: Serve, ada: Raw, tmp_path: Path
) -> None:
    program = needs("weechat")
    home = tmp_path / "w"
    home.mkdir()
    setup = [
        "/set irc.server_default.capabilities *",
        "/set weechat.look.paste_max_lines -1",  # lines typed at once are no question
        "/set irc.look.smart_filter off",
        f"/server add lab 127.0.0.1/{serve.address.port} -notls -nicks=wee -autojoin=#lab",
        "/connect lab",
    ]
    command = [program, "--dir", str(home / "dir")]
    for line in setup:
        command += ["--run-command", line]
    terminal = Terminal(home, command)
    try:
        assert ada.until("JOIN").nick == "wee"
        terminal.type("/buffer lab.#lab")
        terminal.shows("Channel #lab: 2 nicks")
        terminal.shows(r"│@ada")
        terminal.type("/buffer core.weechat")
        terminal.type("/buffer lab")
        for capability in ("server-time", "echo-message", "message-tags", "labeled-response"):
            terminal.shows(rf"client capability, enabled:[^│]*{capability}|{capability}")
        terminal.type("/buffer lab.#lab")
        terminal.type("hello, 你好 from WeeChat")
        assert ada.says("hello, 你好 from WeeChat").params[0] == "#lab"
        terminal.shows(r"wee \| hello, 你好 from WeeChat")
        ada.send("PRIVMSG #lab :欢迎 welcome")
        terminal.shows(r"@ada \| 欢迎 welcome")
        assert terminal.screen.count("hello, 你好 from WeeChat") == 1, "shown once, not twice"
        terminal.type("/me waves 挥手")
        assert ada.until("PRIVMSG").params[1] == "\x01ACTION waves 挥手\x01"
        ada.send("AWAY :at tea")
        terminal.type("/whois ada")
        terminal.type("/buffer lab")
        terminal.shows(r"\[ada\] End of WHOIS")
        terminal.shows(r"\[ada\] .*at tea")
        terminal.type("/buffer lab.#lab")
        ada.send("TOPIC #lab :Tea at four 下午四点")
        terminal.shows("Tea at four 下午四点")
        terminal.type("/msg ada psst 悄悄")
        assert ada.says("psst 悄悄").params[0] == "ada"
        terminal.type("/quit to tea")
        assert ada.until("QUIT").params == ["Quit: to tea"]
        wait_until(lambda: terminal.over, PATIENCE)
    finally:
        terminal.close()
