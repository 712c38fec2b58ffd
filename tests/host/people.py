"""What tests about accounts need: how people register and log in, with and without sockets."""

import base64
import ssl

from desktopchat.host.server import Host
from desktopchat.irc.sasl import encode_chunks, plain_message
from desktopchat.irc.scram import ScramClient
from tests.host.wire import Raw
from tests.host.world import Client, World

PASSWORD = "correct horse battery"


def on_tls(world: World, host: str = "10.0.0.7") -> Client:
    """Somebody who has connected with TLS and said nothing yet."""
    client = world.connect(host)
    client.person.secure = True
    return client


def come_in(client: Client, nick: str, *rooms: str, caps: str = "") -> Client:
    """Register, into rooms, with nothing left to read."""
    if caps:
        client.send(f"CAP REQ :{caps}")
    client.send(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()} Name")
    if caps:
        client.send("CAP END")
    assert client.person.registered, client.inbox
    client.send(*(f"JOIN {room}" for room in rooms))
    client.read()
    return client


def with_account(
    world: World, nick: str, *rooms: str, caps: str = "", account: str = "*", host: str = "10.0.0.7"
) -> Client:
    """Somebody who has come in with TLS and made an account for the nick, or another name."""
    client = come_in(on_tls(world, host), nick, *rooms, caps=caps)
    client.send(f"REGISTER {account} * :{PASSWORD}")
    assert client.person.account, client.inbox
    client.read()
    return client


def plain(client: Client, user: str, password: str = PASSWORD, *, acts_for: str = "") -> list[str]:
    """Log in with PLAIN; what was answered to the password."""
    client.send("AUTHENTICATE PLAIN")
    message = plain_message(user, password)
    if acts_for:
        message = acts_for.encode() + message
    client.read()
    return client.ask(*(f"AUTHENTICATE {chunk}" for chunk in encode_chunks(message)))


def scram(client: Client, user: str, password: str = PASSWORD) -> list[str]:
    """Log in with SCRAM-SHA-256, as far as it goes; what was answered last."""
    side = ScramClient(user, password)
    assert client.ask("AUTHENTICATE SCRAM-SHA-256") == ["AUTHENTICATE +"]
    answer = said(client, side.first())
    if not answer[0].startswith("AUTHENTICATE "):
        return answer
    answer = said(client, side.answer(heard(answer)))
    if not answer[0].startswith("AUTHENTICATE "):
        return answer
    side.finish(heard(answer))
    return said(client, "")


def said(client: Client, message: str) -> list[str]:
    """Send one message of an exchange; what was answered."""
    return client.ask(*(f"AUTHENTICATE {one}" for one in encode_chunks(message.encode())))


def heard(lines: list[str]) -> str:
    """One message of an exchange, from its lines."""
    chunks = [line.removeprefix("AUTHENTICATE ") for line in lines]
    return base64.b64decode("".join(one for one in chunks if one != "+")).decode()


class Secure(Raw):
    """The same as Raw with TLS, whatever the host's key."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket)


def registered(host: Host, nick: str) -> Raw:
    """Somebody who has come in over TLS and made an account for the nick."""
    client = Secure(host).register(nick)
    client.send(f"REGISTER * * :{PASSWORD}")
    assert client.until("REGISTER").params[:2] == ["SUCCESS", nick]
    assert client.until("900").params[2] == nick
    return client
