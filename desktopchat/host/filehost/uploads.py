"""Files that are brought: in one go (soju.im/FILEHOST) or in pieces (tus 1.0.0)."""

import base64
import binascii
import re
from http import HTTPStatus
from urllib.parse import unquote

from desktopchat.irc.filehost import PATH, file_path
from desktopchat.store.place.shared_files import SharedFile

from .grants import Grant
from .http_message import Request, Response, etag
from .refused import RefusedError
from .service import FileService

TUS = "1.0.0"

_DISPOSITION = re.compile(r"""filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))""", re.IGNORECASE)
_DISPOSITION_EXT = re.compile(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
_NO_LENGTH = "Say with Content-Length how long the file is."
_NO_FORM = (
    "Send the file as it is, not in a form: curl --data-binary @FILE "
    "-H 'Content-Disposition: attachment; filename=\"NAME\"'."
)


class Uploads:
    """base: scheme, address and port by which links to the files begin.

    What answers a request gives None where the connection ended before its body did.
    """

    def __init__(self, service: FileService, base: str) -> None:
        self._service, self._base = service, base

    def post(self, request: Request) -> Response | None:
        """Bring a whole file, or begin to bring one in pieces."""
        if request.path().rstrip("/") != PATH:
            raise RefusedError(HTTPStatus.NOT_FOUND, f"Files are uploaded to {PATH}.")
        grant = request.grant()
        if "Tus-Resumable" not in request.headers:
            return self._whole(request, grant)
        _same_tus(request)
        size = request.header("Upload-Length")
        if not is_number(size):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "Say with Upload-Length how long it is.")
        name = _metadata(request.header("Upload-Metadata")).get("filename", "")
        file = self._service.create(grant, name, int(size))
        return Response(HTTPStatus.CREATED, {"Location": self._link(file), "Tus-Resumable": TUS})

    def _whole(self, request: Request, grant: Grant) -> Response | None:
        if request.header("Content-Type").strip().lower().startswith("multipart/"):
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _NO_FORM)
        if "Content-Length" not in request.headers:
            raise RefusedError(HTTPStatus.LENGTH_REQUIRED, _NO_LENGTH)
        name = _disposition(request.header("Content-Disposition"))
        file = self._service.create(grant, name, request.body.left)
        try:
            if not file.whole:
                file, _ = self._receive(request, file, 0)
        finally:
            if not file.whole:  # nobody knows its token, to go on
                self._service.drop(file)
        if not file.whole:
            return None
        return Response(HTTPStatus.CREATED, {"Location": self._link(file), **etag(file)})

    def patch(self, request: Request) -> Response | None:
        """Bring the next piece of a file."""
        grant = request.grant()
        _same_tus(request)
        file = self._service.find_own(request.token(), grant)
        kind = request.header("Content-Type").partition(";")[0].strip().lower()
        if kind != "application/offset+octet-stream":
            raise RefusedError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/offset+octet-stream."
            )
        offset = request.header("Upload-Offset")
        if not is_number(offset):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "Say with Upload-Offset where it begins.")
        file, there = self._receive(request, file, int(offset))
        if request.body.left:
            return None
        more = etag(file) if file.whole else {}
        return Response(
            HTTPStatus.NO_CONTENT, {"Upload-Offset": str(there), "Tus-Resumable": TUS, **more}
        )

    def offset(self, request: Request) -> Response:
        """How much of a file has come."""
        file = self._service.find_own(request.token(), request.grant())
        file, there = self._service.offset(file)
        return Response(
            HTTPStatus.OK,
            {
                "Upload-Offset": str(there),
                "Upload-Length": str(file.size),
                "Tus-Resumable": TUS,
                "Cache-Control": "no-store",
                **(etag(file) if file.whole else {}),
            },
        )

    def delete(self, request: Request) -> Response:
        """Give up a file that was begun."""
        file = self._service.find_own(request.token(), request.grant())
        file, _ = self._service.offset(file)  # whoever still brings it is broken off
        self._service.drop(file)
        return Response(HTTPStatus.NO_CONTENT, {"Tus-Resumable": TUS})

    def _receive(self, request: Request, file: SharedFile, offset: int) -> tuple[SharedFile, int]:
        body = request.body
        if request.header("Expect").lower() == "100-continue":
            body.go_on()
        return self._service.receive(file, offset, body.left, body.read, body.stop)

    def _link(self, file: SharedFile) -> str:
        return self._base + file_path(file.token, file.name)


def is_number(text: str) -> bool:
    """Whether a header gives a number of bytes."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _same_tus(request: Request) -> None:
    if request.header("Tus-Resumable") != TUS:
        raise RefusedError(
            HTTPStatus.PRECONDITION_FAILED, f"This host speaks version {TUS} of tus."
        )


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
