"""AUTHENTICATE (IRCv3 sasl-3.1, sasl-3.2): SCRAM-SHA-256 anywhere, PLAIN where nobody listens."""

from collections.abc import Callable
from dataclasses import dataclass, field

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, Steps, command
from desktopchat.host.state import accounts, passwords
from desktopchat.irc import numerics as n
from desktopchat.irc.sasl import CHUNK, Collector, SaslTooLongError, encode_chunks, parse_plain
from desktopchat.irc.scram import Keys, ScramError, ScramServer
from desktopchat.store.errors import StoreError
from desktopchat.store.place.host_store import HostStore


@dataclass(slots=True)
class Exchange:
    """An authentication that is under way. answer: what to do with the client's next message."""

    answer: Callable[[Call, bytes], Steps | None]
    collector: Collector = field(default_factory=Collector)
    scram: ScramServer = field(default_factory=ScramServer)
    user: str = ""
    """The account as the client names it, folded; and what is known of it."""
    found: accounts.AccountLookup | None = None


@command("AUTHENTICATE", params=1, before=True)
def authenticate(call: Call) -> Steps | None:
    person, word = call.person, call.params[0]
    exchange: Exchange | None = person.sasl
    if not person.has(capabilities.SASL):
        _fail(call, "Ask for the capability sasl first")
    elif word == "*":
        abort(call)
    elif exchange is None:
        _begin(call, word.upper())
    elif len(word.encode()) > CHUNK:
        _too_long(call)
    else:
        return _go_on(call, exchange, word)
    return None


def _begin(call: Call, mechanism: str) -> None:
    answers = {"SCRAM-SHA-256": _scram_first, "PLAIN": _plain}
    offered = capabilities.mechanisms(call.person)
    if mechanism not in offered:
        call.numeric(n.RPL_SASLMECHS, ",".join(offered), text="are available SASL mechanisms")
        if mechanism in answers:
            _fail(call, f"{mechanism} sends the password as it is: connect with TLS for that")
        else:
            _fail(call, "There is no such SASL mechanism here")
        return
    call.person.sasl = Exchange(answers[mechanism])
    _send(call, b"")


def _go_on(call: Call, exchange: Exchange, word: str) -> Steps | None:
    try:
        message = exchange.collector.add(word)
    except SaslTooLongError:
        _fail(call, "That is longer than any SASL message")
        return None
    except ValueError:
        _fail(call)
        return None
    return None if message is None else exchange.answer(call, message)


def abort(call: Call) -> None:
    """End an authentication without success, because the client says or does so."""
    call.person.sasl = None
    call.numeric(n.ERR_SASLABORTED, text="SASL authentication aborted")


def _too_long(call: Call) -> None:
    """One piece is longer than any may be."""
    call.person.sasl = None
    call.numeric(n.ERR_SASLTOOLONG, text="SASL message too long")


def _fail(call: Call, text: str = "SASL authentication failed") -> None:
    call.person.sasl = None
    call.numeric(n.ERR_SASLFAIL, text=text)


def _succeed(call: Call, name: str) -> None:
    call.person.sasl = None
    accounts.log_in(call, name)
    call.numeric(n.RPL_SASLSUCCESS, text="SASL authentication successful")


def _send(call: Call, message: bytes) -> None:
    for chunk in encode_chunks(message):
        call.reply(call.line(f"AUTHENTICATE {chunk}"))


# PLAIN (RFC 4616)


def _plain(call: Call, message: bytes) -> Steps:
    core = call.core
    call.person.sasl = None
    try:
        acts_for, user, password = parse_plain(message)
    except ValueError:
        _fail(call)
        return
    if acts_for and core.fold(acts_for) != core.fold(user):
        _fail(call, "Log in for yourself only")
        return
    wait = passwords.begin(call, core.fold(user))
    if wait is None:
        _fail(call, passwords.TOO_MANY)
        return
    look = accounts.look_up(core, user)

    def try_it(store: HostStore) -> tuple[accounts.AccountLookup, bool]:
        core.pause(wait)
        found = look(store)
        return found, accounts.is_password(found.keys, password)

    try:
        found, right = yield try_it
    except StoreError as error:
        _fail(call, error.plain)
        return
    accounts.take_up(core, found)
    if right and found.record is not None:
        passwords.was_right(call, core.fold(user))
        _succeed(call, found.record.name)
    else:
        _fail(call)
        passwords.was_wrong(call, core.fold(user))


# SCRAM-SHA-256 (RFC 5802, RFC 7677)


def _scram_first(call: Call, message: bytes) -> Steps:
    core, exchange = call.core, call.person.sasl
    try:
        exchange.user = core.fold(exchange.scram.first(message.decode()))
    except (ScramError, ValueError):
        _fail(call)
        return
    wait = passwords.begin(call, exchange.user)
    if wait is None:
        _fail(call, passwords.TOO_MANY)
        return
    look = accounts.look_up(core, exchange.user)

    def find(store: HostStore) -> tuple[accounts.AccountLookup, Keys]:
        core.pause(wait)
        found = look(store)
        return found, found.keys

    try:
        exchange.found, keys = yield find
    except StoreError as error:
        _fail(call, error.plain)
        return
    accounts.take_up(core, exchange.found)
    exchange.answer = _scram_final
    _send(call, exchange.scram.challenge(keys).encode())


def _scram_final(call: Call, message: bytes) -> None:
    exchange = call.person.sasl
    try:
        last = exchange.scram.final(message.decode())
    except (ScramError, ValueError):
        _fail(call)
        passwords.was_wrong(call, exchange.user)
        return
    exchange.answer = _scram_end
    _send(call, last.encode())


def _scram_end(call: Call, message: bytes) -> None:
    """The client has seen that we know its password too, and says so with nothing."""
    exchange = call.person.sasl
    if message or exchange.found.record is None:
        _fail(call)
        return
    passwords.was_right(call, exchange.user)
    _succeed(call, exchange.found.record.name)
