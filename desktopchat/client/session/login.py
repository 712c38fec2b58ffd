"""My account on a host, unseen: logging in with SASL, and making one where there is none.

IRCv3 sasl-3.2 with SCRAM-SHA-256, or PLAIN on an encrypted connection where there is nothing
better; draft/account-registration. The password is one that nobody has to know: this program
makes it and keeps it (`Login.keep`).
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from desktopchat.client.model.model import Model
from desktopchat.client.session.me import Me
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc.sasl import Collector, encode_chunks, plain_message
from desktopchat.irc.scram import ScramClient
from desktopchat.words import tr
from desktopchat.words.reasons import reason

SCRAM, PLAIN = "SCRAM-SHA-256", "PLAIN"
GIVE_UP = "*"
_PASSWORD_BYTES = 24

T = TypeVar("T")


class Aside(Protocol):
    """Runs `work` at some time, then `then` with what it gave, on the owner's thread."""

    def __call__(self, work: Callable[[], T], then: Callable[[T], object]) -> None: ...


def at_once(work: Callable[[], T], then: Callable[[T], object]) -> None:
    """For an owner that may wait."""
    then(work())


class Exchange:
    """One exchange of SASL, from the client's side."""

    def __init__(self, mechanism: str, account: str, password: str) -> None:
        self.mechanism = mechanism
        self._account, self._password = account, password
        self._collector = Collector()
        self._scram = ScramClient(account, password)
        self._steps = 0
        self.answering = False
        """Whether the last challenge is being answered; another one meanwhile is out of turn."""

    def collect(self, chunk: str) -> bytes | None:
        """A challenge, once this was its last piece. Raises ValueError."""
        return self._collector.add(chunk)

    def answer(self, challenge: bytes) -> list[str]:
        """The parameters of the AUTHENTICATEs that answer it, "*" to give up. Slow."""
        try:
            return self._answer(challenge)
        except ValueError:  # among them a host that does not know the password itself
            return [GIVE_UP]

    def _answer(self, challenge: bytes) -> list[str]:
        self._steps += 1
        if self.mechanism == PLAIN:
            return encode_chunks(plain_message(self._account, self._password))
        if self._steps == 1:
            return encode_chunks(self._scram.first().encode())
        if self._steps == 2:
            return encode_chunks(self._scram.answer(challenge.decode()).encode())
        self._scram.finish(challenge.decode())
        return ["+"]


class Login:
    """Which account I am logged in to is `Model.account`.

    known: my account on this host and its password; None where there is none yet. keep: keeps them
    for the next time; without it no account is made. secure: whether the connection is encrypted.
    aside: what slow work is done by; the client puts its own in. exchange: the one under way.
    """

    def __init__(self, model: Model, wire: Wire, me: Me) -> None:
        self._model, self._wire, self._me = model, wire, me
        self.known: tuple[str, str] | None = None
        self.keep: Callable[[str, str], object] | None = None
        self.secure = False
        self.aside: Aside = at_once
        self.exchange: Exchange | None = None

    def begin(self) -> bool:
        """Log in, if there is a way and an account; whether that is under way now."""
        caps = self._wire.caps
        if self.known is None or caps.over or self.exchange is not None:
            return False
        if SCRAM in caps.mechanisms or not caps.mechanisms:
            mechanism = SCRAM
        elif PLAIN in caps.mechanisms and self.secure:
            mechanism = PLAIN
        else:
            return False
        self.exchange = Exchange(mechanism, *self.known)
        self._wire.send("AUTHENTICATE", mechanism)
        return True

    def challenged(self, chunk: str) -> None:
        """A piece of what the host asks; the answer follows the last one."""
        exchange = self.exchange
        if exchange is None or exchange.answering:
            return

        def send(chunks: list[str]) -> None:
            exchange.answering = False
            if self.exchange is exchange:  # else it was answered too late
                for chunk in chunks:
                    self._wire.send("AUTHENTICATE", chunk)

        try:
            challenge = exchange.collect(chunk)
        except ValueError:
            send([GIVE_UP])
            return
        if challenge is not None:
            exchange.answering = True
            self.aside(partial(exchange.answer, challenge), send)

    def over(self) -> None:
        """SASL has ended, well or not: in both cases we come in."""
        if self.exchange is not None:
            self.exchange = None
            for line in self._wire.caps.logged_in():
                self._wire.out.append(f"CAP {line}")

    def broken(self) -> None:
        """The connection is gone, and nobody is logged in on it."""
        self._model.account = ""
        self.exchange = None

    def make_account(self) -> None:
        """Make the name mine on this host, if it is one of ours and the name is free."""
        if (
            self._model.account
            or self.keep is None
            or self._me.displaced
            or not self.secure
            or not self._model.on_desktopchat
            or caps.ACCOUNT_REGISTRATION not in self._wire.caps.enabled
        ):
            return
        if self.known is None:
            # Kept first: a name with a password that nobody has would be lost to everybody.
            new = (self._model.nick, secrets.token_urlsafe(_PASSWORD_BYTES))
            try:
                self.keep(*new)
            except OSError as error:
                self._model.notice(
                    tr(
                        "Your name can't be kept for you on this host: its password can't be"
                        " written down ({why}). Make room on the disk, then join again.",
                        why=reason(error),
                    )
                )
                return
            self.known = new
        # One that SASL refused may be one whose making was cut off: it is tried again.
        self._wire.ask("REGISTER", "*", "*", self.known[1], quiet=True)

    def made(self, account: str) -> None:
        """The host made the account, perhaps under another name."""
        if self.known is None:
            return
        self._model.account = account
        if self.keep is not None and account != self.known[0]:
            self.known = (account, self.known[1])
            with contextlib.suppress(OSError):
                self.keep(*self.known)
