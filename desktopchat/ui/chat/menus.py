"""The menus of people and conversations, and what they have to know for that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    EntryAdded,
    EntryKind,
    MembersChanged,
    Rank,
)
from desktopchat.client.model.administration import BanList, ListKind
from desktopchat.store.person.settings import NOTICES
from desktopchat.ui.chat import person_items
from desktopchat.ui.chat.choices import in_an_hour, tomorrow
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.navigation import Navigation
from desktopchat.ui.parts import menu
from desktopchat.words import tr


class Menus:
    """What a right click or the Menu key opens at the page's sides."""

    def __init__(self, context: Context, navigation: Navigation) -> None:
        self._context, self._navigation = context, navigation
        self._session = context.session
        self._muted: dict[str, set[str]] = {}  # by room: who is muted there, folded, as last told
        listen = context.listeners.listen
        listen(BanList, self._list_came)
        listen(EntryAdded, self._said)
        listen(MembersChanged, lambda event: self._learn_mutes(event.conversation))

    def _list_came(self, event: BanList) -> None:
        """The bans and mutes of a room are here."""
        if event.kind is not ListKind.BANS:
            return
        room = event.conversation
        fold = self._session.model.fold
        self._muted[room.key] = {fold(row.who) for row in event.rows if row.muted}

    def person_items(self, nick: str) -> list[menu.Item]:
        """What the menu of somebody in the open conversation offers."""
        conversation = self._context.active
        muted = self._muted.get(conversation.key, set()) if conversation is not None else set()
        return person_items.items(
            self._context, nick, muted=self._session.model.fold(nick) in muted
        )

    def person_menu(self, nick: str, x: int, y: int) -> None:
        """The menu of someone in the room."""
        self._post(self.person_items(nick), x, y)

    def _post(self, items: list[menu.Item], x: int, y: int) -> None:
        context = self._context
        menu.post(context.sheets.root, context.theme, items, x, y, context.focus)

    def _said(self, event: EntryAdded) -> None:
        entry = event.entry
        if entry.kind is EntryKind.MODE and "b" in entry.text.partition(" ")[0]:
            self._learn_mutes(event.conversation, again=True)

    def _learn_mutes(self, conversation: Conversation, *, again: bool = False) -> None:
        """Ask who is muted, where I may change that: menus then say what is right."""
        known = conversation.key in self._muted and not again
        if not known and self._context.rank(conversation) >= Rank.OPERATOR:
            self._muted.setdefault(conversation.key, set())
            self._session.moderation.ask_list(conversation)

    def _choice_items(self, conversation: Conversation) -> list[menu.Item]:
        choices = self._context.choices

        def then(act: Callable[[], None]) -> Callable[[], None]:
            def run() -> None:
                act()
                self._context.mark("side")

            return run

        favourite = choices.favourite(conversation)
        items: list[menu.Item] = [
            (
                tr("No longer a favourite") if favourite else tr("Favourite"),
                then(lambda: choices.favour(conversation, not favourite)),
            )
        ]
        chosen = choices.notices(conversation)
        items.append(
            menu.Group(
                tr("Tell me of"),
                [
                    (
                        tr(words) + (" ✓" if key == chosen else ""),
                        then(partial(choices.choose_notices, conversation, key)),
                    )
                    for key, words in NOTICES.items()
                    if conversation.kind is ConversationKind.ROOM or key in ("", "nothing")
                ],
            )
        )
        if choices.muted(conversation):
            items.append((tr("Unmute"), then(lambda: choices.unmute(conversation))))
            return items
        spans: list[menu.Item] = [
            (tr("For an hour"), then(lambda: choices.mute(conversation, in_an_hour()))),
            (tr("Until tomorrow"), then(lambda: choices.mute(conversation, tomorrow()))),
            (tr("Always"), then(lambda: choices.mute(conversation, None))),
        ]
        items.append(menu.Group(tr("Mute"), spans))
        return items

    def conversation_menu(self, key: str, x: int, y: int) -> None:
        """The menu of a conversation at the left."""
        conversation = self._session.model.conversations.get(key)
        if conversation is not None:
            self._post(self.conversation_items(conversation), x, y)

    def conversation_items(self, conversation: Conversation) -> list[menu.Item]:
        """What the menu of a conversation offers."""
        session = self._session
        items: list[menu.Item] = [
            (tr("Open"), lambda: self._context.open(conversation)),
            (tr("Mark as read"), lambda: session.messages.mark_read(conversation)),
            *self._choice_items(conversation),
            None,
            *self._context.room_items(conversation),
        ]
        if conversation.kind is not ConversationKind.ROOM:
            items.insert(1, (tr("Who is this?"), lambda: session.whois.ask(conversation.name)))
            items.append((tr("Close"), lambda: session.close(conversation)))
        elif conversation.joined:
            items.append((tr("Leave the room"), lambda: session.rooms.part(conversation)))
        else:
            items += [
                (tr("Join again"), lambda: self._navigation.join(conversation.name)),
                (tr("Close"), lambda: session.close(conversation)),
            ]
        return items
