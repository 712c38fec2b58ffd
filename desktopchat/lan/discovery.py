"""The window's side: who is near, and inviting them.

Threads: the worker's own, and zeroconf's, which only hands on what it found. The owner reads
`hosts`, `people` and `version` at any time and takes what came with `poll`.
"""

import contextlib
import errno
import logging
import selectors
import socket
from collections.abc import Collection, Mapping
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from desktopchat.irc.address import Address
from desktopchat.lan.datagram import Datagram, Signer
from desktopchat.lan.found import FoundHost, FoundPerson, Invitation, InvitationAnswer
from desktopchat.lan.invitations import Invitations
from desktopchat.lan.join_code import CodeError, join_code, parse_code
from desktopchat.lan.radio import INTERVAL, PORT
from desktopchat.lan.sharing import for_code
from desktopchat.lan.worker import Worker

_REFRESH_EVERY = 0.1  # seconds
_ASKED_MAX, _ASKED_FOR = 3, 120.0
"""Invitations of one person at a time, and how long one counts (seconds)."""
_TRIES_MAX = 32  # connections that are tried at a time
_INVITATIONS_MAX = 100  # that are kept, against many who send nothing else
_BUSY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", 0))

if TYPE_CHECKING:
    from desktopchat.lan.dnssd import Browser

log = logging.getLogger(__name__)


class Discovery(Worker):
    """name: what the others see of me; "" as long as there is nothing to see. interfaces: the
    names of those to use, none for all but loopback. port: UDP. interval: seconds. visible:
    whether anything is sent, save what the person asks for. signer: who I am to others, usually
    somebody new.
    """

    def __init__(
        self,
        *,
        name: str = "",
        interfaces: Collection[str] = (),
        port: int = PORT,
        interval: float = INTERVAL,
        visible: bool = True,
        signer: Signer | None = None,
    ) -> None:
        super().__init__("who is near", interfaces, port, interval, signer)
        self._name, self._place, self._visible = name, "", visible
        self._browser: Browser | None = None
        self._invitations = Invitations()
        self._seen: dict[tuple[str, str], tuple[Invitation, float]] = {}
        """The invitations that came, by who sent them and their ids, and until when they count."""
        self._refresh_at = 0.0
        self._trying: dict[socket.socket, tuple[str, float]] = {}
        """Connections under way: to which host, and until when."""
        self._news: SimpleQueue[Invitation | InvitationAnswer] = SimpleQueue()

    # the owner's

    @property
    def version(self) -> int:
        """Rises when who is near changes."""
        return self._directory.version

    @property
    def hosts(self) -> list[FoundHost]:
        """By title; a list that does not change."""
        return self._directory.hosts

    @property
    def people(self) -> list[FoundPerson]:
        """By name; a list that does not change."""
        return self._directory.people

    @property
    def dropped(self) -> dict[str, int]:
        """How many datagrams had no effect, by why."""
        return dict(self._directory.dropped)

    def poll(self) -> list[Invitation | InvitationAnswer]:
        """What came since the last time; never waits."""
        news = []
        with contextlib.suppress(Empty):
            while True:
                news.append(self._news.get_nowait())
        return news

    def find(self, fingerprint: str) -> list[Address]:
        """As `Directory.find`."""
        return self._directory.find(fingerprint)

    def be(self, name: str, place: str = "") -> None:
        """Be seen under this name, in the chat with this title."""

        def change() -> None:
            if (name, place) != (self._name, self._place):
                self._name, self._place = name, place
                self._beat_at = 0.0

        self.call(change)

    def show(self, visible: bool) -> None:
        """Be seen by people near, or not."""

        def change() -> None:
            if visible != self._visible:
                self._goodbye_to_all()
                self._visible = visible
                self._beat_at = 0.0

        self.call(change)

    def invite(self, person: FoundPerson, address: Address, title: str, room: str) -> None:
        """Ask somebody to come to a chat, whose address has an IP address and a key; `poll` gives
        their Answer."""

        def send() -> None:  # on the thread, since the first code for a key takes a moment
            code = join_code(for_code(address))
            fields = {"name": self._name or "?", "title": title, "room": room, "code": code}
            self._invitations.invite(person.id, person.name, **fields)

        self.call(send)

    def answer(self, invitation: Invitation, accepted: bool) -> None:
        """Answer an invitation that came."""
        self.call(lambda: self._invitations.answer(invitation.person, invitation.id, accepted))

    # the thread's

    def _tuned(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            browser.close()
        self._directory.forget_listed()
        if self._radio.interfaces:
            # Imported here, on this thread: zeroconf takes longer than all else at the start.
            from desktopchat.lan.dnssd import Browser

            try:
                self._browser = Browser(
                    self._radio.interfaces,
                    lambda host: self.call(lambda: self._listed(host)),
                    lambda key: self.call(lambda: self._directory.unlist_host(key)),
                )
            except OSError as error:
                log.info("DNS-SD can't be used: %s", error)
        if self._visible:
            self._send("seek")

    def _listed(self, host: FoundHost) -> None:
        self._directory.list_host(host, self._now)

    def _send(self, kind: str, **fields: str | int) -> None:
        self._radio.send(self._signer.write(kind, **fields))

    @property
    def _is_seen(self) -> bool:
        return self._visible and bool(self._name)

    def _beat(self) -> None:
        if self._visible and self._name:
            self._send("person", name=self._name, place=self._place)

    def _work(self, now: float) -> None:
        for kind, to, fields in self._invitations.due(now):
            data = self._signer.write(kind, **fields)
            source = self._directory.source_of(to)
            if source is not None:
                self._radio.send_to(data, source)
        for answer in self._invitations.take_answers():
            self._news.put(answer)
        for sender, source in self._directory.to_ask(now):
            data = self._signer.write("ask", to=sender)
            self._directory.asked(sender, self._signer.n)
            self._radio.send_to(data, source)
        self._try_hosts(now)
        # Not with each datagram: with many hosts it takes milliseconds.
        if now >= self._refresh_at:
            self._refresh_at = now + _REFRESH_EVERY
            self._directory.refresh(now)

    def _try_hosts(self, now: float) -> None:
        """Look whether hosts take connections of which nothing else tells that they live."""
        for sock, (_, until) in list(self._trying.items()):
            if now >= until:
                self._end_try(sock)
        for host in self._directory.to_try(now):
            near = [address for address in host.hosts if self._radio.is_near(address)]
            for address in near[:2]:
                if len(self._trying) < _TRIES_MAX:
                    self._try(host.id, address, host.port, now)

    def _try(self, key: str, host: str, port: int, now: float) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            return
        sock.setblocking(False)
        try:
            code = sock.connect_ex((host, port))
        except OSError:
            code = errno.EHOSTUNREACH
        if code not in (0, *_BUSY):
            sock.close()
            return
        self._trying[sock] = key, now + self.interval
        took = partial(self._took, sock)
        self._radio.selector.register(sock, selectors.EVENT_WRITE, took)

    def _took(self, sock: socket.socket) -> None:
        key, _ = self._trying[sock]
        took = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        self._end_try(sock)
        self._directory.tried(key, took, self._now)

    def _end_try(self, sock: socket.socket) -> None:
        self._radio.selector.unregister(sock)
        sock.close()
        del self._trying[sock]

    def _heard(self, datagram: Datagram) -> None:
        said, sender = datagram.fields, datagram.sender
        if said.get("to") != self._signer.id:
            return
        if datagram.kind == "heard":
            self._invitations.heard(sender, said["id"], self._now)
            return
        source = self._directory.source_of(sender)
        if source is None:
            return  # whoever is not seen is not answered either
        if datagram.kind == "invite" and not self._invited(sender, said):
            return  # it is not shown, so it was not heard
        self._radio.send_to(self._signer.write("heard", to=sender, id=said["id"]), source)
        if datagram.kind == "answer":
            self._invitations.answered(sender, said["id"], bool(said["yes"]))

    def _invited(self, sender: str, said: Mapping[str, Any]) -> bool:
        """Whether the invitation is shown, now or since it came before."""
        for key in [key for key, (_, until) in self._seen.items() if self._now >= until]:
            del self._seen[key]
        key = sender, said["id"]
        if key in self._seen:
            return True
        try:
            address = parse_code(said["code"])
        except CodeError:
            address = None
        mine = sum(other == sender for other, _ in self._seen)
        if address is None or mine >= _ASKED_MAX or len(self._seen) >= _INVITATIONS_MAX:
            return False
        # As the list of people nearby calls them, whatever they say here.
        name = next((one.name for one in self.people if one.id == sender), said["name"])
        invitation = Invitation(said["id"], name, sender, address, said["title"], said["room"])
        self._seen[key] = invitation, self._now + _ASKED_FOR
        self._news.put(invitation)
        return True

    def _goodbye_to_all(self) -> None:
        if self._visible and self._name:
            self._send("bye")

    def _goodbye(self) -> None:
        self._goodbye_to_all()
        for sock in list(self._trying):
            self._end_try(sock)
        if self._browser is not None:
            self._browser.close()
