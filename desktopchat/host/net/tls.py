"""The host's key: made on the first start, and the same ever after.

Nobody on a local network can get a certificate that others' systems know, so a host signs its
own, and the programs that join remember it. What counts is the key: its certificate names
nothing that could change and does not run out within the life of a computer.
"""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktopchat.irc.fingerprint import asks_for_key, fingerprint, is_asked_for
from desktopchat.store.errors import StoreError
from desktopchat.store.files import write_whole
from desktopchat.store.paths import KEY_FILE, host_dir
from desktopchat.words import tr
from desktopchat.words.reasons import reason

_VALID = timedelta(days=50 * 365)


class HostKey:
    """A private key and its certificate. file: both, as PEM."""

    def __init__(self, file: Path) -> None:
        """Raises OSError, ValueError."""
        self.file = file
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Renegotiation would let a stranger make us work; there is nothing that needs it.
        self.context.options |= ssl.OP_NO_RENEGOTIATION
        # Nobody resumes a session here, and OpenSSL would keep the last 20,000 of them.
        self.context.num_tickets = 0
        # Asked for a password, OpenSSL would wait for one to be typed, for ever without a terminal.
        self.context.load_cert_chain(file, password=_refuse)
        certificate = ssl.PEM_cert_to_DER_cert(_certificate(file.read_text("ascii")))
        self.fingerprint = fingerprint(certificate)

    def give_way(self, other: Callable[[], "HostKey | None"]) -> None:
        """Show the other key, where there is one, to those that ask for it."""

        def look(link: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            if name is None or not asks_for_key(name):
                return
            key = other()
            if key is not None and is_asked_for(name, key.fingerprint):
                link.context = key.context

        self.context.sni_callback = look


def key_here(fingerprint: str) -> HostKey | None:
    """The key with this fingerprint, where it is that of the chat which is hosted here by default,
    or was; None where it is another's, or can't be used."""
    try:
        key = HostKey(host_dir() / KEY_FILE)
    except (OSError, ValueError):
        return None
    return key if key.fingerprint == fingerprint else None


def load_key(folder: Path) -> HostKey:
    """The key in `folder`, made if there is none.

    Raises StoreError where it can't be read or written: a host that took another key for a file
    that is damaged would look like an impostor to everybody who knows it.
    """
    file = folder / KEY_FILE
    try:
        if not file.exists():
            write_whole(file, _make())
    except OSError as error:
        raise StoreError(
            tr(
                "Nothing can be written in {folder}: {why}. Choose another folder with --data.",
                folder=folder,
                why=reason(error),
            )
        ) from error
    try:
        return HostKey(file)
    except (OSError, ValueError) as error:
        raise StoreError(
            tr(
                "The host's key in {file} can't be used: {why}. Put back a copy of it, or remove it"
                " for a new one: then everybody is asked whether to trust that.",
                file=file,
                why=_why(error),
            )
        ) from error


class _ProtectedError(ValueError):
    """The key wants a password."""


def _refuse() -> str:
    raise _ProtectedError


def _why(error: Exception) -> str:
    if isinstance(error, _ProtectedError):
        return tr("it is protected with a password, and a host starts without anybody to ask")
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return reason(error)
    return tr("it is damaged, or not a key and its certificate")


def _certificate(pem: str) -> str:
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"  # no words: PEM
    return pem[pem.index(begin) : pem.index(end) + len(end)]


def _make() -> bytes:
    # Imported here: it takes as long as the rest of a host's start, and is needed once.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    called = "DesktopChat host"  # no words: of a certificate
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])
    # A clock that is behind, here or there, must not make the key of today one of tomorrow.
    begin = datetime.now(UTC) - timedelta(days=2)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
