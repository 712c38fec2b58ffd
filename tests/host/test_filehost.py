"""Files of a room over real sockets: brought whole or in pieces, read, named, and gone again."""

import base64
import errno
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktopchat.host.filehost import service
from desktopchat.host.net.connection import Connection
from desktopchat.host.server import Host
from tests.host.filehost import Web, sharing, token
from tests.host.wire import Raw, running
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets

Sharing = tuple[Host, Raw, Web]


@pytest.fixture
def lab() -> Iterator[Sharing]:
    with sharing() as lab:
        yield lab


@pytest.fixture(params=[False, True], ids=["plain", "tls"])
def web(lab: Sharing, request: pytest.FixtureRequest) -> Iterator[Web]:
    web = Web(lab[0], tls=request.param, bearer=lab[2].bearer)
    yield web
    web.close()


def kept(host: Host) -> list[Path]:
    """All files in the host's folder of files."""
    return [path for path in (host.config.folder / "files").rglob("*") if path.is_file()]


def test_a_file_in_one_go(web: Web) -> None:
    body = bytes(range(256)) * 5000
    answer = web.post("grün.png", body)
    assert answer.status == 201
    assert answer.headers["Location"].startswith("http")
    got = web.ask("GET", answer.path)
    assert got.status == 200
    assert got.body == body
    assert got.headers["Content-Type"] == "image/png"
    assert got.headers["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
    assert got.headers["Content-Disposition"] == "inline; filename*=UTF-8''gr%C3%BCn.png"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    head = web.ask("HEAD", answer.path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(body))


def test_a_file_in_pieces_goes_on_after_a_break(lab: Sharing, web: Web) -> None:
    body = bytes(range(256)) * 8000
    begun = web.begin("notes.txt", len(body))
    assert begun.status == 201
    assert web.ask("GET", begun.path).status == 404  # not whole
    assert web.piece(begun.path, 0, body[:100_000]).headers["Upload-Offset"] == "100000"
    # A connection that breaks off in the midst of a piece.
    half = Web(lab[0], bearer=web.bearer)
    half.connection.putrequest("PATCH", begun.path)
    for key, value in (
        ("Tus-Resumable", "1.0.0"),
        ("Upload-Offset", "100000"),
        ("Content-Type", "application/offset+octet-stream"),
        ("Content-Length", str(len(body) - 100_000)),
        ("Authorization", f"Bearer {web.bearer}"),
    ):
        half.connection.putheader(key, value)
    half.connection.endheaders(body[100_000:300_000])
    # It still hangs there when the sender comes by another way, who finds all that has come.
    service = lab[0].files
    path = begun.path.split("/")[2]
    wait_until(lambda: service.blobs.there(path) == 300_000)
    assert web.offset(begun.path) == 300_000
    half.close()
    assert web.piece(begun.path, 200_000, b"again").status == 409
    done = web.piece(begun.path, 300_000, body[300_000:])
    assert done.status == 204
    assert done.headers["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
    assert web.ask("GET", begun.path).body == body
    assert web.piece(begun.path, len(body), b"more").status == 409


def test_ranges(web: Web) -> None:
    path = web.post("a.bin", b"0123456789").path
    for asked, status, body in (
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=5-500", 206, b"56789"),
        ("bytes=10-", 416, None),
        ("bytes=4-2", 416, None),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
        ("bytes=-", 200, b"0123456789"),
    ):
        got = web.ask("GET", path, Range=asked)
        assert got.status == status, asked
        if body is not None:
            assert got.body == body
    assert web.ask("GET", path, Range="bytes=2-4").headers["Content-Range"] == "bytes 2-4/10"
    etag = web.ask("HEAD", path).headers["ETag"]
    assert web.ask("GET", path, Range="bytes=2-4", If_Range='"other"').status == 200
    assert web.ask("GET", path, Range="bytes=2-4", If_Range=etag).status == 206
    assert web.ask("GET", path, If_None_Match=etag).status == 304


def test_equal_files_are_kept_once_and_go_with_the_last_message(lab: Sharing) -> None:
    host, ada, web = lab
    one, two = web.post("one.bin", b"same" * 1000), web.post("two.bin", b"same" * 1000)
    assert len(kept(host)) == 1
    ada.send("CAP REQ :echo-message message-tags draft/message-redaction", "CAP END")
    ada.until("CAP")

    def say(location: str) -> str:
        ada.send(f"PRIVMSG #lab :look: {location}")
        return str(ada.until("PRIVMSG").tags["msgid"])

    first, second = say(one.headers["Location"]), say(two.headers["Location"])
    again = say(one.headers["Location"])
    ada.send(f"REDACT #lab {first}")
    ada.until("REDACT")
    ada.send(f"REDACT #lab {second}")
    ada.until("REDACT")
    wait_until(lambda: web.ask("GET", two.path).status == 404)
    assert web.ask("GET", one.path).body == b"same" * 1000  # somebody named it again
    ada.send(f"REDACT #lab {again}")
    wait_until(lambda: web.ask("GET", one.path).status == 404)
    wait_until(lambda: not kept(host))


def test_a_file_that_somebody_says_of_themselves_stays_as_long_as_they_say_it(
    lab: Sharing,
) -> None:
    host, ada, web = lab
    ada.send("REGISTER * * correct-horse")
    ada.until("REGISTER")
    ada.send("CAP REQ :draft/metadata-2 echo-message message-tags draft/message-redaction")
    ada.until("CAP")
    web.bearer = token(ada)
    face, other = web.post("face.jpg", b"face"), web.post("other.jpg", b"other")
    link = face.headers["Location"]
    for _ in range(2):  # said again it is the same
        ada.send(f"METADATA * SET avatar :{link}")
        ada.until("761")
    ada.send(f"PRIVMSG #lab :{link} {other.headers['Location']}")
    ada.send(f"REDACT #lab {ada.until('PRIVMSG').tags['msgid']}")
    wait_until(lambda: web.ask("GET", other.path).status == 404)
    assert web.ask("GET", face.path).body == b"face"
    ada.send("METADATA * SET avatar")
    ada.until("766")
    host.files.tidy_soon()
    wait_until(lambda: web.ask("GET", face.path).status == 404)


def test_who_may_bring_files(lab: Sharing) -> None:
    host, _, web = lab
    stranger = Web(host)
    assert stranger.post("x", b"x").status == 401
    stranger.bearer = "guessed"
    assert stranger.post("x", b"x").status == 401
    begun = web.begin("mine", 10)
    with Raw(host).register("bo", "#lab") as bo:
        # The same address makes nobody the same: neither another guest's nor an account's.
        stranger.bearer = token(bo)
        for asked in ("HEAD", "DELETE"):
            assert stranger.ask(asked, begun.path, Tus_Resumable="1.0.0").status == 403
        assert stranger.piece(begun.path, 0, b"0123456789").status == 403
        assert web.offset(begun.path) == 0
        bo.send("REGISTER * * correct-horse")
        bo.until("REGISTER")
        stranger.bearer = token(bo)
        assert stranger.piece(begun.path, 0, b"0123456789").status == 403
        assert stranger.ask("DELETE", begun.path, Tus_Resumable="1.0.0").status == 403
        bo.send("TOKEN GENERATE FILEHOST #elsewhere")
        assert bo.until("FAIL").params[1] == "INVALID_SCOPE"
        stranger.bearer = ""
        basic = base64.b64encode(b"bo:correct-horse").decode()
        wrong = base64.b64encode(b"bo:wrong").decode()
        assert stranger.ask("POST", "/files", b"x", Authorization=f"Basic {basic}").status == 201
        assert stranger.ask("POST", "/files", b"x", Authorization=f"Basic {wrong}").status == 401
    stranger.close()


def test_a_host_that_shares_no_files() -> None:
    with running(share_files=False) as host, Raw(host).register("ada", "#lab") as ada:
        ada.send("TOKEN GENERATE FILEHOST")
        assert ada.until("FAIL").params[1] == "INVALID_SERVICE"
        web = Web(host)
        assert web.post("x", b"x").status == 404
        assert web.ask("GET", "/").status == 200
        web.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(lab: Sharing, tmp_path: Path) -> None:
    host, _, web = lab
    body = bytes(range(256)) * 20_000  # so large that curl first asks whether it may
    source, target = tmp_path / "holiday.jpg", tmp_path / "got"
    source.write_bytes(body)
    port = host.listeners[1].address.port
    done = subprocess.run(
        [
            *("curl", "-sSk", "-D", "-", "--data-binary", f"@{source}"),
            *("-H", f"Authorization: Bearer {web.bearer}", "-H", "Content-Type: image/jpeg"),
            *("-H", 'Content-Disposition: attachment; filename="holiday.jpg"'),
            f"https://127.0.0.1:{port}/files",
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert " 201 " in done.stdout
    link = next(line for line in done.stdout.splitlines() if line.startswith("Location:"))
    link = link.partition(" ")[2]
    get = ["curl", "-sSkf", "-o", str(target), link]
    subprocess.run([*get, "-r", "0-99999"], timeout=30, check=True)
    assert target.read_bytes() == body[:100_000]
    subprocess.run([*get, "-C", "-"], timeout=30, check=True)
    assert target.read_bytes() == body


def test_limits_are_said_before_the_first_byte(tmp_path: Path) -> None:
    with sharing(file_megabytes=2, files_of_one_megabytes=3) as (host, _, web):
        refused = web.begin("large", 2_000_001)
        assert refused.status == 413
        assert b"2 MB" in refused.body
        assert web.begin("fits", 2_000_000).status == 201
        assert web.begin("one more", 1_000_001).status == 507  # though nothing has come yet
        assert web.begin("exactly", 1_000_000).status == 201
        # curl waits for the word to go on, and gets why not instead.
        source = tmp_path / "large"
        source.write_bytes(bytes(3_000_000))
        port = host.listeners[0].address.port
        done = subprocess.run(
            [
                *("curl", "-sS", "-w", "%{size_upload}", "--data-binary", f"@{source}"),
                *("-H", f"Authorization: Bearer {web.bearer}"),
                f"http://127.0.0.1:{port}/files",
            ],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        assert done.stdout == "Files here may have up to 2 MB each.\n0"
        assert len(kept(host)) == 2


def test_a_full_disk_leaves_nothing_behind_and_the_chat_goes_on(
    lab: Sharing, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, ada, web = lab

    def full(write: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    begun = web.begin("a.bin", 1000)
    web.piece(begun.path, 0, b"0123456789")
    monkeypatch.setattr(service, "_write_all", full)
    answer = web.piece(begun.path, 10, b"more")
    assert answer.status == 507
    assert b"disk is full" in answer.body
    assert not kept(host)
    ada.send("PING still")
    assert ada.until("PONG")


@pytest.mark.parametrize(
    "path",
    [
        "/files/../host.db",
        "/files/%2e%2e/host.db",
        "/files/AAAAAAAAAAAAAAAAAAAAAA/../../host.db",
        "/files/AAAAAAAAAAAAAAAAAAAAAA",
        "/files/AAAAAAAAAAAAAAAAAAAAAA%00/x",
        "//files/whole",
        "/files/whole",
        "/host.db",
        "http://elsewhere.example/files/x",
    ],
)
def test_nothing_else_is_read(lab: Sharing, path: str) -> None:
    _, _, web = lab
    web.post("a.bin", b"secret")
    assert web.ask("GET", path).status == 404
    assert web.ask("PATCH", path, b"x", Tus_Resumable="1.0.0").status in (404, 415)


def test_nothing_is_listed_or_overwritten(lab: Sharing) -> None:
    _, _, web = lab
    path = web.post("a.bin", b"mine").path
    assert web.ask("GET", "/files").status == 405
    assert web.ask("GET", "/files/").status == 405
    assert web.ask("PUT", path, b"yours").status == 501
    web.close()
    assert web.ask("POST", path, b"yours").status == 404
    assert web.piece(path, 0, b"yours").status == 409
    assert web.ask("GET", path).body == b"mine"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("paper.pdf", b"%PDF-1.7"),
        ("both.gif.html", b"GIF89a<script>alert(1)</script>"),
        ("page.htm\0.png.xhtml", b"<html/>"),
        ("noending", b"<html>"),
    ],
)
def test_what_could_run_in_a_browser_is_only_saved(lab: Sharing, name: str, body: bytes) -> None:
    _, _, web = lab
    begun = web.begin(name, len(body))
    web.piece(begun.path, 0, body)
    got = web.ask("GET", begun.path)
    assert got.body == body
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment")


def test_requests_that_are_none(lab: Sharing) -> None:
    host, ada, web = lab
    begun = web.begin("a.bin", 10)
    for answer, status in (
        (web.ask("POST", "/files", Tus_Resumable="1.0.0"), 400),
        (web.ask("POST", "/files", Tus_Resumable="0.2", Upload_Length="5"), 412),
        (web.ask("POST", "/files", Tus_Resumable="1.0.0", Upload_Length="-5"), 400),
        (
            web.ask(
                "POST", "/files", Tus_Resumable="1.0.0", Upload_Length="5", Upload_Metadata="a ?"
            ),
            400,
        ),
        (web.piece(begun.path, 0, b"more than ten bytes"), 413),
        (web.ask("PATCH", begun.path, b"x", Tus_Resumable="1.0.0", Upload_Offset="0"), 415),
    ):
        assert answer.status == status, answer
    with Raw(host) as raw:
        raw.socket.sendall(
            b"POST /files HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nNICK x\r\n0\r\n\r\n"
        )
        assert (raw.line() or "").startswith("HTTP/1.1 411")
    ada.send("PING still")
    assert ada.until("PONG")


ACCOUNT = "adas:correct-horse"


def account(ada: Raw) -> None:
    """What she has and will upload is her account's from now on."""
    ada.send("NICK adas", "REGISTER * * correct-horse")
    ada.until("REGISTER")


def test_what_was_begun_and_not_ended_goes_on_after_a_new_start_of_the_host(tmp_path: Path) -> None:
    body = bytes(range(256)) * 1000
    with sharing(data=tmp_path) as (_, ada, web):
        account(ada)
        begun = web.begin("a.bin", len(body))
        web.piece(begun.path, 0, body[:1000])
    unknown = tmp_path / "files" / "coming" / "unknown"
    unknown.touch()
    os.utime(unknown, (1, 1))
    with sharing(data=tmp_path) as (host, _, web):
        web.bearer, web.password = "", ACCOUNT
        wait_until(lambda: len(kept(host)) == 1)  # what nobody knows of is gone
        assert web.offset(begun.path) == 1000
        assert web.piece(begun.path, 1000, body[1000:]).status == 204
        got = web.ask("GET", begun.path)
        assert got.headers["ETag"] == f'"{hashlib.sha256(got.body).hexdigest()}"'
        assert got.body == body


def test_a_guest_goes_on_after_a_new_start_of_the_host_too(tmp_path: Path) -> None:
    with sharing(data=tmp_path) as (_, _, web):
        begun, bearer = web.begin("a.bin", 10), web.bearer
        web.piece(begun.path, 0, b"01234")
        assert bearer.encode() not in (tmp_path / "host.db").read_bytes()
    with sharing(data=tmp_path) as (_, _, web):
        stranger = web.ask("HEAD", begun.path, Tus_Resumable="1.0.0")
        assert stranger.status == 403  # who comes by the same address is not the same
        web.bearer = bearer
        assert web.offset(begun.path) == 5
        assert web.piece(begun.path, 5, b"56789").status == 204
        assert web.ask("GET", begun.path).body == b"0123456789"


def test_a_file_whose_last_byte_came_as_the_host_died_is_made_whole(tmp_path: Path) -> None:
    body = bytes(range(256)) * 1000
    with sharing(data=tmp_path) as (_, ada, web):
        account(ada)
        begun = web.begin("a.bin", len(body))
        web.piece(begun.path, 0, body[:1000])
    (coming,) = (tmp_path / "files" / "coming").iterdir()
    coming.write_bytes(body)
    with sharing(data=tmp_path) as (_, _, web):
        web.bearer, web.password = "", ACCOUNT
        assert web.ask("HEAD", begun.path, Tus_Resumable="1.0.0").headers["ETag"]
        assert web.ask("GET", begun.path).body == body


def test_what_is_announced_and_not_brought_keeps_nobody_from_sending() -> None:
    with sharing(files_megabytes=2) as (_, _, web):
        begun = [web.begin(f"{number}.bin", 1_900_000) for number in range(5)]
        assert [one.status for one in begun] == [201] * 5
        body = bytes(1_500_000)
        assert web.post("a.bin", body).status == 201
        # Of what is announced, only so much comes as there is room for.
        answer = web.piece(begun[0].path, 0, bytes(1_900_000))
        assert (answer.status, b"may have 2 MB together" in answer.body) == (507, True)


def test_what_nothing_has_come_of_is_gone_within_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    with sharing() as (host, _, web):
        empty, begun = web.begin("a.bin", 10), web.begin("b.bin", 10)
        web.piece(begun.path, 0, b"12345")
        monkeypatch.setattr(service, "_EMPTY_FOR", -1000)
        host.files.tidy_soon()
        wait_until(lambda: web.ask("HEAD", empty.path, Tus_Resumable="1.0.0").status == 404)
        assert web.offset(begun.path) == 5


def test_a_form_is_refused_with_a_hint(lab: Sharing, web: Web) -> None:
    assert lab
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhello\r\n--x--'
    )
    answer = web.ask("POST", "/files", body, Content_Type="multipart/form-data; boundary=x")
    assert answer.status == 415
    assert b"--data-binary" in answer.body


@pytest.mark.parametrize(
    ("own", "known", "link"),
    [
        ("10.0.0.5", "10.0.0.9", "http://10.0.0.5:6697"),
        ("fe80::1%eth0", "10.0.0.9", "http://10.0.0.9:6697"),
        ("fe80::1%eth0", "", "http://[fe80::1]:6697"),
        ("169.254.3.4", "10.0.0.9", "http://10.0.0.9:6697"),
    ],
)
def test_links_name_an_address_that_others_can_open(own: str, known: str, link: str) -> None:
    one = Connection.__new__(Connection)
    one.request = SimpleNamespace(getsockname=lambda: (own, 6697, 0, 0))  # type: ignore[assignment]
    one.host = SimpleNamespace(known_at=known)  # type: ignore[assignment]
    one.stream = None
    assert one._web_address() == link
