"""Who asks to come in, and where I may: knocks, invitations, rooms that refused me."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from desktopchat.client.model import MembersChanged
from desktopchat.client.model.administration import Invited, JoinRefused, KnockReceived
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.navigation import Navigation
from desktopchat.ui.parts.knock_bar import Asked, CarryOn, Invitation, Knock, KnockBar, NearbyCall
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.words import tr


class KnocksAndInvitations:
    """Says who stands before a door, and opens it."""

    bar: KnockBar

    def __init__(self, context: Context, navigation: Navigation) -> None:
        self._context, self._navigation = context, navigation
        self._session = context.session
        self.on_wrong_password: Callable[[str, str], object] = navigation.join
        """Asks for another password of a room; gets its name, and why the last one did not do."""
        self.on_carry_on: Callable[[CarryOn, bool], object]
        """Says what a copy on this computer means (True), or that there is none for now."""
        self._knocked_at: set[str] = set()  # rooms that I asked to be let into, folded
        listen = context.listeners.listen
        listen(KnockReceived, self._knocked)
        listen(Invited, self._invited)
        listen(JoinRefused, self._refused)
        listen(MembersChanged, lambda _event: self.bar.keep(self._still_asked))

    def build(self, parent: tk.Misc, on_changed: Callable[[], object]) -> KnockBar:
        """The line that says who waits."""
        self.bar = KnockBar(
            parent,
            self._context.theme,
            on_admit=self._admit,
            on_refuse=self._refuse,
            on_changed=on_changed,
        )
        return self.bar

    def take_over(self, other: KnocksAndInvitations) -> None:
        """Wait before the doors that another page waits before."""
        self._knocked_at = other._knocked_at
        for asked in other.bar.waiting:
            self.bar.add(asked)

    def _knocked(self, event: KnockReceived) -> None:
        """Somebody asks to come into a room that I look after."""
        name = self._name(event.nick)
        self.bar.add(Knock(event.conversation, event.nick, name, event.text))

    def _invited(self, event: Invited) -> None:
        """I may come into a room: at once where I asked for that, else it is said."""
        key = self._session.model.fold(event.name)
        known = self._session.model.conversations.get(key)
        if key in self._knocked_at:
            self._knocked_at.discard(key)
            self._context.warn("")  # that one has knocked
            self._navigation.join(event.name)
        elif known is None or not known.joined:
            self.bar.add(Invitation(event.name, event.by, self._name(event.by)))

    def _name(self, nick: str) -> str:
        """The name of somebody at a door, who may only look like somebody else."""
        name, like = self._context.name_of(nick), self._context.like_of(nick)
        return tr("{name} (⚠ looks like {like})", name=name, like=like) if like else name

    def _admit(self, one: Asked) -> None:
        """Let somebody in, or go where I was called."""
        if isinstance(one, Knock):
            self._session.moderation.invite(one.conversation, one.nick)
        elif isinstance(one, NearbyCall):
            self._context.window.call(one.invitation)
        elif isinstance(one, CarryOn):
            self.on_carry_on(one, True)
        else:
            self._navigation.join(one.room)

    def _refuse(self, one: Asked) -> None:
        """Somebody is not to come in, or I don't come."""
        if isinstance(one, NearbyCall):
            self._context.nearby.answer(one.invitation, accepted=False)
        elif isinstance(one, CarryOn):
            self.on_carry_on(one, False)

    def _still_asked(self, one: Asked) -> bool:
        """Whether somebody still waits outside, or I do."""
        fold = self._session.model.fold
        if isinstance(one, Knock):
            room = one.conversation
            return room.joined and fold(one.nick) not in room.members
        if isinstance(one, NearbyCall):
            return True
        if isinstance(one, CarryOn):
            return fold(one.nick) in self._session.model.people
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
            self.on_wrong_password(event.name, event.why)
        elif event.can_knock:
            sheets = self._context.sheets
            sheets.open(
                lambda: QuestionSheet(
                    sheets.root,
                    self._context.theme,
                    heading=tr("{room} is closed", room=event.name.removeprefix("#")),
                    words=tr(
                        "Only people who were invited come in. You can ask those inside to let"
                        " you in; you come in as soon as somebody does."
                    ),
                    answers=[
                        (
                            tr("Ask to be let in"),
                            "Accent.TButton",
                            lambda: self._knock(event.name),
                        )
                    ],
                )
            )
