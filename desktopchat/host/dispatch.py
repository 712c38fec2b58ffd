"""The table of commands, and one command while it runs.

`@command("JOIN", params=1)` registers a function; the dispatcher makes the checks that every
command needs before it calls, and a `Call` collects the replies, so that labels and batches
(IRCv3 labeled-response) are wrapped in this one place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktopchat.irc import numerics as n
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.message import Message, escape_tag

from .capabilities import BATCH, LABELED_RESPONSE
from .lines import Line
from .people import Person

if TYPE_CHECKING:
    from .core import Core

LABEL_MAX = 64
"""Bytes of a label (IRCv3 labeled-response)."""


@dataclass(slots=True, frozen=True)
class Command:
    """run: what it does. params: how many it needs. before: whether it may come before
    registration is complete."""

    run: "Callable[[Call], None]"
    params: int
    before: bool


COMMANDS: dict[str, Command] = {}


def command(
    name: str, *, params: int = 0, before: bool = False
) -> "Callable[[Callable[[Call], None]], Callable[[Call], None]]":
    """Register the function as what `name` does."""

    def register(run: "Callable[[Call], None]") -> "Callable[[Call], None]":
        COMMANDS[name] = Command(run, params, before)
        return run

    return register


class Call:
    """One command of one person. Lives only while the host's lock is held."""

    __slots__ = ("core", "message", "moment", "params", "person", "replies")

    def __init__(self, core: "Core", person: Person, message: Message, moment: int) -> None:
        self.core = core
        self.person = person
        self.message = message
        self.params = message.params
        self.moment = moment
        self.replies: list[Line] = []

    def param(self, index: int, default: str = "") -> str:
        return self.message.param(index, default)

    def line(self, body: str, **more: object) -> Line:
        """A line of this moment; `more` as for `Line`."""
        return Line(body, self.moment, **more)  # type: ignore[arg-type]

    def reply(self, line: Line) -> None:
        self.replies.append(line)

    def server(self, words: str) -> None:
        """Reply with a line from the server."""
        self.replies.append(Line(f":{self.core.config.server_name} {words}", self.moment))

    def numeric(self, code: str, *middle: str, text: str | None = None) -> None:
        """Reply with a numeric. What can't stand in the middle of a line becomes "*"."""
        words = [code, self.person.target]
        words += [word if _fits_middle(word) else "*" for word in middle]
        if text is not None:
            words.append(":" + text)
        self.server(" ".join(words))

    def numeric_list(self, code: str, *middle: str, words: Iterable[str]) -> None:
        """Reply with words as the text of a numeric: in one line, or in as many as it takes."""
        head = " ".join([f":{self.core.config.server_name}", code, self.person.target, *middle])
        space = MAX_LINE - len(head.encode()) - 2
        text = ""
        for word in words:
            longer = f"{text} {word}" if text else word
            if text and len(longer.encode()) > space:
                self.numeric(code, *middle, text=text)
                longer = word
            text = longer
        self.numeric(code, *middle, text=text)

    def fail(self, code: str, *context: str, text: str, name: str = "") -> None:
        """Reply with a FAIL (IRCv3 standard-replies) about this command."""
        words = ["FAIL", name or self.message.command, code]
        words += [word if _fits_middle(word) else "*" for word in context]
        self.server(f"{' '.join(words)} :{text}")

    def need_more_params(self) -> None:
        self.numeric(n.ERR_NEEDMOREPARAMS, self.message.command, text="Not enough parameters")

    @property
    def label(self) -> str:
        """The label that the replies must carry, "" for none."""
        if not self.message.tags or not self.person.has(LABELED_RESPONSE | BATCH):
            return ""
        label = self.message.tags.get("label", "")
        return label if len(label.encode()) <= LABEL_MAX else ""

    def finish(self) -> None:
        """Send the replies; those who are gone have had their last line."""
        replies = self.replies
        label = self.label
        if label:
            replies = self._labeled(f"label={escape_tag(label)}")
        if self.person.gone:
            return
        post = self.core.wire.post
        for line in replies:
            post(self.person.only, line)

    def _labeled(self, tag: str) -> list[Line]:
        server = self.core.config.server_name
        replies = [line for line in self.replies if self.person.has(line.needs)]
        if not replies:
            return [self.line(f":{server} ACK", own_tags=tag)]
        if len(replies) == 1:
            return [replies[0].tagged(tag)]
        batch = self.core.next_batch()
        return [
            self.line(f":{server} BATCH +{batch} labeled-response", own_tags=tag),
            *(line.tagged(f"batch={batch}") for line in replies),
            self.line(f":{server} BATCH -{batch}"),
        ]


def _fits_middle(word: str) -> bool:
    return bool(word) and word[0] != ":" and " " not in word
