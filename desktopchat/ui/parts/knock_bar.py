"""The quiet line of doors: somebody asks to come into a room, or calls me into one or elsewhere."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.words import tr, tr_noop, trn

if TYPE_CHECKING:
    from desktopchat.client.model import Conversation
    from desktopchat.lan import found as nearby


@dataclass(slots=True, frozen=True)
class Knock:
    """Somebody at the door. text: what they say, "" for nothing."""

    conversation: "Conversation"
    nick: str
    name: str
    text: str

    yes, no = tr_noop("Admit"), tr_noop("Refuse")

    @property
    def words(self) -> str:
        room = self.conversation.title
        if self.text:
            return tr(
                "{name} asks to come into {room}: “{words}”",
                name=self.name,
                room=room,
                words=self.text,
            )
        return tr("{name} asks to come into {room}", name=self.name, room=room)


@dataclass(slots=True, frozen=True)
class Invitation:
    """Somebody calls me into a room. room: its name on the wire."""

    room: str
    nick: str
    name: str

    yes, no = tr_noop("Go in"), tr_noop("Not now")

    @property
    def words(self) -> str:
        return tr("{name} invites you to {room}", name=self.name, room=self.room.removeprefix("#"))


@dataclass(slots=True, frozen=True)
class NearbyCall:
    """Somebody nearby calls me to a chat on another host."""

    invitation: "nearby.Invitation"

    yes, no = tr_noop("Join"), tr_noop("Not now")

    @property
    def words(self) -> str:
        one = self.invitation
        where = one.title or one.room
        if not where:
            return tr("{name}, who is nearby, invites you to a chat", name=one.sender)
        return tr("{name}, who is nearby, invites you to {room}", name=one.sender, room=where)


@dataclass(slots=True, frozen=True)
class CarryOn:
    """Who runs the host asks for a copy on this computer."""

    nick: str
    name: str

    yes, no = tr_noop("What is that?"), tr_noop("Not now")

    @property
    def words(self) -> str:
        return tr("{name} asks whether your computer may carry this chat on", name=self.name)


Asked = Knock | Invitation | NearbyCall | CarryOn


class KnockBar(ttk.Frame):
    """Grace asks to come into Lab 3: “hello”, with *Admit* and *Refuse*; one after the other.

    `waiting` are all who wait, in order. Takes no room while nobody does. Who asks for a copy waits
    until `keep` lets them go: the first answer only shows what that means.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        on_admit: Callable[[Asked], object],
        on_refuse: Callable[[Asked], object] = lambda _asked: None,
        on_changed: Callable[[], object],
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self.waiting: list[Asked] = []
        self._on_admit, self._on_refuse, self._on_changed = on_admit, on_refuse, on_changed
        self._words = ""
        self._label = WrappedLabel(self, style="Bar.TLabel")
        self._label.grid(row=0, column=0, sticky="ew")
        self.admit = ttk.Button(self, name="admit", text=tr("Admit"), style="Bar.Link.TButton")
        self.admit.configure(command=lambda: self.answer(self.waiting[0], True))
        self.admit.grid(row=0, column=1)
        self.refuse = ttk.Button(self, text=tr("Refuse"), style="Bar.Link.TButton")
        self.refuse.configure(command=lambda: self.answer(self.waiting[0], False))
        self.refuse.grid(row=0, column=2)
        for button in (self.admit, self.refuse):
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]

    @property
    def words(self) -> str:
        return self._words if self.waiting else ""

    def add(self, knock: Asked) -> None:
        """Somebody knocked; who knocks again stands where they stood."""
        self.waiting = [one for one in self.waiting if not _same(one, knock)] + [knock]
        self._show()

    def answer(self, knock: Asked, admit: bool) -> None:
        """Let them in (or go in), or forget that they asked."""
        if knock in self.waiting:
            if not (admit and isinstance(knock, CarryOn)):
                self.waiting.remove(knock)
            (self._on_admit if admit else self._on_refuse)(knock)
            self._show()

    def keep(self, wanted: Callable[[Asked], bool]) -> None:
        """Keep only those who still wait: others came in, or the room is gone."""
        left = [one for one in self.waiting if wanted(one)]
        if len(left) != len(self.waiting):
            self.waiting = left
            self._show()

    def _show(self) -> None:
        if self.waiting:
            first, more = self.waiting[0], len(self.waiting) - 1
            words = first.words
            if more:
                words = trn("{words}  (and {n} more)", "{words}  (and {n} more)", more, words=words)
            self._words = words
            self._label.configure(text=words)
            self.admit.configure(text=bidi.visual(tr(first.yes), 0))
            self.refuse.configure(text=bidi.visual(tr(first.no), 0))
            self.grid()
        else:
            self.grid_remove()
        self._on_changed()


def _same(one: Asked, other: Asked) -> bool:
    if isinstance(one, Knock) and isinstance(other, Knock):
        return one.conversation is other.conversation and one.nick == other.nick
    if isinstance(one, Invitation) and isinstance(other, Invitation):
        return one.room == other.room
    if isinstance(one, CarryOn) and isinstance(other, CarryOn):
        return one.nick == other.nick
    if isinstance(one, NearbyCall) and isinstance(other, NearbyCall):
        return one.invitation.person == other.invitation.person
    return False
