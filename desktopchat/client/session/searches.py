"""Searching: one question, put to three who may know the answer.

What is here in memory answers at once, what was kept on disk page by page, and the host as often as
its answers are full. Each is asked for its newest `SHOWN` and one more, which tells whether there
are more; so the newest of all that was found are the newest there are. `Searches` is the wire's
part, `Search` the question's.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum, auto
from itertools import islice

from desktopchat.client.model import Conversation, Entry, SearchFound, replay, search_terms
from desktopchat.client.model.model import Model
from desktopchat.client.model.search_terms import Wanted
from desktopchat.client.session.batches import Batch
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps, references, tags, timestamps
from desktopchat.irc.text import one_line
from desktopchat.words import tr

SHOWN = 100
"""Messages that are worth looking through."""
_PAGE = 200  # asked of the host, where it knows less exactly than we what is wanted
_PAGES_MOST = 25  # of one question, where hardly anything fits


class Searches:
    """The questions to the host (desktopchat/search). It answers in the order of asking."""

    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire
        self._count = 0
        self._asked: deque[tuple[int, int]] = deque()
        """The number of each unanswered question, and how many messages it asked for."""

    @property
    def on(self) -> bool:
        """Whether the host has it."""
        return caps.SEARCH in self._wire.caps.enabled

    @property
    def online(self) -> bool:
        return self._wire.online

    def ask(self, words: str, where: Conversation | None, limit: int, before: str = "") -> int:
        """Look for words in a conversation, or in all that I may read; `SearchFound` brings it,
        with the number that this gives. before: msgid=… or timestamp=…, for what is earlier."""
        self._count += 1
        self._asked.append((self._count, limit))
        name = where.name if where is not None else "*"
        bounds = (before,) if before else ()
        self._wire.ask("SEARCH", name, str(limit), *bounds, one_line(words), quiet=True)
        return self._count

    def answered(self, batch: Batch) -> None:
        """The answer to a search is whole."""
        if not self._asked:
            return
        question, limit = self._asked.popleft()
        rows = []
        for message in batch.messages:
            entry = replay.entry_of(self._model, message)
            if entry is not None:
                # An edit's words are found where the message stands that they are for.
                entry.msgid = message.tags.get(tags.EDIT, "") or entry.msgid
                target = message.param(0)
                name = message.nick if self._model.is_me(target) else target
                rows.append((name, entry))
        msgids = [msgid for message in batch.messages if (msgid := message.tags.get(tags.MSGID))]
        last = msgids[-1] if len(msgids) >= limit else ""
        self._model.emit(SearchFound(question, tuple(rows), last))

    def failed(self, why: str) -> None:
        """The host does not answer a question."""
        if self._asked:
            self._model.emit(SearchFound(self._asked.popleft()[0], failure=why))

    def broken(self) -> None:
        """The connection is gone, and every answer with it."""
        while self._asked:
            self.failed(tr("The connection broke."))


class SearchScope(Enum):
    """How far was looked."""

    ASKING = auto()
    """The host has not answered yet."""
    READING = auto()
    """What is kept here is still being read."""
    EVERYTHING = auto()
    PART = auto()
    """Back to `Search.looked_to`; there hardly anything fits, and it goes on for long."""
    AWAY = auto()
    """Only what is here: there is no connection."""
    UNABLE = auto()
    """Only what is here: this host can't search."""
    WORDLESS = auto()
    """Only what is here: a host looks for words, and there are none."""
    FAILED = auto()
    """`Search.failure` says why."""


class Search:
    """One question. on_news: more was found, or more was looked at. where: None for everywhere.

    found: by key, the name of the conversation and what was said in it.
    """

    def __init__(
        self,
        model: Model,
        searches: Searches,
        wanted: Wanted,
        where: Conversation | None,
        name_of: Callable[[str], str],
        on_news: Callable[[], object],
    ) -> None:
        self.found: dict[str, tuple[str, Entry]] = {}
        self.failure = ""
        self.looked_to: datetime | None = None
        self._model, self._searches = model, searches
        self.wanted, self.where = wanted, where
        self._name_of, self._on_news = name_of, on_news
        self._by_anyone = wanted.by_anyone
        self._question = 0
        """That the host has not answered yet; 0 for none."""
        self._pages = 0
        self._fitting = 0
        """How many of the host's fit."""
        self._host = SearchScope.EVERYTHING
        self._ended = False
        places = model.conversations.values() if where is None else [where]
        for place in places:
            for entry in islice(search_terms.here(wanted, place, name_of), SHOWN + 1):
                self._add(place.name, entry)
        self._kept: Counter[str] = Counter()
        """How many that were kept fit, by conversation."""
        self._reading = model.book.search(where, self)
        self._begin()

    def end(self) -> None:
        """Nobody wants to know any more."""
        self._ended = True

    @property
    def reach(self) -> SearchScope:
        if self._question:
            return SearchScope.ASKING
        return SearchScope.READING if self._reading else self._host

    @property
    def looking(self) -> bool:
        """Whether more may be on its way."""
        return self.reach in (SearchScope.ASKING, SearchScope.READING)

    @property
    def newest(self) -> list[tuple[str, str, Entry]]:
        """What is worth showing: key, conversation's name and entry, the newest first."""
        rows = [(key, name, entry) for key, (name, entry) in self.found.items()]
        rows.sort(key=lambda row: (row[2].time, row[0]), reverse=True)
        return rows[:SHOWN]

    @property
    def has_more(self) -> bool:
        """Whether `newest` leaves some out."""
        return len(self.found) > SHOWN

    def _add(self, name: str, entry: Entry) -> bool:
        """Whether it fits. What is in memory is as it stands now, with its edits."""
        conversation = self._model.conversation(name)
        if conversation is not None and entry.msgid:
            entry = conversation.by_msgid.get(entry.msgid, entry)
        if not self.wanted.fits(entry, self._name_of(entry.sender)):
            return False
        place = self._model.fold(name)
        said = f"{timestamps.stamp(entry.time)} {entry.sender} {entry.text}"
        self.found.setdefault(f"{place} {entry.msgid or said}", (name, entry))
        return True

    # the logbook

    def may_fit(self, entry: Entry) -> bool:
        # Another thread asks, which must not look for what people are called.
        return self._by_anyone.fits(entry, "")

    def kept(self, name: str, entries: Sequence[Entry]) -> bool | None:
        if self._ended:
            return None
        fitting = sum([self._add(name, entry) for entry in entries])
        self._kept[name] += fitting
        if fitting:
            self._on_news()
        return self._kept[name] <= SHOWN

    def all_kept(self, *, failed: bool) -> None:
        self._reading = False
        if failed:
            self._fail(tr("What was kept on this computer can't be read."))
        if not self._ended:
            self._on_news()

    # the host

    def _begin(self) -> None:
        until = self.wanted.until
        if not self._searches.online:
            self._host = SearchScope.AWAY
        elif not self._searches.on:
            self._host = SearchScope.UNABLE
        elif not self.wanted.asks_for:
            self._host = SearchScope.WORDLESS
        else:
            self._ask(references.to_moment(timestamps.stamp(until)) if until is not None else "")

    def connected(self) -> None:
        """The host is there again: ask what it could not be asked."""
        if self._host is SearchScope.AWAY and not self._ended:
            self._host, self._pages, self._fitting = SearchScope.EVERYTHING, 0, 0
            self._begin()
            self._on_news()

    def _ask(self, before: str) -> None:
        limit = _PAGE if self.wanted.narrows else SHOWN + 1
        self._pages += 1
        self._question = self._searches.ask(self.wanted.asks_for, self.where, limit, before)

    def answered(self, event: SearchFound) -> None:
        """The host has answered: this question, or an earlier one that nobody has any more."""
        if self._ended or event.question != self._question:
            return
        self._question = 0
        for name, entry in event.rows:
            self._fitting += self._add(name, entry)
            self.looked_to = entry.time
        since = self.wanted.since
        if event.failure:
            if self._searches.online:
                self._fail(event.failure)
            else:
                self._host = SearchScope.AWAY
        elif (
            event.last
            and self._fitting <= SHOWN
            and not (since and self.looked_to and self.looked_to < since)
        ):
            if self._pages < _PAGES_MOST:
                self._ask(references.to_message(event.last))
            else:
                self._host = SearchScope.PART
        self._on_news()

    def _fail(self, why: str) -> None:
        self.failure, self._host = why, SearchScope.FAILED
