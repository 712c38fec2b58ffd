"""Files on a real host, over plain and encrypted HTTP, for tests."""

import base64
import contextlib
import http.client
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from tests.child import PATIENCE
from tests.host.wire import Raw, running


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.headers["Location"]).path


class Web:
    """One person's HTTP with a host. bearer: the token that they upload with. password: else the
    name and password of their account, "ada:secret"."""

    def __init__(self, host: Host, *, tls: bool = False, bearer: str = "") -> None:
        address = host.listeners[int(tls)].address
        self.bearer = bearer
        self.password = ""
        self.connection: http.client.HTTPConnection
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.connection = http.client.HTTPSConnection(
                address.host, address.port, timeout=PATIENCE, context=context
            )
        else:
            self.connection = http.client.HTTPConnection(
                address.host, address.port, timeout=PATIENCE
            )

    def close(self) -> None:
        self.connection.close()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """`Upload_Offset="0"` is the header Upload-Offset."""
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        if self.bearer:
            named.setdefault("Authorization", f"Bearer {self.bearer}")
        elif self.password:
            encoded = base64.b64encode(self.password.encode()).decode()
            named.setdefault("Authorization", f"Basic {encoded}")
        self.connection.request(method, path, body, named)
        with self.connection.getresponse() as answer:
            return Answer(answer.status, dict(answer.getheaders()), answer.read())

    def post(self, name: str, body: bytes) -> Answer:
        """In one go, as FILEHOST has it."""
        return self.ask(
            "POST", "/files", body, Content_Disposition=f'attachment; filename="{name}"'
        )

    def begin(self, name: str, size: int) -> Answer:
        """In pieces, as tus has it."""
        encoded = base64.b64encode(name.encode()).decode()
        return self.ask(
            "POST",
            "/files",
            Tus_Resumable="1.0.0",
            Upload_Length=str(size),
            Upload_Metadata=f"filename {encoded}",
        )

    def piece(self, path: str, offset: int, body: bytes) -> Answer:
        return self.ask(
            "PATCH",
            path,
            body,
            Tus_Resumable="1.0.0",
            Upload_Offset=str(offset),
            Content_Type="application/offset+octet-stream",
        )

    def offset(self, path: str) -> int:
        answer = self.ask("HEAD", path, Tus_Resumable="1.0.0")
        assert answer.status == 200
        return int(answer.headers["Upload-Offset"])


def token(person: Raw, room: str = "") -> str:
    """What somebody in the chat may upload with."""
    person.send(f"TOKEN GENERATE FILEHOST {room}".rstrip())
    return person.until("TOKEN").params[2]


@contextlib.contextmanager
def sharing(**config: object) -> Iterator[tuple[Host, Raw, Web]]:
    """A host with a plain and an encrypted port, Ada in its room #lab, and her HTTP."""
    listen = [Address("127.0.0.1", 0), Address("127.0.0.1", 0, True)]
    config.setdefault("keep_free_megabytes", 0)
    with running(listen=listen, **config) as host, Raw(host).register("ada", "#lab") as ada:
        web = Web(host, bearer=token(ada, "#lab"))
        try:
            yield host, ada, web
        finally:
            web.close()
