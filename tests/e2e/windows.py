"""Real windows for tests: processes of their own, driven by real key presses and clicks.

What a window shows is read through its probe (desktopchat/ui/probe.py), which reads the widgets.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.waiting import wait_until

START = 30.0  # seconds that a window gets to come up on a busy machine
TURN = 30.0  # seconds that anything else gets
ASK_AGAIN = 1.0  # seconds after which a window that is not active is asked for again

HEARTBEAT_PORT = 30_000 + os.getpid() % 2_000  # of this run

_SPARE_KEY = 255  # a key code that no keyboard uses
_OWN_BITS = 21  # of a window's number are its program's to choose

Words = dict[str, Any]


class RealWindow:
    """One running program with a window. `shows` is the way to wait for what it shows."""

    def __init__(
        self,
        command: Sequence[str],
        arguments: Sequence[str],
        home: Path,
        probe: str = "probe.json",
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._listen_to_own_run(home / "config" / "settings.json")
        self.probe = home / probe
        self.probe.unlink(missing_ok=True)  # of an earlier start in this home
        self.log = home / "output.log"
        environment = {
            **os.environ,
            "DESKTOPCHAT_HOME": str(home),
            "DESKTOPCHAT_PROBE": str(self.probe),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._window = ""

    @staticmethod
    def _listen_to_own_run(settings: Path) -> None:
        """Hear no heartbeats of windows that others on this computer try at the same time."""
        if not settings.exists():
            settings.parent.mkdir(exist_ok=True)
            settings.write_text(json.dumps({"heartbeat_port": HEARTBEAT_PORT}), encoding="utf-8")

    # what it shows

    def seen(self) -> Words:
        """What the window shows now; {} before it shows anything."""
        try:
            words: Words = json.loads(self.probe.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return words

    def shows(
        self, what: str, condition: Callable[[Words], object], timeout: float = TURN
    ) -> Words:
        """Wait until the window shows something; `what` says it in the failure's words."""

        def there() -> Words | None:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended: {self.output()}")
            seen = self.seen()
            return seen if seen and condition(seen) else None

        def told() -> str:
            shown = json.dumps(self.seen(), ensure_ascii=False, indent=1)
            return f"{what}\n{shown}\n{self.output()}"

        return wait_until(there, timeout, told)  # type: ignore[return-value]

    def in_chat(self) -> Words:
        return self.shows("the conversation", lambda s: s.get("page") == "chat", START)

    def reads(self, words: str) -> Words:
        """Wait until the timeline shows these words."""
        return self.shows(f"{words!r} in the timeline", lambda s: words in s.get("timeline", ""))

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    # what is done to it

    @property
    def window(self) -> str:
        """The X window's number, as xdotool wants it."""
        if not self._window:
            self._window = wait_until(self._find, START, "the window on the screen")
        return self._window

    def _find(self) -> str:
        # The window manager knows the window that Tk wraps around its own. Both numbers are of
        # one program, so they begin with the same bits (X11 protocol, "resource-id-base").
        own = self.seen().get("window", 0) >> _OWN_BITS
        if not own:  # not seen yet: a process for each look would only keep it from coming up
            return ""
        found = _answer("search", "--onlyvisible", "--class", "DesktopChat").split()
        return next((n for n in found if int(n) >> _OWN_BITS == own), "")

    def to_front(self) -> None:
        """Make it the window that gets the keys, however often another one takes that away, and
        wait until something in it takes them."""
        window = self.window
        asked = 0.0

        def active() -> bool:
            nonlocal asked
            if _answer("getactivewindow") == window:
                return True
            if time.monotonic() - asked > ASK_AGAIN:
                xdotool("windowactivate", window)
                asked = time.monotonic()
            return False

        wait_until(active, TURN, lambda: f"{window} active, not {_answer('getactivewindow')}")
        self.shows("something to type into", lambda s: s.get("focus", "") not in ("", "."))

    def place(self) -> tuple[int, int, int, int]:
        """Where on the screen it is, and its width and height, in pixels."""
        told = _answer("getwindowgeometry", "--shell", self.window).splitlines()
        words = dict(line.split("=") for line in told)
        return int(words["X"]), int(words["Y"]), int(words["WIDTH"]), int(words["HEIGHT"])

    def type(self, text: str, *, front: bool = True) -> None:
        """Press the keys of a text, one after the other. front: bring the window there first."""
        if front:
            self.to_front()
        xdotool("type", "--delay", "12", text)

    def press(self, *names: str, front: bool = True) -> None:
        """Press keys by xdotool's names, such as "Return" or "ctrl+k"."""
        if front:
            self.to_front()
        xdotool("key", "--delay", "12", *names)

    def to_pane(self, name: str) -> None:
        """F6 until a pane has the keyboard: `name` is a part of its widget's path."""
        self.to_front()
        for _ in range(6):
            focus = self.seen()["focus"]
            if name in focus:
                return
            self.press("F6")
            self.shows("another pane", lambda s, was=focus: s["focus"] not in ("", was))
        raise AssertionError(f"F6 never reached {name}")

    def paste(self, text: str) -> None:
        """Paste with Ctrl+V what another program put on the clipboard."""
        owner = subprocess.Popen(
            ["xclip", "-selection", "clipboard", "-loops", "0", "-quiet"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert owner.stdin is not None
        owner.stdin.write(text.encode())
        owner.stdin.close()
        try:
            wait_until(lambda: _clipboard() == text, TURN, "the text on the clipboard")
            before = self.seen().get("composer", "")
            self.press("ctrl+v")
            self.shows("the pasted text", lambda s: s.get("composer", "") != before)
        finally:
            owner.terminate()
            owner.wait(TURN)

    def say(self, text: str) -> None:
        """Type a message, see it in the composer, and press Enter."""
        if text.isascii():
            self.type(text)
        else:
            for end in range(1, len(text) + 1):
                # What no key has gets one, and keeps it until the program has looked it up.
                xmodmap(f"keycode {_SPARE_KEY} = U{ord(text[end - 1]):04X}")
                self.press(str(_SPARE_KEY))
                begun = text[:end]
                self.shows(
                    "what was typed so far", lambda s, begun=begun: s.get("composer") == begun
                )
        self.shows("the typed text", lambda s: s.get("composer") == text)
        self.press("Return")
        self.shows("an empty composer", lambda s: not s.get("composer"))

    def close(self) -> None:
        """Close the window as its owner would, by the window manager."""
        xdotool("windowclose" if sys.platform == "win32" else "windowquit", self.window)

    def end(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(TURN)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(TURN)


def xdotool(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], check=True, capture_output=True, timeout=TURN)


def _answer(*question: str) -> str:
    """What xdotool prints; "" where there is nothing of the kind yet."""
    asked = subprocess.run(
        ["xdotool", *question], capture_output=True, text=True, check=False, timeout=TURN
    )
    return asked.stdout.strip()


def xmodmap(expression: str) -> None:
    subprocess.run(["xmodmap", "-e", expression], check=True, capture_output=True, timeout=TURN)


def _clipboard() -> str:
    """What is on it; "" while nobody answers: an owner that is just going leaves who asks waiting
    for ever."""
    ask = ["xclip", "-selection", "clipboard", "-o", "-target", "UTF8_STRING"]
    try:
        return subprocess.run(ask, capture_output=True, check=False, timeout=2).stdout.decode(
            errors="replace"
        )
    except subprocess.TimeoutExpired:
        return ""


@contextmanager
def windows(command: Sequence[str], folder: Path) -> Iterator[Callable[..., RealWindow]]:
    """Gives a function that opens windows, each with a home of its own; ends them all."""
    opened: list[RealWindow] = []

    def open_one(*arguments: str, home: str = "", probe: str = "probe.json") -> RealWindow:
        window = RealWindow(command, arguments, folder / (home or f"window-{len(opened)}"), probe)
        opened.append(window)
        return window

    try:
        yield open_one
    finally:
        for window in reversed(opened):
            window.end()
