"""The cards of people on the conversation's page: which is open, and what its buttons do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.model import PersonChanged, Phase, PhaseChanged
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.person_facts import Facts, facts_of
from desktopchat.ui.sheets.own_card import OwnCard
from desktopchat.ui.sheets.person_card import WIDE, PersonCard
from desktopchat.ui.sheets.sheets import Sheets

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage


_APART = 12  # pixels at 100 % between the list and a card beside it


class Profiles:
    """Opens cards, and keeps the open one true."""

    def __init__(self, page: ChatPage, theme: Theme, avatars: Avatars, sheets: Sheets) -> None:
        self._page, self._theme, self._avatars, self._sheets = page, theme, avatars, sheets
        self._session = page.session
        page.listeners.listen(PhaseChanged, lambda _event: self._draw())
        page.listeners.listen(PersonChanged, self._changed)

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

    def open_listed(self, nick: str) -> None:
        """Show the card of somebody in the list, beside it."""
        left, right, top = self._page.people.list.whereabouts
        root, wide = self._sheets.root, self._theme.px(WIDE + _APART)
        at_right = left > root.winfo_rootx() + root.winfo_width() // 2
        self.open(nick, (left - wide if at_right else right, top))

    def open_own(self, at: tuple[int, int] | None = None) -> None:
        self.open(self._session.model.nick, at)

    def _own(self, facts: Facts, at: tuple[int, int] | None) -> OwnCard:
        session = self._session
        return OwnCard(
            self._sheets.root,
            self._theme,
            self._avatars,
            facts,
            at=at,
            on_name=self._page.on_name,
            on_status=session.profile.say if session.profile.can_say else None,
            on_away=self._set_away,
            on_closed=self._sheets.closed,
        )

    def _other(self, facts: Facts, at: tuple[int, int] | None) -> PersonCard:
        page, nick = self._page, facts.nick
        room = page.active
        in_room = room is not None and self._session.model.fold(nick) in room.members
        return PersonCard(
            self._sheets.root,
            self._theme,
            self._avatars,
            facts,
            at=at,
            on_message=lambda: page.actions.message(nick),
            on_mention=(lambda: page.composer.insert(f"@{nick} ")) if in_room else None,
            on_more=lambda x, y: page.menus.person_menu(nick, x, y),
            on_closed=self._sheets.closed,
        )

    def _set_away(self, away: bool) -> None:
        card = self.card
        words = card.status.text if isinstance(card, OwnCard) else ""
        self._session.me.set_away((words.strip() or "Away") if away else "")

    def _facts(self, nick: str) -> Facts:
        page = self._page
        return facts_of(
            self._session,
            page.active,
            nick,
            page.name_of(nick),
            like=page.like_of(nick),
            typing=nick in page.typists.of(page.active),
            # What I chose for myself holds without a connection, too.
            online=page.client.phase is Phase.ONLINE or self._session.model.is_me(nick),
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
