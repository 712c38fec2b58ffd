"""HTTP/1.1 with one connection: uploads in one go (soju.im/FILEHOST) or in pieces (tus 1.0.0),
downloads with ranges, and a word for who came by with a browser.

A browser that follows a link runs nothing of it: the kind of a file is what its ending says, of
few kinds that only show something; all else is to be saved. No page may act with what it reads.
"""

import base64
import binascii
import html
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from desktopchat.host.net.http_head import is_upgrade
from desktopchat.irc.file_names import extension
from desktopchat.irc.filehost import PATH, file_path, token_of
from desktopchat.store.errors import StoreError
from desktopchat.store.place.shared_files import SharedFile

from .grants import Grant
from .refused import RefusedError
from .service import FileService
from .stream import WebStream

if TYPE_CHECKING:
    from email.message import Message

log = logging.getLogger(__name__)

TUS = "1.0.0"

_LINGER = 2.0
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_DISPOSITION = re.compile(r"""filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))""", re.IGNORECASE)
_DISPOSITION_EXT = re.compile(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
_SHOWN = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "flac": "audio/flac",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
}
"""What a browser may show. Not SVG, HTML or PDF: these can hold programs."""
_SAVED = "application/octet-stream"


@dataclass(slots=True, frozen=True)
class Visit:
    """What a connection is, for those who answer its requests.

    base: scheme, address and port by which it came. title: the host's. admit: called for each
    request, waits where they come too fast; raises RefusedError. authorize: takes the value of
    Authorization, gives what it allows; raises RefusedError.
    """

    base: str
    title: str
    admit: Callable[[], object]
    authorize: Callable[[str], Grant]


_NO_FORM = (
    "Send the file as it is, not in a form: curl --data-binary @FILE "
    "-H 'Content-Disposition: attachment; filename=\"NAME\"'."
)


class FileRequests(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other, from its creation on.

    Until the end, or until one asks for WebSocket: `upgrade` is its head then.
    """

    protocol_version = "HTTP/1.1"
    server_version = "DesktopChat"
    sys_version = ""
    headers: "Message[str, str]"

    def __init__(self, stream: WebStream, visit: Visit, service: FileService) -> None:
        self._stream, self._visit, self._service = stream, visit, service
        self._left = 0
        """Bytes of the request's body that were not read."""
        self.upgrade = b""
        self.command, self.requestline = "", ""
        self.request_version = self.protocol_version
        super().__init__(stream, ("", 0), service)  # type: ignore[arg-type]

    def setup(self) -> None:
        self.rfile = BytesIO()  # the head of a request, as soon as one has come
        self.wfile = self._stream  # type: ignore[assignment]

    def finish(self) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # they are gone
            pass

    def handle_one_request(self) -> None:
        self.close_connection = True
        try:
            head = self._stream.head()
            if not head:
                return
            self._visit.admit()
        except RefusedError as refused:
            self.send_error(refused.status, refused.text)
            return
        if is_upgrade(head):
            self.upgrade = head
            return
        self.rfile = BytesIO(head)
        super().handle_one_request()

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self.request_version == "HTTP/0.9":
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        return True

    # Requests

    def do_OPTIONS(self) -> None:
        self._answer(
            HTTPStatus.NO_CONTENT,
            {
                "Allow": "OPTIONS, POST, HEAD, GET, PATCH, DELETE",
                "Accept-Post": "*/*",
                "Tus-Version": TUS,
                "Tus-Extension": "creation,termination",
            },
        )

    def do_POST(self) -> None:
        self._carefully(self._post)

    def do_PATCH(self) -> None:
        self._carefully(self._patch)

    def do_DELETE(self) -> None:
        self._carefully(self._delete)

    def do_HEAD(self) -> None:
        self._carefully(self._offset if "Tus-Resumable" in self.headers else self._get)

    def do_GET(self) -> None:
        self._carefully(self._get)

    def _carefully(self, act: Callable[[], None]) -> None:
        """With what is wrong said in plain words."""
        try:
            self._left = self._length()
            if not self._service.open and self.path != "/":
                raise RefusedError(HTTPStatus.NOT_FOUND, "Files are not shared here.")
            act()
        except RefusedError as refused:
            self._say(refused.status, refused.text, refused.headers)
        except StoreError as error:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, error.plain)

    def _path(self) -> str:
        try:
            return urlsplit(self.path).path
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "This is not an address.") from error

    def _length(self) -> int:
        # Of two nobody knows which another program, between here and there, has gone by.
        text = ", ".join(self.headers.get_all("Content-Length", ["0"]))
        if "Transfer-Encoding" in self.headers or not _number(text):
            self.close_connection = True
            raise RefusedError(
                HTTPStatus.LENGTH_REQUIRED, "Say with Content-Length how long the file is."
            )
        return int(text)

    def _grant(self) -> Grant:
        return self._visit.authorize(self.headers.get("Authorization", ""))

    def _post(self) -> None:
        if self._path().rstrip("/") != PATH:
            raise RefusedError(HTTPStatus.NOT_FOUND, f"Files are uploaded to {PATH}.")
        grant = self._grant()
        if "Tus-Resumable" not in self.headers:
            self._post_whole(grant)
            return
        self._same_tus()
        size = self.headers.get("Upload-Length", "")
        if not _number(size):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "Say with Upload-Length how long it is.")
        name = _metadata(self.headers.get("Upload-Metadata", "")).get("filename", "")
        file = self._service.create(grant, name, int(size))
        self._answer(HTTPStatus.CREATED, {"Location": self._link(file), "Tus-Resumable": TUS})

    def _post_whole(self, grant: Grant) -> None:
        if self.headers.get("Content-Type", "").strip().lower().startswith("multipart/"):
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _NO_FORM)
        if "Content-Length" not in self.headers:
            raise RefusedError(
                HTTPStatus.LENGTH_REQUIRED, "Say with Content-Length how long the file is."
            )
        name = _disposition(self.headers.get("Content-Disposition", ""))
        file = self._service.create(grant, name, self._left)
        try:
            if not file.whole:
                file, _ = self._receive(file, 0, self._left)
        finally:
            if not file.whole:  # nobody knows its token, to go on
                self._service.drop(file)
        if not file.whole:
            self.close_connection = True
            return
        self._answer(HTTPStatus.CREATED, {"Location": self._link(file), **_etag(file)})

    def _patch(self) -> None:
        grant = self._grant()
        self._same_tus()
        file = self._own(grant)
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/offset+octet-stream":
            raise RefusedError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/offset+octet-stream."
            )
        offset = self.headers.get("Upload-Offset", "")
        if not _number(offset):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "Say with Upload-Offset where it begins.")
        length = self._left
        file, there = self._receive(file, int(offset), length)
        if self._left:  # the connection ended
            self.close_connection = True
            return
        more = _etag(file) if file.whole else {}
        self._answer(
            HTTPStatus.NO_CONTENT, {"Upload-Offset": str(there), "Tus-Resumable": TUS, **more}
        )

    def _receive(self, file: SharedFile, offset: int, length: int) -> tuple[SharedFile, int]:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

        def read(most: int) -> bytes:
            try:
                data = self._stream.body(most)
            except OSError:
                data = b""
            self._left -= len(data)
            return data

        return self._service.receive(file, offset, length, read, self._stream.break_off)

    def handle_expect_100(self) -> bool:
        """Only once it is clear that the body is wanted."""
        return True

    def _offset(self) -> None:
        file = self._own(self._grant())
        file, there = self._service.offset(file)
        self._answer(
            HTTPStatus.OK,
            {
                "Upload-Offset": str(there),
                "Upload-Length": str(file.size),
                "Tus-Resumable": TUS,
                "Cache-Control": "no-store",
                **(_etag(file) if file.whole else {}),
            },
        )

    def _delete(self) -> None:
        file = self._own(self._grant())
        file, _ = self._service.offset(file)  # whoever still brings it is broken off
        self._service.drop(file)
        self._answer(HTTPStatus.NO_CONTENT, {"Tus-Resumable": TUS})

    def _own(self, grant: Grant) -> SharedFile:
        return self._service.find_own(self._token(), grant)

    def _token(self) -> str:
        token = token_of(self._path())
        if token is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "There is nothing here.")
        return token

    def _same_tus(self) -> None:
        if self.headers.get("Tus-Resumable") != TUS:
            raise RefusedError(
                HTTPStatus.PRECONDITION_FAILED, f"This host speaks version {TUS} of tus."
            )

    # Downloads

    def _get(self) -> None:
        path = self._path()
        if path == "/":
            self._welcome()
            return
        if path.rstrip("/") == PATH:
            raise RefusedError(
                HTTPStatus.METHOD_NOT_ALLOWED, "Files are uploaded here with POST; none is listed."
            )
        file = self._service.find(self._token())
        if not file.whole:
            raise RefusedError(HTTPStatus.NOT_FOUND, "This file has not come as a whole yet.")
        headers = _headers(file)
        if self.headers.get("If-None-Match", "") in (headers["ETag"], "*"):
            self._answer(HTTPStatus.NOT_MODIFIED, headers)
            return
        begin, end = self._range(file, headers["ETag"])
        if (begin, end) != (0, file.size):
            headers["Content-Range"] = f"bytes {begin}-{end - 1}/{file.size}"
        status = HTTPStatus.PARTIAL_CONTENT if "Content-Range" in headers else HTTPStatus.OK
        try:
            with self._service.blobs.path(file.hash).open("rb") as source:
                self._answer(status, headers, end - begin)
                if self.command != "HEAD":
                    self._stream.send_file(source, begin, end - begin)
        except FileNotFoundError as error:
            log.warning("The file %s is not there any more", file.hash)
            raise RefusedError(HTTPStatus.NOT_FOUND, "This file is lost.") from error

    def _range(self, file: SharedFile, etag: str) -> tuple[int, int]:
        """First byte and the one after the last; one range is served, of several all."""
        found = _RANGE.fullmatch(self.headers.get("Range", "").replace(" ", ""))
        if found is None or self.headers.get("If-Range", etag) != etag:
            return 0, file.size
        first, last = (int(text[:18]) if text else None for text in found.groups())
        if first is None and last is None:
            return 0, file.size
        if first is None:
            begin, end = max(0, file.size - (last or 0)), file.size
        else:
            begin, end = first, file.size if last is None else min(last + 1, file.size)
        if begin >= end:
            raise RefusedError(
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                "The file has no such bytes.",
                {"Content-Range": f"bytes */{file.size}"},
            )
        return begin, end

    def _welcome(self) -> None:
        title = html.escape(self._visit.title)
        page = (
            f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
            f"<h1>{title}</h1><p>This is a chat. Join it with DesktopChat, or with any IRC "
            "program, at this address.</p>"
        )
        self._body(HTTPStatus.OK, "text/html; charset=utf-8", page)

    # Answers

    def _link(self, file: SharedFile) -> str:
        return self._visit.base + file_path(file.token, file.name)

    def _say(
        self, status: HTTPStatus, text: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._body(status, "text/plain; charset=utf-8", f"{text}\n", headers)

    def _body(
        self,
        status: HTTPStatus,
        kind: str,
        text: str,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        body = text.encode()
        self._answer(status, {"Content-Type": kind, **headers}, len(body))
        if self.command != "HEAD":
            self.wfile.write(body)
        if self.close_connection:
            self._stream.linger(_LINGER)

    def _answer(self, status: HTTPStatus, headers: Mapping[str, str], length: int = 0) -> None:
        if self._left:  # what follows would be taken for the next request
            self.close_connection = True
        self.send_response(status)
        if status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        safe = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        safe["Content-Security-Policy"] = "default-src 'none'; sandbox"
        for key, value in {**safe, **headers}.items():
            self.send_header(key, value)
        self.end_headers()

    def send_error(
        self,
        code: int,
        message: str | None = None,
        explain: str | None = None,  # noqa: ARG002
    ) -> None:
        """What is wrong with a request that nobody could read."""
        self.close_connection = True
        self.request_version = self.protocol_version
        self._left = 0
        if not hasattr(self, "headers"):
            self.headers = {}  # type: ignore[assignment]
        self._say(HTTPStatus(code), message or HTTPStatus(code).phrase)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        log.debug(format, *args)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _etag(file: SharedFile) -> dict[str, str]:
    return {"ETag": f'"{file.hash}"'}


def _headers(file: SharedFile) -> dict[str, str]:
    kind = _SHOWN.get(extension(file.name), _SAVED)
    disposition = "attachment" if kind == _SAVED else "inline"
    name = quote(file.name, safe="")
    return {
        "Content-Type": kind,
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{name}",
        "Accept-Ranges": "bytes",
        # What a token names never changes.
        "Cache-Control": "private, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
        **_etag(file),
    }


def _disposition(value: str) -> str:
    """The name in a Content-Disposition (RFC 6266); "" without one."""
    extended = _DISPOSITION_EXT.search(value)
    if extended is not None:
        return unquote(extended[1], errors="replace")
    found = _DISPOSITION.search(value)
    if found is None:
        return ""
    name = re.sub(r"\\(.)", r"\1", found[1]) if found[1] is not None else found[2]
    # http.server reads headers as Latin-1; curl and others send UTF-8.
    try:
        return name.encode("latin-1").decode()
    except ValueError:
        return name


def _metadata(value: str) -> dict[str, str]:
    """Upload-Metadata of tus: pairs of a key and a value in base 64, with commas between."""
    found = {}
    for pair in value.split(","):
        key, _, encoded = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise RefusedError(
                HTTPStatus.BAD_REQUEST, f"The value of {key} in Upload-Metadata is not right."
            ) from error
    return found
