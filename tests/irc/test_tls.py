"""An encrypted connection as values: two ends in memory that hand each other bytes."""

import functools
import ssl
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from desktopchat.host.net.tls import HostKey, load_key
from desktopchat.irc.fingerprint import fingerprint
from desktopchat.irc.tls import SecureStream
from desktopchat.store.errors import StoreError
from desktopchat.store.paths import KEY_FILE
from tests.irc.anything import examples

TEXTS = st.lists(st.binary(max_size=200), max_size=8)
CUTS = st.lists(st.integers(1, 400), min_size=1, max_size=10)


@functools.cache
def host_key() -> HostKey:
    """Made once: that is slow."""
    with tempfile.TemporaryDirectory() as folder:
        return load_key(Path(folder))


def server() -> SecureStream:
    return SecureStream(host_key().context, server_side=True)


def client() -> SecureStream:
    """One that takes any key, as a client does that compares fingerprints itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return SecureStream(context, server_side=False)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """The data cut into pieces of these sizes, again and again."""
    found = []
    while data:
        for size in cuts:
            found.append(data[:size])
            data = data[size:]
    return [piece for piece in found if piece]


def shake_hands(here: SecureStream, there: SecureStream, cuts: list[int]) -> tuple[bytes, bytes]:
    """Client and server come to terms, in pieces; what either has left to read."""
    client_done, server_done = here.handshake(), False
    for _ in range(10):
        for piece in pieces(here.pending(), cuts):
            if server_done:
                assert there.decrypt(piece) == b""
            else:
                server_done = there.handshake(piece)
        for piece in pieces(there.pending(), cuts):
            if client_done:
                assert here.decrypt(piece) == b""
            else:
                client_done = here.handshake(piece)
        if client_done and server_done and not (here.has_pending or there.has_pending):
            return here.pending(), there.pending()
    raise AssertionError("they never came to terms")


def pair(cuts: list[int] | None = None) -> tuple[SecureStream, SecureStream]:
    """A client's end and a server's end of one connection."""
    here, there = client(), server()
    assert shake_hands(here, there, cuts or [100_000]) == (b"", b"")
    return here, there


@given(CUTS)
@examples
def test_a_handshake_comes_to_its_end_in_whatever_pieces(cuts: list[int]) -> None:
    pair(cuts)


@given(TEXTS, TEXTS, CUTS)
@examples
def test_all_that_is_said_arrives_in_whatever_pieces(
    said: list[bytes], answered: list[bytes], cuts: list[int]
) -> None:
    here, there = pair()
    for speaker, listener, texts in ((here, there, said), (there, here, answered)):
        sent = b"".join(map(speaker.encrypt, texts))
        heard = b"".join(map(listener.decrypt, pieces(sent, cuts)))
        assert heard == b"".join(texts)
        assert not speaker.has_pending


def test_both_may_speak_at_once() -> None:
    here, there = pair()
    from_here, from_there = here.encrypt(b"hello"), there.encrypt(b"welcome")
    assert (here.decrypt(from_there), there.decrypt(from_here)) == (b"welcome", b"hello")


def test_what_is_said_is_not_to_be_read_on_the_way() -> None:
    here, _ = pair()
    assert b"my secret words" not in here.encrypt(b"my secret words")


def test_half_a_record_says_nothing_yet() -> None:
    here, there = pair()
    sent = here.encrypt(b"hello")
    assert there.decrypt(sent[:-1]) == b""
    assert there.decrypt(b"") == b""
    assert there.decrypt(sent[-1:]) == b"hello"


def test_more_than_one_record_holds_arrives_whole() -> None:
    here, there = pair()
    text = bytes(range(256)) * 1000
    assert there.decrypt(here.encrypt(text)) == text


def test_the_last_piece_of_a_handshake_may_bring_words_with_it() -> None:
    here, there = client(), server()
    here.handshake()
    there.handshake(here.pending())
    assert here.handshake(there.pending())
    assert there.handshake(here.pending() + here.encrypt(b"NICK ada\r\n"))
    assert there.decrypt(b"") == b"NICK ada\r\n"


def test_a_goodbye_ends_it_after_what_was_said() -> None:
    here, there = pair()
    assert there.decrypt(here.encrypt(b"bye") + here.close()) == b"bye"
    with pytest.raises(EOFError):
        there.decrypt(b"")


def test_a_goodbye_alone_is_the_end() -> None:
    here, there = pair()
    with pytest.raises(EOFError):
        there.decrypt(here.close())


def test_a_server_says_goodbye_too() -> None:
    here, there = pair()
    with pytest.raises(EOFError):
        here.decrypt(there.close())


def test_a_goodbye_in_the_middle_of_a_handshake_does_no_harm() -> None:
    here = client()
    assert not here.handshake()
    here.close()
    server().close()


def test_the_client_sees_the_key_of_the_host_and_the_host_sees_none() -> None:
    here, there = pair()
    assert fingerprint(here.peer_certificate()) == host_key().fingerprint
    assert there.peer_certificate() == b""


def test_a_client_that_trusts_only_what_the_system_knows_refuses() -> None:
    here = SecureStream(ssl.create_default_context(), server_side=False, server_hostname="lab-pc")
    there = server()
    here.handshake()
    there.handshake(here.pending())
    with pytest.raises(ssl.SSLCertVerificationError):
        here.handshake(there.pending())
    assert here.has_pending  # it says why
    with pytest.raises(ssl.SSLError):
        there.handshake(here.pending())


@given(st.binary(min_size=8, max_size=100))
@examples
def test_what_is_no_tls_is_refused_or_waited_for(noise: bytes) -> None:
    there = server()
    try:
        assert not there.handshake(noise)
    except ssl.SSLError:
        pass


def test_plain_irc_is_refused() -> None:
    with pytest.raises(ssl.SSLError):
        server().handshake(b"NICK ada\r\nUSER ada 0 * :Ada\r\n")


@given(st.integers(0, 10_000), st.integers(1, 255))
@examples
def test_what_was_changed_on_the_way_is_refused(at: int, change: int) -> None:
    here, there = pair()
    sent = bytearray(here.encrypt(b"words that somebody changes"))
    sent[at % len(sent)] ^= change
    try:
        # A changed length waits for more that never comes.
        assert there.decrypt(bytes(sent)) == b""
    except (ssl.SSLError, EOFError):
        pass


def test_one_thread_speaks_while_another_listens() -> None:
    here, there = pair()
    words = [f"PRIVMSG #lab :{number}\r\n".encode() for number in range(500)]
    sent = [there.encrypt(word) for word in words]
    spoken: list[bytes] = []
    speaker = threading.Thread(target=lambda: spoken.extend(map(here.encrypt, words)))
    speaker.start()
    heard = b"".join(map(here.decrypt, sent))
    speaker.join()
    assert heard == there.decrypt(b"".join(spoken)) == b"".join(words)


def _protected(pem: bytes) -> bytes:
    key = serialization.load_pem_private_key(pem, None)
    sealed = serialization.BestAvailableEncryption(b"secret")
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, sealed) + _certificate(pem)


def _certificate(pem: bytes) -> bytes:
    return pem[pem.index(b"-----BEGIN CERTIFICATE") :]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_protected, "it is protected with a password"),
        (_certificate, "it is damaged"),
        (lambda pem: pem[: len(pem) // 2], "it is damaged"),
        (lambda _: b"", "it is damaged"),
        (lambda _: b"\xff\xfe nonsense", "it is damaged"),
        (lambda pem: pem + b"\xff", "it is damaged"),
    ],
)
def test_a_key_that_can_not_be_used_is_told_and_stays(
    tmp_path: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    file = load_key(tmp_path).file
    file.write_bytes(spoil(file.read_bytes()))
    before = file.read_bytes()
    with pytest.raises(StoreError) as caught:
        load_key(tmp_path)
    said = str(caught.value)
    assert words in said
    assert str(file) in said
    assert "[" not in said.replace(str(file), ""), "nothing of OpenSSL's"
    assert file.read_bytes() == before


def test_a_key_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(StoreError, match="can't be used"):
        load_key(tmp_path)


@given(CUTS, st.lists(st.integers(0, 60), max_size=10))
@examples
def test_every_record_is_counted_once(cuts: list[int], sizes: list[int]) -> None:
    here, there = pair()
    before = there.records
    said = b"".join(here.encrypt(b"x" * (size + 1)) for size in sizes)
    for piece in pieces(said, cuts):
        there.decrypt(piece)
    assert there.records - before == len(sizes)


def test_who_may_not_wait_leaves_what_is_said_to_whoever_is_at_work() -> None:
    here, there = pair()
    with here._lock:  # another thread decrypts
        assert here.try_encrypt(b"first ") is None
        assert here.close() == b""
    assert here.has_pending
    sent = here.try_encrypt(b"second")
    assert sent is not None
    assert there.decrypt(sent) == b"first second"
    assert not here.has_pending


def test_a_folder_in_which_nothing_can_be_written_is_told_and_no_key(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"Nothing can be written in .*--data") as refused:
        load_key(tmp_path / "file" / "folder")
    assert "key" not in str(refused.value)
