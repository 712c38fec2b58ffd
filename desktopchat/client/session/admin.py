"""What those who run the host do: who is connected, bans, words to all, the audit log.

They become that by OPER. The answers come as events of `running`.
"""

from collections.abc import Callable

from desktopchat.client.model.administration import AuditRow, HostBan, HostPerson, RunsHostChanged
from desktopchat.client.session.gathering import RowCollector
from desktopchat.client.session.wire import Wire
from desktopchat.irc.text import one_line, trailing
from desktopchat.words import tr


class Admin:
    """Looking after the host.

    runs_host: whether I may, on this connection. host_key: of the host of this connection, in
    words, "" for none. people, bans, audit: answers coming in.
    """

    def __init__(self, wire: Wire, emit: Callable[[RunsHostChanged], object]) -> None:
        self._wire, self._emit = wire, emit
        self._login: tuple[str, str] | None = None
        self._login_key = ""  # of the host that it is for, in words; "" for any
        self.host_key = ""
        self.runs_host = False
        self.people = RowCollector[HostPerson]()
        self.bans = RowCollector[HostBan]()
        self.audit = RowCollector[AuditRow]()

    # my right to it

    def log_in(self, name: str, password: str, key: str = "") -> None:
        """Become one who runs the host, now and after each break. key: in words, of the only host
        that is told the password: another one may carry on after it."""
        self._login, self._login_key = (name, password), key
        if self._wire.online:
            self.log_in_again()

    def log_out(self) -> None:
        """Become it no more on later connections: another one runs the host."""
        self._login = None

    def log_in_again(self) -> None:
        """A new connection stands: become it there too, if I was to."""
        if self._login is not None and self._login_key in ("", self.host_key):
            self._wire.send("OPER", *self._login)

    def allowed(self) -> None:
        """The host says that I run it."""
        if not self.runs_host:
            self.runs_host = True
            self._emit(RunsHostChanged(True))

    def broken(self) -> None:
        """The connection is gone, and with it my right and what was coming in."""
        for coming in (self.people, self.bans, self.audit):
            coming.take()
        if self.runs_host:
            self.runs_host = False
            self._emit(RunsHostChanged(False))

    # what I ask and do

    def ask_people(self) -> None:
        """Ask who is connected; `HostPeople` brings them."""
        self._wire.send("STATS", "l")

    def disconnect(self, nick: str, reason: str = "") -> None:
        """Close someone's connection; they can come back."""
        self._wire.ask(
            "KILL", nick, *(trailing(reason) or [tr("Disconnected by who runs the host")])
        )

    def ban(self, mask: str, reason: str = "", minutes: int = 0) -> None:
        """Keep a nick, mask or address off the host, for so many minutes (0: for good)."""
        span = [str(minutes)] if minutes > 0 else []
        self._wire.ask("KLINE", *span, mask, one_line(reason) or tr("No reason given"))

    def unban(self, mask: str) -> None:
        """Let them in again: `HostBan.mask`."""
        self._wire.ask("UNKLINE", mask)

    def ask_bans(self) -> None:
        """Ask who is kept off; `HostBans` brings them."""
        self._wire.send("STATS", "k")

    def announce(self, text: str) -> None:
        """Say something to everybody on the host."""
        if text.strip():
            self._wire.ask("NOTICE", "$*", one_line(text))

    def ask_audit(self, rows: int = 100) -> None:
        """Ask what was done lately by those who run things; `AuditArrived` brings it."""
        self.audit.take()
        self._wire.send("AUDIT", str(rows))
