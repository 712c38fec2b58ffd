"""The sheets of rooms: which there are, and the settings of one."""

from __future__ import annotations

from functools import partial

from desktopchat.client.model import Conversation, ConversationKind, Rank, RoomListChanged
from desktopchat.client.model.administration import BanList
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.doors import KnocksAndInvitations
from desktopchat.ui.chat.navigation import Navigation
from desktopchat.ui.parts import menu
from desktopchat.ui.parts.knock_bar import Knock
from desktopchat.ui.sheets.room_dialog import RoomDialog
from desktopchat.ui.sheets.room_settings import RoomSettings, WaitingPerson
from desktopchat.words import tr


class RoomSheets:
    def __init__(
        self, context: Context, navigation: Navigation, doors: KnocksAndInvitations
    ) -> None:
        self._context, self._navigation, self._doors = context, navigation, doors
        self._session = context.session
        context.on_sheet_key("room", self.ask_room)
        context.on_sheet_key("room_settings", self.show_settings)
        context.on_room_menu(self._items)
        doors.on_wrong_password = self.ask_room

    def _items(self, conversation: Conversation) -> list[menu.Item]:
        if conversation.kind is not ConversationKind.ROOM or not conversation.joined:
            return []
        label, act = tr("Room settings…"), partial(self.show_settings, conversation)
        here = conversation is self._context.active
        return [menu.Keyed(label, act, "room_settings") if here else (label, act)]

    def ask_room(self, name: str = "", wrong: str = "") -> None:
        """Ask which room to join or make; the host is asked for its rooms meanwhile.

        name: a room that was tried; wrong: why its password did not do.
        """
        context = self._context

        def make() -> RoomDialog:
            sheet = RoomDialog(
                context.sheets.root,
                context.theme,
                context.avatars,
                on_join=self._navigation.join,
            )
            if name:
                sheet.ask_password(name, wrong)
            context.listeners.listen(
                RoomListChanged, lambda _event: sheet.show(self._session.rooms.listed), during=sheet
            )
            return sheet

        context.sheets.open(make)
        self._session.rooms.list_rooms()

    def show_settings(self, conversation: Conversation | None = None) -> None:
        """The settings of a room, the open one if none is named."""
        context, doors = self._context, self._doors
        room = conversation or context.active
        if room is None or room.kind is not ConversationKind.ROOM or not room.joined:
            return
        shown = context.sheets.current
        if isinstance(shown, RoomSettings) and shown.conversation is room:
            return  # what was changed in it stays

        def knocks() -> list[Knock]:
            waiting = doors.bar.waiting
            return [one for one in waiting if isinstance(one, Knock) and one.conversation is room]

        def answer(nick: str, admit: bool) -> None:
            for one in knocks():
                if one.nick == nick:
                    doors.bar.answer(one, admit)

        def make() -> RoomSettings:
            sheet = RoomSettings(
                context.sheets.root,
                context.theme,
                context.avatars,
                self._session,
                room,
                may_rule=context.rank(room) >= Rank.OPERATOR,
                waiting=lambda: [WaitingPerson(one.nick, one.name, one.text) for one in knocks()],
                on_answer=answer,
            )

            def listed(event: BanList) -> None:
                if event.conversation is room:
                    sheet.show_list(event.kind, event.rows)

            context.listeners.listen(BanList, listed, during=sheet)
            return sheet

        context.sheets.open(make)

    def knocks_changed(self) -> None:
        """Others wait at the doors now."""
        sheet = self._context.sheets.current
        if isinstance(sheet, RoomSettings):
            sheet.show_waiting()
