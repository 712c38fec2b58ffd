"""The table of commands, and one command while it runs.

`@command("JOIN", params=1)` registers a function; the dispatcher makes the checks that every
command needs before it calls, and a `Call` collects the replies, so that labels and batches
(IRCv3 labeled-response) are wrapped in this one place.

A command that must read the log or work on a password would hold up everybody if it did so under
the host's lock. It is a generator: `result = yield work` has `work(store)` called outside the
lock, once all that was said before is in the log, and goes on under the lock with what came of
it. Between the two anything may have changed.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from desktopchat.irc import batch_types
from desktopchat.irc import numerics as n
from desktopchat.irc.framing import MAX_LINE
from desktopchat.irc.message import Message, escape_tag
from desktopchat.irc.tags import BATCH as TAG_BATCH
from desktopchat.irc.tags import LABEL

from .capabilities import BATCH, LABELED_RESPONSE
from .lines import Line
from .state.people import Person
from .transactions import REFUSAL

if TYPE_CHECKING:
    from desktopchat.store.place.host_store import HostStore

    from .core import Core
    from .state.channels import Channel

LABEL_MAX = 64
"""Bytes of a label (IRCv3 labeled-response)."""


_NOT_IN_MIDDLE = re.compile("[ \r\n\0]")

Work = Callable[["HostStore"], Any]
"""What a command has done outside the lock; may raise StoreError."""
Steps = Generator[Work, Any, Any]
"""A command that waits for work."""
Run = Callable[["Call"], Steps | None]


_AnyRun = TypeVar("_AnyRun", bound=Run)


@dataclass(slots=True, frozen=True)
class WaitingCommand:
    """A command that has stopped for `work`; `Core.resume` takes it on with the outcome."""

    call: "Call"
    steps: Steps
    work: Work


@dataclass(slots=True, frozen=True)
class Command:
    """run: what it does. params: how many it needs. before: whether it may come before
    registration is complete. oper: whether only those who run the host may. whole: whether it is
    passed on only once it is written down (see `transactions`). changes: whether, with these
    parameters, it changes what is kept for good, which is refused while nothing can be written.
    """

    run: Run
    params: int
    before: bool
    oper: bool
    whole: bool
    changes: Callable[[Sequence[str]], bool]


COMMANDS: dict[str, Command] = {}


def never(_params: Sequence[str]) -> bool:
    return False


def always(_params: Sequence[str]) -> bool:
    return True


def command(
    name: str,
    *,
    params: int = 0,
    before: bool = False,
    oper: bool = False,
    whole: bool = False,
    changes: Callable[[Sequence[str]], bool] = never,
) -> Callable[[_AnyRun], _AnyRun]:
    """Register the function as what `name` does; the rest as for `Command`."""

    def register(run: _AnyRun) -> _AnyRun:
        COMMANDS[name] = Command(run, params, before, oper, whole, changes)
        return run

    return register


class Call:
    """One command of one person. Lives only while the host's lock is held."""

    __slots__ = ("command", "core", "message", "moment", "params", "person", "replies")

    def __init__(self, core: "Core", person: Person, message: Message, moment: int) -> None:
        self.command = COMMANDS.get(message.command)
        self.core = core
        self.person = person
        self.message = message
        self.params = message.params
        self.moment = moment
        self.replies: list[Line] = []

    @property
    def ticks(self) -> int:
        """By what all that waits is measured; see `clocks`."""
        return self.core.ticks()

    def param(self, index: int, default: str = "") -> str:
        return self.message.param(index, default)

    def line(self, body: str, **more: object) -> Line:
        """A line of this moment; `more` as for `Line`."""
        return Line(body, self.moment, **more)  # type: ignore[arg-type]

    def own_line(self, words: str, *, tags: str = "", **more: object) -> Line:
        """A line of what they do, with whose account; `tags` where the log has given some."""
        person = self.person
        tags = tags or self.log(words.partition(" ")[0], "")
        body = f":{person.source} {words}"
        return self.line(body, tags=tags, account=person.account, **more)

    def log(self, kind: str, params: str, *channels: "Channel", tags: str = "") -> str:
        """Write down what they did; the tags of the line that tells it. As `EventLog.add`."""
        return self.core.log.add(self.moment, self.person, kind, params, channels, tags=tags)

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

    def numeric_list(
        self, code: str, *middle: str, words: Iterable[str], between: str = " ", text: str = ""
    ) -> None:
        """Reply with words as the text of a numeric, or as what comes before its `text`: in one
        line, or in as many as it takes."""
        head = " ".join([f":{self.core.config.server_name}", code, self.person.target, *middle])
        space = MAX_LINE - len(f"{head} : {text}".encode())
        rows: list[list[str]] = [[]]
        left = space
        for word in words:
            size = len(word) if word.isascii() else len(word.encode())
            if rows[-1]:
                size += len(between)
            if rows[-1] and size > left:
                rows.append([])
                left, size = space, size - len(between)
            rows[-1].append(word)
            left -= size
        for line in (between.join(row) for row in rows):
            if text:
                self.numeric(code, *middle, line, text=text)
            else:
                self.numeric(code, *middle, text=line)

    def fail(self, code: str, *context: str, text: str, name: str = "", kind: str = "FAIL") -> None:
        """Reply with a FAIL, or another `kind` (IRCv3 standard-replies), about this command.

        context: words in the middle of the line. name: another command, "*" for none.
        """
        words = [kind, name or self.message.command, code]
        words += [word if _fits_middle(word) else "*" for word in context]
        self.server(f"{' '.join(words)} :{text}")

    def note(self, code: str, *context: str, text: str, name: str = "") -> None:
        """Reply with a NOTE (IRCv3 standard-replies): something to know that is no failure."""
        self.fail(code, *context, text=text, name=name, kind="NOTE")

    @property
    def refusal(self) -> Line:
        """What is said instead of all else where the command could not be written down."""
        self.replies = []
        self.fail("TEMPORARILY_UNAVAILABLE", text=REFUSAL)
        label = self.label
        return self.replies[0].tagged(f"label={escape_tag(label)}") if label else self.replies[0]

    def not_registered(self) -> None:
        self.numeric(n.ERR_NOTREGISTERED, text="You have not registered")

    def runs_host(self) -> bool:
        """Whether they run the host; else they are told."""
        if not self.person.oper:
            self.numeric(n.ERR_NOPRIVILEGES, text="Only an operator of this host can do that")
        return self.person.oper

    def need_more_params(self) -> None:
        self.numeric(n.ERR_NEEDMOREPARAMS, self.message.command, text="Not enough parameters")

    @property
    def label(self) -> str:
        """The label that the replies must carry, "" for none."""
        if not self.message.tags or not self.person.has(LABELED_RESPONSE | BATCH):
            return ""
        label = self.message.tags.get(LABEL, "")
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
        replies = [line for line in self.replies if line.reaches(self.person.caps)]
        if not replies:
            return [self.line(f":{server} ACK", own_tags=tag)]
        if len(replies) == 1 or self._one_batch(replies):
            return [replies[0].tagged(tag), *replies[1:]]
        batch = self.core.next_batch()
        return [
            self.line(f":{server} BATCH +{batch} {batch_types.LABELED_RESPONSE}", own_tags=tag),
            *_into(batch, replies),
            self.line(f":{server} BATCH -{batch}"),
        ]

    @staticmethod
    def _one_batch(replies: list[Line]) -> bool:
        """Whether one batch holds all replies, so that it can carry the label itself."""
        opening = replies[0].body.split(" ", 3)
        if opening[1] != "BATCH" or opening[2][0] != "+":
            return False
        closing = f"{opening[0]} BATCH -{opening[2][1:]}"
        return replies[-1].body == closing

    def batch(self, kind: str, lines: Iterable[Line]) -> None:
        """Reply with lines in a batch (IRCv3 batch); `kind` with its parameters.

        Those without the capability get the lines alone.
        """
        if not self.person.has(BATCH):
            self.replies.extend(lines)
            return
        name = self.core.next_batch()
        self.server(f"BATCH +{name} {kind}")
        self.replies.extend(_into(name, lines))
        self.server(f"BATCH -{name}")


def _into(batch: str, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines as those of a batch; one that is of another within says so already."""
    for line in lines:
        yield (
            line
            if line.own_tags.startswith(f"{TAG_BATCH}=")
            else line.tagged(f"{TAG_BATCH}={batch}")
        )


def _fits_middle(word: str) -> bool:
    # A tag's value may have an end of line in it, which would begin another line here.
    return bool(word) and word[0] != ":" and not _NOT_IN_MIDDLE.search(word)
