"""Who a deputy is: it signs what the host makes up, with a key of its own.

What is signed names the host's key too. The deputy has met the host by TLS under that key, so
nobody in between can hand an answer on to another host.
"""

import base64
import json
from pathlib import Path

from desktopchat.irc.fingerprint import fingerprint
from desktopchat.store.errors import StoreError
from desktopchat.words import tr

from .frames import FrameError, read_object

CHALLENGE_BYTES = 32
_PURPOSE = b"desktopchat deputy\0"


def answer(key_file: Path, host: str, challenge: bytes) -> bytes:
    """The certificate and the signature, as JSON. key_file: as `net.tls` has them. host: the
    fingerprint of its key. Raises StoreError where the key can't be used."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        pem = key_file.read_bytes()
        key = serialization.load_pem_private_key(pem, None)
        certificate = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERT") :])
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(tr("{path} can't be used: {why}.", path=key_file, why=error)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StoreError(tr("The key in {path} is not one of this program.", path=key_file))
    said = {
        "certificate": _text(certificate.public_bytes(serialization.Encoding.DER)),
        "signature": _text(key.sign(_statement(host, challenge), ec.ECDSA(hashes.SHA256()))),
    }
    return json.dumps(said).encode()


def verified(said: bytes, host: str, challenge: bytes) -> str:
    """The fingerprint of who has given this answer. Raises FrameError where it is nobody's."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    parts = read_object(said)
    try:
        certificate = base64.b64decode(str(parts.get("certificate")), validate=True)
        signature = base64.b64decode(str(parts.get("signature")), validate=True)
        key = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise FrameError("a key of another kind")
        key.verify(signature, _statement(host, challenge), ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        raise FrameError("an answer that nobody has signed") from None
    return fingerprint(certificate)


def _statement(host: str, challenge: bytes) -> bytes:
    return _PURPOSE + host.encode() + b"\0" + challenge


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
