"""Files for whoever has their link, whole or in ranges.

A browser that follows a link runs nothing of it: the kind of a file is what its ending says, of
few kinds that only show something; all else is to be saved.
"""

import logging
import re
from http import HTTPStatus
from urllib.parse import quote

from desktopchat.irc.file_names import extension
from desktopchat.store.place.shared_files import SharedFile

from .http_message import Part, Request, Response, etag
from .refused import RefusedError
from .service import FileService

log = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
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


class Downloads:
    def __init__(self, service: FileService) -> None:
        self._service = service

    def get(self, request: Request) -> Response:
        """The file that a request names, or the part that it wants."""
        file = self._service.find(request.token())
        if not file.whole:
            raise RefusedError(HTTPStatus.NOT_FOUND, "This file has not come as a whole yet.")
        headers = _headers(file)
        if request.header("If-None-Match") in (headers["ETag"], "*"):
            return Response(HTTPStatus.NOT_MODIFIED, headers)
        begin, end = _range(request, file, headers["ETag"])
        status = HTTPStatus.OK
        if (begin, end) != (0, file.size):
            status = HTTPStatus.PARTIAL_CONTENT
            headers["Content-Range"] = f"bytes {begin}-{end - 1}/{file.size}"
        try:
            source = self._service.blobs.path(file.hash).open("rb")
        except FileNotFoundError as error:
            log.warning("The file %s is not there any more", file.hash)
            raise RefusedError(HTTPStatus.NOT_FOUND, "This file is lost.") from error
        return Response(status, headers, Part(source, begin, end - begin))


def _range(request: Request, file: SharedFile, tag: str) -> tuple[int, int]:
    """First byte and the one after the last; one range is served, of several all."""
    found = _RANGE.fullmatch(request.header("Range").replace(" ", ""))
    if found is None or request.header("If-Range", tag) != tag:
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
        **etag(file),
    }
