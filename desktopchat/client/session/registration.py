"""Being let in (Modern IRC, "Connection Registration", with IRCv3 capability negotiation 302).

CAP LS, PASS, NICK and USER go out at once; then the host asks and `Negotiation` and `Login` answer.
A welcome is followed by a PING: the end of the MOTD or its PONG, whichever comes first, is the end
of it (`model.phases` has what leads from phase to phase). Where my nick is taken and I was here
before, my own ghost may have it: I go by another until it is gone. Any other refusal is `problem`.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktopchat.client.model.model import Model
from desktopchat.client.model.phases import Phase, Step
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.client.session.me import Me
from desktopchat.client.session.wire import Wire
from desktopchat.irc import closings, isupport

_SHOWN_MOST = 400  # bytes of a name in USER: a host does not take a line that is too long
_DISPLACED_TRIES = 6
_CLOSED = {
    closings.ENDED: ProblemKind.ENDED,
    closings.FULL: ProblemKind.FULL,
    closings.REMOVED: ProblemKind.CLOSED_BY_HOST,
    closings.REPLACED: ProblemKind.REPLACED,
    closings.STANDS_BY: ProblemKind.STANDS_BY,
    closings.WRONG_PASSWORDS: ProblemKind.WRONG_PASSWORD,
}


class Registration:
    """password: of the host, "" for none. me: under which nick.

    problem: why the host did not let us in, or closed; None while all is well. been_online:
    whether it ever let us in. resumed: whether what was kept of an earlier visit is here, which
    counts as having been there.
    """

    def __init__(self, model: Model, wire: Wire, me: Me, password: str) -> None:
        self._model, self._wire, self._me, self.password = model, wire, me, password
        self.problem: Problem | None = None
        self.moved_to = ""
        """The link by which the host has said that its place goes on elsewhere."""
        self.been_online = False
        self.password_fitted = False
        """Whether the host has let us in by this password."""
        self.resumed = False
        self._tokens_are_old = True
        """Whether what is known of the host (ISUPPORT) is of an earlier connection."""

    def begin(self) -> None:
        """A connection stands: ask to be let in."""
        self._wire.connected()
        self.problem = None
        self._tokens_are_old = True
        self._me.begin()
        nick, send = self._me.wanted_nick, self._wire.send
        send("CAP", "LS", "302")
        if self.password:
            send("PASS", self.password)
        send("NICK", nick)
        shown = (self._model.realname or self._model.nick).encode(errors="replace")[:_SHOWN_MOST]
        send("USER", _user_name(nick), "0", "*", shown.decode(errors="ignore"))

    def welcomed(self, nick: str) -> None:
        """The host let us in, under that nick."""
        if nick and nick != "*":
            self._me.go_by(nick)
        self._wire.caps.over = True
        # Its PONG comes after the welcome, for servers that never end it with 376 or 422.
        self._wire.send("PING", "welcome")

    def learned(self, tokens: Iterable[str]) -> None:
        """What the host is like (ISUPPORT)."""
        if self._tokens_are_old:
            self._tokens_are_old = False
            self._model.isupport.tokens.clear()
        self._model.isupport.update(tokens)

    def use_password(self, password: str) -> None:
        """Ask to be let in with this one, from the next time on."""
        self.password, self.password_fitted = password, False

    def end(self) -> bool:
        """The host has said all about itself; False where that was known."""
        self.password_fitted = bool(self.password)
        return self._wire.step(Step.LET_IN)

    @property
    def under_way(self) -> bool:
        return self._wire.phase is Phase.REGISTERING

    def refused(self, kind: ProblemKind, detail: str) -> None:
        """The host does not let us in; the first reason counts."""
        if self.problem is None:
            self.problem = Problem(kind, detail)

    def closed(self, code: str, detail: str) -> bool:
        """The host tells by a code why it closes the connection now; whether that is one."""
        if code in _CLOSED:
            self.refused(_CLOSED[code], detail)
        return code in _CLOSED

    def nick_taken(self) -> None:
        """Someone has the nick that I asked for: my own ghost, perhaps, if I was here before."""
        if self.been_online and self._stand_aside():
            self._wire.send("NICK", self._model.nick)
        else:
            self.refused(ProblemKind.NAME_TAKEN, self._me.wanted_nick)

    def _stand_aside(self) -> bool:
        """Take the nick with underscores behind it; False after some tries."""
        nick, longest = self._model.nick, self._model.isupport.number(isupport.NICKLEN, 30)
        tries = len(nick) - len(nick.rstrip("_")) + 1 if self._me.displaced else 1
        if tries > _DISPLACED_TRIES:
            return False
        self._me.displaced = True
        self._me.go_by(self._me.wanted_nick[: max(1, longest - tries)] + "_" * tries)
        return True


def _user_name(nick: str) -> str:
    """A user name for USER: letters and digits of the nick, which every server takes."""
    letters = "".join(c for c in nick.lower() if c.isascii() and c.isalnum())
    return letters[:9] or "user"
