"""`desktopchat join --plain`: all that one does in a chat, in lines, for terminals, pipes and
screen readers; with `--json` for programs.

What is typed is said in the conversation that is open; what begins with "/" is a command, of which
`/help` tells. Threads: the main one drives the client, one reads the lines.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TextIO

from desktopchat.cli import typing_line
from desktopchat.cli.plain_commands import COMMANDS
from desktopchat.cli.plain_words import PlainWords
from desktopchat.cli.told import Told
from desktopchat.cli.typed import say
from desktopchat.client import slash
from desktopchat.client.client import Client
from desktopchat.client.files.transfers import State, Transfers
from desktopchat.client.model import (
    ON_ITS_WAY,
    SPOKEN,
    CarriedOn,
    Conversation,
    ConversationKind,
    EntriesInserted,
    Entry,
    EntryAdded,
    EntryChanged,
    EntryKind,
    EntryRemoved,
    Event,
    FileToken,
    HistoryChanged,
    NoticeShown,
    Phase,
    PhaseChanged,
    SearchFound,
    search_terms,
)
from desktopchat.client.problems import LASTING
from desktopchat.client.session.searches import Search
from desktopchat.irc.address import Address
from desktopchat.store.paths import LOGBOOKS, data_dir
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust
from desktopchat.words import tr, trn
from desktopchat.words.lists import sentences

_PAGE = 20  # messages that are told of what was said before
_FIRST = 10  # of those when one comes in
_TICK = 0.2  # seconds
_FOUND = 20  # messages of a search that are told


class PlainChat:
    """write: takes a line. wake: set when there is something to look at."""

    def __init__(
        self,
        client: Client,
        *,
        as_json: bool,
        write: Callable[[str], object],
        wake: threading.Event,
    ) -> None:
        self.client, self.session = client, client.session
        self._write, self._wake = write, wake
        self.words = PlainWords(client.session.model, as_json=as_json)
        self.here: Conversation | None = None
        """The conversation that is open."""
        self.transfers = Transfers(wake.set, _measure)
        self._told = Told()
        self._going_to = ""  # a room or person to open as soon as it is there
        self._older: Conversation | None = None  # of which more was asked for
        self._search: Search | None = None
        self._lost = False
        self._heard: datetime | None = None  # until when all was told before the connection broke
        self._typed: SimpleQueue[str | None] = SimpleQueue()
        self._said: list[Entry] = []
        """What I said last, as long as it is on its way."""
        self._ends = False  # nothing more will be typed
        self.done = False

    # running

    def type(self, line: str | None) -> None:
        """A line was typed; None: no more will be. From any thread."""
        self._typed.put(line)
        self._wake.set()

    def run(self) -> int:
        """Until the person leaves; the exit code."""
        self.client.connect()
        while not self.done:
            self._turn()
            self._wake.wait(_TICK)
            self._wake.clear()
        problem = self.client.problem
        self.transfers.close()
        self.client.quit()
        if problem is not None:
            say(str(problem))
        return 1 if problem is not None else 0

    def _turn(self) -> None:
        for event in self.client.poll():
            self._take(event)
        problem = self.client.problem
        if self.client.phase is Phase.ENDED or (problem and problem.kind in LASTING):
            self.done = True
            return
        self._look_for_goal()
        self._carry_files()
        if self._search is not None and not self._search.looking:
            self._tell_found(self._search)
            self._search = None
        # What is typed waits until it is known where it goes.
        while self.here is not None and not (self._going_to or self._older or self._search):
            try:
                line = self._typed.get_nowait()
            except Empty:
                break
            if line is None:
                self._ends = True
            else:
                self.do(line)
        if self._ends and self._nothing_waits():
            self.done = True

    def _nothing_waits(self) -> bool:
        """Whether all that was asked for is done: a pipe that ends must not cut it off."""
        waiting = any(one.delivery in ON_ITS_WAY for one in self._said)
        carried = any(one.state is not State.FAILED for one in self.transfers.items)
        waiting = waiting or self.session.deeds.on_their_way > 0
        return not (waiting or carried or self._search or self._older or self._going_to)

    def say(self, words: str) -> None:
        """Say something of the program itself."""
        self._write(self.words.note(words))

    # what happens

    def _take(self, event: Event) -> None:
        match event:
            case EntryAdded() | EntriesInserted() | EntryRemoved() | EntryChanged():
                self._take_entry(event)
            case HistoryChanged(conversation):
                if conversation is self._older and not conversation.loading:
                    self._older = None
                    self._tell_before(conversation, _PAGE)
            case NoticeShown(text):
                self.say(text)
            case CarriedOn():
                self.say(event.what)
            case SearchFound():
                if self._search is not None:
                    self._search.answered(event)
            case FileToken():
                self.transfers.give(event)
            case PhaseChanged(phase):
                self._phase(phase)
            case _:
                pass

    def _take_entry(
        self, event: EntryAdded | EntriesInserted | EntryRemoved | EntryChanged
    ) -> None:
        match event:
            case EntryAdded(conversation, entry):
                self._tell(conversation, entry)
            case EntriesInserted():
                self._inserted(event)
            case EntryRemoved(conversation, entry):
                now = self._told.moved(event)
                if now is not None:
                    self.words.is_now(conversation, entry, now)
            case EntryChanged(conversation, entry):
                self.put(self.words.of_change(conversation, entry, here=self.here))

    def _phase(self, phase: Phase) -> None:
        if phase is Phase.ONLINE and self._lost:
            self._lost = False
            self.say(tr("The connection is back."))
        elif phase is Phase.WAITING and not self._lost and self.here is not None:
            self._lost, self._heard = True, self.session.model.clock.heard_until
            self.say(tr("The connection is lost. It is tried again; what you say meanwhile waits."))

    def put(self, line: str) -> None:
        """Write a line, as it is; "" is none."""
        if line:
            self._write(line)

    def _tell(self, conversation: Conversation, entry: Entry, *, late: bool = False) -> None:
        """late: it stands in front of something that was told before it."""
        elsewhere = conversation is not self.here and entry.kind not in (*SPOKEN, EntryKind.ERROR)
        if elsewhere or self._told.has(conversation, entry):
            return
        self._told.add(conversation, entry)
        self.put(self.words.of_entry(conversation, entry, here=self.here, late=late))
        if conversation is self.here:
            self.session.messages.mark_read(conversation)

    def _inserted(self, event: EntriesInserted) -> None:
        """What was missed is told, also where it stands in front of what was told; older pages
        when asked for."""
        newest = self._told.newest(event.conversation)
        news = self._told.news(event)
        if not self._told.begun(event.conversation) and self._heard and not event.from_disk:
            news = [one for one in event.entries if one.time >= self._heard]
        for entry in news:
            self._tell(event.conversation, entry, late=entry.number < newest)

    def _untold(self, conversation: Conversation) -> list[Entry]:
        """What of it was said and is here, and was not told."""
        return [
            entry
            for entry in conversation.entries
            if entry.kind in SPOKEN and not self._told.has(conversation, entry)
        ]

    def _tell_before(self, conversation: Conversation, count: int) -> None:
        """Tell what was said before what was told."""
        before = self._untold(conversation)
        if not before and conversation.has_older and not self.session.wire.online:
            self.say(tr("What is before that is here once the connection is back."))
        elif not before:
            self.say(tr("There is nothing before that in {title}.", title=conversation.title))
        for entry in before[-count:]:
            self._told.add(conversation, entry)
            self.put(self.words.of_entry(conversation, entry, here=self.here))
        self._told.begin(conversation)

    # going somewhere

    def go(self, name: str) -> None:
        """Open a room or a person, as soon as that is there."""
        self._going_to = name
        self._look_for_goal()

    def _look_for_goal(self) -> None:
        model, history = self.session.model, self.session.history
        if self.client.phase is not Phase.ONLINE:
            return
        if self.here is None and not self._going_to:
            kind = ConversationKind.ROOM
            rooms = [o for o in model.conversations.values() if o.joined and o.kind is kind]
            self._going_to = rooms[0].name if rooms else ""
        goal = model.conversation(self._going_to) if self._going_to else None
        if goal is None or not goal.joined or history.is_asking(goal):
            return
        self._going_to = ""
        self._open(goal)

    def _open(self, conversation: Conversation) -> None:
        first = self.here is None
        self.here = conversation
        direct = conversation.kind is ConversationKind.DIRECT
        model = self.session.model
        if direct:
            words = tr("You talk with {title}.", title=conversation.title)
        else:
            words = trn(
                "You are in {title} as {me}. {n} are here.",
                "You are in {title} as {me}. {n} are here.",
                len(conversation.members),
                title=conversation.title,
                me=model.name_of(model.nick),
            )
            if conversation.topic:
                words = sentences(words, tr("Topic: {topic}", topic=conversation.topic))
        self._write(self.words.note(words, open=conversation.name, nick=model.nick))
        if first:
            self.say(tr("What you type is said. /help tells the commands."))
        if self._untold(conversation):
            self._tell_before(conversation, _FIRST)
        self._told.begin(conversation)
        self.session.messages.mark_read(conversation)

    # doing what is typed

    def do(self, line: str) -> None:
        """Say it, or do what it asks for."""
        line = line.rstrip("\r\n")
        if not line.strip():
            return
        wrong: str | None
        deeds = self.session.deeds
        on_their_way = deeds.on_their_way
        if line.startswith("/") and not line.startswith("//"):
            name, _, rest = line[1:].partition(" ")
            command = COMMANDS.get(name.lower())
            if command is not None:
                wrong = command[2](self, rest.strip())
            else:
                wrong = slash.run(line, self.client, self.here, self.go)
        elif self.here is None:
            wrong = tr("You are in no room. /join ROOM goes to one, /rooms tells which there are.")
        else:
            words = line[1:] if line.startswith("//") else line
            self.say_in(self.here, words)
            wrong = None
        if wrong:
            self.say(wrong)
        elif not self.session.wire.online and deeds.on_their_way > on_their_way:
            self.say(tr("That is done once the connection is back."))

    def say_in(
        self, conversation: Conversation, words: str, *, reply_to: Entry | None = None
    ) -> None:
        """Say something in a conversation."""
        said = [one for one in self._said if one.delivery in ON_ITS_WAY]
        self._said = said + self.session.delivery.say(conversation, words, reply_to=reply_to)

    def message(self, text: str) -> tuple[Conversation, Entry, str] | None:
        """The message that a number at the beginning names, and what follows it."""
        number, _, rest = text.partition(" ")
        found = self.words.find(int(number)) if number.isdecimal() else None
        return (*found, rest.strip()) if found is not None else None

    def tell_older(self, conversation: Conversation) -> None:
        """Tell what was said before what was told last, as soon as it is here."""
        if len(self._untold(conversation)) < _PAGE and self.session.history.older(conversation):
            self._older = conversation
        else:
            self._tell_before(conversation, _PAGE)

    def search(self, typed: str) -> None:
        model = self.session.model
        wanted = search_terms.read(typed)
        if wanted.wrong:
            self.say(wanted.wrong)
            return
        self._search = Search(
            model, self.session.searches, wanted, None, model.name_of, self._wake.set
        )

    def _tell_found(self, search: Search) -> None:
        newest = search.newest[:_FOUND]
        count = len(search.found)
        self.say(trn("{n} found.", "{n} found.", count) if count else tr("Nothing found."))
        for _, name, entry in reversed(newest):
            conversation = self.session.model.conversation(name)
            if conversation is not None:
                self.put(self.words.of_entry(conversation, entry, here=self.here))

    # files

    def _carry_files(self) -> None:
        client, transfers = self.client, self.transfers
        if client.phase is Phase.ONLINE:
            transfers.go_on(client.address, client.fingerprint)
            wanting = transfers.wants_token()
            if wanting is not None:
                self.session.filehost.ask_token(wanting.conversation)
        else:
            transfers.disconnected()
        for one in list(transfers.items):
            if one.state is State.FAILED:
                self.say(tr("{name} failed: {why}", name=one.name, why=one.why))
                transfers.forget(one)
            elif one.state is State.DONE and one.is_upload:
                if self.session.filehost.origin is None:
                    continue  # it is said once the host is back
                self._say_link(one.conversation, one.link)
                transfers.said(one)
                transfers.items.remove(one)
            elif one.state is State.DONE:
                self.say(tr("{name} is saved: {path}", name=one.name, path=one.path))
                transfers.forget(one)

    def _say_link(self, conversation: Conversation | None, link: str) -> None:
        there = self.session.filehost.origin
        if there is not None and conversation is not None:
            self.say_in(conversation, f"{'://'.join(there)}{link}")


def _measure(path: Path) -> tuple[int, int] | None:
    # Imported here: pictures are shared rarely, and Pillow takes its time to load.
    from desktopchat.ui.look.thumbnail import size_of

    return size_of(path)


def plain(
    address: Address,
    *,
    name: str,
    password: str = "",
    room: str = "",
    as_json: bool = False,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> int:
    """Join a chat in lines, until `/quit`, Ctrl-C or the end of what is typed; the exit code."""
    out, wake = stdout or sys.stdout, threading.Event()

    def write(line: str) -> None:
        out.write(line + "\n")
        out.flush()

    read: Callable[[Callable[[str | None], object]], object] = partial(_read, stdin or sys.stdin)
    leave: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
    if stdin is None and stdout is None and not as_json and typing_line.is_there():
        line = typing_line.TypingLine()
        write, read, leave = line.write, line.read, typing_line.as_it_was()

    client = Client(
        address,
        name,
        password=password,
        rooms=[room] if room else [],
        trust=Trust(),
        secrets=Secrets(),
        logbooks=data_dir() / LOGBOOKS,
        on_news=wake.set,
    )
    chat = PlainChat(client, as_json=as_json, write=write, wake=wake)
    threading.Thread(target=read, args=(chat.type,), name="typed", daemon=True).start()
    with leave:
        try:
            return chat.run()
        except (KeyboardInterrupt, BrokenPipeError):
            client.quit()
            return 0


def _read(stdin: TextIO, put: Callable[[str | None], object]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in stdin:
            put(line)
    put(None)
