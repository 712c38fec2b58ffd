"""A room with 1,000 shared pictures, scrolled from its end to its beginning in a real window.

On Linux with Xvfb, over loopback. The window is in a process of its own (`python -m
benchmarks.pictures ADDRESS`), which prints its figures as JSON: once with pictures in the
conversation, once with their links alone.
"""

import http.client
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.chat import spread
from benchmarks.files import hosted, in_memory
from benchmarks.row import Effort
from benchmarks.window import memory, screen
from desktopchat.irc.address import Address, parse_address
from desktopchat.irc.filehost import with_size
from tests.host.filehost import token
from tests.host.wire import Raw

if TYPE_CHECKING:
    import tkinter as tk

    from desktopchat.ui.app import Window

PICTURES = 1000
_SIZE = (1024, 768)
_FRAME = 1 / 60  # seconds
_NOTCH = 120  # pixels of a frame: twenty pictures a second
_PATIENCE = 300.0  # seconds


def scrolling(_effort: Effort) -> dict[str, float]:
    """frame and links (ms, p95): a step with pictures, and with links alone; own (ms, p95): of the
    processor, for the window's thread; most (ms): the longest step; memory (MB): how much more the
    window holds with pictures; shown: how many came."""
    with screen(), in_memory() as folder, hosted(folder) as (_, tls, plain):
        with Raw(plain).register("ada", "#Lab") as ada:
            _share(ada, plain)
        with_pictures, links = (_scrolled(tls, pictures=pictures) for pictures in (True, False))
    return {
        "frame": with_pictures["p95"],
        "own": with_pictures["own"],
        "most": with_pictures["most"],
        "links": links["p95"],
        "memory": with_pictures["memory"] - links["memory"],
        "shown": with_pictures["shown"],
    }


def _share(ada: Raw, address: Address) -> None:
    """Each picture is another part of a large one."""
    whole = Image.effect_noise((_SIZE[0] + PICTURES, _SIZE[1]), 90).convert("RGB")
    whole = whole.resize((whole.width // 8, whole.height // 8)).resize(whole.size)
    web = http.client.HTTPConnection(address.host, address.port)
    bearer = f"Bearer {token(ada, '#Lab')}"
    for number in range(PICTURES):
        out = io.BytesIO()
        whole.crop((number, 0, number + _SIZE[0], _SIZE[1])).save(out, "JPEG", quality=80)
        name = {"Content-Disposition": f'attachment; filename="{number}.jpg"'}
        web.request("POST", "/files", out.getvalue(), name | {"Authorization": bearer})
        answer = web.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        ada.send(f"PRIVMSG #Lab :{with_size(str(answer.headers['Location']), _SIZE)}")
        ada.send("PING :said")
        ada.until("PONG")
    web.close()


def _scrolled(address: Address, *, pictures: bool) -> dict[str, float]:
    show = [sys.executable, "-m", "benchmarks.pictures", str(address), str(int(pictures))]
    home = Path(os.environ["DESKTOPCHAT_HOME"]) / ("pictures" if pictures else "links")
    environment = os.environ | {"DESKTOPCHAT_HOME": str(home)}
    done = subprocess.run(show, stdout=subprocess.PIPE, check=True, env=environment)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _show(address: str, *, pictures: bool) -> None:
    """In a process of its own: the window."""
    import tkinter as tk

    from desktopchat.ui import garbage
    from desktopchat.ui.app import Window
    from desktopchat.ui.start_request import StartRequest

    root = tk.Tk(className="DesktopChat")
    garbage.only_here()
    name = "Bo" if pictures else "Cy"
    request = StartRequest(mode="join", address=address, name=name, discovery=False)
    window = Window(root, request)
    window.settings.pictures = pictures
    window.begin()
    try:
        print(json.dumps(_figures(root, window)))
    finally:
        window.leave_window(end_host=True)


def _figures(root: "tk.Tk", window: "Window") -> dict[str, float]:
    end = time.monotonic() + _PATIENCE
    while window.chat is None or not window.chat.timeline.text.numbers:
        _pass(root, time.perf_counter() + _FRAME)
        assert time.monotonic() < end, "nothing is shown"
    view = window.chat.timeline
    took, own = list[float](), list[float]()
    while not _at_start(window):
        began, worked = time.perf_counter(), time.thread_time()
        view.scroll_pixels(-_NOTCH)
        root.update()
        took.append(time.perf_counter() - began)
        own.append(time.thread_time() - worked)
        _pass(root, began + _FRAME)
        assert time.monotonic() < end, "the beginning was not reached"
    figures = spread(took)
    kept = window.chat.pictures
    shown = sum(
        kept.small(token) is not None
        for entry in window.chat.active.entries  # type: ignore[union-attr]
        for token in view.pictures.links(entry)
    )
    return {
        "p95": figures["p95"],
        "own": spread(own)["p95"],
        "most": max(took) * 1000,
        "memory": memory(os.getpid()),
        "shown": shown,
    }


def _at_start(window: "Window") -> bool:
    view = window.chat.timeline  # type: ignore[union-attr]
    entries = view.live.entries
    said = sum("/files/" in entry.text for entry in entries)
    return said >= PICTURES and view.live.first == 0 and view.text.yview()[0] <= 0.0


def _pass(root: "tk.Tk", until: float) -> None:
    """Let the window do what it does, until then."""
    while time.perf_counter() < until:
        root.update()
        time.sleep(0.001)


if __name__ == "__main__":
    _show(str(parse_address(sys.argv[1])), pictures=sys.argv[2] == "1")
