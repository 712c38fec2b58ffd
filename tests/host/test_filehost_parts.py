"""Uploads and downloads without a socket: a request as a value, and the answer to it."""

from collections.abc import Callable
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.host.filehost.downloads import Downloads
from desktopchat.host.filehost.http_message import Body, Part, Request, Response
from desktopchat.host.filehost.refused import RefusedError
from desktopchat.host.filehost.uploads import TUS, Uploads
from desktopchat.irc.filehost import PATH, file_path

BASE = "https://host.example:6697"
TOKEN = "a" * 22
LINK = file_path(TOKEN, "notes.txt")


def request(
    target: str,
    body: bytes = b"",
    *,
    take: Callable[[int], bytes] | None = None,
    **headers: str,
) -> Request:
    message: Message[str, str] = Message()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    chunk = Body(len(body), take or (lambda most: body[:most]), lambda: None, lambda: None)
    return Request(target, message, chunk, lambda _value: "grant")  # type: ignore[arg-type,return-value]


class _Service:
    """Keeps one file as the real service would."""

    def __init__(self, folder: Path) -> None:
        self.file: Any = None
        self.dropped = False
        self._path = folder / "blob"
        self.blobs = SimpleNamespace(path=lambda _hash: self._path)

    def hold(self, data: bytes, name: str = "notes.txt") -> None:
        self._path.write_bytes(data)
        self.file = SimpleNamespace(token=TOKEN, name=name, hash="abc", size=len(data), whole=True)

    def create(self, _grant: object, name: str, size: int) -> Any:
        self.file = SimpleNamespace(token=TOKEN, name=name, hash="", size=size, whole=False)
        return self.file

    def receive(
        self, file: Any, offset: int, length: int, read: Callable[[int], bytes], _stop: object
    ) -> tuple[Any, int]:
        data = read(length)
        if len(data) == length:
            self.hold(data, file.name)
        return self.file, offset + len(data)

    def find(self, _token: str) -> Any:
        return self.file

    def find_own(self, _token: str, _grant: object) -> Any:
        return self.file

    def offset(self, file: Any) -> tuple[Any, int]:
        return file, 3

    def drop(self, _file: object) -> None:
        self.dropped = True


@pytest.fixture
def service(tmp_path: Path) -> Any:
    return _Service(tmp_path)


def test_a_file_in_one_go_gets_its_link(service: Any) -> None:
    answer = Uploads(service, BASE).post(
        request(
            PATH,
            b"hello",
            Content_Length="5",
            Content_Disposition="attachment; filename=notes.txt",
        )
    )
    assert answer is not None
    assert answer.status is HTTPStatus.CREATED
    assert answer.headers["Location"] == BASE + LINK
    assert answer.headers["ETag"] == '"abc"'


def test_a_file_that_breaks_off_is_dropped_and_has_no_answer(service: Any) -> None:
    def gone(_most: int) -> bytes:
        raise OSError

    sent = request(PATH, b"hello", take=gone, Content_Length="5")
    assert Uploads(service, BASE).post(sent) is None
    assert service.dropped


def test_the_pieces_of_tus_follow_one_another(service: Any) -> None:
    uploads = Uploads(service, BASE)
    begun = uploads.post(request(PATH, Tus_Resumable=TUS, Upload_Length="5"))
    assert begun is not None
    assert begun.status is HTTPStatus.CREATED
    kind = "application/offset+octet-stream"
    piece = uploads.patch(
        request(LINK, b"he", Tus_Resumable=TUS, Content_Type=kind, Upload_Offset="0")
    )
    assert piece is not None
    assert piece.headers["Upload-Offset"] == "2"
    assert uploads.offset(request(LINK)).headers["Upload-Offset"] == "3"
    assert uploads.delete(request(LINK)).status is HTTPStatus.NO_CONTENT
    assert service.dropped


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"Content_Type": "multipart/form-data"}, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        ({}, HTTPStatus.LENGTH_REQUIRED),
        ({"Tus_Resumable": "0.9"}, HTTPStatus.PRECONDITION_FAILED),
        ({"Tus_Resumable": TUS, "Upload_Length": "many"}, HTTPStatus.BAD_REQUEST),
    ],
)
def test_what_is_wrong_with_an_upload_is_said(
    service: Any, wrong: dict[str, str], status: HTTPStatus
) -> None:
    with pytest.raises(RefusedError) as refused:
        Uploads(service, BASE).post(request(PATH, **wrong))
    assert refused.value.status is status


def got(answer: Response) -> bytes:
    assert isinstance(answer.body, Part)
    with answer.body.source as source:
        source.seek(answer.body.begin)
        return source.read(answer.body.length)


@pytest.mark.parametrize(
    ("wanted", "part", "said"),
    [
        ("", b"hello", ""),
        ("bytes=1-2", b"el", "bytes 1-2/5"),
        ("bytes=3-", b"lo", "bytes 3-4/5"),
        ("bytes=-2", b"lo", "bytes 3-4/5"),
        ("bytes=0-1,3-4", b"hello", ""),
    ],
)
def test_a_file_comes_whole_or_in_one_range(
    service: Any, wanted: str, part: bytes, said: str
) -> None:
    service.hold(b"hello")
    answer = Downloads(service).get(request(LINK, Range=wanted))
    assert got(answer) == part
    assert answer.headers.get("Content-Range", "") == said
    assert answer.status is (HTTPStatus.PARTIAL_CONTENT if said else HTTPStatus.OK)


@pytest.mark.parametrize(("name", "shown"), [("a.txt", "inline"), ("a.svg", "attachment")])
def test_only_what_can_hold_no_program_is_shown(service: Any, name: str, shown: str) -> None:
    service.hold(b"hello", name)
    answer = Downloads(service).get(request(LINK))
    got(answer)
    assert answer.headers["Content-Disposition"].startswith(shown)


def test_what_one_has_is_not_sent_again_and_what_is_not_there_is_refused(service: Any) -> None:
    service.hold(b"hello")
    downloads = Downloads(service)
    same = downloads.get(request(LINK, If_None_Match='"abc"'))
    assert same.status is HTTPStatus.NOT_MODIFIED
    with pytest.raises(RefusedError) as refused:
        downloads.get(request(LINK, Range="bytes=9-"))
    assert refused.value.headers["Content-Range"] == "bytes */5"
