"""One request about a file, and the answer to it, as values: what reads and sends them is
elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from desktopchat.irc.filehost import token_of
from desktopchat.store.place.shared_files import SharedFile

from .grants import Grant
from .refused import RefusedError

if TYPE_CHECKING:
    from email.message import Message


@dataclass(slots=True)
class Body:
    """What comes after the head of a request. left: bytes that were not read. take: the next ones,
    at most so many, b"" at the end of the connection. stop: ends that from another thread.
    go_on: called once it is clear that the body is wanted."""

    left: int
    take: Callable[[int], bytes]
    stop: Callable[[], object]
    go_on: Callable[[], object]

    def read(self, most: int) -> bytes:
        try:
            data = self.take(most)
        except OSError:
            data = b""
        self.left -= len(data)
        return data


@dataclass(slots=True)
class Request:
    """authorize: takes the value of Authorization, gives what it allows; raises RefusedError."""

    target: str
    headers: "Message[str, str]"
    body: Body
    authorize: Callable[[str], Grant]

    def header(self, name: str, default: str = "") -> str:
        return self.headers.get(name, default)

    def grant(self) -> Grant:
        return self.authorize(self.header("Authorization"))

    def path(self) -> str:
        try:
            return urlsplit(self.target).path
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "This is not an address.") from error

    def token(self) -> str:
        """That of the file which the request is about."""
        token = token_of(self.path())
        if token is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "There is nothing here.")
        return token


@dataclass(slots=True)
class Part:
    """Bytes of an open file; who sends them closes it."""

    source: IO[bytes]
    begin: int
    length: int


@dataclass(slots=True)
class Response:
    status: HTTPStatus
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Part = b""

    @property
    def length(self) -> int:
        return self.body.length if isinstance(self.body, Part) else len(self.body)


def etag(file: SharedFile) -> dict[str, str]:
    return {"ETag": f'"{file.hash}"'}
