"""SCRAM-SHA-256 (RFC 5802, RFC 7677): a password shown to be known without being told.

Both sides as plain objects that take a message and give the next one. Channel binding is not
offered. Passwords and names are prepared by PRECIS OpaqueString (RFC 8265), which for what people
type is the same as the SASLprep of the RFCs.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

ITERATIONS_MAX = 1_000_000
"""Of a server: one that asks for more wants to keep us busy."""
_NONCE_BYTES = 18


class ScramError(ValueError):
    """A message that can't be, or one that shows another password."""


@dataclass(slots=True, frozen=True)
class Keys:
    """What a server keeps of a password: enough to check it, not to log in with it elsewhere."""

    salt: bytes
    iterations: int
    stored_key: bytes
    server_key: bytes


def derive(password: str, salt: bytes, iterations: int) -> Keys:
    """The keys of a password; slow, as that is what protects it. ValueError for no password."""
    salted = _salted(password, salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return Keys(
        salt,
        iterations,
        hashlib.sha256(client_key).digest(),
        hmac.digest(salted, b"Server Key", "sha256"),
    )


def verify_password(keys: Keys, password: str) -> bool:
    """Whether it is this password; as slow as `derive`."""
    try:
        tried = derive(password, keys.salt, keys.iterations)
    except ValueError:
        return False
    return hmac.compare_digest(tried.stored_key, keys.stored_key)


class ScramServer:
    """A server's side: `first`, then `challenge`, then `final`."""

    def __init__(self, nonce: str = "") -> None:
        self._own_nonce = nonce or secrets.token_urlsafe(_NONCE_BYTES)
        self._gs2 = ""
        self._client_first = ""
        self._server_first = ""
        self._nonce = ""
        self._keys: Keys | None = None

    def first(self, message: str) -> str:
        """Take the client's first message; who it says it is. Raises ScramError."""
        flag, comma, rest = message.partition(",")
        acts_for, comma2, bare = rest.partition(",")
        if not (comma and comma2) or flag not in ("n", "y"):
            raise ScramError("no channel binding is supported")
        fields = _fields(bare)
        user, nonce = _unescape(fields.get("n", "")), fields.get("r", "")
        if not user or not nonce or bare.startswith("m="):
            raise ScramError("the first message is not complete")
        if acts_for and _unescape(acts_for.removeprefix("a=")) != user:
            raise ScramError("nobody may act for another")
        self._gs2 = f"{flag},{acts_for},"
        self._client_first = bare
        self._nonce = nonce + self._own_nonce
        return user

    def challenge(self, keys: Keys) -> str:
        """What to answer, with the keys of that user."""
        self._keys = keys
        salt = base64.b64encode(keys.salt).decode()
        self._server_first = f"r={self._nonce},s={salt},i={keys.iterations}"
        return self._server_first

    def final(self, message: str) -> str:
        """Take the client's last message; what shows that we know the keys. Raises ScramError."""
        keys = self._keys
        without_proof, found, _ = message.rpartition(",p=")
        fields = _fields(message)
        proof = _decode(fields.get("p", ""))
        if keys is None or not found or fields.get("r") != self._nonce:
            raise ScramError("the last message is of another exchange")
        if _decode(fields.get("c", "")) != self._gs2.encode():
            raise ScramError("the channel was changed on the way")
        said = f"{self._client_first},{self._server_first},{without_proof}".encode()
        client_key = _xor(proof, hmac.digest(keys.stored_key, said, "sha256"))
        if not hmac.compare_digest(hashlib.sha256(client_key).digest(), keys.stored_key):
            raise ScramError("the password is another")
        return "v=" + base64.b64encode(hmac.digest(keys.server_key, said, "sha256")).decode()


class ScramClient:
    """A client's side: `first`, then `answer`, then `finish`."""

    def __init__(self, user: str, password: str, nonce: str = "") -> None:
        self._password = password
        self._nonce = nonce or secrets.token_urlsafe(_NONCE_BYTES)
        self._first = f"n={_escape(user)},r={self._nonce}"
        self._expected = b""

    def first(self) -> str:
        return "n,," + self._first

    def answer(self, challenge: str) -> str:
        """The proof for a server's challenge; slow. Raises ScramError."""
        fields = _fields(challenge)
        nonce, salt = fields.get("r", ""), _decode(fields.get("s", ""))
        count = fields.get("i", "")
        if not nonce.startswith(self._nonce) or len(nonce) == len(self._nonce) or not salt:
            raise ScramError("the challenge is not for us")
        if not (count.isascii() and count.isdigit() and 0 < int(count[:12]) <= ITERATIONS_MAX):
            raise ScramError("the challenge asks for too much")
        salted = _salted(self._password, salt, int(count))
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        stored_key = hashlib.sha256(client_key).digest()
        without_proof = f"c={base64.b64encode(b'n,,').decode()},r={nonce}"
        said = f"{self._first},{challenge},{without_proof}".encode()
        proof = _xor(client_key, hmac.digest(stored_key, said, "sha256"))
        server_key = hmac.digest(salted, b"Server Key", "sha256")
        self._expected = hmac.digest(server_key, said, "sha256")
        return f"{without_proof},p={base64.b64encode(proof).decode()}"

    def finish(self, message: str) -> None:
        """Check that the server knows the password too. Raises ScramError."""
        fields = _fields(message)
        if "e" in fields:
            raise ScramError(fields["e"])
        shown = _decode(fields.get("v", ""))
        if not self._expected or not hmac.compare_digest(shown, self._expected):
            raise ScramError("the server does not know the password")


def _salted(password: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", prepare(password).encode(), salt, iterations)


def prepare(password: str) -> str:
    """A password as it is compared. ValueError for one with signs that none may have."""
    if password.isascii() and password.isprintable() and password:
        return password
    # Imported here: its tables take longer to load than most programs ever need them for.
    import precis_i18n

    prepared: str = precis_i18n.get_profile("OpaqueString").enforce(password)
    return prepared


def _fields(message: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for word in message.split(","):
        key, equals, value = word.partition("=")
        if len(key) == 1 and equals:
            fields.setdefault(key, value)
    return fields


def _escape(user: str) -> str:
    return user.replace("=", "=3D").replace(",", "=2C")


def _unescape(user: str) -> str:
    return user.replace("=2C", ",").replace("=3D", "=")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ScramError("a field is not base64") from error


def _xor(one: bytes, other: bytes) -> bytes:
    if len(one) != len(other):
        raise ScramError("a field has the wrong length")
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
