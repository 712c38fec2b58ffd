"""What was said before and while I was away (IRCv3 draft/chathistory), put where it belongs.

A room that I come into for the first time shows its last page (LATEST). Coming back after a
break, what was missed is asked for page by page (AFTER) until nothing is left; only then goes out
what waits, so that a message that arrived before the break is seen and not sent twice. `older`
asks for what is before the first entry (BEFORE). After a break TARGETS tells who wrote to me
directly meanwhile.

Pages are merged by msgid, so an entry never stands twice, however it came.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Entry,
    HistoryChanged,
    Past,
    changes,
    departures,
    replay,
)
from desktopchat.client.model.conversation import SPOKEN, EntryKind
from desktopchat.client.model.entries import newest_named, oldest_named
from desktopchat.client.model.model import Model
from desktopchat.client.session.batches import Batch
from desktopchat.client.session.delivery import MessageDelivery
from desktopchat.client.session.outbox import Request
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps, isupport, references, tags, timestamps
from desktopchat.irc.message import Message
from desktopchat.store.events import moment_of
from desktopchat.words import trn

PAGE = 100  # messages asked for at a time
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FAR_AHEAD = references.to_moment("2200-01-01T00:00:00.000Z")


class QueryKind(Enum):
    LATEST = "LATEST"
    AFTER = "AFTER"
    BEFORE = "BEFORE"


@dataclass(slots=True, eq=False)
class Query:
    """A page that was asked for. token: of the PING behind it: when its PONG is here, the answer
    is over, whatever it was. of_half: what is later than that, and not here, is of another half of
    the place; None where that is not asked for. found: how much of it came."""

    conversation: Conversation
    kind: QueryKind
    anchor: str
    token: str
    of_half: datetime | None = None
    found: int = 0


class History:
    """The pages that one session asks for. delivery: learns what is mine of them, and when it
    may send."""

    def __init__(self, model: Model, wire: Wire, delivery: MessageDelivery) -> None:
        self._model, self._wire, self._delivery = model, wire, delivery
        self._queries: deque[Query] = deque()
        """Unanswered, in the order they were asked."""
        self.healed: set[str] = set()
        """The names of the times when halves of the place became one, as far as all that came of
        that is here."""
        self._healing: set[str] = set()
        """Those of which that is asked for on this connection."""
        self._cut = 0
        """After which moment (milliseconds since 1970) there is something of the other half that is
        not asked for yet in rooms that I come into; 0 for never."""
        self._targets_after = 0
        """After which moment (milliseconds since 1970) it was asked last who wrote to me."""

    @property
    def on(self) -> bool:
        """Whether the host has it."""
        return {caps.CHATHISTORY, caps.BATCH} <= self._wire.caps.enabled

    def is_asking(self, conversation: Conversation) -> bool:
        """Whether pages of it are asked for."""
        return any(query.conversation is conversation for query in self._queries)

    def come_in(self, conversation: Conversation) -> None:
        """A conversation can be read on this connection: learn what is missing."""
        if not self.on or not self._readable(conversation):
            self._delivery.caught_up(conversation)
            return
        past = conversation.past
        anchor = past.anchor
        newest = newest_named(conversation)
        if not anchor and newest is not None and past.loaded:
            anchor = self._reference(newest)  # I left the room meanwhile, not the host
        if anchor and self._cut:
            self._ask_half(conversation, anchor)
        elif anchor:
            self._model.book.anchor(conversation, anchor)
            self._ask(conversation, QueryKind.AFTER, anchor)
        else:
            self._ask(conversation, QueryKind.LATEST, "*")

    def learned(self) -> None:
        """The host has said what the place is like: where another half's messages came to it, they
        are asked for in all that is open, and in what opens later on this connection."""
        healed = self._model.isupport.healed
        known = self.healed | self._healing
        new = {name: moment for name, moment in healed.items() if name not in known}
        if not new:
            return
        self._healing |= set(new)
        # In the millisecond of the cut itself more may have been said, and the moment that is asked
        # after is not of the answer.
        self._cut = min(new.values()) - 1
        for conversation in self._model.conversations.values():
            if self._wire.online and conversation.past.loaded and self._readable(conversation):
                self._ask_half(conversation, conversation.past.anchor)
        if self._wire.online and self.on and self._model.account:
            self._ask_targets(self._cut)

    def _ask_half(self, conversation: Conversation, missed: str) -> None:
        """Ask for all from the cut on: what is of the other half may stand between what is here.
        missed: after what I missed something besides, "" for nothing; it may be earlier: what the
        host had written down for both halves when it broke off, but not told yet."""
        begin = min(self._cut, _moment_before(missed) or self._cut)
        anchor, since = references.to_moment(timestamps.write(begin)), _of_moment(self._cut)
        oldest = oldest_named(conversation)
        if oldest is not None:
            since = max(since, oldest.time)
        conversation.past.anchor = anchor
        self._model.book.anchor(conversation, anchor)
        self._ask(conversation, QueryKind.AFTER, anchor).of_half = since

    def come_back(self, since: datetime | None) -> None:
        """I am online again: find who wrote to me since then."""
        if self.on and since is not None and self._model.account:
            # The moment itself is not of the answer, and somebody may have written in it.
            self._ask_targets(int(since.timestamp() * 1000) - 1)

    def _ask_targets(self, after: int) -> None:
        """after: milliseconds since 1970."""
        self._targets_after = after
        words = (references.to_moment(timestamps.write(after)), _FAR_AHEAD, str(self._limit))
        self._wire.send("CHATHISTORY", "TARGETS", *words)

    def resume(self, conversation: Conversation, anchor: str, *, host_has: bool) -> None:
        """A conversation was kept over a restart. anchor: up to where it is whole, "" for nowhere.
        host_has: the host may have more from before its oldest."""
        conversation.past = Past(loaded=bool(anchor), anchor=anchor, host_has=host_has)

    def older(self, conversation: Conversation) -> bool:
        """Ask for what is before the first entry: what is kept here, then the host. False where
        there is nothing to ask for."""
        if conversation.loading or not conversation.has_older:
            return False
        if self._model.book.older(conversation):
            conversation.loading = True
            self._model.emit(HistoryChanged(conversation))
            return True
        return self._ask_older(conversation)

    def kept_came(self, conversation: Conversation, *, found: bool, more: bool) -> None:
        """What is kept of before is here. more: there is yet more of it."""
        conversation.loading = False
        conversation.has_older = more or conversation.past.host_has
        if not found and self._ask_older(conversation):
            return
        self._go_on_back(conversation)
        self._model.emit(HistoryChanged(conversation))

    def _ask_older(self, conversation: Conversation) -> bool:
        oldest = oldest_named(conversation)
        if not self.on or oldest is None or not self._wire.online:
            return False
        conversation.loading = True
        self._model.emit(HistoryChanged(conversation))
        self._ask(conversation, QueryKind.BEFORE, self._reference(oldest))
        return True

    def back_to(self, conversation: Conversation, msgid: str) -> None:
        """Ask for what was said before until that message is here, or all is. Whether it goes on,
        `going_back` says; `HistoryChanged` tells when to ask."""
        if msgid not in conversation.by_msgid:
            conversation.past.going_back_to = msgid
            if not self.older(conversation) and not conversation.loading:
                conversation.past.going_back_to = ""

    def going_back(self, conversation: Conversation) -> bool:
        """Whether pages are asked for because of `back_to`."""
        return bool(conversation.past.going_back_to)

    def _go_on_back(self, conversation: Conversation) -> None:
        msgid, conversation.past.going_back_to = conversation.past.going_back_to, ""
        if msgid and msgid not in conversation.by_msgid and conversation.has_older:
            conversation.past.going_back_to = msgid
            if not self.older(conversation):
                conversation.past.going_back_to = ""

    def broken(self) -> None:
        """The connection is gone, and every answer with it."""
        self._cut = 0
        self._healing = set()
        for query in list(self._queries):
            self._remove(query)
            if query.conversation.loading:
                query.conversation.loading = False
                self._model.emit(HistoryChanged(query.conversation))
        for conversation in self._model.conversations.values():
            past, newest = conversation.past, newest_named(conversation)
            past.going_back_to = ""
            past.told_meanwhile.clear()
            if past.loaded and newest is not None and not past.anchor:
                past.anchor = self._reference(newest)

    def forget(self, conversation: Conversation) -> None:
        """The conversation was closed."""
        for query in list(self._queries):
            if query.conversation is conversation:
                self._remove(query)
        conversation.past = Past()

    # what is asked

    @property
    def _limit(self) -> int:
        most = self._model.isupport.number(isupport.CHATHISTORY, PAGE)
        return min(PAGE, most) if most else PAGE

    def _readable(self, conversation: Conversation) -> bool:
        return conversation.kind is ConversationKind.ROOM or bool(self._model.account)

    def _reference(self, entry: Entry) -> str:
        kinds = self._model.isupport.tokens.get(isupport.MSGREFTYPES, references.TYPES).split(",")
        if entry.msgid and references.MSGID in kinds:
            return references.to_message(entry.msgid)
        return references.to_moment(timestamps.stamp(entry.time))

    def _ask(self, conversation: Conversation, kind: QueryKind, anchor: str) -> Query:
        query = Query(conversation, kind, anchor, self._wire.new_label())
        self._queries.append(query)
        if kind is QueryKind.AFTER:
            conversation.past.missing += 1
        request = Request("CHATHISTORY", quiet=True)
        words = (kind.value, conversation.name, anchor, str(self._limit))
        if caps.LABELED_RESPONSE in self._wire.caps.enabled:
            label = self._wire.new_label()
            self._wire.requests[label] = request
            self._wire.send("CHATHISTORY", *words, label=label)
        else:
            self._wire.send("CHATHISTORY", *words)
        self._wire.send("PING", query.token)
        return query

    def _remove(self, query: Query) -> None:
        """It is answered, or nobody waits for it any more."""
        self._queries.remove(query)
        if query.kind is QueryKind.AFTER:
            query.conversation.past.missing -= 1

    # what comes

    def answered(self, token: str) -> None:
        """A PONG is here: what was asked before it is answered, be it with nothing."""
        for query in list(self._queries):
            if query.token == token:
                self._remove(query)
                self._finish(query, count=0)
                return

    def page(self, batch: Batch) -> None:
        """A batch of chathistory is whole."""
        target = batch.params[0] if batch.params else ""
        key = self._model.fold(target)
        query = next((q for q in self._queries if q.conversation.key == key), None)
        conversation = query.conversation if query is not None else self._model.conversation(target)
        if conversation is None:
            return
        if query is not None:
            self._remove(query)
        self._forget_doubles(conversation, batch)
        entries: list[Entry] = []
        for message in batch.messages:
            if changes.is_change(message):
                continue
            entry = replay.entry_of(self._model, message)
            if entry is not None:
                entries.append(self._adopted(conversation, entry, query))
        before = None
        if query is not None and query.kind is QueryKind.BEFORE:
            before = conversation.by_msgid.get(references.parse(query.anchor)[1])
        after = _unread(conversation, query)
        fresh = self._model.insert(conversation, entries, unread_after=after, before=before)
        self._know_by_both(conversation, batch)
        told = filter(changes.is_change, batch.messages)
        # The host may have read the page before what it has told already.
        for message in [*told, *conversation.past.told_meanwhile]:
            changes.apply(self._model, conversation, message)
        changes.apply_waiting(self._model, conversation, fresh)
        if query is not None:
            query.found += _count_later(fresh, query.of_half)
            last = next((m.tags for m in reversed(batch.messages) if tags.MSGID in m.tags), {})
            self._finish(query, len(batch.messages), last)

    def change(self, conversation: Conversation, message: Message) -> None:
        """What became of a message is told just now."""
        changes.apply(self._model, conversation, message)
        if self.is_asking(conversation):
            conversation.past.told_meanwhile.append(message)

    def _forget_doubles(self, conversation: Conversation, batch: Batch) -> None:
        """What came from another half of the place, too, stands by the name that it has now."""
        for message in batch.messages:
            also = message.tags.get(tags.ALSO, "")
            double = conversation.by_msgid.get(also)
            if double is not None and double.msgid == also:
                self._model.remove_entry(conversation, double)

    def _know_by_both(self, conversation: Conversation, batch: Batch) -> None:
        """What was said of a message in the other half has its name from there."""
        for message in batch.messages:
            entry = conversation.by_msgid.get(message.tags.get(tags.MSGID, ""))
            if entry is not None and tags.ALSO in message.tags:
                conversation.by_msgid.setdefault(message.tags[tags.ALSO], entry)

    def _adopted(self, conversation: Conversation, entry: Entry, query: Query | None) -> Entry:
        """Where the entry is a message of mine whose end was not known, that one."""
        news = query is not None and query.kind is not QueryKind.BEFORE
        if news and entry.own and entry.msgid not in conversation.by_msgid:
            return self._delivery.adopt(conversation, entry)
        return entry

    def _finish(self, query: Query, count: int, last: dict[str, str] | None = None) -> None:
        self._finish_one(query, count, last)
        if not self.is_asking(query.conversation):
            query.conversation.past.told_meanwhile.clear()
        if not any(one.of_half is not None for one in self._queries):
            self.healed |= self._healing
            self._healing = set()

    def _finish_one(self, query: Query, count: int, last: dict[str, str] | None) -> None:
        conversation = query.conversation
        more = count >= self._limit
        if query.kind is QueryKind.AFTER:
            following = references.to_message(last[tags.MSGID]) if last else ""
            if more and following not in ("", query.anchor):
                conversation.past.anchor = following
                self._model.book.anchor(conversation, following)
                further = self._ask(conversation, QueryKind.AFTER, following)
                further.of_half, further.found = query.of_half, query.found
                return
            if query.of_half is not None:
                self._take_back_departures(conversation, query.of_half)
            self._tell_half(query)
            if conversation.past.missing:
                return  # another is under way, perhaps since an earlier moment
            conversation.past.anchor = ""
            self._model.book.anchor(conversation, "")
            self._delivery.caught_up(conversation)
            return
        conversation.loading = False
        oldest = oldest_named(conversation)
        stuck = oldest is not None and self._reference(oldest) == query.anchor
        conversation.has_older = conversation.past.host_has = more and not stuck
        self._go_on_back(conversation)
        self._model.emit(HistoryChanged(conversation))
        if query.kind is QueryKind.LATEST:
            conversation.past.loaded = True
            self._delivery.caught_up(conversation)

    def _take_back_departures(self, room: Conversation, since: datetime) -> None:
        """Halves have become one: who was at the other one has not left."""
        for entry in departures.of_who_is_here(room, since, self._model.fold):
            # It stands in the conversation with them, too, by the same name.
            talk = self._model.conversation(entry.sender)
            same = talk.by_msgid.get(entry.msgid) if talk is not None else None
            if talk is not None and same is not None:
                self._model.remove_entry(talk, same)
            self._model.remove_entry(room, entry)

    def _tell_half(self, query: Query) -> None:
        if query.found:
            words = trn(
                "{n} message came from the other half of this chat.",
                "{n} messages came from the other half of this chat.",
                query.found,
            )
            self._model.add(query.conversation, EntryKind.INFO, "", words)

    def targets(self, batch: Batch) -> list[str]:
        """Who wrote to me while I was away, of those that I have no conversation with."""
        names = []
        latest = 0
        for message in batch.messages:
            if message.command != "CHATHISTORY" or message.param(0).upper() != "TARGETS":
                continue
            latest = max(latest, timestamps.parse(message.param(2)) or 0)
            name = message.param(1)
            if not name or self._model.isupport.is_channel(name) or self._model.is_me(name):
                continue
            if self._model.conversation(name) is None:
                names.append(name)
        if len(batch.messages) >= self._limit and latest > self._targets_after:
            # There may be more, in the last one's millisecond too, unless all of these are of it.
            again = latest - 1
            self._ask_targets(again if again > self._targets_after else latest)
        return names


def _unread(conversation: Conversation, query: Query | None) -> datetime | None:
    """After which moment a page's messages are unread; None: none of them is."""
    if query is None or query.kind is QueryKind.BEFORE:
        return None
    if query.of_half is not None:
        # However far I have read: of the other half it was nothing.
        return min(query.of_half, conversation.read_until or _LONG_AGO)
    if query.kind is QueryKind.LATEST:
        return conversation.read_until
    return conversation.read_until or _LONG_AGO


def _count_later(entries: list[Entry], moment: datetime | None) -> int:
    """What others have said later than that; 0 where there is no such moment."""
    if moment is None:
        return 0
    return sum(one.kind in SPOKEN and not one.own and one.time > moment for one in entries)


def _moment_before(anchor: str) -> int:
    """A moment after which is all that comes after an anchor of a host of ours, in milliseconds
    since 1970; 0 for none."""
    kind, value = references.parse(anchor)
    if kind == references.TIMESTAMP:
        return timestamps.parse(value) or 0
    return max(0, moment_of(value) - 1)


def _of_moment(milliseconds: int) -> datetime:
    return timestamps.when(milliseconds)
