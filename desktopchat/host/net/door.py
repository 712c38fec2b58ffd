"""The door: where a phone or a tablet gets a page for its browser, and with that into the chat.

It is a port of its own that speaks HTTP and WebSocket and nothing else. Its link is
`http://address:port/#token`, `https` for one that is encrypted with the host's key: whoever has the
token may come in. It stands behind the #, since a browser sends that part to nobody; the page says
it as PASS (RFC 2812, 3.1.1) before anything else, and until then the host tells nothing. There are
no cookies, so a page of somebody else's has nothing to act with; and a name of somebody else's that
leads here (DNS rebinding) is refused. A plain door and an encrypted one have different tokens: what
was overheard at the one does not open the other. The picture of the link, for a page on a
projector, is for who says the token in Authorization. Each page may ask by `/key?fingerprint=…`
whether that is the host's key: pages of a host that is gone look so for who carries its chat on.
"""

import gzip
import ipaddress
import re
import secrets
import socket
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from pathlib import Path

from desktopchat.host.config import HostConfig
from desktopchat.host.filehost.http_message import Request, Response
from desktopchat.host.filehost.refused import RefusedError
from desktopchat.irc.address import EVERYWHERE, Address
from desktopchat.lan.join_code import qr_matrix
from desktopchat.store.errors import StoreError
from desktopchat.store.files import write_whole

from .events import Sessions
from .page_texts import texts_js

TOKEN_FILE, ENCRYPTED_TOKEN_FILE = "door-token", "encrypted-door-token"
FOLDER = Path(__file__).parents[2] / "web"
"""Where the page is, in a checkout, a wheel and a build."""

_QR_PATH, _TEXTS_PATH = "/qr.svg", "/texts.js"
_QUIET = 4
"""Modules of light around a QR code (ISO/IEC 18004, 9.1)."""
_TOKEN_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
_HOST = re.compile(rb"\nhost:[ \t]*([^\r\n]*)", re.IGNORECASE)
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' http: https:; "
    "img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""With those that every answer has (`FileRequests`)."""


class _File:
    """A file of the page. kind: its Content-Type. packed: with gzip, for slow networks."""

    def __init__(self, kind: str, content: bytes) -> None:
        self.kind, self.content, self.packed = kind, content, gzip.compress(content, mtime=0)


class Door:
    """What is the same for all connections of the door. token: what the link ends in. names: of
    this computer, in the network. tls: whether it is encrypted. key: the fingerprint of the host's,
    "" where it has none."""

    def __init__(
        self, token: str, names: Iterable[str] = (), *, tls: bool = False, key: str = ""
    ) -> None:
        self.token = token
        self._right_key = f"/key?fingerprint={key}" if key else ""
        self.sessions = Sessions()
        self._scheme, self._usual_port = ("https", "443") if tls else ("http", "80")
        self._names = {one.lower() for one in names}
        self._files = {
            f"/{file.name}": _File(_KINDS[file.suffix], file.read_bytes())
            for file in sorted(FOLDER.iterdir())
            if file.suffix in _KINDS
        }
        self._files["/"] = self._files["/index.html"]

    def lock(self) -> None:
        """Nobody comes in any more, not even who was on the threshold."""
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)

    def get(self, request: Request) -> Response | None:
        """A file of the page, its texts, the picture of its link, or that it has that key; None
        for any other path. Raises RefusedError."""
        if request.path() == _QR_PATH:
            return self._picture(request)
        if request.target == self._right_key:
            headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
            return Response(HTTPStatus.NO_CONTENT, headers)
        found = self._files.get(request.path())
        if request.path() == _TEXTS_PATH:
            found = _File(_KINDS[".js"], texts_js(request.header("Accept-Language")))
        if found is None:
            return None
        headers = {**_HEADERS, "Content-Type": found.kind}
        headers["Vary"] = "Accept-Encoding, Accept-Language"
        if "gzip" in request.header("Accept-Encoding"):
            headers["Content-Encoding"] = "gzip"
            return Response(HTTPStatus.OK, headers, found.packed)
        return Response(HTTPStatus.OK, headers, found.content)

    def _picture(self, request: Request) -> Response:
        """The link as a QR code, by the name or address that the page itself was reached by."""
        said = request.header("Authorization").encode("latin-1", "replace")
        if not secrets.compare_digest(said, f"Bearer {self.token}".encode()):
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "This picture is for who has the link.")
        headers = {**_HEADERS, "Content-Type": "image/svg+xml"}
        link = f"{self._scheme}://{request.header('Host')}/#{self.token}"
        return Response(HTTPStatus.OK, headers, _drawn(qr_matrix(link)).encode())

    def origin(self, head: bytes, address: str, port: int) -> str:
        """The origin of the page for whoever sent this head of a request to that address and port
        of ours. Raises RefusedError where they were sent by a name that is not ours."""
        said = _HOST.findall(head)
        authority = said[0].decode("latin-1").strip().lower() if len(said) == 1 else ""
        name, number = _split(authority)
        if (number or self._usual_port) != str(port) or not self._is_ours(name, address):
            raise RefusedError(
                HTTPStatus.MISDIRECTED_REQUEST,
                "This chat is not known by that address. Open its link as it is.",
            )
        return f"{self._scheme}://{authority}"

    def _is_ours(self, name: str, address: str) -> bool:
        if name == "localhost":
            return ipaddress.ip_address(address).is_loopback
        return name == address or name in self._names


def _drawn(matrix: Sequence[Sequence[bool]]) -> str:
    """A QR code as SVG, dark on light with its quiet zone."""
    side = len(matrix) + 2 * _QUIET
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(matrix, _QUIET)
        for x, module in enumerate(row, _QUIET)
        if module
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{dark}"/></svg>'
    )


def _split(authority: str) -> tuple[str, str]:
    """The name or address, IPv6 without brackets, and the port of a Host header, "" for none."""
    if authority.startswith("["):
        name, _, rest = authority[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = authority.partition(":")
    return name, port


def addresses(config: HostConfig, *, tls: bool) -> list[Address]:
    """Where the door is: at its port of the addresses where others come in; with 0 at the first
    alone, as each would get another. tls: whether it is the encrypted one."""
    port = config.door_tls_port if tls else config.door_port
    hosts = list(dict.fromkeys(one.host for one in config.listen))
    # Who listens everywhere listens on this computer's own address too.
    found = [Address(host, port, tls) for host in hosts if host in EVERYWHERE]
    found = found or [Address(host, port, tls) for host in hosts]
    return found if port else found[:1]


def open_door(folder: Path, *, tls: bool, key: str = "") -> Door:
    """The door of the host that keeps its files in `folder`; its token is made there once. key: as
    for `Door`.

    Raises StoreError.
    """
    try:
        name = socket.gethostname()
        names = [name, f"{name.partition('.')[0]}.local"]
        return Door(_token(_token_file(folder, tls)), names, tls=tls, key=key)
    except OSError as error:
        raise StoreError(f"The page for browsers can't be opened: {error}.") from error


def keep_token(folder: Path, token: str, *, tls: bool) -> None:
    """Have the door of that host have this token when it is opened next. Raises OSError."""
    write_whole(_token_file(folder, tls), f"{token}\n".encode())


def _token_file(folder: Path, tls: bool) -> Path:
    return folder / (ENCRYPTED_TOKEN_FILE if tls else TOKEN_FILE)


def _token(file: Path) -> str:
    """Kept, so that pages that are open find back after a new start. Raises OSError."""
    if file.exists():
        kept = file.read_text("ascii", "replace").strip()
        if _TOKEN.fullmatch(kept):
            return kept
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    write_whole(file, f"{token}\n".encode())
    return token
