"""The door for browsers: its page, its secret, and who is turned away there."""

import gzip
import http.client
import re
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from desktopchat.host.net.door import FOLDER, TOKEN_FILE, Door
from desktopchat.host.net.page_texts import texts_js
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.lan.join_code import qr_matrix
from desktopchat.ui.look.palette import DARK, LIGHT
from desktopchat.words.catalogues import languages
from tests.host.wire import Raw, Serve, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

DOORS = [Address("127.0.0.1", 0)]
FILES = sorted(file.name for file in FOLDER.iterdir())


@pytest.fixture
def host() -> Iterator[Host]:
    with running(doors=DOORS, password="of the host") as host:
        yield host


def token(host: Host) -> str:
    return host.doors.token(tls=False)


def ask(
    host: Host, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", host.doors.addresses[0].port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def page(host: Host, *, origin: str = "", name: str = "127.0.0.1") -> ClientConnection:
    port = host.doors.addresses[0].port
    return connect(
        f"ws://127.0.0.1:{port}",
        origin=Origin(origin or f"http://{name}:{port}"),
        subprotocols=[Subprotocol("text.ircv3.net")],
        additional_headers={"Host": f"{name}:{port}"} if name != "127.0.0.1" else None,
    )


def until(browser: ClientConnection, word: str) -> str:
    while True:
        said = browser.recv(timeout=30)
        assert isinstance(said, str)
        if word in said:
            return said


def to_the_end(browser: ClientConnection) -> list[str]:
    heard = []
    try:
        while True:
            heard.append(str(browser.recv(timeout=30)))
    except ConnectionClosed:
        return heard


@pytest.mark.parametrize("path", ["/", *(f"/{name}" for name in FILES)])
def test_each_file_of_the_page_comes_with_what_keeps_it_safe(host: Host, path: str) -> None:
    answer, content = ask(host, path)
    assert answer.status == 200
    assert content == (FOLDER / (path[1:] or "index.html")).read_bytes()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    kinds = {"css": "text/css", "html": "text/html", "js": "text/javascript"}
    kind = kinds[path.rpartition(".")[2] if "." in path else "html"]
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"


def test_the_picture_of_the_link_is_for_who_has_the_link(host: Host) -> None:
    for said in ("", "Bearer wrong", token(host), "Bearer ä"):
        answer, content = ask(host, "/qr.svg", Authorization=said)
        assert (answer.status, b"<svg" in content) == (401, False)
    answer, content = ask(host, "/qr.svg", Authorization=f"Bearer {token(host)}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "no-store"
    link = f"http://{host.doors.addresses[0].authority}/#{token(host)}"
    assert content.count(b"h1v1h-1z") == sum(map(sum, qr_matrix(link)))


def test_any_page_may_ask_whether_the_host_has_that_key() -> None:
    doors, listen = [Address("127.0.0.1", 0)], [Address("127.0.0.1", 0, tls=True)]
    with running(doors=doors, listen=listen) as host:
        assert host.key is not None
        for said, status in ((host.key.fingerprint, 204), ("a" * 64, 404), ("", 404)):
            answer, content = ask(host, f"/key?fingerprint={said}", Origin="http://10.0.0.7:6680")
            assert (answer.status, answer.getheader("Access-Control-Allow-Origin")) == (
                status,
                "*" if status == 204 else None,
            )
            assert host.key.fingerprint.encode() not in content


def test_a_host_without_a_key_has_none(host: Host) -> None:
    for path in ("/key", "/key?fingerprint="):
        assert ask(host, path)[0].status == 404


def test_a_browser_gets_the_page_packed(host: Host) -> None:
    answer, content = ask(host, "/app.js", **{"Accept-Encoding": "gzip, deflate"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(content) == (FOLDER / "app.js").read_bytes()
    assert len(content) == int(answer.headers["Content-Length"])


@pytest.mark.parametrize(
    ("accepted", "language", "said"),
    [
        ("", "en", "Your name"),
        ("en-GB,en;q=0.9", "en-GB", "Your name"),
        ("de-DE,en-US;q=0.7,zh-CN;q=0.3", "en-US", "Your name"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-CN", "你的名字"),
        ('*, "x", xx-YY', "en", "Your name"),
    ],
)
def test_a_browser_gets_the_texts_of_its_language(
    host: Host, accepted: str, language: str, said: str
) -> None:
    answer, content = ask(host, "/texts.js", **{"Accept-Language": accepted})
    text = content.decode()
    assert text.startswith(f'export const language = "{language}", texts = {{')
    assert f'"name":"{said}"' in text
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_each_text_that_the_page_says_is_there() -> None:
    page = "".join(file.read_text("utf-8") for file in FOLDER.iterdir())
    said = re.findall(r'data-word="(\w+)"', page) + re.findall(r'\btr\("(\w+)"', page)
    there = re.findall(r'^"(\w+)":', texts_js("").decode(), re.MULTILINE)
    assert set(said) <= set(there)


@pytest.mark.parametrize(
    "path", ["/../host.toml", "/%2e%2e/config.py", "/door-token", "/style.css/"]
)
def test_nothing_else_is_there(host: Host, path: str) -> None:
    assert ask(host, path)[0].status == 404


def test_without_files_there_is_a_page_all_the_same() -> None:
    with running(doors=DOORS, share_files=False) as host:
        assert ask(host, "/")[0].status == 200
        assert ask(host, "/files/x/y")[0].status == 404
        assert ask(host, "/files", "POST")[0].status == 404


def test_other_ports_have_no_page(host: Host) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", host.listeners[0].address.port)
    connection.request("GET", "/app.js")
    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize(
    "name", ["evil.example:{}", "127.0.0.2:{}", "127.0.0.1:1", "127.0.0.1", "", "[::1]:{}"]
)
def test_a_name_that_is_not_ours_is_turned_away(host: Host, name: str) -> None:
    answer, content = ask(host, "/", Host=name.format(host.doors.addresses[0].port))
    assert answer.status == 421
    assert b"<" not in content


@pytest.mark.parametrize("name", ["127.0.0.1:{}", "localhost:{}", "LOCALHOST:{}"])
def test_our_own_names_are_ours(host: Host, name: str) -> None:
    assert ask(host, "/", Host=name.format(host.doors.addresses[0].port))[0].status == 200


def test_two_names_are_none(host: Host) -> None:
    port = host.doors.addresses[0].port
    with Raw(port) as raw:
        one = f"Host: 127.0.0.1:{port}\r\n"
        raw.socket.sendall(f"GET / HTTP/1.1\r\n{one}{one}\r\n".encode())
        assert raw.socket.recv(4096).startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null"])
def test_a_foreign_page_gets_no_websocket(host: Host, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        page(host, origin=origin)
    assert refused.value.response.status_code == 403
    wait_until(lambda: not host.core.connections)


def test_who_has_the_secret_comes_in_without_the_password(host: Host) -> None:
    with (
        Raw(host).register("ada", "#lab", password="of the host") as ada,
        page(host) as bo,
    ):
        for line in (f"PASS {token(host)}", "NICK bo", "USER web 0 * :Bo"):
            bo.send(line)
        until(bo, " 001 ")
        bo.send("JOIN #lab")
        until(bo, " 366 ")
        bo.send("PRIVMSG #lab :你好")
        assert ada.says("你好").nick == "bo"
    wait_until(lambda: not host.core.connections)


@pytest.mark.parametrize(
    "line", ["CAP LS 302", "NICK bo", "LIST", "ISUPPORT", "METADATA * LIST", "HELP", "PING a", ""]
)
def test_without_the_secret_nothing_is_told(host: Host, line: str) -> None:
    with page(host) as browser:
        browser.send(line or "x")
        heard = to_the_end(browser)
    assert all(one.startswith("ERROR ") for one in heard)
    wait_until(lambda: not host.core.connections)


@pytest.mark.parametrize("given", ["wrong", "of the host", ""])
def test_a_wrong_secret_ends_the_connection(host: Host, given: str) -> None:
    with page(host) as browser:
        browser.send(f"PASS :{given}")
        heard = to_the_end(browser)
    assert " 464 " in heard[0]
    wait_until(lambda: not host.core.connections)


def test_the_secret_opens_no_other_port(host: Host) -> None:
    with Raw(host) as raw:
        raw.send(f"PASS {token(host)}", "NICK bo", "USER bo 0 * :Bo")
        assert any(" 464 " in line for line in raw.to_the_end())


def test_who_speaks_irc_itself_is_sent_away(host: Host) -> None:
    with Raw(host.doors.addresses[0]) as raw:
        raw.send(f"PASS {token(host)}", "NICK bo", "USER bo 0 * :Bo")
        assert all(line.startswith("ERROR ") for line in raw.to_the_end())
    wait_until(lambda: not host.core.connections)


def test_the_secret_is_the_same_after_a_new_start_and_only_its_owner_reads_it(
    tmp_path: Path,
) -> None:
    found = []
    for _ in range(2):
        with running(doors=DOORS, data=tmp_path) as host:
            found.append(token(host))
    assert found[0] == found[1]
    assert len(found[0]) >= 22
    file = tmp_path / TOKEN_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("damaged \x00")
    with running(doors=DOORS, data=tmp_path) as host:
        assert re.fullmatch(r"[\w-]{22,}", token(host))
        assert token(host) != found[0]


def test_closing_the_door_sends_those_away_who_came_by_it(host: Host) -> None:
    waiting = host.doors.addresses[0]
    with (
        Raw(host).register("ada", "#lab", password="of the host") as ada,
        page(host) as bo,
        page(host) as still_outside,
    ):
        for line in (f"PASS {token(host)}", "NICK bo", "USER web 0 * :Bo"):
            bo.send(line)
        until(bo, " 001 ")
        host.doors.close()
        assert "closed the page" in to_the_end(bo)[-1]
        to_the_end(still_outside)
        with pytest.raises(ConnectionRefusedError):
            Raw(waiting)
        ada.send("PING :all")
        ada.until("PONG")
        assert host.doors.addresses == []


def test_who_is_on_the_threshold_when_the_door_is_closed_stays_outside() -> None:
    door = Door("secret")
    door.lock()
    assert door.token != "secret"
    assert len(door.token) >= 22


def test_a_second_host_of_this_computer_opens_its_door_at_another_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with running(door_port=taken) as host:
            host.doors.open()
            assert host.doors.addresses[0].port not in (0, taken)
            assert ask(host, "/")[0].status == 200


def test_there_is_no_door_unless_it_is_opened() -> None:
    with running() as host:
        assert host.doors.addresses == []


def test_serve_tells_the_link_of_its_door() -> None:
    with Serve("--door", "plain", "--door-port", "0") as served:
        wait_until(lambda: [line for line in served.out if line.startswith("door ")])
        (line,) = [line for line in served.out if line.startswith("door ")]
        found = re.fullmatch(r"door http://127\.0\.0\.1:(\d+)/#([\w-]{22})", line)
        assert found is not None, line
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]))
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()


def test_the_colours_are_those_of_the_window() -> None:
    style = (FOLDER / "style.css").read_text("utf-8")
    light, _, dark = style.partition("prefers-color-scheme: dark")
    for palette, rules in ((LIGHT, light), (DARK, dark)):
        found = dict(re.findall(r"--([\w-]+): (#\w+);", rules))
        assert len(found) > 10
        for name, colour in found.items():
            assert colour == getattr(palette, name.replace("-", "_"))


def test_the_page_is_small_and_asks_nobody_else() -> None:
    # 60 KiB as they lie there, comments and all: who reads the page can read all of it.
    files = sum(file.stat().st_size for file in FOLDER.iterdir())
    texts = max(len(texts_js(one.code.replace("_", "-"))) for one in languages())
    assert files + texts < 60 * 1024
    for file in FOLDER.iterdir():
        text = file.read_text("utf-8")
        assert "innerHTML" not in text
        assert not re.search(r"https?://(?!\[|\\)\w", text), file.name
