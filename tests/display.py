"""A screen of the tests' own: Xvfb with a window manager, so that windows get the focus and keys.

Never the screen of whoever runs the tests: real key presses would land in their own windows.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import wait_until

SCREEN = "1600x1200x24"
# Of this run alone: in network namespaces of their own, servers that look for a free number by
# themselves find the same one, and windows from other namespaces come to the wrong screen.
_NUMBER = f":{100 + os.getpid() % 50_000}"


class DisplayError(RuntimeError):
    """No screen could be started; the message says what is missing."""


@contextmanager
def started(screen: str = SCREEN) -> Iterator[str]:
    """A running X server's name (":7"), free until then, with openbox on it where it is installed.

    `screen` is Xvfb's WIDTHxHEIGHTxDEPTH. Sets DISPLAY for this process meanwhile. Raises
    DisplayError. On Windows and macOS there is nothing to start: the system's own screen is it.
    """
    if sys.platform in ("win32", "darwin"):
        yield ""
        return
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        raise DisplayError(
            f"window tests need {' and '.join(missing)}: sh tests/requirements.sh installs them"
        )
    before = {name: os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")}
    with tempfile.TemporaryDirectory(prefix="desktopchat-display-") as folder:
        server = manager = None
        try:
            server, name = _start_server(screen, Path(folder))
            os.environ["DISPLAY"] = name
            os.environ.pop("WAYLAND_DISPLAY", None)
            manager = _start_window_manager(Path(folder))
            yield name
        finally:
            for process in (manager, server):
                if process is not None:
                    process.terminate()
                    process.wait(10)
            for key, value in before.items():
                if value is None:
                    os.environ.pop(key, None)
                else:
                    os.environ[key] = value


def _start_server(screen: str, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    log = folder / "xvfb.log"
    reader, writer = os.pipe()
    with os.fdopen(reader) as number, log.open("wb") as out:
        try:
            server = subprocess.Popen(
                [
                    "Xvfb", _NUMBER, "-displayfd", str(writer), "-screen", "0", screen,
                    "-nolisten", "tcp", "-noreset",
                    "-r",  # a key that is held by a busy computer is not repeated
                ],
                pass_fds=[writer],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )  # fmt: skip
        finally:
            os.close(writer)
        chosen = number.readline().strip()  # ends with the server, too
    if not chosen:
        server.wait(10)
        raise DisplayError(f"Xvfb did not start: {log.read_text(errors='replace').strip()}")
    return server, f":{chosen}"


def _start_window_manager(folder: Path) -> subprocess.Popen[bytes] | None:
    if shutil.which("openbox") is None:
        return None
    with (folder / "openbox.log").open("wb") as out:
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        )

    def manages() -> bool:
        asked = subprocess.run(["xdotool", "get_num_desktops"], capture_output=True, check=False)
        return asked.returncode == 0 and asked.stdout.strip() not in (b"", b"0")

    try:
        wait_until(manages, 20, "openbox manages the screen")
    except AssertionError:
        manager.terminate()
        manager.wait(10)
        raise
    return manager
