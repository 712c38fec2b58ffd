"""`desktopchat serve --deputy-of LINK`: keep a copy of somebody else's host, as long as it runs.

One thread, the caller's. What the host says is believed about its own chat, and about nothing else
on this computer (`copy`).
"""

import contextlib
import json
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from desktopchat.host.clocks import ticks
from desktopchat.host.net.listening import ListenError, Ports
from desktopchat.host.net.tls import HostKey, load_key
from desktopchat.hosting.chosen import FILE
from desktopchat.hosting.protocol import ENDED, Word
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.store.errors import StoreError
from desktopchat.store.events import FARTHEST, Event
from desktopchat.store.place.blobs import FOLDER, Blobs
from desktopchat.words import tr
from desktopchat.words.reasons import reason

from . import COPY_ITSELF, LOCATION, REQUEST, UPGRADE, RefusedError, identity
from .asking import Answer, ask
from .copied_files import CopiedFiles
from .copy import Copy
from .deputies import Standing
from .feed import ALIVE_EVERY, GONE_AFTER
from .frames import FrameError, Kind, MessageBuffer, Position, message, read_object
from .power import power
from .roster import Inheritance, KeptInheritance, carry_on
from .standby import Standby
from .succession import SILENCE, Succession

_CONNECT_WITHIN = 5.0
_READ = 256 * 1024
_HEAD_MAX = 4096
_PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds before each new try of who can't carry on; the last one ever after."""
_ASK_EVERY, _ASK_SELDOM = 0.25, 2.0
"""Seconds between two times that others are asked where the host is, at first and later."""
_ASK_OFTEN_FOR = 20.0
_DIGITS = len(str(FARTHEST)) - 1  # of milliseconds since 1970
_POWER_EVERY = 10.0  # seconds between two looks what this computer runs on
Tell = Callable[[Word, str], object]
"""A word of `hosting.protocol`, and what belongs to it."""


@dataclass(slots=True, frozen=True)
class Hosting:
    """A host of the same place, in an epoch. port: where it listens. files: its shared ones.
    parted: the msgid of its `Cut`, after which it may have what others lack.
    yielded_to: told, right before the other one is asked to hand over to it, of its key, and of
    who came and went there.
    go_after: told of the newest moment of the other one's log (milliseconds since 1970), again as
    it goes on: the clock of that computer may be fast, and who comes from there says what is
    later."""

    key: HostKey
    port: int
    epoch: int
    files: Blobs
    yielded_to: Callable[[str, Sequence[Event]], object] = lambda *_: None
    go_after: Callable[[int], object] = bool
    parted: str = ""


class Follower:
    """address: of the host, with the fingerprint of its key. folder: of the copy. listen: where
    this deputy would carry on, and waits until then; without any it is a copy and no more. host: in
    its stead, what hosts the place already and wants what was said there, too. ports: where those
    may be kept at which it waits, and are once it carries on. tell: told how it goes. Raises
    StoreError, ListenError, and ValueError for an address without a key."""

    def __init__(
        self,
        address: Address,
        folder: Path,
        tell: Tell,
        *,
        listen: Sequence[Address] = (),
        host: "Hosting | None" = None,
        ports: Ports | None = None,
    ) -> None:
        if not (address.tls and address.fingerprint):
            raise ValueError(f"no key is known of {address}")
        self._tell, self._ports = tell, ports or Ports()
        self._hosting = host
        self._key = host.key if host is not None else load_key(folder)
        self._copy, self._folder = Copy(folder), folder
        files = host.files if host is not None else Blobs(folder / FOLDER)
        self._files = CopiedFiles(files, self._copy.files, tidy=host is None)
        self._stopping = threading.Event()
        self._agreed = False
        """Whether the host has said that what it sends follows what is here."""
        self._in_sync = False
        """Whether this deputy has all, as the host said last."""
        self._kept = KeptInheritance(folder, address)
        self._succession = Succession(time.monotonic())
        self._runs_on, self._power_at = "", 0.0  # as of when it is looked again (time.monotonic)
        self._clock = 0, 0
        """As the host has said it last, and in ticks of ours when."""
        self._apart = ""
        """Why there is no connection, as it was told last; "" since there was one."""
        self._connected = False
        self._link: ssl.SSLSocket | None = None
        """To the host, where there is one."""
        self._heir: Inheritance | None = None
        """What this deputy carries on with, once it is time."""
        try:
            self._standby = Standby(
                listen,
                self._key,
                self._answer,
                self._heard_host,
                self._member_came,
                self._ports,
                ended=lambda: self._kept.ended > 0,
            )
        except ListenError:
            self._copy.close()
            raise

    @property
    def position(self) -> Position:
        return self._copy.position

    @property
    def fingerprint(self) -> str:
        """By which the host knows this deputy."""
        return self._key.fingerprint

    @property
    def host(self) -> Address:
        """Whose copy it keeps, as far as is known."""
        return self._kept.host

    def clock(self) -> int:
        """What the clock of the host would show now, in milliseconds since 1970; 0 where it has not
        said it."""
        said, at = self._clock
        return said + ticks() - at if said else 0

    @property
    def addresses(self) -> list[Address]:
        """Where it waits to carry on, with real ports."""
        return self._standby.addresses

    def stop(self) -> None:
        """From any thread: end `run` soon."""
        self._stopping.set()

    def run_once(self) -> bool:
        """One connection, until it ends; whether the host has handed over. Raises RefusedError,
        StoreError."""
        try:
            self._follow_once()
        except (OSError, EOFError, FrameError) as error:
            self._tell_apart(_plain(error))
        finally:
            self._standby.stop()
            self._copy.close()
        return self._heir is not None

    def run(self) -> Inheritance | None:
        """Until `stop`, or until this deputy is to carry on: what with. Raises RefusedError,
        StoreError."""
        tries = 0
        if self._kept.ended:
            self._tell(Word.STANDING, ENDED)
        try:
            while not self._over:
                before = self.position
                try:
                    self._follow_once()
                except (OSError, EOFError, FrameError) as error:
                    if not (self._stopping.is_set() or self._kept.ended):
                        self._tell_apart(_plain(error))
                self._connected = False
                tries = 0 if self.position != before else tries + 1
                self._look_around(_PAUSES[min(tries, len(_PAUSES) - 1)])
        finally:
            if self._heir is not None:
                self._standby.let_go(self._ports)
            else:
                self._standby.stop()
            self._copy.close()
        return self._heir

    def _tell_apart(self, why: str) -> None:
        """Once for each reason: it is tried again and again."""
        if why != self._apart:
            self._apart = why
            self._tell(Word.APART, why)

    @property
    def _over(self) -> bool:
        return self._stopping.is_set() or self._heir is not None

    # what others hear

    def _answer(self) -> Answer:
        roster = self._kept.roster
        ended = self._kept.ended
        return Answer(roster.root, roster.epoch, serves=False, hears=self._hears, ended=ended)

    @property
    def _hears(self) -> bool:
        return self._connected and time.monotonic() - self._succession.heard < SILENCE

    def _heard_host(self) -> Address | None:
        return self._kept.host if self._hears else None

    def _member_came(self) -> None:
        self._succession.member_came(time.monotonic())

    def _look_around(self, pause: float) -> None:
        """The host is lost: until it is time to follow somebody again, or to carry on."""
        since = time.monotonic()
        while not self._over:
            lost = time.monotonic() - since
            self._stopping.wait(_ASK_EVERY if lost < _ASK_OFTEN_FOR else _ASK_SELDOM)
            if self._somebody_serves() or (not self._can_carry_on and lost >= pause):
                return
            if self._can_carry_on and self._succession.due(time.monotonic(), in_sync=self._in_sync):
                self._carry_on()

    @property
    def _can_carry_on(self) -> bool:
        kept = self._kept
        return bool(self.addresses and self._copy.exists and kept.inheritance) and not kept.ended

    def _somebody_serves(self) -> bool:
        """Ask all that could; whether one of them is the host now, whom to follow from now on."""
        roster, host = self._kept.roster, self._kept.host
        others = [one.address for one in roster.candidates if one.key != self.fingerprint]
        if self._link is None:  # what is kept may be old, and who started this may know better
            others.append(self._kept.given)
        asked = [host, *(one for one in others if one.fingerprint != host.fingerprint)]
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = list(pool.map(ask, asked))
        now, mine = time.monotonic(), roster.rank(self.fingerprint)
        self._succession.unanswered = answers[0] is None
        for address, answer in zip(asked, answers, strict=True):
            if answer is not None and answer.tells_end(
                roster.root, roster.epoch, self._copy.newest
            ):
                self._end(answer.ended)  # this one was cut off when the host said so
                return False
            if (
                answer is not None
                and answer.serves
                and answer.follows(roster)
                and not answer.knows_not_of_end(roster, self._kept.ended)
            ):
                if address is not host:
                    self._kept.follow(address)
                    self._tell(Word.COPY_OF, str(address))
                return True
            if address is not host:
                rank = roster.rank(address.fingerprint)
                self._succession.deputy_said(
                    address.fingerprint,
                    now,
                    hears=answer.hears if answer is not None else None,
                    before=rank is not None and (mine is None or rank < mine),
                )
        return False

    def _follow_once(self) -> None:
        with contextlib.ExitStack() as open_:
            link, host, early = self._connect(open_)
            link.settimeout(GONE_AFTER)
            buffer = MessageBuffer()
            kind, challenge = self._first(link, buffer, early)
            if kind is not Kind.CHALLENGE:
                raise FrameError("no challenge")
            link.sendall(message(Kind.ANSWER, self._introduction(host, challenge)))
            link.settimeout(ALIVE_EVERY)
            self._succession.host_spoke(time.monotonic())
            self._connected, self._link, self._apart = True, link, ""
            self._agreed = self._in_sync = False
            self._files.begin_anew()
            self._listen(link, buffer)

    def _introduction(self, host: str, challenge: bytes) -> bytes:
        """Who this is, how far the copy is, and where it would carry on, or hosts already."""
        said = json.loads(identity.answer(self._key.file, host, challenge))
        port = next((one.port for one in self.addresses), 0)
        if self._hosting is not None:
            port = self._hosting.port
            said |= {"epoch": self._hosting.epoch, "parted": self._hosting.parted}
        return json.dumps(said | {"at": self.position.json(), "port": port}).encode()

    def _listen(self, link: ssl.SSLSocket, buffer: MessageBuffer) -> None:
        """Take what comes, and answer, until it is over. Raises EOFError, OSError, FrameError."""
        said = time.monotonic()
        confirmed: Position | None = None
        asked = False
        while not self._over:
            try:
                data = link.recv(_READ)
            except TimeoutError:
                data = None
            if data == b"":
                raise EOFError(tr("the host has ended the connection"))
            if data:
                self._succession.host_spoke(time.monotonic())
                for came, body in buffer.feed(data):
                    self._take(came, body)
            elif time.monotonic() - self._succession.heard > GONE_AFTER:
                raise EOFError(tr("the host is silent"))
            now = time.monotonic()
            if self._agreed and self.position != confirmed:
                confirmed, said = self.position, now
                self._confirm(link)
            elif now - said >= ALIVE_EVERY:
                said = now
                link.sendall(message(Kind.ALIVE, self._power(now).encode()))
            if self._in_sync:
                self._want(self._files.ask())
                if self._hosting is not None and self._files.complete and not asked:
                    asked = True
                    self._hosting.yielded_to(self._kept.host.fingerprint, self._copy.comings)
                    link.sendall(message(Kind.YIELD))

    def _power(self, now: float) -> str:
        if now >= self._power_at:
            self._runs_on, self._power_at = power(), now + _POWER_EVERY
        return self._runs_on

    def _connect(self, open_: contextlib.ExitStack) -> tuple[ssl.SSLSocket, str, bytes]:
        """Connect and ask; with the fingerprint of the host's key, and what came behind the
        answer."""
        failed: OSError = OSError("there is no such address")
        for way in self._kept.host.ways:
            try:
                plain = socket.create_connection((way.host, way.port), _CONNECT_WITHIN)
            except OSError as error:
                failed = error
                continue
            open_.callback(plain.close)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # its key is known: see below
            link = open_.enter_context(context.wrap_socket(plain))
            shown = fingerprint.fingerprint(link.getpeercert(binary_form=True) or b"")
            if not fingerprint.matches(self._kept.host.fingerprint, shown):
                raise FrameError(tr("what answers there has another key than the host"))
            # The whole key from now on, where it was given by a code, which has a short one.
            self._kept.follow(replace(self._kept.host, fingerprint=shown))
            link.sendall(
                REQUEST
                + b"\r\nHost: "
                + way.authority.encode()
                + b"\r\nConnection: Upgrade\r\nUpgrade: "
                + UPGRADE
                + b"\r\n\r\n"
            )
            return link, shown, self._answered(link)
        raise failed

    @staticmethod
    def _answered(link: ssl.SSLSocket) -> bytes:
        came = b""
        while b"\r\n\r\n" not in came:
            data = link.recv(_HEAD_MAX)
            if not data or len(came) > _HEAD_MAX:
                raise EOFError(tr("what answers there knows nothing of copies"))
            came += data
        head, _, rest = came.partition(b"\r\n\r\n")
        if head.startswith(COPY_ITSELF):
            raise EOFError(_words_of_copy(head))
        if not head.startswith(b"HTTP/1.1 101"):
            raise RefusedError(
                tr("This host gives no copies. Whoever runs it can allow them: --deputies.")
            )
        return rest

    @staticmethod
    def _first(link: ssl.SSLSocket, buffer: MessageBuffer, early: bytes) -> tuple[Kind, bytes]:
        came = buffer.feed(early)
        while not came:
            data = link.recv(_READ)
            if not data:
                raise EOFError(tr("the host has ended the connection"))
            came = buffer.feed(data)
        return came[0]

    def _take(self, kind: Kind, body: bytes) -> None:
        match kind:
            case Kind.SNAPSHOT:
                self._begin(body)
            case Kind.RESUME:
                self._agreed = True
            case Kind.PIECE:
                self._agreed = self._copy.piece(body)
                self._go_after_copy()
            case Kind.FRAME:
                self._copy.apply(body)
                self._go_after_copy()
            case Kind.REFUSED:
                raise RefusedError(
                    tr(
                        "This host gives no copy to you. Whoever runs it can allow that by a line"
                        " in its file {file}: {words}",
                        file=FILE,
                        words=fingerprint.words(self.fingerprint),
                    )
                )
            case Kind.INHERITANCE | Kind.TAKE_OVER | Kind.ENDED:
                self._take_will(kind, body)
            case Kind.STANDING:
                self._in_sync = body == Standing.IN_SYNC.value.encode()
                self._tell(Word.STANDING, body.decode(errors="replace"))
            case Kind.REACH:
                self._tell(Word.REACH, body.decode(errors="replace"))
            case Kind.BYTES:
                self._want(self._files.take(body))
            case Kind.ALIVE:
                self._note_clock(body)
            case _:
                raise FrameError("nothing that a host says")

    def _take_will(self, kind: Kind, body: bytes) -> None:
        """What is to be once the host is gone."""
        if kind is Kind.ENDED:
            self._end(max(self._copy.newest, self.clock()))
            raise EOFError("the host has ended the chat")
        self._kept.keep(Inheritance.of_body(body))
        if kind is Kind.TAKE_OVER and self._hosting is not None:
            self._heir = self._kept.inherit()
        elif kind is Kind.TAKE_OVER:
            self._carry_on()

    def _carry_on(self) -> None:
        """Unless it can't be written down which chat is carried on here: a host that has forgotten
        that serves another place. It is tried again, and another deputy may be quicker."""
        heir = self._kept.inherit()
        if heir is None:
            return
        try:
            carry_on(self._folder, heir, self.fingerprint)
        except (OSError, sqlite3.Error, StoreError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            self._tell_apart(
                tr(
                    "this computer is to carry the chat on, and can't write that down: {why}",
                    why=why,
                )
            )
            return
        self._heir = heir

    def _end(self, moment: int) -> None:
        if not self._kept.ended:
            self._kept.end(moment)
            self._tell(Word.STANDING, ENDED)

    def _note_clock(self, said: bytes) -> None:
        if said.isdigit() and len(said) <= _DIGITS:
            self._clock = int(said), ticks()

    def _go_after_copy(self) -> None:
        if self._hosting is not None:
            self._hosting.go_after(self._copy.newest)

    def _want(self, body: bytes | None) -> None:
        if body is not None and self._link is not None:
            self._link.sendall(message(Kind.WANT, body))

    def _begin(self, body: bytes) -> None:
        said = read_object(body)
        at, size = said.get("at"), said.get("size")
        if not isinstance(at, dict) or type(size) is not int or size <= 0:
            raise FrameError("no snapshot")
        self._agreed = False
        self._tell(Word.COPYING, str(size))
        self._copy.begin(Position.of_json(at), size)

    def _confirm(self, link: ssl.SSLSocket) -> None:
        link.sendall(message(Kind.CONFIRM, json.dumps(self.position.json()).encode()))


def _plain(error: Exception) -> str:
    """Why there is no connection, in words for people."""
    if isinstance(error, ssl.SSLError):
        return tr("what answers there does not encrypt as a host does")
    if isinstance(error, TimeoutError) and error.strerror is None:
        return tr("nobody answers there in time")
    return reason(error) if isinstance(error, OSError) else str(error)


def _words_of_copy(head: bytes) -> str:
    for line in head.split(b"\r\n"):
        if line.startswith(LOCATION):
            link = line.removeprefix(LOCATION).decode("ascii", "replace")
            return tr("that computer keeps a copy itself, of {link}: give that link", link=link)
    return tr("that computer keeps a copy itself, and does not hear its host just now")
