"""What each event of the session means for the conversation's page.

A handler only marks what is to be drawn anew (`ChatPage.mark`); the timeline alone is told at once.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from desktopchat.client import model, running

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_NOTICES = 6  # lines of the host's answers that are shown above the composer


def handle(page: "ChatPage", events: Iterable[object]) -> None:
    """Take in what changed."""
    for event in events:
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(page, event)


def _added(page: "ChatPage", event: model.EntryAdded) -> None:
    if event.entry.kind is model.EntryKind.MODE and "b" in event.entry.text.partition(" ")[0]:
        page.menus.learn_mutes(event.conversation, again=True)
    if event.conversation is page.active:
        page.timeline.added(event.entry)
        page.new_line.added(event.conversation, event.entry)
        page.mark("welcome")
    page.mark("side")


def _inserted(page: "ChatPage", event: model.EntriesInserted) -> None:
    if event.conversation is page.active:
        page.timeline.inserted(event.entries)
        page.new_line.came(event.entries)
        page.mark("welcome")
    page.mark("side")


def _older(page: "ChatPage", event: model.HistoryChanged) -> None:
    if event.conversation is page.active:
        page.mark("older")  # not now: the timeline has still to be told of the new entries


def _typing(page: "ChatPage", _event: model.TypingChanged) -> None:
    page.typists.look()


def _changed(page: "ChatPage", event: model.EntryChanged) -> None:
    page.acts.entry_changed(event.entry)
    if event.conversation is page.active:
        page.timeline.changed(event.entry)


def _removed(page: "ChatPage", event: model.EntryRemoved) -> None:
    if event.conversation is page.active:
        page.timeline.removed(event.entry)
        page.mark("welcome")


def _phase(page: "ChatPage", event: model.PhaseChanged) -> None:
    page.notice = ""
    if event.phase is model.Phase.ONLINE:
        page.searching.connected()
    page.profiles.draw()
    page.mark("side", "status", "people", "header")


def _conversation(page: "ChatPage", event: model.ConversationAdded) -> None:
    conversation = event.conversation
    wanted = page.session.model.fold(page.actions.going_to) if page.actions.going_to else ""
    if page.active is None or conversation.key == wanted:
        page.actions.going_to = ""
        page.open(conversation)
    page.mark("side")


def _gone(page: "ChatPage", event: model.ConversationRemoved) -> None:
    if event.conversation is page.active:
        page.active = page.session.model.active = None
        left = page.listed()
        if left:
            page.open(left[0])
        else:
            page.timeline.show(None)
            page.composer.show(None)
            page.columns.lay_out()
            page.mark("people", "header", "welcome")
    page.mark("side")


def _members(page: "ChatPage", event: model.MembersChanged) -> None:
    conversation = event.conversation
    wanted = page.session.model.fold(page.actions.going_to) if page.actions.going_to else ""
    if conversation.key == wanted and conversation.joined:
        page.actions.going_to = ""
        page.open(conversation)
    if conversation is page.active:
        page.mark("people", "header", "welcome")
    page.knocks.keep(page.doors.still_asked)
    page.menus.learn_mutes(conversation)
    page.mark("side")


def _topic(page: "ChatPage", event: model.TopicChanged) -> None:
    if event.conversation is page.active:
        page.mark("header")


def _unread(page: "ChatPage", _event: model.UnreadChanged) -> None:
    page.mark("side")


def _read(page: "ChatPage", event: model.ReadMarkerChanged) -> None:
    if event.elsewhere and event.conversation is page.active:
        page.new_line.read_elsewhere(event.conversation)


def _nick(page: "ChatPage", event: model.NickChanged) -> None:
    fold = page.session.model.fold
    page.composer.renamed(fold(event.old), fold(event.new))
    page.typists.look()
    page.mark("side", "people", "header", "welcome", "typing")
    if page.active is not None:
        page.sidebar.list.select(page.active.key)


def _person(page: "ChatPage", event: model.PersonChanged) -> None:
    alike = page.session.model.fold(event.person.nick) in page.marked
    if alike != bool(event.person.lookalike_of):
        page.marked ^= {page.session.model.fold(event.person.nick)}
        page.timeline.names_changed()  # what they said before they were found out
    page.profiles.changed(event.person.nick)
    page.mark("side", "people", "header")


def _rooms(page: "ChatPage", _event: model.RoomListChanged) -> None:
    rooms = page.actions.rooms
    if rooms is not None and rooms.winfo_exists():
        rooms.show(page.session.rooms.listed)


def _search(page: "ChatPage", event: model.SearchFound) -> None:
    page.searching.found(event)


def _token(page: "ChatPage", event: model.FileToken) -> None:
    page.sharing.took(event)


def _notice(page: "ChatPage", event: model.NoticeShown) -> None:
    said = page.composer.said.splitlines()[1 - _NOTICES :]
    page.composer.say("\n".join([*said, event.text]), wrong=False)


def _list(page: "ChatPage", event: running.BanList) -> None:
    page.menus.list_came(event)


def _knock(page: "ChatPage", event: running.KnockReceived) -> None:
    page.doors.knocked(event)


def _invited(page: "ChatPage", event: running.Invited) -> None:
    page.doors.invited(event)


def _refused(page: "ChatPage", event: running.JoinRefused) -> None:
    page.doors.refused(event)
    page.mark("header")


def _renamed(page: "ChatPage", event: running.RoomRenamed) -> None:
    page.composer.renamed(event.old, event.conversation.key)
    page.mark("side", "header", "welcome")
    if page.active is event.conversation:
        page.composer.show(page.active)
        page.sidebar.list.select(page.active.key)


def _runs(page: "ChatPage", _event: running.RunsHostChanged) -> None:
    page.mark("header")
    page.hosting.allow(page.session.admin.runs_host)


def _host_people(page: "ChatPage", event: running.HostPeople) -> None:
    panel = page.actions.host_panel
    if panel is not None and panel.winfo_exists():
        panel.show_people(event.rows)


def _host_bans(page: "ChatPage", event: running.HostBans) -> None:
    panel = page.actions.host_panel
    if panel is not None and panel.winfo_exists():
        panel.show_bans(event.rows)


_HANDLERS: dict[type, Callable[["ChatPage", Any], None]] = {
    model.PhaseChanged: _phase,
    model.ConversationAdded: _conversation,
    model.ConversationRemoved: _gone,
    model.EntryAdded: _added,
    model.EntriesInserted: _inserted,
    model.EntryChanged: _changed,
    model.TypingChanged: _typing,
    model.HistoryChanged: _older,
    model.EntryRemoved: _removed,
    model.MembersChanged: _members,
    model.TopicChanged: _topic,
    model.UnreadChanged: _unread,
    model.ReadMarkerChanged: _read,
    model.NickChanged: _nick,
    model.PersonChanged: _person,
    model.RoomListChanged: _rooms,
    model.FileToken: _token,
    model.NoticeShown: _notice,
    model.SearchFound: _search,
    running.BanList: _list,
    running.KnockReceived: _knock,
    running.Invited: _invited,
    running.JoinRefused: _refused,
    running.RoomRenamed: _renamed,
    running.RunsHostChanged: _runs,
    running.HostPeople: _host_people,
    running.HostBans: _host_bans,
}
