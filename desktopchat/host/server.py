"""The host as a whole: listeners, the lock, the core, the pump and the store.

Threads: one for each listener (accepts), one for each connection (`connection`), the pump, and
those of the store (`store.place.host_store`). Locks:
`Host.lock` guards the `Core` and all that hangs on it. A thread that holds it never waits for
anything else.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktopchat.hosting import chosen
from desktopchat.irc import closings
from desktopchat.irc.address import Address
from desktopchat.irc.tls import SecureStream
from desktopchat.store.errors import plain_words
from desktopchat.store.events import Write, moment_of
from desktopchat.store.place.audit import AuditEntry, write_deed
from desktopchat.store.place.host_store import HostStore

from .clocks import ticks, wall
from .commands.welcome import tell_place
from .config import HostConfig
from .config_file import needs_new_start, take_over
from .core import Core
from .deputies.asking import host_that_asks
from .deputies.copies import Copies
from .deputies.deputies import Deputies, Standing
from .deputies.roster import Inheritance, InheritedDoor, Roster
from .filehost.service import FileService
from .net.admission import Admission
from .net.listener import Listener
from .net.listening import Ports
from .net.open_doors import OpenDoors
from .net.pump import Pump
from .net.tls import HostKey, load_key
from .state import accounts, pins
from .state.followers import WITHIN
from .state.networks import is_local
from .state.people import Person

if TYPE_CHECKING:
    from .deputies.healing import Healing
    from .net.door import Door

log = logging.getLogger(__name__)

STOP_WITHIN = 1.5
"""Seconds that a stop waits for the connections to take their goodbye."""
_LOOK_EVERY = 0.05
"""Seconds between looks at who is still there while stopping."""
_REFUSED = "Nothing that is said is passed on until it can be written down."
_KEPT_AGAIN = "What is said is written down and passed on again."
_GOES_ON = "The chat goes on at another computer"
_HAND_OVER_WITHIN, _TELL_END_WITHIN = 3.0, 0.8  # seconds
_DOOR_CLOSED = "The host has closed the page for browsers"
_STACK = 256 * 1024
"""Bytes of stack of a connection's thread; the default of 8 MiB is too much for thousands."""


class Host:
    """A host that listens on `config.listen` from `start` to `stop`. ports: where some of those
    may be kept. carries_on: whether another one has hosted the place until now. Raises StoreError.
    """

    def __init__(
        self, config: HostConfig, ports: Ports | None = None, *, carries_on: bool = False
    ) -> None:
        self.config = config
        self.ports = ports or Ports()
        self.lock = threading.Lock()
        """Guards `core`; see the module's text."""
        self.stopping = threading.Event()
        """Set once; ends every wait of a handler."""
        self.store = HostStore(config.folder, durable=config.durable)
        self.on_deputy: Callable[[str, Standing], object] = lambda *_: None
        """Told, on any thread, how a deputy stands now, by its fingerprint."""
        self.on_ended: Callable[[int], object] = lambda _: None
        """Told, on any thread, when the host before this one ended the chat for everyone, where
        this one took that for a death."""
        try:
            self.deputies = Deputies(self._deputy_changed)
            self.copies = Copies(config.folder, self.store, self.deputies, self._inheritance)
            self.copies.clock = self.now
            self.store.on_commit = self.deputies.publish
            self.pump = Pump(config.sendq, self._lost, self._commit, self._troubled)
            with self.store.reading() as reader:
                self.core = Core(
                    config,
                    self.pump,
                    wall,
                    ticks,
                    newest=moment_of(reader.log.last_msgid()),
                )
                self.core.restore(reader)
                if late := reader.log.too_late():
                    log.warning(
                        "%d events are dated thousands of years ahead; none is shown.", late
                    )
                if carries_on or wall() - self.store.last_here < WITHIN:  # killed a moment ago
                    self.core.carry_on(reader)
        except BaseException:
            self.store.close()
            raise
        self._accounts: tuple[int, ...] = ()
        """As `store.accounts` had them when they were last looked at."""
        self.core.pause = self.stopping.wait
        self.files = FileService(self)
        self.core.files_unnamed = self.files.tidy_soon
        self.key: HostKey | None = None
        """What TLS is done with; None where no listener asks for it."""
        self.known_at = ""
        """An address for everybody on the network, once `Presence` knows one."""
        self._healing: Healing | None = None
        self.listeners: list[Listener] = []
        self.doors = OpenDoors(
            config,
            self._listener,
            lambda: self.key.fingerprint if self.key is not None else "",
            self._door_closed,
        )
        self.admission = Admission(config)
        self.handlers: set[threading.Thread] = set()
        """The threads of the connections; each adds and takes out itself, which is atomic."""

    def start(self) -> list[Address]:
        """Listen; where, with the real ports, without those for browsers.

        Raises ListenError or StoreError, and then nothing is left open.
        """
        try:
            for address in self.config.listen:
                self.listeners.append(self._listener(address))
            self.doors.prepare()
            self.core.sts_port = self._tls_port
            self.store.keep(self.config.keep_days, self.config.keep_megabytes, self._forgotten)
            threading.stack_size(_STACK)
            self.pump.start()
            self.files.start()
            for listener in self.listeners:
                listener.start()
            self.doors.start()
        except BaseException:
            for listener in self.listeners:
                listener.stop()
            self.doors.stop()
            self.files.stop()
            self.pump.stop()
            self.store.close()
            self.store.take_back()
            raise
        return [one.address for one in self.listeners]

    def _listener(self, address: Address, door: "Door | None" = None) -> Listener:
        """Raises ListenError or StoreError."""
        if address.tls and self.key is None:
            self.key = load_key(self.config.folder)
            self.copies.begin(self.key.fingerprint)
            self.key.give_way(self.copies.founders_key)
            self._note_place()
        tls = self.key.context if self.key and address.tls else None
        return Listener(self, address, tls, door)

    def _door_closed(self, door: "Door") -> None:
        """Send those away who came in by it."""
        with self.lock:
            token = door.token
            door.lock()
            for person in list(self.core.connections):
                if token in (person.by_door, person.token_due):
                    self.core.drop(person, _DOOR_CLOSED)

    def stop(
        self,
        reason: str = "The host has stopped",
        *,
        hand_over: bool = False,
        for_everyone: Callable[[], bool] = bool,
        ports: Ports | None = None,
    ) -> bool:
        """Say goodbye to everybody and close everything, within about two seconds. Whether somebody
        carries on who was asked to.

        hand_over: where a deputy is in sync it carries on, and everybody is told where.
        for_everyone: whether the chat ends, and no deputy carries it on, else they take it for a
        death; asked again in the end, for the order may come while nobody takes over.
        ports: takes those at which something of this process listens next; browsers' are closed.
        """
        if self._healing is not None:
            self._healing.stop()
        heir = self.copies.heir if hand_over else None
        code, there = "", ""
        if heir is not None:
            reason, code, there = _GOES_ON, closings.MOVED, str(heir)
        elif for_everyone():
            reason, code = closings.ENDED_WORDS, closings.ENDED
        self.stopping.set()
        for listener in self.listeners:
            if ports is not None:
                ports.keep(listener)
            else:
                listener.stop()
        self.doors.stop()
        deadline = time.monotonic() + STOP_WITHIN
        while True:
            # More than once: some may have been accepted just before and only now come in.
            with self.lock:
                for person in list(self.core.connections):
                    self.core.drop(person, reason, code, there)
            handler = next(iter(list(self.handlers)), None)
            if handler is None or time.monotonic() >= deadline:
                break
            handler.join(_LOOK_EVERY)
        self.files.stop()
        self.pump.stop()
        try:
            carries_on = heir is not None and self.copies.hand_over(heir, _HAND_OVER_WITHIN)
            ends = not carries_on and for_everyone()
            self.copies.end(for_everyone=ends, within=_TELL_END_WITHIN)
        finally:
            self.store.close()
        if self.pump.lost:
            log.error(
                "The disk had no room for %d changes (who came and went, what rooms are like): "
                "they are lost. What was said is not among them: it was refused.",
                self.pump.lost,
            )
        return carries_on

    def feed_deputy(self, connection: socket.socket, secure: SecureStream, early: bytes) -> None:
        """Serve a deputy over its connection, on the thread of that, until it ends."""
        # A stop does not wait for this thread: it is needed to the last.
        self.handlers.discard(threading.current_thread())
        self.copies.serve(connection, secure, early, self.config.deputies)

    def tell_place(self, connection: socket.socket, secure: SecureStream, head: bytes) -> None:
        """Say to who asks which place this is. head: of the request."""
        other = host_that_asks(head, str(connection.getpeername()[0]))
        if other is not None and self._healing is not None:
            self._healing.look_at(other)
        connection.sendall(secure.encrypt(self.copies.answer(self.people()).response()))

    def look_at_deputies(self) -> None:
        """Let people and deputies know who could carry on, where that has changed."""
        self.copies.reach.look()
        before = set(self.core.candidates), self.copies.cut_off
        if not self.copies.look():
            return
        self.heal()
        with self.lock:
            self._note_place()
        # How quick each is changes all the time: that order is not worth a line to all. But one
        # that nobody could follow to would hold everybody up.
        if (set(self.core.candidates), self.copies.cut_off) != before:
            self.place_changed()

    def place_changed(self) -> None:
        """Let people know who could carry on, and when halves of the place became one."""
        with self.lock:
            self._note_place()
            tell_place(self.core)
        self.pump.kick()

    def _note_place(self) -> None:
        roster = self.copies.roster
        self.core.candidates = [str(one.address) for one in roster.candidates]
        self.core.former = [str(one) for one in self.copies.former]
        self.core.healed = [f"{name}:{cut}" for name, cut in roster.healed]
        self.core.carried_on_by = roster.host if roster.former else None

    def heal(self) -> None:
        """Look for another half of the place from now on, if there may be one."""
        roster = self.copies.roster
        port = self._tls_port
        if self._healing is not None or self.key is None or not port or not roster.places:
            return
        from .deputies.half import Half
        from .deputies.healing import Healing

        half = Half(self)
        self._healing = Healing(half, half.hosting(self.key, port))
        self._healing.start()

    def go_after(self, moment: int) -> None:
        """Let all that is said here from now on be later than that."""
        with self.lock:
            self.core.go_after(moment)

    def _commit(self, writes: Sequence[Write]) -> None:
        """For the pump: what it lets people see afterwards is with the deputies, too."""
        self.store.commit(writes)
        self.deputies.settle()

    def _deputy_changed(self, who: str, standing: Standing) -> None:
        # It may be told in the midst of a commit, which does not fail because nobody listens.
        with contextlib.suppress(OSError):
            self.on_deputy(who, standing)

    def _inheritance(self, roster: Roster) -> Inheritance:
        config, room = self.config, self.first_room
        may_copy = chosen.read(config.folder) if config.deputies == "known" else {}
        ports = {one.tls: one.port for one in self.doors.addresses}
        doors = [InheritedDoor(tls, ports[tls], self.doors.token(tls=tls)) for tls in ports]
        return Inheritance(
            config.title,
            room,
            config.password,
            config.deputies,
            may_copy,
            roster,
            tuple(doors),
            self._plain_port,
        )

    @property
    def _plain_port(self) -> int:
        """Where others come unencrypted; 0 for nowhere."""
        there = (one.address for one in self.listeners if not one.tls)
        return next((one.port for one in there if not is_local(one.host)), 0)

    @property
    def _tls_port(self) -> int:
        """Where they come encrypted; 0 for nowhere."""
        return next((one.address.port for one in self.listeners if one.tls), 0)

    def take_settings(self, new: HostConfig) -> list[str]:
        """Take over what can change while the host runs; the names of what has changed and can't
        (see `config_file`)."""
        with self.lock:
            later = needs_new_start(self.config, new)
            take_over(self.config, new)
        return later

    def look_at_accounts(self) -> None:
        """Take up what another process (`desktopchat account`) has changed."""
        with self.store.reading() as reader:
            sign = reader.accounts.sign()
        if sign == self._accounts:
            return
        self._accounts = sign
        with self.lock:
            look = accounts.look_around(self.core)
        self.pump.settle()  # an account made here a moment ago is in the database then
        found = look(self.store)
        with self.lock:
            accounts.take_up(self.core, found)
        self.pump.kick()

    def tell_operators(self, text: str) -> None:
        """Let those who run the host know something."""
        with self.lock:
            self.core.tell_operators(text)

    def now(self) -> int:
        """Milliseconds since 1970, by the clock of the log."""
        with self.lock:
            return self.core.clock()

    def people(self) -> int:
        """How many have come in and are here."""
        with self.lock:
            return self.core.registered

    @property
    def first_room(self) -> str:
        """The channel that newcomers are brought to, by its present name; "" for none."""
        with self.lock:
            return self.core.first_room

    def _troubled(self, error: Exception | None) -> None:
        why = str(error or "")
        told = f"{why} {_REFUSED}" if error else _KEPT_AGAIN
        log.warning("%s", told)
        with self.lock:
            self.core.trouble = plain_words(error) if error else ""
            self.core.tell_operators(told)
            if error:
                # It is tried again until it is written, and so shows when there is room.
                moment, server = self.core.clock(), self.config.server_name
                self.pump.store(write_deed(AuditEntry(moment, server, "REFUSE", "*", why)))

    def _forgotten(self, msgid: str) -> None:
        """The log has let go of what is not later than that."""
        with self.lock:
            pins.forgotten(self.core, msgid)
        self.pump.kick()

    def _lost(self, person: Person, reason: str) -> None:
        with self.lock:
            self.core.drop(person, reason)
