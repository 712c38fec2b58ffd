"""Programs of the terminal, run as people run them: in tmux, by key presses, read off a screen."""

import contextlib
import os
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.waiting import wait_until

TURN = 30.0
"""Seconds that a program gets to show something."""


class Terminal:
    """One program in a tmux server of its own, 160 columns wide and 50 lines high."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._tmux = ["tmux", "-S", str(folder / "tmux.socket"), "-f", os.devnull]
        self._run(
            "new-session", "-d", "-x", "160", "-y", "50", "-s", "it", shlex.join(command),
            environment={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "screen-256color"},
        )  # fmt: skip

    def _run(self, *words: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            [*self._tmux, *words],
            check=True,
            capture_output=True,
            timeout=TURN,
            env=environment,
        )
        return done.stdout.decode()

    def screen(self) -> str:
        """What is on the screen now."""
        return self._run("capture-pane", "-p", "-t", "it")

    def shows(self, words: str) -> str:
        """Wait until the screen holds these words; all of it."""

        def there() -> str | None:
            screen = self.screen()
            return screen if words in screen else None

        return wait_until(there, TURN, lambda: f"{words!r} on the screen:\n{self.screen()}")  # type: ignore[return-value]

    def enter(self, line: str) -> None:
        """Type a line and press Enter."""
        self.press("-l", line)
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys, as tmux names them; after "-l" those of a text."""
        self._run("send-keys", "-t", "it", *keys)

    def end(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("kill-server")


@contextlib.contextmanager
def irssi(port: int, nick: str, folder: Path) -> Iterator[Terminal]:
    """irssi, connected to `port` of loopback, with settings of its own."""
    home = folder / "irssi"
    home.mkdir()
    terminal = Terminal(
        ["irssi", f"--home={home}", "-c", "127.0.0.1", "-p", str(port), "-n", nick], folder
    )
    try:
        yield terminal
    finally:
        terminal.end()


@contextlib.contextmanager
def weechat(port: int, nick: str, folder: Path) -> Iterator[Terminal]:
    """WeeChat with all capabilities on, connected to `port` of loopback."""
    home = folder / "weechat"
    home.mkdir()
    commands = [
        "/set irc.server_default.capabilities *",
        "/set weechat.look.paste_max_lines -1",  # lines typed at once are no question
        f"/server add lab 127.0.0.1/{port} -notls -nicks={nick}",
        "/connect lab",
    ]
    words = ["weechat", "--dir", str(home)]
    terminal = Terminal(words + [w for c in commands for w in ("--run-command", c)], folder)
    try:
        yield terminal
    finally:
        terminal.end()
