"""`desktopchat send` and `desktopchat tail`: a chat without a window.

Both give an exit code, 0 or 1, and say what went wrong in one line on standard error.
"""

import getpass
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Self

from desktopchat.client.client import Client
from desktopchat.client.model import (
    ON_ITS_WAY,
    Conversation,
    Delivery,
    Entry,
    EntryAdded,
    EntryKind,
    Event,
    NoticeShown,
    Phase,
    PhaseChanged,
)
from desktopchat.client.problems import LASTING, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.names import nick_from_name
from desktopchat.irc.text import visible, visible_json
from desktopchat.store.trust import Trust

LOOK = 0.05  # seconds between two looks at the clock
_SPARE_NAMES = 20


class FailedError(Exception):
    """Why it did not work, in one line."""


def send(
    address: Address,
    target: str,
    text: str,
    *,
    name: str = "",
    password: str = "",
    timeout: float = 20.0,
) -> int:
    """Send a message and wait until the host has confirmed it. timeout: seconds for all of it.

    target: a channel, which is joined first, or a nick. A name that is taken gets a number,
    unless it was asked for.
    """
    deadline = time.monotonic() + timeout

    def work() -> None:
        with Visit(address, target, name, password, deadline) as visit:
            entries = visit.client.session.say(visit.conversation, text)
            if not entries:
                raise FailedError("There is nothing to send: the text is empty.")
            visit.wait_for(lambda: all(e.delivery not in ON_ITS_WAY for e in entries))
            for entry in entries:
                if entry.delivery is Delivery.FAILED:
                    raise FailedError(entry.failure)

    return exit_code(work)


def tail(
    address: Address,
    target: str,
    *,
    as_json: bool = False,
    name: str = "",
    password: str = "",
    timeout: float = 20.0,
    write: Callable[[str], object] | None = None,
) -> int:
    """Print what is said in a room (or by one person to me) until Ctrl-C, which gives 0, or the
    end of the connection, which gives 1.

    as_json: an object a line: time (ISO 8601, UTC), nick, text, msgid, kind, and target (who was
    put out, for a kick). timeout: seconds to get in. write takes a line; standard output if None.
    """
    put = write or _print

    def work() -> None:
        with Visit(address, target, name, password, time.monotonic() + timeout) as visit:
            for entry in visit.entries():
                put(_json_line(entry) if as_json else visible(_plain_line(entry)))

    return exit_code(work)


def exit_code(work: Callable[[], None]) -> int:
    try:
        work()
    except FailedError as failure:
        print(f"desktopchat: {visible(str(failure))}", file=sys.stderr)  # noqa: T201
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 0
    return 0


class Visit:
    """A connection for one command: in a room or beside a person, and out again."""

    def __init__(
        self, address: Address, target: str, name: str, password: str, deadline: float
    ) -> None:
        self._deadline: float | None = deadline
        self._address, self._target, self._password = address, target, password
        self._names = iter([name]) if name else _names()
        self._entries: list[tuple[Conversation, Entry]] = []
        self._notice = ""  # what the host said last
        self.client = self._new_client()

    def _new_client(self) -> Client:
        # The room of the address is not joined on the way: the target says where to go.
        place = replace(self._address, room="")
        return Client(place, next(self._names), password=self._password, trust=Trust())

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self.client.quit(wait=0)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.client.quit()

    def _enter(self) -> None:
        while True:
            session = self.client.session
            session.wants_first_room = False
            if session.isupport.is_channel(self._target):
                session.join(self._target)
            self.client.connect()
            if self._get_in():
                break
            self.client = self._new_client()
        if not session.isupport.is_channel(self._target):
            self.conversation = session.open_direct(self._target)
            return
        self.wait_for(lambda: not session.joining)
        found = session.conversation(self._target)
        if found is None or not found.joined:
            raise FailedError(self._notice or f"{self._target} did not let us in.")
        self.conversation = found

    def _get_in(self) -> bool:
        """Wait until we are in; False where only the name was wrong and there is another."""
        try:
            self.wait_for(lambda: self.client.phase is Phase.ONLINE)
        except FailedError:
            problem = self.client.problem
            taken = problem is not None and problem.kind is ProblemKind.NAME_TAKEN
            if taken and time.monotonic() < (self._deadline or 0) and self._has_other_name():
                return False
            raise
        return True

    def _has_other_name(self) -> bool:
        following = next(self._names, None)
        if following is None:
            return False
        self._names = _chain(following, self._names)
        return True

    def wait_for(self, done: Callable[[], bool]) -> None:
        """Drive the client until `done`. Raises FailedError when that can't come any more."""
        while True:
            self._take(self.client.poll())
            if done():
                return
            self._check()
            if self._deadline is not None and time.monotonic() >= self._deadline:
                raise FailedError("The host did not answer in time.")
            self.client.wait(LOOK)

    def entries(self) -> Iterator[Entry]:
        """What is said where we are, as it comes, without an end of its own."""
        self._deadline = None
        while True:
            taken, self._entries = self._entries, []
            yield from (entry for place, entry in taken if place is self.conversation)
            self._check()
            self.client.wait(LOOK)
            self._take(self.client.poll())

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, EntryAdded):
                self._entries.append((event.conversation, event.entry))
            elif isinstance(event, NoticeShown):
                self._notice = event.text
            elif isinstance(event, PhaseChanged) and event.phase is Phase.WAITING:
                self._entries.clear()

    def _check(self) -> None:
        problem = self.client.problem
        if problem is not None and (
            self.client.phase in (Phase.ENDED, Phase.WAITING) or problem.kind in LASTING
        ):
            raise FailedError(str(problem))


def _names() -> Iterator[str]:
    """Names for someone who gave none: the system's, then with numbers."""
    try:
        name = nick_from_name(getpass.getuser())
    except (OSError, KeyError):
        name = ""
    name = name or "guest"
    yield name
    for number in range(2, _SPARE_NAMES):
        yield f"{name}{number}"


def _chain(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


_SENTENCES = {
    EntryKind.JOIN: "{0} came in",
    EntryKind.PART: "{0} left",
    EntryKind.QUIT: "{0} went away",
    EntryKind.KICK: "{0} put {1} out",
    EntryKind.NICK: "{0} is now {2}",
    EntryKind.TOPIC: "{0} set the topic: {2}",
    EntryKind.MODE: "{0} {1}",
}


def _plain_line(entry: Entry) -> str:
    time_ = f"{entry.time.astimezone():%H:%M:%S}"
    text = entry.text
    if entry.kind is EntryKind.MESSAGE:
        return f"{time_} <{entry.sender}> {text}"
    if entry.kind is EntryKind.ACTION:
        return f"{time_} * {entry.sender} {text}"
    if entry.kind is EntryKind.NOTICE:
        return f"{time_} -{entry.sender}- {text}"
    sentence = _SENTENCES.get(entry.kind, "{2}").format(entry.sender, entry.target, text)
    if text and entry.kind in (EntryKind.PART, EntryKind.QUIT, EntryKind.KICK):
        sentence += f" ({text})"
    return f"{time_} -- {sentence}"


def _json_line(entry: Entry) -> str:
    values = {
        "time": entry.time.astimezone(UTC).isoformat(timespec="milliseconds"),
        "nick": entry.sender,
        "text": entry.text,
        "msgid": entry.msgid,
        "kind": entry.kind.name.lower(),
    }
    if entry.target:
        values["target"] = entry.target
    return visible_json(json.dumps(values, ensure_ascii=False))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
