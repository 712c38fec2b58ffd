"""Which capabilities are asked for and which were granted (IRCv3 capability-negotiation 302)."""

from collections.abc import Iterable

from desktopchat.irc import caps
from desktopchat.irc.caps import format_caps, parse_caps, parse_request

WANTED = (
    caps.MESSAGE_TAGS,
    caps.SERVER_TIME,
    caps.ECHO_MESSAGE,
    caps.LABELED_RESPONSE,
    caps.BATCH,
    caps.MULTI_PREFIX,
    caps.EXTENDED_JOIN,
    caps.AWAY_NOTIFY,
    caps.ACCOUNT_NOTIFY,
    caps.ACCOUNT_TAG,
    caps.SETNAME,
    caps.CAP_NOTIFY,
    caps.INVITE_NOTIFY,
    caps.USERHOST_IN_NAMES,
    caps.CHGHOST,
    caps.STANDARD_REPLIES,
    caps.SASL,
    caps.ACCOUNT_REGISTRATION,
    caps.CHATHISTORY,
    caps.EVENT_PLAYBACK,
    caps.EXTENDED_ISUPPORT,
    caps.MULTILINE,
    caps.MESSAGE_REDACTION,
    caps.READ_MARKER,
    caps.CHANNEL_RENAME,
    caps.METADATA_2,
    caps.EDIT,
    caps.LOOKALIKE,
    caps.PINS,
    caps.SEEN,
    caps.RESEND,
    caps.SEARCH,
)


_KNOWN = frozenset((*WANTED, caps.STS))


class Negotiation:
    """The state of one connection's capabilities. Methods give the CAP lines to send.

    available: what the host offers of what is of use, with values. enabled: what it granted.
    over: whether CAP END was sent, or the host let us in without. logging_in: SASL is under way,
    and the end waits.
    """

    def __init__(self) -> None:
        self.available: dict[str, str] = {}
        self.enabled: set[str] = set()
        self.over = False
        self.logging_in = False
        self._asked: list[set[str]] = []  # requests without an answer, in order
        self._listed = False

    @classmethod
    def resumed(cls, text: str) -> "Negotiation":
        """One that was over, by its `granted_words`."""
        made = cls()
        made.enabled, made.over = set(made._offer(text)), True
        return made

    @property
    def granted_words(self) -> str:
        """What was granted, with the values that the host told."""
        values = {name: self.available.get(name, "") for name in sorted(self.enabled)}
        return " ".join(format_caps(values))

    def offered(self, text: str, *, more: bool) -> list[str]:
        """A CAP LS, whose list goes on in the next one or not."""
        self._offer(text)
        if more:
            return []
        self._listed = True
        return self._request(self.available) + self._end()

    def added(self, text: str) -> list[str]:
        """A CAP NEW (cap-notify)."""
        return self._request(self._offer(text))

    def _offer(self, text: str) -> dict[str, str]:
        """What of it is of use; a host may offer without end."""
        known = {name: value for name, value in parse_caps(text).items() if name in _KNOWN}
        self.available |= known
        return known

    def removed(self, text: str) -> None:
        """A CAP DEL."""
        for name in parse_caps(text):
            self.available.pop(name, None)
            self.enabled.discard(name)

    def granted(self, text: str) -> list[str]:
        """A CAP ACK."""
        request = parse_request(text)
        for name, on in request.items():
            if on and name in _KNOWN:
                self.enabled.add(name)
            else:
                self.enabled.discard(name)
        self._answered(set(request))
        return self._end()

    def refused(self, text: str) -> list[str]:
        """A CAP NAK: a list is all or nothing, so what was in it is asked for one by one."""
        names = set(parse_request(text))
        self._answered(names)
        again: list[str] = []
        if len(names) > 1:
            for name in sorted(names):
                self._asked.append({name})
                again.append(f"REQ :{name}")
        return again + self._end()

    def logged_in(self) -> list[str]:
        """SASL is over, however it went."""
        self.logging_in = False
        return self._end()

    @property
    def mechanisms(self) -> set[str]:
        """Of SASL; empty where the host tells none."""
        return set(filter(None, self.available.get(caps.SASL, "").upper().split(",")))

    @property
    def sts_port(self) -> int:
        """Where the host wants an unencrypted client to go (IRCv3 STS); 0 for nowhere."""
        port = self._sts().get("port", "")
        return int(port) if port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536 else 0

    @property
    def sts_duration(self) -> int | None:
        """For how many seconds an encrypted client is to come only so; None where not told."""
        seconds = self._sts().get("duration", "")
        return int(seconds[:10]) if seconds.isascii() and seconds.isdigit() else None

    def _sts(self) -> dict[str, str]:
        pairs = (word.partition("=") for word in self.available.get(caps.STS, "").split(","))
        return {key: value for key, _, value in pairs}

    def _request(self, names: Iterable[str]) -> list[str]:
        offered = set(names)
        wanted = [name for name in WANTED if name in offered and name not in self.enabled]
        if not wanted:
            return []
        lines = []
        for piece in format_caps(wanted):
            self._asked.append(set(piece.split()))
            lines.append(f"REQ :{piece}")
        return lines

    def _answered(self, names: set[str]) -> None:
        # An answer may be cut in several lines: a request is over when all of it was named.
        left = (asked - names for asked in self._asked)
        self._asked = [asked for asked in left if asked]

    def _end(self) -> list[str]:
        if self._listed and not self._asked and not self.over and not self.logging_in:
            self.over = True
            return ["END"]
        return []
