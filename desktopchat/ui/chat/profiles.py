"""The cards of people on the conversation's page: which is open, and what its buttons do."""

from __future__ import annotations

from desktopchat.client.model import AWAY, PersonChanged, PhaseChanged
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.menus import Menus
from desktopchat.ui.chat.navigation import Navigation
from desktopchat.ui.chat.sharing import Sharing
from desktopchat.ui.chat.typing_line import Typists
from desktopchat.ui.parts.person_facts import PersonFacts, facts_of
from desktopchat.ui.sheets.face import FaceSheet
from desktopchat.ui.sheets.own_card import OwnCard
from desktopchat.ui.sheets.person_card import WIDE, PersonCard
from desktopchat.words import tr

_APART = 12  # pixels at 100 % between the list and a card beside it


class Profiles:
    """Opens cards, and keeps the open one true."""

    def __init__(
        self,
        context: Context,
        navigation: Navigation,
        menus: Menus,
        typists: Typists,
        sharing: Sharing,
    ) -> None:
        self._context, self._navigation = context, navigation
        self._menus, self._typists, self._sharing = menus, typists, sharing
        self._session, self._sheets = context.session, context.sheets
        context.listeners.listen(PhaseChanged, lambda _event: self._draw())
        context.listeners.listen(PersonChanged, self._changed)

    @property
    def card(self) -> PersonCard | OwnCard | None:
        """The one that is open."""
        sheet = self._sheets.current
        return sheet if isinstance(sheet, PersonCard | OwnCard) else None

    def open(self, nick: str, at: tuple[int, int] | None = None) -> None:
        """Show somebody's card, or my own, beside a place of the screen."""
        if not nick or "." in nick:  # what a server says has its name
            return
        facts = self._facts(nick)
        if self._session.model.is_me(nick):
            self._sheets.open(lambda: self._own(facts, at))
        else:
            self._sheets.open(lambda: self._other(facts, at))
            self._session.profile.ask(nick)

    def open_beside(self, nick: str, whereabouts: tuple[int, int, int]) -> None:
        """Show somebody's card beside a row: its left, right and top on the screen."""
        left, right, top = whereabouts
        root, wide = self._sheets.root, self._context.theme.px(WIDE + _APART)
        at_right = left > root.winfo_rootx() + root.winfo_width() // 2
        self.open(nick, (left - wide if at_right else right, top))

    def open_own(self, at: tuple[int, int] | None = None) -> None:
        self.open(self._session.model.nick, at)

    def _own(self, facts: PersonFacts, at: tuple[int, int] | None) -> OwnCard:
        session = self._session
        return OwnCard(
            self._sheets.root,
            self._context.theme,
            self._context.avatars,
            facts,
            at=at,
            on_name=self._context.window.name or session.me.change_nick,
            on_status=session.profile.say if session.profile.can_say else None,
            on_away=self._set_away,
            on_picture=self._choose_face if self._may_show_face else None,
        )

    def _other(self, facts: PersonFacts, at: tuple[int, int] | None) -> PersonCard:
        nick, room = facts.nick, self._context.active
        in_room = room is not None and self._session.model.fold(nick) in room.members
        return PersonCard(
            self._sheets.root,
            self._context.theme,
            self._context.avatars,
            facts,
            at=at,
            on_message=lambda: self._navigation.message(nick),
            on_mention=(lambda: self._context.mention(nick)) if in_room else None,
            on_more=lambda x, y: self._menus.person_menu(nick, x, y),
        )

    @property
    def _may_show_face(self) -> bool:
        session = self._session
        return session.profile.can_say and session.filehost.takes_files

    def _choose_face(self) -> None:
        """Let me choose the picture that others see beside my name."""
        context, profile = self._context, self._session.profile
        nick = self._session.model.nick

        def use(jpeg: bytes) -> str:
            return self._sharing.bring(tr("Picture of me.jpg"), jpeg, profile.show_face)

        self._sheets.open(
            lambda: FaceSheet(
                self._sheets.root,
                context.theme,
                context.avatars,
                (nick, context.name_of(nick)),
                on_use=use,
                on_remove=(lambda: profile.show_face("")) if profile.face(nick) else None,
            )
        )

    def _set_away(self, away: bool) -> None:
        card = self.card
        words = card.status.text if isinstance(card, OwnCard) else ""
        self._session.me.set_away((words.strip() or AWAY) if away else "")

    def _facts(self, nick: str) -> PersonFacts:
        context = self._context
        return facts_of(
            self._session,
            context.active,
            nick,
            context.name_of(nick),
            like=context.like_of(nick),
            typing=nick in self._typists.of(context.active),
            # What I chose for myself holds without a connection, too.
            online=context.online or self._session.model.is_me(nick),
        )

    def _draw(self) -> None:
        """Whether I am connected may have changed."""
        if self.card is not None:
            self.card.show(self._facts(self.card.nick))

    def _changed(self, event: PersonChanged) -> None:
        """Something is known otherwise of somebody."""
        card, nick, fold = self.card, event.person.nick, self._session.model.fold
        if card is not None and fold(card.nick) == fold(nick):
            card.show(self._facts(nick))
