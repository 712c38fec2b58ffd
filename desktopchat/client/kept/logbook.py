"""A session's memory: what was seen is kept on disk and is there again at the next start.

The disk is `LogbookStore`'s, in a thread; here are the rules, all in the session's thread. `note`
gets the events that the owner gets, and writes what they mean; the session itself tells the rest
(`Keeping`). A message of mine is shown and sent when it is on the disk, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING

from desktopchat.client import model
from desktopchat.client.kept.entries import (
    DEED,
    deed_of,
    entry_of,
    kept_deed,
    kept_of,
    millis,
    moment,
)
from desktopchat.client.kept.search import KeptSearch
from desktopchat.client.model import (
    SPOKEN,
    Conversation,
    ConversationKind,
    Deed,
    Delivery,
    Entry,
    EntryKind,
    KeptAt,
    changes,
)
from desktopchat.client.model.administration import RoomRenamed
from desktopchat.client.model.keeping import Keeping, Seeker
from desktopchat.client.session.outbox import NOT_IN_ROOM
from desktopchat.irc import references
from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.irc.message import Message
from desktopchat.store.events import Write
from desktopchat.store.person.earlier_books import EarlierBooks
from desktopchat.store.person.logbook import (
    SCRUB,
    KeptConversation,
    KeptEntry,
    KeptMessage,
    OpenedLogbook,
    Page,
    Pages,
    move_conversation,
    remove_entry,
    remove_message,
    write_conversation,
    write_entry,
    write_fate,
    write_host,
    write_message,
    write_name,
    write_words,
)
from desktopchat.store.person.logbook_store import LogbookStore, first_page
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.client.session import Session

_PAGE = 100  # entries read at a time
_CLOSE_WITHIN = 3.0  # seconds


class Logbook(Keeping):
    """The owner calls `take`, `note` and `flush` at each turn, and `close` at the end.

    ready: what was kept is in the session now. has_any: there was something.
    """

    def __init__(self, session: Session, path: Path, earlier: EarlierBooks | None = None) -> None:
        self.ready = False
        self.has_any = False
        self._session = session
        self._writes: list[Write] = []
        self._rows: dict[str, KeptConversation] = {}
        """By key, as they are in the file."""
        self._host: dict[str, str] = {}
        """As it is in the file."""
        self._pages: dict[str, Page] = {}
        """Read at the start, for conversations that are about to be opened."""
        self._changing: dict[tuple[str, str], list[Message]] = {}
        """By key and msgid: what is to be done to an entry that is being read."""
        self.trouble = ""
        session.model.book = self
        self._store = LogbookStore(path, self._opened, self._troubled, earlier)

    # what the owner does

    def take(self) -> None:
        """Take in what the disk has done."""
        while True:
            try:
                done = self._store.results.get_nowait()
            except Empty:
                return
            done()

    def note(self, events: Iterable[model.Event]) -> None:
        """Keep what these events mean."""
        for event in events:
            match event:
                case model.EntryAdded(conversation, entry):
                    self._seen(conversation, entry, new=True)
                case model.EntriesInserted(conversation, entries, from_disk=False):
                    for entry in entries:
                        self._seen(conversation, entry, new=True)
                case model.EntryChanged(conversation, entry):
                    self._seen(conversation, entry, new=False)
                case model.EntryRemoved(conversation, entry):
                    if entry.msgid and conversation.kept is not None:
                        self._writes.append(remove_entry(conversation.kept.key, entry.msgid))
                case model.ConversationRemoved(conversation):
                    self._closed(conversation)
                case model.NickChanged() | RoomRenamed():
                    for conversation in self._session.model.conversations.values():
                        self._moved(conversation)
                case (
                    model.ConversationAdded(conversation)
                    | model.MembersChanged(conversation)
                    | model.ReadMarkerChanged(conversation)
                    | model.HistoryChanged(conversation)
                ):
                    self._row(conversation)

    def flush(self) -> None:
        """Hand what is to be written to the disk."""
        if self._writes:
            writes, self._writes = self._writes, []
            self._store.write(writes)

    def close(self) -> None:
        """End, when all is written."""
        self.flush()
        self._store.close(_CLOSE_WITHIN)
        for conversation in self._session.model.conversations.values():
            conversation.kept = None
        self._session.model.book = Keeping()

    # the beginning

    def _opened(self, kept: OpenedLogbook) -> None:
        session = self._session
        self.ready = True
        if kept.problem:
            self.trouble = kept.problem
            session.model.notice(
                tr(
                    "What is said here can't be kept on this computer. {problem}",
                    problem=kept.problem,
                )
            )
        if kept.aside is not None:
            session.model.notice(
                tr(
                    "The file with what you saw and wrote here was damaged. A new one is begun;"
                    " the old one is kept as {aside}.",
                    aside=kept.aside,
                )
            )
        for nick, name in kept.names:
            session.model.names.keep(nick, name)
        self._host = kept.host
        session.wire.resume(kept.host)
        self._rows = {row.key: row for row in kept.conversations}
        self._pages = kept.pages
        self.has_any = bool(kept.conversations)
        wanted = {_key(name) for name, _ in session.rooms.wanted.values()}
        for row in kept.conversations:
            if row.open or row.key in wanted:
                self._reopen(row.name, row.room)
                if row.wanted:
                    session.rooms.wanted.setdefault(
                        session.model.fold(row.name), (row.name, row.password)
                    )
        for message in kept.messages:
            if message.kind == DEED:
                conversation = self._reopen(message.name, message.room)
                session.deeds.take_on(deed_of(message, conversation))
            else:
                self._waits_still(message)
        self._pages.clear()

    def _reopen(self, name: str, room: bool) -> Conversation:
        return self._session.model.room(name) if room else self._session.open_direct(name)

    def opened(self, conversation: Conversation) -> None:
        key = _key(conversation.name)
        conversation.kept = KeptAt(key)
        row = self._rows.get(key)
        if row is None:
            return
        conversation.draft = row.draft
        if row.read_until:
            conversation.read_until = moment(row.read_until)
        conversation.has_older = row.has_older
        anchor = row.anchor or (references.to_message(row.newest) if row.newest else "")
        self._session.history.resume(conversation, anchor, host_has=row.has_older)
        page = self._pages.pop(key, None)
        if page is not None:
            self._fill(conversation, page, conversation.read_until)
        else:
            self._store.read(
                lambda pages: first_page(pages, row), partial(self._came, conversation)
            )

    def _came(self, conversation: Conversation, page: Page | None) -> None:
        if page is not None and conversation.kept is not None:
            self._fill(conversation, page, conversation.read_until)

    def _fill(
        self, conversation: Conversation, page: Page, unread_after: datetime | None = None
    ) -> None:
        """Put in what was kept. unread_after: what is later is unread; None for nothing."""
        session = self._session
        entries = [entry_of(kept) for kept in page.entries]
        for entry in entries:
            if session.model.clock.hear(entry.time):
                session.registration.resumed = True
        fresh = session.model.insert(
            conversation, entries, unread_after=unread_after, from_disk=True
        )
        changes.apply_waiting(session.model, conversation, fresh)
        if conversation.kept is not None:
            conversation.kept.cursor = page.cursor
        if page.cursor is not None:
            conversation.has_older = True

    def _waits_still(self, message: KeptMessage) -> None:
        """A message of mine of an earlier run, whose end is not known."""
        session, outbox = self._session, self._session.delivery.outbox
        conversation = self._reopen(message.name, message.room)
        entry = Entry(
            0,
            EntryKind[message.kind],
            moment(message.moment),
            session.model.nick,
            message.text,
            own=True,
            delivery=Delivery.WAITING,
            failure=message.failure,
            label=message.label,
            reply_to=message.reply_to,
        )
        outbox.tried.add(entry.label)  # a host that knows it again is to say so
        if not message.tried:
            outbox.unmarked.add(entry.label)
        if message.room and conversation.key not in session.rooms.wanted:
            entry.failure = entry.failure or NOT_IN_ROOM  # I left it before this went out
        if entry.failure:
            entry.delivery = Delivery.FAILED
        elif message.tried:
            entry.delivery = Delivery.SENDING
            outbox.unsure[entry.label] = (conversation, entry)
        else:
            outbox.wait(conversation, entry)
        if entry.delivery is Delivery.FAILED:
            session.model.insert(conversation, [entry], unread_after=None)
        else:
            session.model.append(conversation, entry)

    # conversations

    def _row(self, conversation: Conversation) -> None:
        """Keep how a conversation is, if that has changed."""
        kept, session = conversation.kept, self._session
        if kept is None or session.model.conversations.get(conversation.key) is not conversation:
            return
        _, password = session.rooms.wanted.get(conversation.key, ("", ""))
        self._keep_row(
            KeptConversation(
                kept.key,
                conversation.name,
                conversation.kind is ConversationKind.ROOM,
                True,
                conversation.key in session.rooms.wanted,
                password,
                conversation.draft,
                millis(conversation.read_until) if conversation.read_until else 0,
                kept.anchor,
                conversation.past.host_has,
            )
        )

    def _keep_row(self, row: KeptConversation) -> None:
        known = self._rows.get(row.key)
        row.newest = known.newest if known is not None else ""
        if row != known:
            self._rows[row.key] = row
            self._writes.append(write_conversation(row))

    def _closed(self, conversation: Conversation) -> None:
        kept, conversation.kept = conversation.kept, None
        row = self._rows.get(kept.key) if kept is not None else None
        if row is not None:
            newest = next((e.msgid for e in reversed(conversation.entries) if e.msgid), "")
            row.open, row.newest = False, newest or row.newest
            self._writes.append(write_conversation(row))

    def _moved(self, conversation: Conversation) -> None:
        """It may have another name."""
        kept, new = conversation.kept, _key(conversation.name)
        if kept is None or kept.key == new:
            return
        old, kept.key = kept.key, new
        self._writes += move_conversation(old, new)
        self._rows.pop(old, None)
        self._rows.pop(new, None)
        self._row(conversation)

    def host_is(self, told: dict[str, str]) -> None:
        for name, value in told.items():
            if self._host.get(name) != value:
                self._host[name] = value
                self._writes.append(write_host(name, value))

    def named(self, nick: str, name: str) -> None:
        self._writes += write_name(nick, name)

    def drafted(self, conversation: Conversation) -> None:
        self._row(conversation)

    def anchor(self, conversation: Conversation, reference: str) -> None:
        if conversation.kept is not None:
            conversation.kept.anchor = reference
        self._row(conversation)

    # what was seen

    def _seen(self, conversation: Conversation, entry: Entry, *, new: bool) -> None:
        """An entry that the host has a name for is kept as it stands; another one once, when its
        end is known."""
        known = entry.delivery in (Delivery.RECEIVED, Delivery.SENT)
        if entry.msgid or (new and known and entry.kind in SPOKEN):
            self.saw(conversation, entry)

    def saw(self, conversation: Conversation, entry: Entry) -> None:
        if conversation.kept is not None:
            self._keep_entry(conversation.kept.key, entry)

    def _keep_entry(self, key: str, entry: Entry) -> None:
        self._writes.append(write_entry(key, kept_of(entry)))
        if entry.redacted:
            self._writes.append(SCRUB)

    def change(self, conversation: Conversation, msgid: str, message: Message) -> None:
        if conversation.kept is None or conversation.kept.cursor is None:
            return  # all that is kept of it is here
        key = conversation.kept.key
        waiting = self._changing.get((key, msgid))
        if waiting is not None:
            waiting.append(message)
            return
        self._changing[key, msgid] = [message]

        def found(kept: KeptEntry | None) -> None:
            messages = self._changing.pop((key, msgid))
            if kept is not None and msgid not in conversation.by_msgid:
                entry = entry_of(kept)
                done = [changes.change(self._session.model, entry, one) for one in messages]
                if any(done):
                    self._keep_entry(key, entry)

        self.flush()  # what is read is to be as it stands
        self._store.read(lambda pages: pages.by_msgid(key, msgid), found)

    def older(self, conversation: Conversation) -> bool:
        if conversation.kept is None or conversation.kept.cursor is None:
            return False
        key, cursor = conversation.kept.key, conversation.kept.cursor

        def read(pages: Pages) -> Page:
            return pages.before(key, cursor, _PAGE)

        def came(page: Page | None) -> None:
            kept = conversation.kept
            if kept is None:
                return
            if page is not None:
                self._fill(conversation, page)
            else:
                kept.cursor = None
            self._session.history.kept_came(
                conversation,
                found=bool(page and page.entries),
                more=kept.cursor is not None,
            )

        self._store.read(read, came)
        return True

    def search(self, where: Conversation | None, seeker: Seeker) -> bool:
        names = {row.key: row.name for row in self._rows.values()}
        if where is not None:
            key = _kept_key(where)
            names = {key: where.name} if key in names else {}
        if names:
            KeptSearch(self._store.read, names, seeker)
        return bool(names)

    # what is mine and on its way

    def keep(
        self,
        conversation: Conversation,
        entries: Sequence[Entry],
        *,
        now: bool,
        then: Callable[[], object],
    ) -> None:
        conversation.draft = ""
        self._row(conversation)
        key = _kept_key(conversation)
        room = conversation.kind is ConversationKind.ROOM
        for entry in entries:
            if not now:
                self._session.delivery.outbox.unmarked.add(entry.label)
            kept = KeptMessage(
                entry.label, key, room, conversation.name, millis(entry.time), entry.kind.name,
                entry.text, entry.reply_to, now, "",
            )  # fmt: skip
            self._writes.append(write_message(kept, self._store.window))
        self._go_on(then)

    def keep_deed(self, deed: Deed, then: Callable[[], object]) -> None:
        kept = kept_deed(deed, _kept_key(deed.conversation))
        self._writes.append(write_message(kept, self._store.window))
        self._go_on(then)

    def mark_tried(self, entries: Sequence[Entry], then: Callable[[], object]) -> None:
        for entry in entries:
            self._session.delivery.outbox.unmarked.discard(entry.label)
            self._writes.append(write_fate(entry.label, tried=True, failure=""))
        self._go_on(then)

    def _go_on(self, then: Callable[[], object]) -> None:
        writes, self._writes = self._writes, []
        self._store.write(writes, then)

    def _troubled(self, wrong: str) -> None:
        """Nothing can be kept, which is said once: it goes on without. Or it can be again."""
        if wrong and not self.trouble:
            self._session.model.notice(
                tr(
                    "What you write and see can't be kept on this computer just now. {wrong}",
                    wrong=wrong,
                )
            )
        self.trouble = wrong

    def fate(self, entry: Entry, *, tried: bool) -> None:
        if entry.delivery is not Delivery.FAILED and not tried:
            self._session.delivery.outbox.unmarked.add(entry.label)
        self._writes.append(write_fate(entry.label, tried=tried, failure=entry.failure))

    def reworded(self, entry: Entry) -> None:
        self._writes.append(write_words(entry.label, entry.text))

    def landed(self, label: str) -> None:
        if label:
            self._writes.append(remove_message(label))


def _kept_key(conversation: Conversation) -> str:
    """The key under which it is kept, or would be."""
    return conversation.kept.key if conversation.kept is not None else _key(conversation.name)


def _key(name: str) -> str:
    """A conversation's name folded in one way, whatever the host's is."""
    return fold(name, UNICODE)
