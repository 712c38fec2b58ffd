"""`desktopchat serve --deputy-of LINK`: keep a copy of somebody else's host, as long as it runs.

One thread, the caller's. What the host says is believed about its own chat, and about nothing else
on this computer (`copy`).
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

from desktopchat.host.clocks import ticks
from desktopchat.host.net.listening import Ports
from desktopchat.host.net.tls import HostKey, load_key
from desktopchat.hosting.chosen import FILE
from desktopchat.hosting.protocol import ENDED, STUCK, Tell, Word
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.store.errors import DamagedError, StoreError
from desktopchat.store.events import FARTHEST, Event
from desktopchat.store.place.blobs import FOLDER, Blobs
from desktopchat.words import tr

from . import RefusedError, TwinError, identity
from .copied_files import CopiedFiles
from .copy import Copy
from .deputies import Standing
from .feed import ALIVE_EVERY, GONE_AFTER
from .frames import TWIN, FrameError, Kind, Position, read_object
from .host_link import HostLink, why_apart
from .power import power
from .roster import Inheritance, KeptInheritance
from .stand_in import StandIn
from .standby import Standby

_PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds before each new try of who can't carry on; the last one ever after."""
_ASK_EVERY, _ASK_SELDOM = 0.25, 2.0
"""Seconds between two times that others are asked where the host is, at first and later."""
_ASK_OFTEN_FOR = 20.0
_DIGITS = len(str(FARTHEST)) - 1  # of milliseconds since 1970
_POWER_EVERY = 10.0  # seconds between two looks what this computer runs on
_WRITE_AGAIN = 5.0  # seconds between two tries to write what the disk has not taken


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
    StoreError, ListenError, and ValueError for an address without a key.

    It waits there from when it is made: a context, that ends all of it whatever is raised inside.
    """

    def __init__(
        self,
        address: Address,
        folder: Path,
        tell: Tell,
        *,
        listen: Sequence[Address] = (),
        host: Hosting | None = None,
        ports: Ports | None = None,
    ) -> None:
        if not (address.tls and address.fingerprint):
            raise ValueError(f"no key is known of {address}")
        self._folder, self._tell, self._ports = folder, tell, ports or Ports()
        self._hosting = host
        self._key = host.key if host is not None else load_key(folder)
        self._kept = KeptInheritance(folder, address)
        self._copy = Copy(folder)
        files = host.files if host is not None else Blobs(folder / FOLDER)
        self._files = CopiedFiles(files, self._copy.files, tidy=host is None)
        self._stopping = threading.Event()
        self._agreed = False
        """Whether the host has said that what it sends follows what is here."""
        self._runs_on, self._power_at = "", 0.0  # as of when it is looked again (time.monotonic)
        self._clock = 0, 0
        """As the host has said it last, and in ticks of ours when."""
        self._apart = ""
        """Why there is no connection, as it was told last; "" since there was one."""
        self._stuck: Callable[[], object] | None = None
        """Writes what the disk has not taken, to be tried again; what comes meanwhile is let go by,
        for it follows on that."""
        self._again_at = 0.0  # when that is tried again (time.monotonic)
        self._snapshot = Position(), 0
        """Of which moment the copy is that comes, and its bytes."""
        self._handed_over = False
        """Whether the host has, to who hosts the place already."""
        self._stand_in = StandIn(
            folder,
            self._copy,
            self._kept,
            self._key.fingerprint,
            waits=bool(listen),
            tell=tell,
            apart=self._tell_apart,
            make_room=self._files.give_way,
        )
        try:
            self._standby = Standby(listen, self._key, self._stand_in, self._ports)
        except BaseException:
            self._copy.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stand_in.heir is not None:
            self._standby.let_go(self._ports)
        else:
            self._standby.stop()
        self._copy.close()

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
        """For who hosts the place already: one connection, until it ends; whether the other host
        has handed over. Raises RefusedError, StoreError."""
        try:
            self._follow_once()
        except (OSError, EOFError, FrameError) as error:
            self._tell_apart(why_apart(error))
        return self._handed_over

    def run(self) -> Inheritance | None:
        """Until `stop`, or until this deputy is to carry on: what with. Raises RefusedError,
        StoreError."""
        tries = 0
        if self._kept.ended:
            self._tell(Word.STANDING, ENDED)
        while not self._over:
            before = self.position
            try:
                self._follow_once()
            except (OSError, EOFError, FrameError) as error:
                if not (self._stopping.is_set() or self._kept.ended):
                    self._tell_apart(why_apart(error))
            self._stand_in.lost()
            tries = 0 if self.position != before else tries + 1
            self._look_around(_PAUSES[min(tries, len(_PAUSES) - 1)])
        return self._stand_in.heir

    def _tell_apart(self, why: str) -> None:
        """Once for each reason: it is tried again and again."""
        if why != self._apart:
            self._apart = why
            self._tell(Word.APART, why)

    @property
    def _over(self) -> bool:
        return self._stopping.is_set() or self._handed_over or self._stand_in.heir is not None

    def _look_around(self, pause: float) -> None:
        """The host is lost: until it is time to follow somebody again, or to carry on."""
        since = time.monotonic()
        while not self._over:
            lost = time.monotonic() - since
            self._stopping.wait(_ASK_EVERY if lost < _ASK_OFTEN_FOR else _ASK_SELDOM)
            self._copy.check()
            somebody_serves = self._stand_in.look_around()
            if somebody_serves or (not self._stand_in.can_carry_on and lost >= pause):
                return

    def _follow_once(self) -> None:
        with HostLink(self._kept.host) as link:
            # The whole key from now on, where it was given by a code, which has a short one.
            self._kept.follow(replace(self._kept.host, fingerprint=link.key))
            link.ask()
            while not (came := link.receive(GONE_AFTER)):
                pass
            kind, challenge = came[0]
            if kind is not Kind.CHALLENGE:
                raise FrameError("no challenge")
            link.send(Kind.ANSWER, self._introduction(link.key, challenge))
            self._stand_in.connected()
            self._apart, self._agreed, self._stuck = "", False, None
            self._files.begin_anew()
            self._listen(link)

    def _introduction(self, host: str, challenge: bytes) -> bytes:
        """Who this is, how far the copy is, and where it would carry on, or hosts already."""
        said = json.loads(identity.answer(self._key.file, host, challenge))
        port = next((one.port for one in self.addresses), 0)
        if self._hosting is not None:
            port = self._hosting.port
            said |= {"epoch": self._hosting.epoch, "parted": self._hosting.parted}
        return json.dumps(said | {"at": self.position.json(), "port": port}).encode()

    def _listen(self, link: HostLink) -> None:
        """Take what comes, and answer, until it is over, or until what was let go by can be written
        after all. Raises EOFError, OSError, FrameError."""
        heard = said = time.monotonic()
        confirmed: Position | None = None
        asked = False
        while not self._over:
            try:
                came = link.receive(ALIVE_EVERY)
            except TimeoutError:
                if time.monotonic() - heard > GONE_AFTER:
                    raise EOFError(tr("the host is silent")) from None
            else:
                heard = time.monotonic()
                self._stand_in.host_spoke()
                for kind, body in came:
                    self._take(link, kind, body)
            self._copy.check()
            now = time.monotonic()
            if self._has_room_again(now):
                return
            if self._agreed and self.position != confirmed:
                confirmed, said = self.position, now
                link.send(Kind.CONFIRM, json.dumps(self.position.json()).encode())
            elif now - said >= ALIVE_EVERY:
                said = now
                link.send(Kind.ALIVE, (STUCK if self._stuck else self._power(now)).encode())
            if self._stand_in.in_sync:
                self._want(link, self._files.ask())
                if self._hosting is not None and self._files.complete and not asked:
                    asked = True
                    self._hosting.yielded_to(self._kept.host.fingerprint, self._copy.comings)
                    link.send(Kind.YIELD)

    def _power(self, now: float) -> str:
        if now >= self._power_at:
            self._runs_on, self._power_at = power(), now + _POWER_EVERY
        return self._runs_on

    def _take(self, link: HostLink, kind: Kind, body: bytes) -> None:
        match kind:
            case Kind.SNAPSHOT | Kind.PIECE | Kind.FRAME:
                if self._stuck is None:
                    self._take_copy(kind, body)
            case Kind.RESUME:
                self._agreed = True
            case Kind.REFUSED:
                raise (TwinError if body == TWIN else RefusedError)(self._why_refused(body))
            case Kind.INHERITANCE | Kind.TAKE_OVER | Kind.ENDED:
                self._take_will(kind, body)
            case Kind.STANDING:
                self._stand_in.in_sync = body == Standing.IN_SYNC.value.encode()
                if self._stuck is None:
                    self._tell(Word.STANDING, body.decode(errors="replace"))
            case Kind.REACH:
                self._tell(Word.REACH, body.decode(errors="replace"))
            case Kind.BYTES:
                self._want(link, self._files.take(body))
            case Kind.ALIVE:
                self._note_clock(body)
            case _:
                raise FrameError("nothing that a host says")

    def _why_refused(self, body: bytes) -> str:
        if body == TWIN:
            return tr(
                "Another program keeps this copy already: the folder {folder} was copied, and both"
                " are used. End one of them, or begin a new copy in an empty folder with --data.",
                folder=self._folder,
            )
        return tr(
            "This host gives no copy to you. Whoever runs it can allow that by a line in its file"
            " {file}: {words}",
            file=FILE,
            words=fingerprint.words(self.fingerprint),
        )

    def _take_copy(self, kind: Kind, body: bytes) -> None:
        """Write what comes; where the disk does not take it, that is tried again, and the host is
        told."""
        write = {Kind.SNAPSHOT: self._begin, Kind.PIECE: self._go_on}.get(kind, self._copy.apply)
        if self._writes(partial(write, body)):
            self._go_after_copy()
        elif kind is Kind.FRAME:
            self._stuck = partial(self._copy.apply, body)
        else:
            self._stuck = partial(self._copy.begin, *self._snapshot)

    def _writes(self, write: Callable[[], object]) -> bool:
        """Whether the disk takes it. Where it does not, that is told, and it is tried again: at
        once where files have given way. Raises DamagedError."""
        try:
            write()
        except DamagedError:
            raise
        except StoreError as error:
            if self._stuck is None:
                self._tell(Word.STUCK, str(error))
            pause = 0.0 if self._files.give_way() else _WRITE_AGAIN
            self._again_at = time.monotonic() + pause
            return False
        return True

    def _has_room_again(self, now: float) -> bool:
        """Whether what the disk had not taken is written now; tried now and then."""
        return self._stuck is not None and now >= self._again_at and self._writes(self._stuck)

    def _go_on(self, piece: bytes) -> None:
        self._agreed = self._copy.piece(piece)

    def _take_will(self, kind: Kind, body: bytes) -> None:
        """What is to be once the host is gone."""
        if kind is Kind.ENDED:
            self._stand_in.end(max(self._copy.newest, self.clock()))
            raise EOFError("the host has ended the chat")
        will = Inheritance.of_body(body)
        if not self._agreed and self._copy.exists:
            # The copy is still of how it was, and it is what was known then that goes with it.
            if not self._kept.is_same_place(will):
                raise StoreError(
                    tr(
                        "In {folder} is the copy of another chat. Choose another folder with"
                        " --data.",
                        folder=self._folder,
                    )
                )
            return
        self._kept.keep(will)
        if kind is Kind.TAKE_OVER and self._hosting is not None:
            self._handed_over = True
        elif kind is Kind.TAKE_OVER:
            self._stand_in.carry_on()

    def _note_clock(self, said: bytes) -> None:
        if said.isdigit() and len(said) <= _DIGITS:
            self._clock = int(said), ticks()

    def _go_after_copy(self) -> None:
        if self._hosting is not None:
            self._hosting.go_after(self._copy.newest)

    @staticmethod
    def _want(link: HostLink, body: bytes | None) -> None:
        if body is not None:
            link.send(Kind.WANT, body)

    def _begin(self, body: bytes) -> None:
        said = read_object(body)
        at, size = said.get("at"), said.get("size")
        if not isinstance(at, dict) or type(size) is not int or size <= 0:
            raise FrameError("no snapshot")
        self._agreed = False
        self._tell(Word.COPYING, str(size))
        self._snapshot = Position.of_json(at), size
        self._copy.begin(*self._snapshot)
