"""One encrypted connection, written and read by two threads at each end at once, for a while.

DESKTOPCHAT_HAMMER_SECONDS says for how long.
"""

import hashlib
import os
import socket
import ssl
import threading
import time

import pytest

from desktopchat.irc.address import Address
from desktopchat.irc.tls import SecureStream
from tests.host.wire import running

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(300)]

SECONDS = float(os.environ.get("DESKTOPCHAT_HAMMER_SECONDS", "3"))
LENGTHS = (1, 7, 80, 350)
AHEAD = 500
"""Messages on the way at most, so that neither side is closed for not reading."""


def words(number: int) -> str:
    """A message that says itself whether it arrived whole."""
    body = f"{number}-" + "x" * LENGTHS[number % len(LENGTHS)]
    return f"{body} {hashlib.sha256(body.encode()).hexdigest()[:16]}"


def connect(port: int) -> tuple[socket.socket, SecureStream]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    stream = SecureStream(context, server_side=False)
    data, done = b"", False
    while not done:
        done = stream.handshake(data)
        connection.sendall(stream.pending())
        data = b"" if done else connection.recv(65536)
    return connection, stream


def test_two_threads_on_one_connection_never_spoil_it() -> None:
    listen = [Address("127.0.0.1", 0, True)]
    with running(listen=listen, throttle=False, room="") as host:
        connection, stream = connect(host.listeners[0].address.port)
        with connection:
            connection.sendall(stream.encrypt(b"NICK me\r\nUSER me 0 * :me\r\n"))
            slots = threading.Semaphore(AHEAD)
            sent: list[int] = []
            over = threading.Event()

            def write() -> None:
                end = time.monotonic() + SECONDS
                number = 0
                while time.monotonic() < end and not over.is_set():
                    if slots.acquire(timeout=1):
                        line = f"PRIVMSG me :{words(number)}\r\n"
                        connection.sendall(stream.encrypt(line.encode()))
                        number += 1
                sent.append(number)
                connection.sendall(stream.encrypt(b"PING :over\r\n"))

            writer = threading.Thread(target=write, name="writes")
            writer.start()
            heard, rest = 0, b""
            try:
                while not sent or heard < sent[0] or b"PONG" not in rest:
                    *lines, rest = (rest + stream.decrypt(connection.recv(65536))).split(b"\r\n")
                    for line in lines:
                        if b" PRIVMSG me :" in line:
                            assert line.partition(b" PRIVMSG me :")[2].decode() == words(heard)
                            heard += 1
                            slots.release()
                        elif b" PONG " in line:
                            rest = b"PONG"
                            break
            finally:
                over.set()
                writer.join(30)
            assert heard == sent[0] > 0
