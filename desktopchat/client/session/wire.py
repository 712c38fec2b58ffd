"""What goes out to a host, and what of it an answer is awaited for."""

from collections.abc import Callable

from desktopchat.client.model import Conversation
from desktopchat.client.model.phases import OF_SESSION, Phase, Step
from desktopchat.client.session.negotiation import Negotiation
from desktopchat.client.session.outbox import Request
from desktopchat.irc import caps, isupport
from desktopchat.irc import tags as names
from desktopchat.irc.isupport import ISupport
from desktopchat.irc.message import Message
from desktopchat.words import tr

_AGREED = "agreed"
"""What was agreed on is kept by this name."""


class Wire:
    """Makes lines of what the parts of a session want to be sent; `Client` sends them.

    name: begins each label; unique for all time. isupport: what the host told of itself. notice:
    says to the person that something can't be sent.

    out: lines to send, without CR LF, in order; whoever sends them takes them out.
    phase: as `OF_SESSION` has it. caps: what was agreed on. agreed: the same; while no host has let
    us in, what the last one had agreed to, perhaps at an earlier start: the place is the same, and
    what is done there waits.
    requests: what is awaited, by label; only for a host with labeled-response. request: which of
    them the message that is being handled answers.
    """

    def __init__(self, name: str, isupport: ISupport, notice: Callable[[str], object]) -> None:
        self._name, self._isupport, self._notice = name, isupport, notice
        self._labels = 0
        self._batches = 0
        self.out: list[str] = []
        self.phase = Phase.IDLE
        self.caps = self.agreed = Negotiation()
        self.requests: dict[str, Request] = {}
        self.request: Request | None = None

    @property
    def online(self) -> bool:
        """Whether the host has let us in."""
        return self.phase is Phase.ONLINE

    def step(self, step: Step) -> bool:
        """Go on to the phase that follows; False where nothing does."""
        before, self.phase = self.phase, OF_SESSION[self.phase].get(step, self.phase)
        if self.online:
            self.agreed = self.caps
        return self.phase is not before

    @property
    def told(self) -> dict[str, str]:
        """What `resume` has to know of a host at the next start, by name."""
        denied = self._isupport.tokens.get(isupport.CLIENTTAGDENY, "")
        return {_AGREED: self.agreed.granted_words, isupport.CLIENTTAGDENY: denied}

    def resume(self, told: dict[str, str]) -> None:
        """Until a host lets me in, it is as it was at an earlier start."""
        if told and not self.online:
            self.agreed = Negotiation.resumed(told.get(_AGREED, ""))
            denied = told.get(isupport.CLIENTTAGDENY, "")
            self._isupport.tokens.setdefault(isupport.CLIENTTAGDENY, denied)

    def connected(self) -> None:
        """A connection stands, and nothing was said on it."""
        self.step(Step.CONNECTED)
        self.out.clear()
        self.caps = Negotiation()

    def broken(self) -> None:
        """The connection is gone, and every answer with it."""
        self.step(Step.BROKE)
        self.out.clear()
        self.requests.clear()
        self.request = None

    def take_out(self, most: int | None = None) -> list[str]:
        """The lines to send now, at most so many; answers to PING always."""
        if most is None or most >= len(self.out):
            lines, self.out[:] = self.out[:], []
            return lines
        lines, rest = self.out[:most], self.out[most:]
        lines += [line for line in rest if line.startswith("PONG")]
        self.out[:] = [line for line in rest if not line.startswith("PONG")]
        return lines

    def new_label(self) -> str:
        """A name for something that is sent, or for a PING."""
        self._labels += 1
        return f"{self._name}-{self._labels}"

    def new_batch(self) -> str:
        """A reference for a batch of mine: letters and digits, new on this connection."""
        self._batches += 1
        return f"m{self._batches}"

    def passes_on(self, tag: str) -> bool:
        """Whether the host passes a tag ("+typing") on to others (ISUPPORT CLIENTTAGDENY)."""
        tag = tag.removeprefix("+")
        denied = self._isupport.tokens.get(isupport.CLIENTTAGDENY, "").split(",")
        known = caps.MESSAGE_TAGS in self.agreed.enabled
        return known and tag not in denied and ("*" not in denied or f"-{tag}" in denied)

    def send(
        self, command: str, *params: str, label: str = "", tags: dict[str, str] | None = None
    ) -> bool:
        """Leave a line to be sent. What has no meaning on the wire is not sent; then False."""
        known = {names.LABEL: label} if label else {}
        message = Message(command, list(params), tags=known | (tags or {}))
        try:
            self.out.append(message.format())
        except ValueError:
            self._notice(tr("“{words}” can't be sent to a host.", words=" ".join(params)))
            return False
        return True

    def ask(
        self,
        command: str,
        *params: str,
        about: Conversation | None = None,
        quiet: bool = False,
        tags: dict[str, str] | None = None,
    ) -> None:
        """Send something whose refusal is to be told in the right place (or nowhere)."""
        label = ""
        if caps.LABELED_RESPONSE in self.caps.enabled:
            label = self.new_label()
            self.requests[label] = Request(command, about, quiet=quiet)
        self.send(command, *params, label=label, tags=tags)
