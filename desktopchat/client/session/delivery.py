"""What I say, from the key press to its end: written down, sent, confirmed or failed.

`Outbox` keeps the books; this sends, and marks each entry as its end is known.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby

from desktopchat.client.model import (
    ON_ITS_WAY,
    Conversation,
    ConversationKind,
    Deed,
    Delivery,
    Entry,
    EntryKind,
)
from desktopchat.client.model.entries import is_misplaced
from desktopchat.client.model.model import Model
from desktopchat.client.session import multiline
from desktopchat.client.session.deeds import Deeds
from desktopchat.client.session.lines import NO_LINES, Lines
from desktopchat.client.session.outbox import NOT_IN_ROOM, Outbox, Request
from desktopchat.client.session.rooms import Rooms
from desktopchat.client.session.typing import Typing
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc import tags as names
from desktopchat.irc.text import CTCP, ctcp, split_text
from desktopchat.words import tr, tr_noop

BROKEN = tr_noop(
    "The connection broke, and it is not sure whether this arrived. Send it again if the others "
    "don't have it."
)

_COME_BACK_WITHIN = timedelta(seconds=60)


class MessageDelivery:
    """Brings messages of mine to the host. model: where they stand. wire: what they go out on.

    lines: how they are written. deeds: what else of mine is on its way. rooms: which I come back
    to, so that a message may wait. typing: is over when something is said.
    """

    def __init__(
        self, model: Model, wire: Wire, lines: Lines, deeds: Deeds, rooms: Rooms, typing: Typing
    ) -> None:
        self._model, self._wire, self._rooms, self._typing = model, wire, rooms, typing
        self._lines, self._deeds = lines, deeds
        self.outbox = Outbox()
        self._were_here: set[str] = set()
        """The keys of those who were here when the connection broke, or for whom something of mine
        waited since: they come back as I do."""
        self._expected_until: datetime | None = None
        self._expecting: list[Conversation] = []
        """With those of them whom something of mine waits for, who are not here yet."""

    # what I say

    def say(
        self, conversation: Conversation, text: str, *, reply_to: Entry | None = None
    ) -> list[Entry]:
        """Write to a conversation, perhaps in answer to an entry of it.

        A text of several lines, or too long for one, is one entry where the host has
        draft/multiline, else several. They are in the conversation as soon as they are kept.
        """
        return self._say(conversation, EntryKind.MESSAGE, text, reply_to)

    def act(self, conversation: Conversation, text: str) -> list[Entry]:
        """Say what I do: "waves" is shown as "Ada waves"."""
        return self._say(conversation, EntryKind.ACTION, text, None)

    def _say(
        self, conversation: Conversation, kind: EntryKind, text: str, reply_to: Entry | None
    ) -> list[Entry]:
        if conversation.kind is ConversationKind.CONSOLE:
            self._model.notice(tr("Here the host speaks. Write in a room or to a person."))
            return []
        text = text.replace(CTCP, "").encode("utf-8", "replace").decode()
        room = self._lines.room(conversation)
        if kind is EntryKind.ACTION:
            room -= len(ctcp("ACTION", " ")) - 1
            pieces = split_text(text, room)
        else:
            pieces = multiline.messages(text, room, self._lines.limits)
        entries = [
            Entry(
                0,
                kind,
                self._model.clock.now(),
                self._model.nick,
                piece,
                own=True,
                delivery=Delivery.SENDING,
                label=self._wire.new_label(),
                reply_to=reply_to.msgid if reply_to is not None else "",
            )
            for piece in pieces
            if piece.strip()
        ]

        self._typing.said(conversation)

        def kept() -> None:
            for entry in entries:
                self._model.append(conversation, entry)
            self._dispatch_own(conversation, entries)

        self._model.book.keep(conversation, entries, now=self._goes_now(conversation), then=kept)
        return entries

    def resend(self, conversation: Conversation, entry: Entry) -> None:
        """Try again to send what failed; it keeps its place and its label."""
        if entry.delivery is Delivery.FAILED:
            # Under its label: a host that has it already knows it by that.
            entry.delivery, entry.failure = Delivery.SENDING, ""
            self._model.book.fate(entry, tried=entry.label in self.outbox.tried)
            self._model.changed(conversation, entry)
            self._dispatch_own(conversation, [entry])

    def discard(self, conversation: Conversation, entry: Entry) -> None:
        """Take away a message of mine that failed or still waits."""
        waits = entry.label in self.outbox.waiting
        if entry.own and (entry.delivery is Delivery.FAILED or waits):
            self.outbox.land(entry)
            self._model.book.landed(entry.label)
            self._model.remove_entry(conversation, entry)

    def may_reword(self, entry: Entry) -> bool:
        """Whether it still waits, and nobody has it yet."""
        box = self.outbox
        new = entry.label not in box.tried or entry.label in box.unmarked
        return new and entry.label in box.waiting

    def reword(self, conversation: Conversation, entry: Entry, text: str) -> None:
        """Give a message that still waits other words."""
        entry.text = text
        self._model.book.reworded(entry)
        self._model.changed(conversation, entry)

    def forget(self, conversation: Conversation) -> None:
        """The conversation was closed: what did not go out of it is not sent any more."""
        self.outbox.forget(conversation)
        self._expecting = [one for one in self._expecting if one is not conversation]
        self._deeds.forget(conversation)
        for entry in conversation.entries:
            if entry.label and entry.delivery in (*ON_ITS_WAY, Delivery.FAILED):
                self._model.book.landed(entry.label)

    def _goes_now(self, conversation: Conversation) -> bool:
        """Whether what is written there goes out at once."""
        return self._wire.online and conversation.joined and not self._must_wait(conversation)

    def _dispatch_own(self, conversation: Conversation, entries: list[Entry]) -> None:
        """Send, let wait or refuse, as things stand with the conversation."""
        if self._goes_now(conversation):
            self._transmit(conversation, entries)
        elif (
            conversation.kind is ConversationKind.ROOM
            and not conversation.joined
            and not self._rooms.comes_back(conversation)
        ):
            for entry in entries:
                self.fail(conversation, entry, NOT_IN_ROOM)
        else:
            for entry in entries:
                self.outbox.wait(conversation, entry)
                entry.delivery = Delivery.WAITING
                self._model.changed(conversation, entry)

    def _must_wait(self, conversation: Conversation) -> bool:
        """Whether what is written there now has to wait for what is older."""
        older = conversation in self._expecting or self.outbox.has_unsure(conversation)
        return older or conversation.past.missing > 0

    # what became of what I sent before the connection broke

    def broken(self, *, has_log: bool) -> None:
        """The connection is gone. What I write from now on waits for the next one. has_log:
        whether the host has a log that shows what arrived."""
        self._deeds.broken()
        self._were_here = set(self._model.people)
        self._expecting.clear()
        findable = has_log or caps.RESEND in self._wire.caps.enabled
        for flight in self.outbox.break_off(keep=findable):
            self.fail_unsure(*flight)

    def arrived(self) -> None:
        """The host let me in. Whoever was here before may need a moment longer."""
        self._were_here |= self.outbox.awaited
        self._expected_until = self._model.clock.now() + _COME_BACK_WITHIN

    def expect(self, conversation: Conversation, label: str) -> bool:
        """The host says that they are not here whom something of mine is for, which went out under
        that label. If they are expected back it waits for them; False where not."""
        until = self._expected_until
        if until is None or self._model.clock.now() >= until:
            return False
        if conversation.key not in self._were_here:
            return False
        flight = self.outbox.in_flight.get(label)
        if flight is not None:
            self.outbox.back(*flight)
        elif not self._deeds.back(label):
            return False
        self._wire.requests.pop(label, None)
        if conversation not in self._expecting:
            self._expecting.append(conversation)
        return True

    def try_expected(self) -> None:
        """Those who are expected may be here by now: send them again what waits."""
        expecting, self._expecting = self._expecting, []
        for conversation in expecting:
            if not conversation.past.missing:
                self.caught_up(conversation)

    def adopt(self, conversation: Conversation, found: Entry) -> Entry:
        """The host's log has a message of mine. If it is one whose end was not known, that one
        takes the place of `found`; gives the one that counts. A host with desktopchat/resend is
        asked all the same, for another device of mine may have said the same words."""
        entry = self.outbox.unsure_like(conversation, found)
        if entry is None:
            return found
        self._model.remove_entry(conversation, entry)
        entry.msgid, entry.time = found.msgid, found.time
        entry.sender, entry.account = found.sender, found.account
        if caps.RESEND not in self._wire.caps.enabled:
            self.outbox.land(entry)
            self._model.book.landed(entry.label)
            entry.delivery = Delivery.SENT
        return entry

    def caught_up(self, conversation: Conversation) -> None:
        """What was missed is known: send again what may be lost, then what waits, and in its turn
        what else I did."""
        unsure = self.outbox.take_unsure(conversation)
        if not self._sends_again:
            for entry in unsure:
                self.fail_unsure(conversation, entry)
            unsure = []
        messages: list[Entry | Deed] = [*unsure, *self.outbox.take_waiting(conversation)]
        mine = merge(messages, self._deeds.waiting(conversation), key=_made_at)
        for _, some in groupby(mine, type):
            run = list(some)
            self._transmit(conversation, [one for one in run if isinstance(one, Entry)])
            self._deeds.send([one for one in run if isinstance(one, Deed)])

    def fail_unsure(self, conversation: Conversation, entry: Entry) -> None:
        """Nobody can tell whether it arrived."""
        self.fail(conversation, entry, BROKEN)
        self.outbox.tried.add(entry.label)
        self._model.book.fate(entry, tried=True)

    @property
    def _sends_again(self) -> bool:
        """Whether the host knows again what it has already."""
        return {caps.RESEND, caps.LABELED_RESPONSE} <= self._wire.caps.enabled

    def _transmit(self, conversation: Conversation, entries: list[Entry]) -> None:
        unmarked = [entry for entry in entries if entry.label in self.outbox.unmarked]
        if unmarked and not self._sends_again:
            # Nobody but this program could tell after a crash that they may have gone out.
            self._model.book.mark_tried(unmarked, lambda: self._dispatch_own(conversation, entries))
            return  # what is typed meanwhile is kept after these, and goes out after them
        if unmarked:
            self._model.book.mark_tried(unmarked, lambda: None)
        labels = caps.LABELED_RESPONSE in self._wire.caps.enabled
        sent = False
        for entry in entries:
            tags = self._tags_of(entry)
            again = self._sends_again and entry.label in self.outbox.tried
            if again:
                tags[names.RESEND] = ""
            lines = [entry.text]
            is_message = entry.kind is EntryKind.MESSAGE
            if is_message and not self._lines.fit_one(conversation, entry.text):
                if self._lines.limits is None:
                    self.fail(conversation, entry, NO_LINES)
                    continue
                lines = []
            self.outbox.fly(conversation, entry)
            if entry.delivery is Delivery.WAITING:
                entry.delivery = Delivery.SENDING
                self._model.changed(conversation, entry)
            if labels:
                self._wire.requests[entry.label] = Request("PRIVMSG", conversation, entry)
            label = entry.label if labels else ""
            if lines:
                self.send_text(conversation, entry.kind, entry.text, label=label, tags=tags)
            else:
                self._lines.send_several(conversation, entry.text, label=label, tags=tags)
            sent = True
        if sent and not labels and caps.ECHO_MESSAGE not in self._wire.caps.enabled:
            self._wire.send("PING", self.outbox.probe(self._wire.new_label()))

    def _tags_of(self, entry: Entry) -> dict[str, str]:
        if entry.reply_to and caps.MESSAGE_TAGS in self._wire.caps.enabled:
            return names.reply_tags(entry.reply_to)
        return {}

    def send_text(
        self,
        conversation: Conversation,
        kind: EntryKind,
        text: str,
        *,
        label: str,
        tags: dict[str, str],
    ) -> None:
        """A message of one line."""
        words = ctcp("ACTION", text) if kind is EntryKind.ACTION else text
        self._wire.send("PRIVMSG", conversation.name, words, label=label, tags=tags)

    def confirm(
        self,
        conversation: Conversation,
        entry: Entry,
        *,
        text: str | None = None,
        msgid: str = "",
        time: datetime | None = None,
    ) -> None:
        """The host took a message of mine, and perhaps told its name, its time and its words."""
        label = entry.label
        self.outbox.land(entry)
        self._model.book.landed(label)
        if msgid and entry.msgid and entry.msgid != msgid:
            # The host's log had the same words from another device of mine.
            entry.delivery, entry.label = Delivery.SENT, ""
            self._model.changed(conversation, entry)
            mine = Entry(
                0,
                entry.kind,
                time or self._model.clock.now(),
                self._model.nick,
                entry.text if text is None else text,
                own=True,
                delivery=Delivery.SENT,
                msgid=msgid,
                label=label,
            )
            self._model.insert(conversation, [mine], unread_after=None)
            return
        known = conversation.by_msgid.get(msgid) if msgid else None
        if known is not None and known is not entry:  # it came back in the log, changed
            self._model.remove_entry(conversation, entry)
            entry.delivery = Delivery.SENT  # for who waits for it
            known.delivery, known.failure, known.own = Delivery.SENT, "", True
            self._model.changed(conversation, known)
            return
        entry.delivery, entry.failure = Delivery.SENT, ""
        self._model.name_entry(conversation, entry, msgid)
        entry.time = time or entry.time
        entry.sender = self._model.nick
        if not entry.edited:
            entry.text = entry.text if text is None else text
        if entry.msgid and is_misplaced(conversation, entry):
            # Others' words were under way meanwhile, or it had come to another half of the place.
            self._model.remove_entry(conversation, entry)
            self._model.insert(conversation, [entry], unread_after=None)
        self._model.changed(conversation, entry)
        if not entry.msgid:
            self._model.book.saw(conversation, entry)

    def finish(self, label: str) -> None:
        """All that answers a request was received."""
        request = self._wire.requests.pop(label, None)
        if request is None:
            return
        self._deeds.land(label)
        if request.entry is None or request.conversation is None:
            return
        if request.entry.delivery is Delivery.SENDING:
            self.confirm(request.conversation, request.entry)

    def fail(self, conversation: Conversation, entry: Entry, why: str) -> None:
        """A message of mine was not taken. `why`: plain words, and what to do."""
        self.outbox.land(entry)
        entry.delivery, entry.failure = Delivery.FAILED, why
        self._model.changed(conversation, entry)
        self._model.book.fate(entry, tried=False)

    def refused(self, room: str, why: str) -> None:
        """A room did not let me in: what waited for it is not sent."""
        conversation = self._model.conversation(room)
        if conversation is None:
            return
        for entry in self.outbox.take_unsure(conversation):
            self.fail_unsure(conversation, entry)
        for entry in self.outbox.take_waiting(conversation):
            self.fail(conversation, entry, why)
        self._deeds.refused(conversation)

    def fail_request(self, why: str) -> bool:
        """The message that the host is answering by its label was refused; False for none."""
        request = self._wire.request
        if request is None or request.entry is None or request.conversation is None:
            return False
        self.fail(request.conversation, request.entry, why)
        return True

    def fail_only_flight(self, why: str) -> bool:
        """A refusal that does not say of what: it is sure where one message alone is in flight."""
        flights = [flight for flight in self.outbox.in_flight.values() if flight is not None]
        if len(flights) != 1:
            return False
        self.fail(*flights[0], why)
        return True


def _made_at(one: Entry | Deed) -> datetime:
    return one.time
