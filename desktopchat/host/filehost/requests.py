"""HTTP/1.1 with one connection: uploads, downloads, and a word for who came by with a browser.

No page may act with what it reads here.
"""

import html
import logging
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import TYPE_CHECKING

from desktopchat.host.net.http_head import is_upgrade
from desktopchat.irc.filehost import PATH
from desktopchat.store.errors import StoreError

from .downloads import Downloads
from .http_message import Body, Part, Request, Response
from .refused import RefusedError
from .service import FileService
from .stream import WebStream
from .uploads import TUS, Uploads, is_number

if TYPE_CHECKING:
    from email.message import Message

    from desktopchat.host.net.visit import Visit

log = logging.getLogger(__name__)

_LINGER = 2.0


class FileRequests(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other, from its creation on.

    Until the end, or until one asks for WebSocket: `upgrade` is its head then; or for a stream of
    events: `events` is true then.
    """

    protocol_version = "HTTP/1.1"
    server_version = "DesktopChat"
    sys_version = ""
    headers: "Message[str, str]"

    def __init__(self, stream: WebStream, visit: "Visit", service: FileService) -> None:
        self._stream, self._visit, self._service = stream, visit, service
        self._uploads, self._downloads = Uploads(service, visit.person.web), Downloads(service)
        self._body = Body(0, stream.body, stream.break_off, self._go_on)
        self.upgrade, self.events = b"", False
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
            self._visit.admit(head)
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
        headers = {
            "Allow": "OPTIONS, POST, HEAD, GET, PATCH, DELETE",
            "Accept-Post": "*/*",
            "Tus-Version": TUS,
            "Tus-Extension": "creation,termination",
        }
        if self._service.most:
            headers["Tus-Max-Size"] = str(self._service.most)
        self._send(Response(HTTPStatus.NO_CONTENT, headers))

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_PATCH(self) -> None:
        self._answer(self._uploads.patch)

    def do_DELETE(self) -> None:
        self._answer(self._uploads.delete)

    def do_HEAD(self) -> None:
        self._answer(self._uploads.offset if "Tus-Resumable" in self.headers else self._get)

    def do_GET(self) -> None:
        self._answer(self._get)

    def _post(self, request: Request) -> Response | None:
        if (said := self._visit.post(request)) is not None:
            return said
        self._only_if_open()
        return self._uploads.post(request)

    def _get(self, request: Request) -> Response | None:
        path = request.path()
        if self._visit.wants_events(request):
            self.events = self.command == "GET"
            return None
        if (found := self._visit.page(request)) is not None:
            return found
        if path == "/":
            return self._welcome()
        self._only_if_open()
        if path.rstrip("/") == PATH:
            raise RefusedError(
                HTTPStatus.METHOD_NOT_ALLOWED, "Files are uploaded here with POST; none is listed."
            )
        return self._downloads.get(request)

    def _welcome(self) -> Response:
        title = html.escape(self._visit.host.config.title)
        page = (
            f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
            f"<h1>{title}</h1><p>This is a chat. Join it with DesktopChat, or with any IRC "
            "program, at this address.</p>"
        )
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return Response(HTTPStatus.OK, kind, page.encode())

    def _answer(self, ask: Callable[[Request], Response | None]) -> None:
        """Send what `ask` gives, or what is wrong in plain words."""
        try:
            self._body.left = self._length()
            if self.command not in ("GET", "HEAD", "POST") or "Tus-Resumable" in self.headers:
                self._only_if_open()
            answer = ask(Request(self.path, self.headers, self._body, self._visit.authorize))
        except RefusedError as refused:
            answer = _plain(refused.status, refused.text)
            answer.headers = {**answer.headers, **refused.headers}
        except StoreError as error:
            answer = _plain(HTTPStatus.SERVICE_UNAVAILABLE, error.plain)
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    def _only_if_open(self) -> None:
        if not self._service.open:
            raise RefusedError(HTTPStatus.NOT_FOUND, "Files are not shared here.")

    def _length(self) -> int:
        # Of two nobody knows which another program, between here and there, has gone by.
        text = ", ".join(self.headers.get_all("Content-Length", ["0"]))
        if "Transfer-Encoding" in self.headers or not is_number(text):
            self.close_connection = True
            raise RefusedError(
                HTTPStatus.LENGTH_REQUIRED, "Say with Content-Length how long the file is."
            )
        return int(text)

    def _go_on(self) -> None:
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def handle_expect_100(self) -> bool:
        """Only once it is clear that the body is wanted."""
        return True

    # Answers

    def _send(self, answer: Response) -> None:
        if isinstance(answer.body, Part):
            with answer.body.source as source:
                self._send_head(answer)
                if self.command != "HEAD":
                    self._stream.send_file(source, answer.body.begin, answer.body.length)
            return
        self._send_head(answer)
        if answer.body:
            if self.command != "HEAD":
                self.wfile.write(answer.body)
            if self.close_connection:
                self._stream.linger(_LINGER)

    def _send_head(self, answer: Response) -> None:
        if self._body.left:  # what follows would be taken for the next request
            self.close_connection = True
        self.send_response(answer.status)
        if answer.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            self.send_header("Content-Length", str(answer.length))
        if self.close_connection:
            self.send_header("Connection", "close")
        safe = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        safe["Content-Security-Policy"] = "default-src 'none'; sandbox"
        for key, value in {**safe, **answer.headers}.items():
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
        self._body.left = 0
        if not hasattr(self, "headers"):
            self.headers = {}  # type: ignore[assignment]
        self._send(_plain(HTTPStatus(code), message or HTTPStatus(code).phrase))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        log.debug(format, *args)


def _plain(status: HTTPStatus, text: str) -> Response:
    return Response(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{text}\n".encode())
