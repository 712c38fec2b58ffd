"""What those who run the host do: who is connected, bans, words to all, the audit log.

They become that by OPER. The answers come as events of `running`.
"""

from desktopchat.client.room_verbs import RoomVerbs
from desktopchat.client.sending import one_line, trailing


class HostVerbs(RoomVerbs):
    """The side of a `Session` that looks after the host. `runs_host`: whether I may."""

    def run_host(self, name: str, password: str) -> None:
        """Become one who runs the host, now and after each break."""
        self.oper = (name, password)
        if self.online:
            self._ask_oper()

    def _ask_oper(self) -> None:
        if self.oper is not None:
            self.send("OPER", *self.oper)

    def host_people(self) -> None:
        """Ask who is connected; `HostPeople` brings them."""
        self.send("STATS", "l")

    def disconnect(self, nick: str, reason: str = "") -> None:
        """Close someone's connection; they can come back."""
        self.ask("KILL", nick, *(trailing(reason) or ["Disconnected by who runs the host"]))

    def host_ban(self, mask: str, reason: str = "", minutes: int = 0) -> None:
        """Keep a nick, mask or address off the host, for so many minutes (0: for good)."""
        span = [str(minutes)] if minutes > 0 else []
        self.ask("KLINE", *span, mask, one_line(reason) or "No reason given")

    def host_unban(self, mask: str) -> None:
        """Let them in again: `HostBan.mask`."""
        self.ask("UNKLINE", mask)

    def host_bans(self) -> None:
        """Ask who is kept off; `HostBans` brings them."""
        self.send("STATS", "k")

    def announce(self, text: str) -> None:
        """Say something to everybody on the host."""
        if text.strip():
            self.ask("NOTICE", "$*", one_line(text))

    def audit(self, rows: int = 100) -> None:
        """Ask what was done lately by those who run things; `AuditArrived` brings it."""
        self.audit_rows.clear()
        self.send("AUDIT", str(rows))
