"""What an empty conversation says: who is here, and how to bring others."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.client.model import Conversation, ConversationKind, EntryKind
from desktopchat.ui import keys
from desktopchat.ui.look import bidi, line_breaks
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr, trn
from desktopchat.words.lists import comma_listed, listed, sentences

_QUIET = 6  # lines of comings and goings beside which the welcome still has room
_NAMED = 3
_LINE, _AIR = 420, 16  # pixels at 100 %: the longest line, and the least room beside it


@dataclass(frozen=True, slots=True)
class WelcomeWords:
    heading: str
    words: str
    code: str = ""  # to be copied


def is_empty(conversation: Conversation) -> bool:
    """Whether nobody has said anything yet."""
    entries = conversation.entries
    if len(entries) > _QUIET:
        return False
    spoken = (EntryKind.MESSAGE, EntryKind.ACTION, EntryKind.NOTICE)
    return not any(entry.kind in spoken for entry in entries)


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return tr("{name} is here.", name=names[0])
    if len(names) <= _NAMED:
        return tr("{names} are here.", names=listed(names))
    return trn(
        "{names} and {n} more are here.",
        "{names} and {n} more are here.",
        len(names) - _NAMED,
        names=comma_listed(names[:_NAMED]),
    )


def words_for(conversation: Conversation | None, own_nick: str, code: str) -> WelcomeWords:
    """What to say. code: what others type to join, or an address; "" when it is not known."""
    if conversation is None:
        key = keys.label("room")
        return WelcomeWords(
            tr("You are in no room"), tr("{key} lists the rooms and makes new ones.", key=key)
        )
    if conversation.kind is ConversationKind.DIRECT:
        return WelcomeWords(
            conversation.title,
            tr(
                "What you write here goes to {name} and into no room. The owner of the host"
                " could read it.",
                name=conversation.title,
            ),
        )
    others = sorted(
        (m.person.name for m in conversation.members.values() if m.person.nick != own_nick),
        key=str.casefold,
    )
    if others:
        return WelcomeWords(
            tr("This is {room}", room=conversation.title),
            sentences(_listed(others), tr("Say hello.")),
        )
    ask = tr("Others on this network find it in their list. Wherever they are, they can type this:")
    if not code:
        ask = tr("Nobody else is here yet. {key} brings others in.", key=keys.label("share"))
    return WelcomeWords(tr("{room} is ready", room=conversation.title), ask, code)


class Welcome(ttk.Frame):
    """The words, in the middle of the empty timeline, and the code to copy."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_done: Callable[[], object]) -> None:
        px = theme.px
        super().__init__(parent, style="TFrame")
        self._theme = theme
        self._on_done = on_done
        self._shown: WelcomeWords | None = None
        self._heading = ttk.Label(self, style="Title.TLabel", anchor="center")
        self._heading.pack()
        self._words = ttk.Label(self, style="Dim.TLabel", anchor="center", justify="center")
        self._words.pack(pady=(px(8), 0))
        self._code = ttk.Label(self, style="Heading.TLabel", anchor="center", justify="center")
        self._copy = ttk.Button(self, text=tr("Copy"), command=self._copied)
        self._gap = px(12)
        parent.bind("<Configure>", lambda _event: self._fit(), add=True)

    @property
    def words(self) -> str:
        if self._shown is None:
            return ""
        shown = self._shown
        return " ".join(filter(None, (shown.heading, shown.words, shown.code)))

    def show(self, words: WelcomeWords | None) -> None:
        """Say this, or with None make way for the messages."""
        if words == self._shown:
            return
        self._shown = words
        if words is None:
            self.place_forget()
            return
        self._words.configure(text=bidi.visual(words.words, 0))
        self._copy.configure(text=tr("Copy"))
        for widget in (self._code, self._copy):
            if words.code:
                widget.pack(pady=(self._gap, 0))
            else:
                widget.pack_forget()
        self._fit()
        self.place(relx=0.5, rely=0.42, anchor="center")
        self.lift()

    def _fit(self) -> None:
        """Keep the words within the timeline, however long a name is."""
        if self._shown is None:
            return
        px, room = self._theme.px, self.master.winfo_width()
        heading = self._shown.heading
        if room > 1:  # else it is not on the screen yet
            room -= 2 * px(_AIR)
            heading = elided(heading, room, self._theme.font("title").measure)
            self._words.configure(wraplength=max(1, min(px(_LINE), room)))
            measure = self._theme.font("heading").measure
            self._code.configure(text=line_breaks.broken(self._shown.code, room, measure))
        self._heading.configure(text=bidi.visual(heading, 0))

    def _copied(self) -> None:
        if self._shown is not None:
            self.clipboard_clear()
            self.clipboard_append(self._shown.code)
            self._copy.configure(text=tr("Copied"))
        self._on_done()
