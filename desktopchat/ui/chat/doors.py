"""Who asks to come in, and where I may: knocks, invitations, rooms that refused me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.model import MembersChanged
from desktopchat.client.model.administration import Invited, JoinRefused, KnockReceived
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.knock_bar import Asked, Call, Invitation, Knock
from desktopchat.ui.sheets.question import Question
from desktopchat.ui.sheets.sheets import Sheets

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage


class Doors:
    """Says who stands before a door, and opens it."""

    def __init__(self, page: ChatPage, theme: Theme, sheets: Sheets) -> None:
        self._page, self._theme, self._sheets = page, theme, sheets
        self._session = page.session
        self._knocked_at: set[str] = set()  # rooms that I asked to be let into, folded
        listen = page.listeners.listen
        listen(KnockReceived, self._knocked)
        listen(Invited, self._invited)
        listen(JoinRefused, self._refused)
        listen(MembersChanged, lambda _event: page.knocks.keep(self._still_asked))

    def take_over(self, other: Doors) -> None:
        """Wait before the doors that another page waits before."""
        self._knocked_at = other._knocked_at

    def _knocked(self, event: KnockReceived) -> None:
        """Somebody asks to come into a room that I look after."""
        name = self._name(event.nick)
        self._page.knocks.add(Knock(event.conversation, event.nick, name, event.text))

    def _invited(self, event: Invited) -> None:
        """I may come into a room: at once where I asked for that, else it is said."""
        key = self._session.model.fold(event.name)
        known = self._session.model.conversations.get(key)
        if key in self._knocked_at:
            self._knocked_at.discard(key)
            self._page.actions.join(event.name)
        elif known is None or not known.joined:
            self._page.knocks.add(Invitation(event.name, event.by, self._name(event.by)))

    def _name(self, nick: str) -> str:
        """The name of somebody at a door, who may only look like somebody else."""
        name, like = self._page.name_of(nick), self._page.like_of(nick)
        return f"{name} (⚠ looks like {like})" if like else name

    def admit(self, one: Asked) -> None:
        """Let somebody in, or go where I was called."""
        if isinstance(one, Knock):
            self._session.rooms.invite(one.conversation, one.nick)
        elif isinstance(one, Call):
            self._page.on_call(one.invitation)
        else:
            self._page.actions.join(one.room)

    def refuse(self, one: Asked) -> None:
        """Somebody is not to come in, or I don't come."""
        if isinstance(one, Call):
            self._page.nearby.answer(one.invitation, accepted=False)

    def _still_asked(self, one: Asked) -> bool:
        """Whether somebody still waits outside, or I do."""
        fold = self._session.model.fold
        if isinstance(one, Knock):
            room = one.conversation
            return room.joined and fold(one.nick) not in room.members
        if isinstance(one, Call):
            return True
        known = self._session.model.conversations.get(fold(one.room))
        return known is None or not known.joined

    def _knock(self, name: str) -> None:
        self._knocked_at.add(self._session.model.fold(name))
        self._session.rooms.knock(name)

    def _refused(self, event: JoinRefused) -> None:
        """A room did not let me in: offer what may help, to who asked for it."""
        if not event.asked:
            return  # the room itself says why, and has a button to join it
        if event.needs_password:
            self._page.actions.ask_room(event.name, event.why)
        elif event.can_knock:
            self._sheets.open(
                lambda: Question(
                    self._sheets.root,
                    self._theme,
                    heading=f"{event.name.removeprefix('#')} is closed",
                    words="Only people who were invited come in. You can ask those inside to let"
                    " you in; you come in as soon as somebody does.",
                    answers=[
                        (
                            "Ask to be let in",
                            "Accent.TButton",
                            lambda: self._knock(event.name),
                        )
                    ],
                    on_closed=self._sheets.closed,
                )
            )
