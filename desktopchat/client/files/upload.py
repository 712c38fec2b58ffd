"""Bringing a file to a host in pieces (tus 1.0.0), over as many connections as it takes."""

import base64
import hashlib
import http.client
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktopchat.client.files.web import (
    ConnectionBroken,
    FileError,
    Retries,
    StoppedError,
    Web,
    ask,
    close,
    digest_of,
    refused,
)
from desktopchat.irc.address import Address
from desktopchat.irc.filehost import (
    PATH,
    is_picture,
    is_played,
    location_path,
    with_bytes,
    with_size,
)
from desktopchat.store.person.uploads import NOTHING_BEGUN, StartedUpload
from desktopchat.words import tr
from desktopchat.words.reasons import reason

_BLOCK = 96 * 1024
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
_MOST_ASKED = 5.0  # seconds that a host may take to say how large files may be
_TUS = {"Tus-Resumable": "1.0.0"}
_OLD_TOKEN, _FORBIDDEN, _GONE, _CONFLICT, _LOCKED = 401, 403, 404, 409, 423


@dataclass(slots=True)
class Job:
    """source: the file; name: what others see. token: gives a fresh token to upload with; may raise
    FileError. begun: what was begun of it; `on_begun` is told, to be kept: with it the upload goes
    on after everything. on_progress: bytes that are there. on_wait: as for `web.Tries`. stop: ends
    it; what has come stays on the host for some days. anew: whether, where the host knows nothing
    of what was begun, it begins by another name.
    """

    source: Path
    name: str
    token: Callable[[], str]
    begun: StartedUpload = NOTHING_BEGUN
    on_begun: Callable[[StartedUpload], object] = lambda _begun: None
    on_progress: Callable[[int], object] = lambda _bytes: None
    on_wait: Callable[[bool], object] = lambda _lost: None
    anew: bool = True


def upload(web: Web, job: Job, stop: threading.Event) -> str:
    """Bring the file; its path on the host. Raises FileError, StoppedError."""
    try:
        with job.source.open("rb") as file:
            return _Upload(web, job, file, stop).run()
    except OSError as error:
        raise FileError(
            tr("{path} can't be read: {why}.", path=job.source, why=reason(error))
        ) from error


def telling(
    place: str, name: str, path: Path, measure: Callable[[Path], tuple[int, int] | None]
) -> str:
    """The path on the host with what those who see it want to know before it comes: of a picture
    its pixels (`measure`), of another file its bytes, and how long it plays. Raises FileError."""
    size = measure(path) if is_picture(name) else None
    if size is not None:
        return with_size(place, size)
    try:
        return with_bytes(place, path.stat().st_size, _seconds(path) if is_played(name) else 0)
    except OSError as error:
        raise FileError(tr("{path} can't be read: {why}.", path=path, why=reason(error))) from error


def _seconds(path: Path) -> int:
    """How long the sound or film in a file is; 0 where that can't be read."""
    # Imported here: it is needed seldom, and where it is missing nothing is told.
    try:
        from tinytag import TinyTag, TinyTagException
    except ImportError:
        return 0
    try:
        found = TinyTag.get(path, tags=False).duration
    except (TinyTagException, OSError, ValueError, ArithmeticError, LookupError):
        return 0  # damaged, or called otherwise than it is
    return round(found) if found and 0.5 <= found < 1_000_000 else 0


def ask_largest(address: Address, key: str) -> int | None:
    """The most bytes that the host with this key takes as one file (tus's Tus-Max-Size); None where
    it does not say, or is not reached."""
    try:
        connection = Web(address, key).open()
        try:
            connection.sock.settimeout(_MOST_ASKED)
            answer = ask(connection, "OPTIONS", PATH, {})
            answer.read()
        finally:
            close(connection)
    except (FileError, ConnectionBroken, OSError, http.client.HTTPException):
        return None
    said = answer.headers.get("Tus-Max-Size", "")
    return int(said) if _NUMBER.fullmatch(said) else None


class _Upload:
    def __init__(self, web: Web, job: Job, file: BinaryIO, stop: threading.Event) -> None:
        self._web, self._job, self._file, self._stop = web, job, file, stop
        self._tries = Retries(stop, job.on_wait)
        self._size = self._file.seek(0, 2)
        self._place, self._token = job.begun.place, job.begun.token
        self._hash, self._hashed = hashlib.sha256(), 0
        """Of the first bytes of the file, and how many."""

    def run(self) -> str:
        self._tries.until(self._web, self._go_on)
        return self._place

    def _go_on(self, connection: http.client.HTTPConnection) -> bool:
        """Bring what is missing; whether the host has all. Raises Broken."""
        if not self._token:
            self._token = self._job.token()
        try:
            offset = self._offset(connection) if self._place else self._create(connection)
            if offset == self._size and not self._job.anew:
                return True  # it was whole when it was said
            return self._bring(connection, offset)
        except FileError as error:
            if error.status == _OLD_TOKEN:
                self._token = ""
            elif error.status in (_GONE, _FORBIDDEN) and self._place and self._job.anew:
                self._place = ""  # it was too long ago, or with a guest's token that is gone
            elif error.status not in (_CONFLICT, _LOCKED):
                raise
            raise ConnectionBroken from error

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        headers: dict[str, str],
        body: object = None,
    ) -> http.client.HTTPResponse:
        authority = {"Authorization": f"Bearer {self._token}"}  # no words: on the wire
        answer = ask(connection, method, path, {**_TUS, **authority, **headers}, body)
        self._tries.answered()
        if answer.status >= 300:
            raise refused(answer)
        return answer

    def _create(self, connection: http.client.HTTPConnection) -> int:
        name = base64.b64encode(self._job.name.encode("utf-8", "replace")).decode()
        headers = {"Upload-Length": str(self._size), "Upload-Metadata": f"filename {name}"}
        answer = self._ask(connection, "POST", PATH, headers)
        answer.read()
        place = location_path(answer.headers.get("Location", ""))
        if place is None:
            raise FileError(tr("The host does not say where the file is, so it was not sent."))
        self._place = place
        self._job.on_begun(StartedUpload(place, self._token))
        return 0

    def _offset(self, connection: http.client.HTTPConnection) -> int:
        answer = self._ask(connection, "HEAD", self._place, {})
        answer.read()
        told = [answer.headers.get(f"upload-{one}", "") for one in ("offset", "length")]
        if not all(_NUMBER.fullmatch(one) for one in told):
            raise FileError(tr("The host can't say how much of the file it has."))
        offset, size = map(int, told)
        if size != self._size or offset > size:
            raise self._changed()
        return offset

    def _bring(self, connection: http.client.HTTPConnection, offset: int) -> bool:
        self._job.on_progress(offset)
        if offset == self._size:
            return self._check(self._ask(connection, "HEAD", self._place, {}))
        self._hash_to(offset)
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(self._size - offset),
        }
        body = _Body(self, offset)
        answer = self._ask(connection, "PATCH", self._place, headers, body)
        return self._check(answer)

    def _check(self, answer: http.client.HTTPResponse) -> bool:
        """Whether the host has the file as it is here."""
        answer.read()
        self._hash_to(self._size)
        if digest_of(answer) != self._hash.hexdigest():
            raise self._changed()
        self._tries.went_on()
        self._job.on_progress(self._size)
        return True

    def _changed(self) -> FileError:
        self._place = ""  # the next time it goes anew
        self._job.on_begun(NOTHING_BEGUN)
        return FileError(
            tr("{name} has changed while it was sent. Send it again.", name=self._job.name)
        )

    def _hash_to(self, offset: int) -> None:
        """Have the hash of the first bytes."""
        if self._hashed > offset:
            self._hash, self._hashed = hashlib.sha256(), 0
        self._file.seek(self._hashed)
        while self._hashed < offset:
            self._tries.check()
            data = self._file.read(min(_BLOCK, offset - self._hashed))
            if not data:
                raise self._changed()
            self._hash.update(data)
            self._hashed += len(data)

    def take(self) -> bytes:
        """The next bytes to go out."""
        self._tries.check()
        data = self._file.read(min(_BLOCK, self._size - self._hashed))
        if data:
            self._hash.update(data)
            self._hashed += len(data)
            self._tries.went_on()
            self._job.on_progress(self._hashed)
        elif self._hashed < self._size:
            raise self._changed()
        return data


class _Body:
    """The rest of the file, as http.client reads it."""

    def __init__(self, upload: _Upload, offset: int) -> None:
        self._upload = upload
        upload._file.seek(offset)

    def read(self, _size: int = -1) -> bytes:
        return self._upload.take()


__all__ = ["FileError", "Job", "StoppedError", "ask_largest", "upload"]
