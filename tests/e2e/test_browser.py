"""A page in Chromium talks with a host over WebSocket."""

import contextlib
import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.host.wire import Raw, running

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

PATIENCE = 40.0
PAGE = """<!doctype html><meta charset="utf-8"><script>
const lines = [];
const socket = new WebSocket("ws://127.0.0.1:PORT", PROTOCOLS);
socket.binaryType = "arraybuffer";
const binary = () => socket.protocol === "binary.ircv3.net";
const say = (line) => socket.send(binary() ? new TextEncoder().encode(line) : line);
socket.onopen = () => { say("NICK bo"); say("USER bo 0 * :Bo"); };
socket.onmessage = ({data}) => {
  const text = typeof data === "string";
  const line = text ? data : new TextDecoder().decode(data);
  lines.push(line);
  if (/ 422 /.test(line)) say("JOIN #lab");
  if (/ 366 /.test(line)) say("PRIVMSG #lab :你好 from a page, in " + (text ? "text" : "binary"));
  if (/欢迎/.test(line)) say("QUIT :done");
};
socket.onclose = ({code, wasClean}) => fetch("/", {method: "POST", body: JSON.stringify(
  {protocol: socket.protocol, lines, code, wasClean})});
</script>"""


class Pages:
    """Serves one page, and takes what it reports."""

    def __init__(self) -> None:
        self.page = ""
        self.reports: queue.SimpleQueue[dict[str, object]] = queue.SimpleQueue()
        """What the page has seen; put by the server's threads."""
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = pages.page.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()
                pages.reports.put(json.loads(body))

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def pages() -> Iterator[Pages]:
    pages = Pages()
    thread = threading.Thread(target=pages.server.serve_forever, name="serves a page")
    thread.start()
    yield pages
    pages.server.shutdown()
    thread.join()
    pages.server.server_close()


@contextlib.contextmanager
def chromium(url: str, folder: Path) -> Iterator[None]:
    """Chromium without a window, a profile of its own and a way to anything but this computer."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed here")
    options = (
        "headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
        " disable-component-update disable-sync disable-default-apps disable-domain-reliability"
    )
    command = [program, *(f"--{option}" for option in options.split())]
    command += [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={folder}",
        url,
    ]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        browser.terminate()
        browser.wait(PATIENCE)


@pytest.mark.parametrize("first", ["text", "binary"])
def test_a_page_talks_with_others_and_is_told_goodbye(
    pages: Pages, tmp_path: Path, first: str
) -> None:
    protocols = sorted(["text.ircv3.net", "binary.ircv3.net"], reverse=first == "text")
    with running(web_origins=[pages.origin]) as host, Raw(host).register("ada", "#lab") as ada:
        port = host.listeners[0].address.port
        pages.page = PAGE.replace("PORT", str(port)).replace("PROTOCOLS", json.dumps(protocols))
        ada.socket.settimeout(PATIENCE)
        with chromium(pages.origin, tmp_path / "profile"):
            assert ada.says(f"你好 from a page, in {first}").nick == "bo"
            ada.send("PRIVMSG #lab :欢迎")
            assert ada.until("QUIT").params == ["Quit: done"]
            seen = pages.reports.get(timeout=PATIENCE)
    assert seen["protocol"] == f"{first}.ircv3.net"
    assert ":ada!ada@127.0.0.1 PRIVMSG #lab :欢迎" in seen["lines"]  # type: ignore[operator]
    assert (seen["code"], seen["wasClean"]) == (1000, True)
