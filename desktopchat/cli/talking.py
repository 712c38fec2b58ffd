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
    ConversationKind,
    Delivery,
    EntriesInserted,
    Entry,
    EntryAdded,
    EntryKind,
    EntryRemoved,
    Event,
    NoticeShown,
    Phase,
    RoomListChanged,
)
from desktopchat.client.model.administration import RoomLedOn, RoomLookedUp
from desktopchat.client.problems import LASTING, Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.names import nick_from_name
from desktopchat.irc.text import visible, visible_json
from desktopchat.store.person.trust import Trust
from desktopchat.words import tr, trn
from desktopchat.words.lists import comma_listed, sentences

from .plain_words import happened
from .told import Told
from .typed import say

LOOK = 0.05  # seconds between two looks at the clock
_SPARE_NAMES = 20
_NAMED = 12
"""Rooms that are named to somebody who named another."""


class FailedError(Exception):
    """Why it did not work, in one line."""


def send(
    address: Address,
    target: str,
    text: str,
    *,
    name: str = "",
    password: str = "",
    create: bool = False,
    timeout: float = 20.0,
) -> int:
    """Send a message and wait until the host has confirmed it. timeout: seconds for all of it.

    target: a channel, which is joined first, or a nick. create: make a channel that there is not.
    A name that is taken gets a number, unless it was asked for.
    """
    deadline = time.monotonic() + timeout

    def work() -> None:
        with CommandClient(address, target, name, password, deadline, create=create) as visit:
            entries = visit.client.session.delivery.say(visit.conversation, text)
            if not entries:
                raise FailedError(tr("There is nothing to send: the text is empty."))
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
    create: bool = False,
    timeout: float = 20.0,
    write: Callable[[str], object] | None = None,
) -> int:
    """Print what is said in a room (or by one person to me) until Ctrl-C, which gives 0.

    A connection that is lost comes back by itself, with what was said meanwhile; 1 where the host
    does not let us in again. create: make a room that there is not. as_json: an object a line: time
    (ISO 8601, UTC), nick, text, msgid, kind, and target (who was put out, for a kick). timeout:
    seconds to get in. write takes a line; standard output if None.
    """
    put = write or _print

    def work() -> None:
        deadline = time.monotonic() + timeout
        with CommandClient(address, target, name, password, deadline, create=create) as visit:
            for entry in visit.entries():
                put(_json_line(entry) if as_json else visible(_plain_line(entry)))

    return exit_code(work)


def exit_code(work: Callable[[], None]) -> int:
    try:
        work()
    except FailedError as failure:
        say(str(failure))
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 0
    return 0


class CommandClient:
    """A connection for one command: in a room or beside a person, and out again."""

    def __init__(
        self,
        address: Address,
        target: str,
        name: str,
        password: str,
        deadline: float,
        *,
        create: bool = False,
    ) -> None:
        self._deadline: float | None = deadline
        self._create = create
        self._address, self._target, self._password = address, target, password
        self._names = iter([name]) if name else _names()
        self._entries: list[tuple[Conversation, Entry]] = []
        self._told = Told()
        self._notice = ""  # what the host said last
        self._exists: bool | None = None  # the room, where the host has told
        self._listed = False  # whether the host has told which rooms there are
        self._why = ""  # why it waits for another computer, which was said
        self._lost = False  # whether the connection was lost, and what was missed is not here yet
        self.client = self._new_client()

    def _new_client(self) -> Client:
        # The room of the address is not joined on the way: the target says where to go.
        place = replace(self._address, room="")
        name, trust = next(self._names), Trust()
        return Client(place, name, password=self._password, trust=trust, returning=True)

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
            session.rooms.wants_first = False
            self.client.connect()
            if self._get_in():
                break
            self.client = self._new_client()
        if not session.model.isupport.is_channel(self._target):
            self.conversation = session.open_direct(self._target)
            return
        if not self._create:
            self._look_for_room()
        session.rooms.join(self._target)
        self.wait_for(lambda: not session.rooms.joining)
        found = session.model.conversation(self._target)
        if found is None or not found.joined:
            raise FailedError(self._notice or tr("{room} did not let us in.", room=self._target))
        self.conversation = found

    def _look_for_room(self) -> None:
        """Raises FailedError where there is no such room: to join it would make it."""
        session = self.client.session
        session.rooms.look_up(self._target)
        self.wait_for(lambda: self._exists is not None)
        if self._exists:
            return
        session.rooms.list_rooms()
        self.wait_for(lambda: self._listed)
        names = sorted(room.name for room in session.rooms.listed)
        if not names:
            there = tr("There is none yet.")
        elif more := len(names[_NAMED:]):
            listed = comma_listed(names[:_NAMED])
            there = trn(
                "There are: {names} and {n} more.",
                "There are: {names} and {n} more.",
                more,
                names=listed,
            )
        else:
            there = tr("There are: {names}.", names=comma_listed(names))
        none = tr("There is no room {room} here.", room=self._target)
        raise FailedError(sentences(none, there, tr("--create makes it.")))

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
                raise FailedError(self._why or tr("The host did not answer in time."))
            self.client.wait(LOOK)

    def entries(self) -> Iterator[Entry]:
        """What is said where we are, as it comes, without an end of its own: a connection that is
        lost comes back, and what was said meanwhile stands before what is said then."""
        self._deadline = None
        while True:
            if not self._told.begun(self.conversation) and not self._asks():
                self._told.begin(self.conversation)
            if not self._lost or self._is_back():
                taken, self._entries = self._entries, []
                here = [entry for place, entry in taken if place is self.conversation]
                yield from sorted(here, key=lambda entry: entry.time) if self._lost else here
                self._lost = False
            self._check_inside()
            self._check(comes_back=True)
            self.client.wait(LOOK)
            self._take(self.client.poll())

    def _check_inside(self) -> None:
        """Raises FailedError where somebody put us out: nothing more would ever come."""
        session, here = self.client.session, self.conversation
        if self.client.phase is not Phase.ONLINE or session.rooms.joining or self._lost:
            return
        if here.kind is ConversationKind.ROOM and not here.joined:
            raise FailedError(
                tr("{nick} is not in {room} any more.", nick=session.model.nick, room=here.name)
            )

    def _is_back(self) -> bool:
        """Whether we are where we were, and know what was said meanwhile; said to the person."""
        session = self.client.session
        if self.client.phase is not Phase.ONLINE or session.rooms.joining:
            return False
        if self.conversation.kind is ConversationKind.ROOM and not self.conversation.joined:
            raise FailedError(
                self._notice or tr("{room} did not let us in again.", room=self._target)
            )
        if self._asks():
            return False
        say(tr("The connection is back."))
        return True

    def _asks(self) -> bool:
        """Whether what was said before is still on its way."""
        return self.client.session.history.is_asking(self.conversation)

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, EntryAdded):
                self._hear(event.conversation, event.entry)
            elif isinstance(event, EntriesInserted):
                for entry in self._told.news(event):
                    self._hear(event.conversation, entry)
            elif isinstance(event, EntryRemoved):
                self._told.moved(event)
            elif isinstance(event, NoticeShown):
                self._notice = event.text
            elif isinstance(event, RoomLookedUp):
                self._exists = event.exists
            elif isinstance(event, RoomLedOn):
                self._target = event.there
            elif isinstance(event, RoomListChanged):
                self._listed = True

    def _hear(self, conversation: Conversation, entry: Entry) -> None:
        if not self._told.has(conversation, entry):
            self._told.add(conversation, entry)
            self._entries.append((conversation, entry))

    def _check(self, *, comes_back: bool = False) -> None:
        """Raises FailedError where there is no connection. comes_back: where none will come."""
        problem, phase = self.client.problem, self.client.phase
        if problem is None:
            return
        if phase is Phase.ENDED or problem.kind in LASTING:
            raise FailedError(str(problem))
        if phase is not Phase.WAITING:
            return
        if comes_back:
            if not self._lost:
                self._lost = True
                again = tr("It is tried again until it is back; Ctrl-C ends it.")
                say(sentences(problem.what, again))
        elif not (self._why or self._is_carried_on(problem)):
            raise FailedError(str(problem))
        else:
            if not self._why:
                say(str(problem))
            self._why = str(problem)

    def _is_carried_on(self, problem: Problem) -> bool:
        """Whether another computer is about to carry the chat on."""
        if problem.kind in (ProblemKind.MOVED, ProblemKind.STANDS_BY):
            return True
        session = self.client.session
        return session.registration.been_online and bool(session.model.isupport.deputies)


def system_name() -> str:
    """The name of whoever is logged in here, as a nick."""
    try:
        name = nick_from_name(getpass.getuser())
    except (OSError, KeyError):
        name = ""
    return name or "guest"


def _names() -> Iterator[str]:
    """Names for someone who gave none: the system's, then with numbers."""
    name = system_name()
    yield name
    for number in range(2, _SPARE_NAMES):
        yield f"{name}{number}"


def _chain(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


def _plain_line(entry: Entry) -> str:
    time_ = f"{entry.time.astimezone():%H:%M:%S}"
    text = entry.text
    if entry.kind is EntryKind.MESSAGE:
        return f"{time_} <{entry.sender}> {text}"
    if entry.kind is EntryKind.ACTION:
        return f"{time_} * {entry.sender} {text}"
    if entry.kind is EntryKind.NOTICE:
        return f"{time_} -{entry.sender}- {text}"
    return f"{time_} -- {happened(entry, entry.sender, entry.target, text)}"


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
