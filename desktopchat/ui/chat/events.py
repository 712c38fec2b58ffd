"""What each event of the session means for the page: what is to be drawn anew, at its next drawing,
and what its parts are told at once. Features and sheets listen for themselves (`Listeners`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, assert_never

from desktopchat.client import model
from desktopchat.client.model import administration

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_NOTICES = 6  # lines of the host's answers that are shown above the composer

_SIDE = ("side",)
_HEADER = ("header",)
_PEOPLE = ("side", "people", "header")

Touched = tuple[tuple[str, ...], tuple[str, ...]]
"""Parts to draw anew, and those only where the event's conversation is the one that is open."""


def handle(page: ChatPage, events: Iterable[model.Event]) -> None:
    """Take in what changed."""
    for event in events:
        always, here = touched(event)
        page.mark(*always)
        if here and getattr(event, "conversation", None) is page.active:
            page.mark(*here)
        page.context.listeners.tell(event)


def touched(event: model.Event) -> Touched:
    """What to draw anew. Every kind of event is named: one that was forgotten is a type error."""
    match event:
        case model.EntryAdded() | model.EntriesInserted():
            return _SIDE, ("welcome",)
        case model.EntryRemoved():
            return (), ("welcome",)
        case model.HistoryChanged():
            return (), ("older",)
        case model.MembersChanged():
            return _SIDE, ("people", "header", "welcome")
        case model.UnreadChanged() | model.ConversationAdded() | model.ConversationRemoved():
            return _SIDE, ()
        case model.TopicChanged() | administration.JoinRefused() | administration.RunsHostChanged():
            return _HEADER, ()
        case model.PersonChanged():
            return _PEOPLE, ()
        case model.PhaseChanged():
            return (*_PEOPLE, "status"), ()
        case administration.RoomRenamed():
            return ("side", "header", "welcome"), ()
        case model.NickChanged():
            return (*_PEOPLE, "welcome", "typing"), ()
        case (
            # those who listen draw by themselves
            model.EntryChanged()
            | model.ReadMarkerChanged()
            | model.TypingChanged()
            | model.NoticeShown()
            | model.SearchFound()
            | model.FileToken()
            | model.RoomListChanged()
            | administration.BanList()
            | administration.KnockReceived()
            | administration.Invited()
            | administration.HostPeople()
            | administration.HostBans()
            # only the command line asks
            | administration.AuditArrived()
            | administration.RoomLookedUp()
            | administration.RoomLedOn()
        ):
            return (), ()
    assert_never(event)


class Parts:
    """Tells the timeline, the composer and the list of rooms what they show otherwise from now on;
    before all features, which find them as they are then."""

    def __init__(self, page: ChatPage) -> None:
        self._page = page
        listen = page.context.listeners.listen
        listen(model.EntryAdded, self._added)
        listen(model.EntriesInserted, self._inserted)
        listen(model.EntryChanged, self._changed)
        listen(model.EntryRemoved, self._removed)
        listen(model.PersonChanged, self._person_changed)
        listen(model.NickChanged, self._nick_changed)
        listen(model.ConversationRemoved, self._conversation_removed)
        listen(model.PhaseChanged, self._phase_changed)
        listen(model.NoticeShown, self._notice_shown)
        listen(administration.RoomRenamed, self._room_renamed)

    def _added(self, event: model.EntryAdded) -> None:
        if event.conversation is self._page.active:
            self._page.timeline.added(event.entry)

    def _inserted(self, event: model.EntriesInserted) -> None:
        if event.conversation is self._page.active:
            self._page.timeline.inserted(event.entries)

    def _changed(self, event: model.EntryChanged) -> None:
        if event.conversation is self._page.active:
            self._page.timeline.changed(event.entry)

    def _removed(self, event: model.EntryRemoved) -> None:
        if event.conversation is self._page.active:
            self._page.timeline.removed(event.entry)

    def _person_changed(self, event: model.PersonChanged) -> None:
        page = self._page
        key = page.session.model.fold(event.person.nick)
        if (key in page.marked) != bool(event.person.lookalike_of):
            page.marked ^= {key}
            page.timeline.names_changed()  # what they said before they were found out

    def _nick_changed(self, event: model.NickChanged) -> None:
        page, fold = self._page, self._page.session.model.fold
        page.composer.renamed(fold(event.old), fold(event.new))
        if page.active is not None:
            page.sidebar.list.select(page.active.key)

    def _room_renamed(self, event: administration.RoomRenamed) -> None:
        page = self._page
        page.composer.renamed(event.old, event.conversation.key)
        if page.active is event.conversation:
            page.composer.show(page.active)
            page.sidebar.list.select(page.active.key)

    def _conversation_removed(self, event: model.ConversationRemoved) -> None:
        page = self._page
        if event.conversation is not page.active:
            return
        page.context.active = page.session.model.active = None
        left = page.listed()
        if left:
            page.open(left[0])
            return
        page.timeline.show(None)
        page.composer.show(None)
        page.columns.lay_out()
        page.mark("people", "header", "welcome")

    def _phase_changed(self, _event: model.PhaseChanged) -> None:
        self._page.notice = ""

    def _notice_shown(self, event: model.NoticeShown) -> None:
        composer = self._page.composer
        said = composer.said.splitlines()[1 - _NOTICES :]
        composer.say("\n".join([*said, event.text]), wrong=False)
